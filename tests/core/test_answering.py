"""A member of staff answers: once, as the lane stands now, to nobody by guess (A19, P18, 17b)."""

import pytest

from core.errors import ConversationClosed, InvalidInput, NotAllowed, NotFound
from core.messaging.model import Link, State, Thread
from core.messaging.views import Content, Origin
from core.staff.model import Role
from tests.core.office import PHONE, STAFF, AnyChannel, file


async def test_a_reply_to_a_shown_message_answers_that_client(office):
    manager = await office.person()
    asked = await office.writes()
    origin, said = await office.answers(manager, asked, "есть, 5 т")
    assert (said.state, said.name) == ("queued", "Иван")
    (row,) = await office.rows(code="answer")
    assert (row.channel, row.chat, row.payload) == ("whatsapp", PHONE, {"text": "есть, 5 т"})
    answer = await office.answer_of(asked.client_id)
    assert (answer.author_id, answer.lane_id, answer.label) == (
        manager.id, asked.lane_id, ("staff",),
    )  # fmt: skip
    async with office.units.read() as unit:
        link = await unit.messages.link("telegram", STAFF, origin.chat, origin.message_id)
    assert (link.kind, link.message_id) == ("typed", answer.id)


async def test_an_answer_waits_five_seconds_under_a_card_that_names_the_recipient(office):
    manager = await office.person()
    asked = await office.writes()
    await office.answers(manager, asked)
    (guard,) = await office.rows(code="guard")
    assert "Иван · WhatsApp" in guard.payload["text"]
    office.later(4.9)
    assert await office.taken() == []
    office.later(0.2)
    assert len(await office.taken()) == 1


async def test_the_same_update_again_answers_once_and_says_so(office):
    """17b: `(cause, n)`."""
    manager = await office.person()
    asked = await office.writes()
    origin = await office.origin(manager, asked)
    said = [
        await office.core.desk.answer(manager, origin, Content("есть"), "inbox:5") for _ in range(3)
    ]
    assert [s.state for s in said] == ["queued", "repeat", "repeat"]
    assert len(await office.rows(code="answer")) == 1


async def test_a_killed_question_whom_is_asked_again_with_the_same_draft(office):
    """17b: the first result is returned, so nothing that was typed is lost."""
    manager = await office.person()
    asked = await office.writes()
    nowhere = Origin(STAFF, str(manager.telegram_id), "77")
    first, again = [
        await office.core.desk.answer(manager, nowhere, Content("есть"), "inbox:5")
        for _ in range(2)
    ]
    assert (first.state, again.state) == ("whom", "whom")
    assert first == again
    chosen = await office.core.desk.choose(
        manager, first.choices[0].public, first.draft, nowhere, "inbox:6"
    )
    assert chosen.state == "queued"
    late = await office.core.desk.answer(manager, nowhere, Content("есть"), "inbox:5")
    assert late.state == "repeat"
    assert (await office.answer_of(asked.client_id)).text == "есть"


async def test_a_draft_goes_once_and_only_by_its_author(office):
    manager, other = await office.person(), await office.person()
    asked = await office.writes()
    desk = office.core.desk
    nowhere = Origin(STAFF, str(manager.telegram_id), "77")
    whom = await desk.answer(manager, nowhere, Content("есть", (file(),)), "inbox:5")
    foreign = await office.name(other, "conversation", asked.conversation_id)
    with pytest.raises(NotFound, match="draft-gone"):
        await desk.choose(other, foreign, whom.draft, nowhere, "inbox:6")
    with pytest.raises(NotFound, match="draft-gone"):
        await desk.choose(manager, whom.choices[0].public, "inbox:404", nowhere, "inbox:7")
    async with office.units.begin() as unit:
        await unit.record_command("inbox:1", 0, {"person": manager.id}, office.clock.now())
    with pytest.raises(NotFound, match="draft-gone"):  # what made the place of this very person
        await desk.choose(manager, whom.choices[0].public, "inbox:1", nowhere, "inbox:10")
    states = [
        (await desk.choose(manager, whom.choices[0].public, whom.draft, nowhere, cause)).state
        for cause in ("inbox:8", "inbox:8", "inbox:9")
    ]
    assert states == ["queued", "repeat", "repeat"]
    assert len(await office.rows(code="answer")) == 1


async def test_a_message_in_the_clients_topic_answers_the_conversation_heard_last(office):
    manager, other = await office.person(), await office.person()
    await office.writes()
    office.later(60)
    sms = await office.writes(channel="sms")
    chat = str(manager.telegram_id)
    async with office.units.begin() as unit:
        await unit.messages.save_thread(Thread(manager.id, sms.client_id, STAFF, chat, "11"))
    origin = Origin(STAFF, chat, "77", thread="11")
    said = await office.core.desk.answer(manager, origin, Content("тут"), "inbox:5")
    assert said.state == "queued"
    assert (await office.answer_of(sms.client_id)).channel == "sms"
    said = await office.core.desk.answer(other, origin, Content("тут"), "inbox:6")
    assert said.state == "whom"


