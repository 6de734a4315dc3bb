"""Who waits for an answer (E11): one definition for reminders, the day's list and digests."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import ClientId, MessageId, PersonId
from core.messaging.model import ANSWERED
from core.messaging.ports import Waiting
from core.staff.model import Role
from storage.tables import consents, conversations, identities, lanes, messages, people


def _same_address(one: FromClause, other: FromClause) -> ColumnElement[bool]:
    return and_(*(one.c[name] == other.c[name] for name in ("provider", "account", "external_id")))


_own = conversations.alias("own")
_answer = messages.alias("answer")
_last_answer = (
    select(_answer.c.id)
    .where(
        _answer.c.conversation_id == _own.c.id,
        _answer.c.direction == "out",
        _answer.c.state.in_(ANSWERED),
    )
    .order_by(_answer.c.id.desc())
    .limit(1)
    .correlate(_own)
    .scalar_subquery()
)
# On whichever channel: a client who was answered by WhatsApp does not wait in Telegram.
_answered_anywhere = (
    select(func.max(_last_answer))
    .where(_own.c.client_id == conversations.c.client_id)
    .correlate(conversations)
    .scalar_subquery()
)
_asked = messages.alias("asked")
_first_asked = (
    select(_asked.c.id)
    .where(
        _asked.c.conversation_id == conversations.c.id,
        _asked.c.direction == "in",
        _asked.c.id > func.coalesce(_answered_anywhere, 0),
        _asked.c.id > func.coalesce(conversations.c.settled_id, 0),
    )
    .order_by(_asked.c.id)
    .limit(1)
    .correlate(conversations)
    .scalar_subquery()
)
_later = consents.alias("later")
_stopped = (
    select(consents.c.id)
    .join(identities, _same_address(identities, consents))
    .where(
        identities.c.client_id == conversations.c.client_id,
        # WhatsApp and SMS share the phone, so they close together.
        (identities.c.channel == "telegram") == (messages.c.channel == "telegram"),
        consents.c.kind == "stop",
        ~select(_later.c.id)
        .where(_same_address(_later, consents), _later.c.id > consents.c.id)
        .correlate(consents)
        .exists(),
    )
    .correlate(conversations, messages)
    .exists()
)
_since_then = messages.alias("since_then")
_whose = conversations.alias("whose")


def _waiting_where(*conditions: ColumnElement[bool]) -> Select[Any]:
    """One row a client: the first message that nobody has answered, on whichever channel."""
    first = (
        select(
            func.min(conversations.c.client_id).label("client_id"),
            func.min(lanes.c.owner_id).label("owner_id"),
            func.min(_first_asked).label("message_id"),
        )
        .select_from(conversations)
        .join(lanes, lanes.c.client_id == conversations.c.client_id)
        .where(
            conversations.c.last_inbound_at > bindparam("since"),
            lanes.c.closed_at.is_(None),
            *conditions,
        )
        # By the column itself SQLite would walk through all conversations in its order.
        .group_by(conversations.c.client_id + 0)
        .subquery("first")
    )
    written = (
        select()
        .select_from(_whose)
        .join(_since_then, _since_then.c.conversation_id == _whose.c.id)
        .where(
            _whose.c.client_id == first.c.client_id,
            _since_then.c.direction == "in",
            _since_then.c.id >= first.c.message_id,
        )
        .correlate(first)
    )
    count, newest = (
        written.add_columns(one).scalar_subquery()
        for one in (func.count(), func.max(_since_then.c.id))
    )
    return (
        select(
            conversations.c.client_id,
            first.c.owner_id,
            messages.c.conversation_id,
            messages.c.id,
            messages.c.channel,
            messages.c.occurred_at,
            count.label("messages"),
            newest.label("newest_id"),
        )
        .select_from(first)
        .join(messages, messages.c.id == first.c.message_id)
        .join(conversations, conversations.c.id == messages.c.conversation_id)
        .outerjoin(people, people.c.id == first.c.owner_id)
        .where(func.coalesce(people.c.role, "") != Role.RETAILER.value, ~_stopped)
        .order_by(messages.c.id)
    )


_waiting = _waiting_where()
_waiting_one = _waiting_where(conversations.c.client_id == bindparam("client"))
_waiting_of = _waiting_where(lanes.c.owner_id == bindparam("owner")).limit(bindparam("limit"))
_waiting_unassigned = _waiting_where(lanes.c.owner_id.is_(None)).limit(bindparam("limit"))
_settle = (
    update(conversations)
    .where(
        conversations.c.client_id == bindparam("client"),
        func.coalesce(conversations.c.settled_id, 0) < bindparam("upto"),
    )
    .values(settled_id=bindparam("upto"))
)


class SqlWaiting:
    """The part of core.messaging.ports.Messages about who waits."""

    _connection: AsyncConnection

    async def waiting(self, since: datetime, client: ClientId | None = None) -> list[Waiting]:
        if client is None:
            return await self._waiting(_waiting, {"since": since})
        return await self._waiting(_waiting_one, {"since": since, "client": client})

    async def waiting_for(
        self, owner: PersonId | None, since: datetime, limit: int
    ) -> list[Waiting]:
        values = {"since": since, "limit": limit}
        if owner is None:
            return await self._waiting(_waiting_unassigned, values)
        return await self._waiting(_waiting_of, values | {"owner": owner})

    async def _waiting(self, statement: Select[Any], values: Mapping[str, Any]) -> list[Waiting]:
        return [
            Waiting(
                client_id=row.client_id,
                conversation_id=row.conversation_id,
                message_id=row.id,
                channel=row.channel,
                at=row.occurred_at,
                owner_id=row.owner_id,
                count=row.messages,
                newest_id=row.newest_id,
            )
            for row in await self._connection.execute(statement, values)
        ]

    async def settle(self, client: ClientId, upto: MessageId) -> None:
        await self._connection.execute(_settle, {"client": client, "upto": upto})
