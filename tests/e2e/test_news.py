"""The director's word on every phone: at its hour, with a photo, counted, a rule of sale (B8)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.e2e.cast import BORIS, DIRECTOR, EVERYBODY, GLEB, ILYA, MANAGERS, ZOYA
from tests.e2e.conftest import OpenFirm
from tests.e2e.files import attached, photo, voice
from tests.e2e.firm import WORKDAY, Firm, until
from tests.e2e.phones import Message, Phone, buttons, phone, words
from tests.e2e.screens import Hand, opened
from tests.e2e.shop import Grade, add_line, buyer, choose, new_deal


@pytest.fixture(scope="module")
def press(open_firm: OpenFirm) -> Iterator[Firm]:
    """A firm whose clock these tests move forward, never back."""
    with open_firm(people=EVERYBODY, begins=WORKDAY) as firm:
        yield firm


def asked(firm: Firm) -> Hand:
    """The form, at its first question."""
    hand = opened(phone(firm, DIRECTOR), "/news", "Новости")
    hand.press("Новое объявление")
    hand.shows("Напишите текст")
    return hand


def goes_on(hand: Hand, shows: str, text: str | None = None, **more: Any) -> None:
    hand.phone.say(text, **more)
    hand.shows(shows)


def to_managers(hand: Hand) -> None:
    hand.shows("Кому отправить")
    hand.press("Менеджеры")
    hand.shows("Когда отправить")


def without_terms(hand: Hand) -> None:
    for question in ("До какого дня действует", "Есть правило продажи"):
        hand.shows(question)
        hand.press("Пропустить")
    hand.shows("так это увидят")


def due(firm: Firm) -> datetime:
    """When the newest announcement is."""
    (newest, *_) = firm.json("news", "list")
    return datetime.fromisoformat(newest["due_at"])


def copies(firm: Firm, text: str) -> list[tuple[Phone, Message]]:
    phones = [phone(firm, member) for member in MANAGERS]
    return [(one, one.sees(text)) for one in phones]


def pressed(who: Phone, message: Message, label: str) -> str:
    """The toast."""
    return Hand(who, message).press(label)


def test_a_photo_for_14_comes_at_its_hour_is_read_counted_and_reminded_of(press: Firm):
    """MENUS, "/news"; the figures on the director's card are edited in place."""
    hand = asked(press)
    goes_on(hand, "Кому отправить", media=photo(1) | {"caption": "Срочно продаём ПВХ"})
    to_managers(hand)
    hand.press("14:00")
    hand.shows("Повторять")
    hand.press("Один раз")
    without_terms(hand)
    preview = hand.phone.sees("Срочно продаём ПВХ", where=lambda m: "photo" in m)
    assert not buttons(preview)
    hand.press("Подтвердить")
    hand.shows("Запланировано на")
    assert not phone(press, BORIS).shown("Срочно")
    press.at(due(press) + timedelta(seconds=1))
    told = copies(press, "Срочно продаём ПВХ")
    assert all("photo" in message for _, message in told)
    assert all(list(buttons(message)) == ["✓ Прочитал"] for _, message in told)
    assert "опозданием" not in words(told[0][1])
    assert not phone(press, GLEB).shown("Срочно")
    director = phone(press, DIRECTOR)
    director.sees("Прочитали 0 из 3")
    who, message = told[0]
    assert pressed(who, message, "✓ Прочитал") == "Отмечено, спасибо."
    until(lambda: "прочитано" in "".join(buttons(who.message(message["message_id"]))), "marked")
    assert "Уже отмечено" in pressed(who, who.message(message["message_id"]), "прочитано")
    card = director.sees("Прочитали 1 из 3")
    pressed(director, card, "Кто нет?")
    left = director.sees("Не прочитали")
    assert BORIS.name not in words(left)
    assert ZOYA.name in words(left)
    assert pressed(director, card, "Напомнить") == "Напомнили: 2"
    zoya = phone(press, ZOYA)
    reminder = zoya.sees("Прочитайте, пожалуйста")
    assert not phone(press, BORIS).shown("Прочитайте, пожалуйста")
    assert pressed(zoya, reminder, "✓ Прочитал") == "Отмечено, спасибо."
    card = director.sees("Прочитали 2 из 3")
    assert "раз в час" in pressed(director, card, "Напомнить")


