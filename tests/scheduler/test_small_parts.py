"""The bell, the table of jobs and what ticks them."""

import asyncio
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

from structlog.testing import capture_logs

from core.errors import StorageUnavailable
from core.messaging import waiting
from core.messaging.media import FIRST_PAUSE, TRIES
from core.schedule.errors import Fenced
from otdel.clock import SystemClock
from scheduler import inbox
from scheduler.jobs import Job, jobs
from scheduler.media import BROKEN_PAUSE
from scheduler.runner import Runner
from scheduler.wake import Wake
from tests.scheduler.working import until


async def test_a_bell_rung_while_working_is_heard_at_the_next_wait_once():
    wake = Wake()
    wake.set()
    wake.set()
    started = time.monotonic()
    await wake.wait(60)
    assert time.monotonic() - started < 30
    started = time.monotonic()
    await wake.wait(0.05)
    assert time.monotonic() - started >= 0.05


async def test_a_bell_wakes_a_sleeper_at_once():
    wake = Wake()
    sleeper = asyncio.create_task(wake.wait(60))
    await asyncio.sleep(0)
    wake.set()
    await asyncio.wait_for(sleeper, 30)
    assert sleeper.done()


def test_no_pause_is_longer_than_what_a_clock_set_back_is_told_by():
    """Fault 28: a longer one would be cut short."""
    assert max(*inbox.PAUSES, *inbox.RECEIPT_PAUSES) <= waiting.INBOX
    assert max(FIRST_PAUSE * 2 ** (TRIES - 2), BROKEN_PAUSE) <= waiting.MEDIA


async def _nothing():
    return None


def _nobody():
    raise AssertionError("nobody else leads")


def test_the_table_holds_what_is_switched_on():
    always = [job.name for job in jobs(None, _nothing, _nothing)]
    assert always == ["reservations", "schedule"]
    *_, job = jobs(_nothing, _nothing, _nothing)
    assert (job.name, job.every, job.at_start) == ("catch_up", timedelta(minutes=5), True)


async def test_a_job_fires_at_the_start_and_then_at_its_interval_and_is_counted(meter):
    fired = Counter()

    async def first():
        fired["first"] += 1

    async def again():
        fired["again"] += 1

    table = [
        Job("first", timedelta(hours=1), first, at_start=True),
        Job("again", timedelta(seconds=0.1), again),
    ]
    runner = Runner(table, meter, SystemClock(), _nobody)
    runner.start()
    await until(lambda: fired["first"] == 1 and fired["again"] >= 3)
    runner.stop()
    assert meter.counts["otdel_job_fires_total", "first"] == 1
    assert meter.counts["otdel_job_fires_total", "again"] >= 3


async def test_a_job_that_finds_the_storage_away_comes_again(meter):
    tries = []

    async def tick():
        tries.append(1)
        raise StorageUnavailable

    runner = Runner(
        [Job("now", timedelta(seconds=0.05), tick, at_start=True)], meter, SystemClock(), _nobody
    )
    runner.start()
    await until(lambda: len(tries) >= 2)
    runner.stop()
    assert len(tries) >= 2


async def test_a_job_never_overlaps_itself(meter):
    under_way, most = 0, 0

    async def tick():
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.12)
        under_way -= 1

    runner = Runner(
        [Job("slow", timedelta(seconds=0.02), tick, at_start=True)], meter, SystemClock(), _nobody
    )
    runner.start()
    await until(lambda: meter.counts["otdel_job_fires_total", "slow"] >= 2)
    runner.stop()
    assert most == 1


class MovedClock:
    def __init__(self):
        self.ahead = timedelta()

    def now(self):
        return datetime.now(UTC) + self.ahead


async def test_after_a_jump_of_the_clock_everybody_looks_at_once(meter):
    clock, fired = MovedClock(), []

    async def tick():
        fired.append(clock.now())

    runner = Runner([Job("seldom", timedelta(hours=1), tick)], meter, clock, _nobody)
    runner.start()
    await asyncio.sleep(0.1)
    assert fired == []
    clock.ahead = timedelta(days=6)
    await until(lambda: fired)
    clock.ahead = timedelta(days=5)
    before = len(fired)
    await until(lambda: len(fired) > before)
    runner.stop()


async def test_a_machine_whose_clock_is_set_back_goes_on_ticking(meter, monkeypatch):
    """Fault 28: APScheduler would sleep until the old hour comes again."""
    back, fired = timedelta(), []

    class SetBack(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + back

    monkeypatch.setattr("scheduler.runner.datetime", SetBack)
    monkeypatch.setattr("apscheduler.schedulers.base.datetime", SetBack)
    monkeypatch.setattr("apscheduler.triggers.interval.datetime", SetBack)

    async def tick():
        fired.append(SetBack.now(UTC))

    clock = SystemClock()
    monkeypatch.setattr(clock.__class__, "now", lambda _: SetBack.now(UTC))
    runner = Runner(
        [Job("now", timedelta(seconds=0.2), tick, at_start=True)], meter, clock, _nobody
    )
    runner.start()
    await until(lambda: len(fired) >= 2)
    back = -timedelta(hours=1)
    before = len(fired)
    await until(lambda: len(fired) >= before + 3)
    runner.stop()


async def test_a_bug_in_one_job_leaves_it_ticking_and_tells_no_words(meter, caplog):
    tries = []

    async def tick():
        tries.append(1)
        raise ValueError("Иванов")

    runner = Runner(
        [Job("now", timedelta(seconds=0.05), tick, at_start=True)], meter, SystemClock(), _nobody
    )
    with capture_logs() as said:
        runner.start()
        await until(lambda: len(tries) >= 2)
        runner.stop()
    assert said[0]["errors"] == ["ValueError"]
    assert "Иванов" not in str(said) + caplog.text


async def test_a_fenced_job_ends_the_work_of_this_process(meter):
    told = []

    async def tick():
        raise Fenced

    runner = Runner(
        [Job("now", timedelta(hours=1), tick, at_start=True)],
        meter,
        SystemClock(),
        lambda: told.append(1),
    )
    runner.start()
    await until(lambda: told)
    runner.stop()
