"""Announcements as the schedule sees them (P10).

Sent late up to six hours after their time, marked so; later they are left out and the author is
told. Of the missed times of a repeated one only the newest is sent. While announcements are off,
what is scheduled has no times (E13).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.ids import AnnouncementId
from core.news.model import SKIPPED_AFTER, Announcement, State
from core.news.ports import Unit
from core.news.sending import MISSED, PUBLISH, Sender
from core.news.times import stands, times
from core.policy.modules import SWITCHES
from core.ports import Clock
from core.schedule.calendar import Calendar
from core.schedule.model import Missed, Occurrence

SECOND = timedelta(seconds=1)
TOLD_WITHIN = timedelta(days=30)
"""However long the program slept, the author learns what was not sent."""


async def _scheduled(unit: Unit) -> Sequence[Announcement]:
    return [] if SWITCHES.closed(PUBLISH) else await unit.news.scheduled()


class AnnouncementJob:
    name = "announcement"
    permission = PUBLISH
    missed = MISSED

    def __init__(self, calendar: Calendar, sender: Sender) -> None:
        self._calendar = calendar
        self._sender = sender

    async def due(self, unit: Unit, since: datetime, until: datetime) -> Sequence[Occurrence]:
        return [
            Occurrence(f"{one.id}:{wall.isoformat()}", moment, str(one.id), one.id)
            for one in await _scheduled(unit)
            for wall, moment in times(one, self._calendar, since, until)
        ]

    async def fire(self, unit: Unit, occurrence: Occurrence, late: timedelta | None) -> bool:
        one = await unit.news.locked(AnnouncementId(int(occurrence.series)))
        if one is None or one.state is not State.SCHEDULED:
            return False
        if not stands(one, self._calendar, occurrence.due_at):
            return False
        await self._sender.send(unit, one, late)
        return True


class MissedAnnouncementJob:
    """What was not sent in time: recorded as skipped, and told to whoever wrote it."""

    name = "announcement-missed"
    permission = PUBLISH
    missed = Missed(late_after=TOLD_WITHIN, skip_after=TOLD_WITHIN, coalesce=True)

    def __init__(self, clock: Clock, calendar: Calendar, sender: Sender) -> None:
        self._clock = clock
        self._calendar = calendar
        self._sender = sender

    async def due(self, unit: Unit, since: datetime, until: datetime) -> Sequence[Occurrence]:
        """What is still to come has not been missed."""
        after, now = SKIPPED_AFTER + SECOND, self._clock.now()
        return [
            Occurrence(f"{one.id}:{wall.isoformat()}", moment + after, str(one.id), moment)
            for one in await _scheduled(unit)
            for wall, moment in times(one, self._calendar, since - after, until - after)
            if moment <= now and (one.last_sent_at is None or one.last_sent_at < moment)
        ]

    async def fire(self, unit: Unit, occurrence: Occurrence, late: timedelta | None) -> bool:
        del late
        due_at = occurrence.due_at - SKIPPED_AFTER - SECOND
        one = await unit.news.locked(AnnouncementId(int(occurrence.series)))
        if one is None or one.state is not State.SCHEDULED or SWITCHES.closed(PUBLISH):
            return False
        unsent = one.last_sent_at is None or one.last_sent_at < due_at
        if not unsent or not stands(one, self._calendar, due_at):
            return False
        await self._sender.leave_out(unit, one, due_at, "late")
        return True
