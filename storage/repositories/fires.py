"""The ledger of what has fired by the clock (P10)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.schedule.errors import Fenced
from core.schedule.model import Fire, State
from storage.dialects import insert_new, parts
from storage.tables import fires, leadership

_fired = select(fires.c.job).where(fires.c.job.in_(bindparam("jobs", expanding=True)))
_done = select(fires).where(fires.c.job.in_(bindparam("jobs", expanding=True)))
_recent = select(fires).order_by(fires.c.fired_at.desc(), fires.c.job).limit(bindparam("limit"))
_epoch = select(leadership.c.epoch).where(leadership.c.id == 1)
_failed = (
    select(fires)
    .where(fires.c.fired_at >= bindparam("since"), fires.c.state == State.FAILED.value)
    .order_by(fires.c.fired_at.desc())
)
_forget = delete(fires).where(fires.c.fired_at < bindparam("before"))
_void = update(fires).where(fires.c.job == bindparam("of")).values(state=State.VOID.value)
_latest = (
    select(fires)
    .where(fires.c.job >= bindparam("low"), fires.c.job < bindparam("high"))
    .order_by(fires.c.fired_at.desc())
    .limit(1)
)


class SqlFires:
    """Implements core.schedule.ports.Ledger."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def fence(self, epoch: int | None) -> None:
        """SQLite has one leader by a lock that the system drops with the process: no epoch there.

        Not held: whoever takes over between this look and the commit meets the ledger's key.
        """
        if epoch is not None and await self._connection.scalar(_epoch) != epoch:
            raise Fenced

    async def fired(self, jobs: Iterable[str]) -> set[str]:
        known: set[str] = set()
        for keys in parts(jobs):
            known.update((await self._connection.execute(_fired, {"jobs": keys})).scalars())
        return known

    async def done(self, jobs: Iterable[str]) -> dict[str, Fire]:
        known = {}
        for keys in parts(jobs):
            for row in await self._connection.execute(_done, {"jobs": keys}):
                known[row.job] = _fire(row)
        return known

    async def record(self, job: str, due_at: datetime, now: datetime, state: State) -> bool:
        row = {"job": job, "due_at": due_at, "fired_at": now, "state": state.value}
        insert = insert_new(self._connection.dialect.name, fires).returning(fires.c.job)
        return (await self._connection.execute(insert, [row])).scalar() is not None

    async def void(self, job: str) -> None:
        await self._connection.execute(_void, {"of": job})

    async def skip(self, times: Mapping[str, datetime], now: datetime) -> int:
        rows = [
            {"job": job, "due_at": at, "fired_at": now, "state": State.SKIPPED.value}
            for job, at in times.items()
        ]
        insert = insert_new(self._connection.dialect.name, fires).returning(fires.c.job)
        return len((await self._connection.execute(insert, rows)).scalars().all())

    async def forget(self, before: datetime) -> None:
        await self._connection.execute(_forget, {"before": before})

    async def last(self, names: Iterable[str]) -> dict[str, Fire]:
        found = {}
        for name in names:
            # "0" follows "/": exactly the keys of that name.
            values = {"low": f"{name}/", "high": f"{name}0"}
            row = (await self._connection.execute(_latest, values)).one_or_none()
            if row is not None:
                found[name] = _fire(row)
        return found

    async def failed(self, since: datetime) -> list[Fire]:
        rows = await self._connection.execute(_failed, {"since": since})
        return [_fire(row) for row in rows]

    async def recent(self, limit: int) -> list[Fire]:
        rows = await self._connection.execute(_recent, {"limit": limit})
        return [_fire(row) for row in rows]


def _fire(row: Row[Any]) -> Fire:
    return Fire(row.job, row.due_at, row.fired_at, State(row.state))
