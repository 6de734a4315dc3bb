"""WhatsApp's 24-hour window, to the second, and answers held while it is closed (P9)."""

import pytest

from core.errors import NotAllowed, NotFound
from core.messaging.model import Conversation, Endpoint, State
from tests.clock import START
from tests.core.office import file, phone_address

DAY = 24 * 3600


@pytest.mark.parametrize(
    ("passed", "state"), [(DAY - 1, State.QUEUED), (DAY, State.HELD), (DAY + 1, State.HELD)]
)
async def test_the_window_closes_at_exactly_twenty_four_hours(office, passed, state):
    manager = await office.person()
    asked = await office.writes()
    office.later(passed)
    _, said = await office.answers(manager, asked)
    (row,) = await office.rows(code="answer")
    assert (row.state, said.state) == (state, state.value)
    assert (await office.answer_of(asked.client_id)).state is state


@pytest.mark.parametrize("channel", ["sms", "telegram"])
def test_only_whatsapp_closes(channel):
    assert Conversation(1, "client", 1, Endpoint(channel, "a", "c")).window_open(START)


def test_a_whatsapp_client_who_never_wrote_is_behind_a_closed_window():
    assert not Conversation(1, "client", 1, Endpoint("whatsapp", "a", "c")).window_open(START)


async def _held(office, *texts, files=()):
    manager = await office.person()
    asked = await office.writes()
    office.later(DAY)
    for text in texts:
        await office.answers(manager, asked, text, files)
    return manager, asked


async def test_the_manager_is_told_at_once_with_the_templates_one_tap_away(office):
    _, _asked = await _held(office, "ответ")
    (card,) = await office.rows(code="held")
    assert [row[0]["data"][:3] for row in card.payload["buttons"]] == ["tl:", "dh:"]
    (mark,) = await office.rows(code="mark")
    assert mark.payload["react"]["emoji"] == "🤷"
    assert await office.taken() == []


async def test_held_answers_leave_by_themselves_in_the_order_in_which_they_were_typed(office):
    _, _asked = await _held(office, "раз", "два", "три")
    await office.writes("я тут")
    assert [r.state for r in await office.rows(code="answer")] == [State.QUEUED] * 3
    left = []
    while taken := await office.sent():
        left += [row.payload["text"] for row in taken]
    assert left == ["раз", "два", "три"]


async def test_a_held_file_that_is_still_being_fetched_leaves_with_its_answer(office):
    _manager, _asked = await _held(office, "фото", files=[file()])
    await office.writes("я тут")
    assert await office.taken() == []
    async with office.units.begin() as unit:
        (media,) = list(await unit.messages.due_media(office.clock.now(), 9))
        await office.core.media.stored(unit, media, "b" * 64, 5, "image/jpeg")
    (row,) = await office.sent()
    assert [f["blob"] for f in row.payload["files"]] == ["b" * 64]


async def test_a_window_that_closes_while_the_answer_waits_holds_it_and_tells(office):
    """P9 at the moment of sending: not failed by the provider, and not silently waiting."""
    manager = await office.person()
    asked = await office.writes()
    office.later(DAY - 1)
    await office.answers(manager, asked, "успею?")
    await office.shown()
    office.later(10)
    assert await office.taken() == []
    (row,) = await office.rows(code="answer")
    assert row.state is State.HELD
    assert (await office.answer_of(asked.client_id)).state is State.HELD
    assert len(await office.rows(code="held")) == 1
    assert [r.payload["react"]["emoji"] for r in await office.rows(code="mark")] == ["✍", "🤷"]
    await office.writes("вот и я")
    assert [r.payload["text"] for r in await office.sent()] == ["успею?"]


async def test_a_template_leaves_at_once_and_the_held_text_stays(office):
    manager, asked = await _held(office, "ответ")
    message = await office.answer_of(asked.client_id)
    name = await office.name(manager, "message", message.id)
    offer = await office.core.held.templates(manager, name)
    assert offer.name == "Иван"
    assert offer.templates[0].preview == "Здравствуйте, Иван! Есть ответ."
    assert offer.templates[0].price is None
    for _ in range(2):
        assert await office.core.held.send_template(manager, name, "HX1", "inbox:77") == "queued"
    (row,) = await office.sent()
    assert row.payload == {"template": {"sid": "HX1", "variables": {"1": "Иван"}}}
    assert await office.state_of(message) is State.HELD


async def test_a_template_that_is_gone_is_refused(office):
    manager, asked = await _held(office, "ответ")
    name = await office.name(manager, "message", (await office.answer_of(asked.client_id)).id)
    with pytest.raises(NotFound, match="template-gone"):
        await office.core.held.send_template(manager, name, "HX0", "inbox:1")


async def test_the_last_price_paid_in_the_category_is_shown(office):
    manager, asked = await _held(office, "ответ")
    name = await office.name(manager, "message", (await office.answer_of(asked.client_id)).id)
    await office.core.held.send_template(manager, name, "HX1", "inbox:77")
    await office.sent(provider_id="SMT")
    await office.receipt("SMT", "delivered", price="-0.0410", price_unit="USD")
    offer = await office.core.held.templates(manager, name)
    assert "0.0410 USD" in offer.templates[0].price


async def test_a_held_answer_can_be_dropped_until_it_has_gone(office):
    manager, asked = await _held(office, "раз", "два")
    messages = [m for m in await office.messages(asked.client_id) if m.direction == "out"]
    names = [await office.name(manager, "message", m.id) for m in messages]
    drop = office.core.held.drop_held
    assert await drop(manager, names[0], "c1") == "cancelled"
    assert await office.state_of(messages[0]) is State.CANCELLED
    await office.writes("я тут")
    assert await drop(manager, names[1], "c2") == "too-late"
    assert [r.payload["text"] for r in await office.sent()] == ["два"]


async def test_only_the_author_who_still_may_answer_deals_with_a_held_answer(office):
    """P18: by the rights of the moment of the press."""
    manager, asked = await _held(office, "ответ")
    heir = await office.person()
    message = await office.answer_of(asked.client_id)
    for other in (heir, manager):
        name = await office.name(other, "message", message.id)
        if other is manager:
            await office.core.handover.give(asked.client_id, heir.id)
        refusal = NotAllowed if other is manager else NotFound
        with pytest.raises(refusal):
            await office.core.held.templates(other, name)
        with pytest.raises(refusal):
            await office.core.held.drop_held(other, name, "c1")
        with pytest.raises(refusal):
            await office.core.held.send_template(other, name, "HX1", "c2")
    assert await office.rows(code="template") == []


async def test_a_held_answer_of_an_earlier_owner_is_stopped_when_the_client_writes(office):
    _manager, asked = await _held(office, "ответ")
    await office.core.handover.give(asked.client_id, (await office.person()).id)
    await office.writes("я тут")
    assert await office.taken() == []
    (row,) = await office.rows(code="answer")
    assert (row.state, row.error_code) == (State.DENIED, "not-own")


async def test_a_message_fetched_a_day_late_does_not_open_the_window(office):
    _manager, _asked = await _held(office, "ответ")
    late = office.message("давно", addresses=(phone_address(),), occurred_at=START)
    await office.receive(late)
    assert await office.taken() == []
    (row,) = await office.rows(code="answer")
    assert row.state is State.HELD
