"""The ledger of movements: appended to, never changed (A2)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import DealId, LotId, PersonId, ProductId, ShipmentId, WarehouseId
from core.stock.model import Kind, Movement
from storage.tables import movements, people, shipments

_append = movements.insert()
_ledger = (
    select(movements, people.c.name.label("person_name"), shipments.c.deal_id)
    .outerjoin(people, people.c.id == movements.c.person_id)
    .outerjoin(shipments, shipments.c.id == movements.c.shipment_id)
    .where(
        movements.c.product_id == bindparam("product"),
        movements.c.warehouse_id == bindparam("warehouse"),
    )
    .order_by(movements.c.id.desc())
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_ledger_size = (
    select(func.count())
    .select_from(movements)
    .where(
        movements.c.product_id == bindparam("product"),
        movements.c.warehouse_id == bindparam("warehouse"),
    )
)


class SqlMovements:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def append(self, movements: Sequence[Movement]) -> None:
        if movements:
            await self._connection.execute(_append, [_movement_row(m) for m in movements])

    async def movements(
        self, product: ProductId, warehouse: WarehouseId, limit: int, offset: int
    ) -> list[tuple[Movement, str | None]]:
        values = {"product": product, "warehouse": warehouse, "limit": limit, "offset": offset}
        rows = await self._connection.execute(_ledger, values)
        return [(_movement(row), row.person_name) for row in rows]

    async def count_movements(self, product: ProductId, warehouse: WarehouseId) -> int:
        values = {"product": product, "warehouse": warehouse}
        return int(await self._connection.scalar(_ledger_size, values) or 0)


def _movement_row(movement: Movement) -> dict[str, Any]:
    return {
        "product_id": movement.product_id,
        "warehouse_id": movement.warehouse_id,
        "lot_id": movement.lot_id,
        "kind": movement.kind.value,
        "grams": movement.grams,
        "before": movement.before,
        "after": movement.after,
        "reason": movement.reason,
        "person_id": movement.person_id,
        "shipment_id": movement.shipment_id,
        "at": movement.at,
    }


def _movement(row: Row[Any]) -> Movement:
    return Movement(
        product_id=row.product_id,
        warehouse_id=row.warehouse_id,
        lot_id=None if row.lot_id is None else LotId(row.lot_id),
        kind=Kind(row.kind),
        grams=row.grams,
        before=row.before,
        after=row.after,
        reason=row.reason,
        person_id=None if row.person_id is None else PersonId(row.person_id),
        at=row.at,
        shipment_id=None if row.shipment_id is None else ShipmentId(row.shipment_id),
        deal_id=None if row.deal_id is None else DealId(row.deal_id),
    )
