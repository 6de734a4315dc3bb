"""Whether the books of the firm agree, and the figures that its operator watches.

Each question is one statement over the whole table, asked by `otdel doctor` and by `/metrics`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Table, bindparam, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialects import literals
from storage.tables import (
    absent_sales,
    approvals,
    balances,
    lots,
    movements,
    people,
    prices,
    products,
    rates,
    reservations,
    warehouses,
)


@dataclass(frozen=True, slots=True)
class Gap:
    """One product in one warehouse, in grams; `held` is the sum of what is actively reserved."""

    product: str
    warehouse: str
    on_hand: int
    reserved: int
    moved: int
    lots: int
    held: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Reservations and approvals as they stand, the other two since the first day."""

    reservations_active: int
    reservations_lapsed: int
    approvals_waiting: int
    absent_sales: int


_BOOKS = ("on_hand", "reserved", "moved", "lots", "held")
_active = reservations.c.state == literals("active")[0]


def _part(table: Table, *where: ColumnElement[bool], **sums: ColumnElement[int]) -> Select[int]:
    """One side of the comparison by product and warehouse; the other books are zero here."""
    figures = [func.sum(sums[n]) if n in sums else literal(0) for n in _BOOKS]
    key = (table.c.product_id, table.c.warehouse_id)
    named = [figure.label(n) for n, figure in zip(_BOOKS, figures, strict=True)]
    return select(*key, *named).where(*where).group_by(*key)


_sides = union_all(
    _part(balances, on_hand=balances.c.on_hand, reserved=balances.c.reserved),
    _part(movements, moved=movements.c.grams),
    _part(lots, lots.c.remaining > 0, lots=lots.c.remaining),
    _part(reservations, _active, held=reservations.c.grams),
).subquery("sides")
_sum = {name: func.sum(_sides.c[name]) for name in _BOOKS}
_gaps = (
    select(
        products.c.name.label("product"),
        warehouses.c.name.label("warehouse"),
        *(total.label(name) for name, total in _sum.items()),
    )
    .join(products, products.c.id == _sides.c.product_id)
    .join(warehouses, warehouses.c.id == _sides.c.warehouse_id)
    .group_by(products.c.id, products.c.name, warehouses.c.id, warehouses.c.name)
    .having(
        (_sum["on_hand"] != _sum["moved"])
        | (_sum["on_hand"] != _sum["lots"])
        | (_sum["reserved"] != _sum["held"])
    )
    .order_by(products.c.name, warehouses.c.name)
    .limit(bindparam("limit"))
)
_unrated = (
    select(lots.c.currency)
    .where(
        lots.c.remaining > 0,
        lots.c.currency != literals("RUB")[0],
        lots.c.currency.not_in(select(rates.c.currency)),
    )
    .distinct()
    .order_by(lots.c.currency)
)
_ended = (
    select(warehouses.c.name, func.sum(balances.c.on_hand).label("grams"))
    .join(balances, balances.c.warehouse_id == warehouses.c.id)
    .where(
        warehouses.c.closed_at.is_(None),
        warehouses.c.until <= bindparam("now"),
        balances.c.on_hand > 0,
    )
    .group_by(warehouses.c.id, warehouses.c.name)
    .order_by(warehouses.c.name)
)
_overdue = select(reservations.c.id).where(_active, reservations.c.lapses_at <= bindparam("before"))
# One look into ix_prices_current a product, however long its history is.
_floor = (
    select(prices.c.id)
    .where(
        prices.c.product_id == products.c.id,
        prices.c.kind == literals("floor")[0],
        prices.c.valid_from <= bindparam("now"),
    )
    .limit(1)
    .correlate(products)
    .scalar_subquery()
)
_floorless = (
    select(products.c.name)
    .where(products.c.archived_at.is_(None), _floor.is_(None))
    .order_by(products.c.name)
)
# Person by person, so that the index on (person, state) answers and no row is read.
_lapsed_of = (
    select(func.count())
    .where(reservations.c.person_id == people.c.id, reservations.c.state == literals("lapsed")[0])
    .correlate(people)
    .scalar_subquery()
)
_lapsed = select(func.coalesce(func.sum(_lapsed_of), 0)).select_from(people)
_figures = select(
    select(func.count())
    .where(
        _active,
        (reservations.c.lapses_at.is_(None)) | (reservations.c.lapses_at > bindparam("now")),
    )
    .scalar_subquery()
    .label("reservations_active"),
    _lapsed.scalar_subquery().label("reservations_lapsed"),
    # By `kind`, which only the index of what waits holds.
    select(func.count(approvals.c.kind))
    .where(approvals.c.state == literals("waiting")[0])
    .scalar_subquery()
    .label("approvals_waiting"),
    select(func.count(absent_sales.c.id)).scalar_subquery().label("absent_sales"),
)


class SqlBooks:
    """Reads only. Nothing here mends anything: a correction is a movement with its reason."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def gaps(self, limit: int) -> list[Gap]:
        """Where balances, ledger, lots and reservations do not tell the same."""
        rows = await self._connection.execute(_gaps, {"limit": limit})
        return [
            Gap(row.product, row.warehouse, *(int(row._mapping[n]) for n in _BOOKS))  # noqa: SLF001 - SQLAlchemy's public name
            for row in rows
        ]

    async def unrated(self) -> Sequence[str]:
        """Currencies of goods on hand of which no rate at all is known."""
        return (await self._connection.execute(_unrated)).scalars().all()

    async def ended_with_stock(self, now: datetime) -> list[tuple[str, int]]:
        """A16: warehouses past their term, and the grams that still lie there."""
        rows = await self._connection.execute(_ended, {"now": now})
        return [(row.name, int(row.grams)) for row in rows]

    async def overdue(self, before: datetime) -> Sequence[int]:
        """Reservations that should have lapsed by then and that nobody has swept (A4)."""
        return (await self._connection.execute(_overdue, {"before": before})).scalars().all()

    async def floorless(self, now: datetime) -> Sequence[str]:
        """B10: products on sale without a floor price."""
        return (await self._connection.execute(_floorless, {"now": now})).scalars().all()

    async def figures(self, now: datetime) -> Figures:
        row = (await self._connection.execute(_figures, {"now": now})).one()
        return Figures(*map(int, row))
