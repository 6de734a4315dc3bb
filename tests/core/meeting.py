"""Two transactions that meet: the second comes while the first stands in the middle of its work."""

import asyncio

from sqlalchemy import text

_WAITING = text(
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN "
    "(SELECT pid FROM pg_stat_activity WHERE datname = current_database())"
)
PATIENCE = 30.0
"""Whatever hangs longer is a bug; nothing here takes a second."""


class Pause:
    """The first call of a repository's method ends, and its transaction stands still there."""

    def __init__(self, monkeypatch, repository, method):
        self.reached, self.over = asyncio.Event(), asyncio.Event()
        true = getattr(repository, method)

        async def paused(*words, **named):
            answer = await true(*words, **named)
            if not self.reached.is_set():
                self.reached.set()
                await self.over.wait()
            return answer

        monkeypatch.setattr(repository, method, paused)


async def meeting(database, pause, first, second):
    """What each answered or raised. The first goes on once the second is done or waits for it."""
    async with asyncio.timeout(PATIENCE):
        one, there = asyncio.create_task(first), asyncio.create_task(pause.reached.wait())
        two = asyncio.create_task(_after(pause, second))
        await asyncio.wait({one, there}, return_when=asyncio.FIRST_COMPLETED)
        assert there.done(), f"never stood there: {one}"
        while not two.done() and not await _waits(database):
            await asyncio.sleep(0)
        pause.over.set()
        return await asyncio.gather(one, two, return_exceptions=True)


async def _after(pause, work):
    await pause.reached.wait()
    return await work


async def _waits(database):
    if database.dialect == "sqlite":  # one writer: the second waits for its turn
        return True
    async with database.read() as connection:
        return (await connection.execute(_WAITING)).scalar_one() > 0
