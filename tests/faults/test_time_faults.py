"""Faults 25, 26 and 28 with real processes: killed, paused, three at once, across due times.

Fires/due = 1.000: every second since the first start has one row of the ledger and one effect,
none earlier than its time, and what came late says so (P10).
"""

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from core.schedule.service import SINCE
from storage.database import Database
from storage.tables import cursors, due, fires
from tests.faults.ticking import EFFECT, LEASE

SECOND = timedelta(seconds=1)
STARTS = 120


class Tickers:
    """Processes on one database; what they have done is read from its tables."""

    def __init__(self, url, folder):
        self.url = url
        self.clock = folder / "clock"
        self.processes = []
        self._reader = Database(url)

    async def start(self, every=1):
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.faults.ticking",
            self.url,
            str(self.clock),
            str(every),
            stdout=asyncio.subprocess.PIPE,
        )
        self.processes.append(process)
        return process

    async def leading(self, process):
        return await self._says(process, b"leads")

    async def standing_by(self, process):
        return await self._says(process, b"stands by")

    async def _says(self, process, word):
        async with asyncio.timeout(STARTS):
            while not (line := await process.stdout.readline()).startswith(word):
                assert line, "it ended"
        return process

    async def kill(self, process):
        process.kill()
        await process.wait()

    def jump(self, seconds):
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(str(seconds))
        fresh.replace(self.clock)

    async def rows(self):
        """(due, fired, state), oldest first; and how often each due time had its effect."""
        async with self._reader.read() as connection:
            ledger = (await connection.execute(select(fires).order_by(fires.c.due_at))).all()
            effects = await connection.scalars(select(due.c.due_at).where(due.c.job == EFFECT))
            return [(r.due_at, r.fired_at, r.state) for r in ledger], Counter(effects)

    async def fired_after(self, moment):
        """The ledger once it holds something due after that moment."""
        for _ in range(600):
            ledger, _ = await self.rows()
            if ledger and ledger[-1][0] > moment:
                return ledger
            await asyncio.sleep(0.1)
        raise AssertionError("nobody fires")

    async def require_whole(self):
        """Every second since the first start, once, with one effect, and not before its time."""
        ledger, effects = await self.rows()
        async with self._reader.read() as connection:
            since = await connection.scalar(select(cursors.c.value).where(cursors.c.name == SINCE))
        first = datetime.fromisoformat(since).replace(microsecond=0) + SECOND
        times = [at for at, _, _ in ledger]
        assert times == [first + n * SECOND for n in range(len(times))]
        assert effects == Counter(times)
        assert all(fired >= at for at, fired, _ in ledger)
        for at, fired, state in ledger:
            assert (state == "late") == (fired - at > SECOND) or abs(fired - at - SECOND) < SECOND
        return ledger

    async def close(self):
        for process in self.processes:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process.pid, signal.SIGCONT)
                await self.kill(process)
        await self._reader.close()


@pytest.fixture
async def tickers(database_url, tmp_path):
    made = Tickers(database_url, tmp_path)
    yield made
    await made.close()


def now():
    return datetime.now(UTC)


async def test_killed_across_due_times_everything_is_made_up_for_and_marked(tickers):
    """Fault 25: the time it was dead is late, nothing is doubled, nothing is missing."""
    for _ in range(3):
        process = await tickers.leading(await tickers.start())
        await tickers.fired_after(now())
        await tickers.kill(process)
        await asyncio.sleep(2.5)
    await tickers.leading(await tickers.start())
    await tickers.fired_after(now())
    ledger = await tickers.require_whole()
    assert [state for _, _, state in ledger].count("late") >= 4


async def test_down_for_two_days_is_made_up_for_within_the_limit_of_the_job(tickers):
    """Fault 25: beyond its limit it is recorded as left out, and has no effect."""
    process = await tickers.leading(await tickers.start(every=10))
    await tickers.fired_after(now() - 20 * SECOND)
    await tickers.kill(process)
    tickers.jump(2 * 86400)
    await tickers.leading(await tickers.start(every=10))
    await tickers.fired_after(now() + timedelta(days=2) - 20 * SECOND)
    ledger, effects = await tickers.rows()
    states = Counter(state for _, _, state in ledger)
    hour = timedelta(hours=1)
    slack = timedelta(minutes=2)
    assert all(fired - at < hour + slack for at, fired, state in ledger if state == "late")
    assert all(fired - at > hour for at, fired, state in ledger if state == "skipped")
    assert states["late"] >= 300
    # The whole two days: what was left out stands there, too.
    times = [at for at, _, _ in ledger]
    assert times == [times[0] + n * 10 * SECOND for n in range(len(times))]
    assert times[-1] - times[0] >= timedelta(days=2)
    assert states["failed"] == 0
    assert max(effects.values()) == 1
    assert len(effects) == states["late"] + states["fired"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_three_at_once_fire_each_time_once_and_the_next_follows_a_killed_leader(tickers):
    """Fault 26."""
    started = [await tickers.start() for _ in range(3)]
    leads = {asyncio.ensure_future(tickers.leading(one)) for one in started}
    done, others = await asyncio.wait(leads, return_when=asyncio.FIRST_COMPLETED)
    assert len(done) == 1
    await tickers.fired_after(now() + 3 * SECOND)
    await tickers.kill(done.pop().result())
    done, others = await asyncio.wait(others, return_when=asyncio.FIRST_COMPLETED)
    assert len(done) == 1
    await tickers.fired_after(now() + 2 * SECOND)
    for waiting in others:
        waiting.cancel()
    await tickers.require_whole()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_paused_leader_is_followed_and_fenced_when_it_wakes(tickers):
    """Fault 26: SIGSTOP for longer than the lease, then SIGCONT."""
    first = await tickers.leading(await tickers.start())
    second = await tickers.standing_by(await tickers.start())
    await tickers.fired_after(now())
    first.send_signal(signal.SIGSTOP)
    paused = time.monotonic()
    await tickers.leading(second)
    assert time.monotonic() - paused < LEASE + 12
    await tickers.fired_after(now() + SECOND)
    first.send_signal(signal.SIGCONT)
    await tickers.fired_after(now() + 4 * SECOND)
    await tickers.kill(second)
    await tickers.leading(first)
    await tickers.fired_after(now() + SECOND)
    await tickers.require_whole()


async def test_a_pause_with_nobody_else_is_made_up_for(tickers):
    """Fault 26 with one process: late and marked, none twice."""
    process = await tickers.leading(await tickers.start())
    await tickers.fired_after(now())
    process.send_signal(signal.SIGSTOP)
    await asyncio.sleep(4)
    process.send_signal(signal.SIGCONT)
    await tickers.fired_after(now() + 2 * SECOND)
    ledger = await tickers.require_whole()
    assert "late" in {state for _, _, state in ledger}


async def test_the_clock_an_hour_back_and_on_again_doubles_nothing(tickers):
    """Fault 28."""
    process = await tickers.leading(await tickers.start())
    await tickers.fired_after(now())
    tickers.jump(-3600)
    await asyncio.sleep(2.5)
    tickers.jump(0)
    await tickers.fired_after(now() + SECOND)
    await tickers.kill(process)
    _, effects = await tickers.rows()
    assert max(effects.values()) == 1
    await tickers.require_whole()
