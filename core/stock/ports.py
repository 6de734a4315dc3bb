from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from core.clients.ports import Clients
from core.ids import (
    LotId,
    PersonId,
    ProductId,
    ReservationId,
    WaitingId,
    WarehouseId,
)
from core.pricing.ports import PriceList
from core.staff.ports import People
from core.stock.model import (
    Balance,
    Lot,
    Movement,
    Product,
    Reservation,
    Shelf,
    State,
    Waiting,
    Warehouse,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StockLine:
    """A balance with its names; `due`: grams of reservations that have lapsed by now."""

    balance: Balance
    product: str
    warehouse: str
    until: datetime | None
    due: int


@dataclass(frozen=True, slots=True)
class ReservationLine:
    """A reservation with the names that a list shows."""

    reservation: Reservation
    product: str
    warehouse: str
    client: str
    person: str


@dataclass(frozen=True, slots=True)
class WaitingLine:
    waiting: Waiting
    product: str
    warehouse: str | None
    client: str


class Products(Protocol):
    """Grades, their packs, and warehouses. Names are unique whatever their case."""

    async def add(self, product: Product, now: datetime) -> ProductId | None:
        """The id is made here; None: there is one of that name."""
        ...

    async def by_ids(self, products: Iterable[ProductId]) -> dict[ProductId, Product]: ...

    async def by_names(self, names: Iterable[str]) -> dict[str, Product]:
        """By the name as given; case and quotes do not matter."""
        ...

    async def listing(self, text: str | None, limit: int) -> list[Product]:
        """By part of a name in any case; archived ones are left out."""
        ...

    async def set_pack(self, product: ProductId, name: str, grams: int) -> None: ...

    async def add_warehouse(self, warehouse: Warehouse, now: datetime) -> WarehouseId | None: ...

    async def warehouse(self, warehouse: WarehouseId) -> Warehouse | None:
        """Locked until the end of a writing transaction."""
        ...

    async def warehouses_by_names(self, names: Iterable[str]) -> dict[str, Warehouse]: ...

    async def warehouses(self) -> list[Warehouse]:
        """Those that are not closed, by name."""
        ...

    async def limited(self) -> list[Warehouse]:
        """A15: those with a term that are not closed, the first to end first."""
        ...

    async def change_warehouse(self, warehouse: Warehouse) -> None:
        """Writes its term, its end, and who has changed it; the version moves on."""
        ...


class Stock(Protocol):
    """Balances, lots and the ledger."""

    async def lock(self, product: ProductId, warehouse: WarehouseId, now: datetime) -> Shelf | None:
        """The balance, made when new and held until the end of the transaction, and what is due.

        None: there is no such product or warehouse.
        """
        ...

    async def write(self, balance: Balance) -> None: ...

    async def open_lots(self, product: ProductId, warehouse: WarehouseId) -> list[Lot]:
        """With something left in them, the oldest first."""
        ...

    async def add_lots(self, lots: Sequence[Lot]) -> Sequence[LotId]:
        """Their ids in this order; those that they carry are not looked at."""
        ...

    async def set_remaining(self, remaining: Mapping[LotId, int]) -> None: ...

    async def append(self, movements: Sequence[Movement]) -> None: ...

    async def movements(
        self, product: ProductId, warehouse: WarehouseId, limit: int, offset: int
    ) -> list[tuple[Movement, str | None]]:
        """With the name of who moved it, newest first."""
        ...

    async def count_movements(self, product: ProductId, warehouse: WarehouseId) -> int: ...

    async def lines(self, product: ProductId | None, now: datetime) -> list[StockLine]:
        """Of warehouses that are not closed, by product and warehouse."""
        ...

    async def lots(self, product: ProductId | None) -> list[Lot]:
        """Every lot with something left."""
        ...

    async def lying(self, warehouse: WarehouseId) -> list[tuple[str, Balance]]:
        """What lies there, with its name, by rising product."""
        ...

    async def empty(self, warehouse: WarehouseId) -> bool:
        """Nothing is on hand there, and nothing can come before the transaction ends."""
        ...

    async def with_free(self, product: ProductId, grams: int, now: datetime) -> list[WarehouseId]:
        """Warehouses where so much is free by now."""
        ...

    async def vat_percents(self, product: ProductId) -> list[tuple[date, int]]:
        """Dated VAT of the product's kind, the latest first."""
        ...


class Reservations(Protocol):
    """Who holds goods, and who waits for them."""

    async def add(self, reservation: Reservation) -> ReservationId:
        """Its own id is not looked at."""
        ...

    async def get(self, reservation: ReservationId) -> Reservation | None: ...

    async def due(self, now: datetime, limit: int) -> list[tuple[ProductId, WarehouseId]]:
        """Where something is still marked active, though its time is over."""
        ...

    async def end(
        self,
        reservations: Sequence[ReservationId],
        state: State,
        now: datetime,
        by: PersonId | None,
    ) -> None: ...

    async def change(self, reservation: Reservation) -> None:
        """Writes what may change of it; the version moves on."""
        ...

    async def lapsing(self, since: datetime, until: datetime) -> list[Reservation]:
        """Active ones that lapse after `since` and not after `until`."""
        ...

    async def hold_deals(self, warehouse: WarehouseId) -> None:
        """Locks the deals that hold something there: they come before balances in the order."""
        ...

    async def rehome(
        self,
        product: ProductId,
        source: WarehouseId,
        target: WarehouseId,
        by: PersonId | None,
        now: datetime,
    ) -> list[Reservation]:
        """Every active one goes along with its goods, and the line of its deal with it.

        As they stand afterwards, by rising id.
        """
        ...

    async def lines(
        self, now: datetime, person: PersonId | None, limit: int, offset: int
    ) -> list[ReservationLine]:
        """Active by the clock, of one person or of all, the next to lapse first."""
        ...

    async def count(self, now: datetime, person: PersonId | None) -> int: ...

    async def at(
        self, product: ProductId, warehouse: WarehouseId, now: datetime
    ) -> list[ReservationLine]:
        """Active by the clock, the first placed first."""
        ...

    async def history(self, limit: int) -> list[ReservationLine]:
        """Whatever their state, newest first."""
        ...

    async def line(self, reservation: ReservationId) -> ReservationLine | None: ...

    async def add_waiting(self, waiting: Waiting) -> WaitingId: ...

    async def waiting(self, waiting: WaitingId) -> Waiting | None: ...

    async def lock_waiting(self, waiting: WaitingId) -> Waiting | None:
        """Held until the end of the transaction."""
        ...

    async def queue(self, product: ProductId, warehouse: WarehouseId) -> list[Waiting]:
        """Who waits for goods there, or has been offered them there, the first come first."""
        ...

    async def change_waiting(self, waiting: Waiting, now: datetime) -> None: ...

    async def waiting_lines(self, person: PersonId) -> list[WaitingLine]: ...

    async def hopeful(self, limit: int) -> list[tuple[ProductId, WarehouseId]]:
        """Where somebody waits for no more than is free."""
        ...


class Unit(Protocol):
    """One transaction over what stock touches."""

    people: People
    clients: Clients
    products: Products
    stock: Stock
    reservations: Reservations

    @property
    def prices(self) -> PriceList: ...

    async def command(self, cause: str, n: int) -> dict[str, Any] | None: ...

    async def record_command(
        self, cause: str, n: int, result: Mapping[str, Any], now: datetime
    ) -> None: ...


class Units(Protocol):
    def begin(self) -> AbstractAsyncContextManager[Unit]: ...

    def read(self) -> AbstractAsyncContextManager[Unit]: ...

    async def run(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        """`work` in a writing transaction, run again whole after a conflict (fault 37)."""
        ...
