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
        self._ahead = self._offset()

    def start(self) -> None:
        for job in self._jobs:
            more = {"next_run_time": datetime.now(UTC)} if job.at_start else {}
            self._add(self._tick, job.name, job.every.total_seconds(), args=[job], **more)
        self._add(self._watch, "clock", WATCH)
        self._scheduler.start()

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
        ahead, before = self._offset(), self._ahead
        self._ahead = ahead
        if abs(ahead - before) >= JUMP:
            log.info("clock.jumped", seconds=round((ahead - before).total_seconds()))
            now = datetime.now(UTC)
            for job in self._jobs:
                self._scheduler.modify_job(job.name, next_run_time=now)

    def _offset(self) -> timedelta:
        """How far the product's clock is ahead of one that cannot be set."""
        return self._clock.now() - datetime.fromtimestamp(time.monotonic(), UTC)

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)


def _names(error: BaseException) -> list[str]:
    """Kinds of what went wrong, of a group those of its members."""
    if isinstance(error, BaseExceptionGroup):
        return [name for one in error.exceptions for name in _names(one)]
    return [type(error).__name__]
