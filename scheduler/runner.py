"""APScheduler ticks, nothing else: what is due and what was done stands in the database."""

from collections.abc import Sequence
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from core.errors import StorageUnavailable
from core.ports import Meter
from scheduler.jobs import Job

log = structlog.get_logger()


class Runner:
    def __init__(self, jobs: Sequence[Job], meter: Meter) -> None:
        self._jobs = jobs
        self._meter = meter
        self._scheduler = AsyncIOScheduler(timezone=UTC)

    def start(self) -> None:
        for job in self._jobs:
            more = {"next_run_time": datetime.now(UTC)} if job.at_start else {}
            self._scheduler.add_job(
                self._tick,
                "interval",
                args=[job],
                seconds=job.every.total_seconds(),
                id=job.name,
                # A missed tick is made up for by one late tick: the work looks at rows, not ticks.
                coalesce=True,
                misfire_grace_time=None,
                max_instances=1,
                **more,
            )
        self._scheduler.start()

    async def _tick(self, job: Job) -> None:
        self._meter.count("otdel_job_fires_total", job=job.name)
        try:
            await job.tick()
        except StorageUnavailable:
            log.warning("job.storage_unavailable", job=job.name)

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)
