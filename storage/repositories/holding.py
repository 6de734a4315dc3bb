"""Who keeps a place while something is decided upon it. SQLite's writer is alone already.

No lock here stands in the way of a key: a notice to whoever is leaving is written meanwhile.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import PersonId
from core.staff.model import ADMINISTRATORS
from storage.dialects import padded
from storage.tables import people

_these = people.c.id.in_(bindparam("ids", expanding=True))
_administers = people.c.role.in_(sorted(ADMINISTRATORS)) & people.c.dismissed_at.is_(None)
_hold = select(people.c.id).where(_these).order_by(people.c.id).with_for_update(read=True)
_lock_places = (
    select(people.c.id)
    .where(or_(_these, _administers))
    .order_by(people.c.id)
    .with_for_update(key_share=True)
)


class SqlHolding:
    """The locks of core.staff.ports.People; what is read after one of them is as of the lock."""

    _connection: AsyncConnection

    async def hold(self, people: Iterable[PersonId]) -> None:
        await self._lock(_hold, people)

    async def lock_places(self, people: Iterable[PersonId]) -> None:
        await self._lock(_lock_places, people)

    async def _lock(self, statement: Select[Any], people: Iterable[PersonId]) -> None:
        ids = padded(people)
        if ids and self._connection.dialect.name != "sqlite":
            await self._connection.execute(statement, {"ids": ids})
