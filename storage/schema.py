"""From any earlier schema to the present one, in one transaction: a kill leaves old or new."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage.database import make_private, opened, postgres_engine, sqlite_file
from storage.failures import Translation

_ADVISORY_LOCK = 0x07DE1001
"""Two processes that start at once upgrade one after the other."""


class SchemaBroken(Exception):
    """A migration would leave rows whose parents are gone; it was undone."""


async def upgrade(url: str | URL) -> None:
    """Creates or upgrades the database. Raises StorageUnavailable, SchemaBroken."""
    engine = _engine(make_url(url))
    try:
        with Translation():
            connection = await opened(engine)
            try:
                async with connection.begin():
                    await connection.run_sync(_upgrade)
            finally:
                await connection.close()
    finally:
        await engine.dispose()


async def current(url: str | URL) -> tuple[str | None, str | None]:
    """(the revision that the database has, the one that this version wants)."""
    wanted = ScriptDirectory.from_config(_config()).get_current_head()
    address = make_url(url)
    file = sqlite_file(address)
    if file is not None and not file.exists():
        return None, wanted
    engine = _engine(address, begin="BEGIN")
    try:
        with Translation():
            connection = await opened(engine)
            try:
                return await connection.run_sync(_revision), wanted
            finally:
                await connection.close()
    finally:
        await engine.dispose()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "sqlite":
        _check_children(connection)


def _check_children(connection: Connection) -> None:
    """Trap 5: foreign keys are off while tables are rebuilt, and checked before the commit."""
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if orphans:
        raise SchemaBroken(", ".join(sorted({str(row[0]) for row in orphans})))


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _engine(url: URL, begin: str = "BEGIN IMMEDIATE") -> AsyncEngine:
    file = sqlite_file(url)
    if file is None:
        return postgres_engine(url, pooled=False, command_timeout=None)
    make_private(file)
    engine = create_async_engine(
        url,
        hide_parameters=True,
        poolclass=NullPool,
        connect_args={"timeout": 30, "isolation_level": None},
    )

    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    def prepare(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=OFF"):
            connection.execute(f"PRAGMA {pragma}").close()

    event.listen(engine.sync_engine, "begin", start)
    event.listen(engine.sync_engine, "connect", prepare)
    return engine
