"""What reminders look at: the rows of the business itself, and what notices need."""

from typing import Protocol

from core.notices import ports as notices
from core.schedule.ports import Ledger
from core.stock.ports import Stock
from core.tasks.ports import TaskBook


class Unit(notices.Unit, Protocol):
    tasks: TaskBook

    @property
    def fires(self) -> Ledger: ...

    @property
    def stock(self) -> Stock: ...
