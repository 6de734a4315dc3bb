import asyncio
import signal
import sqlite3
import subprocess
import sys

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_mock_engine, text

from core.errors import StorageUnavailable
from storage import schema
from storage.schema import SchemaBroken, current, upgrade
from storage.tables import metadata
from tests import postgres


@pytest.fixture
async def empty_url(request, tmp_path, database_url, postgres_server):
    """An address of the same kind as `database_url`, where nothing is yet."""
    if database_url.startswith("sqlite"):
        yield f"sqlite+aiosqlite:///{tmp_path}/empty/otdel.db"
        return
    await postgres.run_on(postgres_server, "CREATE DATABASE empty")
    yield postgres_server.set(database="empty").render_as_string(hide_password=False)
    await postgres.run_on(postgres_server, "DROP DATABASE empty WITH (FORCE)")


def _is_ours(name, kind, _parents):
    """SQLite keeps a full-text index in tables of its own (test_search.py looks at those)."""
    return kind != "table" or "_fts" not in name


def _is_of_sqlite(_thing, name, _kind, _reflected, _other):
    return not (name or "").endswith("_trgm")


async def test_the_migrations_make_exactly_the_tables_of_the_code(database):
    def compare(connection):
        defaults = connection.dialect.name == "postgresql"  # SQLite tells them quoted
        opts = {"compare_server_default": defaults, "include_name": _is_ours}
        if connection.dialect.name == "sqlite":
            opts["include_object"] = _is_of_sqlite
        context = MigrationContext.configure(connection, opts=opts)
        return compare_metadata(context, metadata)

    async with database.write() as connection:
        assert await connection.run_sync(compare) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_indices_of_the_migrations_are_those_of_the_code(database):
    """alembic does not compare the conditions of partial indices."""
    want = sqlite3.connect(":memory:")
    engine = create_mock_engine(
        "sqlite://", lambda ddl, *_: want.execute(str(ddl.compile(dialect=engine.dialect)))
    )
    metadata.create_all(engine, checkfirst=False)
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    wanted = {name: " ".join(sql.split()) for name, sql in want.execute(query)}
    want.close()
    async with database.read() as connection:
        rows = (await connection.exec_driver_sql(query)).all()
    assert {name: " ".join(sql.split()) for name, sql in rows} == wanted


async def test_an_empty_database_is_migrated_once_and_a_second_time_changes_nothing(empty_url):
    have, want = await current(empty_url)
    assert have is None
    for _ in range(2):
        await upgrade(empty_url)
        assert await current(empty_url) == (want, want)


async def test_two_upgrades_at_once_take_turns(empty_url):
    await asyncio.gather(upgrade(empty_url), upgrade(empty_url))
    have, want = await current(empty_url)
    assert have == want


async def test_asking_for_the_revision_makes_no_file(tmp_path):
    await current(f"sqlite+aiosqlite:///{tmp_path}/none.db")
    assert list(tmp_path.iterdir()) == []


async def test_a_migration_that_fails_in_the_middle_leaves_nothing(empty_url, monkeypatch):
    real = schema._upgrade

    def fail_late(connection):
        real(connection)
        raise KeyboardInterrupt

    monkeypatch.setattr(schema, "_upgrade", fail_late)
    with pytest.raises(KeyboardInterrupt):
        await upgrade(empty_url)
    assert (await current(empty_url))[0] is None
    monkeypatch.undo()
    await upgrade(empty_url)


_KILLED = """
import asyncio, os, signal, sys
from storage import schema
real = schema._upgrade
def die(connection):
    real(connection)
    os.kill(os.getpid(), signal.SIGKILL)
schema._upgrade = die
asyncio.run(schema.upgrade(sys.argv[1]))
"""


async def test_a_kill_in_the_middle_of_a_migration_leaves_the_old_schema(empty_url):
    """Fault 7."""
    killed = subprocess.run([sys.executable, "-c", _KILLED, empty_url], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (await current(empty_url))[0] is None
    await upgrade(empty_url)


async def test_orphans_undo_a_migration(tmp_path, monkeypatch):
    """Trap 5."""
    real = command.upgrade

    def orphan(config, revision):
        real(config, revision)
        connection = config.attributes["connection"]
        connection.execute(
            text("INSERT INTO attendance (person_id, started_at) VALUES (99, '2026-01-01')")
        )

    monkeypatch.setattr(command, "upgrade", orphan)
    with pytest.raises(SchemaBroken, match="attendance"):
        await upgrade(f"sqlite+aiosqlite:///{tmp_path}/otdel.db")
    with sqlite3.connect(tmp_path / "otdel.db") as connection:
        assert connection.execute("SELECT * FROM sqlite_master").fetchall() == []
    connection.close()


async def test_an_unreachable_database_is_unavailable(postgres_server, tmp_path):
    nowhere = postgres_server.update_query_dict({"host": str(tmp_path)})
    with pytest.raises(StorageUnavailable):
        await upgrade(nowhere)
    with pytest.raises(StorageUnavailable):
        await current(nowhere)


def test_migrations_do_not_import_aiogram():
    code = (
        "import sys, storage.schema, storage.unit_of_work, storage.intake\n"
        "assert not {'aiogram', 'aiohttp', 'twilio', 'alembic'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
