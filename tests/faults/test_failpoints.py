"""Fault 3 as a table: point x outcome (P2, P7), and fault 17b.

One firm a test: each start that follows a death is armed for the next row of the table.
"""

from pathlib import Path

import pytest

from tests.e2e.kill.stand import MANAGER, ROW, WITH_A_START, Stand, phone, picture, said, until

CRASHING = ("-m", "tests.faults.crashing")
SIZE = 200_000


async def armed(stand: Stand, point: str, text: str) -> None:
    await doomed(stand, point, text)
    await stand.listening()


async def doomed(stand: Stand, point: str, text: str) -> None:
    """It may be dead before it listens."""
    await stand.start(program=CRASHING, OTDEL_FAILPOINT=point, OTDEL_FAILPOINT_AT=text)


async def copies(stand: Stand, text: str) -> list[ROW]:
    return [row for row in await stand.chat(MANAGER) if text in said(row)]


async def shown(stand: Stand, text: str) -> list[ROW]:
    return await until(f"{text} is shown", WITH_A_START, lambda: copies(stand, text))


def outbox(stand: Stand, text: str) -> list[ROW]:
    return stand.rows(
        "SELECT state, possible_repeat FROM outbox WHERE payload LIKE ? ORDER BY id", f"%{text}%"
    )


async def settled(stand: Stand, text: str) -> list[ROW]:
    """The outbox rows of a text once all of them are sent."""

    async def ask() -> list[ROW]:
        rows = outbox(stand, text)
        return rows if rows and all(row["state"] == "sent" for row in rows) else []

    return await until(f"{text} is recorded as sent", WITH_A_START, ask)


async def sent(stand: Stand, text: str, seconds: float = WITH_A_START) -> list[ROW]:
    return await until(f"{text} is sent", seconds, lambda: stand.sent(text))


def without_buttons(message: ROW) -> ROW:
    """What Telegram quotes of a message it has taken, without its keyboard."""
    kept = ("message_id", "from", "chat", "date", "text", "message_thread_id", "is_topic_message")
    return {key: message[key] for key in kept if key in message}


@pytest.mark.timeout(500)
async def test_a_message_on_its_way_to_the_manager_survives_a_death_at_every_point(tmp_path: Path):
    async with Stand(tmp_path) as stand:
        await armed(stand, "after-inbox-commit", "point-one.")
        # The answer of the webhook is lost with the process: Twilio tries again (P1, P3).
        said_by_twilio = await stand.write(1, "point-one.")
        await stand.died()

        await armed(stand, "after-claim", "point-two.")
        assert len(await shown(stand, "point-one.")) == 1
        kept = stand.rows("SELECT id FROM messages WHERE external_id = ?", said_by_twilio["sid"])
        assert len(kept) == 1
        await stand.write(2, "point-two.")
        await stand.died()

        await armed(stand, "after-provider-accept", "point-three.")
        assert len(await shown(stand, "point-two.")) == 1  # claimed only: Telegram never saw it
        assert [row["possible_repeat"] for row in await settled(stand, "point-two.")] == [1]
        await stand.write(3, "point-three.")
        await stand.died()

        await armed(stand, "after-provider-accept", "point-four.")
        (first, _) = await until("both copies", WITH_A_START, lambda: _two(stand, "point-three."))
        assert [row["possible_repeat"] for row in await settled(stand, "point-three.")] == [1]
        # INTERFACE: answered by a reply to the copy that nobody has recorded, within 10 s.
        await stand.answer(MANAGER, "by the button.", first["message_id"])
        (answer,) = await sent(stand, "by the button.", 10)
        assert answer["to"] == phone(3)
        await stand.write(4, "point-four.")
        await stand.died()

        await stand.start()
        (first, _) = await until("both copies", WITH_A_START, lambda: _two(stand, "point-four."))
        quoted = {"reply_to_message": without_buttons(first)}
        await stand.answer(MANAGER, "by the text.", first["message_id"], raw=quoted)
        (answer,) = await sent(stand, "by the text.", 10)
        assert answer["to"] == phone(4)


async def _two(stand: Stand, text: str) -> list[ROW]:
    found = await copies(stand, text)
    return found if len(found) == 2 else []


@pytest.mark.timeout(500)
async def test_an_answer_on_its_way_to_the_client_survives_a_death_at_every_point(tmp_path: Path):
    async with Stand(tmp_path) as stand:
        await armed(stand, "after-inbox-commit", "typed-one.")
        await stand.write(1, "a question.")
        (question,) = await shown(stand, "a question.")
        reply_to = question["message_id"]
        await stand.answer(MANAGER, "typed-one.", reply_to)
        await stand.died()

        await armed(stand, "after-effect", "typed-two.")
        await sent(stand, "typed-one.")
        await stand.answer(MANAGER, "typed-two.", reply_to)
        await stand.died()

        await armed(stand, "after-claim", "typed-three.")
        # Fault 17b: the update is handled once more, its effect stands once.
        await sent(stand, "typed-two.")
        assert len(stand.rows("SELECT id FROM messages WHERE text = 'typed-two.'")) == 1
        await stand.answer(MANAGER, "typed-three.", reply_to)
        await stand.died()

        await armed(stand, "after-provider-accept", "typed-four.")
        await sent(stand, "typed-three.")
        await stand.answer(MANAGER, "typed-four.", reply_to)
        await stand.died()
        assert len(await stand.sent("typed-four.")) == 1
        assert [row["state"] for row in outbox(stand, "typed-four.")] == ["sending"]

        await stand.start()
        # The Messages list is asked before an unknown send is repeated: it had been taken.
        assert [row["possible_repeat"] for row in await settled(stand, "typed-four.")] == [0]
        bodies = [row["body"] for row in await stand.twilio("outbound-api")]
        assert bodies == ["typed-one.", "typed-two.", "typed-three.", "typed-four."]
        record = await stand.otdel("client", "show", "1", "--json")
        answers = [line for line in record["timeline"] if line["direction"] == "out"]
        assert [line["text"] for line in answers] == bodies
        assert {line["state"] for line in answers} <= {"sent", "delivered", "read"}


@pytest.mark.timeout(300)
async def test_a_file_survives_a_death_while_it_is_fetched_and_before_it_is_recorded(
    tmp_path: Path,
):
    async with Stand(tmp_path) as stand:
        await armed(stand, "mid-media", "")
        await stand.write(1, "with a picture.", media=[picture(SIZE)])
        await stand.died()
        await doomed(stand, "after-media", "")
        await stand.died()
        await stand.start()

        async def arrived() -> list[ROW]:
            return [
                row for row in await stand.chat(MANAGER) if row.get("photo") or row.get("document")
            ]

        assert len(await until("the picture is shown", WITH_A_START, arrived)) == 1
        record = await stand.otdel("client", "show", "1", "--json")
        (line,) = record["timeline"]
        assert [(file["size"], file["stored"]) for file in line["media"]] == [(SIZE, True)]
