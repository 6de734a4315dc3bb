"""Faults 10, 12, 13: a provider or the way to it misbehaves. The truth is in the emulators."""

import asyncio

import pytest

from tests.e2e.kill.stand import MANAGER, ROW, said, until
from tests.faults.inloop import InLoop

BEFORE = ["refuse", "reset_before"]
AFTER = ["reset_after", "lost_answer", "garbage", "truncated", "hang"]
TIMES = 2


@pytest.fixture(autouse=True)
def _short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pauses themselves are tested with the channels; here only what follows from them."""
    monkeypatch.setattr("bots.telegram.failures.AUTH_PAUSE", 1.0)
    monkeypatch.setattr("bots.whatsapp.errors.AUTH_RETRY", 1.0)


async def settled(firm: InLoop, text: str) -> ROW:
    async def ask() -> ROW | None:
        rows = firm.outbox(text)
        return rows[0] if rows and rows[0]["state"] == "sent" else None

    found = await until(f"{text} is recorded as sent", 60, ask)
    assert found is not None
    return found


async def lines(firm: InLoop, text: str) -> list[str]:
    """The last lines of the messages that show `text`, in the order of the chat."""
    return [said(row).splitlines()[-1] for row in await firm.chat(MANAGER) if text in said(row)]


@pytest.mark.parametrize("kind", [*BEFORE, *AFTER, "slow"])
async def test_a_message_to_a_manager_outlives_a_broken_network(firm: InLoop, kind: str):
    await firm.fault("telegram", kind, method="sendMessage", count=TIMES, seconds=0.5)
    await firm.write(1, "through the storm.")
    row = await settled(firm, "through the storm.")
    copies = await firm.times_shown("through the storm.")
    # The Bot API cannot be asked: what may have arrived is repeated, and marked so (P2).
    assert copies == (1 + TIMES if kind in AFTER else 1)
    assert row["possible_repeat"] == (kind != "slow")


@pytest.mark.parametrize("kind", [*BEFORE, *AFTER, "slow", "status"])
async def test_a_client_never_reads_twice_what_twilio_can_be_asked_about(firm: InLoop, kind: str):
    number = await firm.asked(1, "a question.")
    await firm.fault("twilio", kind, method="POST Messages", count=1, seconds=0.5, status=502)
    await firm.answer(MANAGER, "an answer.", number)
    row = await settled(firm, "an answer.")
    assert len(await firm.sent("an answer.")) == 1
    found_by_asking = kind in AFTER
    assert row["possible_repeat"] == (0 if found_by_asking or kind == "slow" else 1)


async def test_a_tenth_of_502_both_ways_loses_nothing(firm: InLoop):
    for provider, method in (
        ("telegram", None),
        ("twilio", "POST Messages"),
        ("twilio", "GET Messages"),
    ):
        await firm.fault(provider, "status", method=method, status=502, rate=0.1, seed=5)
    for number in range(1, 16):
        await firm.write(1, f"question-{number}.")
    for number in range(1, 16):
        shown = await firm.seen(f"question-{number}.")
        await firm.answer(MANAGER, f"answer-{number}.", shown["message_id"])
    for number in range(1, 16):
        await firm.delivered(f"answer-{number}.")
    wanted = [f"answer-{number}." for number in range(1, 16)]
    assert [row["body"] for row in await firm.twilio("outbound-api")] == wanted
    assert await lines(firm, "question-") == [f"question-{number}." for number in range(1, 16)]


@pytest.mark.parametrize(
    ("status", "code"), [(400, "chat-not-found"), (403, "blocked"), (409, "bad-request")]
)
async def test_a_refusal_for_good_is_a_dead_letter_with_its_reason(
    firm: InLoop, status: int, code: str
):
    await firm.fault("telegram", "status", method="sendMessage", count=1, status=status)
    await firm.write(1, "refused for good.")

    async def dead() -> bool:
        return [row["state"] for row in firm.outbox("refused for good.")] == ["failed"]

    await until("it is a dead letter", 60, dead)
    assert [row["error_code"] for row in firm.outbox("refused for good.")] == [code]
    # One message is not the chat: the next one arrives.
    await firm.write(1, "the next one.")
    await firm.seen("the next one.")


async def test_a_refusal_by_twilio_is_told_in_words_to_whoever_answered(firm: InLoop):
    """P7: failed with a reason, and the button that sends it again."""
    number = await firm.asked(1, "a question.")
    await firm.control("twilio/options", failures={"whatsapp:+70000010001": 63024})
    typed = await firm.answer(MANAGER, "never arrives.", number)

    async def told() -> list[ROW]:
        return [
            row
            for row in await firm.chat(MANAGER)
            if row.get("reply_to_message", {}).get("message_id") == typed["message_id"]
            and "rs:" in str(row.get("reply_markup"))
        ]

    assert len(await until("the failure is told", 60, told)) == 1


@pytest.mark.parametrize("provider", ["telegram", "twilio"])
async def test_a_refused_credential_kills_no_message(firm: InLoop, provider: str):
    number = await firm.asked(1, "a question.")
    method = "sendMessage" if provider == "telegram" else "POST Messages"
    await firm.fault(provider, "status", method=method, status=401, count=2)
    if provider == "telegram":
        await firm.write(1, "behind a bad token.")
        await firm.seen("behind a bad token.")
    else:
        await firm.answer(MANAGER, "behind a bad token.", number)
        await firm.delivered("behind a bad token.")


async def test_what_gathered_while_telegram_was_away_arrives_in_order(firm: InLoop):
    """Fault 9: connections are refused for a while, both for polling and for sending."""
    await firm.asked(1, "first-0.")
    await firm.fault("telegram", "refuse")
    for number in range(1, 11):
        await firm.write(1, f"first-{number}.")
    await asyncio.sleep(3)
    assert await firm.times_shown("first-1.") == 0
    await firm.heal()
    begun = asyncio.get_running_loop().time()
    await firm.seen("first-10.", 90)
    print({"catch_up_s": round(asyncio.get_running_loop().time() - begun, 2)})
    assert await lines(firm, "first-") == [f"first-{number}." for number in range(11)]
