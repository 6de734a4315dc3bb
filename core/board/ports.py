from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from core.board.model import Counts, Pinboard, Sold
from core.ids import OutboxId, PersonId
from core.messaging import ports as messaging
from core.pricing.ports import PriceList
from core.stock.ports import Reservations


class Boards(Protocol):
    """Who has a board pinned, and what it shows."""

    async def all(self) -> Sequence[Pinboard]: ...

    async def of(self, person: PersonId) -> Pinboard | None: ...

    async def add(self, people: Iterable[PersonId]) -> None:
        """Whoever has a row keeps it as it is."""
        ...

    async def stir(self) -> None:
        """Something that boards show has changed.

        Waits for nobody: a row that another transaction holds is being stirred by that one.
        """
        ...

    async def claim(self, people: Iterable[PersonId], now: datetime) -> None:
        """Drawn at this moment: what changes from now on stirs them again."""
        ...

    async def put(self, person: PersonId, row: OutboxId | None, shown: str) -> None: ...

    async def redate(self, row: OutboxId, now: datetime) -> None:
        """A row of the outbox that goes out once more counts its age from now."""
        ...

    async def again(self, person: PersonId) -> None:
        """What it shows is still on its way: looked at again."""
        ...

    async def choose(self, person: PersonId, *, pinned: bool) -> None:
        """A new message, or none."""
        ...


class DayBook(Protocol):
    """Counts of a day, each found by an index."""

    async def messages(self, since: datetime, until: datetime, staff: Iterable[PersonId]) -> Counts:
        """What clients wrote, and what these people wrote to them."""
        ...

    async def offers(self, since: datetime, until: datetime, staff: Iterable[PersonId]) -> int: ...

    async def sold(
        self, since: datetime, until: datetime, staff: Iterable[PersonId]
    ) -> Sequence[Sold]:
        """Of the deals of these people."""
        ...


class Unit(messaging.Unit, Protocol):
    @property
    def boards(self) -> Boards: ...

    @property
    def daybook(self) -> DayBook: ...

    @property
    def reservations(self) -> Reservations: ...

    @property
    def prices(self) -> PriceList: ...


class Units(Protocol):
    def begin(self) -> AbstractAsyncContextManager[Unit]: ...

    def read(self) -> AbstractAsyncContextManager[Unit]: ...
