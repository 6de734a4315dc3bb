"""The day of a person: tasks from any message, ☑️ Сегодня, prices and rates, inline search."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.cast import BORIS, DIRECTOR, EVERYBODY, HEAD, LAWYER, OTHERS, SECRETARY, ZOYA
from tests.e2e.conftest import OpenFirm
from tests.e2e.firm import WORKDAY, Firm, until
from tests.e2e.phones import Phone, lead, phone, stranger, words
from tests.e2e.screens import Hand, opened


@pytest.fixture(scope="module")
def market(open_firm: OpenFirm) -> Iterator[Firm]:
    """At noon of a working day: in the evening it is too late for a task for today."""
    with open_firm(people=(*EVERYBODY, *OTHERS), begins=WORKDAY) as firm:
        yield firm


@pytest.fixture(scope="module")
def grade(market: Firm) -> str:
    """A product without stock is enough to have prices."""
    hand = opened(phone(market, HEAD), "/stock", "Остатки")
    hand.press("➕ Товар")
    hand.types("Ценовая", "сырьё")
    hand.types("ПЭВД", "производит")
    for _ in range(3):
        hand.press("Пропустить")
    hand.press("Подтвердить")
    return "Ценовая"


def test_a_clients_message_becomes_a_task_and_is_done_in_the_list_of_the_day(market: Firm):
    """E7: /task as a reply: for whom, what (its words are offered), by when; then ✓."""
    new = lead(market, "Перезвоните мне про марку 158")
    hand = Hand(new.phone, new.phone.after(new.phone.reply(new.message, "/task"), "Кому задача"))
    hand.press("Мне")
    hand.press("Перезвоните мне")
    hand.press("Сегодня")
    assert "Задача поставлена" in hand.text
    day = opened(new.phone, "/today", "Сегодня")
    assert any("Перезвоните" in label for label in day.labels)
    data = day.data("✓")
    assert day.press("✓") == "Сделано."
    assert not any("Перезвоните" in label for label in day.labels)
    assert "делан" in day.send(data)


def test_a_task_for_a_colleague_is_put_off_by_a_day_and_only_theirs(market: Firm):
    """E7: the assignee is told, may put it off; nobody else sees it."""
    hand = opened(phone(market, BORIS), "/task Отправить счёт Ромашке", "Кому задача")
    hand.press(ZOYA.name)
    hand.press("Завтра")
    assert "Задача поставлена" in hand.text
    given = opened(phone(market, BORIS), "/tasks", "Мои задачи")
    given.press("Поручил")
    given.press("Отправить счёт")
    assert ZOYA.name in given.text
    mine = opened(phone(market, ZOYA), "/tasks", "Мои задачи")
    mine.press("Отправить счёт")
    stale = mine.data("+1 день")
    before = mine.text
    assert mine.press("+1 день") == "Отложено на день."
    assert mine.text != before
    assert "змен" in mine.send(stale)
    foreign = opened(phone(market, SECRETARY), "/help", "умею")
    assert foreign.send(mine.data("✓ Сделано")) != "Сделано."
    assert mine.press("✓ Сделано") == "Сделано."


def test_a_date_that_is_none_or_past_is_refused(market: Firm):
    hand = opened(phone(market, BORIS), "/task Проверить склад", "Кому задача")
    hand.press("Мне")
    for text in ("вчера", "31.02.2027", "01.01.2020"):
        hand.types(text, "⚠️")
    hand.press("Пропустить")
    assert "Задача поставлена" in hand.text


def test_floor_and_list_price_are_set_by_those_who_may_and_shown_to_all(market: Firm, grade: str):
    """B10: the head of sales sets them; a manager sees them and has no button for it."""
    hand = opened(phone(market, HEAD), f"/stock {grade}", grade)
    hand.press(grade)
    forged = hand.data("⛔️ Минимум")
    for label, price in (("⛔️ Минимум", "110 руб/кг"), ("💰 Прайс", "118 руб/кг")):
        hand.press(label)
        hand.types(price, "НДС")
        hand.press("с НДС")
        hand.press("Пропустить")
        hand.press("Подтвердить")
        hand.press("Назад")
    assert "Минимум: 110" in hand.text
    assert "Прайс: 118" in hand.text
    manager = opened(phone(market, BORIS), f"/stock {grade}", grade)
    manager.press(grade)
    assert "Минимум: 110" in manager.text
    assert not [label for label in manager.labels if "Минимум" in label]
    assert manager.send(forged)
    assert "Цена" not in manager.text


def test_a_rate_is_set_by_hand_by_an_administrator(market: Firm):
    """B7: the manual fallback."""
    director = phone(market, DIRECTOR)
    # The bank's rate takes the place of one by hand, so it has to be there before.
    until(lambda: "· ЦБ" in opened(director, "/fx", "Курсы").text, "the rates have come", every=1)
    hand = opened(director, "/fx", "Курсы")
    hand.press("Задать курс")
    hand.press("USD")
    hand.types("много", "⚠️")
    hand.types("92,35", "На какой день")
    hand.press("Сегодня")
    hand.press("Подтвердить")
    assert "USD: 92,35" in hand.text
    shown = opened(phone(market, BORIS), "/fx", "Курсы")
    assert "92,35" in shown.text
    assert not [label for label in shown.labels if "Задать" in label]


def inline(who: Phone, query: str, chat_type: str = "sender") -> dict[str, Any]:
    found = who.firm.post(
        "telegram/inline", bot="staff", user=who.number, query=query, chat_type=chat_type
    )
    answer: dict[str, Any] = found["answer"]
    assert answer["is_personal"] is True
    assert int(answer["cache_time"]) == 0
    return answer


def test_inline_search_leads_to_the_own_card_and_tells_three_fields_of_anothers(market: Firm):
    """MENUS, Search; A5: of another's client the name, the INN and the responsible only."""
    new = lead(market)
    (own,) = inline(new.phone, new.writer.name)["results"]
    assert own["title"] == new.writer.name
    typed = own["input_message_content"]["message_text"]
    card = new.phone.after(new.phone.say(typed), new.writer.name)
    assert "Статус" in words(card)
    other = phone(market, next(m for m in (BORIS, ZOYA) if m.telegram != new.phone.number))
    (foreign,) = inline(other, new.writer.name)["results"]
    assert foreign["input_message_content"]["message_text"].startswith("/find ")
    assert "ответственный" in foreign["description"]
    refused = other.after(other.say(typed))
    assert new.writer.name not in words(refused)


