"""Facts, in the past tense: what follows from them is told by notices (B10)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.amounts import Price
from core.ids import PersonId, ProductId


@dataclass(frozen=True, slots=True)
class FloorChanged:
    """Pushed to all managers, who sell by it from `valid_from` on."""

    price_id: int
    product_id: ProductId
    product: str
    earlier: Price | None
    price: Price
    valid_from: datetime
    person_id: PersonId


@dataclass(frozen=True, slots=True)
class PriceChanged:
    """The list price; `earlier` None: there was none."""

    price_id: int
    product_id: ProductId
    product: str
    earlier: Price | None
    price: Price
    valid_from: datetime
    person_id: PersonId


@dataclass(frozen=True, slots=True)
class RateSet:
    currency: str
    on: date
    rate: Decimal
    person_id: PersonId | None
    """None: the central bank's."""


@dataclass(frozen=True, slots=True)
class RatesMissing:
    """The source has failed several times in a row; said once until it works again."""

    reason: str
    since: datetime


@dataclass(frozen=True, slots=True)
class RatesBack:
    """It works again after that had been said."""

    since: datetime
