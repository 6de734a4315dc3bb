"""A due time that was given up, told to those who can look into it (P4)."""

from collections.abc import Sequence

from core.messaging.ports import Unit
from core.notices.bell import Bell, Notice, who_may
from core.schedule.events import JobFailed

JOBS = "job:read"


class JobNotices:
    def __init__(self, bell: Bell) -> None:
        self._bell = bell

    async def failed(self, unit: Unit, events: Sequence[JobFailed]) -> None:
        notices = []
        for reader in await who_may(unit, JOBS):
            say = self._bell.speech(reader)
            for event in events:
                job = say.either(f"job-{event.job.partition('/')[0]}", say("job-other"))
                text = say("notice-job-failed", job=job)
                key = f"job-failed:{event.job}"
                notices.append(Notice(reader, "job-failed", key, text, needs=(JOBS,), urgent=True))
        await self._bell.ring(unit, notices)
