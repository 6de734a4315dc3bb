"""Places in the firm and their communication rules, kept as data (C5)."""

from typing import Any

from sqlalchemy import Row, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.staff.model import UNPLACED, Group, Role
from storage.dialects import insert_new
from storage.tables import groups, people

_members = (
    select(func.count())
    .where(people.c.group_name == groups.c.name, people.c.dismissed_at.is_(None))
    .scalar_subquery()
    .label("members")
)
_one = select(groups, _members).where(groups.c.name == bindparam("group"))
_held = select(groups.c.name).where(groups.c.name == bindparam("group")).with_for_update()
_all = select(groups, _members).where(groups.c.name != UNPLACED).order_by(groups.c.name)
_save = (
    update(groups)
    .where(groups.c.name == bindparam("group"))
    .values(rules=bindparam("new_rules", type_=groups.c.rules.type), version=groups.c.version + 1)
)


class SqlGroups:
    """Implements core.staff.ports.Groups."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name

    async def get(self, name: str, *, lock: bool = False) -> Group | None:
        """Nobody's place is no group; on SQLite the writer is alone anyway."""
        if name == UNPLACED:
            return None
        if lock and self._dialect == "postgresql":
            await self._connection.execute(_held, {"group": name})
        row = (await self._connection.execute(_one, {"group": name})).one_or_none()
        return None if row is None else _group(row)

    async def listing(self) -> list[Group]:
        return [_group(row) for row in await self._connection.execute(_all)]

    async def add(self, group: Group) -> bool:
        row = {"name": group.name, "role": group.role.value, "rules": _plain(group)}
        statement = insert_new(self._dialect, groups).returning(groups.c.name)
        return (await self._connection.execute(statement, row)).scalar_one_or_none() is not None

    async def save(self, group: Group) -> None:
        values = {"group": group.name, "new_rules": _plain(group)}
        await self._connection.execute(_save, values)


def _plain(group: Group) -> dict[str, dict[str, str]]:
    return {receiver: dict(verbs) for receiver, verbs in group.rules.items()}


def _group(row: Row[Any]) -> Group:
    return Group(row.name, Role(row.role), row.rules, row.version, row.members)
