"""Balances, lots and the ledger of movements."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, bindparam, func, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.amounts import Price
from core.ids import LotId, ProductId, WarehouseId
from core.stock.model import Balance, Lot, Reservation, Shelf, Warehouse
from core.stock.ports import StockLine
from storage.dialects import insert_new, literals, take_ids
from storage.repositories.movements import SqlMovements
from storage.repositories.reservations import reservation_of
from storage.tables import (
    balances,
    lots,
    products,
    reservations,
    vat_rates,
    warehouses,
)

_KOPECKS = 100
_MILLIONTHS = 1_000_000
_RUB = "RUB"

_active = reservations.c.state == literals("active")[0]
_held = (balances.c.product_id == bindparam("product")) & (
    balances.c.warehouse_id == bindparam("warehouse")
)
_lock = (
    select(balances.c.on_hand, balances.c.reserved, balances.c.version)
    .where(_held)
    .with_for_update()
)
# After the lock: a statement of its own sees what was committed while the lock was waited for.
_state = (
    select(
        warehouses.c.name.label("warehouse_name"),
        warehouses.c.kind.label("warehouse_kind"),
        warehouses.c.until,
        warehouses.c.closed_at,
        warehouses.c.version.label("warehouse_version"),
        products.c.archived_at,
        *reservations.c,
    )
    .select_from(
        products.join(warehouses, true()).outerjoin(
            reservations,
            (reservations.c.product_id == products.c.id)
            & (reservations.c.warehouse_id == warehouses.c.id)
            & _active
            & (reservations.c.lapses_at <= bindparam("now")),
        )
    )
    .where(products.c.id == bindparam("product"), warehouses.c.id == bindparam("warehouse"))
    .order_by(reservations.c.id)
)
_write = (
    update(balances)
    .where(_held)
    .values(
        on_hand=bindparam("now_on_hand"),
        reserved=bindparam("now_reserved"),
        version=bindparam("now_version"),
    )
)
_left = lots.c.remaining > 0
_open_lots = (
    select(lots)
    .where(
        lots.c.product_id == bindparam("product"),
        lots.c.warehouse_id == bindparam("warehouse"),
        _left,
    )
    .order_by(lots.c.arrived_at, lots.c.id)
)
_every_lot = select(lots).where(_left).order_by(lots.c.arrived_at, lots.c.id)
_add_lots = lots.insert()
_draw = update(lots).where(lots.c.id == bindparam("lot")).values(remaining=bindparam("left"))
_due = (
    select(
        reservations.c.product_id,
        reservations.c.warehouse_id,
        func.sum(reservations.c.grams).label("grams"),
    )
    .where(_active, reservations.c.lapses_at <= bindparam("now"))
    .group_by(reservations.c.product_id, reservations.c.warehouse_id)
    .subquery("due")
)
_gone = func.coalesce(_due.c.grams, 0)
_with_due = balances.outerjoin(
    _due,
    (_due.c.product_id == balances.c.product_id) & (_due.c.warehouse_id == balances.c.warehouse_id),
)
_lines = (
    select(
        balances,
        products.c.name.label("product_name"),
        warehouses.c.name.label("warehouse_name"),
        warehouses.c.until,
        _gone.label("gone"),
    )
    .select_from(
        _with_due.join(products, products.c.id == balances.c.product_id).join(
            warehouses, warehouses.c.id == balances.c.warehouse_id
        )
    )
    .where(warehouses.c.closed_at.is_(None))
    .order_by(products.c.name_key, products.c.id, warehouses.c.name_key, warehouses.c.id)
)
_with_free = (
    select(balances.c.warehouse_id)
    .select_from(_with_due)
    .where(
        balances.c.product_id == bindparam("product"),
        balances.c.on_hand - balances.c.reserved + _gone >= bindparam("grams"),
    )
    .order_by(balances.c.warehouse_id)
)
_lying = (
    select(balances, products.c.name.label("product_name"))
    .join(products, products.c.id == balances.c.product_id)
    .where(balances.c.warehouse_id == bindparam("warehouse"), balances.c.on_hand > 0)
    .order_by(balances.c.product_id)
)
_of_warehouse = (
    select(balances.c.on_hand)
    .where(balances.c.warehouse_id == bindparam("warehouse"))
    .with_for_update()
)
_vat_percents = (
    select(vat_rates.c.valid_from, vat_rates.c.percent)
    .join(products, products.c.vat_kind == vat_rates.c.kind)
    .where(products.c.id == bindparam("product"))
    .order_by(vat_rates.c.valid_from.desc())
)


class SqlStock(SqlMovements):
    """Implements core.stock.ports.Stock."""

    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection)
        self._dialect = connection.dialect.name

    async def lock(self, product: ProductId, warehouse: WarehouseId, now: datetime) -> Shelf | None:
        key = {"product": product, "warehouse": warehouse}
        held = (await self._connection.execute(_lock, key)).one_or_none()
        found = (await self._connection.execute(_state, key | {"now": now})).all()
        if not found:
            return None
        if held is None:
            row = {"product_id": product, "warehouse_id": warehouse}
            await self._connection.execute(insert_new(self._dialect, balances), row)
            return await self.lock(product, warehouse, now)
        balance = Balance(product, warehouse, held.on_hand, held.reserved, held.version)
        return _shelf(balance, found)

    async def write(self, balance: Balance) -> None:
        values = {
            "product": balance.product_id,
            "warehouse": balance.warehouse_id,
            "now_on_hand": balance.on_hand,
            "now_reserved": balance.reserved,
            "now_version": balance.version,
        }
        await self._connection.execute(_write, values)

    async def open_lots(self, product: ProductId, warehouse: WarehouseId) -> list[Lot]:
        key = {"product": product, "warehouse": warehouse}
        return [_lot(row) for row in await self._connection.execute(_open_lots, key)]

    async def add_lots(self, lots: Sequence[Lot]) -> Sequence[LotId]:
        numbers = [LotId(n) for n in await take_ids(self._connection, "lots", len(lots))]
        rows = [_lot_row(n, lot) for n, lot in zip(numbers, lots, strict=True)]
        if rows:
            await self._connection.execute(_add_lots, rows)
        return numbers

    async def set_remaining(self, remaining: Mapping[LotId, int]) -> None:
        if remaining:
            rows = [{"lot": lot, "left": left} for lot, left in remaining.items()]
            await self._connection.execute(_draw, rows)

    async def lines(self, product: ProductId | None, now: datetime) -> list[StockLine]:
        statement = _lines
        if product is not None:
            statement = statement.where(balances.c.product_id == product)
        rows = await self._connection.execute(statement, {"now": now})
        return [_line(row) for row in rows]

    async def lots(self, product: ProductId | None) -> list[Lot]:
        statement = _every_lot
        if product is not None:
            statement = statement.where(lots.c.product_id == product)
        return [_lot(row) for row in await self._connection.execute(statement)]

    async def lying(self, warehouse: WarehouseId) -> list[tuple[str, Balance]]:
        rows = await self._connection.execute(_lying, {"warehouse": warehouse})
        return [(row.product_name, _balance(row)) for row in rows]

    async def empty(self, warehouse: WarehouseId) -> bool:
        found = await self._connection.execute(_of_warehouse, {"warehouse": warehouse})
        return not any(found.scalars())

    async def with_free(self, product: ProductId, grams: int, now: datetime) -> list[WarehouseId]:
        values = {"product": product, "grams": grams, "now": now}
        found = await self._connection.execute(_with_free, values)
        return [WarehouseId(number) for number in found.scalars()]

    async def vat_percents(self, product: ProductId) -> list[tuple[date, int]]:
        rows = await self._connection.execute(_vat_percents, {"product": product})
        return [(row.valid_from, row.percent) for row in rows]


def _shelf(balance: Balance, rows: Sequence[Row[Any]]) -> Shelf:
    first = rows[0]
    warehouse = Warehouse(
        id=balance.warehouse_id,
        name=first.warehouse_name,
        kind=first.warehouse_kind,
        until=first.until,
        closed_at=first.closed_at,
        version=first.warehouse_version,
    )
    due: Iterable[Reservation] = (reservation_of(row) for row in rows if row.id is not None)
    return Shelf(balance, warehouse, first.archived_at is not None, tuple(due))


def _balance(row: Row[Any]) -> Balance:
    return Balance(row.product_id, row.warehouse_id, row.on_hand, row.reserved, row.version)


def _line(row: Row[Any]) -> StockLine:
    return StockLine(_balance(row), row.product_name, row.warehouse_name, row.until, int(row.gone))


def _lot_row(number: LotId, lot: Lot) -> dict[str, Any]:
    price = lot.price
    return {
        "id": number,
        "product_id": lot.product_id,
        "warehouse_id": lot.warehouse_id,
        "arrived_at": lot.arrived_at,
        "received": lot.received,
        "remaining": lot.remaining,
        "price": None if price is None else int(price.per_tonne * _KOPECKS),
        "currency": _RUB if price is None else price.currency,
        "vat": price is None or price.vat,
        "rate": int(lot.rate * _MILLIONTHS),
    }


def _lot(row: Row[Any]) -> Lot:
    price = None
    if row.price is not None:
        price = Price(Decimal(row.price) / _KOPECKS, row.currency, row.vat)
    return Lot(
        id=row.id,
        product_id=row.product_id,
        warehouse_id=row.warehouse_id,
        arrived_at=row.arrived_at,
        received=row.received,
        remaining=row.remaining,
        price=price,
        rate=Decimal(row.rate) / _MILLIONTHS,
    )
