"""Functions over an open unit: the floor in force, the VAT of a day, the rate of a day."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from core.amounts import Price, booked
from core.errors import DomainError, InvalidInput
from core.ids import ProductId
from core.policy.modules import SWITCHES
from core.pricing.model import PriceKind, PriceRow, VatRate
from core.pricing.ports import PriceUnit
from core.schedule.calendar import DAY, Calendar

ROUBLE = Decimal(1)
LONGEST_REST = 30
"""Days; no holidays last longer."""


class VatUnknown(DomainError):
    """The table has no rate for that day: nobody guesses one."""

    code = "vat-unknown"


async def floors_at(
    unit: PriceUnit, products: Iterable[ProductId], now: datetime, on: date
) -> dict[ProductId, PriceRow]:
    """The floor in force, or an announcement's rule where that is higher (B8, B10).

    `on`: the day whose VAT the two are compared with.
    """
    wanted = set(products)
    floors = await unit.prices.in_force(wanted, PriceKind.FLOOR, now)
    return await _higher(unit, floors, await announced(unit, wanted, now), on)


async def rules_at(
    unit: PriceUnit, products: Iterable[ProductId], now: datetime, on: date
) -> dict[ProductId, PriceRow]:
    """Of each product the highest rule in force, whatever its own floor is (B8)."""
    return await _higher(unit, {}, await announced(unit, set(products), now), on)


async def announced(
    unit: PriceUnit, products: Iterable[ProductId], now: datetime
) -> Sequence[PriceRow]:
    """None while announcements are off: nobody could lift them (E13)."""
    return [] if SWITCHES.closed("news:read") else await unit.prices.rules(products, now)


async def _higher(
    unit: PriceUnit, floors: dict[ProductId, PriceRow], rules: Sequence[PriceRow], on: date
) -> dict[ProductId, PriceRow]:
    if not rules:
        return floors
    goods = await unit.prices.goods({rule.product_id for rule in rules})
    rates = await unit.prices.vat_rates()
    for rule in rules:
        percent = percent_of(rates, goods[rule.product_id].vat_kind, on)
        known = floors.get(rule.product_id)
        if known is None or is_below(known.price, rule.price, percent):
            floors[rule.product_id] = rule
    return floors


def percent_of(rates: Sequence[VatRate], vat_kind: str, on: date) -> Decimal:
    """Of that day (DOMAIN: by the date of the shipment). Raises VatUnknown."""
    begun = [rate for rate in rates if rate.kind == vat_kind and rate.valid_from <= on]
    if not begun:
        raise VatUnknown(kind=vat_kind, on=on.isoformat())
    return max(begun, key=lambda rate: rate.valid_from).percent


async def rate_on(unit: PriceUnit, currency: str, on: date) -> Decimal | None:
    """Roubles for one unit; None: nobody has told a rate for that day or before."""
    if currency == "RUB":
        return ROUBLE
    known = await unit.prices.rate(currency, on)
    return known.rate if known is not None else None


def with_vat(price: Price, percent: Decimal) -> Decimal:
    """A tonne, VAT inside, unrounded: prices are compared on one basis (B10)."""
    return price.per_tonne if price.vat else price.per_tonne * (100 + percent) / 100


def is_below(price: Price, floor: Price, percent: Decimal) -> bool:
    """118 a kilogram is 118 000 a tonne; a price that equals its floor is fine."""
    return with_vat(price, percent) < with_vat(floor, percent)


def in_roubles(price: Price) -> Price:
    """Sales and floors are in roubles; dollars and yuan are for purchases (DOMAIN).

    Raises InvalidInput: another currency, nothing, too much, or a part of a kopeck.
    """
    if price.currency != "RUB":
        raise InvalidInput("price-roubles", currency=price.currency[:30])
    booked(price.per_tonne)
    return price


def last_day(calendar: Calendar, on: date) -> date:
    """The last day that a rate is told for on `on`: the bank tells the next working day's (B7)."""
    return calendar.next_working(on + DAY)


def for_day(calendar: Calendar, on: date) -> date:
    """The day that the rates in force on `on` are FOR.

    The one after the last working day before it: Sunday and Monday keep Saturday's (DOMAIN).
    """
    for back in range(1, LONGEST_REST):
        if calendar.working(on - back * DAY):
            return on - (back - 1) * DAY
    return on
