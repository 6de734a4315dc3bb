"""E11: a client who waits for an answer is told to whoever answers, then to the superior."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from core.firm import Firm
from core.ids import ClientId
from core.messaging.ports import Waiting
from core.notices.unanswered import UnansweredNotices
from core.reminders.ports import Unit
from core.schedule.calendar import DAY, LONGEST_HOLIDAY, Calendar
from core.schedule.model import Missed, Occurrence

OWNER, SUPERIOR = "owner", "superior"
MOMENT = timedelta(seconds=1)


class Unanswered:
    """Working minutes from the first message without an answer: the night does not count.

    An answer that is held for WhatsApp's window is one. Once each for a stretch of waiting, which
    that first message names; a weekend of downtime is made up for.
    """

    name = "unanswered"
    missed = Missed(skip_after=timedelta(days=3), look=timedelta(seconds=30))

    def __init__(self, firm: Firm, calendar: Calendar, notices: UnansweredNotices) -> None:
        self._calendar = calendar
        self._notices = notices
        self._steps = ((OWNER, firm.unanswered_minutes), (SUPERIOR, firm.escalation_minutes))

    async def due(self, unit: Unit, since: datetime, until: datetime) -> Sequence[Occurrence]:
        found = await unit.messages.waiting(self._earliest(since))
        times = (time for one in found for time in self._times(one))
        return [time for time in times if since < time.due_at <= until]

    def _earliest(self, since: datetime) -> datetime:
        """Whatever was written before that was due before `since`."""
        longest = max(minutes for _, minutes in self._steps)
        moment = since
        for _ in range(LONGEST_HOLIDAY):
            if self._calendar.after_working(moment, longest) <= since:
                break
            moment -= DAY
        return moment

    def _times(self, one: Waiting) -> Iterator[Occurrence]:
        for whom, minutes in self._steps:
            at = self._calendar.after_working(one.at, minutes)
            subject = f"{one.message_id}:{whom}"
            yield Occurrence(subject, at, series=str(one.message_id), thing=one)

    async def fire(self, unit: Unit, occurrence: Occurrence, late: timedelta | None) -> None:
        """Answered meanwhile, or the client has said STOP: nothing."""
        seen = occurrence.thing
        if not isinstance(seen, Waiting):
            raise TypeError(occurrence.subject)
        one = await self._still(unit, seen.client_id, seen.at)
        if one is None or one.message_id != seen.message_id:
            return
        _, _, whom = occurrence.subject.partition(":")
        if whom == OWNER:
            await self._notices.remind(unit, one, late)
        else:
            await self._notices.escalate(unit, one, late)

    @staticmethod
    async def _still(unit: Unit, client: ClientId, at: datetime) -> Waiting | None:
        return next(iter(await unit.messages.waiting(at - MOMENT, client)), None)
