"""E11: a client who waits for an answer is told to whoever answers, then to the superior."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from core.firm import Firm
from core.ids import ClientId
from core.messaging.ports import Waiting
from core.notices.unanswered import UnansweredNotices
from core.ports import Clock
from core.reminders.ports import Unit
from core.schedule.calendar import DAY, LONGEST_HOLIDAY, Calendar
from core.schedule.model import Fire, Missed, Occurrence, State

OWNER, SUPERIOR = "owner", "superior"
MOMENT = timedelta(seconds=1)


class Unanswered:
    """Working minutes from the first message without an answer: the night does not count.

    An answer that is held for WhatsApp's window is one. Once each for a stretch of waiting, which
    that first message names; a weekend of downtime is made up for.
    """

    name = "unanswered"
    permission = "conversation:answer:own"
    missed = Missed(skip_after=timedelta(days=3), look=timedelta(seconds=30))

    def __init__(
        self, firm: Firm, clock: Clock, calendar: Calendar, notices: UnansweredNotices
    ) -> None:
        self._clock = clock
        self._calendar = calendar
        self._notices = notices
        self._owner, self._superior = firm.unanswered_minutes, firm.escalation_minutes

    async def due(self, unit: Unit, since: datetime, until: datetime) -> Sequence[Occurrence]:
        found = await unit.messages.waiting(self._earliest(since))
        told = await unit.fires.done(self._key(one) for one in found)
        times = (t for one in found for t in self._times(one, told.get(self._key(one)), since))
        return [time for time in times if since < time.due_at <= until]

    def _earliest(self, since: datetime) -> datetime:
        """Whatever was written before that was due before `since`, however late it was told."""
        longest = max(self._owner, self._superior)
        moment = since - self.missed.skip_after
        for _ in range(LONGEST_HOLIDAY):
            if self._calendar.after_working(moment, longest) <= since:
                break
            moment -= DAY
        return moment

    def _key(self, one: Waiting) -> str:
        """Of the owner's step in the ledger."""
        return f"{self.name}/{one.message_id}:{OWNER}"

    def _times(self, one: Waiting, told: Fire | None, since: datetime) -> Iterator[Occurrence]:
        first = self._calendar.after_working(one.at, self._owner)
        second = self._calendar.after_working(one.at, self._superior)
        heard = self._heard(first, told, since)
        if heard is not None and heard > first:
            gap = self._superior - self._owner
            second = max(second, self._calendar.after_working(heard, gap))
        for whom, at in ((OWNER, first), (SUPERIOR, second)):
            subject = f"{one.message_id}:{whom}"
            yield Occurrence(subject, at, series=str(one.message_id), thing=one)

    def _heard(self, first: datetime, told: Fire | None, since: datetime) -> datetime | None:
        """When the owner was told, if late: he has his minutes before the superior hears.

        None: on time, or never to be told, so that there is nothing to wait for.
        """
        if told is not None:
            return told.fired_at if told.state is State.LATE else None
        return self._clock.now() if since < first else None

    async def fire(self, unit: Unit, occurrence: Occurrence, late: timedelta | None) -> bool:
        """Answered meanwhile, the client has said STOP, or nothing reaches anybody: nothing."""
        seen = occurrence.thing
        if not isinstance(seen, Waiting):
            raise TypeError(occurrence.subject)
        one = await self._still(unit, seen.client_id, seen.at)
        if one is None or one.message_id != seen.message_id:
            return False
        waited = self._calendar.worked(one.at, self._clock.now())
        _, _, whom = occurrence.subject.partition(":")
        tell = self._notices.remind if whom == OWNER else self._notices.escalate
        return await tell(unit, one, waited, late)

    @staticmethod
    async def _still(unit: Unit, client: ClientId, at: datetime) -> Waiting | None:
        return next(iter(await unit.messages.waiting(at - MOMENT, client)), None)
