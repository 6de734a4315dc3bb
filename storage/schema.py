"""From any earlier schema to the present one, in one transaction: a kill leaves old or new."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage.database import make_private, opened, postgres_engine, sqlite_file
from storage.failures import Translation

_SCRIPTS = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 0x07DE1001
"""Two processes that start at once upgrade one after the other."""


class SchemaBroken(Exception):
    """A migration would leave rows whose parents are gone; it was undone."""


async def upgrade(url: str | URL) -> None:
    """Creates or upgrades the database. Raises StorageUnavailable, SchemaBroken.

    Nearly every start finds nothing to do and does without alembic, whose import takes longer.
    """
    have, wanted = await current(url)
    if have != wanted:
        await _migrate(make_url(url))


async def _migrate(url: URL) -> None:
    engine = _engine(url)
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


async def current(url: str | URL) -> tuple[str | None, str]:
    """(the revision that the database has, the one that this version wants)."""
    wanted = _newest()
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


def _newest() -> str:
    """A migration's file begins with its revision, and they are numbered in their order."""
    return max(file.name.partition("_")[0] for file in (_SCRIPTS / "versions").glob("[0-9]*.py"))


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - see `upgrade`
    from alembic.config import Config  # noqa: PLC0415

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.set_main_option("path_separator", "os")
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
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


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
