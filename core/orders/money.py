"""What a deal brings: totals, and the margin without and with transport (DOMAIN).

An unknown cost or freight makes a margin unknown: None with a reason, never 0.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from core.amounts import KILOGRAM, TONNE, Price, cost, rounded, vat_inside, without_vat

NOTHING = Decimal("0.00")
TENTH = Decimal("0.1")
COST_UNKNOWN = "cost-unknown"
FREIGHT_UNKNOWN = "freight-unknown"
NOTHING_SOLD = "nothing-sold"


@dataclass(frozen=True, slots=True)
class Piece:
    """Grams of one line under one VAT rate; `cost`: roubles ex VAT for all of them, or None."""

    line: int
    grams: int
    price: Price
    percent: Decimal
    cost: Decimal | None

    @property
    def gross(self) -> Decimal:
        """What the client pays, to the kopeck."""
        amount = self.price.per_tonne
        if not self.price.vat:
            amount = amount * (100 + self.percent) / 100
        return cost(amount, self.grams)

    @property
    def vat(self) -> Decimal:
        return vat_inside(self.gross, self.percent)

    @property
    def net(self) -> Decimal:
        """Ex VAT, unrounded: rounding comes once, at the end of a sum."""
        whole = self.price.per_tonne * self.grams / TONNE
        return without_vat(whole, self.percent, vat=self.price.vat)


@dataclass(frozen=True, slots=True)
class Totals:
    """Roubles: with VAT, the VAT in it, without VAT."""

    gross: Decimal
    vat: Decimal
    net: Decimal


@dataclass(frozen=True, slots=True)
class Freight:
    """A carrier's amount and whether VAT of `percent` is inside it."""

    amount: Decimal
    vat: bool
    percent: Decimal

    @property
    def net(self) -> Decimal:
        return without_vat(self.amount, self.percent, vat=self.vat)


@dataclass(frozen=True, slots=True)
class Margin:
    """Roubles ex VAT; percent of the sale ex VAT; roubles a kilogram."""

    amount: Decimal
    percent: Decimal
    per_kg: Decimal


@dataclass(frozen=True, slots=True)
class Profit:
    """Without and with transport. Where one is None, `why_…` has the reason's code."""

    without: Margin | None
    why_without: str | None
    with_transport: Margin | None
    why_with: str | None


def merged(pieces: Iterable[Piece]) -> list[Piece]:
    """Parts of a line under one rate become one: parts would each be rounded on their own."""
    found: dict[tuple[int, Decimal], Piece] = {}
    for piece in pieces:
        key = (piece.line, piece.percent)
        before = found.get(key)
        found[key] = piece if before is None else _together(before, piece)
    return list(found.values())


def _together(one: Piece, other: Piece) -> Piece:
    known = one.cost is not None and other.cost is not None
    return Piece(
        one.line,
        one.grams + other.grams,
        one.price,
        one.percent,
        (one.cost or NOTHING) + (other.cost or NOTHING) if known else None,
    )


def totals(pieces: Iterable[Piece]) -> Totals:
    whole = merged(pieces)
    gross = sum((piece.gross for piece in whole), NOTHING)
    vat = sum((piece.vat for piece in whole), NOTHING)
    return Totals(gross, vat, gross - vat)


def profit(pieces: Sequence[Piece], freight: Freight | None) -> Profit:
    """Σ(sale ex VAT − purchase ex VAT), and the same minus freight ex VAT (DOMAIN)."""
    grams = sum(piece.grams for piece in pieces)
    if grams == 0:
        return Profit(None, NOTHING_SOLD, None, NOTHING_SOLD)
    costs = [piece.cost for piece in pieces if piece.cost is not None]
    if len(costs) < len(pieces):
        return Profit(None, COST_UNKNOWN, None, COST_UNKNOWN)
    sale = sum((piece.net for piece in pieces), NOTHING)
    earned = sale - sum(costs, NOTHING)
    without = _margin(earned, sale, grams)
    if freight is None:
        return Profit(without, None, None, FREIGHT_UNKNOWN)
    return Profit(without, None, _margin(earned - freight.net, sale, grams), None)


def _margin(earned: Decimal, sale: Decimal, grams: int) -> Margin:
    return Margin(
        rounded(earned),
        (earned * 100 / sale).quantize(TENTH, ROUND_HALF_UP),
        rounded(earned * KILOGRAM / grams),
    )
