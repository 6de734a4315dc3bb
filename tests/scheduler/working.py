"""What the workers need around them: a meter, a deadline, a channel that remembers."""

import asyncio
import time
from collections import Counter
from contextlib import asynccontextmanager, suppress

from core.messaging.model import Sent


class Counted:
    def __init__(self):
        self.counts, self.times = Counter(), []

    def count(self, name, **labels):
        self.counts[name, *sorted(labels.values())] += 1

    def observe(self, name, seconds):
        self.times.append((name, seconds))


async def until(condition, seconds=30.0):
    """Polls; a deadline instead of a guess."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        found = await found if asyncio.iscoroutine(found) else found
        if found:
            return found
        assert time.monotonic() < end, "not within the time"
        await asyncio.sleep(0.005)


@asynccontextmanager
async def running(worker):
    """The worker at work; stopped as `otdel run` stops it."""
    task = asyncio.create_task(worker.run())
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


class Provider:
    """Accepts after a moment, unless told otherwise; remembers who was being sent at once."""

    can_tell = False

    def __init__(self, provider="telegram", account="1000001", seconds=0.002):
        self.provider, self.account, self.seconds = provider, account, seconds
        self.sent, self.under_way, self.most, self.overlaps = [], Counter(), 0, 0
        self.answers = {}
        """Text → what to raise, once each."""

    async def send(self, row, ticket):
        assert ticket.payload_hash == row.payload_hash
        self.under_way[row.order_key] += 1
        self.overlaps += self.under_way[row.order_key] > 1
        self.most = max(self.most, sum(self.under_way.values()))
        try:
            await asyncio.sleep(self.seconds)
            problems = self.answers.get(row.payload["text"])
            if problems:
                raise problems.pop(0)
        finally:
            self.under_way[row.order_key] -= 1
        self.sent.append((time.monotonic(), row.order_key, row.payload["text"]))
        return Sent((f"P{row.id}-{row.attempts}",))

    async def find_sent(self, row, known):
        return None
