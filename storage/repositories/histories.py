"""A client's whole past in the shape that INTERFACE promises: what was said, sent and decided."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import ClientId
from storage.repositories.timeline import timeline
from storage.tables import client_changes, comments, people, products, samples

_newest: BindParameter[int] = bindparam("limit")
_comments = (
    select(comments, people.c.name.label("author"))
    .join(people, people.c.id == comments.c.author_id)
    .where(comments.c.client_id == bindparam("client"))
    .order_by(comments.c.at.desc(), comments.c.id.desc())
    .limit(_newest)
)
_samples = (
    select(samples, people.c.name.label("author"), products.c.name.label("product"))
    .join(people, people.c.id == samples.c.person_id)
    .join(products, products.c.id == samples.c.product_id)
    .where(samples.c.client_id == bindparam("client"))
    .order_by(samples.c.sent_at.desc(), samples.c.id.desc())
    .limit(_newest)
)
_statuses = (
    select(client_changes, people.c.name.label("author"))
    .outerjoin(people, people.c.id == client_changes.c.person_id)
    .where(client_changes.c.client_id == bindparam("client"), client_changes.c.field == "status")
    .order_by(client_changes.c.id.desc())
    .limit(_newest)
)


async def history(
    connection: AsyncConnection, client: ClientId, limit: int, offset: int
) -> list[Mapping[str, Any]]:
    """The newest `limit` of everything, oldest first; one statement a kind."""
    values = {"client": client, "limit": limit + offset}
    found = list(await timeline(connection, client, limit + offset, 0))
    found += [
        _entry(row, "comment", row.at, row.text, edited=row.edited_at is not None)
        for row in await connection.execute(_comments, values)
    ]
    found += [
        _entry(row, "sample", row.sent_at, _sample(row), state=_called(row))
        for row in await connection.execute(_samples, values)
    ]
    found += [
        _entry(row, "status", row.at, str(row.after), state=str(row.after))
        for row in await connection.execute(_statuses, values)
    ]
    found.sort(key=lambda entry: _moment(entry["at"]))
    end = len(found) - offset
    return found[max(0, end - limit) : max(0, end)]


def _entry(
    row: Row[Any], kind: str, at: datetime, text: str, *, state: str = "", edited: bool = False
) -> dict[str, Any]:
    return {
        "id": row.id,
        "at": at.isoformat(),
        "kind": kind,
        "direction": "out",
        "channel": "",
        "external_id": None,
        "author": row.author or "",
        "text": text,
        "media": [],
        "state": state,
        "reply_to": None,
        "edited": edited,
        "deleted": False,
    }


def _sample(row: Row[Any]) -> str:
    """Product and grams; what the client said of it, once known."""
    sent = f"{row.product}: {row.grams} g"
    return sent if row.outcome is None else f"{sent}. {row.outcome}"


def _called(row: Row[Any]) -> str:
    return "sent" if row.outcome_at is None else "concluded"


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at).astimezone(UTC)
