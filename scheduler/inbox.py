"""The inbox worker: what was stored is handled in order per chat, and a poison item alone waits.

Sources that only bring messages are converted and filed in batches; bots with commands and
screens get their items one by one, in order per chat, different chats side by side.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from core.errors import StorageUnavailable
from core.ids import InboxId
from core.messaging.events import ItemSetAside
from core.messaging.model import InboundMessage, InboxItem, Receipt
from core.messaging.ports import Unit, Units
from core.messaging.receipts import Receipts, ReceiptUnmatched
from core.messaging.receive import Receiver
from core.ports import Clock, Meter, React
from scheduler.wake import Wake

log = structlog.get_logger()

TRIES = 5
"""A poison item is set aside after so many (P4)."""
PAUSES = tuple(timedelta(seconds=s) for s in (0.2, 1, 5, 20))
RECEIPT_PAUSES = tuple(timedelta(seconds=s) for s in (1, 5, 30, 300))
BATCH = 200
FURTHER = 50
SIDE_BY_SIDE = 32
PATIENCE = 60.0
TROUBLE = 0.5
IDLE = 1.0
"""Rows that another process has written (the command line, a standby) ring no bell here."""
BUSY = 1.0
"""Items under way still look due; their end rings the bell."""

Convert = Callable[[InboxItem], InboundMessage | Receipt | None]
Handle = Callable[[InboxItem], Awaitable[None]]
Place = tuple[str, str]
"""(provider, account)."""


@dataclass
class Feeds:
    """Who takes the items of which account; others wait until their channel is switched on."""

    convert: dict[Place, Convert] = field(default_factory=dict)
    handle: dict[Place, Handle] = field(default_factory=dict)


class InboxWorker:
    def __init__(
        self,
        units: Units,
        clock: Clock,
        receiver: Receiver,
        receipts: Receipts,
        react: React,
        feeds: Feeds,
        meter: Meter,
        providers: Sequence[str],
        gather: float = 0.0,
    ) -> None:
        """`gather`: seconds that follow a small batch, so that a burst becomes few transactions.

        They come after the work: who writes into the silence is filed at once.
        """
        self._units = units
        self._clock = clock
        self._receiver = receiver
        self._receipts = receipts
        self._react = react
        self._feeds = feeds
        self._meter = meter
        self._providers = providers
        self._gather = gather
        self.wake = Wake()
        self.bells = frozenset({"inbox", *(f"inbox:{provider}" for provider in providers)})
        self._busy: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        await self._resume()
        try:
            while True:
                try:
                    if not await self.turn():
                        await self.wake.wait(await self._until_next())
                except StorageUnavailable:
                    log.warning("inbox.storage_unavailable")
                    await asyncio.sleep(TROUBLE)
                except Exception as error:  # noqa: BLE001 - the worker outlives any bug (P4)
                    log.error("inbox.turn", error=type(error).__name__)  # noqa: TRY400
                    await asyncio.sleep(TROUBLE)
        finally:
            if self._busy:
                await asyncio.wait(self._busy.values(), timeout=5)

    async def _resume(self) -> None:
        """What stands in the inbox now may be what ended the process before us."""
        while True:
            try:
                async with self._units.begin() as unit:
                    leftovers = await unit.inbox.mark_leftovers(self._providers)
            except StorageUnavailable:
                await asyncio.sleep(TROUBLE)
            else:
                break
        if leftovers:
            log.info("inbox.resuming", items=leftovers)

    async def _until_next(self) -> float:
        async with self._units.read() as unit:
            due = await unit.inbox.next_due(self._clock.now())
        if due is None:
            return IDLE
        if self._busy:
            return BUSY
        return min(IDLE, max(0.01, (due - self._clock.now()).total_seconds()))

    async def turn(self) -> int:
        """One round; the number of items taken up."""
        # As it stood before the look: an item that ends meanwhile would seem to be free and due.
        busy = frozenset(self._busy)
        async with self._units.read() as unit:
            found = await unit.inbox.next(self._providers, self._clock.now(), BATCH, busy)
            items = [item for item in found if self._plugged_in(item)]
            if len(found) == BATCH and not items:
                # All of it is of a bot that is switched off: look behind it.
                found = await unit.inbox.next(
                    self._providers, self._clock.now(), BATCH * FURTHER, busy
                )
                items = [item for item in found if self._plugged_in(item)][:BATCH]
        items = await self._suspects_first(self._startable(items))
        batch = [item for item in items if self._place(item) in self._feeds.convert]
        singles = [item for item in items if self._place(item) in self._feeds.handle]
        self._start(singles)
        if batch:
            await self._file(batch)
        if 0 < len(batch) < BATCH:
            await asyncio.sleep(self._gather)
        return len(items)

    def _plugged_in(self, item: InboxItem) -> bool:
        """Only then is a try counted."""
        place = self._place(item)
        return place in self._feeds.convert or place in self._feeds.handle

    def _startable(self, items: Sequence[InboxItem]) -> list[InboxItem]:
        """Of a bot's items the first of each chat, as far as places are free."""
        keys, found = set(self._busy), []
        for item in items:
            if self._place(item) in self._feeds.handle:
                if item.raw.order_key in keys or len(keys) >= SIDE_BY_SIDE:
                    continue
                keys.add(item.raw.order_key)
            found.append(item)
        return found

    @staticmethod
    def _place(item: InboxItem) -> Place:
        return (item.raw.provider, item.raw.account)

    async def _suspects_first(self, items: list[InboxItem]) -> list[InboxItem]:
        """What an earlier process left behind may be what ended it (fault 6).

        The try is counted before it is made, and an item that was tried before goes alone: after
        TRIES crashes the guilty one is set aside, the innocent are long done.
        """
        suspects = [item for item in items if item.leftover]
        if not suspects:
            return items
        for item in [s for s in suspects if s.attempts >= TRIES]:
            await self._set_aside(item, "ended the process")
        suspects = [s for s in suspects if s.attempts < TRIES]
        tried = {s.raw.order_key for s in suspects if s.attempts}
        fresh = [s for s in suspects if s.raw.order_key not in tried]
        taken = fresh or ([] if self._busy else sorted(suspects, key=self._written)[:1])
        if taken:
            async with self._units.begin() as unit:
                await unit.inbox.count_try([item.id for item in taken])
        return taken

    def _written(self, item: InboxItem) -> datetime:
        """Its second; what cannot be read is as old as its arrival."""
        convert = self._feeds.convert.get(self._place(item))
        with contextlib.suppress(Exception):
            message = convert(item) if convert is not None else None
            if isinstance(message, InboundMessage):
                return _second(message.occurred_at)
        return _second(item.received_at)

    async def _file(self, batch: Sequence[InboxItem]) -> bool:
        """All in one transaction; if that fails, each alone, so that only the culprit waits.

        False when the batch as a whole was not filed.
        """
        started = time.perf_counter()
        try:
            await self._file_together(batch)
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - any fault of an item is that item's alone
            if len(batch) == 1:
                await self._failed(batch[0], error)
            else:
                await self._file_singly(batch)
            return False
        each = (time.perf_counter() - started) / len(batch)
        for _ in batch:
            self._meter.observe("otdel_handle_seconds", each)
        return True

    async def _file_singly(self, batch: Sequence[InboxItem]) -> None:
        """Behind a failed one its own chat waits, nobody else (P4)."""
        stuck: set[str] = set()
        for item in batch:
            if item.raw.order_key not in stuck and not await self._file([item]):
                stuck.add(item.raw.order_key)

    async def _file_together(self, batch: Sequence[InboxItem]) -> None:
        converted = [self._feeds.convert[self._place(item)](item) for item in batch]
        messages = [one for one in converted if isinstance(one, InboundMessage)]
        if any(item.leftover for item in batch):
            messages.sort(key=lambda message: _second(message.occurred_at))
        receipts = [one for one in converted if isinstance(one, Receipt)]
        async with self._units.begin() as unit:
            if messages:
                await self._receiver.receive(unit, messages)
            if receipts:
                await self._receipts.apply(unit, receipts)
            await unit.inbox.done([item.id for item in batch], self._clock.now())

    def _start(self, items: Sequence[InboxItem]) -> None:
        """The next of its chat is looked for when it is done."""
        for item in items:
            key = item.raw.order_key
            task = asyncio.create_task(self._handle(item))
            self._busy[key] = task
            task.add_done_callback(lambda _, key=key: self._free(key))  # type: ignore[misc]  # a default binds the loop's value

    def _free(self, key: str) -> None:
        self._busy.pop(key, None)
        self.wake.set()

    async def _handle(self, item: InboxItem) -> None:
        started = time.perf_counter()
        while True:
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._feeds.handle[self._place(item)](item)
                await self._done(item.id)
            except StorageUnavailable:
                await asyncio.sleep(TROUBLE)
                continue
            except Exception as error:  # noqa: BLE001 - any fault of an item is that item's alone
                await self._failed(item, error)
            self._meter.observe("otdel_handle_seconds", time.perf_counter() - started)
            return

    async def _done(self, item: InboxId) -> None:
        async with self._units.begin() as unit:
            await unit.inbox.done([item], self._clock.now())

    async def _failed(self, item: InboxItem, error: Exception) -> None:
        """Tried again with pauses, then set aside with an alert; the error's text stays inside."""
        name = type(error).__name__
        parked = isinstance(error, ReceiptUnmatched)
        pauses = RECEIPT_PAUSES if parked else PAUSES
        attempts = item.attempts + 1
        if attempts < TRIES:
            pause = pauses[min(attempts, len(pauses)) - 1]
            async with self._units.begin() as unit:
                due = self._clock.now() + pause
                await unit.inbox.postpone(item.id, name, due, counted=item.leftover)
            if not parked:
                log.warning("inbox.failed", item=item.id, error=name, at=_place_of(error))
            return
        if parked:
            # A receipt of something that was never ours: known and done with, nobody's fault.
            await self._done(item.id)
            return
        await self._set_aside(item, name)

    async def _set_aside(self, item: InboxItem, error: str) -> None:
        log.error("inbox.set_aside", item=item.id, error=error)
        async with self._units.begin() as unit:
            await unit.inbox.set_aside(item.id, error, self._clock.now())
            await self._alert(unit, item)

    async def _alert(self, unit: Unit, item: InboxItem) -> None:
        await self._react(unit, [ItemSetAside("inbox", item.id, item.raw.channel)])


def _second(moment: datetime) -> datetime:
    """When it was written: after a start webhooks and the catch-up fill the inbox side by side.

    Whole seconds, which is what providers' lists tell.
    """
    return moment.replace(microsecond=0)


def _place_of(error: BaseException) -> str:
    """File and line of our code where it broke: enough to mend it, and no personal data."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}"
