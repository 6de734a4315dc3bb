"""A16: a warehouse comes to its term, and goods still lie in it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from core.firm import Firm
from core.ids import WarehouseId
from core.notices.warehouses import DAYS, OVER, WarehouseNotices, moment_of
from core.reminders.ports import Unit
from core.schedule.calendar import DAY, Calendar
from core.schedule.model import Missed, Occurrence
from core.stock.model import Warehouse


class WarehouseTerm:
    """A week before, the day before and on the last day, at the firm's hour of reminders.

    The last one at the term itself where that is earlier; else once more at the term, when goods
    lie there about which nobody has been asked since the last one was settled.
    A missed one comes late for a week; of several only the latest.
    """

    name = "warehouse-term"
    permission = "warehouse:edit"
    missed = Missed(skip_after=timedelta(days=7), coalesce=True)

    def __init__(self, firm: Firm, calendar: Calendar, notices: WarehouseNotices) -> None:
        self._firm = firm
        self._calendar = calendar
        self._notices = notices

    async def due(self, unit: Unit, since: datetime, until: datetime) -> Sequence[Occurrence]:
        found = await unit.products.limited()
        times = (time for one in found for time in self._times(one))
        return [time for time in times if since < time.due_at <= until]

    def _times(self, one: Warehouse) -> Iterator[Occurrence]:
        """None from before the term was set."""
        if one.until is None:
            return
        last = self._calendar.day(one.until)
        for days in DAYS:
            at = min(self._calendar.at(last - days * DAY, self._firm.remind_at), one.until)
            if one.changed_at is None or one.changed_at < at:
                yield Occurrence(_subject(one, days), at, series=str(one.id))
        if at < one.until and (one.changed_at is None or one.changed_at < one.until):
            yield Occurrence(_subject(one, OVER), one.until, series=str(one.id))

    async def fire(self, unit: Unit, occurrence: Occurrence, late: timedelta | None) -> bool:
        """Nothing where the term has moved, or nothing lies there any more."""
        number, days, _ = occurrence.subject.split(":", 2)
        one = await unit.products.warehouse(WarehouseId(int(number)))
        if one is None or one.closed_at is not None:
            return False
        if _subject(one, int(days)) != occurrence.subject:
            return False
        lying = await unit.stock.lying(one.id)
        if int(days) == OVER and await self._notices.waits(unit, one):
            return False
        return bool(lying) and await self._notices.ask(unit, one, lying, int(days), late)


def _subject(one: Warehouse, days: int) -> str:
    return f"{one.id}:{days}:{moment_of(one)}"
