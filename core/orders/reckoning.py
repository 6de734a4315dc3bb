"""The figures of a deal: what is sold under which VAT, what is owed, what it earns (DOMAIN)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.ids import DealId, LineId
from core.orders.goods import Day, previewed
from core.orders.model import Deal, Departure, Line, Shipment
from core.orders.money import Freight, Piece, Profit, Totals, profit, totals
from core.orders.ports import Unit
from core.pricing.model import VatRate
from core.pricing.rules import percent_of

FREIGHT_VAT = "standard"


@dataclass(frozen=True, slots=True)
class Figures:
    """`pieces`: shipped parts under the VAT of their day, open ones under today's."""

    pieces: tuple[Piece, ...]
    totals: Totals
    paid: Decimal

    @property
    def rest(self) -> Decimal:
        """Roubles still to come; less than nothing where too much has."""
        return self.totals.gross - self.paid


async def figures(unit: Unit, deals: Iterable[DealId], today: date) -> dict[DealId, Figures]:
    """Of several deals at once, the costs of open lines left out."""
    numbers = list(deals)
    lines = await unit.deals.lines(numbers)
    gone = await unit.shipments.of_deals(numbers)
    payments = await unit.deals.payments(numbers)
    rates = await unit.prices.vat_rates()
    kinds = await _kinds(unit, (line for some in lines.values() for line in some))
    found = {}
    for number in numbers:
        pieces = _pieces(lines[number], gone[number], kinds, rates, today, {})
        paid = sum((p.amount for p in payments if p.deal_id == number), Decimal("0.00"))
        found[number] = Figures(pieces, totals(pieces), paid)
    return found


async def owed(unit: Unit, deal: DealId, today: date) -> Decimal:
    return (await figures(unit, [deal], today))[deal].rest


async def _kinds(unit: Unit, lines: Iterable[Line]) -> dict[LineId, str]:
    lines = list(lines)
    goods = await unit.prices.goods({line.product_id for line in lines})
    return {line.id: goods[line.product_id].vat_kind for line in lines}


def _pieces(
    lines: Sequence[Line],
    gone: Sequence[Shipment],
    kinds: dict[LineId, str],
    rates: Sequence[VatRate],
    today: date,
    costs: dict[LineId, Decimal | None],
) -> tuple[Piece, ...]:
    found = []
    for line in lines:
        parts = [part for shipment in gone for part in shipment.lines if part.line_id == line.id]
        found += [_left(line, part) for part in parts]
        if line.open > 0:
            percent = percent_of(rates, kinds[line.id], today)
            found.append(Piece(line.id, line.open, line.price, percent, costs.get(line.id)))
    return tuple(found)


def _left(line: Line, part: Departure) -> Piece:
    return Piece(line.id, part.grams, line.price, part.vat_percent, part.cost)


async def earned(
    unit: Unit,
    deal: Deal,
    lines: Sequence[Line],
    gone: Sequence[Shipment],
    day: Day,
    today: date,
) -> Profit:
    """Shipped parts by the lots that left, open ones by those that would leave next."""
    rates = await unit.prices.vat_rates()
    kinds = await _kinds(unit, lines)
    costs = await previewed(unit, lines, day)
    pieces = _pieces(lines, gone, kinds, rates, today, costs)
    return profit(pieces, _freight(deal, gone, rates, day, today))


def _freight(
    deal: Deal, gone: Sequence[Shipment], rates: Sequence[VatRate], day: Day, today: date
) -> Freight | None:
    """Under the VAT of the last shipment's day."""
    if deal.freight is None:
        return None
    on = day(gone[-1].shipped_at) if gone else today
    return Freight(deal.freight, bool(deal.freight_vat), percent_of(rates, FREIGHT_VAT, on))