def test_inline_search_answers_nobody_else_and_nowhere_else(market: Firm):
    """Strangers, groups and other private chats get an empty list."""
    new = lead(market)
    for chat_type in ("private", "supergroup", "group", "channel"):
        assert inline(new.phone, new.writer.name, chat_type)["results"] == []
    assert inline(stranger(market), new.writer.name)["results"] == []
    assert inline(new.phone, "")["results"] == []


def test_the_keyboard_follows_permissions(market: Firm):
    """MENUS: six buttons of a manager in this order; a lawyer has none of selling."""
    boris = phone(market, BORIS)
    boris.after(boris.say("/start"), "Здравствуйте")
    assert keyboard(boris)[:3] == [
        ["🔎 Клиент", "📦 Остатки"],
        ["🧾 Сделки", "📌 Мои брони"],
        ["💬 WhatsApp", "☑️ Сегодня"],
    ]
    lawyer = phone(market, LAWYER)
    lawyer.after(lawyer.say("/start"), "Здравствуйте")
    shown = [label for row in keyboard(lawyer) for label in row]
    assert "📦 Остатки" in shown
    assert not {"🧾 Сделки", "📌 Мои брони", "💬 WhatsApp"} & set(shown)
    assert "✅ Согласования" in [label for row in keyboard(boris) for label in row]


def keyboard(who: Phone) -> list[list[str]]:
    rows = who.chat()["keyboard"]
    rows = rows["keyboard"] if isinstance(rows, dict) else rows
    return [[b["text"] if isinstance(b, dict) else b for b in row] for row in rows]
