"""A client's record: messages, their earlier texts, their states and prices."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import ClientId, MessageId
from core.messaging.model import LEFT_STATES, RANK, Message, State
from storage.dialects import keys_of, padded, rows_at
from storage.repositories.conversations import SqlConversations
from storage.repositories.links import SqlLinks
from storage.repositories.media import SqlMedia
from storage.tables import messages, versions

_KEY = ("provider", "account", "scope", "external_id")
_NEVER = 99
_SETTLED = {State.CANCELLED.value: RANK[State.UNKNOWN], State.DENIED.value: RANK[State.UNKNOWN]}
"""Set by us and final, unless the provider shows that the message has left after all."""

_rank = case(
    {state.value: rank for state, rank in RANK.items()} | _SETTLED,
    value=messages.c.state,
    else_=_NEVER,
)
_by_ids = select(messages).where(messages.c.id.in_(bindparam("ids", expanding=True)))
_add = messages.insert()
_keep_version = versions.insert().from_select(
    ["message_id", "text", "at"],
    select(messages.c.id, messages.c.text, bindparam("at", type_=versions.c.at.type)).where(
        messages.c.id == bindparam("message")
    ),
)
_edit = (
    update(messages)
    .where(messages.c.id == bindparam("message"))
    .values(text=bindparam("new_text"), edited_at=bindparam("at"), version=messages.c.version + 1)
)
_raise = (
    update(messages)
    .where(messages.c.id == bindparam("message"), _rank < bindparam("rank"))
    .values(state=bindparam("new_state"), error_code=bindparam("code"))
)
_price = (
    update(messages)
    .where(messages.c.id == bindparam("message"))
    .values(price=bindparam("amount"), price_unit=bindparam("unit"))
)
_put = (
    update(messages)
    .where(messages.c.id == bindparam("message"))
    .values(state=bindparam("new_state"), error_code=None)
)
_mark = (
    update(messages)
    .where(messages.c.id == bindparam("message"))
    .values(
        provider=bindparam("its_provider"),
        account=bindparam("its_account"),
        scope=bindparam("its_scope"),
        external_id=bindparam("its_id"),
    )
)
_last_price = (
    select(messages.c.price, messages.c.price_unit)
    .where(
        messages.c.channel == bindparam("channel"),
        messages.c.category == bindparam("category"),
        messages.c.price.is_not(None),
    )
    .order_by(messages.c.id.desc())
    .limit(1)
)


_answered = (
    select(func.max(messages.c.id))
    .where(
        messages.c.client_id == bindparam("client"),
        messages.c.direction == "out",
        messages.c.state.in_(LEFT_STATES),
    )
    .correlate(None)
    .scalar_subquery()
)
_unanswered = (
    select(messages)
    .where(
        messages.c.client_id == bindparam("client"),
        messages.c.direction == "in",
        messages.c.id > func.coalesce(_answered, 0),
    )
    .order_by(messages.c.id.desc())
    .limit(bindparam("limit"))
)


class SqlMessages(SqlConversations, SqlMedia, SqlLinks):
    """Implements core.messaging.ports.Messages."""

    def __init__(self, connection: AsyncConnection, touched: set[str]) -> None:
        self._connection = connection
        self._touched = touched

    async def add(self, messages: Sequence[Message], now: datetime) -> None:
        if messages:
            await self._connection.execute(_add, [_row(message, now) for message in messages])

    async def get(self, message: MessageId) -> Message | None:
        return (await self.by_ids([message])).get(message)

    async def by_ids(self, messages: Iterable[MessageId]) -> dict[MessageId, Message]:
        ids = padded(messages)
        if not ids:
            return {}
        rows = await self._connection.execute(_by_ids, {"ids": ids})
        return {row.id: _message(row) for row in rows}

    async def by_external(
        self, keys: Iterable[tuple[str, str, str, str]]
    ) -> dict[tuple[str, str, str, str], Message]:
        dialect = self._connection.dialect.name
        wanted = keys_of(dialect, keys)
        if not wanted:
            return {}
        found = rows_at(dialect, messages, *_KEY)
        rows = await self._connection.execute(found, {"keys": wanted})
        return {
            (row.provider, row.account, row.scope, row.external_id): _message(row) for row in rows
        }

    async def unanswered(self, client: ClientId, limit: int) -> list[Message]:
        values = {"client": client, "limit": limit}
        rows = (await self._connection.execute(_unanswered, values)).all()
        return [_message(row) for row in reversed(rows)]

    async def edit(self, message: MessageId, text: str, now: datetime) -> None:
        await self._connection.execute(_keep_version, {"message": message, "at": now})
        values = {"message": message, "new_text": text, "at": now}
        await self._connection.execute(_edit, values)

    async def raise_state(
        self,
        message: MessageId,
        state: State,
        error_code: str | None = None,
        price: tuple[str, str | None] | None = None,
    ) -> bool:
        """Judged by the database in one statement: receipts come in any order and at once (19).

        A price is kept whichever receipt brings it.
        """
        values = {
            "message": message,
            "new_state": state.value,
            "rank": RANK[state],
            "code": error_code,
        }
        raised = (await self._connection.execute(_raise, values)).rowcount > 0
        if price is not None:
            bill = {"message": message, "amount": price[0], "unit": price[1]}
            await self._connection.execute(_price, bill)
        return raised

    async def put_state(self, message: MessageId, state: State) -> None:
        await self._connection.execute(_put, {"message": message, "new_state": state.value})

    async def mark_external(
        self, message: MessageId, provider: str, account: str, scope: str, external_id: str
    ) -> None:
        values = {
            "message": message,
            "its_provider": provider,
            "its_account": account,
            "its_scope": scope,
            "its_id": external_id,
        }
        await self._connection.execute(_mark, values)

    async def last_price(self, channel: str, category: str) -> tuple[str, str | None] | None:
        values = {"channel": channel, "category": category}
        row = (await self._connection.execute(_last_price, values)).one_or_none()
        return None if row is None else (row.price, row.price_unit)


def _row(message: Message, now: datetime) -> dict[str, Any]:
    return {
        "id": message.id,
        "conversation_id": message.conversation_id,
        "client_id": message.client_id,
        "lane_id": message.lane_id,
        "direction": message.direction,
        "channel": message.channel,
        "author_kind": message.author_kind,
        "author_id": message.author_id,
        "origin": message.origin,
        "label": list(message.label),
        "text": message.text,
        "parts": list(message.parts),
        "reply_to_id": message.reply_to_id,
        "provider": message.provider,
        "account": message.account,
        "scope": message.scope,
        "external_id": message.external_id,
        "occurred_at": message.occurred_at,
        "created_at": now,
        "state": message.state.value,
        "error_code": message.error_code,
        "category": message.category,
        "edited_at": message.edited_at,
        "deleted_at": message.deleted_at,
        "version": message.version,
    }


def _message(row: Row[Any]) -> Message:
    return Message(
        id=row.id,
        conversation_id=row.conversation_id,
        client_id=row.client_id,
        lane_id=row.lane_id,
        direction=row.direction,
        channel=row.channel,
        author_kind=row.author_kind,
        author_id=row.author_id,
        origin=row.origin,
        label=tuple(row.label),
        text=row.text or "",
        occurred_at=row.occurred_at,
        state=State(row.state),
        parts=tuple(row.parts),
        reply_to_id=row.reply_to_id,
        provider=row.provider,
        account=row.account,
        scope=row.scope,
        external_id=row.external_id,
        error_code=row.error_code,
        category=row.category,
        edited_at=row.edited_at,
        deleted_at=row.deleted_at,
        version=row.version,
    )
