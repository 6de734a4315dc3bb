"""A deal from the first word to the last payment, and what a line of it still owes (E12)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from core.amounts import Price
from core.ids import (
    ApprovalId,
    ClientId,
    DealId,
    LineId,
    PaymentId,
    PersonId,
    ProductId,
    ShipmentId,
    WarehouseId,
)


class Stage(StrEnum):
    """Paid is no stage: it follows from the payments."""

    DEAL = "deal"
    OFFERED = "offered"
    INVOICED = "invoiced"
    ORDERED = "ordered"
    SHIPPING = "shipping"
    SHIPPED = "shipped"
    CLOSED = "closed"
    LOST = "lost"


UNCONFIRMED = frozenset({Stage.DEAL, Stage.OFFERED, Stage.INVOICED})
"""Its lines may change, and each check judges them by the floors of that moment."""
ENDED = frozenset({Stage.CLOSED, Stage.LOST})
"""Nothing more happens to such a deal; `ended_at` tells since when."""
ORDERS = frozenset({Stage.ORDERED, Stage.SHIPPING, Stage.SHIPPED, Stage.CLOSED})
"""What a logistician opens (A8)."""
UNSHIPPED = UNCONFIRMED | {Stage.ORDERED}
"""May still be lost: nothing has left."""


DISPATCHED = frozenset({Stage.SHIPPING, Stage.SHIPPED})
"""Something has left, and not all of it need be paid."""


class FloorState(StrEnum):
    FINE = "fine"
    BELOW = "below"
    APPROVED = "approved"
    REJECTED = "rejected"


STOPPED = frozenset({FloorState.BELOW, FloorState.REJECTED})
"""B10: a line in one of these stops offer, invoice, order and shipment."""


@dataclass(frozen=True, slots=True)
class Deal:
    """`person_id` follows the owner of the client; rights are judged by the client's lane."""

    id: DealId
    client_id: ClientId
    person_id: PersonId | None
    created_at: datetime
    stage: Stage = Stage.DEAL
    prepayment_percent: int = 0
    deferral_days: int = 0
    terms_approval_id: ApprovalId | None = None
    city: str | None = None
    delivery_address: str | None = None
    unloading_contact: str | None = None
    unloading_hours: str | None = None
    ship_on: date | None = None
    freight: Decimal | None = None
    freight_vat: bool | None = None
    freight_blob: str | None = None
    freight_file: str | None = None
    freight_by: PersonId | None = None
    freight_at: datetime | None = None
    note: str | None = None
    lost_reason: str | None = None
    ordered_at: datetime | None = None
    ended_at: datetime | None = None
    changed_by: PersonId | None = None
    changed_at: datetime | None = None
    version: int = 1

    @property
    def owner_id(self) -> PersonId | None:
        return self.person_id


@dataclass(frozen=True, slots=True)
class Deferred:
    """An open deal on credit: `since` its first part left, and so many days are given from each."""

    id: DealId
    days: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """So many grams of one product. `warehouse_id` None: absent goods, sold as such (B9).

    `floor_id`: the floor that it was judged by. `expected_cost`: roubles a tonne, ex VAT.
    """

    id: LineId
    deal_id: DealId
    product_id: ProductId
    warehouse_id: WarehouseId | None
    grams: int
    price: Price
    floor_state: FloorState = FloorState.FINE
    approval_id: ApprovalId | None = None
    floor_id: int | None = None
    expected_cost: Decimal | None = None
    shipped: int = 0
    released: int = 0
    removed_at: datetime | None = None

    @property
    def open(self) -> int:
        """Grams that neither have left nor were given up."""
        return self.grams - self.shipped - self.released

    @property
    def sold(self) -> int:
        """Grams that the client pays for."""
        return self.grams - self.released


@dataclass(frozen=True, slots=True)
class Departure:
    """A part of a line that left: the VAT of that day, and the cost of its lots.

    `cost`: roubles ex VAT for all the grams; None where a lot's cost is unknown.
    """

    line_id: LineId
    grams: int
    vat_percent: Decimal
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class Shipment:
    id: ShipmentId
    deal_id: DealId
    number: int
    shipped_at: datetime
    person_id: PersonId
    lines: tuple[Departure, ...]


@dataclass(frozen=True, slots=True)
class Payment:
    """Roubles that have come. A mistake is taken back by a row of its own, less than nothing."""

    deal_id: DealId
    amount: Decimal
    paid_on: date
    person_id: PersonId
    at: datetime
    id: PaymentId | None = None
    reverses: PaymentId | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """An offer or an invoice that was sent: it counts in the daily report (DOMAIN)."""

    deal_id: DealId
    kind: str
    number: int
    valid_until: date | None
    person_id: PersonId
    at: datetime


@dataclass(frozen=True, slots=True)
class AbsentSale:
    """A row of B9's register; only noted as read, never changed."""

    id: int
    deal_id: DealId
    line_id: LineId
    product_id: ProductId
    person_id: PersonId
    grams: int
    expected_cost: Decimal | None
    at: datetime
    noted_by: PersonId | None = None
    noted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Buyer:
    """What a deal takes from its client's card."""

    id: ClientId
    name: str
    deferral_days: int
    prepayment_percent: int
    delivery_address: str | None
    unloading_contact: str | None
    unloading_hours: str | None
    deferral_limit: Decimal | None = None
    """Roubles that may be owed at once under deferrals; None: no such limit."""
    company: bool = True
    """Not a lead: it has a register's number, of this country or another (DOMAIN)."""
    gone: bool = False
    """Merged into another card (E10): new deals belong there."""
