"""Fault 11 (P8): a 429 slows the lane that it is about, never ends early, loses nothing."""

import asyncio
import time
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest

from tests.e2e.kill.stand import MANAGER, ROW, said, until
from tests.faults.inloop import InLoop, without_undo

SLOWED, QUIET = MANAGER, MANAGER + 1


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[InLoop]:
    """Two managers, each with a client; the first one's chat is going to be limited."""
    with without_undo():
        async with InLoop(tmp_path, managers=2, topics=False) as firm:
            await firm.open()
            await firm.write(1, "hello-1.")
            await firm.seen("hello-1.", manager=SLOWED)
            await firm.write(2, "hello-2.")
            await firm.seen("hello-2.", manager=QUIET)
            yield firm


async def delay(firm: InLoop, text: str) -> float:
    begun = time.monotonic()
    await firm.write(2, text)
    while await firm.shown(QUIET, text) is None:
        assert time.monotonic() - begun < 30
        await asyncio.sleep(0.01)
    return time.monotonic() - begun


async def sends(firm: InLoop, chat: int) -> list[ROW]:
    return [
        r
        for r in await firm.calls("telegram", "sendMessage")
        if str(r["params"]["chat_id"]) == str(chat)
    ]


async def test_a_short_wait_of_one_chat_is_kept_to_the_moment(two: InLoop):
    await two.fault("telegram", "retry_after", chat=SLOWED, retry_after=1, count=1)
    await two.write(1, "limited.")
    await two.seen("limited.", manager=SLOWED)
    refused, accepted = (await sends(two, SLOWED))[-2:]
    assert (refused["status"], accepted["status"]) == (429, 200)
    waited = accepted["at"] - refused["at"]
    print({"waited_s": round(waited, 3)})
    assert 1 <= waited < 10


async def test_a_long_wait_of_one_chat_slows_nobody_else(two: InLoop):
    idle = [await delay(two, f"idle-{n}.") for n in range(8)]
    await two.fault("telegram", "retry_after", chat=SLOWED, retry_after=35)
    for number in range(10):
        await two.write(1, f"waits-{number}.")

    async def refused() -> bool:
        return any(row["status"] == 429 for row in await sends(two, SLOWED))

    await until("the chat is limited", 60, refused)
    tries = len(await sends(two, SLOWED))
    busy = [await delay(two, f"busy-{n}.") for n in range(8)]
    print({"idle": round(median(idle), 3), "busy": round(median(busy), 3)})
    # Of a few messages: one stall of the machine is no slowness; the p95 is the benchmark's.
    assert median(busy) <= max(3 * median(idle), 1)
    # Thirty-five seconds are not over, so nobody has asked again; and nothing is given up.
    assert len(await sends(two, SLOWED)) == tries
    states = two.rows("SELECT DISTINCT state FROM outbox WHERE payload LIKE '%waits-%'")
    assert [row["state"] for row in states] == ["queued"]


async def test_a_limit_of_everybody_is_waited_for_and_nothing_is_lost(two: InLoop):
    await two.fault("telegram", "retry_after", method="sendMessage", retry_after=1, count=6)
    for number in range(5):
        await two.write(1, f"one-{number}.")
        await two.write(2, f"two-{number}.")
    for number in range(5):
        await two.seen(f"one-{number}.", 60, SLOWED)
        await two.seen(f"two-{number}.", 60, QUIET)
    for chat, name in ((SLOWED, "one-"), (QUIET, "two-")):
        texts = [said(row).splitlines()[-1] for row in await two.chat(chat) if name in said(row)]
        assert texts == [f"{name}{number}." for number in range(5)]
        calls = await sends(two, chat)
        for refused, following in pairwise(calls):
            assert refused["status"] != 429 or following["at"] - refused["at"] >= 1


async def test_the_real_limits_are_found_once_and_lose_nothing(two: InLoop):
    """Telegram's caps are on: a message a second to a chat after a small burst."""
    await two.control("telegram/options", limits=True)
    for number in range(25):
        await two.write(1, f"capped-{number}.")
    await two.seen("capped-24.", 150, SLOWED)
    calls = await sends(two, SLOWED)
    refused = [row for row in calls if row["status"] == 429]
    print({"calls": len(calls), "refused": len(refused)})
    texts = [said(r).splitlines()[-1] for r in await two.chat(SLOWED) if "capped-" in said(r)]
    assert texts == [f"capped-{number}." for number in range(25)]
    # The burst is halved at each refusal until it fits, so refusals do not grow with the messages.
    assert len(refused) <= 5
