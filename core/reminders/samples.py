"""A12: whoever answers for a client is reminded to call about a sample, until there is an outcome.

The `due` rows of that name say from which day on; the days after it are those of the calendar.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from core.clients.model import Sample
from core.clients.samples import CALL
from core.firm import Firm
from core.ids import SampleId
from core.notices.samples import SampleNotices
from core.reminders.ports import Unit
from core.schedule.calendar import Calendar
from core.schedule.model import Missed, Occurrence


class SampleCall:
    """On the day of the call, then each working day, at the firm's hour of reminders.

    On the first day at the hour of the call where that is later. Of several missed ones only the
    latest comes.
    """

    name = CALL
    permission = "sample:write:own"
    missed = Missed(skip_after=timedelta(days=3), coalesce=True)

    def __init__(self, firm: Firm, calendar: Calendar, notices: SampleNotices) -> None:
        self._firm = firm
        self._calendar = calendar
        self._notices = notices

    async def due(self, unit: Unit, since: datetime, until: datetime) -> Sequence[Occurrence]:
        found = await unit.cards.uncalled(until)
        return [
            Occurrence(f"{one.id}:{on}", at, series=str(one.id))
            for one in found
            for on, at in self._times(one, since, until)
            if since < at <= until
        ]

    def _times(
        self, one: Sample, since: datetime, until: datetime
    ) -> Iterator[tuple[date, datetime]]:
        if one.call_at is None:
            return
        first = self._calendar.day(one.call_at)
        for on in self._calendar.days(max(since, one.call_at), until):
            at = self._calendar.at(on, self._firm.remind_at)
            if on == first:
                yield on, max(at, one.call_at)
            elif self._calendar.working(on):
                yield on, at

    async def fire(self, unit: Unit, occurrence: Occurrence, late: timedelta | None) -> None:
        number, _, _ = occurrence.subject.partition(":")
        one = await unit.cards.sample(SampleId(int(number)))
        if one is not None and one.outcome_at is None:
            await self._notices.call(unit, one, occurrence.subject, late)
