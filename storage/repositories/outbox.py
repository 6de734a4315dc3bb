"""The durable way out: rows of one order key leave one at a time, in order of their ids (P4)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    union,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import ConversationId, MessageId, OutboxId
from core.messaging.model import OPEN_STATES, OutboxRow, State
from core.messaging.waiting import APART
from core.ports import Clock
from storage.dialects import insert_new, literals, padded, take_ids
from storage.repositories.outbox_rows import SAVED, from_row, saved_values, to_row
from storage.tables import links, outbox

Where = ColumnElement[bool]
Rows = Select[tuple[Any, ...]]

_LAST_DAYS = timedelta(days=3)
_ATTENTION = (State.FAILED, State.DENIED, State.SENDING, State.UNKNOWN, State.HELD)


def _state_in(states: Iterable[State], state: ColumnElement[str] = outbox.c.state) -> Where:
    """Written out, word for word as in the partial index, or SQLite does not use it."""
    return state.in_(literals(*(wanted.value for wanted in states)))


_rows = select(outbox)
_queued = outbox.c.state == literals(State.QUEUED.value)[0]
_open = _state_in(OPEN_STATES)
_needs_attention = _state_in(_ATTENTION)
_earlier = outbox.alias("earlier")
_first_of_its_key = ~exists().where(
    _earlier.c.order_key == outbox.c.order_key,
    _earlier.c.id < outbox.c.id,
    _state_in(OPEN_STATES, _earlier.c.state),
)
_lane = and_(
    outbox.c.provider == bindparam("provider"), outbox.c.account == bindparam("account"), _queued
)
_due = or_(
    outbox.c.not_before.is_(None),
    outbox.c.not_before <= bindparam("now"),
    func.coalesce(outbox.c.claimed_at, outbox.c.created_at) > bindparam("ahead"),
)
_claimable = (
    _rows.where(
        _lane,
        _due,
        outbox.c.chat.not_in(bindparam("busy", expanding=True)),
        _first_of_its_key,
    )
    .order_by(outbox.c.priority, outbox.c.id)
    .limit(bindparam("limit"))
)
_claimable_alone = _claimable.with_for_update(skip_locked=True, of=outbox)
_next_due = select(func.min(outbox.c.not_before)).where(
    _lane, outbox.c.chat.not_in(bindparam("busy", expanding=True)), _first_of_its_key
)
_claim = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)), _queued)
    .values(
        state=State.SENDING.value,
        attempts=outbox.c.attempts + 1,
        claimed_at=bindparam("at"),
    )
)
_save = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values({name: bindparam(f"new_{name}") for name in SAVED})
)
_get = _rows.where(outbox.c.id == bindparam("row"))
_interrupted = _rows.where(
    outbox.c.provider == bindparam("provider"),
    outbox.c.account == bindparam("account"),
    outbox.c.state == State.SENDING.value,
    _needs_attention,
).order_by(outbox.c.id)
_unlinked_to = _rows.where(
    outbox.c.account == bindparam("account"),
    outbox.c.chat == bindparam("chat"),
    outbox.c.created_at >= bindparam("since"),
    or_(
        outbox.c.state.in_((State.SENDING.value, State.UNKNOWN.value)),
        and_(outbox.c.state == State.QUEUED.value, outbox.c.attempts > 0),
        outbox.c.possible_repeat.is_(True),
    ),
).order_by(outbox.c.id)
_refused_by = _rows.where(
    outbox.c.account == bindparam("account"),
    outbox.c.chat == bindparam("chat"),
    outbox.c.state == State.FAILED.value,
    outbox.c.error_code.in_(("blocked", "chat-not-found")),
).order_by(outbox.c.id)
_of_message = _rows.where(
    outbox.c.message_id == bindparam("message"), outbox.c.receiver_kind == "client"
).order_by(outbox.c.id)
_held = outbox.c.state == literals(State.HELD.value)[0]
_held_of = _rows.where(outbox.c.conversation_id == bindparam("conversation"), _held).order_by(
    outbox.c.id
)
_holding = (
    select(outbox.c.conversation_id)
    .where(outbox.c.conversation_id.in_(bindparam("ids", expanding=True)), _held)
    .distinct()
)
_open_in = _rows.where(outbox.c.order_key == bindparam("key"), _open).order_by(outbox.c.id)
_held_in = _rows.where(outbox.c.order_key == bindparam("key"), _held, _needs_attention)
_last_open = (
    _rows.where(outbox.c.order_key == bindparam("key"), _open).order_by(outbox.c.id.desc()).limit(1)
)
_by_dedupe = _rows.where(outbox.c.dedupe_key == bindparam("key"))
_by_dedupes = _rows.where(outbox.c.dedupe_key.in_(bindparam("keys", expanding=True))).order_by(
    outbox.c.id
)
_by_provider_id = (
    _rows.where(
        outbox.c.account == bindparam("account"), outbox.c.provider_id == bindparam("provider_id")
    )
    .order_by(outbox.c.id.desc())
    .limit(1)
)
_recent_of = (
    outbox.c.conversation_id == bindparam("conversation"),
    outbox.c.created_at >= bindparam("since"),
)
_provider_ids = union(
    select(outbox.c.provider_id).where(*_recent_of, outbox.c.provider_id.is_not(None)),
    select(links.c.external_id)
    .join(outbox, outbox.c.message_id == links.c.message_id)
    .where(*_recent_of, links.c.kind == "sent"),
)
_newest = _rows.order_by(outbox.c.id.desc()).limit(bindparam("limit"))
_in_states = _newest.where(outbox.c.state.in_(bindparam("states", expanding=True)))
_pending = (
    select(outbox.c.channel, func.count(), func.min(outbox.c.created_at))
    .where(_open)
    .group_by(outbox.c.channel)
    .order_by(outbox.c.channel)
)


def _locked(statement: Rows) -> Rows:
    """What a writer reads to change it: on PostgreSQL the worker might claim it in between."""
    return statement.with_for_update(of=outbox)


_TO_CHANGE = (_get, _of_message, _held_of, _open_in, _held_in, _last_open, _by_dedupe, _by_dedupes)
_LOCKED = {statement: _locked(statement) for statement in _TO_CHANGE}


class SqlOutbox:
    """Implements core.messaging.ports.Outbox."""

    def __init__(
        self, connection: AsyncConnection, clock: Clock, touched: set[str], *, writing: bool
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._touched = touched
        self._claimable = _claimable_alone if writing else _claimable
        self._locked = _LOCKED if writing else {}

    async def add(self, rows: Sequence[OutboxRow], now: datetime) -> list[OutboxId]:
        """Ids are taken first, so that they rise in the order of the rows on every database."""
        if not rows:
            return []
        missing = sum(1 for row in rows if not row.id)
        taken = iter(await take_ids(self._connection, "outbox", missing))
        values = [to_row(row, OutboxId(row.id or next(taken)), now) for row in rows]
        insert = insert_new(self._connection.dialect.name, outbox).returning(outbox.c.id)
        new = set((await self._connection.execute(insert, values)).scalars())
        added = [row for row in values if row["id"] in new]
        self._touched.update(f"outbox:{row['account']}" for row in added)
        return [row["id"] for row in added]

    async def get(self, row: OutboxId) -> OutboxRow | None:
        return await self._one(_get, row=row)

    async def claimable(
        self,
        provider: str,
        account: str,
        now: datetime,
        limit: int,
        busy_chats: Iterable[str] = (),
    ) -> list[OutboxRow]:
        return await self._all(
            self._claimable,
            provider=provider,
            account=account,
            now=now,
            ahead=now + APART,
            limit=limit,
            busy=padded(busy_chats),
        )

    async def next_due(
        self, provider: str, account: str, busy_chats: Iterable[str] = ()
    ) -> datetime | None:
        """Of rows that nothing but time keeps back."""
        values = {"provider": provider, "account": account, "busy": padded(busy_chats)}
        found: datetime | None = await self._connection.scalar(_next_due, values)
        return found

    async def claim(self, rows: Iterable[OutboxId], now: datetime) -> None:
        ids = padded(rows)
        if ids:
            await self._connection.execute(_claim, {"ids": ids, "at": now})

    async def save(self, row: OutboxRow) -> None:
        await self._connection.execute(_save, saved_values(row))
        self._touched.add(f"outbox:{row.account}")

    async def interrupted(self, provider: str, account: str) -> list[OutboxRow]:
        return await self._all(_interrupted, provider=provider, account=account)

    async def unlinked_to(self, account: str, chat: str, since: datetime) -> list[OutboxRow]:
        return await self._all(_unlinked_to, account=account, chat=chat, since=since)

    async def refused_by(self, account: str, chat: str) -> list[OutboxRow]:
        return await self._all(_refused_by, account=account, chat=chat)

    async def of_message(self, message: MessageId) -> list[OutboxRow]:
        return await self._all(_of_message, message=message)

    async def held_of(self, conversation: ConversationId) -> list[OutboxRow]:
        return await self._all(_held_of, conversation=conversation)

    async def holding(self, conversations: Sequence[ConversationId]) -> set[ConversationId]:
        ids = padded(conversations)
        if not ids:
            return set()
        return set((await self._connection.execute(_holding, {"ids": ids})).scalars())

    async def open_in(self, order_key: str) -> list[OutboxRow]:
        found = await self._all(_open_in, key=order_key) + await self._all(_held_in, key=order_key)
        return sorted(found, key=lambda row: row.id)

    async def provider_ids(self, conversation: ConversationId) -> list[str]:
        """A long answer is several messages at the provider: the links know the further ones."""
        values = {"conversation": conversation, "since": self._clock.now() - _LAST_DAYS}
        return sorted((await self._connection.execute(_provider_ids, values)).scalars())

    async def by_dedupe(self, key: str) -> OutboxRow | None:
        return await self._one(_by_dedupe, key=key)

    async def by_dedupes(self, keys: Iterable[str]) -> list[OutboxRow]:
        wanted = padded(keys)
        return await self._all(_by_dedupes, keys=wanted) if wanted else []

    async def by_provider_id(self, account: str, provider_id: str) -> OutboxRow | None:
        return await self._one(_by_provider_id, account=account, provider_id=provider_id)

    async def queued_to(self, order_key: str, code: str) -> OutboxRow | None:
        last = await self._one(_last_open, key=order_key)
        waits = last is not None and last.state is State.QUEUED and last.code == code
        return last if waits else None

    async def listing(self, states: Sequence[State], limit: int) -> list[OutboxRow]:
        """Newest first; no state means every state."""
        if not states:
            return await self._all(_newest, limit=limit)
        statement = _in_states
        for part, index in ((_ATTENTION, _needs_attention), (OPEN_STATES, _open)):
            if set(states) <= set(part):
                statement = _in_states.where(index)
                break
        return await self._all(statement, limit=limit, states=[state.value for state in states])

    async def pending(self) -> list[tuple[str, int, datetime | None]]:
        rows = await self._connection.execute(_pending)
        return [(channel, count, oldest) for channel, count, oldest in rows]

    async def _all(self, statement: Rows, **values: object) -> list[OutboxRow]:
        statement = self._locked.get(statement, statement)
        return [from_row(row) for row in await self._connection.execute(statement, values)]

    async def _one(self, statement: Rows, **values: object) -> OutboxRow | None:
        statement = self._locked.get(statement, statement)
        row = (await self._connection.execute(statement, values)).one_or_none()
        return None if row is None else from_row(row)
