"""Twilio gives up after one retry: its Messages list is read at start and every five minutes.

Unseen messages go through the same inbox, under the same keys as their webhooks (fault 16b).
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from core.errors import ChannelError
from core.messaging.model import RawItem, Receipt
from core.messaging.ports import Intake, Units
from core.messaging.receipts import Receipts
from core.ports import Clock, Meter

log = structlog.get_logger()

FIRST_LOOK_BACK = timedelta(days=1)
OVERLAP = timedelta(hours=1)
"""A message may appear in the list a little after its time; the key keeps it from coming twice."""
AT_ONCE = 100
"""A day's receipts in one transaction would keep the intake waiting."""
RECEIPTS_BACK = timedelta(days=1)


class Missed(Protocol):
    async def missed(self, since: datetime) -> Sequence[RawItem]: ...

    async def receipts(self, since: datetime) -> Sequence[Receipt]: ...


class CatchUp:
    def __init__(
        self,
        account: str,
        source: Missed,
        intake: Intake,
        units: Units,
        receipts: Receipts,
        clock: Clock,
        meter: Meter,
    ) -> None:
        self._cursor = f"caught-up:{account}"
        self._source = source
        self._intake = intake
        self._units = units
        self._receipts = receipts
        self._clock = clock
        self._meter = meter
        self.tried = asyncio.Event()
        """The first round is over, whatever came of it."""

    async def tick(self) -> None:
        """One round; the provider being away is said once a round and mends itself."""
        try:
            await self._round(self._clock.now())
        finally:
            self.tried.set()

    async def _round(self, started: datetime) -> None:
        try:
            new = await self._messages(started)
            await self._statuses(started)
        except ChannelError as error:
            log.warning("catch_up.failed", reason=getattr(error, "reason", type(error).__name__))
            return
        async with self._units.begin() as unit:
            await unit.set_cursor(self._cursor, started.isoformat())
        if new:
            log.info("catch_up.found", messages=new)

    async def _messages(self, now: datetime) -> int:
        async with self._units.read() as unit:
            kept = await unit.cursor(self._cursor)
        since = datetime.fromisoformat(kept) - OVERLAP if kept else now - FIRST_LOOK_BACK
        items = await self._source.missed(since)
        results = await self._intake.put(items) if items else []
        for item, new in zip(items, results, strict=True):
            result = "accepted" if new else "duplicate"
            self._meter.count("otdel_inbound_total", channel=item.channel, result=result)
        return sum(results)

    async def _statuses(self, now: datetime) -> None:
        """Receipts whose callback was lost, and prices, which only the list tells."""
        receipts = await self._source.receipts(now - RECEIPTS_BACK)
        for start in range(0, len(receipts), AT_ONCE):
            async with self._units.begin() as unit:
                await self._receipts.apply(unit, receipts[start : start + AT_ONCE], strict=False)
