"""The outbox worker of one provider account: claims, sends with nothing open, settles in groups."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

import structlog

from core.errors import ChannelError, StorageUnavailable, Temporary, Unknown
from core.messaging.delivery import Delivery, Outcome
from core.messaging.model import OutboxRow, Sent, State
from core.messaging.ports import Channel, Units
from core.policy.gate import Ticket
from core.ports import Clock, Meter, React
from scheduler.pacing import Pace
from scheduler.wake import Wake

log = structlog.get_logger()

FREE = frozenset({"mark", "guard-drop"})
"""Reactions and deletions are calls, not messages, for the chat's limit."""
IDLE = 1.0
"""Rows that another process has written (the command line, a standby) ring no bell here."""
TROUBLE = 1.0
GATHER = 0.02
SLOWEST = 10.0
STOPPING = 7.0
"""A graceful stop is over within ten seconds, whatever a provider does (fault 4)."""


class OutboxWorker:
    """Rows of one order key never overlap; different ones share `in_flight` places."""

    def __init__(
        self,
        units: Units,
        clock: Clock,
        react: React,
        channel: Channel,
        pace: Pace,
        meter: Meter,
        in_flight: int,
    ) -> None:
        self._units = units
        self._clock = clock
        self._channel = channel
        self._pace = pace
        self._meter = meter
        self._places = in_flight
        self._delivery = Delivery(units, clock, react)
        self.wake = Wake()
        self.bells = frozenset({f"outbox:{channel.account}"})
        self._sending: set[asyncio.Task[None]] = set()
        self._outcomes: list[Outcome] = []
        self._settled = Wake()
        self._paused_until = 0.0
        self._crowded = False
        """Chats are at their limit: what is written for them rings in vain, and is gathered."""
        self._failures = 0
        self._unknown = True

    async def run(self) -> None:
        """Until cancelled; then finishes what is under way within the time of a graceful stop."""
        await self._begin()
        settling = asyncio.create_task(self._settle_forever())
        try:
            while True:
                await self._turn()
        finally:
            await self._finish(settling)

    async def _begin(self) -> None:
        """What a dead process was sending is of unknown outcome now (P2)."""
        while True:
            try:
                interrupted = await self._delivery.interrupted(self._channel)
            except StorageUnavailable:
                await asyncio.sleep(TROUBLE)
                continue
            if interrupted:
                log.warning(
                    "outbox.possible_repeats", account=self._channel.account, rows=interrupted
                )
            return

    async def _turn(self) -> None:
        try:
            if self._unknown:
                self._unknown = False
                # Read after the look: what was recorded meanwhile stays to be asked about.
                self._unknown = bool(await self._resolve()) or self._unknown
            sent = await self._send_due()
            if not sent:
                await self.wake.wait(await self._until_next())
                await asyncio.sleep(GATHER if self._crowded else 0)
        except StorageUnavailable:
            log.warning("outbox.storage_unavailable", account=self._channel.account)
            await asyncio.sleep(TROUBLE)
        except Exception as error:  # noqa: BLE001 - one bad row must not end everybody's work (P4)
            name = type(error).__name__
            log.error("outbox.turn", account=self._channel.account, error=name)  # noqa: TRY400
            await asyncio.sleep(TROUBLE)

    async def _resolve(self) -> int:
        async with self._units.read() as unit:
            waiting = [
                row
                for row in await unit.outbox.listing([State.UNKNOWN], 500)
                if row.account == self._channel.account
            ]
        if waiting:
            await self._delivery.resolve(self._channel)
        return len(waiting)

    async def _send_due(self) -> int:
        now = time.monotonic()
        free = self._places - len(self._sending)
        if free <= 0 or self._closed(now) > 0:
            return 0
        busy = list(self._pace.busy(now))
        taken = await self._take(free, busy, now)
        self._crowded = bool(busy) and not taken
        for row, ticket in taken:
            task = asyncio.create_task(self._send(row, ticket))
            self._sending.add(task)
            task.add_done_callback(self._sent)
        return len(taken)

    async def _take(
        self, free: int, busy: Sequence[str], now: float
    ) -> list[tuple[OutboxRow, Ticket]]:
        """All that may go; if that fails, one row alone, so that the one at fault is known (P4)."""
        try:
            return await self._delivery.take(
                self._channel, free, busy, lambda row: self._admit(row, now)
            )
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - see above
            log.error("outbox.take", account=self._channel.account, error=type(error).__name__)  # noqa: TRY400
        tried: list[OutboxRow] = []

        def one(row: OutboxRow) -> bool:
            if not tried and self._admit(row, now):
                tried.append(row)
                return True
            return False

        try:
            return await self._delivery.take(self._channel, 1, busy, one)
        except StorageUnavailable:
            raise
        except Exception as error:
            if not tried:
                raise
            row = replace(tried[0], attempts=tried[0].attempts + 1)
            await self._delivery.broken(row, type(error).__name__)
            return []

    def _admit(self, row: OutboxRow, now: float) -> bool:
        return self._pace.admit(row.chat, now, free=row.code in FREE)

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self.wake.set()

    def _closed(self, now: float) -> float:
        """Seconds during which nothing may leave, whatever waits: the database is not asked."""
        return max(self._paused_until - now, self._pace.dry(now))

    async def _until_next(self) -> float:
        """Until the next row is due, a bucket has refilled, or the pause ends."""
        if len(self._sending) >= self._places:
            return IDLE
        now = time.monotonic()
        waits = [TROUBLE if self._unknown else IDLE]
        closed = self._closed(now)
        waits += [closed] if closed > 0 else await self._due_in(now)
        return max(0.005, min(waits))

    async def _due_in(self, now: float) -> list[float]:
        """Seconds until a chat may be written to again, and until the next row's time."""
        paced = self._pace.wait(now)
        waits = [] if paced is None else [paced]
        async with self._units.read() as unit:
            due = await unit.outbox.next_due(
                self._channel.provider, self._channel.account, self._pace.busy(now)
            )
        if due is not None:
            waits.append((due - self._clock.now()).total_seconds())
        return waits

    async def _send(self, row: OutboxRow, ticket: Ticket) -> None:
        try:
            result: Sent | ChannelError = await self._channel.send(row, ticket)
        except ChannelError as error:
            result = error
        except StorageUnavailable:
            # A topic or a file could not be read: nothing is wrong with the row (P13).
            result = Temporary("storage", whole_account=True)
        except Exception as error:  # noqa: BLE001 - a bug of the channel: bounded tries
            name = type(error).__name__
            # Without the traceback: its text may hold an address with a token.
            log.error("outbox.broken", row=row.id, code=row.code, error=name)  # noqa: TRY400
            await self._retrying(partial(self._delivery.broken, row, name))
            return
        self._heed(row, result)
        self._meter.count("otdel_outbound_total", channel=row.channel, state=_state(result))
        self._outcomes.append(Outcome(row, result))
        self._settled.set()

    def _heed(self, row: OutboxRow, result: Sent | ChannelError) -> None:
        if not isinstance(result, Temporary):
            self._failures = 0 if isinstance(result, Sent) else self._failures
            return
        now = time.monotonic()
        if result.retry_after is not None and not result.whole_account:
            self._pace.slow_down(row.chat, now, result.retry_after)
        if result.whole_account:
            self._failures += 1
            pause = result.retry_after or min(SLOWEST, 0.25 * 2 ** min(self._failures, 8))
            self._paused_until = max(self._paused_until, now + pause)

    async def _settle_forever(self) -> None:
        while True:
            await self._settled.wait(IDLE)
            while self._outcomes:
                batch, self._outcomes = self._outcomes, []
                try:
                    await self._settle(batch)
                except asyncio.CancelledError:
                    # A graceful stop in between: recorded with the rest, not left in doubt.
                    self._outcomes = batch + self._outcomes
                    raise
                self._unknown |= any(isinstance(one.result, Unknown) for one in batch)
            self.wake.set()

    async def _settle(self, batch: list[Outcome]) -> None:
        """Whatever fails of what follows from a result, the result itself is recorded (P7)."""
        try:
            await self._retrying(partial(self._delivery.settle, batch))
        except Exception as error:  # noqa: BLE001 - a bug in a reaction
            log.error("outbox.settle", account=self._channel.account, error=type(error).__name__)  # noqa: TRY400
            for one in batch:
                await self._retrying(partial(self._delivery.settle, [one], quietly=True))

    async def _retrying(self, work: Callable[[], Awaitable[None]]) -> None:
        """A result is never dropped: with the storage away it waits in memory (P13)."""
        while True:
            try:
                await work()
            except StorageUnavailable:
                await asyncio.sleep(TROUBLE)
            else:
                return

    async def _finish(self, settling: asyncio.Task[None]) -> None:
        if self._sending:
            await asyncio.wait(self._sending, timeout=STOPPING)
        settling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await settling
        if self._outcomes:
            with contextlib.suppress(StorageUnavailable):
                await self._delivery.settle(self._outcomes)


def _state(result: Sent | ChannelError) -> str:
    return type(result).__name__.lower()
