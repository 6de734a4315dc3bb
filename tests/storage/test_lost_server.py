"""A PostgreSQL server that goes away (faults 36 and 37): refused, nothing lost, mended."""

import asyncio

import pytest

from core.errors import StorageUnavailable
from storage.database import Database
from storage.failures import Conflict
from storage.intake import GroupCommit
from storage.unit_of_work import SqlUnits
from tests import postgres
from tests.storage.making import raw


async def _stored(units):
    async with units.read() as unit:
        return await unit.cursor("n")


@pytest.fixture
async def remote(postgresql_url):
    opened = Database(postgresql_url)
    yield opened
    await opened.close()


async def _terminate_backends(address, database):
    await postgres.run_on(
        address,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{database.url.database}'",
    )


async def test_terminated_backends_are_told_and_outlived(remote, postgres_server, clock):
    """Fault 36."""
    units, intake = SqlUnits(remote, clock), GroupCommit(remote, clock)
    intake.start()
    assert await intake.put([raw("1")]) == [True]
    with pytest.raises(StorageUnavailable):  # noqa: PT012 - a unit is what fails
        async with units.begin() as unit:
            await unit.set_cursor("n", "1")
            await _terminate_backends(postgres_server, remote)
            await unit.set_cursor("n", "2")
    with pytest.raises(StorageUnavailable):  # noqa: PT012 - a unit is what fails
        async with units.begin() as unit:
            await unit.set_cursor("n", "3")
            await _terminate_backends(postgres_server, remote)
    assert await intake.put([raw("1"), raw("2")]) == [False, True]
    assert await _stored(units) is None
    await intake.close()


async def test_backends_terminated_all_the_time_lose_nothing(remote, postgres_server, clock):
    units, intake = SqlUnits(remote, clock), GroupCommit(remote, clock)
    intake.start()
    accepted, stop = set(), asyncio.Event()

    async def deliver(n):
        while True:
            try:
                await intake.put([raw(str(n))])
            except StorageUnavailable:
                await asyncio.sleep(0.01)
            else:
                accepted.add(str(n))
                return

    async def terminate():
        pause = 0.05
        while not stop.is_set():
            await _terminate_backends(postgres_server, remote)
            await asyncio.sleep(pause)
            # Where connecting alone takes longer than the pause, nobody would ever come through.
            pause *= 1.1

    killer = asyncio.create_task(terminate())
    for n in range(60):
        await deliver(n)
    stop.set()
    await killer
    await intake.close()
    async with units.read() as unit:
        items = await unit.inbox.next(["twilio"], clock.now(), 99)
    assert sorted(item.raw.external_id for item in items) == sorted(accepted)
    assert len(accepted) == 60


async def test_an_unreachable_server_is_unavailable(postgres_server, tmp_path):
    nowhere = Database(postgres_server.update_query_dict({"host": str(tmp_path)}))
    with pytest.raises(StorageUnavailable):
        async with nowhere.write():
            pass
    missing = Database(postgres_server.set(database="missing"))
    with pytest.raises(StorageUnavailable):
        async with missing.read():
            pass
    await nowhere.close()
    await missing.close()


async def test_a_deadlock_is_run_again_whole(remote, clock):
    """Fault 37."""
    units = SqlUnits(remote, clock)
    async with units.begin() as unit:
        await unit.set_cursor("a", "0")
        await unit.set_cursor("b", "0")
    both = asyncio.Barrier(2)
    runs = []

    async def cross(first, second):
        async def work(unit):
            runs.append(first)
            await unit.set_cursor(first, first)
            if len(runs) <= 2:
                await both.wait()
            await unit.set_cursor(second, first)
            return first

        return await units.run(work)

    assert await asyncio.gather(cross("a", "b"), cross("b", "a")) == ["a", "b"]
    assert len(runs) == 3


async def test_a_conflict_that_does_not_end_is_unavailable(remote, clock):
    tries = []

    async def work(unit):
        tries.append(1)
        raise Conflict("40001")

    with pytest.raises(StorageUnavailable):
        await SqlUnits(remote, clock).run(work)
    assert len(tries) == 5
