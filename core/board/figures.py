"""What the board tells of today (B2): read at once, whoever looks at it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from core.amounts import rounded
from core.board.model import Counts, Sold
from core.board.ports import Unit
from core.orders.money import NOTHING, Freight, Margin, Piece, profit
from core.orders.reckoning import FREIGHT_VAT
from core.pricing.model import FOREIGN, Rate, VatRate
from core.pricing.rules import for_day, last_day, percent_of
from core.schedule.calendar import Calendar
from core.staff.colleagues import of_the_firm
from core.stock.ports import ReservationLine

LISTED = 20
RATES = 60
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Average:
    """Roubles a deal and percent of the sale, ex VAT; of `known` deals among `all`."""

    amount: Decimal
    percent: Decimal
    known: int
    all: int


@dataclass(frozen=True, slots=True)
class Today:
    """`without`, `with_transport`: None where no deal's is known, or nothing has left."""

    on: date
    held: Sequence[ReservationLine]
    holding: int
    shipments: int
    grams: int
    messages: Counts
    offers: int
    without: Average | None
    with_transport: Average | None
    rates: Sequence[tuple[str, Rate | None, Decimal | None]]
    """Currency, its newest rate, and the change to the one before."""
    rates_for: date
    """The day that the rates in force are for: an earlier one is not today's."""


async def today(unit: Unit, calendar: Calendar, now: datetime) -> Today:
    on = calendar.day(now)
    since, until = calendar.at(on, time(0)), calendar.at(on + timedelta(days=1), time(0))
    staff = await of_the_firm(unit.people)
    sold = await unit.daybook.sold(since, until, staff)
    without, with_transport = averages(sold, await unit.prices.vat_rates(), on)
    return Today(
        on=on,
        held=await unit.reservations.lines(now, None, LISTED, 0),
        holding=await unit.reservations.count(now, None),
        shipments=len({part.shipment for part in sold}),
        grams=sum(part.grams for part in sold),
        messages=await unit.daybook.messages(since, until, staff),
        offers=await unit.daybook.offers(since, until, staff),
        without=without,
        with_transport=with_transport,
        rates=_newest(await unit.prices.rates(RATES, last_day(calendar, on))),
        rates_for=for_day(calendar, on),
    )


def _newest(rates: Sequence[Rate]) -> list[tuple[str, Rate | None, Decimal | None]]:
    found: list[tuple[str, Rate | None, Decimal | None]] = []
    for currency in FOREIGN:
        mine = [rate for rate in rates if rate.currency == currency]
        change = mine[0].rate - mine[1].rate if len(mine) > 1 else None
        found.append((currency, mine[0] if mine else None, change))
    return found


def averages(
    sold: Sequence[Sold], vat: Sequence[VatRate], on: date
) -> tuple[Average | None, Average | None]:
    """Of the deals of which something left today: without transport, and with it (B2).

    A deal whose cost or freight nobody knows is left out of the average and counted (DOMAIN).
    """
    deals = dict.fromkeys(part.deal for part in sold)
    mine = [[part for part in sold if part.deal == deal] for deal in deals]
    profits = [profit(_pieces(parts), _freight(parts, vat, on)) for parts in mine]
    sales = [sum((piece.net for piece in _pieces(parts)), NOTHING) for parts in mine]
    return (
        _average([one.without for one in profits], sales),
        _average([one.with_transport for one in profits], sales),
    )


def _pieces(parts: Iterable[Sold]) -> list[Piece]:
    return [Piece(one.line, one.grams, one.price, one.percent, one.cost) for one in parts]


def _freight(parts: Sequence[Sold], vat: Sequence[VatRate], on: date) -> Freight | None:
    """The share of the carrier's amount that falls on what left today."""
    first, grams = parts[0], sum(one.grams for one in parts)
    if first.freight is None:
        return None
    share = first.freight * grams / max(first.whole, grams)
    return Freight(share, first.freight_vat, percent_of(vat, FREIGHT_VAT, on))


def _average(margins: Sequence[Margin | None], sales: Sequence[Decimal]) -> Average | None:
    known = [(m, sale) for m, sale in zip(margins, sales, strict=True) if m is not None]
    if not known:
        return None
    earned = sum((margin.amount for margin, _ in known), NOTHING)
    sale = sum((sale for _, sale in known), NOTHING)
    percent = (earned * 100 / sale).quantize(TENTH, ROUND_HALF_UP)
    return Average(rounded(earned / len(known)), percent, len(known), len(margins))
