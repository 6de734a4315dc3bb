from datetime import timedelta

import pytest
from aiogram.exceptions import TelegramBadRequest
from hypothesis import given
from hypothesis import strategies as st

from bots.telegram.channel import TelegramChannel
from bots.telegram.screen import Lines, Words, fitting
from bots.telegram.session import with_ticket
from bots.telegram.staff.actions.arguments import NoButton
from bots.telegram.staff.presses import _arguments
from bots.telegram.staff.screens.thread import thread_screen
from core.errors import NotFound
from core.messaging.text import utf16_length
from core.messaging.views import (
    OfferedTemplate,
    TemplateOffer,
    ThreadLine,
    ThreadPage,
)
from core.staff.model import Role
from core.stock.queues import OfferTaken
from locales import FluentTexts
from tests.bots.telegram.fakes import (
    ACCOUNT,
    ANNA,
    BORIS,
    NOW,
    FakeBlobs,
    person,
    row,
    ticket,
)

WORDS = Words(FluentTexts(), "ru")
SID = "HX" + "a" * 32
WILD = "<b>*_[x](y)😀"


@pytest.fixture
async def manager(room):
    room.staff.people[ANNA] = person()
    return room


@pytest.fixture
async def card(manager, outside):
    """A screen of ours in the chat: its message may be replaced."""
    await manager.types("/wa")
    return (await outside.shown())[-1]["message_id"]


async def last(outside):
    return (await outside.shown())[-1]


@pytest.mark.parametrize(
    ("data", "called"),
    [
        ("r:cv1", ("prompt", "cv1")),
        ("u:m1", ("undo", "m1")),
        ("tl:m1", ("templates", "m1")),
        (f"ts:m1:{SID}", ("send_template", "m1", SID)),
        ("dh:m1", ("drop_held", "m1")),
    ],
)
async def test_a_press_asks_the_desk_and_is_answered(manager, card, data, called):
    assert await manager.presses(card, data) is not None

    assert manager.desk.calls[-1][: len(called)] == called


@pytest.mark.parametrize(
    ("data", "called"),
    [
        ("wa:3", ("wa", 3)),
        ("c:cl1", ("card", "client5")),
        ("th:cl1:2", ("thread", "cl1", 2)),
        ("dl", ("dead",)),
    ],
)
async def test_a_screen_replaces_the_screen_that_was_pressed(manager, card, outside, data, called):
    before = len(await outside.shown())
    await manager.presses(card, data)
    await manager.presses(card, data)

    assert manager.queries.calls[-1] == called
    assert len(await outside.shown()) == before
    edits = await outside.calls("editMessageText")
    assert {e["params"]["message_id"] for e in edits} <= {card, str(card)}


async def test_a_clients_message_with_a_button_is_never_replaced(manager, bot, outside):
    payload = {"text": "Иван: цена?", "buttons": [[{"text": "x", "data": "tl:m1"}]]}
    sent = await TelegramChannel(bot, ACCOUNT, FakeBlobs()).send(row(payload), ticket())
    await manager.presses(int(sent.provider_ids[0]), "tl:m1")

    texts = [m["text"] for m in await outside.shown()]
    assert texts[-2] == "Иван: цена?"
    assert texts[-1].startswith(manager.text("tg-templates-head", name="Иван"))


@pytest.mark.parametrize("result", ["cancelled", "too-late", "already", "brand-new"])
async def test_undo_tells_what_became_of_it(manager, card, result):
    manager.desk.result = result
    answer = await manager.presses(card, "u:m1")

    key = "tg-done" if result == "brand-new" else f"tg-undo-{result}"
    assert answer["text"] == manager.text(key)


async def test_a_resend_from_the_list_draws_the_list_anew(manager, card):
    answer = await manager.presses(card, "rs:31")

    assert answer["text"] == manager.text("tg-resend-queued")
    assert [call[:2] for call in manager.queries.calls[-2:]] == [("resend", 31), ("dead",)]


@pytest.mark.parametrize(
    "data",
    ["", "nonsense", "r:", "r", ":", "wa:x", "wa:-1", "wa:٣", "wa:" + "9" * 30, "th:cl1",
     "th:cl1:", "ts:m1", "ts::x", "rs:1:2", "home:1", "to:cv1", "R:cv1", "r:" + "x" * 61],
)  # fmt: skip
async def test_data_that_no_button_of_ours_carries_does_nothing_politely(manager, card, data):
    if data == "r:" + "x" * 61:
        manager.desk.refusal = NotFound()
    answer = await manager.presses(card, data)

    expected = "error-not-found" if manager.desk.refusal else "tg-stale"
    assert answer["text"] == manager.text(expected)
    assert [c for c in manager.queries.calls if c != ("wa", 0)] == []


async def test_a_refusal_of_the_core_is_told_as_an_alert(manager, card):
    manager.desk.refusal = NotFound()
    answer = await manager.presses(card, "u:m1")

    assert (answer["text"], answer["show_alert"]) == (manager.text("error-not-found"), True)


async def test_a_press_of_somebody_without_a_place_does_nothing(manager, card):
    await manager.outside.write("/hi", BORIS)
    await manager.handle()
    theirs = (await manager.outside.shown(BORIS))[-1]["message_id"]
    answer = await manager.presses(theirs, "u:m1", BORIS)

    assert answer["text"] == manager.text("tg-neutral")
    assert manager.desk.calls == []


async def test_a_press_after_the_person_left_does_nothing(manager, card):
    del manager.staff.people[ANNA]
    answer = await manager.presses(card, "u:m1")

    assert answer["text"] == manager.text("tg-neutral")
    assert manager.desk.calls == []


