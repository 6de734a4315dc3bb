"""BEGIN travels with the first statement (goal 1); nothing else of a transaction changes."""

import sqlite3

import pytest

from core.errors import StorageUnavailable
from storage.database import Database
from tests.storage.making import out


@pytest.fixture
async def database(sqlite_url):
    opened = Database(sqlite_url, busy_seconds=0.1)
    yield opened
    await opened.close()


@pytest.fixture
def other(database):
    """Another process, as far as SQLite can tell."""
    connection = sqlite3.connect(database.file, isolation_level=None, timeout=0)
    yield connection
    connection.close()


async def test_a_transaction_without_a_statement_never_reaches_the_file(units, other):
    async with units.begin():
        other.execute("BEGIN IMMEDIATE")
        other.execute("COMMIT")
    with pytest.raises(RuntimeError):
        async with units.begin():
            raise RuntimeError
    other.execute("BEGIN IMMEDIATE")
    other.execute("ROLLBACK")


async def test_from_its_first_statement_on_a_writer_keeps_every_other_out(units, other):
    """Trap 4: also where that statement only reads."""
    async with units.begin() as unit:
        await unit.cursor("any")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.execute("ROLLBACK")


async def test_a_database_that_is_locked_refuses_the_first_statement_and_serves_the_next(
    units, other, clock
):
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageUnavailable):
        async with units.begin() as unit:
            await unit.set_cursor("a", "1")
    other.execute("ROLLBACK")
    async with units.begin() as unit:
        await unit.outbox.add([out()], clock.now())
    async with units.read() as unit:
        assert await unit.cursor("a") is None
        assert len(await unit.outbox.listing((), 9)) == 1


async def test_what_failed_after_the_first_statement_is_undone(units):
    with pytest.raises(RuntimeError):  # noqa: PT012 - a unit is what fails
        async with units.begin() as unit:
            await unit.set_cursor("a", "1")
            raise RuntimeError
    async with units.begin() as unit:
        assert await unit.cursor("a") is None
        await unit.set_cursor("b", "2")
    async with units.read() as unit:
        assert await unit.cursor("b") == "2"
