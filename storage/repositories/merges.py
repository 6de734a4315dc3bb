"""E10: one client's things become another's, and go back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, and_, bindparam, func, or_, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from core.clients.cardfile import Pair
from core.ids import ClientId, LaneId, PersonId
from storage.dialects import literals, padded
from storage.failures import StatementRefused
from storage.repositories.likenesses import likely
from storage.tables import (
    clients,
    comments,
    consents,
    contacts,
    conversations,
    deals,
    identities,
    lanes,
    merges,
    messages,
    outbox,
    people,
    reservations,
    samples,
    tasks,
    threads,
    waiting,
)

_MOVED: dict[str, Table] = {
    table.name: table
    for table in (
        identities,
        conversations,
        contacts,
        comments,
        samples,
        deals,
        reservations,
        waiting,
        tasks,
        consents,
    )
}
"""Moved row by row; messages go with their conversations, which are few."""
_CHUNK = 1000
_ON_THEIR_WAY = ("queued", "waiting", "held")

_stray = (
    select(messages.c.id)
    .where(messages.c.client_id == bindparam("from_client"))
    .where(
        messages.c.conversation_id.not_in(
            select(conversations.c.id).where(conversations.c.client_id == bindparam("from_client"))
        )
    )
)
_messages = (
    update(messages)
    .where(messages.c.client_id == bindparam("from_client"))
    .values(client_id=bindparam("to_client"))
)
_messages_back = (
    update(messages)
    .where(
        messages.c.conversation_id.in_(bindparam("ids", expanding=True)),
        messages.c.client_id == bindparam("from_client"),
    )
    .values(client_id=bindparam("to_client"))
)
_topic = (threads.c.account, threads.c.chat, threads.c.thread)
_topics = (
    update(threads)
    .where(threads.c.client_id == bindparam("from_client"))
    .values(client_id=bindparam("to_client"))
    .returning(*_topic)
)
_topics_back = (
    update(threads)
    .where(
        tuple_(*_topic).in_(bindparam("keys", expanding=True)),
        threads.c.client_id == bindparam("from_client"),
    )
    .values(client_id=bindparam("to_client"))
)
_rows_on = (
    update(outbox)
    .where(
        outbox.c.lane_id == bindparam("old_lane"),
        outbox.c.client_id == bindparam("from_client"),
        outbox.c.state.in_(literals(*_ON_THEIR_WAY)),
    )
    .values(client_id=bindparam("to_client"), lane_id=bindparam("new_lane"))
    .returning(outbox.c.id)
)
_rows_back = (
    update(outbox)
    .where(
        outbox.c.id.in_(bindparam("ids", expanding=True)),
        outbox.c.state.in_(literals(*_ON_THEIR_WAY)),
        outbox.c.client_id == bindparam("from_client"),
    )
    .values(client_id=bindparam("to_client"), lane_id=bindparam("new_lane"))
)
_join = (
    update(clients)
    .where(clients.c.id == bindparam("merged"))
    .values(merged_into_id=bindparam("kept"), version=clients.c.version + 1)
)
_kept, _gone = clients.alias("kept"), clients.alias("gone")
_author, _undoer = people.alias("author"), people.alias("undoer")
_one = select(merges).where(merges.c.id == bindparam("merge"))
_recent = (
    select(
        merges,
        _kept.c.name.label("kept"),
        _gone.c.name.label("merged"),
        _author.c.name.label("by"),
        _undoer.c.name.label("undone_name"),
    )
    .join(_kept, _kept.c.id == merges.c.kept_id)
    .join(_gone, _gone.c.id == merges.c.merged_id)
    .join(_author, _author.c.id == merges.c.person_id)
    .outerjoin(_undoer, _undoer.c.id == merges.c.undone_by)
    .order_by(merges.c.id.desc())
    .limit(bindparam("limit"))
)
_latest = select(func.max(merges.c.id)).where(
    or_(merges.c.kept_id == bindparam("client"), merges.c.merged_id == bindparam("client")),
    merges.c.undone_at.is_(None),
)
_undone = (
    update(merges)
    .where(merges.c.id == bindparam("merge"))
    .values(undone_at=bindparam("moment"), undone_by=bindparam("person"))
)
_epoch = select(func.max(lanes.c.epoch)).where(lanes.c.client_id == bindparam("client"))


def _moving(table: Table) -> Any:
    return (
        update(table)
        .where(table.c.client_id == bindparam("from_client"))
        .values(client_id=bindparam("to_client"))
        .returning(table.c.id)
    )


def _moving_back(table: Table) -> Any:
    return (
        update(table)
        .where(
            and_(
                table.c.id.in_(bindparam("ids", expanding=True)),
                table.c.client_id == bindparam("from_client"),
            )
        )
        .values(client_id=bindparam("to_client"))
    )


_MOVE = {name: _moving(table) for name, table in _MOVED.items()}
_MOVE_BACK = {
    name: _moving_back(table) for name, table in (_MOVED | {"messages": messages}).items()
}


class SqlMerges:
    """The merges of core.clients.cardfile.CardFile."""

    _connection: AsyncConnection

    async def likely_pairs(self, limit: int, offset: int) -> list[Pair]:
        return await likely(self._connection, limit, offset)

    async def move(
        self, merged: ClientId, kept: ClientId, old_lane: LaneId, new_lane: LaneId | None
    ) -> dict[str, Any]:
        ends = {"from_client": merged, "to_client": kept}
        moved: dict[str, Any] = {"stray": await self._numbers(_stray, {"from_client": merged})}
        await self._connection.execute(_messages, ends)
        for name, statement in _MOVE.items():
            moved[name] = await self._numbers(statement, ends)
        topics = await self._connection.execute(_topics, ends)
        moved["threads"] = [list(row) for row in topics]
        moved["outbox"] = []
        if new_lane is not None:
            way = ends | {"old_lane": old_lane, "new_lane": new_lane}
            moved["outbox"] = await self._numbers(_rows_on, way)
        return moved

    async def move_back(
        self, merged: ClientId, kept: ClientId, lane: LaneId, moved: Mapping[str, Any]
    ) -> None:
        ends: dict[str, Any] = {"from_client": kept, "to_client": merged}
        for part in _parts(moved["conversations"]):
            await self._connection.execute(_messages_back, ends | {"ids": part})
        for part in _parts(moved["stray"]):
            await self._connection.execute(_MOVE_BACK["messages"], ends | {"ids": part})
        for name in _MOVE:
            for part in _parts(moved[name]):
                await self._connection.execute(_MOVE_BACK[name], ends | {"ids": part})
        keys = [tuple(key) for key in moved["threads"]]
        if keys:
            await self._connection.execute(_topics_back, ends | {"keys": padded(keys)})
        for part in _parts(moved["outbox"]):
            await self._connection.execute(_rows_back, ends | {"ids": part, "new_lane": lane})

    async def _numbers(self, statement: Any, values: Mapping[str, Any]) -> list[int]:
        return sorted((await self._connection.execute(statement, values)).scalars())

    async def join(self, merged: ClientId, kept: ClientId) -> None:
        await self._connection.execute(_join, {"merged": merged, "kept": kept})

    async def part(self, merged: ClientId) -> bool:
        try:
            await self._connection.execute(_join, {"merged": merged, "kept": None})
        except IntegrityError as error:
            if "uq_clients_" in str(error.orig) or "clients.compartment" in str(error.orig):
                return False
            raise StatementRefused(type(error).__name__) from None
        return True

    async def add_merge(
        self,
        kept: ClientId,
        merged: ClientId,
        moved: Mapping[str, Any],
        by: PersonId,
        now: datetime,
    ) -> int:
        row = {
            "kept_id": kept,
            "merged_id": merged,
            "moved": dict(moved),
            "person_id": by,
            "at": now,
        }
        made = await self._connection.execute(merges.insert().returning(merges.c.id), row)
        return int(made.scalar_one())

    async def merge(self, merge: int) -> Mapping[str, Any] | None:
        row = (await self._connection.execute(_one, {"merge": merge})).mappings().one_or_none()
        return None if row is None else dict(row)

    async def undone(self, merge: int, by: PersonId, now: datetime) -> None:
        await self._connection.execute(_undone, {"merge": merge, "person": by, "moment": now})

    async def merges(self, limit: int) -> list[Mapping[str, Any]]:
        rows = await self._connection.execute(_recent, {"limit": limit})
        names = ("id", "kept_id", "kept", "merged_id", "merged", "by", "at", "undone_at")
        return [
            {name: getattr(row, name) for name in names} | {"undone_by": row.undone_name}
            for row in rows
        ]

    async def latest_merge(self, kept: ClientId) -> int | None:
        found: int | None = await self._connection.scalar(_latest, {"client": kept})
        return found

    async def last_epoch(self, client: ClientId) -> int:
        return int(await self._connection.scalar(_epoch, {"client": client}) or 0)


def _parts(ids: Iterable[int]) -> Iterable[Sequence[int]]:
    """Few enough for the drivers' limit of parameters."""
    whole = list(ids)
    return [padded(whole[n : n + _CHUNK]) for n in range(0, len(whole), _CHUNK)]
