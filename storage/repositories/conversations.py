"""Conversations: where a client's messages are filed, one a channel, account and chat."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import ClientId, ConversationId, PersonId
from core.messaging.model import LEFT_STATES, Conversation, Endpoint
from core.messaging.ports import ConversationLine
from storage.dialects import keys_of, padded, rows_at
from storage.repositories.waiting import SqlWaiting
from storage.tables import clients, conversations, lanes, messages

_by_ids = select(conversations).where(conversations.c.id.in_(bindparam("ids", expanding=True)))
_of_client = (
    select(conversations)
    .where(conversations.c.client_id == bindparam("client"))
    .order_by(conversations.c.id)
)
_add = conversations.insert()
_heard = (
    update(conversations)
    .where(
        conversations.c.id == bindparam("conversation"),
        or_(
            conversations.c.last_inbound_at.is_(None),
            conversations.c.last_inbound_at < bindparam("at"),
        ),
    )
    .values(last_inbound_at=bindparam("at"))
)

_its = messages.c.conversation_id == conversations.c.id
_last = select(func.max(messages.c.id)).where(_its).correlate(conversations).scalar_subquery()
_answered = (
    select(func.max(messages.c.id))
    .where(_its, messages.c.direction == "out", messages.c.state.in_(LEFT_STATES))
    .correlate(conversations)
    .scalar_subquery()
)
_unanswered = (
    select(func.count())
    .select_from(messages)
    .where(
        _its,
        messages.c.direction == "in",
        messages.c.id > func.coalesce(_answered, 0),
        messages.c.id > func.coalesce(conversations.c.settled_id, 0),
    )
    .correlate(conversations)
    .scalar_subquery()
)
_newest = messages.alias("newest")
_recent = (
    select(
        conversations,
        clients.c.name.label("client_name"),
        _unanswered.label("unanswered"),
        _newest.c.occurred_at.label("last_at"),
    )
    .select_from(lanes)
    .join(clients, clients.c.id == lanes.c.client_id)
    .join(conversations, conversations.c.client_id == lanes.c.client_id)
    .join(_newest, _newest.c.id == _last)
    .where(lanes.c.closed_at.is_(None))
    .order_by(_newest.c.id.desc())
    .limit(bindparam("limit"))
)
_recent_of = _recent.where(lanes.c.owner_id == bindparam("owner"))
_recent_unassigned = _recent.where(lanes.c.owner_id.is_(None))


class SqlConversations(SqlWaiting):
    """The conversations of core.messaging.ports.Messages."""

    _connection: AsyncConnection

    async def conversations_at(self, endpoints: Iterable[Endpoint]) -> dict[Endpoint, Conversation]:
        dialect = self._connection.dialect.name
        keys = keys_of(dialect, ((e.channel, e.account, e.chat, e.thread) for e in endpoints))
        if not keys:
            return {}
        at = rows_at(dialect, conversations, "channel", "account", "chat", "thread")
        rows = await self._connection.execute(at, {"keys": keys})
        return {found.endpoint: found for found in map(_conversation, rows)}

    async def conversations(
        self, ids: Iterable[ConversationId]
    ) -> dict[ConversationId, Conversation]:
        wanted = padded(ids)
        if not wanted:
            return {}
        rows = await self._connection.execute(_by_ids, {"ids": wanted})
        return {found.id: found for found in map(_conversation, rows)}

    async def conversations_of(self, client: ClientId) -> list[Conversation]:
        rows = await self._connection.execute(_of_client, {"client": client})
        return [_conversation(row) for row in rows]

    async def recent_conversations(
        self, owner: PersonId | None, limit: int
    ) -> list[ConversationLine]:
        """Unanswered are the client's messages since our last one."""
        statement = _recent_unassigned if owner is None else _recent_of
        values = {"limit": limit} | ({} if owner is None else {"owner": owner})
        return [
            ConversationLine(_conversation(row), row.client_name, row.unanswered, row.last_at)
            for row in await self._connection.execute(statement, values)
        ]

    async def add_conversations(self, conversations: Sequence[Conversation], now: datetime) -> None:
        if conversations:
            rows = [_row(conversation, now) for conversation in conversations]
            await self._connection.execute(_add, rows)

    async def heard(self, last_inbound: Mapping[ConversationId, datetime]) -> None:
        if last_inbound:
            rows = [{"conversation": c, "at": at} for c, at in sorted(last_inbound.items())]
            await self._connection.execute(_heard, rows)


def _row(conversation: Conversation, now: datetime) -> dict[str, Any]:
    endpoint = conversation.endpoint
    return {
        "id": conversation.id,
        "kind": conversation.kind,
        "client_id": conversation.client_id,
        "channel": endpoint.channel,
        "account": endpoint.account,
        "chat": endpoint.chat,
        "thread": endpoint.thread,
        "last_inbound_at": conversation.last_inbound_at,
        "created_at": now,
    }


def _conversation(row: Row[Any]) -> Conversation:
    return Conversation(
        id=row.id,
        kind=row.kind,
        client_id=row.client_id,
        endpoint=Endpoint(row.channel, row.account, row.chat, row.thread),
        last_inbound_at=row.last_inbound_at,
    )
