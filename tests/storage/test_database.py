"""The faults of a database (RELIABILITY 31-37): refused, nothing lost, mended by itself."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
import traceback

import pytest
from sqlalchemy import text

from core.errors import StorageUnavailable
from storage.database import Database
from storage.failures import StatementRefused
from storage.intake import GroupCommit
from storage.unit_of_work import SqlUnits
from tests.storage.making import out, raw


async def _stored(units):
    async with units.read() as unit:
        return await unit.cursor("n")


async def test_two_hundred_read_then_write_units_lose_no_update(units, database, make):
    client = await make.client()

    async def add_one():
        async with units.begin() as unit:
            await unit.clients.lock(client.id)
            await unit.set_cursor("n", str(int(await unit.cursor("n") or 0) + 1))

    await asyncio.gather(*(add_one() for _ in range(200)))
    assert await _stored(units) == "200"


async def test_a_reader_sees_one_snapshot_and_cannot_write(units):
    async with units.begin() as unit:
        await unit.set_cursor("n", "1")
    async with units.read() as reader:
        assert await reader.cursor("n") == "1"
        async with units.begin() as writer:
            await writer.set_cursor("n", "2")
        assert await reader.cursor("n") == "1"
    with pytest.raises(StatementRefused):
        async with units.read() as reader:
            await reader.set_cursor("n", "3")
    assert await _stored(units) == "2"


async def test_an_exception_undoes_everything(units):
    with pytest.raises(ZeroDivisionError):  # noqa: PT012 - a unit is what fails
        async with units.begin() as unit:
            await unit.set_cursor("n", "1")
            raise ZeroDivisionError
    assert await _stored(units) is None


async def test_a_cancelled_unit_is_undone_and_the_next_one_works(units):
    for delay in (0, 0.001, 0.005):
        inside = asyncio.Event()

        async def write(inside=inside):
            async with units.begin() as unit:
                inside.set()
                for n in range(1000):
                    await unit.set_cursor("n", str(n))

        task = asyncio.create_task(write())
        await inside.wait()
        await asyncio.sleep(delay)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await _stored(units) is None
    async with units.begin() as unit:
        await unit.set_cursor("n", "x")
    assert await _stored(units) == "x"


async def test_a_commit_is_not_torn_by_a_cancelled_caller(units):
    async def write(n):
        async with units.begin() as unit:
            await unit.set_cursor("n", str(n))

    for n in range(30):
        task = asyncio.create_task(write(n))
        await asyncio.sleep(n / 10_000)
        task.cancel()
        await asyncio.wait([task])
    await write("last")
    assert await _stored(units) == "last"


async def test_no_value_ever_stands_in_an_error(units, make, clock):
    secret = "+79161234567"
    await make.outbox(out(dedupe_key="known"))
    for broken in ({"text": secret, "bad": secret.encode()}, {"text": secret}):
        with pytest.raises((StatementRefused, TypeError)) as caught:  # noqa: PT012 - a unit is what fails
            async with units.begin() as unit:
                (number,) = await unit.take_ids("clients", 1)
                await unit.outbox.add([out(client_id=number, payload=broken)], clock.now())
        assert secret not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_value_that_postgresql_cannot_take_is_refused_without_being_told(units, database):
    for value in ("секрет\x00", "секрет" * 100, 5):
        with pytest.raises(StatementRefused) as caught:
            async with units.begin() as unit:
                await unit.set_cursor("n", value)
        assert "секрет" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_unit_inside_a_unit_is_a_bug_and_not_a_deadlock(units, database):
    with pytest.raises(RuntimeError, match="inside"):
        async with units.begin(), units.begin():
            pass
    assert await _stored(units) is None


_HOLDER = """
import sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
async def hasty(sqlite_url):
    opened = Database(sqlite_url, busy_seconds=0.3)
    yield opened
    await opened.close()


