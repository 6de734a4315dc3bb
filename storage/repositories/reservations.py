"""Who holds goods, and who waits for them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import PersonId, ProductId, ReservationId, WarehouseId
from core.stock.model import Reservation, State
from core.stock.ports import ReservationLine
from storage.dialects import literals, parts
from storage.repositories.queue import SqlQueue
from storage.tables import (
    clients,
    deal_lines,
    deals,
    people,
    products,
    reservations,
    warehouses,
)

_active = reservations.c.state == literals("active")[0]
_current = _active & or_(
    reservations.c.lapses_at.is_(None), reservations.c.lapses_at > bindparam("now")
)
_add = reservations.insert().returning(reservations.c.id)
_get = select(reservations).where(reservations.c.id == bindparam("reservation"))
_due = (
    select(reservations.c.product_id, reservations.c.warehouse_id)
    .where(_active, reservations.c.lapses_at <= bindparam("now"))
    .group_by(reservations.c.product_id, reservations.c.warehouse_id)
    .order_by(func.min(reservations.c.lapses_at))
    .limit(bindparam("limit"))
)
_end = (
    update(reservations)
    .where(reservations.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        state=bindparam("new_state"),
        ended_at=bindparam("moment"),
        changed_by=bindparam("by"),
        changed_at=bindparam("moment"),
        version=reservations.c.version + 1,
    )
)
_change = (
    update(reservations)
    .where(reservations.c.id == bindparam("reservation"))
    .values(
        grams=bindparam("left"),
        state=bindparam("new_state"),
        deal_id=bindparam("deal"),
        line_id=bindparam("line"),
        lapses_at=bindparam("until"),
        extensions=bindparam("times"),
        ended_at=bindparam("ended"),
        changed_by=bindparam("by"),
        changed_at=bindparam("moment"),
        version=reservations.c.version + 1,
    )
)
_lapsing = (
    select(reservations)
    .where(
        _active,
        reservations.c.lapses_at > bindparam("since"),
        reservations.c.lapses_at <= bindparam("until"),
    )
    .order_by(reservations.c.lapses_at, reservations.c.id)
)
_holding = select(reservations.c.deal_id).where(
    _active,
    reservations.c.warehouse_id == bindparam("warehouse"),
    reservations.c.deal_id.is_not(None),
)
_hold_deals = (
    select(deals.c.id)
    .where(deals.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(deals.c.id)
    .with_for_update()
)
_rehome = (
    update(reservations)
    .where(
        _active,
        reservations.c.product_id == bindparam("product"),
        reservations.c.warehouse_id == bindparam("source"),
    )
    .values(
        warehouse_id=bindparam("target"),
        changed_by=bindparam("by"),
        changed_at=bindparam("moment"),
        version=reservations.c.version + 1,
    )
    .returning(reservations)
)
_rehome_lines = (
    update(deal_lines)
    .where(deal_lines.c.id.in_(bindparam("ids", expanding=True)))
    .values(warehouse_id=bindparam("target"))
)
_renew_deals = (
    update(deals)
    .where(deals.c.id.in_(bindparam("ids", expanding=True)))
    .values(version=deals.c.version + 1, changed_by=bindparam("by"), changed_at=bindparam("moment"))
)
_lines = (
    select(
        reservations,
        products.c.name.label("product_name"),
        warehouses.c.name.label("warehouse_name"),
        clients.c.name.label("client_name"),
        people.c.name.label("person_name"),
    )
    .join(products, products.c.id == reservations.c.product_id)
    .join(warehouses, warehouses.c.id == reservations.c.warehouse_id)
    .join(clients, clients.c.id == reservations.c.client_id)
    .join(people, people.c.id == reservations.c.person_id)
)
_of_person = reservations.c.person_id == bindparam("person")
_board = (
    _lines.where(_current)
    .order_by(reservations.c.lapses_at.is_(None), reservations.c.lapses_at, reservations.c.id)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_own_board = _board.where(_of_person)
_count = select(func.count()).select_from(reservations).where(_current)
_own_count = _count.where(_of_person)
_history = _lines.order_by(reservations.c.id.desc()).limit(bindparam("limit"))
_at = _lines.where(
    _current,
    reservations.c.product_id == bindparam("product"),
    reservations.c.warehouse_id == bindparam("warehouse"),
).order_by(reservations.c.id)
_one_line = _lines.where(reservations.c.id == bindparam("reservation"))


class SqlReservations(SqlQueue):
    """Implements core.stock.ports.Reservations."""

    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection)

    async def add(self, reservation: Reservation) -> ReservationId:
        row = {
            "product_id": reservation.product_id,
            "warehouse_id": reservation.warehouse_id,
            "client_id": reservation.client_id,
            "person_id": reservation.person_id,
            "deal_id": reservation.deal_id,
            "line_id": reservation.line_id,
            "placed": reservation.placed,
            "grams": reservation.grams,
            "state": reservation.state.value,
            "placed_at": reservation.placed_at,
            "lapses_at": reservation.lapses_at,
        }
        return ReservationId((await self._connection.execute(_add, row)).scalar_one())

    async def get(self, reservation: ReservationId) -> Reservation | None:
        found = await self._connection.execute(_get, {"reservation": reservation})
        row = found.one_or_none()
        return None if row is None else reservation_of(row)

    async def due(self, now: datetime, limit: int) -> list[tuple[ProductId, WarehouseId]]:
        rows = await self._connection.execute(_due, {"now": now, "limit": limit})
        return [(row.product_id, row.warehouse_id) for row in rows]

    async def end(
        self,
        reservations: Sequence[ReservationId],
        state: State,
        now: datetime,
        by: PersonId | None,
    ) -> None:
        values = {"ids": list(reservations), "new_state": state.value, "moment": now, "by": by}
        await self._connection.execute(_end, values)

    async def change(self, reservation: Reservation) -> None:
        values = {
            "reservation": reservation.id,
            "left": reservation.grams,
            "new_state": reservation.state.value,
            "deal": reservation.deal_id,
            "line": reservation.line_id,
            "until": reservation.lapses_at,
            "times": reservation.extensions,
            "ended": reservation.ended_at,
            "by": reservation.changed_by,
            "moment": reservation.changed_at,
        }
        await self._connection.execute(_change, values)

    async def lapsing(self, since: datetime, until: datetime) -> list[Reservation]:
        rows = await self._connection.execute(_lapsing, {"since": since, "until": until})
        return [reservation_of(row) for row in rows]

    async def hold_deals(self, warehouse: WarehouseId) -> None:
        found = await self._connection.execute(_holding, {"warehouse": warehouse})
        for numbers in parts(sorted(found.scalars())):
            await self._connection.execute(_hold_deals, {"ids": numbers})

    async def rehome(
        self,
        product: ProductId,
        source: WarehouseId,
        target: WarehouseId,
        by: PersonId | None,
        now: datetime,
    ) -> list[Reservation]:
        who: dict[str, Any] = {"by": by, "moment": now}
        place = {"product": product, "source": source, "target": target}
        rows = await self._connection.execute(_rehome, place | who)
        moved = sorted((reservation_of(row) for row in rows), key=lambda one: one.id)
        for lines in parts(one.line_id for one in moved if one.line_id is not None):
            await self._connection.execute(_rehome_lines, {"ids": lines, "target": target})
        for numbers in parts(one.deal_id for one in moved if one.deal_id is not None):
            await self._connection.execute(_renew_deals, {"ids": numbers} | who)
        return moved

    async def lines(
        self, now: datetime, person: PersonId | None, limit: int, offset: int
    ) -> list[ReservationLine]:
        values = {"now": now, "limit": limit, "offset": offset}
        if person is None:
            rows = await self._connection.execute(_board, values)
        else:
            rows = await self._connection.execute(_own_board, values | {"person": person})
        return [_line(row) for row in rows]

    async def at(
        self, product: ProductId, warehouse: WarehouseId, now: datetime
    ) -> list[ReservationLine]:
        values = {"product": product, "warehouse": warehouse, "now": now}
        return [_line(row) for row in await self._connection.execute(_at, values)]

    async def count(self, now: datetime, person: PersonId | None) -> int:
        if person is None:
            return int(await self._connection.scalar(_count, {"now": now}) or 0)
        values = {"now": now, "person": person}
        return int(await self._connection.scalar(_own_count, values) or 0)

    async def history(self, limit: int) -> list[ReservationLine]:
        rows = await self._connection.execute(_history, {"limit": limit})
        return [_line(row) for row in rows]

    async def line(self, reservation: ReservationId) -> ReservationLine | None:
        found = await self._connection.execute(_one_line, {"reservation": reservation})
        row = found.one_or_none()
        return None if row is None else _line(row)


def reservation_of(row: Row[Any]) -> Reservation:
    """Of a row that has every column of the table."""
    return Reservation(
        id=row.id,
        product_id=row.product_id,
        warehouse_id=row.warehouse_id,
        client_id=row.client_id,
        person_id=row.person_id,
        placed=row.placed,
        grams=row.grams,
        placed_at=row.placed_at,
        lapses_at=row.lapses_at,
        deal_id=row.deal_id,
        line_id=row.line_id,
        state=State(row.state),
        extensions=row.extensions,
        ended_at=row.ended_at,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        version=row.version,
    )


def _line(row: Row[Any]) -> ReservationLine:
    return ReservationLine(
        reservation_of(row), row.product_name, row.warehouse_name, row.client_name, row.person_name
    )