async def test_the_shown_text_alone_names_the_client_only_when_it_is_the_only_one(office):
    """The process was killed between sending the message and recording it."""
    manager = await office.person()
    await office.writes("здравствуйте")
    ((row, _),) = await office.delivery.take(AnyChannel("telegram", STAFF), 9)
    origin = Origin(
        STAFF, str(manager.telegram_id), "77", reply_to="1000", reply_text=row.payload["text"]
    )
    said = await office.core.desk.answer(manager, origin, Content("да"), "inbox:5")
    assert said.state == "queued"
    await office.writes("здравствуйте", "+79000000002")
    await office.delivery.take(AnyChannel("telegram", STAFF), 9)
    said = await office.core.desk.answer(manager, origin, Content("да"), "inbox:6")
    assert said.state == "whom"


async def _moved(office, manager, asked):
    await office.core.handover.give(asked.client_id, (await office.person()).id)


async def _dismissed(office, manager, asked):
    await office.core.handover.dismiss(manager.id, (await office.person()).id)


@pytest.mark.parametrize(("change", "refusal"), [(_moved, NotAllowed), (_dismissed, NotFound)])
async def test_rights_are_those_of_the_moment_of_the_action(office, change, refusal):
    """P18: shown as the owner's, answered by somebody who no longer is."""
    manager = await office.person()
    asked = await office.writes()
    origin = await office.origin(manager, asked)
    public = await office.reply_name(manager, asked)
    await change(office, manager, asked)
    with pytest.raises(refusal):
        await office.core.desk.answer(manager, origin, Content("есть"), "inbox:5")
    with pytest.raises(refusal):
        await office.core.desk.prompt(manager, public, "inbox:6")
    assert await office.rows(code="answer") == await office.rows(code="prompt") == []


async def test_whose_client_it_is_decides_who_answers(office):
    other = await office.person(present=False)
    await office.person()
    asked = await office.writes()
    head = await office.person(Role.SALES_HEAD)
    for who in (other, await office.person(Role.SECRETARY), await office.person(Role.LAWYER)):
        with pytest.raises(NotAllowed):
            await office.answers(who, asked)
    _, said = await office.answers(head, asked)
    assert said.state == "queued"


async def test_anothers_opaque_name_means_nothing(office):
    """P18, fault 50: a forwarded button."""
    manager, other = await office.person(), await office.person()
    asked = await office.writes()
    public = await office.reply_name(manager, asked)
    for person, name in ((other, public), (manager, "forged0000"), (manager, "")):
        with pytest.raises(NotFound):
            await office.core.desk.prompt(person, name, "inbox:5")


async def test_the_director_does_not_write_into_a_retailers_lane(office):
    """P25, and C7: the refusal is recorded with its rule though nothing else happened."""
    director = await office.person(Role.DIRECTOR)
    retailer = await office.person(Role.RETAILER)
    await office.person()
    asked = await office.writes()
    await office.core.handover.give(asked.client_id, retailer.id)
    before = len(await office.audit("deny"))
    with pytest.raises(ConversationClosed, match="stopped-by-policy"):
        await office.answers(director, asked)
    assert await office.rows(code="answer") == []
    assert [row["rule"] for row in await office.audit("deny")][before:] == ["label-not-cleared"]


async def test_a_text_of_any_length_leaves_in_pieces_and_whole(office):
    manager = await office.person()
    asked = await office.writes()
    text = "слово " * 900
    await office.answers(manager, asked, text)
    rows = await office.rows(code="answer")
    assert len(rows) == 4
    assert all(len(row.payload["text"]) <= 1600 for row in rows)
    assert "".join(row.payload["text"] for row in rows) == text
    assert {row.message_id for row in rows} == {(await office.answer_of(asked.client_id)).id}
    assert len(await office.rows(code="guard")) == 1


async def test_of_an_album_each_file_is_a_message_and_the_words_go_with_the_first(office):
    manager = await office.person()
    asked = await office.writes()
    await office.answers(manager, asked, "вот", [file(source=str(n)) for n in range(3)])
    rows = await office.rows(code="answer")
    assert [(row.payload["text"], row.state) for row in rows] == [
        ("вот", State.WAITING), ("", State.WAITING), ("", State.WAITING),
    ]  # fmt: skip


@pytest.mark.parametrize("content", [Content(), Content("x", parts=({"kind": "location"},))])
async def test_what_a_clients_channel_cannot_carry_is_refused(office, content):
    manager = await office.person()
    asked = await office.writes()
    origin = await office.origin(manager, asked)
    with pytest.raises(InvalidInput, match="cannot-forward-kind"):
        await office.core.desk.answer(manager, origin, content, "inbox:5")
    assert await office.rows(code="answer") == []


async def test_a_prompt_is_shown_once_however_often_the_press_is_handled(office):
    manager = await office.person()
    asked = await office.writes()
    for _ in range(2):
        await office.core.desk.prompt(manager, await office.reply_name(manager, asked), "inbox:5")
    (row,) = await office.rows(code="prompt")
    assert row.payload["force_reply"] is True
    assert (row.link, row.conversation_id) == ("shown", asked.conversation_id)


async def test_a_reply_to_a_linked_message_answers_its_conversation(office):
    manager = await office.person()
    asked = await office.writes()
    chat = str(manager.telegram_id)
    async with office.units.begin() as unit:
        link = Link("telegram", STAFF, chat, "500", "shown", asked.conversation_id, asked.id)
        await unit.messages.add_links([link])
    origin = Origin(STAFF, chat, "77", reply_to="500")
    said = await office.core.desk.answer(manager, origin, Content("да"), "inbox:5")
    assert said.state == "queued"
