"""Figures of a day: each is one statement over the rows of that day, whoever asks."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.digest.model import Waiting
from core.ids import PersonId
from core.messaging.model import LEFT_STATES
from core.orders.model import DISPATCHED, Deferred, Stage
from core.schedule.model import State as Fired
from core.staff.model import Role
from storage.dialects import literals, padded
from storage.tables import (
    approvals,
    deals,
    fires,
    messages,
    papers,
    people,
    shipment_lines,
    shipments,
)

_span: dict[str, BindParameter[Any]] = {"since": bindparam("since"), "until": bindparam("until")}
_people: BindParameter[Any] = bindparam("people", expanding=True)
_offers = select(func.count(papers.c.id)).where(
    papers.c.at >= _span["since"],
    papers.c.at < _span["until"],
    papers.c.kind == literals("offer")[0],
    papers.c.person_id.in_(_people),
)
_shipped = (
    select(func.coalesce(func.sum(shipment_lines.c.grams), 0))
    .select_from(shipments)
    .join(shipment_lines, shipment_lines.c.shipment_id == shipments.c.id)
    .join(deals, deals.c.id == shipments.c.deal_id)
    .where(
        shipments.c.shipped_at >= _span["since"],
        shipments.c.shipped_at < _span["until"],
        deals.c.person_id.in_(_people),
    )
)
_answered = select(func.count(messages.c.id)).where(
    messages.c.direction == literals("out")[0],
    messages.c.author_id.in_(_people),
    messages.c.created_at >= _span["since"],
    messages.c.created_at < _span["until"],
    messages.c.author_kind == "person",
    messages.c.state.in_(LEFT_STATES),
)
_open = deals.c.ended_at.is_(None)
_deferred = (
    select(deals.c.id, deals.c.deferral_days, func.min(shipments.c.shipped_at).label("since"))
    .join(shipments, shipments.c.deal_id == deals.c.id)
    .join(people, people.c.id == deals.c.person_id)
    .where(
        deals.c.stage.in_(sorted(DISPATCHED)),
        _open,
        deals.c.deferral_days > 0,
        people.c.role != Role.RETAILER.value,
    )
    .group_by(deals.c.id)
)
_unpriced = (
    deals.c.stage.in_([Stage.ORDERED.value, Stage.SHIPPING.value]),
    _open,
    deals.c.freight.is_(None),
)
_freight_left = (
    select(deals.c.id, deals.c.city, deals.c.ship_on)
    .where(*_unpriced)
    .order_by(deals.c.ship_on.is_(None), deals.c.ship_on, deals.c.id)
    .limit(bindparam("limit"))
)
_priced = select(func.count(deals.c.id)).where(
    deals.c.stage.in_([Stage.ORDERED.value, *sorted(DISPATCHED)]),
    _open,
    deals.c.freight_by == bindparam("person"),
    deals.c.freight_at >= _span["since"],
    deals.c.freight_at < _span["until"],
)
_waiting = (
    select(approvals.c.kind, func.count())
    .where(
        approvals.c.state == literals("waiting")[0],
        approvals.c.kind.in_(bindparam("kinds", expanding=True)),
        approvals.c.person_id != bindparam("besides"),
    )
    .group_by(approvals.c.kind)
)
_failed = select(func.count()).where(
    fires.c.fired_at > bindparam("since"), fires.c.state == Fired.FAILED.value
)
_joined = select(people.c.id, people.c.created_at).where(people.c.created_at > bindparam("since"))


class SqlDigests:
    """Implements core.digest.ports.Figures."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def offers(self, people: Iterable[PersonId], since: datetime, until: datetime) -> int:
        return await self._count(_offers, people, since, until)

    async def shipped(self, people: Iterable[PersonId], since: datetime, until: datetime) -> int:
        return await self._count(_shipped, people, since, until)

    async def answered(self, people: Iterable[PersonId], since: datetime, until: datetime) -> int:
        return await self._count(_answered, people, since, until)

    async def _count(
        self, statement: Select[Any], people: Iterable[PersonId], since: datetime, until: datetime
    ) -> int:
        values = {"people": padded(people), "since": since, "until": until}
        return int(await self._connection.scalar(statement, values) or 0)

    async def deferred(self) -> Sequence[Deferred]:
        rows = await self._connection.execute(_deferred)
        return [Deferred(row.id, row.deferral_days, row.since) for row in rows]

    async def without_freight(self, limit: int) -> Sequence[Waiting]:
        rows = await self._connection.execute(_freight_left, {"limit": limit})
        return [Waiting(row.id, row.city, row.ship_on) for row in rows]

    async def freight_filled(self, person: PersonId, since: datetime, until: datetime) -> int:
        values = {"person": person, "since": since, "until": until}
        return int(await self._connection.scalar(_priced, values) or 0)

    async def waiting(self, kinds: Iterable[str], besides: PersonId) -> int:
        values = {"kinds": padded(kinds), "besides": besides}
        return sum(count for _, count in await self._connection.execute(_waiting, values))

    async def failed_jobs(self, since: datetime) -> int:
        return int(await self._connection.scalar(_failed, {"since": since}) or 0)

    async def joined(self, since: datetime) -> dict[PersonId, datetime]:
        rows = await self._connection.execute(_joined, {"since": since})
        return {row.id: row.created_at for row in rows}
