"""Where SQLite and PostgreSQL spell the same thing differently."""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    Insert,
    Select,
    Table,
    and_,
    bindparam,
    func,
    literal_column,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import metadata

T = TypeVar("T")


@cache
def insert_new(dialect: str, table: Table) -> Insert:
    """INSERT … ON CONFLICT DO NOTHING: the database, not a look-up, keeps the second out (P3)."""
    if dialect == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


@cache
def insert_or_update(
    dialect: str, table: Table, key: tuple[str, ...], changed: tuple[str, ...]
) -> Insert:
    """INSERT … ON CONFLICT (key) DO UPDATE of the `changed` columns."""
    if dialect == "sqlite":
        lite = sqlite.insert(table)
        return lite.on_conflict_do_update(key, set_={c: lite.excluded[c] for c in changed})
    post = postgresql.insert(table)
    return post.on_conflict_do_update(
        index_elements=key, set_={c: post.excluded[c] for c in changed}
    )


def padded(values: Iterable[T]) -> list[T]:
    """Distinct, the last one repeated up to a power of two.

    So an IN list has few lengths, and the drivers' caches of statements hold them all.
    """
    distinct = list(dict.fromkeys(values))
    if not distinct:
        return distinct
    size = 1 << (len(distinct) - 1).bit_length()
    return distinct + distinct[-1:] * (size - len(distinct))


def parts(values: Iterable[T], most: int = 1024) -> list[list[T]]:
    """`padded` lists of no more than so many: a statement takes some 32,000 parameters."""
    distinct = list(dict.fromkeys(values))
    return [padded(distinct[n : n + most]) for n in range(0, len(distinct), most)]


@cache
def rows_at(dialect: str, table: Table, *names: str) -> Select[Any]:
    """Rows of which these columns are one of the tuples in the parameter "keys" (`keys_of`).

    SQLite searches an index for one tuple of an IN list and walks through the whole table for
    two; joined to a list of its own it searches for each.
    """
    columns = [table.c[name] for name in names]
    if dialect != "sqlite":
        return select(table).where(tuple_(*columns).in_(bindparam("keys", expanding=True)))
    wanted = func.json_each(bindparam("keys")).table_valued("value", name="wanted")
    met = [
        column == func.json_extract(wanted.c.value, f"$[{place}]")
        for place, column in enumerate(columns)
    ]
    return select(table).select_from(wanted.join(table, and_(*met)))


def keys_of(dialect: str, keys: Iterable[tuple[Any, ...]]) -> Any:
    """The parameter "keys" of `rows_at`; empty where nothing is wanted."""
    if dialect != "sqlite":
        return padded(keys)
    distinct = [list(key) for key in dict.fromkeys(keys)]
    return json.dumps(distinct) if distinct else ""


def literals(*values: str) -> list[Any]:
    """Constants written out: SQLite uses a partial index only where it can read the condition."""
    return [literal_column(f"'{value}'") for value in values]


_ADVANCE = text("UPDATE sqlite_sequence SET seq = seq + :count WHERE name = :name RETURNING seq")
_START = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)")
_NEXT = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")


async def take_ids(connection: AsyncConnection, table: str, count: int) -> Sequence[int]:
    """Ids that nobody else will get, in rising order.

    On SQLite inside the IMMEDIATE transaction, which nobody else can write beside; the sequence
    is moved on at once, so that two calls before the first insert differ.
    """
    if table not in metadata.tables:
        raise ValueError(table)
    if count < 1:
        return []
    if connection.dialect.name != "sqlite":
        rows = await connection.execute(_NEXT, {"name": table, "count": count})
        return sorted(rows.scalars())
    last = await connection.scalar(_ADVANCE, {"name": table, "count": count})
    if last is None:
        last = await _started(connection, table, count)
    return range(last - count + 1, last + 1)


async def _started(connection: AsyncConnection, table: str, count: int) -> int:
    """SQLite writes a table's row of sqlite_sequence with its first insert only."""
    highest = await connection.scalar(select(func.max(metadata.tables[table].c.id)))
    last = (highest or 0) + count
    await connection.execute(_START, {"name": table, "last": last})
    return int(last)
