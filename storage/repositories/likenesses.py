"""E10: cards that may be one client, found by the indexes; no pairs are tried."""

from typing import Any

from sqlalchemy import (
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from core.clients.cardfile import Pair
from storage.tables import clients, contacts, identities, merges

_SHORTEST = 4
"""Letters of a name that tell one company from another."""


def _eldest(reason: str, key: Any, *conditions: Any) -> Select[Any]:
    """Each card beside the eldest one with the same key in its compartment."""
    eldest = func.min(clients.c.id).over(partition_by=(clients.c.compartment, key))
    return select(clients.c.id, eldest.label("eldest"), literal(reason).label("reason")).where(
        clients.c.merged_into_id.is_(None), *conditions
    )


def _by_phone() -> Select[Any]:
    known = union(
        select(contacts.c.client_id, contacts.c.phone).where(
            contacts.c.removed_at.is_(None), contacts.c.phone.is_not(None)
        ),
        select(identities.c.client_id, identities.c.phone).where(
            identities.c.client_id.is_not(None), identities.c.phone.is_not(None)
        ),
    ).subquery()
    eldest = func.min(clients.c.id).over(partition_by=(clients.c.compartment, known.c.phone))
    return (
        select(clients.c.id, eldest.label("eldest"), literal("phone").label("reason"))
        .join(known, known.c.client_id == clients.c.id)
        .where(clients.c.merged_into_id.is_(None))
    )


_groups = union_all(
    _eldest("inn", clients.c.inn, clients.c.inn.is_not(None)),
    _eldest("name", clients.c.likeness, func.length(clients.c.likeness) >= _SHORTEST),
    _by_phone(),
).subquery()
_first, _second = clients.alias("first"), clients.alias("second")
_parted = exists().where(
    merges.c.undone_at.is_not(None),
    or_(
        and_(merges.c.kept_id == _groups.c.eldest, merges.c.merged_id == _groups.c.id),
        and_(merges.c.kept_id == _groups.c.id, merges.c.merged_id == _groups.c.eldest),
    ),
)
# People who write from the street share first names: a name alone joins no two leads.
_telling = or_(_groups.c.reason != "name", _first.c.kind != "lead", _second.c.kind != "lead")
_pairs = (
    select(_groups.c.eldest, _groups.c.id, func.min(_groups.c.reason).label("reason"))
    .join(_first, _first.c.id == _groups.c.eldest)
    .join(_second, _second.c.id == _groups.c.id)
    .where(_groups.c.eldest < _groups.c.id, _telling, ~_parted)
    .group_by(_groups.c.eldest, _groups.c.id)
    .order_by(_groups.c.eldest, _groups.c.id)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)


async def likely(connection: AsyncConnection, limit: int, offset: int) -> list[Pair]:
    """The eldest card of each group is kept."""
    rows = await connection.execute(_pairs, {"limit": limit, "offset": offset})
    return [Pair(row.eldest, row.id, row.reason) for row in rows]
