"""Faults 4 and 5: SIGTERM with work in flight, and a process that dies again and again."""

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from core.messaging.delivery import Delivery
from core.messaging.model import OutboxRow, Sent
from core.policy.gate import Ticket
from core.reactions import Reactor
from storage.database import Database
from storage.unit_of_work import SqlUnits
from tests.clock import FrozenClock
from tests.e2e.kill.stand import MANAGER, WITH_A_START, Stand, said, until
from tests.faults.inloop import InLoop

PEOPLE, EACH = 25, 20


async def shown_times(stand: Stand) -> Counter[str]:
    found: Counter[str] = Counter()
    for manager in stand.managers:
        found.update(w for row in await stand.chat(manager) for w in said(row).split() if "m-" in w)
    return found


async def some_shown(stand: Stand) -> int:
    try:
        return len(await shown_times(stand))
    except AssertionError:
        return 0


@pytest.mark.timeout(400)
async def test_a_graceful_stop_with_five_hundred_in_flight_loses_and_repeats_nothing(
    tmp_path: Path,
):
    async with Stand(tmp_path, managers=PEOPLE, topics=False) as stand:
        await stand.start()
        await stand.working()
        await stand.fault("telegram", "slow", method="sendMessage", seconds=0.3)
        for number in range(EACH):
            writing = [stand.write(c + 1, f"m-{c}-{number}.") for c in range(PEOPLE)]
            assert all(one["statuses"] == [200] for one in await asyncio.gather(*writing))
        await until("the first have left", WITH_A_START, lambda: some_shown(stand))
        seconds = await stand.terminate()
        left = stand.rows("SELECT state, COUNT(*) AS n FROM outbox GROUP BY state")
        await stand.heal()
        await stand.start()

        async def everything() -> bool:
            return await some_shown(stand) == PEOPLE * EACH

        await until("everything is shown", 180, everything)
        print({"exit_s": round(seconds, 2), "at_exit": {r["state"]: r["n"] for r in left}})
        assert seconds <= 10
        assert {row["state"] for row in left} <= {"queued", "sent"}
        assert set((await shown_times(stand)).values()) == {1}


@pytest.mark.timeout(300)
async def test_a_stop_does_not_wait_for_a_provider_that_hangs(tmp_path: Path):
    async with Stand(tmp_path) as stand:
        await stand.start()
        await stand.working()
        await stand.fault("telegram", "hang", method="sendMessage", seconds=60)
        await stand.write(1, "m-hangs.")
        calls = "calls?provider=telegram&method=sendMessage"
        await until("it is being sent", WITH_A_START, lambda: stand.get(calls))
        seconds = await stand.terminate()
        print({"exit_s": round(seconds, 2)})
        assert seconds <= 10
        await stand.heal()
        await stand.start()
        await until("it is shown", WITH_A_START, lambda: stand.shown(MANAGER, "m-hangs."))


class Fatal:
    """A provider that takes the message; then the process dies before it can record that."""

    provider, can_tell = "telegram", False

    def __init__(self, account: str) -> None:
        self.account = account
        self.taken: list[int] = []

    async def send(self, row: OutboxRow, ticket: Ticket) -> Sent:
        self.taken.append(row.id)
        return Sent((str(len(self.taken)),))

    async def find_sent(self, row: OutboxRow, known: frozenset[str]) -> Sent | None:
        return None


async def test_twenty_deaths_in_a_minute_are_no_storm_of_repeats(firm: InLoop):
    """Each death has the same message taken and not recorded; the pauses before repeats grow."""
    await firm.fault("telegram", "hang", method="sendMessage", seconds=30)
    await firm.write(1, "fatal.")
    (row,) = await until("it is queued", WITH_A_START, lambda: _rows(firm))
    await firm.close()
    database, clock = Database(firm.url), FrozenClock(_now())
    units = SqlUnits(database, clock)
    channel = Fatal(row["account"])
    for _ in range(20):
        delivery = Delivery(units, clock, Reactor())
        await delivery.interrupted(channel)
        for _ in range(3):
            clock.advance(1)
            await delivery.resolve(channel)
            for taken, ticket in await delivery.take(channel, 8):
                await channel.send(taken, ticket)
    await database.close()
    repeats = max(Counter(channel.taken).values()) - 1
    print({"deaths": 20, "seconds": 60, "repeats": repeats})
    assert repeats <= 6


async def _rows(firm: InLoop) -> list[dict[str, object]]:
    return firm.outbox("fatal.")


def _now():
    from otdel.clock import SystemClock  # noqa: PLC0415 - the rows carry the real time

    return SystemClock().now() + timedelta(seconds=1)
