"""What clients owe on which day: shipped parts, their deferral gone, in the order of shipping."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from core.ids import LineId
from core.orders.model import Deal, Line, Shipment
from core.orders.money import NOTHING, Piece, totals

Due = Callable[[datetime, int], date]
"""The day that so many days of deferral end on, counted from a shipment."""


def owing(
    deal: Deal, lines: Iterable[Line], shipments: Sequence[Shipment], paid: Decimal, due_on: Due
) -> list[tuple[date, Decimal]]:
    """(due on, roubles with VAT) of what is not paid yet, the earliest first.

    What has been paid covers the oldest first.
    """
    known = {line.id: line for line in lines}
    due = {s: due_on(s.shipped_at, deal.deferral_days) for s in shipments}
    found, covered = [], paid
    for on in sorted(set(due.values())):
        pieces = [p for s in shipments if due[s] <= on for p in _pieces(s, known)]
        whole = totals(pieces).gross
        if whole - covered > NOTHING:
            found.append((on, whole - covered))
        covered = max(covered, whole)
    return found


def _pieces(shipment: Shipment, lines: Mapping[LineId, Line]) -> list[Piece]:
    """A line that was removed is not owed for."""
    return [
        Piece(part.line_id, part.grams, lines[part.line_id].price, part.vat_percent, None)
        for part in shipment.lines
        if part.line_id in lines
    ]