async def test_another_processs_lock_is_told_and_outlived(hasty, clock, tmp_path):
    """Fault 31."""
    units, intake = SqlUnits(hasty, clock), GroupCommit(hasty, clock)
    intake.start()
    command = [sys.executable, "-c", _HOLDER, str(tmp_path / "otdel.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StorageUnavailable, match="BUSY"):
            async with units.begin() as unit:
                await unit.set_cursor("n", "1")
        refused = await asyncio.gather(
            *(intake.put([raw(str(n))]) for n in range(9)), return_exceptions=True
        )
        assert await _stored(units) is None
        holder.stdin.close()
    assert all(isinstance(answer, StorageUnavailable) for answer in refused)
    assert await intake.put([raw("1")]) == [True]
    async with units.begin() as unit:
        await unit.set_cursor("n", "2")
    assert await _stored(units) == "2"
    await intake.close()


async def test_waiting_writers_are_refused_in_time_behind_a_slow_one(hasty, clock):
    units = SqlUnits(hasty, clock)

    async def write():
        async with units.begin() as unit:
            await unit.set_cursor("n", "1")

    async with units.begin():
        waiting = asyncio.gather(*(write() for _ in range(50)), return_exceptions=True)
        # One after another they would wait for fifteen seconds.
        answers = await asyncio.wait_for(waiting, 10)
    assert all(isinstance(answer, StorageUnavailable) for answer in answers)
    await write()
    assert await _stored(units) == "1"


async def _limit_pages(database, pages):
    async with database._writer.connect() as connection:
        await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


async def test_a_full_disk_refuses_intake_and_recovers(hasty, clock):
    """Fault 33, P13."""
    units, intake = SqlUnits(hasty, clock), GroupCommit(hasty, clock)
    intake.start()
    await _limit_pages(hasty, 1)
    with pytest.raises(StorageUnavailable, match="FULL"):  # noqa: PT012 - a unit is what fails
        for n in range(9):
            await intake.put([raw(str(n), payload=b"x" * 100_000)])
    with pytest.raises(StorageUnavailable, match="FULL"):
        async with units.begin() as unit:
            await unit.outbox.add([out(payload={"text": "x" * 100_000})], clock.now())
    async with units.read() as unit:
        assert await unit.outbox.listing((), 9) == []
    await _limit_pages(hasty, 1_000_000)
    assert await intake.put([raw("after")]) == [True]
    await intake.close()


async def test_a_broken_writer_connection_is_replaced(hasty, clock):
    units = SqlUnits(hasty, clock)
    with pytest.raises(StorageUnavailable):  # noqa: PT012 - a unit is what fails
        async with hasty.write() as connection:
            fairy = await connection.get_raw_connection()
            await fairy.driver_connection.close()
            await connection.exec_driver_sql("SELECT 1")
    async with units.begin() as unit:
        await unit.set_cursor("n", "1")
    assert await _stored(units) == "1"


async def test_a_lost_folder_is_told_and_recovery_needs_no_restart(sqlite_url, clock, tmp_path):
    database = Database(sqlite_url)
    units = SqlUnits(database, clock)
    (tmp_path / "otdel.db").rename(tmp_path / "away.db")
    (tmp_path / "otdel.db").mkdir()
    with pytest.raises(StorageUnavailable):
        async with units.begin() as unit:
            await unit.set_cursor("n", "1")
    (tmp_path / "otdel.db").rmdir()
    shutil.move(tmp_path / "away.db", tmp_path / "otdel.db")
    async with units.begin() as unit:
        await unit.set_cursor("n", "2")
    assert await _stored(units) == "2"
    await database.close()


async def test_the_file_is_private_and_written_safely(hasty, tmp_path):
    async with hasty.write() as connection:
        for pragma, value in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
            assert await connection.scalar(text(f"PRAGMA {pragma}")) == value
    fresh = Database(f"sqlite+aiosqlite:///{tmp_path}/new/otdel.db")
    async with fresh.write() as connection:
        await connection.exec_driver_sql("CREATE TABLE t (x)")
    modes = {file.stat().st_mode & 0o777 for file in (tmp_path / "new").iterdir()}
    await fresh.close()
    assert modes == {0o600}
    with pytest.raises(ValueError, match="file"):
        Database("sqlite+aiosqlite:///:memory:")


async def test_an_old_sqlite_is_warned_of(hasty, sqlite_url, monkeypatch, capsys):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    await Database(sqlite_url).close()
    assert "sqlite_wal_reset_range" in capsys.readouterr().out
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))
    await Database(sqlite_url).close()
    assert "sqlite_wal_reset_range" not in capsys.readouterr().out
