"""Hours that people have set for themselves: when it is quiet, and what they want every day."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.digest.model import Days, Subscription
from core.ids import PersonId, SubscriptionId
from core.schedule.quiet import Quiet
from storage.dialects import insert_or_update, padded
from storage.tables import hours, subscriptions

_of = select(hours).where(hours.c.person_id.in_(bindparam("people", expanding=True)))
_drop = delete(hours).where(hours.c.person_id == bindparam("person"))
_CHANGED = ("quiet_from", "quiet_to", "changed_at")
_running = subscriptions.c.ended_at.is_(None)
_all = select(subscriptions).where(_running).order_by(subscriptions.c.id)
_of_person = _all.where(subscriptions.c.person_id == bindparam("person"))
_one = select(subscriptions).where(subscriptions.c.id == bindparam("number"))
_end = (
    update(subscriptions)
    .where(subscriptions.c.id == bindparam("number"), _running)
    .values(ended_at=bindparam("moment"), version=subscriptions.c.version + 1)
)


class SqlHours:
    """Implements core.digest.ports.Hours."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name

    async def of(self, people: Iterable[PersonId]) -> dict[PersonId, Quiet | None]:
        wanted = padded(people)
        if not wanted:
            return {}
        rows = await self._connection.execute(_of, {"people": wanted})
        return {row.person_id: _quiet(row) for row in rows}

    async def put(self, person: PersonId, quiet: Quiet | None, now: datetime) -> None:
        row = {
            "person_id": person,
            "quiet_from": f"{quiet.begin:%H:%M}" if quiet is not None else None,
            "quiet_to": f"{quiet.end:%H:%M}" if quiet is not None else None,
            "changed_at": now,
        }
        statement = insert_or_update(self._dialect, hours, ("person_id",), _CHANGED)
        await self._connection.execute(statement, row)

    async def drop(self, person: PersonId) -> None:
        await self._connection.execute(_drop, {"person": person})

    async def running(self) -> Sequence[Subscription]:
        return await self._subscriptions(_all)

    async def running_of(self, person: PersonId) -> Sequence[Subscription]:
        return await self._subscriptions(_of_person, person=person)

    async def subscription(self, number: SubscriptionId) -> Subscription | None:
        return next(iter(await self._subscriptions(_one, number=number)), None)

    async def subscribe(
        self, person: PersonId, kind: str, at: time, days: Days, now: datetime
    ) -> SubscriptionId:
        row = {
            "person_id": person,
            "kind": kind,
            "at": f"{at:%H:%M}",
            "days": days.value,
            "created_at": now,
        }
        made = await self._connection.execute(
            subscriptions.insert().returning(subscriptions.c.id), row
        )
        return SubscriptionId(made.scalar_one())

    async def end(self, number: SubscriptionId, now: datetime) -> bool:
        done = await self._connection.execute(_end, {"number": number, "moment": now})
        return done.rowcount > 0

    async def _subscriptions(self, statement: Select[Any], **values: object) -> list[Subscription]:
        return [_made(row) for row in await self._connection.execute(statement, values)]


def _quiet(row: Row[Any]) -> Quiet | None:
    if row.quiet_from is None or row.quiet_to is None:
        return None
    return Quiet(time.fromisoformat(row.quiet_from), time.fromisoformat(row.quiet_to))


def _made(row: Row[Any]) -> Subscription:
    return Subscription(
        id=row.id,
        person_id=row.person_id,
        kind=row.kind,
        at=time.fromisoformat(row.at),
        days=Days(row.days),
        created_at=row.created_at,
        ended_at=row.ended_at,
        version=row.version,
    )
