"""Goods: what they are, where they lie, who holds them, and until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from core.amounts import TONNE, Price, without_vat
from core.ids import (
    ClientId,
    DealId,
    LineId,
    LotId,
    PersonId,
    ProductId,
    ReservationId,
    ShipmentId,
    WaitingId,
    WarehouseId,
)

T = TypeVar("T")

PAGE = 8
"""Lines of a list on one screen (MENUS)."""

VAT_KINDS = ("standard", "reduced")
REAL, VIRTUAL = "real", "virtual"


class State(StrEnum):
    """Of a reservation (INTERFACE)."""

    ACTIVE = "active"
    LAPSED = "lapsed"
    RELEASED = "released"
    SHIPPED = "shipped"


class Turn(StrEnum):
    """Of somebody who waits for goods that others hold."""

    WAITING = "waiting"
    OFFERED = "offered"
    TAKEN = "taken"
    LEFT = "left"


class Kind(StrEnum):
    """Of a movement."""

    RECEIVED = "receive"
    RECOUNTED = "recount"
    MOVED_OUT = "move-out"
    MOVED_IN = "move-in"
    WRITTEN_OFF = "write-off"
    SHIPPED = "ship"


@dataclass(frozen=True, slots=True)
class Product:
    """A grade. `packs`: name of a pack → its grams; `vat_kind`: which dated rate applies."""

    id: ProductId
    name: str
    material: str = ""
    maker: str = ""
    standard: str = ""
    vat_kind: str = "standard"
    packs: Mapping[str, int] = field(default_factory=dict)
    archived: bool = False
    version: int = 1


@dataclass(frozen=True, slots=True)
class Warehouse:
    """A15: `until` None is an unlimited life."""

    id: WarehouseId
    name: str
    kind: str = REAL
    until: datetime | None = None
    closed_at: datetime | None = None
    version: int = 1
    changed_by: PersonId | None = None
    changed_at: datetime | None = None
    """When its term was set, or its goods were seen to as a whole (A16)."""

    def open(self, now: datetime) -> bool:
        """Whether goods may still be promised from it or brought to it."""
        return self.closed_at is None and (self.until is None or now < self.until)


@dataclass(frozen=True, slots=True)
class Balance:
    """Grams. `version` grows with each movement: a recount names the one that it saw."""

    product_id: ProductId
    warehouse_id: WarehouseId
    on_hand: int = 0
    reserved: int = 0
    version: int = 1

    @property
    def free(self) -> int:
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True)
class Lot:
    """Goods that came together. `rate`: roubles for one unit of the currency, fixed (DOMAIN)."""

    id: LotId
    product_id: ProductId
    warehouse_id: WarehouseId
    arrived_at: datetime
    received: int
    remaining: int
    price: Price | None = None
    rate: Decimal = Decimal(1)

    def cost(self, grams: int, vat_percent: int | None) -> Decimal | None:
        """Roubles ex VAT for so many grams, unrounded; None where it is not known."""
        if self.price is None or (self.price.vat and vat_percent is None):
            return None
        gross = self.price.per_tonne * self.rate * grams / TONNE
        return without_vat(gross, Decimal(vat_percent or 0), vat=self.price.vat)


@dataclass(frozen=True, slots=True)
class Movement:
    """A2: one row of the ledger, never changed. `person_id` None: the firm's own machine."""

    product_id: ProductId
    warehouse_id: WarehouseId
    lot_id: LotId | None
    kind: Kind
    grams: int
    before: int
    after: int
    reason: str
    person_id: PersonId | None
    at: datetime
    shipment_id: ShipmentId | None = None
    deal_id: DealId | None = None
    """Whose shipment it was; known when it is read."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """A4: goods held for a client. The row is the truth, whether the scheduler ticks or sleeps.

    `placed` grams at first, `grams` still held. `lapses_at` None: bound to a confirmed order.
    """

    id: ReservationId
    product_id: ProductId
    warehouse_id: WarehouseId
    client_id: ClientId
    person_id: PersonId
    placed: int
    grams: int
    placed_at: datetime
    lapses_at: datetime | None
    deal_id: DealId | None = None
    line_id: LineId | None = None
    state: State = State.ACTIVE
    extensions: int = 0
    ended_at: datetime | None = None
    changed_by: PersonId | None = None
    changed_at: datetime | None = None
    version: int = 1

    @property
    def owner_id(self) -> PersonId:
        return self.person_id

    def is_active(self, now: datetime) -> bool:
        """At the very moment of `lapses_at` it has lapsed."""
        return self.state_at(now) is State.ACTIVE

    def state_at(self, now: datetime) -> State:
        due = self.lapses_at is not None and now >= self.lapses_at
        return State.LAPSED if due and self.state is State.ACTIVE else self.state


@dataclass(frozen=True, slots=True)
class Shelf:
    """A locked balance and where it lies.

    `due`: reservations still marked active though their time is over. `freed`: goods have come
    free in this transaction.
    """

    balance: Balance
    warehouse: Warehouse
    archived: bool = False
    due: Sequence[Reservation] = ()
    freed: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A place in the queue. `warehouse_id` None: wherever the goods come free."""

    id: WaitingId
    product_id: ProductId
    warehouse_id: WarehouseId | None
    client_id: ClientId
    person_id: PersonId
    grams: int
    placed_at: datetime
    state: Turn = Turn.WAITING
    offered_at: datetime | None = None
    offered_warehouse_id: WarehouseId | None = None
    version: int = 1

    @property
    def owner_id(self) -> PersonId:
        return self.person_id


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One screen of a list; `page` counts from 0.

    `counted` False: how many there are is not known; `pages` then only tells whether more follow.
    """

    rows: Sequence[T]
    page: int
    pages: int
    counted: bool = True
