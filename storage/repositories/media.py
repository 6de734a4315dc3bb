"""Files of messages: announced first, fetched afterwards by a retried job."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import MediaId, MessageId
from core.messaging.model import Media
from core.messaging.waiting import MEDIA
from storage.dialects import literals, padded
from storage.tables import media as table

_pending = table.c.state == literals("pending")[0]
_of = (
    select(table)
    .where(table.c.message_id.in_(bindparam("ids", expanding=True)))
    .order_by(table.c.message_id, table.c.position)
)
_one = select(table).where(table.c.id == bindparam("media"))
_due = (
    select(table)
    .where(
        _pending,
        or_(
            table.c.due_at.is_(None),
            table.c.due_at <= bindparam("now"),
            table.c.due_at > bindparam("furthest"),
        ),
    )
    .order_by(table.c.due_at, table.c.id)
    .limit(bindparam("limit"))
)
_add = table.insert()
_CHANGED = (
    "source", "content_type", "name", "size", "blob", "state", "error", "attempts", "due_at"
)  # fmt: skip
_save = (
    update(table)
    .where(table.c.id == bindparam("media"))
    .values({name: bindparam(f"new_{name}") for name in _CHANGED})
)


class SqlMedia:
    """The files of core.messaging.ports.Messages."""

    _connection: AsyncConnection
    _touched: set[str]

    async def add_media(self, media: Sequence[Media]) -> None:
        rows = [_row(file) for file in media]
        numbered = [row for row in rows if row["id"]]
        rest = [{k: v for k, v in row.items() if k != "id"} for row in rows if not row["id"]]
        for part in (numbered, rest):
            if part:
                await self._connection.execute(_add, part)
        if rows:
            self._touched.add("media")

    async def media_of(self, messages: Iterable[MessageId]) -> dict[MessageId, list[Media]]:
        ids = padded(messages)
        found: dict[MessageId, list[Media]] = {}
        if ids:
            for row in await self._connection.execute(_of, {"ids": ids}):
                found.setdefault(row.message_id, []).append(_media(row))
        return found

    async def media(self, media: MediaId) -> Media | None:
        row = (await self._connection.execute(_one, {"media": media})).one_or_none()
        return None if row is None else _media(row)

    async def due_media(self, now: datetime, limit: int) -> list[Media]:
        values = {"now": now, "furthest": now + MEDIA, "limit": limit}
        rows = await self._connection.execute(_due, values)
        return [_media(row) for row in rows]

    async def save_media(self, media: Media) -> None:
        values = {f"new_{name}": getattr(media, name) for name in _CHANGED}
        await self._connection.execute(_save, values | {"media": media.id})
        self._touched.add("media")


def _row(media: Media) -> dict[str, Any]:
    return {
        "id": media.id,
        "message_id": media.message_id,
        "position": media.position,
        "provider": media.provider,
        "account": media.account,
        "source": media.source,
        "kind": media.kind,
        "content_type": media.content_type,
        "name": media.name,
        "size": media.size,
        "blob": media.blob,
        "state": media.state,
        "error": media.error,
        "attempts": media.attempts,
        "due_at": media.due_at,
    }


def _media(row: Row[Any]) -> Media:
    return Media(
        id=row.id,
        message_id=row.message_id,
        position=row.position,
        provider=row.provider,
        account=row.account,
        source=row.source,
        kind=row.kind,
        content_type=row.content_type,
        name=row.name,
        size=row.size,
        blob=row.blob,
        state=row.state,
        error=row.error,
        attempts=row.attempts,
        due_at=row.due_at,
    )
