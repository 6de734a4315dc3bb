"""A12: whoever answers for a client is reminded to call about a sample, until there is an outcome.

The `due` rows of that name say from which day on. The card comes once; from the next day on each
working morning's digest names the call, until its outcome is written down.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.clients.samples import CALL
from core.firm import Firm
from core.ids import SampleId
from core.notices.samples import SampleNotices
from core.reminders.ports import Unit
from core.schedule.calendar import Calendar
from core.schedule.model import Missed, Occurrence


class SampleCall:
    """On the working day of the call, at the firm's hour of reminders, or of the call if later.

    A missed one comes late for three days.
    """

    name = CALL
    permission = "sample:write:own"
    missed = Missed(skip_after=timedelta(days=3))

    def __init__(self, firm: Firm, calendar: Calendar, notices: SampleNotices) -> None:
        self._firm = firm
        self._calendar = calendar
        self._notices = notices

    async def due(self, unit: Unit, since: datetime, until: datetime) -> Sequence[Occurrence]:
        timed = [
            (one, self._at(one.call_at)) for one in await unit.cards.uncalled(until) if one.call_at
        ]
        return [Occurrence(f"{one.id}", at) for one, at in timed if since < at <= until]

    def _at(self, call_at: datetime) -> datetime:
        """Nobody is called on a day off."""
        day = self._calendar.day(call_at)
        on = self._calendar.next_working(day)
        at = self._calendar.at(on, self._firm.remind_at)
        return max(at, call_at) if on == day else at

    async def fire(self, unit: Unit, occurrence: Occurrence, late: timedelta | None) -> bool:
        one = await unit.cards.sample(SampleId(int(occurrence.subject)))
        if one is None or one.outcome_at is not None:
            return False
        return await self._notices.call(unit, one, occurrence.subject, late)
