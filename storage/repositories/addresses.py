"""Identities: addresses of clients and of people in one table, so that one look-up tells both.

A row has room for a client and a person: staff who write to the firm as clients are seen at
once (fault 60), and neither side's row pushes the other's out.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Insert,
    Row,
    Update,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from core.clients.model import GLOBAL, Address, Identity
from core.ids import ClientId, PersonId
from storage.dialects import keys_of, padded, rows_at
from storage.tables import identities, people

_KEY = ("provider", "account", "scope", "external_id")
_by_phones = select(identities).where(identities.c.phone.in_(bindparam("phones", expanding=True)))
_by_clients = (
    select(identities)
    .where(identities.c.client_id.in_(bindparam("clients", expanding=True)))
    .order_by(identities.c.id)
)
_CHUNK = 1000
"""Below the drivers' limits of parameters."""
_ours = identities.c.person_id == bindparam("person")
_telegram = and_(identities.c.provider == "telegram", _ours)
_shared = identities.c.client_id.is_not(None)
_left = update(identities).where(_ours, _shared).values(person_id=None)
_drop = delete(identities).where(_ours)
_left_telegram = update(identities).where(_telegram, _shared).values(person_id=None)
_drop_telegram = delete(identities).where(_telegram)


async def at(
    connection: AsyncConnection, keys: Iterable[tuple[str, str, str]], phones: Iterable[str]
) -> list[Identity]:
    found: dict[int, Identity] = {}
    dialect = connection.dialect.name
    wanted = keys_of(dialect, ((provider, account, "", own) for provider, account, own in keys))
    numbers = padded(phones)
    if wanted:
        by_keys = rows_at(dialect, identities, *_KEY)
        for row in await connection.execute(by_keys, {"keys": wanted}):
            found[row.id] = _identity(row)
    if numbers:
        for row in await connection.execute(_by_phones, {"phones": numbers}):
            found[row.id] = _identity(row)
    return [found[number] for number in sorted(found)]


async def of_clients(
    connection: AsyncConnection, clients: Iterable[ClientId]
) -> dict[ClientId, list[Identity]]:
    found: dict[ClientId, list[Identity]] = {}
    wanted = list(clients)
    for start in range(0, len(wanted), _CHUNK):
        some = padded(wanted[start : start + _CHUNK])
        for row in await connection.execute(_by_clients, {"clients": some}):
            found.setdefault(row.client_id, []).append(_identity(row))
    return found


async def add(connection: AsyncConnection, known: Sequence[Identity], now: datetime) -> None:
    """Ids that were not taken are given by the database."""
    rows = [_row(identity, now) for identity in known]
    for part in (
        [row for row in rows if row["id"]],
        [{k: v for k, v in row.items() if k != "id"} for row in rows if not row["id"]],
    ):
        if part:
            await connection.execute(_insert(connection.dialect.name), part)


async def claim_phone(
    connection: AsyncConnection, person: PersonId, phone: str, now: datetime
) -> None:
    address = Address("phone", GLOBAL, phone, phone)
    await _claim(connection, person, "phone", address, now)


async def claim_telegram(
    connection: AsyncConnection, person: PersonId, telegram_id: int, now: datetime
) -> None:
    address = Address("telegram", GLOBAL, str(telegram_id))
    await _claim(connection, person, "telegram", address, now)


async def drop_telegram(connection: AsyncConnection, person: PersonId) -> None:
    """The account stays a client's, if it was one."""
    await connection.execute(_left_telegram, {"person": person})
    await connection.execute(_drop_telegram, {"person": person})


async def drop(connection: AsyncConnection, person: PersonId) -> None:
    """Whoever has left writes like anybody else; what is a client's too stays the client's."""
    await connection.execute(_left, {"person": person})
    await connection.execute(_drop, {"person": person})


async def _claim(
    connection: AsyncConnection, person: PersonId, channel: str, address: Address, now: datetime
) -> None:
    """Takes over what a dismissed person left behind; a colleague keeps his."""
    identity = Identity(0, None, person, channel, address)  # type: ignore[arg-type]
    await add(connection, [identity], now)
    await connection.execute(_take_over(person, address))


def _take_over(person: PersonId, address: Address) -> Update:
    dismissed = select(people.c.id).where(people.c.dismissed_at.is_not(None))
    return (
        update(identities)
        .where(
            identities.c.provider == address.provider,
            identities.c.account == address.account,
            identities.c.scope == "",
            identities.c.external_id == address.external_id,
            or_(identities.c.person_id.is_(None), identities.c.person_id.in_(dismissed)),
        )
        .values(person_id=person)
    )


@cache
def _insert(dialect: str) -> Insert:
    """A known address is only completed, never taken from anybody."""
    made: Any = (sqlite if dialect == "sqlite" else postgresql).insert(identities)
    completed = {
        name: func.coalesce(identities.c[name], made.excluded[name])
        for name in ("client_id", "person_id", "phone")
    }
    result: Insert = made.on_conflict_do_update(index_elements=_KEY, set_=completed)
    return result


def _row(identity: Identity, now: datetime) -> dict[str, Any]:
    address = identity.address
    return {
        "id": identity.id,
        "client_id": identity.client_id,
        "person_id": identity.person_id,
        "channel": identity.channel,
        "provider": address.provider,
        "account": address.account,
        "external_id": address.external_id,
        "phone": address.phone,
        "created_at": now,
    }


def _identity(row: Row[Any]) -> Identity:
    return Identity(
        id=row.id,
        client_id=row.client_id,
        person_id=row.person_id,
        channel=row.channel,
        address=Address(row.provider, row.account, row.external_id, row.phone),
    )
