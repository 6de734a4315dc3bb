"""Facts, in the past tense. What follows from each stands in reactions.py."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.amounts import Price
from core.ids import ApprovalId, ClientId, DealId, LineId, PersonId, ProductId, ShipmentId
from core.orders.model import Stage


@dataclass(frozen=True, slots=True)
class DealStage:
    """`person_id` answers for the deal, `by` moved it."""

    deal_id: DealId
    client_id: ClientId
    person_id: PersonId | None
    by: PersonId
    before: Stage | None
    after: Stage


@dataclass(frozen=True, slots=True)
class LineBelowFloor:
    """B10: stopped, and a discount approval was filed for it. Prices: a tonne, with VAT."""

    deal_id: DealId
    line_id: LineId
    product_id: ProductId
    product: str
    grams: int
    price: Price
    floor: Price
    person_id: PersonId
    approval_id: ApprovalId


@dataclass(frozen=True, slots=True)
class AbsentSold:
    """B9's alert: who sold what that is on no warehouse, and what it will cost.

    `expected_cost`: roubles a tonne, ex VAT; None: nobody knows.
    """

    absent_id: int
    deal_id: DealId
    line_id: LineId
    product_id: ProductId
    product: str
    grams: int
    expected_cost: Decimal | None
    person_id: PersonId


@dataclass(frozen=True, slots=True)
class Shipped:
    """One partial shipment; `lines`: (line, product, grams). `rest`: grams still owed."""

    deal_id: DealId
    client_id: ClientId
    shipment_id: ShipmentId
    number: int
    person_id: PersonId | None
    by: PersonId
    lines: tuple[tuple[LineId, ProductId, int], ...]
    rest: int


@dataclass(frozen=True, slots=True)
class RestReleased:
    """The rest was given up: these grams are free again and the order is done without them."""

    deal_id: DealId
    client_id: ClientId
    person_id: PersonId | None
    by: PersonId
    lines: tuple[tuple[LineId, ProductId, int], ...]


@dataclass(frozen=True, slots=True)
class FreightFilled:
    """A7: `amount` None: taken back."""

    deal_id: DealId
    person_id: PersonId | None
    by: PersonId
    amount: Decimal | None
    vat: bool


@dataclass(frozen=True, slots=True)
class Paid:
    deal_id: DealId
    client_id: ClientId
    person_id: PersonId | None
    by: PersonId
    amount: Decimal
    paid_on: date
    rest: Decimal
    """Roubles still open after it."""


@dataclass(frozen=True, slots=True)
class PaymentReversed:
    """What was written down as paid has not come: `amount` roubles of it are owed again."""

    deal_id: DealId
    client_id: ClientId
    person_id: PersonId | None
    by: PersonId
    amount: Decimal
    paid_on: date
    reason: str
    rest: Decimal
