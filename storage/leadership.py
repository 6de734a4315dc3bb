"""One worker a database, whatever number of processes is started (faults 15 and 26)."""

import asyncio
import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from sqlalchemy import text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.database import opened, postgres_engine, sqlite_file
from storage.failures import Translation

log = structlog.get_logger(__name__)

_KEY = 0x07DE1002
_PULSE_SECONDS = 5.0
_LEASE_SECONDS = 20.0

_RAISE = text("""
    INSERT INTO leadership (id, epoch, backend, beat_at)
    VALUES (1, 1, pg_backend_pid(), clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET
        epoch = leadership.epoch + 1, backend = pg_backend_pid(), beat_at = clock_timestamp()
    RETURNING epoch""")
_BEAT = text("""
    UPDATE leadership SET beat_at = clock_timestamp() WHERE id = 1 AND epoch = :epoch
    RETURNING epoch""")
# Whoever holds the lock and has neither told that it lives nor done anything else for so long: a
# leader may have been stopped before it could write its first line.
_CUT_OFF = text("""
    SELECT pg_terminate_backend(held.pid)
    FROM pg_locks held JOIN pg_stat_activity one ON one.pid = held.pid
    LEFT JOIN leadership ON leadership.id = 1
    WHERE held.locktype = 'advisory' AND held.granted AND held.classid = 0 AND held.objid = :key
        AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND one.state_change < clock_timestamp() - make_interval(secs => :lease)
        AND coalesce(leadership.beat_at, one.state_change)
            < clock_timestamp() - make_interval(secs => :lease)""")


class Leadership:
    """`async with Leadership(url) as leads:` is true for one process at a time.

    SQLite: a lock on a file beside the database, which the system drops with the process.
    PostgreSQL: a session's advisory lock on a connection of its own; when that is lost another
    may lead already, so `lost` is set and the workers have to stop. The lease: a leader that has
    not told for so long that it lives (paused, or half cut off) loses its session to whoever
    waits, and the epoch rises; what the old one still tries to fire is fenced (fault 26).
    """

    def __init__(
        self,
        url: str | URL,
        *,
        pulse_seconds: float = _PULSE_SECONDS,
        lease_seconds: float = _LEASE_SECONDS,
    ) -> None:
        address = make_url(url)
        self.lost = asyncio.Event()
        file = sqlite_file(address)
        self._lock: _FileLock | _SessionLock = (
            _SessionLock(address, self.lost, pulse_seconds, lease_seconds)
            if file is None
            else _FileLock(file.with_name(f"{file.name}.leader"))
        )

    @property
    def epoch(self) -> int | None:
        """The number of this leadership; None on SQLite, where nobody can take over."""
        return self._lock.epoch

    async def acquire(self) -> bool:
        """False when another process leads. Raises StorageUnavailable."""
        held = await self._lock.acquire()
        if held:
            self.lost.clear()
        return held

    async def release(self) -> None:
        await self._lock.release()

    async def __aenter__(self) -> bool:
        return await self.acquire()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.release()


class _FileLock:
    epoch = None

    def __init__(self, file: Path) -> None:
        self._file = file
        self._handle: int | None = None

    async def acquire(self) -> bool:
        if self._handle is not None:
            return True
        handle = os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        self._handle = handle
        return True

    async def release(self) -> None:
        """The file stays: removing it would let two processes lock two files of one name."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


class _SessionLock:
    def __init__(
        self, url: URL, lost: asyncio.Event, pulse_seconds: float, lease_seconds: float
    ) -> None:
        self.epoch: int | None = None
        self._url = url
        self._lost = lost
        self._pulse_seconds = pulse_seconds
        self._lease_seconds = lease_seconds
        self._engine: AsyncEngine | None = None
        self._connection: AsyncConnection | None = None
        self._driver: Any = None
        self._pulse: asyncio.Task[None] | None = None

    async def acquire(self) -> bool:
        if self._connection is not None and not self._lost.is_set():
            return True
        await self.release()
        self._engine = postgres_engine(self._url, pooled=False, command_timeout=5)
        with Translation():
            held = await self._try(self._engine)
        if not held:
            await self.release()
        return held

    async def _try(self, engine: AsyncEngine) -> bool:
        self._connection = await opened(engine)
        await self._connection.execution_options(isolation_level="AUTOCOMMIT")
        if not await self._connection.scalar(
            text("SELECT pg_try_advisory_lock(:key)"), {"key": _KEY}
        ):
            await self._cut_off_a_silent_one(self._connection)
            return False
        self.epoch = await self._connection.scalar(_RAISE)
        raw = await self._connection.get_raw_connection()
        self._driver = raw.driver_connection
        self._driver.add_termination_listener(self._ended)
        self._pulse = asyncio.create_task(self._beat(self._connection), name="leadership")
        return True

    async def _cut_off_a_silent_one(self, connection: AsyncConnection) -> None:
        """The next try finds the lock free."""
        values = {"key": _KEY, "lease": self._lease_seconds}
        if (await connection.execute(_CUT_OFF, values)).first() is not None:
            log.warning("leadership_taken_from_a_silent_leader")

    def _ended(self, _driver: object) -> None:
        self._lost.set()

    async def _beat(self, connection: AsyncConnection) -> None:
        """A connection that only seems open (half-open, fault 10) is found by asking."""
        while not self._lost.is_set():
            await asyncio.sleep(self._pulse_seconds)
            try:
                beaten = await connection.scalar(_BEAT, {"epoch": self.epoch})
            except Exception as error:  # noqa: BLE001 - whatever it is, nobody can say that we lead
                log.warning("leadership_lost", kind=type(error).__name__)
                self._lost.set()
            else:
                if beaten is None:
                    log.warning("leadership_lost", kind="epoch")
                    self._lost.set()

    async def release(self) -> None:
        if self._pulse is not None:
            self._pulse.cancel()
            await asyncio.wait([self._pulse])
            self._pulse = None
        if self._driver is not None:
            self._driver.remove_termination_listener(self._ended)
            self._driver = None
        if self._connection is not None:
            await self._connection.invalidate()
            await self._connection.close()
            self._connection = None
        if self._engine is not None:
            await self._engine.dispose()
            self._engine = None
        self.epoch = None
