"""The durable way in: everything that queued while one commit ran goes into the next one."""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any

from core.errors import StorageUnavailable
from core.messaging.model import RawItem
from core.ports import Clock
from storage.database import Database
from storage.dialects import insert_new
from storage.failures import Conflict, StatementRefused
from storage.tables import inbox

_BATCH = 500
_QUEUE = 20_000
_CONFLICTS = 5
_PATIENCE = 6.0
"""Twilio's two tries must both be answered within its fifteen seconds (fault 31)."""

Key = tuple[str, str, str, str]


class _Request:
    """The items of one caller, answered together after the commit."""

    __slots__ = ("answer", "items")

    def __init__(self, items: Sequence[RawItem]) -> None:
        self.items = items
        self.answer: asyncio.Future[list[bool]] = asyncio.get_running_loop().create_future()

    def succeed(self, new: list[bool]) -> None:
        if not self.answer.done():
            self.answer.set_result(new)

    def fail(self, error: Exception) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)


class GroupCommit:
    """One writer task, one transaction a batch, one INSERT a transaction (P1, P3).

    A commit costs an fsync whatever it carries, so callers share one. Nothing is answered
    before it: a caller that gets StorageUnavailable must not acknowledge.
    """

    def __init__(self, database: Database, clock: Clock, *, queue: int = _QUEUE) -> None:
        self._database = database
        self._clock = clock
        self._limit = queue
        self._insert = insert_new(database.dialect, inbox).returning(
            inbox.c.provider, inbox.c.account, inbox.c.scope, inbox.c.external_id
        )
        self._waiting: deque[_Request] = deque()
        self._queued = 0
        self._wake = asyncio.Event()
        self._closing = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._closing = False
        self._task = asyncio.create_task(self._run(), name="intake")

    async def close(self) -> None:
        """Stores what has been handed in, then refuses."""
        self._closing = True
        self._wake.set()
        if self._task is not None:
            await self._task
            self._task = None

    async def put(self, items: Sequence[RawItem]) -> list[bool]:
        if not items:
            return []
        if self._closing or self._task is None:
            raise StorageUnavailable("intake closed")
        if self._queued + len(items) > max(self._limit, len(items)):
            raise StorageUnavailable("intake full")
        request = _Request(items)
        self._waiting.append(request)
        self._queued += len(items)
        self._wake.set()
        try:
            async with asyncio.timeout(_PATIENCE):
                return await request.answer
        except TimeoutError:
            # It may still be stored: the key keeps the caller's next try from becoming a second.
            raise StorageUnavailable("intake slow") from None

    async def _run(self) -> None:
        batch: list[_Request] = []
        try:
            while self._waiting or not self._closing:
                if not self._waiting:
                    self._wake.clear()
                    await self._wake.wait()
                    continue
                batch = self._take()
                await self._store(batch)
        finally:  # cancelled: whoever still waits is refused, never left hanging
            self._closing = True
            _fail([*batch, *self._waiting], StorageUnavailable("intake closed"))
            self._waiting.clear()

    def _take(self) -> list[_Request]:
        """Whole requests, up to about a batch of items."""
        batch = [self._waiting.popleft()]
        count = len(batch[0].items)
        while self._waiting and count + len(self._waiting[0].items) <= _BATCH:
            request = self._waiting.popleft()
            count += len(request.items)
            batch.append(request)
        self._queued -= count
        return batch

    async def _store(self, batch: list[_Request]) -> None:
        try:
            new = await self._commit([item for request in batch for item in request.items])
        except StorageUnavailable as error:
            _fail(batch, error)
        except Exception:  # noqa: BLE001 - one of them is at fault: each is tried alone and told
            for request in batch:
                await self._store_singly(request)
        else:
            answers = iter(new)
            for request in batch:
                request.succeed([next(answers) for _ in request.items])

    async def _store_singly(self, request: _Request) -> None:
        """A bad item fails its own caller; the good ones beside it are stored."""
        new: list[bool] = []
        fault: Exception | None = None
        for item in request.items:
            try:
                new += await self._commit([item])
            except StorageUnavailable as error:
                request.fail(error)
                return
            except StatementRefused as error:
                fault = error
            except Exception as error:  # noqa: BLE001 - the writer outlives any item
                fault = StatementRefused(type(error).__name__)
        if fault is None:
            request.succeed(new)
        else:
            request.fail(fault)

    async def _commit(self, items: list[RawItem]) -> list[bool]:
        for _ in range(_CONFLICTS):
            try:
                return await self._commit_once(items)
            except Conflict:
                continue
        raise StorageUnavailable("conflict")

    async def _commit_once(self, items: list[RawItem]) -> list[bool]:
        keys = [_key(item) for item in items]
        distinct = dict(zip(reversed(keys), reversed(items), strict=True))
        now = self._clock.now()
        rows = [_row(distinct[key], now) for key in dict.fromkeys(keys)]
        async with self._database.write(urgent=True) as connection:
            result = await connection.execute(self._insert, rows)
            stored: set[Key] = {tuple(row) for row in result}
        if stored:
            self._database.commits.announce(frozenset({f"inbox:{key[0]}" for key in stored}))
        return [_first(key, stored) for key in keys]


def _first(key: Key, stored: set[Key]) -> bool:
    """Of two equal keys in one batch the first is new and the second known."""
    if key in stored:
        stored.remove(key)
        return True
    return False


def _fail(batch: list[_Request], error: Exception) -> None:
    for request in batch:
        request.fail(error)


def _key(item: RawItem) -> Key:
    return (item.provider, item.account, item.scope, item.external_id)


def _row(item: RawItem, now: Any) -> dict[str, Any]:
    return {
        "provider": item.provider,
        "account": item.account,
        "scope": item.scope,
        "external_id": item.external_id,
        "channel": item.channel,
        "kind": item.kind,
        "order_key": item.order_key,
        "payload": item.payload,
        "received_at": now,
    }
