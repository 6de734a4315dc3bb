"""Pinned boards, and the counts of a day that they tell."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.amounts import Price
from core.board.model import Pinboard, Sold
from core.ids import OutboxId, PersonId
from core.messaging.model import LEFT_STATES, State
from storage.dialects import insert_new, insert_or_update, literals, padded
from storage.repositories.prices import roubles
from storage.tables import (
    boards,
    conversations,
    deal_lines,
    deals,
    messages,
    outbox,
    papers,
    shipment_lines,
    shipments,
)

_all = select(boards, outbox.c.state, outbox.c.error_code).outerjoin(
    outbox, outbox.c.id == boards.c.outbox_id
)
_one = _all.where(boards.c.person_id == bindparam("person"))
# A row that another transaction holds is left to it: nobody waits for a board, or for a
# transaction that waits for him.
_stir = (
    update(boards)
    .where(
        boards.c.person_id.in_(
            select(boards.c.person_id)
            .where(boards.c.changed.is_(False))
            .with_for_update(skip_locked=True)
        )
    )
    .values(changed=True)
)
_claim = (
    update(boards)
    .where(boards.c.person_id.in_(bindparam("ids", expanding=True)))
    .values(changed=False, drawn_at=bindparam("at"))
)
_mine = update(boards).where(boards.c.person_id == bindparam("person"))
_put = _mine.values(outbox_id=bindparam("row"), shown=bindparam("mark"))
_again = _mine.values(changed=True)
_redate = update(outbox).where(outbox.c.id == bindparam("row")).values(created_at=bindparam("at"))

_since: BindParameter[Any] = bindparam("since")
_until: BindParameter[Any] = bindparam("until")
_staff: BindParameter[Any] = bindparam("staff", expanding=True)
# Of those who have written since, each by client and time: their history before it is not read.
_of_them = (
    select(func.count(messages.c.id))
    .where(
        messages.c.client_id == conversations.c.client_id,
        messages.c.conversation_id == conversations.c.id,
        messages.c.occurred_at >= _since,
        messages.c.occurred_at < _until,
        messages.c.direction == literals("in")[0],
    )
    .correlate(conversations)
    .scalar_subquery()
)
# Added up here: grouped, SQLite would walk through the conversations in the order of channels.
_heard = select(conversations.c.channel, _of_them).where(conversations.c.last_inbound_at >= _since)
_written = (
    select(messages.c.channel, func.count())
    .where(
        messages.c.direction == literals("out")[0],
        messages.c.author_id.in_(_staff),
        messages.c.created_at >= _since,
        messages.c.created_at < _until,
        messages.c.author_kind == "person",
        messages.c.state.in_(LEFT_STATES),
    )
    .group_by(messages.c.channel)
)
_offers = select(func.count(papers.c.id)).where(
    papers.c.at >= _since,
    papers.c.at < _until,
    papers.c.kind == literals("offer")[0],
    papers.c.person_id.in_(_staff),
)
_lines = deal_lines.alias("every")
_whole = (
    select(func.coalesce(func.sum(_lines.c.grams - _lines.c.released), 0))
    .where(_lines.c.deal_id == deals.c.id, _lines.c.removed_at.is_(None))
    .correlate(deals)
    .scalar_subquery()
)
_sold = (
    select(
        shipments.c.id,
        shipments.c.deal_id,
        shipment_lines.c.line_id,
        shipment_lines.c.grams,
        shipment_lines.c.vat_percent,
        shipment_lines.c.cost,
        deal_lines.c.price,
        deal_lines.c.vat,
        deals.c.freight,
        deals.c.freight_vat,
        _whole.label("whole"),
    )
    .select_from(shipments)
    .join(shipment_lines, shipment_lines.c.shipment_id == shipments.c.id)
    .join(deal_lines, deal_lines.c.id == shipment_lines.c.line_id)
    .join(deals, deals.c.id == shipments.c.deal_id)
    .where(
        shipments.c.shipped_at >= _since,
        shipments.c.shipped_at < _until,
        deals.c.person_id.in_(_staff),
    )
    .order_by(shipments.c.id, shipment_lines.c.id)
)


class SqlBoards:
    """Implements core.board.ports.Boards."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name

    async def all(self) -> Sequence[Pinboard]:
        return [_pinboard(row) for row in await self._connection.execute(_all)]

    async def of(self, person: PersonId) -> Pinboard | None:
        row = (await self._connection.execute(_one, {"person": person})).one_or_none()
        return None if row is None else _pinboard(row)

    async def add(self, people: Iterable[PersonId]) -> None:
        rows = [{"person_id": person} for person in people]
        if rows:
            await self._connection.execute(insert_new(self._dialect, boards), rows)

    async def stir(self) -> None:
        await self._connection.execute(_stir)

    async def claim(self, people: Iterable[PersonId], now: datetime) -> None:
        ids = padded(people)
        if ids:
            await self._connection.execute(_claim, {"ids": ids, "at": now})

    async def put(self, person: PersonId, row: OutboxId | None, shown: str) -> None:
        values = {"person": person, "row": row, "mark": shown}
        await self._connection.execute(_put, values)

    async def redate(self, row: OutboxId, now: datetime) -> None:
        await self._connection.execute(_redate, {"row": row, "at": now})

    async def again(self, person: PersonId) -> None:
        await self._connection.execute(_again, {"person": person})

    async def choose(self, person: PersonId, *, pinned: bool) -> None:
        changed = ("pinned", "shown", "changed", "drawn_at")
        statement = insert_or_update(self._dialect, boards, ("person_id",), changed)
        values = {
            "person_id": person, "pinned": pinned, "shown": "", "changed": True, "drawn_at": None
        }  # fmt: skip
        await self._connection.execute(statement, values)


class SqlDaybook:
    """Implements core.board.ports.DayBook."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def messages(
        self, since: datetime, until: datetime, staff: Iterable[PersonId]
    ) -> dict[tuple[str, str], int]:
        span = {"since": since, "until": until}
        found: Counter[tuple[str, str]] = Counter()
        for channel, count in await self._connection.execute(_heard, span):
            found[channel, "in"] += count
        people = padded(staff)
        if people:
            written = await self._connection.execute(_written, span | {"staff": people})
            found.update({(channel, "out"): count for channel, count in written})
        return found

    async def offers(self, since: datetime, until: datetime, staff: Iterable[PersonId]) -> int:
        values = {"since": since, "until": until, "staff": padded(staff)}
        return int(await self._connection.scalar(_offers, values) or 0)

    async def sold(
        self, since: datetime, until: datetime, staff: Iterable[PersonId]
    ) -> Sequence[Sold]:
        values = {"since": since, "until": until, "staff": padded(staff)}
        return [_sold_of(row) for row in await self._connection.execute(_sold, values)]


def _pinboard(row: Row[Any]) -> Pinboard:
    return Pinboard(
        person_id=row.person_id,
        outbox_id=row.outbox_id,
        shown=row.shown,
        changed=row.changed,
        pinned=row.pinned,
        drawn_at=row.drawn_at,
        state=None if row.state is None else State(row.state),
        error=row.error_code,
    )


def _sold_of(row: Any) -> Sold:
    return Sold(
        shipment=row.id,
        deal=row.deal_id,
        line=row.line_id,
        grams=row.grams,
        price=Price(roubles(row.price), vat=row.vat),
        percent=Decimal(row.vat_percent),
        cost=None if row.cost is None else roubles(row.cost),
        freight=None if row.freight is None else roubles(row.freight),
        freight_vat=bool(row.freight_vat),
        whole=int(row.whole),
    )
