from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from core.approvals.ports import Audited, Filing
from core.ids import (
    ApprovalId,
    ClientId,
    DealId,
    LineId,
    PersonId,
    ReservationId,
    ShipmentId,
    WarehouseId,
)
from core.orders.model import (
    AbsentSale,
    Buyer,
    Deal,
    Deferred,
    FloorState,
    Line,
    Paper,
    Payment,
    Shipment,
    Stage,
)
from core.pricing.ports import PriceUnit
from core.stock import ports as stock

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scope:
    """Which deals a list shows. `owner` judges by the lane of the client, as rights do."""

    owner: PersonId | None = None
    client: ClientId | None = None
    stages: frozenset[Stage] | None = None


class Deals(Protocol):
    """Deals with their lines, papers, payments, and the register of absent sales."""

    async def add(self, deal: Deal) -> DealId:
        """The id is made here; that of `deal` is not looked at."""
        ...

    async def get(self, deal: DealId) -> Deal | None: ...

    async def locked(self, deal: DealId) -> Deal | None:
        """The same, held until the end of the transaction."""
        ...

    async def save(self, deal: Deal) -> None: ...

    async def buyer(self, client: ClientId) -> Buyer | None: ...

    async def clients_of(self, clients: Iterable[ClientId]) -> dict[ClientId, str]:
        """Names."""
        ...

    async def warehouses_of(self, warehouses: Iterable[WarehouseId]) -> dict[WarehouseId, str]:
        """Names."""
        ...

    async def lines(self, deals: Iterable[DealId]) -> dict[DealId, list[Line]]:
        """Those that stand, by rising id."""
        ...

    async def line(self, line: LineId) -> Line | None: ...

    async def add_line(self, line: Line) -> LineId: ...

    async def save_line(self, line: Line) -> None:
        """All but what its floor decided."""
        ...

    async def judge_line(self, line: Line) -> None:
        """Only what its floor decided: state, floor, request."""
        ...

    async def decide_line(self, line: LineId, approval: ApprovalId, state: FloorState) -> bool:
        """False: the line has changed since that request was filed."""
        ...

    async def decide_terms(
        self, deal: DealId, approval: ApprovalId, terms: tuple[int, int] | None
    ) -> bool:
        """(prepayment percent, deferral days), or None to keep them. False: asked no more."""
        ...

    async def add_paper(self, deal: DealId, paper: Paper) -> int:
        """The next number of its kind; that of `paper` is not looked at."""
        ...

    async def papers(self, deals: Iterable[DealId]) -> Sequence[Paper]: ...

    async def add_payment(self, payment: Payment) -> None: ...

    async def payments(self, deals: Iterable[DealId]) -> Sequence[Payment]: ...

    async def add_absent(self, sale: AbsentSale) -> int: ...

    async def absent(self, limit: int, offset: int) -> Sequence[AbsentSale]:
        """Newest first."""
        ...

    async def count_absent(self) -> int: ...

    async def not_noted(self, limit: int) -> Sequence[AbsentSale]:
        """Those that nobody has noted as read, newest first."""
        ...

    async def count_not_noted(self) -> int: ...

    async def note_absent(self, sale: int, by: PersonId, now: datetime) -> AbsentSale | None:
        """The row as it stands afterwards: the first who noted it stays."""
        ...

    async def page(self, scope: Scope, limit: int, offset: int) -> Sequence[Deal]:
        """Newest first."""
        ...

    async def count(self, scope: Scope) -> int: ...

    async def by_ids(self, deals: Iterable[DealId]) -> list[Deal]:
        """By rising number."""
        ...

    async def deferred_of(self, owner: PersonId) -> list[Deferred]:
        """Open deals of that person's clients of which something has left on credit."""
        ...

    async def held_for(self, deal: DealId) -> Sequence[ReservationId]:
        """Reservations of its lines that are marked active, by rising id."""
        ...

    async def hand_over(self, clients: Mapping[ClientId, PersonId | None]) -> None:
        """Deals that have not ended follow the client's new owner."""
        ...


class Shipments(Protocol):
    async def add(self, deal: DealId, person: PersonId, now: datetime) -> tuple[ShipmentId, int]:
        """The shipment and its number within the deal; its lines follow."""
        ...

    async def add_lines(self, shipment: Shipment) -> None: ...

    async def of_deals(self, deals: Iterable[DealId]) -> dict[DealId, list[Shipment]]:
        """By rising number."""
        ...


class Unit(stock.Unit, PriceUnit, Filing, Audited, Protocol):
    """One transaction over what an order touches."""

    @property
    def deals(self) -> Deals: ...

    @property
    def shipments(self) -> Shipments: ...


class Units(Protocol):
    def begin(self) -> AbstractAsyncContextManager[Unit]: ...

    def read(self) -> AbstractAsyncContextManager[Unit]: ...

    async def run(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        """`work` in a writing transaction, run again whole after a conflict (fault 37)."""
        ...
