"""A13: clients by what is known of them, in any combination."""

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.clients.model import Segment
from core.ids import ClientId, PersonId
from storage.tables import client_materials, clients, lanes, people, statuses

_LONGEST = 100
"""Choices of one dimension that are told; nobody picks from more."""

_HAS = {
    "deferral": func.coalesce(clients.c.deferral_days, 0) > 0,
    "prepayment": func.coalesce(clients.c.prepayment_percent, 0) > 0,
}
_OPEN = (lanes.c.client_id == clients.c.id) & lanes.c.closed_at.is_(None)


class SqlSegments:
    """The segments of core.clients.cardfile.CardFile."""

    _connection: AsyncConnection

    async def segment_count(self, segment: Segment, owner: PersonId | None) -> int:
        statement = _among(select(func.count()), owner).where(*_conditions(segment))
        return int(await self._connection.scalar(statement) or 0)

    async def segment_page(
        self, segment: Segment, owner: PersonId | None, limit: int, offset: int
    ) -> list[ClientId]:
        statement = (
            _among(select(clients.c.id), owner)
            .where(*_conditions(segment))
            .order_by(clients.c.name_key, clients.c.id)
            .limit(limit)
            .offset(offset)
        )
        return [ClientId(n) for n in (await self._connection.execute(statement)).scalars()]

    async def segment_values(self, owner: PersonId | None) -> dict[str, list[tuple[Any, str, int]]]:
        material, name = client_materials.c.material, people.c.name
        its = client_materials.c.client_id == clients.c.id
        found = {
            "materials": await self._counts(_among(_of(material), owner, client_materials, its)),
            "managers": await self._counts(
                _among(_of(people.c.id, name), owner, people, people.c.id == lanes.c.owner_id)
            ),
            "statuses": await self._counts(
                _among(
                    _of(statuses.c.code, statuses.c.name),
                    owner,
                    statuses,
                    statuses.c.code == clients.c.status,
                )
            ),
        }
        for dimension, column in (
            ("regions", clients.c.region),
            ("competitors", clients.c.competitor),
        ):
            found[dimension] = await self._counts(
                _among(_of(column), owner).where(column.is_not(None))
            )
        for dimension, has in _HAS.items():
            found[dimension] = await self._split(has, owner)
        return found

    async def _counts(self, statement: Select[Any]) -> list[tuple[Any, str, int]]:
        rows = await self._connection.execute(statement.limit(_LONGEST))
        return [(row[0], str(row[1]), int(row[2])) for row in rows]

    async def _split(
        self, has: ColumnElement[bool], owner: PersonId | None
    ) -> list[tuple[Any, str, int]]:
        """Both sides of a yes or no; the words are the interface's."""
        yes = int(
            await self._connection.scalar(_among(select(func.count()), owner).where(has)) or 0
        )
        everybody = int(await self._connection.scalar(_among(select(func.count()), owner)) or 0)
        return [(True, "", yes), (False, "", everybody - yes)]


def _of(value: ColumnElement[Any], words: ColumnElement[Any] | None = None) -> Select[Any]:
    shown = value if words is None else words
    number = func.count(clients.c.id)
    return (
        select(value, shown.label("words"), number)
        .group_by(value, shown)
        .order_by(number.desc(), shown)
    )


def _among(
    statement: Select[Any], owner: PersonId | None, joined: Any = None, on: Any = None
) -> Select[Any]:
    """Cards that stand, each with its open lane; only the ones that `owner` answers for."""
    source = clients.join(lanes, _OPEN)
    if joined is not None:
        source = source.join(joined, on)
    statement = statement.select_from(source).where(clients.c.merged_into_id.is_(None))
    return statement if owner is None else statement.where(lanes.c.owner_id == owner)


def _conditions(segment: Segment) -> list[ColumnElement[bool]]:
    """Within a dimension any of the values, between dimensions all of them."""
    found: list[ColumnElement[bool]] = []
    if segment.materials:
        found.append(
            exists().where(
                client_materials.c.client_id == clients.c.id,
                client_materials.c.material.in_(segment.materials),
            )
        )
    for column, values in (
        (clients.c.region, segment.regions),
        (clients.c.competitor, segment.competitors),
        (clients.c.status, segment.statuses),
        (lanes.c.owner_id, segment.managers),
    ):
        if values:
            found.append(column.in_(values))
    for wanted, has in ((segment.deferral, "deferral"), (segment.prepayment, "prepayment")):
        if wanted is not None:
            found.append(_HAS[has] if wanted else ~_HAS[has])
    return found
