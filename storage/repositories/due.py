"""What has to happen at a time, until it has happened or need not any more."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import due

_open = and_(
    due.c.job == bindparam("name"),
    due.c.subject_kind == bindparam("kind"),
    due.c.subject_id == bindparam("subject"),
    due.c.done_at.is_(None),
)
_times = select(due.c.due_at).where(_open).order_by(due.c.due_at)
_clear = update(due).where(_open).values(done_at=bindparam("at"))


class SqlDue:
    """Implements core.clients.ports.Due."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(
        self,
        job: str,
        due_at: datetime,
        subject_kind: str,
        subject_id: int,
        fields: Mapping[str, Any] | None = None,
    ) -> None:
        row = {
            "job": job,
            "due_at": due_at,
            "subject_kind": subject_kind,
            "subject_id": subject_id,
            "fields": dict(fields or {}),
        }
        await self._connection.execute(due.insert(), row)

    async def clear(self, job: str, subject_kind: str, subject_id: int, now: datetime) -> int:
        values = {"name": job, "kind": subject_kind, "subject": subject_id, "at": now}
        return (await self._connection.execute(_clear, values)).rowcount

    async def open_of(self, job: str, subject_kind: str, subject_id: int) -> list[datetime]:
        values = {"name": job, "kind": subject_kind, "subject": subject_id}
        return list((await self._connection.execute(_times, values)).scalars())