def test_a_voice_and_bold_words_reach_everybody_now(press: Firm):
    hand = asked(press)
    goes_on(hand, "Кому отправить", media=attached("voice", voice(7), "v.oga", "audio/ogg"))
    to_managers(hand)
    hand.press("Сейчас")
    without_terms(hand)
    hand.press("Подтвердить")
    hand.shows("Отправлено, получателей: 3")
    ilya = phone(press, ILYA)
    until(lambda: ilya.shown("Объявление", lambda m: "voice" in m), "the voice has come")
    hand = asked(press)
    bold = [{"type": "bold", "offset": 0, "length": 6}]
    goes_on(hand, "Кому отправить", "Важное для всех", entities=bold)
    hand.press("Все сотрудники")
    hand.shows("Когда отправить")
    hand.press("Сейчас")
    without_terms(hand)
    hand.press("Подтвердить")
    message = ilya.sees("Важное для всех")
    marks = [(e["type"], e["length"]) for e in message["entities"]]
    assert ("bold", 6) in marks
    feed = opened(ilya, "/news", "Новости")
    feed.press("Важное для всех")
    assert "Важное для всех" in feed.text
    assert feed.press("✓ Прочитал") == "Отмечено, спасибо."
    assert "прочитано" in feed.text
    assert not [label for label in feed.labels if "Отменить" in label or "Кто нет" in label]


def test_what_is_scheduled_is_changed_and_cancelled(press: Firm):
    hand = asked(press)
    goes_on(hand, "Слишком длинно", "x" * 4000)
    goes_on(hand, "Кому отправить", "Никогда не придёт")
    to_managers(hand)
    for text in ("вчера", "01.01.2020 10:00", "25:00", "31.02.2027 10:00"):
        hand.types(text, "⚠️")
    hand.types("завтра 14:00", "Повторять")
    hand.press("Один раз")
    without_terms(hand)
    hand.press("Подтвердить")
    hand.shows("Запланировано на")
    hand.press("Открыть объявление")
    hand.press("✏️ Текст")
    goes_on(hand, "так это увидят", "Тоже не придёт")
    hand.press("Подтвердить")
    hand.shows("Запланировано на")
    hand.press("Открыть объявление")
    assert "Тоже не придёт" in hand.text
    stale = hand.data("❌ Отменить")
    assert hand.press("❌ Отменить") == "Объявление отменено."
    assert "Отменено" in hand.text
    assert hand.send(stale)
    manager = opened(phone(press, BORIS), "/news", "Новости")
    assert not [label for label in manager.labels if "Запланир" in label or "Новое" in label]
    assert manager.send(stale)
    assert manager.send("nws:s:0")
    assert "Тоже не придёт" not in manager.text
    assert press.json("news", "list")[0]["state"] == "cancelled"


def test_retailers_are_refused_as_a_whole_and_the_form_keeps_what_was_typed(press: Firm):
    """MUST-FAIL (R8): the channel is closed by the rules; nothing leaves."""
    hand = asked(press)
    before = press.last_call()
    goes_on(hand, "Кому отправить", "Новость для агентов")
    hand.press("▶")
    hand.press("Торговые агенты")
    hand.shows("Когда отправить")
    hand.press("Сейчас")
    for question in ("До какого дня действует", "Есть правило продажи"):
        hand.shows(question)
        hand.press("Пропустить")
    hand.shows("канал закрыт правилами")
    hand.press("Подтвердить")
    hand.shows("канал закрыт правилами")
    assert "Новость для агентов" in hand.text
    for _ in range(4):
        hand.press("Назад")
    hand.shows("Кому отправить")
    assert "Новость для агентов" in hand.text
    retailer = [
        call
        for call in press.calls("telegram", since=before)
        if str(call["params"].get("chat_id")) == str(GLEB.telegram)
    ]
    assert retailer == []
    answer = press.otdel(
        "announce", "Новость для агентов", "--to", "retailers", "--as", 1, ok=False
    )
    assert answer.returncode != 0
    assert "канал закрыт правилами" in answer.stderr


def test_the_rule_stops_an_offer_below_it_and_names_the_announcement(press: Firm):
    grade = Grade(press)
    client = buyer(press)
    hand = asked(press)
    goes_on(hand, "Кому отправить", "Не отдавать дёшево")
    to_managers(hand)
    hand.press("Сейчас")
    hand.shows("До какого дня действует")
    hand.press("Пропустить")
    hand.shows("Есть правило продажи")
    choose(hand, grade.name)
    hand.shows("Не ниже какой цены")
    goes_on(hand, "⚠️", "NaN")
    goes_on(hand, "НДС", "118 руб/кг")
    hand.press("с НДС")
    hand.shows("До какого дня действует правило")
    hand.press("Через")
    hand.shows("так это увидят")
    hand.press("Подтвердить")
    hand.shows("Отправлено")
    told = phone(press, BORIS).sees("Не отдавать дёшево")
    assert f"{grade.name}: не ниже 118" in words(told)
    shelf = opened(client.phone, f"/stock {grade.name}", grade.name)
    shelf.press(grade.name)
    assert "Не ниже 118" in shelf.text
    deal = add_line(new_deal(client), grade, "1 т", "117 руб/кг")
    refused = deal.press("КП")
    assert "По объявлению №" in refused
    assert "не ниже 118 ₽/кг" in refused
    assert "ждёт согласования" in deal.text
