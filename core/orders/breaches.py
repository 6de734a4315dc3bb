"""What a sale below the floor costs (B10): how far below it goes, and what it still earns."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from core.amounts import Price, rounded
from core.approvals import model as approvals
from core.orders.desk import OpenDeal
from core.orders.goods import previewed
from core.orders.model import Line
from core.orders.money import Margin, Piece, profit
from core.pricing.model import FOREIGN
from core.pricing.rules import rate_on

HUNDREDTH, THOUSANDTH = Decimal("0.01"), Decimal("0.001")


async def breach_facts(
    opened: OpenDeal, line: Line, percent: Decimal, price: Price, floor: Price
) -> dict[str, Any]:
    """For whoever decides, in the names of fields.csv. Prices: a tonne, with VAT.

    The margin is that of the line alone: ex VAT, without transport, by the lots that would leave
    next; in roubles, and in dollars and yuan by the rate of the day. What is not known is left
    out or None, never 0 (DOMAIN).
    """
    short = floor.per_tonne - price.per_tonne
    share = (short * 100 / floor.per_tonne).quantize(HUNDREDTH, ROUND_HALF_UP)
    margin = await _margin(opened, line, percent)
    told = None if margin is None else await _in_currencies(opened, margin)
    return {"below": approvals.below(short, share), "margin": approvals.margin(told)}


async def _margin(opened: OpenDeal, line: Line, percent: Decimal) -> Margin | None:
    """The other lines of the deal take their share of the lots before or after it."""
    lines = {**opened.lines, line.id: line}.values()
    cost = (await previewed(opened.unit, lines, opened.day_of)).get(line.id)
    return profit([Piece(line.id, line.open, line.price, percent, cost)], None).without


async def _in_currencies(opened: OpenDeal, margin: Margin) -> Mapping[str, tuple[Decimal, Decimal]]:
    """Currency → (a kilogram, in all)."""
    found = {"RUB": (margin.per_kg, margin.amount)}
    for currency in FOREIGN:
        rate = await rate_on(opened.unit, currency, opened.day)
        if rate is not None:
            kilogram = (margin.per_kg / rate).quantize(THOUSANDTH, ROUND_HALF_UP)
            found[currency] = (kilogram, rounded(margin.amount / rate))
    return found
