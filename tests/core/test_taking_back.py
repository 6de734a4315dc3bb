"""Undo, edit and withdraw: while it has not left, and only one's own (A19, MENUS)."""

from dataclasses import replace

import pytest

from core.errors import ConversationClosed, InvalidInput, NotFound
from core.messaging.delivery import Outcome
from core.messaging.model import Sent, State
from core.messaging.views import Content
from tests.core.office import CLIENT_BOT, AnyChannel, file

TELEGRAM = "5550001"


async def _answered(office, text="есть", files=(), **more):
    manager = await office.person()
    asked = await office.writes(**more)
    origin, _ = await office.answers(manager, asked, text, files)
    return manager, asked, origin


async def _undo(office, manager, asked, cause="inbox:90"):
    answer = await office.answer_of(asked.client_id)
    name = await office.name(manager, "message", answer.id)
    return await office.core.desk.undo(manager, name, cause)


async def test_within_five_seconds_an_answer_is_taken_back(office):
    manager, asked, _ = await _answered(office)
    assert await _undo(office, manager, asked) == "cancelled"
    office.later(10)
    assert await office.taken() == []
    assert (await office.answer_of(asked.client_id)).state is State.CANCELLED
    (mark,) = await office.rows(code="mark")
    assert mark.payload["react"]["emoji"] is None


async def test_the_same_press_again_answers_the_same_and_a_second_press_knows(office):
    """17b."""
    manager, asked, _ = await _answered(office)
    causes = ("inbox:1", "inbox:1", "inbox:2")
    said = [await _undo(office, manager, asked, cause) for cause in causes]
    assert said == ["cancelled", "cancelled", "already"]


async def test_what_has_left_cannot_be_taken_back(office):
    manager, asked, origin = await _answered(office)
    office.later(6)
    await office.taken()
    assert await _undo(office, manager, asked) == "too-late"
    assert await office.core.desk.edit(manager, origin, "иное", "c1") == "too-late"
    assert (await office.rows(code="answer"))[0].payload == {"text": "есть"}


async def test_undo_takes_the_whole_album(office):
    manager = await office.person()
    asked = await office.writes()
    origin = await office.origin(manager, asked)
    content = Content("вот", (file(source="1"), file(source="2")), group="g")
    await office.core.desk.answer(manager, origin, content, "inbox:5")
    assert await _undo(office, manager, asked) == "cancelled"
    assert {row.state for row in await office.rows(code="answer")} == {State.CANCELLED}


async def test_an_answer_is_only_its_authors_to_take_back(office):
    """Fault 50: another's press, and a made-up name."""
    manager, asked, origin = await _answered(office)
    other = await office.person()
    answer = await office.answer_of(asked.client_id)
    theirs = await office.name(other, "message", answer.id)
    mine = await office.name(manager, "message", answer.id)
    for who, name in ((other, theirs), (other, mine), (manager, "forged0000")):
        with pytest.raises(NotFound):
            await office.core.desk.undo(who, name, "inbox:90")
    assert await office.core.desk.edit(other, origin, "иное", "inbox:91") is None
    assert (await office.answer_of(asked.client_id)).text == "есть"


async def test_an_edit_before_the_send_changes_what_leaves(office):
    manager, asked, origin = await _answered(office)
    for _ in range(2):
        assert await office.core.desk.edit(manager, origin, "нет", "inbox:90") == "changed"
    office.later(6)
    ((row, ticket),) = await office.taken()
    assert row.payload == {"text": "нет"}
    assert ticket.payload_hash == row.payload_hash
    assert (await office.answer_of(asked.client_id)).text == "нет"


@pytest.mark.parametrize(("before", "after"), [(1600, 4000), (4000, 1601)])
async def test_an_edit_may_be_longer_or_shorter_than_a_message_of_the_channel(
    office, before, after
):
    manager, _, origin = await _answered(office, "а" * before)
    assert await office.core.desk.edit(manager, origin, "б" * after, "inbox:90") == "changed"
    office.later(6)
    texts = []
    while rows := await office.sent():
        texts += [row.payload["text"] for row in rows]
    assert "".join(texts) == "б" * after
    assert max(map(len, texts)) <= 1600


async def test_an_edit_to_nothing_is_refused(office):
    manager, _, origin = await _answered(office)
    with pytest.raises(InvalidInput, match="empty"):
        await office.core.desk.edit(manager, origin, "", "inbox:90")


async def test_what_never_was_an_answer_is_not_edited(office):
    manager = await office.person()
    asked = await office.writes()
    origin = await office.origin(manager, asked)
    assert await office.core.desk.edit(manager, origin, "x", "inbox:90") is None
    with pytest.raises(NotFound, match="not-an-answer"):
        await office.core.desk.withdraw(manager, origin, "inbox:91")


async def test_del_as_a_reply_to_ones_answer_takes_it_back(office):
    manager, asked, origin = await _answered(office)
    gesture = replace(origin, reply_to=origin.message_id, message_id="999")
    said = [await office.core.desk.withdraw(manager, gesture, "inbox:90") for _ in range(2)]
    assert said == ["cancelled", "cancelled"]
    assert (await office.answer_of(asked.client_id)).state is State.CANCELLED


async def _sent_in_telegram(office):
    manager, asked, origin = await _answered(office, phone=TELEGRAM, channel="telegram")
    office.later(6)
    bot = AnyChannel("telegram", CLIENT_BOT)
    ((row, _),) = await office.taken(bot)
    await office.delivery.settle([Outcome(row, Sent(("501",)))])
    return manager, asked, origin, bot


async def test_telegram_lets_a_sent_answer_be_corrected(office):
    manager, asked, origin, bot = await _sent_in_telegram(office)
    assert await office.core.desk.edit(manager, origin, "нет", "inbox:90") == "changed"
    ((row, _),) = await office.taken(bot)
    assert row.payload == {"text": "нет", "edit": {"message_id": "501"}}
    assert (await office.answer_of(asked.client_id)).text == "нет"


async def test_a_correction_in_a_lane_that_has_moved_is_refused_and_changes_nothing(office):
    """P18."""
    manager, asked, origin, bot = await _sent_in_telegram(office)
    await office.core.handover.give(asked.client_id, (await office.person()).id)
    with pytest.raises(ConversationClosed, match="stopped-by-policy"):
        await office.core.desk.edit(manager, origin, "нет", "inbox:90")
    assert await office.taken(bot) == []
    assert (await office.answer_of(asked.client_id)).text == "есть"
