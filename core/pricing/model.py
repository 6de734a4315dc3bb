"""What goods are offered for, what they may not go below, and the rates that prices lean on."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from core.amounts import Price
from core.ids import PersonId, ProductId

VAT_KINDS = ("standard", "reduced")
FOREIGN = ("USD", "CNY")
"""Currencies whose rates the firm follows (B7)."""
BANK, MANUAL = "cbr", "manual"
"""Where a rate comes from."""
LARGEST_RATE = Decimal(100_000)
MILLIONTH = Decimal("0.000001")


class PriceKind(StrEnum):
    FLOOR = "floor"
    LIST = "list"
    RULE = "rule"
    """Of an announcement (B8): a floor for a time, beside the one of the product."""


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A dated price of a product (B10): in force from `valid_from` until a later one begins.

    `news`, `until`: of a rule, the announcement that it came with and its end (B8).
    """

    id: int
    product_id: ProductId
    kind: PriceKind
    price: Price
    valid_from: datetime
    person_id: PersonId | None
    set_at: datetime
    news: int | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class VatRate:
    """Percent from a day on (DOMAIN): dated data, never a constant."""

    kind: str
    valid_from: date
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Rate:
    """Roubles for one unit of a currency, by the day that the rate is FOR (B7)."""

    currency: str
    on: date
    rate: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Goods:
    """What pricing knows of a product."""

    id: ProductId
    name: str
    vat_kind: str
    archived: bool = False
