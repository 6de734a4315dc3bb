"""APScheduler ticks, nothing else: what is due and what was done stands in the database."""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from core.errors import StorageUnavailable
from core.ports import Clock, Meter
from core.schedule.errors import Fenced
from scheduler.jobs import Job

log = structlog.get_logger()

WATCH = 1.0
JUMP = timedelta(seconds=2)
"""The clock has been set, or the machine slept: everybody looks again at once."""


class Runner:
    """`fenced`: called when another process leads; what this one does has to end."""

    def __init__(
        self, jobs: Sequence[Job], meter: Meter, clock: Clock, fenced: Callable[[], None]
    ) -> None:
        self._jobs = jobs
        self._meter = meter
        self._clock = clock
        self._fenced = fenced
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._watching: asyncio.Task[None] | None = None

    def start(self) -> None:
        for job in self._jobs:
            more = {"next_run_time": datetime.now(UTC)} if job.at_start else {}
            self._add(self._tick, job.name, job.every.total_seconds(), args=[job], **more)
        self._scheduler.start()
        # Not a job: what sleeps by the machine's clock sleeps through its being set back.
        self._watching = asyncio.create_task(self._watch())

    def _add(self, work: object, name: str, seconds: float, **more: object) -> None:
        self._scheduler.add_job(
            work,
            "interval",
            seconds=seconds,
            id=name,
            # A missed tick is made up for by one late tick: the work looks at rows, not ticks.
            coalesce=True,
            misfire_grace_time=None,
            max_instances=1,
            **more,
        )

    async def _tick(self, job: Job) -> None:
        if job.counted:
            self._meter.count("otdel_job_fires_total", job=job.name)
        try:
            await job.tick()
        except asyncio.CancelledError:
            # The program ends; APScheduler would report it as a failure of the job.
            return
        except StorageUnavailable:
            log.warning("job.storage_unavailable", job=job.name)
        except Fenced:
            log.warning("job.fenced", job=job.name)
            self._fenced()
        except Exception as error:  # noqa: BLE001 - a bug in one job must not end the ticking (P4)
            # Without the text: it may hold what people wrote (P22).
            log.error("job.failed", job=job.name, errors=_names(error))  # noqa: TRY400

    async def _watch(self) -> None:
        machine, product = _since_boot(datetime.now(UTC)), _since_boot(self._clock.now())
        while True:
            await asyncio.sleep(WATCH)
            was = machine, product
            machine, product = _since_boot(datetime.now(UTC)), _since_boot(self._clock.now())
            jumps = machine - was[0], product - was[1]
            if max(map(abs, jumps)) >= JUMP:
                log.info("clock.jumped", seconds=round(max(jumps, key=abs).total_seconds()))
                self._look_now()

    def _look_now(self) -> None:
        now = datetime.now(UTC)
        for job in self._jobs:
            self._scheduler.modify_job(job.name, next_run_time=now)

    def stop(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
        self._scheduler.shutdown(wait=False)


def _since_boot(moment: datetime) -> timedelta:
    """How far a clock is ahead of the one that cannot be set."""
    return moment - datetime.fromtimestamp(time.monotonic(), UTC)


def _names(error: BaseException) -> list[str]:
    """Kinds of what went wrong, of a group those of its members."""
    if isinstance(error, BaseExceptionGroup):
        return [name for one in error.exceptions for name in _names(one)]
    return [type(error).__name__]
