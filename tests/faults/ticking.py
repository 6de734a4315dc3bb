"""A process that does nothing but tick: `python -m tests.faults.ticking URL CLOCK_FILE SECONDS`.

It leads, or waits until it may, as the product does. Its one job is due every SECONDS; its
effect is an outbox-like row in the transaction of the ledger (a row of `due`), so that effects can
be counted beside fires.
"""

import asyncio
import contextlib
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.errors import StorageUnavailable
from core.schedule.model import Missed, Occurrence
from core.schedule.service import Schedule
from otdel.clock import FileClock
from otdel.metrics import Metrics
from scheduler.jobs import Job
from scheduler.runner import Runner
from storage.database import Database
from storage.leadership import Leadership
from storage.unit_of_work import SqlUnits

SECOND = timedelta(seconds=1)
LEASE, PULSE, STANDBY = 2.0, 0.5, 0.2
EFFECT = "effect"


class Often:
    name = "often"
    missed = Missed(late_after=SECOND, skip_after=timedelta(hours=1))

    def __init__(self, seconds):
        self.every = seconds

    async def due(self, unit, since, until):
        first = int(since.timestamp()) // self.every + 1
        last = int(until.timestamp()) // self.every
        moments = [datetime.fromtimestamp(n * self.every, UTC) for n in range(first, last + 1)]
        return [Occurrence(f"{at:%Y-%m-%dT%H:%M:%S}", at) for at in moments]

    async def fire(self, unit, occurrence, late):
        await unit.due.put(EFFECT, occurrence.due_at, "", 0)
        return True


async def nothing(_unit, _events):
    return None


async def lead(units, clock, leadership, seconds):
    epoch = leadership.epoch
    schedule = Schedule(units, clock, nothing, [Often(seconds)], lambda: epoch)
    job = Job("schedule", timedelta(seconds=0.1), schedule.tick, at_start=True, counted=False)
    runner = Runner([job], Metrics(), clock, leadership.lost.set)
    runner.start()
    print("leads", datetime.now(UTC).isoformat(), flush=True)
    await leadership.lost.wait()
    runner.stop()


async def main(url: str, clock_file: str, seconds: str) -> None:
    database, clock = Database(url), FileClock(Path(clock_file))
    leadership = Leadership(url, pulse_seconds=PULSE, lease_seconds=LEASE)
    told = False
    while True:
        with contextlib.suppress(StorageUnavailable):
            if await leadership.acquire():
                await lead(SqlUnits(database, clock), clock, leadership, int(seconds))
            elif not told:
                told = True
                print("stands by", flush=True)
        await asyncio.sleep(STANDBY)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
