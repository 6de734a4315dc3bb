"""Goods held and wanted go from one person to another: with a client, or when somebody leaves."""

from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import ClientId, PersonId
from storage.tables import reservations, waiting

_OPEN: dict[str, tuple[Table, ColumnElement[bool]]] = {
    "reservations": (reservations, reservations.c.state == "active"),
    "waiting": (waiting, waiting.c.state.in_(("waiting", "offered"))),
}


def _passing(table: Table, still_open: ColumnElement[bool]) -> Any:
    """The version grows: buttons that the former person still holds do nothing any more."""
    return (
        update(table)
        .where(table.c.person_id == bindparam("leaver"), still_open)
        .values(person_id=bindparam("heir"), version=table.c.version + 1)
    )


_PASS = {name: _passing(*what) for name, what in _OPEN.items()}
_PASS_OF_CLIENT = {
    name: statement.where(_OPEN[name][0].c.client_id == bindparam("whose"))
    for name, statement in _PASS.items()
}


class SqlSuccession:
    """The succession of core.clients.cardfile.CardFile."""

    _connection: AsyncConnection

    async def pass_on(
        self, person: PersonId, heir: PersonId, client: ClientId | None = None
    ) -> dict[str, int]:
        values: dict[str, int] = {"leaver": person, "heir": heir}
        statements = _PASS
        if client is not None:
            statements, values = _PASS_OF_CLIENT, values | {"whose": client}
        return {
            name: (await self._connection.execute(statement, values)).rowcount
            for name, statement in statements.items()
        }
