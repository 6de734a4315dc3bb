"""Deals, their lines, and what a list of them shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.amounts import Price
from core.ids import (
    ApprovalId,
    ClientId,
    DealId,
    LineId,
    PersonId,
    ReservationId,
    WarehouseId,
)
from core.orders.model import DISPATCHED, ENDED, Buyer, Deal, Deferred, FloorState, Line, Stage
from core.orders.ports import Scope
from storage.dialects import literals, padded
from storage.repositories import deal_papers
from storage.repositories.prices import kopecks, roubles
from storage.tables import clients, deal_lines, deals, lanes, reservations, shipments, warehouses

_deal = select(deals).where(deals.c.id == bindparam("deal"))
_by_ids = select(deals).where(deals.c.id.in_(bindparam("ids", expanding=True))).order_by(deals.c.id)
_mine = (lanes.c.client_id == deals.c.client_id) & lanes.c.closed_at.is_(None)
_deferred = (
    select(deals.c.id, deals.c.deferral_days, func.min(shipments.c.shipped_at).label("since"))
    .join(lanes, _mine)
    .join(shipments, shipments.c.deal_id == deals.c.id)
    .where(
        lanes.c.owner_id == bindparam("owner"),
        # The same by rule; said so that SQLite starts from his deals, not from all open ones.
        deals.c.person_id == bindparam("owner"),
        deals.c.stage.in_(sorted(DISPATCHED)),
        deals.c.ended_at.is_(None),
        deals.c.deferral_days > 0,
    )
    .group_by(deals.c.id)
)
_locked = _deal.with_for_update()
_save = update(deals).where(deals.c.id == bindparam("number"))
_buyer = select(clients).where(clients.c.id == bindparam("client"))
_clients = select(clients.c.id, clients.c.name).where(
    clients.c.id.in_(bindparam("ids", expanding=True))
)
_warehouses = select(warehouses.c.id, warehouses.c.name).where(
    warehouses.c.id.in_(bindparam("ids", expanding=True))
)
_lines = (
    select(deal_lines)
    .where(
        deal_lines.c.deal_id.in_(bindparam("ids", expanding=True)),
        deal_lines.c.removed_at.is_(None),
    )
    .order_by(deal_lines.c.id)
)
_line = select(deal_lines).where(deal_lines.c.id == bindparam("line"))
_save_line = update(deal_lines).where(deal_lines.c.id == bindparam("number"))
_decide_line = (
    update(deal_lines)
    .where(
        deal_lines.c.id == bindparam("line"),
        deal_lines.c.approval_id == bindparam("approval"),
        deal_lines.c.floor_state == FloorState.BELOW.value,
        deal_lines.c.removed_at.is_(None),
    )
    .values(floor_state=bindparam("state"))
)
_asked = (deals.c.id == bindparam("deal"), deals.c.terms_approval_id == bindparam("approval"))
_keep_terms = update(deals).where(*_asked).values(terms_approval_id=None)
_set_terms = (
    update(deals)
    .where(*_asked)
    .values(
        terms_approval_id=None,
        prepayment_percent=bindparam("prepayment"),
        deferral_days=bindparam("deferral"),
    )
)
_held = (
    select(reservations.c.id)
    .where(
        reservations.c.deal_id == bindparam("deal"),
        reservations.c.state.in_(literals("active")),
    )
    .order_by(reservations.c.id)
)
_hand_over = (
    update(deals)
    .where(deals.c.client_id == bindparam("client"), deals.c.ended_at.is_(None))
    .values(person_id=bindparam("owner"))
)

LEAD = "lead"
_JUDGED = ("floor_state", "approval_id", "floor_id")


class SqlDeals(deal_papers.SqlPapers):
    """Implements core.orders.ports.Deals."""

    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection)
        self._connection = connection

    async def add(self, deal: Deal) -> DealId:
        made = await self._connection.execute(deals.insert().returning(deals.c.id), _row(deal))
        return DealId(made.scalar_one())

    async def get(self, deal: DealId) -> Deal | None:
        row = (await self._connection.execute(_deal, {"deal": deal})).one_or_none()
        return None if row is None else _deal_of(row)

    async def locked(self, deal: DealId) -> Deal | None:
        """SQLite's writer is alone already; PostgreSQL locks the aggregate's root (DESIGN)."""
        row = (await self._connection.execute(_locked, {"deal": deal})).one_or_none()
        return None if row is None else _deal_of(row)

    async def save(self, deal: Deal) -> None:
        await self._connection.execute(_save, {"number": deal.id} | _row(deal))

    async def buyer(self, client: ClientId) -> Buyer | None:
        row = (await self._connection.execute(_buyer, {"client": client})).one_or_none()
        return None if row is None else _buyer_of(row)

    async def clients_of(self, clients: Iterable[ClientId]) -> dict[ClientId, str]:
        return await self._names(_clients, clients)

    async def warehouses_of(self, warehouses: Iterable[WarehouseId]) -> dict[WarehouseId, str]:
        return await self._names(_warehouses, warehouses)

    async def _names(self, statement: Select[Any], numbers: Iterable[Any]) -> dict[Any, str]:
        ids = padded(numbers)
        if not ids:
            return {}
        return {row.id: row.name for row in await self._connection.execute(statement, {"ids": ids})}

    async def lines(self, deals: Iterable[DealId]) -> dict[DealId, list[Line]]:
        wanted = list(deals)
        found: dict[DealId, list[Line]] = {deal: [] for deal in wanted}
        if wanted:
            for row in await self._connection.execute(_lines, {"ids": padded(wanted)}):
                found[row.deal_id].append(_line_of(row))
        return found

    async def line(self, line: LineId) -> Line | None:
        row = (await self._connection.execute(_line, {"line": line})).one_or_none()
        return None if row is None else _line_of(row)

    async def add_line(self, line: Line) -> LineId:
        statement = deal_lines.insert().returning(deal_lines.c.id)
        return LineId((await self._connection.execute(statement, _line_row(line))).scalar_one())

    async def save_line(self, line: Line) -> None:
        values = {k: v for k, v in _line_row(line).items() if k not in _JUDGED}
        await self._connection.execute(_save_line, {"number": line.id} | values)

    async def judge_line(self, line: Line) -> None:
        values = {k: v for k, v in _line_row(line).items() if k in _JUDGED}
        await self._connection.execute(_save_line, {"number": line.id} | values)

    async def decide_line(self, line: LineId, approval: ApprovalId, state: FloorState) -> bool:
        values = {"line": line, "approval": approval, "state": state.value}
        return (await self._connection.execute(_decide_line, values)).rowcount == 1

    async def decide_terms(
        self, deal: DealId, approval: ApprovalId, terms: tuple[int, int] | None
    ) -> bool:
        values = {"deal": deal, "approval": approval}
        if terms is None:
            return (await self._connection.execute(_keep_terms, values)).rowcount == 1
        values |= {"prepayment": terms[0], "deferral": terms[1]}
        return (await self._connection.execute(_set_terms, values)).rowcount == 1

    async def page(self, scope: Scope, limit: int, offset: int) -> Sequence[Deal]:
        statement = _scoped(select(deals), scope).order_by(deals.c.id.desc())
        rows = await self._connection.execute(statement.limit(limit).offset(offset))
        return [_deal_of(row) for row in rows]

    async def count(self, scope: Scope) -> int:
        counted = select(func.count()).select_from(deals)
        return int(await self._connection.scalar(_scoped(counted, scope)) or 0)

    async def by_ids(self, deals: Iterable[DealId]) -> list[Deal]:
        ids = padded(deals)
        if not ids:
            return []
        return [_deal_of(row) for row in await self._connection.execute(_by_ids, {"ids": ids})]

    async def deferred_of(self, owner: PersonId) -> list[Deferred]:
        rows = await self._connection.execute(_deferred, {"owner": owner})
        return [Deferred(row.id, row.deferral_days, row.since) for row in rows]

    async def held_for(self, deal: DealId) -> Sequence[ReservationId]:
        rows = await self._connection.execute(_held, {"deal": deal})
        return [ReservationId(number) for number in rows.scalars()]

    async def hand_over(self, clients: Mapping[ClientId, PersonId | None]) -> None:
        rows = [{"client": client, "owner": owner} for client, owner in sorted(clients.items())]
        if rows:
            await self._connection.execute(_hand_over, rows)


def _scoped(statement: Select[Any], scope: Scope) -> Select[Any]:
    if scope.owner is not None:
        statement = statement.join(lanes, _mine).where(lanes.c.owner_id == scope.owner)
    if scope.client is not None:
        statement = statement.where(deals.c.client_id == scope.client)
    if scope.stages is not None:
        statement = statement.where(deals.c.stage.in_(sorted(scope.stages)))
        if not scope.stages & ENDED:
            # Said aloud, so that the index of the open deals serves, not the walk through all.
            statement = statement.where(deals.c.ended_at.is_(None))
    return statement


def _row(deal: Deal) -> dict[str, Any]:
    values = {k: v for k, v in asdict(deal).items() if k != "id"}
    freight = kopecks(deal.freight) if deal.freight is not None else None
    return values | {"stage": deal.stage.value, "freight": freight}


def _deal_of(row: Row[Any]) -> Deal:
    values: dict[str, Any] = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public way to it
    freight = roubles(row.freight) if row.freight is not None else None
    return Deal(**(values | {"stage": Stage(row.stage), "freight": freight}))


def _buyer_of(row: Row[Any]) -> Buyer:
    return Buyer(
        id=row.id,
        name=row.name,
        deferral_days=row.deferral_days or 0,
        prepayment_percent=row.prepayment_percent or 0,
        delivery_address=row.delivery_address,
        unloading_contact=row.unloading_contact,
        unloading_hours=row.unloading_hours,
        deferral_limit=roubles(row.deferral_limit) if row.deferral_limit is not None else None,
        company=row.kind != LEAD,
        gone=row.merged_into_id is not None,
    )


def _line_row(line: Line) -> dict[str, Any]:
    expected = kopecks(line.expected_cost) if line.expected_cost is not None else None
    return {
        "deal_id": line.deal_id,
        "product_id": line.product_id,
        "warehouse_id": line.warehouse_id,
        "grams": line.grams,
        "price": kopecks(line.price.per_tonne),
        "vat": line.price.vat,
        "floor_state": line.floor_state.value,
        "approval_id": line.approval_id,
        "floor_id": line.floor_id,
        "expected_cost": expected,
        "shipped": line.shipped,
        "released": line.released,
        "removed_at": line.removed_at,
    }


def _line_of(row: Row[Any]) -> Line:
    return Line(
        id=row.id,
        deal_id=row.deal_id,
        product_id=row.product_id,
        warehouse_id=row.warehouse_id,
        grams=row.grams,
        price=Price(roubles(row.price), vat=row.vat),
        floor_state=FloorState(row.floor_state),
        approval_id=row.approval_id,
        floor_id=row.floor_id,
        expected_cost=roubles(row.expected_cost) if row.expected_cost is not None else None,
        shipped=row.shipped,
        released=row.released,
        removed_at=row.removed_at,
    )
