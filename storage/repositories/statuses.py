"""D1: the directory of company statuses."""

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.clients.model import Status
from storage.dialects import insert_new
from storage.tables import statuses

_all = select(statuses).order_by(statuses.c.position, statuses.c.code)
_save = (
    update(statuses)
    .where(statuses.c.code == bindparam("status"))
    .values(
        name=bindparam("new_name"),
        in_progress=bindparam("working"),
        archived_at=bindparam("at"),
    )
)


class SqlStatuses:
    """The directory of core.clients.cardfile.CardFile."""

    _connection: AsyncConnection

    async def statuses(self) -> list[Status]:
        return [
            Status(row.code, row.name, row.position, row.in_progress, row.archived_at)
            for row in await self._connection.execute(_all)
        ]

    async def add_status(self, status: Status) -> bool:
        row = {
            "code": status.code,
            "name": status.name,
            "position": status.position,
            "in_progress": status.in_progress,
        }
        statement = insert_new(self._connection.dialect.name, statuses)
        made = await self._connection.execute(statement.returning(statuses.c.code), row)
        return made.scalar_one_or_none() is not None

    async def save_status(self, status: Status) -> bool:
        values = {
            "status": status.code,
            "new_name": status.name,
            "working": status.in_progress,
            "at": status.archived_at,
        }
        return (await self._connection.execute(_save, values)).rowcount == 1
