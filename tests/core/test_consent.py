"""STOP, START and HELP as whole messages, and what they close (CHANNELS, consent)."""

import pytest

from core.errors import ConversationClosed
from core.messaging import consent
from core.messaging.model import State
from tests.core.office import PHONE

WORDS = {
    "STOP": "stop", "Стоп": "stop", " стоп. ": "stop", "ОТПИСАТЬСЯ!": "stop", "unsubscribe": "stop",
    "START": "start", "старт": "start", "Подписаться": "start",
    "HELP": "help", "Помощь!": "help", "помощь\n": "help",
    "стоп машина": None, "не стоп": None, "": None, ".": None, "стоп, пожалуйста": None,
    "stopp": None, "помощь нужна": None, "С Т О П": None,
}  # fmt: skip


@pytest.mark.parametrize(("text", "word"), WORDS.items())
def test_only_a_whole_message_is_a_command(text, word):
    assert consent.word(text) == word


async def test_a_stop_is_confirmed_once_and_closes_the_conversation(office):
    manager = await office.person()
    asked = await office.writes("привет")
    await office.writes("СТОП")
    (row,) = await office.rows(code="consent-stop")
    assert (row.chat, row.receiver.kind) == (PHONE, "client")
    with pytest.raises(ConversationClosed, match="opted-out"):
        await office.answers(manager, asked)
    assert await office.rows(code="answer") == []


async def test_the_last_word_counts(office):
    manager = await office.person()
    asked = await office.writes("привет")
    for word in ("стоп", "START"):
        await office.writes(word)
    _, said = await office.answers(manager, asked)
    assert said.state == "queued"
    await office.writes("HELP")
    _, said = await office.answers(manager, asked)
    assert said.state == "queued"


async def test_a_stop_by_sms_closes_whatsapp_of_the_same_phone_too(office):
    manager = await office.person()
    asked = await office.writes("привет")
    await office.writes("СТОП", channel="sms")
    with pytest.raises(ConversationClosed, match="opted-out"):
        await office.answers(manager, asked)


async def test_a_stop_does_not_let_held_answers_out(office):
    """Held for the client's next message: a STOP is not an invitation to write."""
    manager = await office.person()
    asked = await office.writes("привет")
    office.later(25 * 3600)
    await office.answers(manager, asked, "придержано")
    await office.writes("СТОП")
    (row,) = await office.rows(code="answer")
    assert row.state is State.HELD
    await office.writes("ещё вопрос")
    (row,) = await office.rows(code="answer")
    assert row.state is State.HELD
    await office.writes("СТАРТ")
    (row,) = await office.rows(code="answer")
    assert row.state is State.QUEUED


async def test_a_template_does_not_reach_who_said_stop(office):
    manager = await office.person()
    asked = await office.writes("привет")
    await office.writes("СТОП")
    office.later(25 * 3600)
    await office.writes("СТАРТ")
    office.later(25 * 3600)
    await office.answers(manager, asked)
    await office.writes("СТОП")
    office.later(25 * 3600)
    name = await office.name(manager, "message", (await office.answer_of(asked.client_id)).id)
    with pytest.raises(ConversationClosed, match="opted-out"):
        await office.core.held.send_template(manager, name, "HX1", "inbox:9000")
    assert await office.rows(code="template") == []
