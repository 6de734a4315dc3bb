"""The columns of a client's card, and the record of how they changed."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BindParameter, bindparam, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from core.clients.errors import DuplicateClient
from core.clients.facts import NUMBERS
from core.clients.model import Change
from core.ids import ClientId, PersonId
from storage.dialects import insert_new, padded
from storage.repositories.comments import SqlComments
from storage.repositories.contacts import SqlContacts
from storage.repositories.histories import history
from storage.repositories.merges import SqlMerges
from storage.repositories.samples import SqlSamples
from storage.repositories.segments import SqlSegments
from storage.repositories.statuses import SqlStatuses
from storage.repositories.succession import SqlSuccession
from storage.search import likeness, name_key
from storage.tables import client_changes, client_materials, clients

_ids: BindParameter[Any] = bindparam("ids", expanding=True)
_facts = select(clients).where(clients.c.id.in_(_ids))
_materials = (
    select(client_materials)
    .where(client_materials.c.client_id.in_(_ids))
    .order_by(client_materials.c.client_id, client_materials.c.material)
)
_drop_materials = delete(client_materials).where(
    client_materials.c.client_id == bindparam("client")
)
_standing = select(clients.c.id, clients.c.kpp).where(
    clients.c.merged_into_id.is_(None), clients.c.compartment == bindparam("compartment")
)
_by_inn = _standing.where(clients.c.inn == bindparam("inn")).order_by(clients.c.id)
_by_registration = _standing.where(
    clients.c.country == bindparam("country"),
    clients.c.registration == bindparam("registration"),
).order_by(clients.c.id)
_of_client = (
    select(client_changes)
    .where(client_changes.c.client_id == bindparam("client"))
    .order_by(client_changes.c.id.desc())
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)


class SqlCards(
    SqlComments,
    SqlContacts,
    SqlMerges,
    SqlSamples,
    SqlSegments,
    SqlStatuses,
    SqlSuccession,
):
    """Implements core.clients.cardfile.CardFile."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def facts(self, clients: Iterable[ClientId]) -> dict[ClientId, dict[str, Any]]:
        wanted = padded(clients)
        if not wanted:
            return {}
        rows = await self._connection.execute(_facts, {"ids": wanted})
        return {row.id: _read(dict(row._mapping)) for row in rows}  # noqa: SLF001 - its public name

    async def add_card(self, client: ClientId, facts: Mapping[str, Any], now: datetime) -> bool:
        row = _written(facts) | {"id": client, "created_at": now}
        statement = insert_new(self._connection.dialect.name, _table).returning(_table.c.id)
        made = await self._connection.execute(statement, row)
        return made.scalar_one_or_none() is not None

    async def set_facts(self, client: ClientId, facts: Mapping[str, Any]) -> None:
        statement = (
            update(clients)
            .where(clients.c.id == client)
            .values(_written(facts) | {"version": clients.c.version + 1})
        )
        # PostgreSQL undoes a whole transaction for a refused statement; SQLite has no race at all.
        raced = bool(facts.keys() & NUMBERS) and self._connection.dialect.name != "sqlite"
        try:
            async with self._connection.begin_nested() if raced else nullcontext():
                await self._connection.execute(statement)
        except IntegrityError as error:
            raise taken(error, facts) from None

    async def holder(
        self, compartment: str, facts: Mapping[str, Any], but: ClientId | None = None
    ) -> ClientId | None:
        """Two branches of a company have different KPPs; one without may be either of them."""
        values = {"compartment": compartment}
        if facts.get("inn"):
            rows = await self._connection.execute(_by_inn, values | {"inn": facts["inn"]})
            mine = facts.get("kpp") or ""
            fitting = [r.id for r in rows if r.kpp == mine or "" in {r.kpp, mine}]
        elif facts.get("registration"):
            values |= {k: facts[k] for k in ("country", "registration")}
            fitting = [r.id for r in await self._connection.execute(_by_registration, values)]
        else:
            return None
        return next((ClientId(number) for number in fitting if number != but), None)

    async def materials_of(self, clients: Iterable[ClientId]) -> dict[ClientId, list[str]]:
        wanted = padded(clients)
        if not wanted:
            return {}
        found: dict[ClientId, list[str]] = {}
        for row in await self._connection.execute(_materials, {"ids": wanted}):
            found.setdefault(row.client_id, []).append(row.material)
        return {client: sorted(words, key=str.casefold) for client, words in found.items()}

    async def put_materials(self, client: ClientId, materials: Sequence[str]) -> None:
        await self._connection.execute(_drop_materials, {"client": client})
        if materials:
            rows = [{"client_id": client, "material": material} for material in materials]
            await self._connection.execute(client_materials.insert(), rows)

    async def changed(self, changes: Sequence[Change], now: datetime) -> None:
        if changes:
            rows = [
                {
                    "client_id": change.client_id,
                    "field": change.field,
                    "before": change.before,
                    "after": change.after,
                    "person_id": change.person_id,
                    "approval_id": change.approval_id,
                    "at": now,
                }
                for change in changes
            ]
            await self._connection.execute(client_changes.insert(), rows)

    async def last_change(self, client: ClientId) -> tuple[PersonId | None, datetime] | None:
        rows = await self.changes(client, 1, 0)
        return (rows[0]["person_id"], rows[0]["at"]) if rows else None

    async def changes(self, client: ClientId, limit: int, offset: int) -> list[Mapping[str, Any]]:
        values = {"client": client, "limit": limit, "offset": offset}
        names = ("field", "before", "after", "person_id", "at")
        rows = await self._connection.execute(_of_client, values)
        return [{name: getattr(row, name) for name in names} for row in rows]

    async def history(self, client: ClientId, limit: int, offset: int) -> list[Mapping[str, Any]]:
        return await history(self._connection, client, limit, offset)


_table = clients


def taken(error: IntegrityError, facts: Mapping[str, Any]) -> Exception:
    """The index settles a race: whoever came second is told, any other error stays a bug."""
    words = str(error.orig)
    if any(name in words for name in ("uq_clients_", "clients.inn", "clients.registration")):
        inn = str(facts.get("inn") or "")
        return DuplicateClient(inn=inn)
    return error


def _read(values: dict[str, Any]) -> dict[str, Any]:
    limit = values["deferral_limit"]
    values["deferral_limit"] = None if limit is None else Decimal(limit) / 100
    return values


def _written(facts: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(facts)
    if values.get("deferral_limit") is not None:
        values["deferral_limit"] = int(values["deferral_limit"] * 100)
    if "name" in values:
        values |= {"name_key": name_key(values["name"]), "likeness": likeness(values["name"])}
    return values
