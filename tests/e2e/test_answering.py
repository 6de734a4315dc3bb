"""Clients write to one number, managers answer from Telegram (A19, A21, A23, E10, E11)."""

import re

from tests.e2e.firm import Firm, until
from tests.e2e.phones import (
    Writer,
    buttons,
    client_id,
    lead,
    lead_shown,
    words,
    writer,
)

FIELDS = ["id", "name", "inn", "status", "responsible", "contract", "peculiarities",
          "identities", "segments", "timeline"]  # fmt: skip
LINE = ["id", "at", "kind", "direction", "channel", "external_id", "author", "text", "media",
        "state", "reply_to", "edited", "deleted"]  # fmt: skip


def test_an_unknown_writer_becomes_a_lead_of_the_manager_who_is_shown_his_words(firm: Firm):
    """A19, E11, and D2: a new company is pending."""
    new = lead(firm)
    (row,) = firm.json("client", "list", new.writer.name)
    assert row["name"] == new.writer.name
    assert row["status"] == "pending"
    people = {p["telegram_id"]: p for p in firm.json("user", "list")}
    manager = people[new.phone.number]
    assert row["responsible"] == {"id": manager["id"], "name": manager["name"]}
    number = new.writer.address.removeprefix("whatsapp:")
    assert [(i["channel"], i["phone"]) for i in row["identities"]] == [("whatsapp", number)]


def test_a_reply_reaches_the_client_within_ten_seconds_from_the_firms_number(firm: Firm):
    """A19, INTERFACE: a Telegram reply answers without a confirming press, undo included."""
    new = lead(firm)
    new.answered("Есть, 118 руб/кг, самовывоз")
    row = new.writer.gets("Есть, 118 руб/кг, самовывоз", 10)
    assert row["from"] == "whatsapp:+70000000099"
    (call,) = [
        c
        for c in firm.calls("twilio", method="POST Messages")
        if c["params"]["To"] == new.writer.address
    ]
    assert call["params"]["Body"] == "Есть, 118 руб/кг, самовывоз"
    assert re.search(r"outbox=\d+$", call["params"]["StatusCallback"])


def test_a_message_in_the_clients_topic_answers_and_the_card_has_the_whole_timeline(firm: Firm):
    """A21, INTERFACE `client show --json`: these fields first, and events in order."""
    new = lead(firm, "Отгрузите двадцать тонн завтра?")
    typed = new.phone.say("Отгрузим к полудню, в теме", thread=new.thread)
    row = new.writer.gets("Отгрузим к полудню, в теме")
    new.phone.marked(typed, "👌")
    shown = firm.json("client", "show", client_id(firm, new.writer.name))
    assert list(shown)[: len(FIELDS)] == FIELDS
    assert [list(line) for line in shown["timeline"]] == [LINE, LINE]
    asked, answer = shown["timeline"]
    assert (asked["direction"], asked["kind"], asked["channel"]) == ("in", "message", "whatsapp")
    assert (asked["author"], asked["text"]) == (new.writer.name, "Отгрузите двадцать тонн завтра?")
    assert (answer["direction"], answer["text"]) == ("out", "Отгрузим к полудню, в теме")
    assert answer["author"] == shown["responsible"]["name"]
    assert answer["external_id"] == row["sid"]
    assert answer["state"] in {"sent", "delivered"}


def test_a_search_in_a_clients_topic_keeps_no_word_from_the_client(firm: Firm):
    """MUST-FAIL: an answer taken for what is searched for is an answer lost."""
    new = lead(firm)
    for asked, said in (
        ("/find Никакойтакой", "Ответ после поиска, который никого не нашёл"),
        ("/find", "Ответ, пока бот ждёт, кого найти"),
    ):
        new.phone.after(new.phone.say(asked, thread=new.thread), "Ник" if " " in asked else "Кого")
        new.phone.say(said, thread=new.thread)
        new.writer.gets(said)


