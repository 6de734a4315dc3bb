"""A firm whose clock is moved: one job, its ledger, and what people have been told."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from core.schedule.service import Schedule

WALL = ZoneInfo("Europe/Moscow")


def msk(day, hour=0, minute=0, month=11):
    """That wall time of the firm in UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=WALL).astimezone(UTC)


class Reminding:
    def __init__(self, office, name):
        self.office, self.core = office, office.core
        self.job = next(job for job in office.core.jobs if job.name == name)

    def schedule(self):
        """A new one each time, as after a kill: the rows are all that is known."""
        core = self.core
        return Schedule(core.units, core.clock, core.reactor, [self.job])

    async def tick(self):
        return await self.schedule().tick()

    async def at(self, moment):
        """The clock is moved there, then ticks."""
        self.office.clock.advance((moment - self.office.clock.now()).total_seconds())
        return await self.tick()

    async def fires(self):
        """Kind of the fire → state; the kind is what stands behind the number in the subject."""
        async with self.office.units.read() as unit:
            rows = await unit.fires.recent(1000)
        return [
            (row.job.partition("/")[2].split(":")[1], row.state.value)
            for row in sorted(rows, key=lambda row: row.due_at)
            if row.name == self.job.name
        ]

    async def told(self, code):
        return await self.office.rows(code=code)

    async def texts(self, code):
        return [row.payload["text"] for row in await self.told(code)]

    async def coming(self):
        return (await self.schedule().coming())[0].due_at


def datas(row):
    """What the buttons of a message carry."""
    return [button["data"] for line in row.payload["buttons"] for button in line]
