"""The queue of those who wait for goods that others hold."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import PersonId, ProductId, WaitingId, WarehouseId
from core.stock.model import Turn, Waiting
from core.stock.ports import WaitingLine
from storage.dialects import literals
from storage.tables import balances, clients, products, waiting, warehouses

_open = waiting.c.state.in_(literals("waiting", "offered"))
_waits = waiting.c.state == literals("waiting")[0]
_add = waiting.insert().returning(waiting.c.id)
_get = select(waiting).where(waiting.c.id == bindparam("place"))
_lock = _get.with_for_update()
_queue = (
    select(waiting)
    .where(
        waiting.c.product_id == bindparam("product"),
        _open,
        or_(
            _waits
            & (
                waiting.c.warehouse_id.is_(None)
                | (waiting.c.warehouse_id == bindparam("warehouse"))
            ),
            waiting.c.offered_warehouse_id == bindparam("warehouse"),
        ),
    )
    .order_by(waiting.c.id)
    .with_for_update()
)
_change = (
    update(waiting)
    .where(waiting.c.id == bindparam("place"))
    .values(
        state=bindparam("turn"),
        offered_at=bindparam("offered"),
        offered_warehouse_id=bindparam("where_offered"),
        ended_at=bindparam("ended"),
        version=waiting.c.version + 1,
    )
)
_lines = (
    select(
        waiting,
        products.c.name.label("product_name"),
        warehouses.c.name.label("warehouse_name"),
        clients.c.name.label("client_name"),
    )
    .join(products, products.c.id == waiting.c.product_id)
    .outerjoin(warehouses, warehouses.c.id == waiting.c.warehouse_id)
    .join(clients, clients.c.id == waiting.c.client_id)
    .where(waiting.c.person_id == bindparam("person"), _open)
    .order_by(waiting.c.id)
)
_hopeful = (
    select(balances.c.product_id, balances.c.warehouse_id)
    .join(
        waiting,
        (waiting.c.product_id == balances.c.product_id)
        & (waiting.c.warehouse_id.is_(None) | (waiting.c.warehouse_id == balances.c.warehouse_id))
        & (waiting.c.grams <= balances.c.on_hand - balances.c.reserved),
    )
    .where(_waits)
    .distinct()
    .order_by(balances.c.product_id, balances.c.warehouse_id)
    .limit(bindparam("limit"))
)


class SqlQueue:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_waiting(self, waiting: Waiting) -> WaitingId:
        row = {
            "product_id": waiting.product_id,
            "warehouse_id": waiting.warehouse_id,
            "client_id": waiting.client_id,
            "person_id": waiting.person_id,
            "grams": waiting.grams,
            "state": waiting.state.value,
            "placed_at": waiting.placed_at,
        }
        return WaitingId((await self._connection.execute(_add, row)).scalar_one())

    async def waiting(self, waiting: WaitingId) -> Waiting | None:
        row = (await self._connection.execute(_get, {"place": waiting})).one_or_none()
        return None if row is None else _waiting(row)

    async def lock_waiting(self, waiting: WaitingId) -> Waiting | None:
        row = (await self._connection.execute(_lock, {"place": waiting})).one_or_none()
        return None if row is None else _waiting(row)

    async def queue(self, product: ProductId, warehouse: WarehouseId) -> list[Waiting]:
        values = {"product": product, "warehouse": warehouse}
        return [_waiting(row) for row in await self._connection.execute(_queue, values)]

    async def change_waiting(self, waiting: Waiting, now: datetime) -> None:
        values = {
            "place": waiting.id,
            "turn": waiting.state.value,
            "offered": waiting.offered_at,
            "where_offered": waiting.offered_warehouse_id,
            "ended": now if waiting.state in {Turn.TAKEN, Turn.LEFT} else None,
        }
        await self._connection.execute(_change, values)

    async def waiting_lines(self, person: PersonId) -> list[WaitingLine]:
        rows = await self._connection.execute(_lines, {"person": person})
        return [
            WaitingLine(_waiting(row), row.product_name, row.warehouse_name, row.client_name)
            for row in rows
        ]

    async def hopeful(self, limit: int) -> list[tuple[ProductId, WarehouseId]]:
        rows = await self._connection.execute(_hopeful, {"limit": limit})
        return [(row.product_id, row.warehouse_id) for row in rows]


def _waiting(row: Row[Any]) -> Waiting:
    return Waiting(
        id=row.id,
        product_id=row.product_id,
        warehouse_id=row.warehouse_id,
        client_id=row.client_id,
        person_id=row.person_id,
        grams=row.grams,
        placed_at=row.placed_at,
        state=Turn(row.state),
        offered_at=row.offered_at,
        offered_warehouse_id=row.offered_warehouse_id,
        version=row.version,
    )
