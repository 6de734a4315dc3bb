import asyncio
import subprocess
import sys

import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import StorageUnavailable
from storage.leadership import Leadership
from tests import postgres
from tests.scheduler.working import until


async def test_one_leads_until_it_lets_go(database_url):
    first, second = Leadership(database_url), Leadership(database_url)
    async with first as leads:
        assert leads
        assert await first.acquire()
        assert not await second.acquire()
        async with second as also:
            assert not also
    assert await second.acquire()
    assert not await first.acquire()
    await second.release()
    await second.release()
    assert not first.lost.is_set()


_LEADER = """
import asyncio, sys
from storage.leadership import Leadership
async def lead():
    leader = Leadership(sys.argv[1])
    print(await leader.acquire(), flush=True)
    await asyncio.sleep(60)
asyncio.run(lead())
"""


async def test_a_killed_leader_is_followed_by_another(database_url):
    command = [sys.executable, "-c", _LEADER, database_url]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"True\n"
        follower = Leadership(database_url)
        assert not await follower.acquire()
        process.kill()
        process.wait()
    await until(follower.acquire)
    await follower.release()


async def test_a_leader_that_loses_its_session_is_told_and_may_lead_again(
    postgresql_url, postgres_server
):
    leader = Leadership(postgresql_url)
    assert await leader.acquire()
    await postgres.run_on(
        postgres_server,
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'",
    )
    await asyncio.wait_for(leader.lost.wait(), 60)
    other = Leadership(postgresql_url)
    assert await other.acquire()
    assert not await leader.acquire()
    await other.release()
    assert await leader.acquire()
    assert not leader.lost.is_set()
    await leader.release()


async def test_a_leader_whose_connection_only_seems_open_finds_out(postgresql_url, monkeypatch):
    leader = Leadership(postgresql_url, pulse_seconds=0.05)
    assert await leader.acquire()
    await asyncio.sleep(0.2)
    assert not leader.lost.is_set()

    async def silent(*_args, **_named):
        raise TimeoutError

    monkeypatch.setattr(AsyncConnection, "scalar", silent)
    await asyncio.wait_for(leader.lost.wait(), 60)
    await leader.release()


async def test_a_silent_leader_is_cut_off_and_the_epoch_rises(postgresql_url):
    """Fault 26: paused, it keeps its session and tells nobody that it lives."""
    paused = Leadership(postgresql_url, pulse_seconds=60)
    assert await paused.acquire()
    patient = Leadership(postgresql_url, lease_seconds=60)
    assert not await patient.acquire()
    assert not await patient.acquire()
    eager = Leadership(postgresql_url, lease_seconds=0)
    await until(eager.acquire)
    assert eager.epoch == paused.epoch + 1
    await asyncio.wait_for(paused.lost.wait(), 60)
    await eager.release()
    await paused.release()


async def test_a_leader_stopped_before_its_first_line_is_cut_off_too(postgresql_url):
    """It holds the lock, and the row names another or nobody."""
    held = Leadership(postgresql_url, pulse_seconds=60)
    assert await held.acquire()
    await postgres.run_on(make_url(postgresql_url), "DELETE FROM leadership")
    eager = Leadership(postgresql_url, lease_seconds=0.2)
    await until(eager.acquire)
    assert eager.epoch is not None
    await eager.release()
    await held.release()


async def test_a_leader_that_beats_is_left_alone(postgresql_url):
    leader = Leadership(postgresql_url, pulse_seconds=0.05)
    assert await leader.acquire()
    eager = Leadership(postgresql_url, lease_seconds=3)
    await asyncio.sleep(3.5)
    assert not await eager.acquire()
    await asyncio.sleep(0.2)
    assert not leader.lost.is_set()
    await leader.release()


async def test_a_leader_whose_epoch_has_passed_is_told(postgresql_url):
    leader = Leadership(postgresql_url, pulse_seconds=0.05)
    assert await leader.acquire()
    await postgres.run_on(make_url(postgresql_url), "UPDATE leadership SET epoch = epoch + 1")
    await asyncio.wait_for(leader.lost.wait(), 60)
    await leader.release()


async def test_an_unreachable_server_leads_nobody(postgres_server, tmp_path):
    with pytest.raises(StorageUnavailable):
        await Leadership(postgres_server.update_query_dict({"host": str(tmp_path)})).acquire()
