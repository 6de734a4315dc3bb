"""The durable way in, as the inbox worker sees it. The intake alone adds to it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import InboxId
from core.messaging.model import InboxItem, RawItem
from core.messaging.waiting import INBOX
from storage.dialects import literals, padded
from storage.tables import inbox

_ERROR = 500
_new = inbox.c.state == literals("new")[0]
_earlier = inbox.alias("earlier")
_behind_a_postponed = exists().where(
    _earlier.c.order_key == inbox.c.order_key,
    _earlier.c.id < inbox.c.id,
    _earlier.c.state == literals("new")[0],
    _earlier.c.due_at > bindparam("now"),
    _earlier.c.due_at <= bindparam("furthest"),
)
# Not a bare column: SQLite would walk all that a provider ever sent, by the unique key.
_provider = inbox.c.provider.concat("")
_next = (
    select(inbox)
    .where(
        _new,
        _provider.in_(bindparam("providers", expanding=True)),
        or_(
            inbox.c.due_at.is_(None),
            inbox.c.due_at <= bindparam("now"),
            inbox.c.due_at > bindparam("furthest"),
        ),
        inbox.c.order_key.not_in(bindparam("busy", expanding=True)),
        ~_behind_a_postponed,
    )
    .order_by(inbox.c.id)
    .limit(bindparam("limit"))
)
_next_due = select(func.min(inbox.c.due_at)).where(_new, inbox.c.due_at > bindparam("now"))
_done = (
    update(inbox)
    .where(inbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(state="done", done_at=bindparam("at"), error=None)
)
_postpone = (
    update(inbox)
    .where(inbox.c.id == bindparam("item"))
    .values(
        attempts=inbox.c.attempts + bindparam("more"),
        due_at=bindparam("due"),
        error=bindparam("reason"),
    )
)
_set_aside = (
    update(inbox)
    .where(inbox.c.id == bindparam("item"))
    .values(
        state="aside",
        attempts=inbox.c.attempts + 1,
        done_at=bindparam("at"),
        error=bindparam("reason"),
    )
)
_leftovers = (
    update(inbox)
    .where(_new, _provider.in_(bindparam("providers", expanding=True)))
    .values(leftover=True)
)
_try = (
    update(inbox)
    .where(inbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(attempts=inbox.c.attempts + 1)
)
_put_back = (
    update(inbox)
    .where(
        inbox.c.id.in_(bindparam("ids", expanding=True)),
        inbox.c.state == literals("aside")[0],
    )
    .values(state="new", attempts=0, leftover=False, due_at=None, done_at=None)
)
_asides = (
    select(inbox)
    .where(inbox.c.state == literals("aside")[0])
    .order_by(inbox.c.id)
    .limit(bindparam("limit"))
)


class SqlInbox:
    """Implements core.messaging.ports.Inbox."""

    def __init__(self, connection: AsyncConnection, touched: set[str]) -> None:
        self._connection = connection
        self._touched = touched

    async def next(
        self, providers: Sequence[str], now: datetime, limit: int, busy_keys: Iterable[str] = ()
    ) -> list[InboxItem]:
        """What stands behind a postponed item of its order key waits with it (P4).

        A batch may hold several items of one key, in their order.
        """
        values = {
            "providers": list(providers),
            "now": now,
            "furthest": now + INBOX,
            "limit": limit,
            "busy": padded(busy_keys),
        }
        return [_item(row) for row in await self._connection.execute(_next, values)]

    async def next_due(self, now: datetime) -> datetime | None:
        found: datetime | None = await self._connection.scalar(_next_due, {"now": now})
        return found

    async def done(self, items: Iterable[InboxId], now: datetime) -> None:
        ids = padded(items)
        if ids:
            await self._connection.execute(_done, {"ids": ids, "at": now})

    async def postpone(
        self, item: InboxId, error: str, due_at: datetime, *, counted: bool = False
    ) -> None:
        more = 0 if counted else 1
        values = {"item": item, "reason": error[:_ERROR], "due": due_at, "more": more}
        await self._connection.execute(_postpone, values)
        self._touched.add("inbox")

    async def set_aside(self, item: InboxId, error: str, now: datetime) -> None:
        values = {"item": item, "reason": error[:_ERROR], "at": now}
        await self._connection.execute(_set_aside, values)
        self._touched.add("inbox")

    async def mark_leftovers(self, providers: Sequence[str]) -> int:
        values = {"providers": list(providers)}
        return (await self._connection.execute(_leftovers, values)).rowcount

    async def count_try(self, items: Iterable[InboxId]) -> None:
        ids = padded(items)
        if ids:
            await self._connection.execute(_try, {"ids": ids})

    async def asides(self, limit: int) -> list[InboxItem]:
        return [_item(row) for row in await self._connection.execute(_asides, {"limit": limit})]

    async def put_back(self, items: Iterable[InboxId]) -> int:
        ids = padded(items)
        if not ids:
            return 0
        self._touched.add("inbox")
        return (await self._connection.execute(_put_back, {"ids": ids})).rowcount


def _item(row: Row[Any]) -> InboxItem:
    raw = RawItem(
        provider=row.provider,
        account=row.account,
        scope=row.scope,
        external_id=row.external_id,
        channel=row.channel,
        kind=row.kind,
        order_key=row.order_key,
        payload=row.payload or b"",
    )
    return InboxItem(row.id, raw, row.received_at, row.attempts, row.leftover)
