"""Goods held and wanted go from one person to another: with a client, or when somebody leaves."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import ClientId, PersonId
from storage.dialects import padded
from storage.tables import deals, lanes, reservations, waiting

_OPEN: dict[str, tuple[Table, ColumnElement[bool]]] = {
    "reservations": (reservations, reservations.c.state == "active"),
    "waiting": (waiting, waiting.c.state.in_(("waiting", "offered"))),
}


def _passing(table: Table, still_open: ColumnElement[bool]) -> Any:
    """The version grows: buttons that the former person still holds do nothing any more.

    Nobody is told for it: who changed the row before that is not who made the button old.
    """
    unnamed = {name: None for name in ("changed_by", "changed_at") if name in table.c}
    return (
        update(table)
        .where(table.c.person_id == bindparam("leaver"), still_open)
        .values(person_id=bindparam("heir"), version=table.c.version + 1, **unnamed)
    )


_PASS = {name: _passing(*what) for name, what in _OPEN.items()}
_PASS_OF_CLIENTS = {
    name: statement.where(_OPEN[name][0].c.client_id.in_(bindparam("whose", expanding=True)))
    for name, statement in _PASS.items()
}


_owned = (lanes.c.owner_id == bindparam("owner")) & lanes.c.closed_at.is_(None)
_held = reservations.c.person_id == bindparam("owner")


def _of_his_clients(table: Table, *more: ColumnElement[bool]) -> Select[Any]:
    of_client = lanes.c.client_id == table.c.client_id
    return select(func.count()).select_from(table).join(lanes, of_client).where(_owned, *more)


_extent = select(
    select(func.count()).select_from(lanes).where(_owned).scalar_subquery().label("clients"),
    _of_his_clients(deals, deals.c.ended_at.is_(None)).scalar_subquery().label("deals"),
    _of_his_clients(reservations, _held, _OPEN["reservations"][1])
    .scalar_subquery()
    .label("reservations"),
)


class SqlSuccession:
    """The succession of core.clients.cardfile.CardFile."""

    _connection: AsyncConnection

    async def extent(self, owner: PersonId) -> dict[str, int]:
        rows = await self._connection.execute(_extent, {"owner": owner})
        return dict(rows.mappings().one())

    async def pass_on(
        self, person: PersonId, heir: PersonId, clients: Collection[ClientId] | None = None
    ) -> dict[str, int]:
        values: dict[str, Any] = {"leaver": person, "heir": heir}
        statements = _PASS
        if clients is not None:
            statements, values = _PASS_OF_CLIENTS, values | {"whose": padded(clients)}
        return {
            name: (await self._connection.execute(statement, values)).rowcount
            for name, statement in statements.items()
        }
