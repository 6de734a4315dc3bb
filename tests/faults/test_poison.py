"""Fault 6 (P4): what cannot be handled is set aside with an alert, and delays only its own chat."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.messaging.desk import Desk
from scheduler import inbox
from tests.e2e.kill.stand import MANAGER, SID, SYSADMIN, WITH_A_START, Stand, said, until
from tests.faults.inloop import InLoop

POISON = "poison"


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses = tuple(timedelta(seconds=s) for s in (1, 2, 2, 3))
    monkeypatch.setattr(inbox, "PAUSES", pauses)


async def set_aside(stand: Stand) -> bool:
    return bool(stand.rows("SELECT id FROM inbox WHERE state = 'aside'"))


async def alerts(stand: Stand) -> list[str]:
    """What the system administrator is told: a number and a channel, nothing of the text."""
    try:
        return [said(row) for row in await stand.chat(SYSADMIN)]
    except AssertionError:
        return []


@pytest.mark.timeout(200)
async def test_a_clients_message_that_cannot_be_converted_delays_only_that_client(
    firm: InLoop, monkeypatch: pytest.MonkeyPatch
):
    # The others are told within the first pause, whatever else the machine does.
    pauses = tuple(timedelta(seconds=s) for s in (20, 1, 1, 1))
    monkeypatch.setattr(inbox, "PAUSES", pauses)
    assert firm.product is not None
    feeds, tries = firm.product._feeds.convert, []
    original = feeds["twilio", SID]

    def convert(item: Any) -> Any:
        if POISON.encode() in item.raw.payload:
            tries.append(item.id)
            raise ValueError("a bug")
        return original(item)

    feeds["twilio", SID] = convert
    await firm.write(1, POISON)
    await firm.write(1, "behind it.")
    delays = []
    for number in range(4):
        begun = time.monotonic()
        await firm.write(2, f"beside-{number}.")
        await firm.seen(f"beside-{number}.", 10)
        delays.append(time.monotonic() - begun)
    assert len(tries) <= 2
    assert not await set_aside(firm)
    assert await firm.times_shown("behind it.") == 0
    await until("it is set aside", 90, lambda: set_aside(firm))
    await firm.seen("behind it.")
    told = await until("the system administrator is told", 60, lambda: alerts(firm))
    print({"tries": len(tries), "delays_of_others_s": [round(d, 2) for d in delays]})
    # A try in a batch is followed by one alone, which is the one that counts.
    assert inbox.TRIES <= len(tries) <= 2 * inbox.TRIES
    assert len(told) == 1
    assert POISON not in told[0]


@pytest.mark.timeout(200)
async def test_an_update_whose_handling_fails_is_set_aside_and_the_next_one_handled(
    firm: InLoop, monkeypatch: pytest.MonkeyPatch
):
    original = Desk.answer

    async def answer(self: Desk, actor: Any, origin: Any, content: Any, cause: str) -> Any:
        if POISON in content.text:
            raise ValueError("a bug")
        return await original(self, actor, origin, content, cause)

    monkeypatch.setattr(Desk, "answer", answer)
    number = await firm.asked(1, "a question.")
    await firm.answer(MANAGER, POISON, number)
    await firm.answer(MANAGER, "behind it.", number)
    await until("it is set aside", 90, lambda: set_aside(firm))
    await firm.delivered("behind it.")
    assert await firm.sent(POISON) == []
    assert len(await until("the system administrator is told", 60, lambda: alerts(firm))) == 1


@pytest.mark.timeout(400)
async def test_a_message_that_kills_the_process_is_set_aside_after_five_deaths(tmp_path: Path):
    """The try is counted before it is made; the innocent beside it arrive once."""
    program = ("-m", "tests.faults.crashing")
    armed = {"OTDEL_FAILPOINT": "in-handler", "OTDEL_FAILPOINT_AT": POISON}
    async with Stand(tmp_path) as stand:
        await stand.start(program=program, **armed)
        await stand.listening()
        for client in (1, 2, 3):
            await stand.write(client, f"innocent-{client}.")
        await stand.write(1, POISON)
        await stand.write(1, "behind it.")
        deaths = 0
        while not await set_aside(stand) and deaths < 2 * inbox.TRIES:
            await stand.died()
            deaths += 1
            await stand.start(program=program, **armed)
            await until("dead or past it", WITH_A_START, lambda: _dead_or_past(stand))
        texts = ["innocent-1.", "innocent-2.", "innocent-3.", "behind it."]
        for text in texts:
            await until(
                f"{text} is shown", WITH_A_START, lambda text=text: stand.shown(MANAGER, text)
            )
        print({"deaths": deaths})
        assert deaths <= inbox.TRIES + 1
        everything = " ".join(said(row) for row in await stand.chat(MANAGER))
        assert [everything.count(text) for text in texts] == [1, 1, 1, 1]
        assert POISON not in everything
        assert len(await until("the administrator is told", 60, lambda: alerts(stand))) == 1


async def _dead_or_past(stand: Stand) -> bool:
    assert stand.child is not None
    return stand.child.returncode is not None or await set_aside(stand)
