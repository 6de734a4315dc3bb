"""The ledger is kept as long as anything could still ask for it, and a good while more."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from core.ports import Clock
from core.schedule.calendar import Calendar
from core.schedule.model import Missed, Occurrence
from core.schedule.ports import Unit

AT = time(3, 30)
KEPT = timedelta(days=90)
"""Every job looks back for less (`Missed.skip_after` and a day): nothing fires again."""


class LedgerKeeping:
    name = "ledger"
    permission = ""
    missed = Missed(late_after=timedelta(hours=20), skip_after=timedelta(hours=20), coalesce=True)

    def __init__(self, clock: Clock, calendar: Calendar) -> None:
        self._clock = clock
        self._calendar = calendar

    async def due(self, unit: Unit, since: datetime, until: datetime) -> Sequence[Occurrence]:
        del unit
        times = self._calendar.times(AT, since, until, working=False)
        return [Occurrence(on.isoformat(), at) for on, at in times]

    async def fire(self, unit: Unit, occurrence: Occurrence, late: timedelta | None) -> bool:
        del occurrence, late
        await unit.fires.forget(self._clock.now() - KEPT)
        return True
