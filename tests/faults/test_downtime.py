"""Fault 16b: the product is down for twenty minutes, Twilio tries, tries again and gives up."""

import time
from pathlib import Path

from tests.e2e.kill.stand import ROW, picture, said, until
from tests.faults.inloop import InLoop, without_undo

CLIENTS, EACH = 4, 8


async def test_what_was_written_in_twenty_minutes_of_silence_is_all_there_once_and_in_order(
    tmp_path: Path,
):
    with without_undo():
        async with InLoop(tmp_path, managers=2) as firm:
            await firm.open()
            await firm.write(1, "before-1.")
            await firm.seen("before-1.")
            await firm.close()
            statuses = await _write_into_the_void(firm)
            assert statuses == {0}
            begun = time.monotonic()
            await firm.open()
            # One more by webhook while the catch-up is still at it.
            await firm.write(1, "after-1.")
            await until("all are shown", 150, lambda: _all_shown(firm))
            print({"caught_up_s": round(time.monotonic() - begun, 1)})
            await _judge(firm)


async def _write_into_the_void(firm: InLoop) -> set[int]:
    """Minutes pass between the messages on the emulators' and the product's clock."""
    found: set[int] = set()
    firm.sandbox.world.set_offset(-20 * 60)
    for number in range(EACH):
        for client in range(1, CLIENTS + 1):
            media = [picture(2000)] if number == 3 else []
            answer = await firm.write(client, f"missed-{client}-{number}.", media=media)
            found |= set(answer["statuses"])
        await firm.control("clock", advance=20 * 60 / EACH)
    firm.sandbox.world.set_offset(0)
    return found


def _wanted() -> list[str]:
    return [f"missed-{c}-{n}." for c in range(1, CLIENTS + 1) for n in range(EACH)]


async def _texts(firm: InLoop) -> list[str]:
    return [line for m in firm.managers for row in await firm.chat(m) for line in said(row).split()]


async def _all_shown(firm: InLoop) -> bool:
    shown = await _texts(firm)
    return {*_wanted(), "after-1."} <= set(shown) and len(await _pictures(firm)) == CLIENTS


async def _pictures(firm: InLoop) -> list[ROW]:
    """An empty picture is taken as a document where Telegram cannot read it."""
    rows = [row for m in firm.managers for row in await firm.chat(m)]
    return [row for row in rows if row.get("photo") or row.get("document")]


async def _judge(firm: InLoop) -> None:
    shown = await _texts(firm)
    assert [text for text in _wanted() if shown.count(text) != 1] == []
    for client in range(1, CLIENTS + 1):
        mine = [text for text in shown if text.startswith(f"missed-{client}-")]
        assert mine == [f"missed-{client}-{number}." for number in range(EACH)]
    mine = [
        text for text in shown if text in {"before-1.", "missed-1-0.", "missed-1-7.", "after-1."}
    ]
    assert mine == ["before-1.", "missed-1-0.", "missed-1-7.", "after-1."]
    kept = firm.rows("SELECT external_id FROM messages WHERE direction = 'in'")
    sids = [row["sid"] for row in await firm.twilio("inbound")]
    assert sorted(row["external_id"] for row in kept) == sorted(sids)
    stored = firm.rows("SELECT state, COUNT(*) AS n FROM media GROUP BY state")
    assert stored == [{"state": "stored", "n": CLIENTS}]
