"""A lot arrives: its price and its rate are fixed with it (DOMAIN)."""

from datetime import date, datetime
from decimal import Decimal

from core.amounts import LARGEST, Price, booked
from core.errors import InvalidInput
from core.ports import React
from core.pricing.rules import rate_on
from core.stock import lots
from core.stock.errors import RateUnknown, WarehouseEnded
from core.stock.lots import Entry
from core.stock.model import Shelf
from core.stock.ports import Unit

RUB = "RUB"
HIGHEST_RATE = 1_000_000
LOWEST_RATE = Decimal("0.000001")
"""What a lot can keep: below it goods would have cost nothing."""


async def rate_of(unit: Unit, price: Price | None, rate: Decimal | None, day: date) -> Decimal:
    """Roubles for one unit of its currency that day. Raises RateUnknown, InvalidInput."""
    if price is not None:
        booked(price.per_tonne)
    if price is None or price.currency == RUB:
        return Decimal(1)
    found = rate if rate is not None else await rate_on(unit, price.currency, day)
    if found is None:
        raise RateUnknown(currency=price.currency)
    if not LOWEST_RATE <= found <= HIGHEST_RATE:
        raise InvalidInput("rate-range")
    return found


async def take_in(
    unit: Unit,
    react: React,
    shelf: Shelf,
    grams: int,
    price: Price | None,
    rate: Decimal,
    entry: Entry,
) -> Shelf:
    """Raises WarehouseEnded, InvalidInput."""
    room_for(shelf, grams, entry.at)
    lot = lots.arrived(shelf.balance, grams, entry.at, price, rate)
    return await lots.bring(unit, react, shelf, [lot], entry)


def room_for(shelf: Shelf, grams: int, now: datetime) -> None:
    """Raises WarehouseEnded, InvalidInput."""
    if shelf.archived or not shelf.warehouse.open(now):
        raise WarehouseEnded
    if not 0 < grams <= LARGEST or shelf.balance.on_hand + grams > LARGEST:
        raise InvalidInput("quantity-range")
