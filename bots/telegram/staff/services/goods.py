"""Stock, reservations and prices. Views are dictionaries, cut to what the asker may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from core.amounts import Price
from core.ids import ClientId, ProductId, ReservationId, WaitingId, WarehouseId
from core.staff.model import Person
from core.stock.model import Movement, Page, Product, Warehouse

View = Mapping[str, Any]


class Catalog(Protocol):
    async def products(
        self, actor: Person, text: str | None = None, limit: int = 400
    ) -> Sequence[Product]: ...

    async def product(self, actor: Person, product: ProductId) -> Product: ...

    async def warehouses(self, actor: Person) -> Sequence[Warehouse]: ...

    async def add_product(
        self,
        actor: Person,
        name: str,
        material: str,
        maker: str = "",
        standard: str = "",
        packs: Mapping[str, int] | None = None,
        *,
        cause: str,
    ) -> ProductId: ...

    async def add_warehouse(
        self, actor: Person, name: str, kind: str, until: datetime | None, *, cause: str
    ) -> WarehouseId: ...


class Ledger(Protocol):
    async def show(self, actor: Person, product: ProductId | None = None) -> Sequence[View]: ...

    async def receive(
        self,
        actor: Person,
        product: ProductId,
        warehouse: WarehouseId,
        grams: int,
        price: Price | None,
        rate: Decimal | None,
        *,
        cause: str,
    ) -> Movement: ...

    async def recount(
        self,
        actor: Person,
        product: ProductId,
        warehouse: WarehouseId,
        counted: int,
        reason: str,
        seen_version: int,
        *,
        cause: str,
    ) -> str: ...

    async def move(
        self,
        actor: Person,
        product: ProductId,
        source: WarehouseId,
        target: WarehouseId,
        grams: int,
        reason: str,
        *,
        cause: str,
    ) -> object: ...

    async def write_off(
        self,
        actor: Person,
        product: ProductId,
        warehouse: WarehouseId,
        grams: int,
        reason: str,
        *,
        cause: str,
    ) -> object: ...

    async def rows(
        self, actor: Person, product: ProductId, warehouse: WarehouseId, page: int
    ) -> Page[Any]: ...


class Queue(Protocol):
    """Waiting for goods that others hold."""

    async def queue(
        self,
        actor: Person,
        product: ProductId,
        warehouse: WarehouseId | None,
        grams: int,
        client: ClientId,
        *,
        cause: str,
    ) -> object: ...

    async def leave_queue(
        self, actor: Person, waiting: WaitingId, version: int, *, cause: str
    ) -> object: ...

    async def take_offer(
        self, actor: Person, waiting: WaitingId, version: int, *, cause: str
    ) -> object: ...

    async def my_queue(self, actor: Person) -> Sequence[View]: ...


class Board(Protocol):
    async def mine(self, actor: Person) -> Sequence[View]: ...

    async def one(self, actor: Person, reservation: ReservationId) -> View: ...

    async def board(self, actor: Person, page: int) -> Page[Any]: ...


class Booking(Queue, Board, Protocol):
    async def place(
        self,
        actor: Person,
        product: ProductId,
        warehouse: WarehouseId,
        grams: int,
        client: ClientId,
        *,
        cause: str,
    ) -> View: ...

    async def extend(
        self, actor: Person, reservation: ReservationId, version: int, *, cause: str
    ) -> datetime: ...

    async def release(
        self, actor: Person, reservation: ReservationId, version: int, *, cause: str
    ) -> object: ...


class Terms(Protocol):
    """What becomes of a warehouse at its term (A16)."""

    async def look(
        self, actor: Person, warehouse: WarehouseId, version: int | None = None
    ) -> View: ...

    async def targets(self, actor: Person, warehouse: WarehouseId) -> Sequence[Warehouse]: ...

    async def move_all(
        self,
        actor: Person,
        warehouse: WarehouseId,
        version: int,
        target: WarehouseId,
        reason: str,
        *,
        cause: str,
    ) -> View: ...

    async def write_off_all(
        self, actor: Person, warehouse: WarehouseId, version: int, reason: str, *, cause: str
    ) -> View: ...

    async def extend_term(
        self,
        actor: Person,
        warehouse: WarehouseId,
        version: int,
        until: datetime | None,
        *,
        cause: str,
    ) -> object: ...


class Pinboard(Protocol):
    async def pinned(self, actor: Person) -> bool: ...

    async def pin(self, actor: Person, *, cause: str) -> None: ...

    async def unpin(self, actor: Person, *, cause: str) -> None: ...


class Intake(Protocol):
    async def read(self, actor: Person, content: bytes) -> Sequence[Any]: ...

    async def preview(self, actor: Person, rows: Sequence[Any]) -> Any: ...

    async def apply(self, actor: Person, rows: Sequence[Any], *, cause: str) -> object: ...


class Prices(Protocol):
    async def current(self, actor: Person, product: ProductId) -> View: ...

    async def set_floor(
        self,
        actor: Person,
        product: ProductId,
        price: Price,
        valid_from: datetime | None,
        *,
        cause: str,
    ) -> object: ...

    async def set_list(
        self,
        actor: Person,
        product: ProductId,
        price: Price,
        valid_from: datetime | None,
        *,
        cause: str,
    ) -> object: ...

    async def rates(self, actor: Person) -> Sequence[View]: ...

    async def rate_history(self, actor: Person) -> Sequence[View]: ...

    async def set_rate(
        self, actor: Person, currency: str, on: date, rate: Decimal, *, cause: str
    ) -> object: ...


class Clients(Protocol):
    """`core.clients.registry.Registry`, as far as a reservation needs it."""

    async def search(self, actor: Person, text: str, limit: int = 16) -> Sequence[View]: ...


@dataclass(frozen=True)
class Goods:
    catalog: Catalog
    ledger: Ledger
    booking: Booking
    pinboard: Pinboard
    terms: Terms
    intake: Intake
    prices: Prices
    clients: Clients
