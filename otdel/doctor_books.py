"""Whether the books of the trading core agree, and what of it waits for somebody."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from otdel.finding import Finding
from storage.repositories.books import Gap, SqlBooks

SWEPT_WITHIN = timedelta(minutes=5)
SHOWN = 5
"""Names on one line; the rest is a number."""
_TONNE = 1_000_000


async def books(book: SqlBooks, now: datetime) -> list[Finding]:
    """One finding a question, red or green, and one hint. Names of goods only, never of clients."""
    return [
        _agree(await book.gaps(SHOWN)),
        _rates(await book.unrated()),
        _ended(await book.ended_with_stock(now)),
        _overdue(await book.overdue(now - SWEPT_WITHIN)),
        _floors(await book.floorless(now)),
    ]


def _agree(gaps: Sequence[Gap]) -> Finding:
    """A balance that is not the sum of its movements is a bug or a hand in the database."""
    detail = "; ".join(_gap(gap) for gap in gaps) or "balances, ledger, lots and reservations agree"
    mend = (
        "look with `otdel stock show`, `otdel reservation list` and the ledger (📜) on the"
        " product's screen; put it right by a recount, never in the database, and report it"
    )
    return Finding("stock books", good=not gaps, detail=detail, mend=mend)


def _gap(gap: Gap) -> str:
    said = f"{gap.product}, {gap.warehouse}: on hand {_tonnes(gap.on_hand)}"
    if gap.on_hand != gap.moved:
        said += f", movements {_tonnes(gap.moved)}"
    if gap.on_hand != gap.lots:
        said += f", lots {_tonnes(gap.lots)}"
    if gap.reserved != gap.held:
        said += f", reserved {_tonnes(gap.reserved)}, reservations {_tonnes(gap.held)}"
    return said


def _tonnes(grams: int) -> str:
    return f"{(Decimal(grams) / _TONNE).normalize():f} t"


def _rates(missing: Sequence[str]) -> Finding:
    detail = f"no rate of {', '.join(missing)}" if missing else "known for the goods on hand"
    mend = "an administrator sets it with /fx"
    return Finding("currency rates", good=not missing, detail=detail, mend=mend)


def _ended(ended: Sequence[tuple[str, int]]) -> Finding:
    lying = [f"{name}: {_tonnes(grams)}" for name, grams in ended]
    detail = f"past their term with goods: {_some(lying)}" if lying else "none past its term"
    mend = "head of sales or director, /stock: move the goods to another warehouse, or write off"
    return Finding("warehouse terms", good=not ended, detail=detail, mend=mend)


def _overdue(overdue: Sequence[int]) -> Finding:
    numbers = _some([str(number) for number in overdue])
    detail = f"not swept for five minutes: {numbers}" if overdue else "swept in time"
    mend = (
        "is `otdel run` running? Stock is right all the same: what is over counts as free,"
        " but nobody is told"
    )
    return Finding("reservations", good=not overdue, detail=detail, mend=mend)


def _floors(without: Sequence[str]) -> Finding:
    """B10 stops nothing where nobody has said what the floor is."""
    detail = f"products without one: {_some(without)}" if without else "every product has one"
    mend = "head of sales or administrator, /stock, the product, ⛔️"
    return Finding("price floors", good=True, detail=detail, mend=mend, hint=bool(without))


def _some(names: Sequence[str]) -> str:
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more} more" if more > 0 else "")
