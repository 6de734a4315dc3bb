"""A client's whole history in the shape that INTERFACE promises to the outside."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, bindparam, case, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import ClientId
from storage.dialects import padded
from storage.tables import clients, media, messages, people

_author = case(
    (messages.c.author_kind == "person", people.c.name),
    (messages.c.author_kind == "client", clients.c.name),
    else_="",
)
_page = (
    select(messages, _author.label("author"))
    .join(clients, clients.c.id == messages.c.client_id)
    .outerjoin(people, (messages.c.author_kind == "person") & (people.c.id == messages.c.author_id))
    .where(messages.c.client_id == bindparam("client"))
    .order_by(messages.c.occurred_at.desc(), messages.c.id.desc())
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_page_of_label = _page.where(messages.c.label == bindparam("label", type_=messages.c.label.type))
_files = (
    select(media)
    .where(media.c.message_id.in_(bindparam("ids", expanding=True)))
    .order_by(media.c.message_id, media.c.position)
)


async def timeline(
    connection: AsyncConnection,
    client: ClientId,
    limit: int,
    offset: int,
    compartment: str | None = None,
) -> list[Mapping[str, Any]]:
    """The newest page, oldest first: two statements, whatever its length."""
    values: dict[str, Any] = {"client": client, "limit": limit, "offset": offset}
    statement = _page
    if compartment is not None:
        statement, values["label"] = _page_of_label, [compartment]
    rows = (await connection.execute(statement, values)).all()[::-1]
    files: dict[int, list[dict[str, Any]]] = {row.id: [] for row in rows}
    if files:
        for file in await connection.execute(_files, {"ids": padded(files)}):
            files[file.message_id].append(_file(file))
    return [_line(row, files[row.id]) for row in rows]


def _line(row: Row[Any], files: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": row.id,
        "at": row.occurred_at.isoformat(),
        "kind": "message",
        "direction": row.direction,
        "channel": row.channel,
        "external_id": row.external_id,
        "author": row.author or "",
        "text": row.text or "",
        "media": files,
        "state": row.state,
        "reply_to": row.reply_to_id,
        "edited": row.edited_at is not None,
        "deleted": row.deleted_at is not None,
    }


def _file(row: Row[Any]) -> dict[str, Any]:
    return {
        "name": row.name,
        "type": row.content_type or row.kind,
        "size": row.size,
        "stored": row.state == "stored",
    }
