"""Clients, their lanes and their consents."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.clients.model import Address, Client, Identity, Lane
from core.clients.ports import ClientLine
from core.ids import ClientId, LaneId, PersonId
from storage.dialects import keys_of, padded, rows_at
from storage.repositories import addresses
from storage.repositories.timeline import timeline
from storage.search import likeness, matching, name_key
from storage.tables import clients, consents, lanes, people

_by_ids = select(clients).where(clients.c.id.in_(bindparam("ids", expanding=True)))
_held = _by_ids.with_for_update(read=True, key_share=True)
"""Against a merge, which takes the whole row; SQLite's writer is alone already."""
_kept = (
    select(clients.c.id)
    .where(clients.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(clients.c.id)
    .with_for_update(read=True, key_share=True)
)
_open_lanes = select(lanes).where(
    lanes.c.client_id.in_(bindparam("ids", expanding=True)), lanes.c.closed_at.is_(None)
)
_lanes = select(lanes).where(lanes.c.id.in_(bindparam("ids", expanding=True)))
_lock = select(clients.c.id).where(clients.c.id == bindparam("client")).with_for_update()
_lock_all = (
    select(clients.c.id)
    .where(clients.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(clients.c.id)
    .with_for_update()
)
_close = (
    update(lanes)
    .where(lanes.c.id == bindparam("lane"), lanes.c.closed_at.is_(None))
    .values(closed_at=bindparam("at"))
)
_listing = (
    select(clients, lanes.c.owner_id, people.c.name.label("owner_name"))
    .outerjoin(lanes, (lanes.c.client_id == clients.c.id) & lanes.c.closed_at.is_(None))
    .outerjoin(people, people.c.id == lanes.c.owner_id)
    .where(clients.c.merged_into_id.is_(None))
    .order_by(clients.c.id.desc())
    .limit(bindparam("limit"))
)
_SEARCHED = 2_000
"""By name the newest so many, of which some may have been merged: a word of half the register."""
_ADDRESS = ("provider", "account", "external_id")


@cache
def _opted_out(dialect: str) -> Select[Any]:
    address = [consents.c[name] for name in _ADDRESS]
    said = rows_at(dialect, consents, *_ADDRESS)
    last = said.with_only_columns(func.max(consents.c.id), maintain_column_froms=True)
    last_words = last.group_by(*address).correlate(None)
    return select(*address).where(consents.c.id.in_(last_words), consents.c.kind == "stop")


_rename = (
    update(clients)
    .where(clients.c.id == bindparam("client"))
    .values(
        name=bindparam("name"),
        name_key=bindparam("key"),
        likeness=bindparam("like"),
        version=clients.c.version + 1,
    )
)


class SqlClients:
    """Implements core.clients.ports.Clients."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, client: ClientId) -> Client | None:
        return (await self.by_ids([client])).get(client)

    async def by_ids(self, clients: Iterable[ClientId]) -> dict[ClientId, Client]:
        ids = padded(clients)
        if not ids:
            return {}
        rows = await self._connection.execute(_by_ids, {"ids": ids})
        return {row.id: _client(row) for row in rows}

    async def held(self, clients: Iterable[ClientId]) -> dict[ClientId, Client]:
        ids = padded(clients)
        if not ids:
            return {}
        rows = await self._connection.execute(_held, {"ids": ids})
        return {row.id: _client(row) for row in rows}

    async def identities_at(
        self, keys: Iterable[tuple[str, str, str]], phones: Iterable[str]
    ) -> list[Identity]:
        return await addresses.at(self._connection, keys, phones)

    async def identities_of(self, client: ClientId) -> list[Identity]:
        return (await self.identities_of_all([client])).get(client, [])

    async def identities_of_all(
        self, clients: Iterable[ClientId]
    ) -> dict[ClientId, list[Identity]]:
        return await addresses.of_clients(self._connection, clients)

    async def lanes_of(self, clients: Iterable[ClientId]) -> dict[ClientId, Lane]:
        ids = padded(clients)
        if not ids:
            return {}
        rows = await self._connection.execute(_open_lanes, {"ids": ids})
        return {row.client_id: _lane(row) for row in rows}

    async def lanes_held(self, clients: Iterable[ClientId]) -> dict[ClientId, Lane]:
        """The lanes by a statement of their own: it sees what the lock was waited for."""
        ids = padded(clients)
        if ids and self._connection.dialect.name != "sqlite":
            await self._connection.execute(_kept, {"ids": ids})
        return await self.lanes_of(ids)

    async def lanes(self, lanes: Iterable[LaneId]) -> dict[LaneId, Lane]:
        ids = padded(lanes)
        if not ids:
            return {}
        return {row.id: _lane(row) for row in await self._connection.execute(_lanes, {"ids": ids})}

    async def add(self, clients: Sequence[Client], now: datetime) -> None:
        if clients:
            await self._connection.execute(_add, [_client_row(client, now) for client in clients])

    async def add_identities(self, identities: Sequence[Identity], now: datetime) -> None:
        await addresses.add(self._connection, identities, now)

    async def add_lanes(self, lanes: Sequence[Lane], now: datetime) -> None:
        if lanes:
            await self._connection.execute(_add_lane, [_lane_row(lane, now) for lane in lanes])

    async def close_lane(self, lane: LaneId, now: datetime) -> None:
        await self.close_lanes([lane], now)

    async def close_lanes(self, lanes: Sequence[LaneId], now: datetime) -> None:
        if lanes:
            rows = [{"lane": lane, "at": now} for lane in lanes]
            await self._connection.execute(_close, rows)

    async def rename(self, client: ClientId, name: str) -> None:
        values = {"client": client, "name": name, "key": name_key(name), "like": likeness(name)}
        await self._connection.execute(_rename, values)

    async def lock(self, client: ClientId) -> None:
        """SQLite's writer is alone already; PostgreSQL locks the aggregate's root (DESIGN)."""
        await self._connection.execute(_lock, {"client": client})

    async def lock_all(self, clients: Iterable[ClientId]) -> None:
        ids = padded(clients)
        if ids:
            await self._connection.execute(_lock_all, {"ids": ids})

    async def listing(
        self,
        text: str | None = None,
        owner: PersonId | None = None,
        limit: int = 1000,
        phones_of: Sequence[PersonId | None] | None = None,
    ) -> Sequence[ClientLine]:
        statement = _listing
        if text is not None and text.strip():
            most = None if owner is not None else max(_SEARCHED, limit)
            dialect = self._connection.dialect.name
            statement = statement.where(matching(dialect, text, most, phones_of))
        if owner is not None:
            statement = statement.where(lanes.c.owner_id == owner)
        rows = await self._connection.execute(statement, {"limit": limit})
        return [ClientLine(_client(row), row.owner_id, row.owner_name) for row in rows]

    async def consent(
        self, client: ClientId, address: Address, kind: str, source: str, now: datetime
    ) -> None:
        row = {
            "client_id": client,
            "provider": address.provider,
            "account": address.account,
            "external_id": address.external_id,
            "kind": kind,
            "source": source,
            "at": now,
        }
        await self._connection.execute(consents.insert(), row)

    async def opted_out(self, keys: Iterable[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
        dialect = self._connection.dialect.name
        wanted = keys_of(dialect, keys)
        if not wanted:
            return set()
        rows = await self._connection.execute(_opted_out(dialect), {"keys": wanted})
        return {(row.provider, row.account, row.external_id) for row in rows}

    async def timeline(
        self, client: ClientId, limit: int, offset: int, compartment: str | None = None
    ) -> list[Mapping[str, Any]]:
        return await timeline(self._connection, client, limit, offset, compartment)


_add = clients.insert()
_add_lane = lanes.insert()


def _client_row(client: Client, now: datetime) -> dict[str, Any]:
    return {
        "id": client.id,
        "kind": client.kind,
        "name": client.name,
        "name_key": name_key(client.name),
        "likeness": likeness(client.name),
        "inn": client.inn,
        "status": client.status,
        "contract": client.contract,
        "peculiarities": client.peculiarities,
        "created_at": client.created_at or now,
        "version": client.version,
        "compartment": client.compartment,
    }


def _client(row: Row[Any]) -> Client:
    return Client(
        id=row.id,
        name=row.name,
        kind=row.kind,
        inn=row.inn,
        status=row.status,
        contract=row.contract,
        peculiarities=row.peculiarities,
        created_at=row.created_at,
        version=row.version,
        compartment=row.compartment,
        merged_into_id=row.merged_into_id,
    )


def _lane_row(lane: Lane, now: datetime) -> dict[str, Any]:
    return {
        "id": lane.id,
        "client_id": lane.client_id,
        "owner_id": lane.owner_id,
        "epoch": lane.epoch,
        "opened_at": now,
        "closed_at": lane.closed_at,
    }


def _lane(row: Row[Any]) -> Lane:
    return Lane(row.id, row.client_id, row.owner_id, row.epoch, row.closed_at)
