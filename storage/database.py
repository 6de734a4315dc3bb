"""Engines, transactions, and recovery: the one place that opens a connection."""

import asyncio
import json
import os
import sqlite3
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from core.errors import StorageUnavailable
from storage.commits import Commits
from storage.failures import Translation, doubtful
from storage.sqlite_driver import OneTripDriver
from storage.turns import Turns

log = structlog.get_logger(__name__)

_WAL_RESET_MENDED = (3, 51, 3)
_BUSY_SECONDS = 5.0


canonical = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""JSON that a person can read: Cyrillic stays Cyrillic."""


def sqlite_file(url: URL) -> Path | None:
    """The file of an SQLite address; None for PostgreSQL."""
    if url.get_backend_name() != "sqlite":
        return None
    if not url.database or url.database == ":memory:":
        raise ValueError("DATABASE_URL: the database has to be a file, or nothing outlives a kill")
    return Path(url.database)


def make_private(file: Path) -> None:
    """Created readable by its owner only; SQLite gives -wal and -shm the same mode (fault 65)."""
    file.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))


class Database:
    """One database, two ways in: `write()` and `read()`.

    SQLite has one writer connection, which alone checkpoints, behind one in-process lock, and
    every writing transaction is IMMEDIATE (trap 4). A connection that cannot be trusted any more
    is thrown away, so that the next transaction recovers without a restart (P13).
    """

    def __init__(self, url: str | URL, *, busy_seconds: float = _BUSY_SECONDS) -> None:
        self.url = make_url(url)
        self.commits = Commits()
        self.file = sqlite_file(self.url)
        self.dialect = "postgresql" if self.file is None else "sqlite"
        self._busy_seconds = busy_seconds
        self._turns = Turns()
        self._holder: asyncio.Task[Any] | None = None
        if self.file is None:
            self._writer = postgres_engine(self.url)
            self._reader = self._writer.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        else:
            make_private(self.file)
            _warn_of_old_sqlite()
            self._writer = sqlite_engine(self.url, writer=True, busy_seconds=busy_seconds)
            self._reader = sqlite_engine(self.url, writer=False, busy_seconds=busy_seconds)

    @asynccontextmanager
    async def write(self, *, urgent: bool = False) -> AsyncIterator[AsyncConnection]:
        """A transaction that commits when left in peace. Raises StorageUnavailable.

        `urgent`: somebody outside waits for it; on SQLite it goes before the others that wait.
        """
        if self.file is None:
            async with self._transaction(self._writer) as connection:
                yield connection
            return
        await self._take_turn(urgent=urgent)
        try:
            async with self._transaction(self._writer) as connection:
                yield connection
        finally:
            self._holder = None
            self._turns.release()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A snapshot; the database refuses writes in it."""
        async with self._transaction(self._reader, writing=False) as connection:
            yield connection

    async def close(self) -> None:
        """Readers first: the writer's last close checkpoints."""
        await self._reader.dispose()
        await self._writer.dispose()

    async def _take_turn(self, *, urgent: bool) -> None:
        if self._holder is asyncio.current_task():
            raise RuntimeError("a writing transaction inside a writing transaction")
        try:
            async with asyncio.timeout(self._busy_seconds):
                await self._turns.acquire(urgent=urgent)
        except TimeoutError:
            raise StorageUnavailable("BUSY") from None
        self._holder = asyncio.current_task()

    @asynccontextmanager
    async def _transaction(
        self, engine: AsyncEngine, *, writing: bool = True
    ) -> AsyncIterator[AsyncConnection]:
        with Translation(writing=writing):
            connection = await opened(engine)
            try:
                await connection.begin()
                yield connection
            except BaseException as error:
                await _to_the_end(_undone(connection, error))
                raise
            await _to_the_end(_committed(connection))


async def opened(engine: AsyncEngine) -> AsyncConnection:
    """Raises StorageUnavailable, or the driver's own error for `Translation`."""
    task = asyncio.create_task(_connected(engine))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        if task.exception() is None:  # nobody is left to use it: it must not leak from the pool
            await _to_the_end(task.result().close())
        raise


async def _connected(engine: AsyncEngine) -> AsyncConnection:
    try:
        return await engine.connect()
    except DBAPIError:
        raise
    except Exception as error:  # noqa: BLE001 - drivers name a lost server in many ways
        raise StorageUnavailable(f"cannot connect: {type(error).__name__}") from None


async def _committed(connection: AsyncConnection) -> None:
    try:
        await connection.commit()
    except BaseException as error:
        await _undone(connection, error)
        raise
    await connection.close()


async def _undone(connection: AsyncConnection, error: BaseException) -> None:
    """Rolled back; a connection that cannot even do that, or is in doubt, is thrown away."""
    sound = False
    with suppress(SQLAlchemyError, OSError):
        if not doubtful(error):
            await connection.rollback()
            sound = True
    with suppress(SQLAlchemyError, OSError):
        if not sound:
            await connection.invalidate()
    await connection.close()


async def _to_the_end(work: Awaitable[None]) -> None:
    """A cancelled caller leaves only when the connection is clean again."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


def sqlite_engine(url: URL, *, writer: bool, busy_seconds: float = _BUSY_SECONDS) -> AsyncEngine:
    engine = create_async_engine(
        url,
        hide_parameters=True,
        json_serializer=canonical,
        pool_size=1 if writer else 4,
        max_overflow=0 if writer else 4,
        pool_timeout=busy_seconds,
        pool_reset_on_return=None,  # `Database` has left every transaction by then
        connect_args={"timeout": busy_seconds, "isolation_level": None},
        module=OneTripDriver(),
    )
    begin = "BEGIN IMMEDIATE" if writer else "BEGIN"

    def start(connection: Connection) -> None:
        driven: Any = connection.connection.dbapi_connection
        driven.begin_with(begin)

    def prepare(connection: Any, _record: Any) -> None:
        for pragma in _WRITER_PRAGMAS if writer else _READER_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").close()

    event.listen(engine.sync_engine, "begin", start)
    event.listen(engine.sync_engine, "connect", prepare)
    return engine


_WRITER_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
_READER_PRAGMAS = ("query_only=ON", "wal_autocheckpoint=0", "foreign_keys=ON")


def postgres_engine(url: URL, *, pooled: bool = True, **connect: Any) -> AsyncEngine:
    """Waits are bounded on both sides: a lost server is noticed within seconds."""
    waits = {"timeout": 5, "command_timeout": 60} | connect
    settings = {
        "jit": "off",
        "lock_timeout": "5s",
        "application_name": "otdel",
        # A process that is paused in a transaction (fault 26) does not hold its rows for ever.
        "idle_in_transaction_session_timeout": "30s",
    }
    pool: dict[str, Any] = (
        {"pool_pre_ping": True, "pool_size": 8, "max_overflow": 8, "pool_timeout": 5}
        if pooled
        else {"poolclass": NullPool}
    )
    return create_async_engine(
        url,
        hide_parameters=True,
        json_serializer=canonical,
        connect_args=waits | {"server_settings": settings},
        **pool,
    )


def _warn_of_old_sqlite() -> None:
    """Trap 4: earlier ones may, rarely, lose a commit at a WAL reset; some are back-ported."""
    if sqlite3.sqlite_version_info < _WAL_RESET_MENDED:
        log.warning("sqlite_wal_reset_range", version=sqlite3.sqlite_version, mended="3.51.3")