def test_each_client_has_a_topic_with_his_name(firm: Firm):
    """MENUS, WhatsApp: a topic per client where it can be."""
    one, two = lead(firm), lead(firm)
    for new in (one, two):
        topics = {topic["id"]: topic["name"] for topic in new.phone.chat()["topics"]}
        assert topics[new.thread] == new.writer.name
    assert (one.phone.number, one.thread) != (two.phone.number, two.thread)


def test_a_writer_without_a_phone_is_answered_at_the_same_address(firm: Firm):
    """CHANNELS: From=whatsapp:<user id>; later the same id with a phone: one client (E10)."""
    hidden = Writer(firm, f"whatsapp:US.{1_234_000 + firm.number()}", "Скрытный-клиент (тест)")
    user_id = hidden.address.removeprefix("whatsapp:")
    new = lead(firm, "Пишу без номера телефона", hidden)
    new.answered("Отвечаем туда же, без номера")
    hidden.gets("Отвечаем туда же, без номера")
    known = writer(firm)
    known.writes("Теперь и с номером телефона", external_user_id=user_id)
    again = lead_shown(firm, known, "Теперь и с номером телефона")
    assert (again.phone.number, again.thread) == (new.phone.number, new.thread)
    (row,) = firm.json("client", "list", hidden.name)
    assert {i["address"] for i in row["identities"]} == {
        user_id,
        known.address.removeprefix("whatsapp:"),
    }
    assert firm.json("client", "list", known.name) == []


def test_sms_of_the_same_number_is_the_same_client_and_is_answered_by_sms(firm: Firm):
    """E10: another conversation; an answer goes to the channel that was replied to."""
    new = lead(firm)
    phone = new.writer.address.removeprefix("whatsapp:")
    texting = Writer(firm, phone, new.writer.name)
    texting.writes("А это уже эсэмэска от меня")
    shown = new.phone.sees("А это уже эсэмэска от меня")
    assert "SMS" in words(shown)
    new.phone.reply(shown, "Отвечаем эсэмэской обратно")
    new.answered("А в ватсап отвечаем отдельно")
    texting.gets("Отвечаем эсэмэской обратно")
    new.writer.gets("А в ватсап отвечаем отдельно")
    assert texting.texts() == ["Отвечаем эсэмэской обратно"]
    assert new.writer.texts() == ["А в ватсап отвечаем отдельно"]


def test_find_and_wa_lead_to_the_client_and_the_answer_button_asks_for_the_words(firm: Firm):
    """INTERFACE: /find TEXT and /wa answer with buttons that lead to the client."""
    new = lead(firm)
    found = new.phone.after(new.phone.say(f"/find {new.writer.name}"), "Найдено: 1")
    new.phone.press(found, text=new.writer.name)
    card = until(
        lambda: [m for m in [new.phone.message(found["message_id"])] if "Статус" in words(m)],
        "the card replaces the search",
    )[0]
    assert new.writer.name in words(card)
    talk = new.phone.after(new.phone.say("/wa"), "Переписки")
    (label,) = [b for b in buttons(talk) if new.writer.name[:20] in b]
    assert "1 новое" in label
    assert re.search("⏳ (23|24) ч", label)
    new.phone.press(card, text=next(b for b in buttons(card) if "Ответить" in b))
    asked = new.phone.after(talk["message_id"], f"Ответ клиенту: {new.writer.name}")
    new.phone.reply(asked, "Ответ на вопрос бота, а не клиента")
    new.writer.gets("Ответ на вопрос бота, а не клиента")


def test_a_colleague_sees_of_anothers_client_only_name_and_responsible(firm: Firm):
    """A5, in the way in by search; his press on the other's button does nothing (P18)."""
    one = lead(firm)
    two = lead(firm)
    assert one.phone.number != two.phone.number
    found = two.phone.after(two.phone.say(f"/find {one.writer.name}"), one.writer.name)
    (label,) = [label for label in buttons(found) if one.writer.name in label]
    assert label.startswith("🔒")
    (data,) = [d for d in buttons(one.message).values() if d.startswith("r:")]
    before = len(two.phone.chat()["messages"])
    answer = two.phone.press(found, data=data)
    assert answer["text"].startswith("Не найдено.")
    assert len(two.phone.chat()["messages"]) == before
