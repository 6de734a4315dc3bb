"""What has been done already, under which opaque name, and how far a source has been read."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import PersonId
from storage.dialects import insert_new, insert_or_update, keys_of, rows_at
from storage.failures import Conflict
from storage.tables import commands, cursors, public_ids

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: nobody reads an i for a 1 over the phone."""
_LENGTH = 10
_TRIES = 3

Thing = tuple[str, int]
Named = tuple[PersonId, str, int]
"""A thing as one person's buttons name it."""

_command = select(commands.c.result).where(
    commands.c.cause == bindparam("cause"), commands.c.n == bindparam("n")
)
_thing = select(public_ids.c.kind, public_ids.c.object_id).where(
    public_ids.c.person_id == bindparam("person"), public_ids.c.public == bindparam("public")
)
_cursor = select(cursors.c.value).where(cursors.c.name == bindparam("name"))


class Journal:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name

    async def command(self, cause: str, n: int) -> dict[str, Any] | None:
        values = {"cause": cause, "n": n}
        result: dict[str, Any] | None = await self._connection.scalar(_command, values)
        return result

    async def record_command(
        self, cause: str, n: int, result: Mapping[str, Any], now: datetime
    ) -> None:
        """A second run of the same command at the same time fails here, with all its effects.

        Run again whole, it is told what the first one answered. Raises Conflict.
        """
        row = {"cause": cause, "n": n, "result": dict(result), "at": now}
        made = await self._connection.execute(insert_new(self._dialect, commands), row)
        if made.rowcount == 0:
            raise Conflict("commands")

    async def public_ids(self, person: PersonId, things: Iterable[Thing]) -> dict[Thing, str]:
        names = await self.names_for((person, kind, number) for kind, number in things)
        return {(kind, number): name for (_, kind, number), name in names.items()}

    async def names_for(self, wanted: Iterable[Named]) -> dict[Named, str]:
        """Whoever else names the same thing at the same time, one name stands: it is read back."""
        wanted = dict.fromkeys(wanted)
        known = await self._known(wanted)
        for _ in range(_TRIES):
            missing = [named for named in wanted if named not in known]
            if not missing:
                break
            await self._name(missing)
            known |= await self._known(missing)
        return {named: known[named] for named in wanted}

    async def resolve_public(self, person: PersonId, public: str) -> Thing | None:
        """Only the person it was made for: in another's hands a name means nothing."""
        values = {"person": person, "public": public}
        row = (await self._connection.execute(_thing, values)).one_or_none()
        return None if row is None else (row.kind, row.object_id)

    async def cursor(self, name: str) -> str | None:
        value: str | None = await self._connection.scalar(_cursor, {"name": name})
        return value

    async def set_cursor(self, name: str, value: str) -> None:
        statement = insert_or_update(self._dialect, cursors, ("name",), ("value",))
        await self._connection.execute(statement, {"name": name, "value": value})

    async def _known(self, wanted: Iterable[Named]) -> dict[Named, str]:
        keys = keys_of(self._dialect, wanted)
        if not keys:
            return {}
        names = rows_at(self._dialect, public_ids, "person_id", "kind", "object_id")
        rows = await self._connection.execute(names, {"keys": keys})
        return {(row.person_id, row.kind, row.object_id): row.public for row in rows}

    async def _name(self, missing: list[Named]) -> None:
        rows = [
            {"person_id": person, "public": _new_name(), "kind": kind, "object_id": number}
            for person, kind, number in missing
        ]
        await self._connection.execute(insert_new(self._dialect, public_ids), rows)


def _new_name() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
