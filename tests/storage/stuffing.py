"""Rows without meaning in the tables that the sample company leaves short: statistics need them."""

from datetime import date, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.types import JSON, Boolean, Date, LargeBinary

from storage.dialects import insert_new
from storage.tables import metadata
from storage.types import Grams, Utc
from tests.clock import START

ROWS = 4_000
MORE = {"clients": 20_000, "identities": 20_000, "contacts": 20_000}
"""Where PostgreSQL would rather read a few thousand rows than look into an index."""
_ENDS = (
    "done_at",
    "ended_at",
    "outcome_at",
    "decided_at",
    "finished_at",
    "undone_at",
    "used_at",
    "closed_at",
    "lapses_at",
)
"""Set, so that the stuffing is history and not work to do."""


async def stuff(database, small):
    for table in metadata.sorted_tables:
        if table.name in small:
            continue
        async with database.write() as connection:
            there = await connection.scalar(select(func.count()).select_from(table))
            wanted = MORE.get(table.name, ROWS)
            if there < wanted:
                rows = [_row(table, there + n) for n in range(wanted - there)]
                await connection.execute(insert_new(database.dialect, table), rows)
    if database.dialect == "postgresql":
        async with database.write() as connection:
            await connection.execute(text("ANALYZE"))


def _row(table, number):
    parents = {
        column.name: key.column.table.name
        for column in table.columns
        for key in column.foreign_keys
    }
    row = {}
    for column in table.columns:
        if column.name == "id":
            continue
        if column.name in parents:
            other = number if column.unique else number % 5
            wanted = not column.nullable or parents[column.name] == "people"
            row[column.name] = 1 + other if wanted else None
        elif not column.nullable or column.name in {*_ENDS, "phone"}:
            row[column.name] = _value(column, number)
    return row


_PLAIN = (
    (Date, date(2026, 1, 1)),
    (Boolean, False),
    (JSON, {}),
    (LargeBinary, b""),
    (Grams, 0),
)


def _value(column, number):
    for kind, value in _PLAIN:
        if isinstance(column.type, kind):
            return value
    if isinstance(column.type, Utc):
        return START - timedelta(minutes=number)
    if "INT" in str(column.type):
        return number
    return "done" if column.name == "state" else f"x{number}"[: column.type.length or 20]