async def test_a_press_in_a_group_does_nothing_and_is_answered(manager, outside):
    await outside.post(
        "telegram/group", id=-100500, title="Группа", users=[ANNA], bots=["staff"], admins=["staff"]
    )
    sent = await outside.write("привет", chat=-100500)
    answer = await manager.presses_in(sent["message_id"], "u:m1", -100500)

    assert answer["text"] is None
    assert manager.desk.calls == []


async def test_a_press_under_a_message_that_is_gone_shows_the_screen_anew(manager, outside):
    answer = await manager.presses(424242, "wa:0")

    assert answer is not None
    assert (await last(outside))["text"].startswith(manager.text("tg-wa-head"))


async def test_a_screen_that_cannot_be_edited_any_more_comes_anew(manager, card, outside):
    bot = manager.office.bot
    original = bot.edit_message_text

    async def too_old(**given):
        bot.edit_message_text = original
        raise TelegramBadRequest(original, "Bad Request: message can't be edited")

    bot.edit_message_text = too_old
    before = len(await outside.shown())
    await manager.presses(card, "home")

    assert len(await outside.shown()) == before + 1


async def test_home_leads_to_rates_quiet_hours_and_the_clock(manager, card, outside, monkeypatch):
    monkeypatch.setattr(manager.staff, "commands_for", lambda _: ("quiet", "jobs", "fx", "why"))
    await manager.presses(card, "home")

    rows = (await last(outside))["reply_markup"]["inline_keyboard"]
    assert [b["callback_data"] for row in rows for b in row] == ["fx", "qh:show", "jb", "home"]


async def test_help_tells_of_answering_clients_only_to_whoever_answers(manager, outside):
    told = manager.text("tg-help-answering")
    for role, answers in ((Role.MANAGER, True), (Role.LOGISTICIAN, False)):
        manager.staff.people[ANNA] = person(role)
        await manager.types("/help")
        text = (await last(outside))["text"]
        assert (told in text, "/del" in text) == (answers, answers), role


async def test_the_topic_of_the_press_is_kept(manager, outside):
    await manager.types("/help")
    with with_ticket(ticket()):
        topic = await manager.office.bot.create_forum_topic(ANNA, "Иван")
    await manager.types("/wa", thread=topic.message_thread_id)

    assert (await last(outside))["message_thread_id"] == topic.message_thread_id


async def test_the_templates_offer_has_previews_price_and_a_way_out(manager, card, outside):
    manager.desk.offer = TemplateOffer("Иван", (OfferedTemplate(SID, "hello", WILD),))
    await manager.presses(card, "tl:m1")

    shown = await last(outside)
    assert WILD in shown["text"]
    assert manager.text("tg-price-unknown") in shown["text"]
    data = [b["callback_data"] for r in shown["reply_markup"]["inline_keyboard"] for b in r]
    assert data == [f"ts:m1:{SID}", "dh:m1", "home"]


def thread_page(lines, page=1, pages=3):
    return ThreadPage("cl1", "Иван", "Без шуток", tuple(lines), page, pages)


def test_the_correspondence_shows_who_when_what_and_what_became_of_it():
    lines = [
        ThreadLine(NOW, "in", "Иван", WILD, "received", 2, edited=True),
        ThreadLine(NOW + timedelta(minutes=1), "out", "Анна", "да", "read", 0, edited=False),
    ]
    screen = thread_screen(WORDS, thread_page(lines), NOW.tzinfo)

    assert f"⬅️ 22.11 10:00 Иван\n{WILD}\n📎 2 файла · изменено" in screen.text
    assert "➡️ 22.11 10:01 Анна\nда\nпрочитано" in screen.text
    data = [d for r in screen.buttons for _, d in r]
    assert data == ["th:cl1:0", "th:cl1:2", "c:cl1", "home"]


def test_ten_long_messages_fit_one_page():
    lines = [ThreadLine(NOW, "out", "А" * 200, "😀" * 4000, "read", 1, edited=True)] * 10
    screen = thread_screen(WORDS, thread_page(lines), NOW.tzinfo)

    assert utf16_length(screen.text) <= 4096
    assert screen.text.count("➡️") == 10


@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8")), st.booleans())))
def test_entities_always_lie_inside_the_text_and_never_split_a_character(pieces):
    lines = Lines()
    for text, bold in pieces:
        lines.line(text * 50, "bold" if bold else None)
    screen = lines.screen("x")
    units = screen.text.encode("utf-16-le")

    assert len(units) // 2 <= 4096
    for entity in screen.entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        assert 0 <= start < end <= len(units) // 2
        units[start * 2 : end * 2].decode("utf-16-le")


def test_a_button_whose_data_is_too_long_is_left_out_not_the_screen():
    rows = fitting([[("a", "x" * 65), ("b", "ok")], [("c", "ю" * 33)], [(" ", "ok")]])

    assert rows == ((("b", "ok"),), (("…", "ok"),))


@given(st.text(max_size=80))
def test_no_callback_data_makes_the_parsing_fail(data):
    name, _, rest = data.partition(":")
    try:
        assert callable(_arguments(name, rest))
    except NoButton:
        assert data != "home"


async def test_whoever_has_taken_the_goods_is_not_told_that_they_are_gone(manager, card, outside):
    """Two taps on one button: the list that the first has shown stays, with the truth above it."""
    first = await manager.presses(card, "wqt:waiting3:2")
    shown = await last(outside)
    manager.stock.refusal = OfferTaken()
    second = await manager.presses(card, "wqt:waiting3:2")

    assert first["text"] == manager.text("tg-queue-taken")
    assert second["text"] == manager.text("error-offer-taken")
    assert not second.get("show_alert")
    assert (await last(outside))["text"] == shown["text"]
    assert manager.text("tg-mine-head") in shown["text"]
