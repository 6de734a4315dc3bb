"""Reminders that act: a reservation ends, a warehouse ends, a client waits (A4, A16, E11)."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.e2e.cast import DIRECTOR, EVERYBODY, HEAD
from tests.e2e.conftest import OpenFirm
from tests.e2e.firm import Firm, until
from tests.e2e.phones import Lead, Message, Phone, lead, phone, words
from tests.e2e.screens import Hand, opened
from tests.e2e.shop import HOUSE, TONNE, Grade, choose, own, sheet

MOSCOW = ZoneInfo("Europe/Moscow")
MONDAY = datetime(2033, 1, 17, tzinfo=MOSCOW)
"""A working day far from any holiday, later than the tests: a command goes by the real time."""
LATE = "опоздан"
SLOW = 90.0


@pytest.fixture
def firm(open_firm: OpenFirm) -> Iterator[Firm]:
    begins = MONDAY + timedelta(hours=9, minutes=20)
    with open_firm(people=(*EVERYBODY, HEAD), begins=begins) as running:
        yield running


def at(firm: Firm, hour: int, minute: int = 0, second: int = 0, day: int = 0) -> None:
    """Puts the clock to that wall time of the firm."""
    moment = MONDAY + timedelta(days=day, hours=hour, minutes=minute, seconds=second)
    firm.post("clock", offset=moment.timestamp() - time.time())


def pressed(who: Phone, message: Message, label: str) -> str:
    """The toast of a button under a message of the bot."""
    return Hand(who, message).press(label)


def reserved(client: Lead, grade: Grade) -> None:
    """Four tonnes, by the client's manager."""
    hand = opened(client.phone, f"/stock {grade.name}", grade.name)
    hand.press(grade.name)
    hand.press(f"Забронировать · {HOUSE}")
    hand.types("4 т", "Для какого клиента")
    hand.types(client.writer.name, client.writer.name)
    hand.press(client.writer.name)
    hand.press("Забронировать")
    assert "Забронировано" in hand.text


def test_a_reservation_is_reminded_of_extended_by_one_press_and_lapses(firm: Firm):
    grade, client = Grade(firm), own(firm)
    reserved(client, grade)
    assert grade.balance()["free"] == 6

    at(firm, 9, 59, 57, day=6)
    told = client.phone.sees("Бронь снимется завтра", SLOW)
    assert grade.name in words(told)
    assert client.writer.name in words(told)
    assert LATE not in words(told)
    old = Hand(client.phone, told).data("Снять")
    assert pressed(client.phone, told, "🔁 Ещё 7 дней").startswith("Продлено до 30.01 10:00")
    until(
        lambda: "Бронь продлена до 30.01 10:00" in words(client.phone.message(told["message_id"])),
        "the reminder says that it is extended",
    )
    assert "змен" in Hand(client.phone, told).send(old)
    assert grade.balance()["reserved"] == 4

    at(firm, 10, 1, day=13)
    client.phone.sees("Бронь истекла", SLOW)
    until(lambda: grade.balance()["free"] == 10, "the goods are free again")


def test_a_reminder_missed_while_the_firm_slept_comes_once_and_late(firm: Firm):
    grade, client = Grade(firm), own(firm)
    reserved(client, grade)
    firm.quiet()
    firm.stop()
    at(firm, 12, day=6)
    firm.start()
    assert LATE in words(client.phone.sees("Бронь снимется завтра", SLOW))
    firm.quiet()
    firm.stop()
    firm.start()
    firm.quiet()
    assert len(client.phone.shown("Бронь снимется завтра")) == 1


def transit(firm: Firm) -> str:
    """A virtual warehouse until the coming Tuesday with six tonnes; the main one has none."""
    hand = opened(phone(firm, HEAD), "/stock", "Остатки")
    for name, kind in ((HOUSE, "Настоящий"), ("Транзит", "Виртуальный")):
        hand.press("🏭 Склад")
        hand.types(name, "настоящий")
        hand.press(kind)
        if kind == "Виртуальный":
            hand.types("25.01.2033", "верно")
        hand.press("Подтвердить")
        assert "Склад добавлен" in hand.text
        hand = opened(phone(firm, HEAD), "/stock", "Остатки")
    grade = f"Сорт-{firm.number()}"
    file = Path(firm.folder) / f"{grade}.xlsx"
    file.write_bytes(sheet((grade, "Транзит", 6, "т", 100_000, "RUB")))
    firm.do("stock", "import", str(file))
    return grade


def on_hand(firm: Firm, grade: str) -> dict[str, float]:
    rows = firm.json("stock", "show")
    found = {r["warehouse"]: r["on_hand_g"] / TONNE for r in rows if r["product"] == grade}
    return {house: amount for house, amount in found.items() if amount}


def test_a_virtual_warehouse_ends_and_one_press_moves_its_goods(firm: Firm):
    grade = transit(firm)
    at(firm, 9, 59, 57, day=8)
    head, director = phone(firm, HEAD), phone(firm, DIRECTOR)
    card = head.sees("срок склада выходит сегодня", SLOW)
    copy = director.sees("срок склада выходит сегодня", SLOW)
    assert f"{grade} · 6" in words(card)
    old = Hand(director, copy).data("Обнулить")

    before = head.say("/help")
    head.after(before)
    pressed(head, card, "Перенести")
    form = Hand(head, head.after(before, "Перенести всё со склада"))
    choose(form, HOUSE)
    form.types("Срок вышел", "верно")
    assert f"{grade} · 6" in form.text
    form.press("Подтвердить")
    form.shows("Перенесено 6")
    assert on_hand(firm, grade) == {HOUSE: 6}

    def closed() -> bool:
        texts = [words(p.message(m["message_id"])) for p, m in ((head, card), (director, copy))]
        return all("вопрос решён" in text and HEAD.name in text for text in texts)

    until(closed, "both copies say who has done it")
    assert HEAD.name in Hand(director, copy).send(old)


def test_a_warehouse_is_given_another_term_or_emptied(firm: Firm):
    grade = transit(firm)
    at(firm, 9, 59, 57, day=7)
    director = phone(firm, DIRECTOR)
    card = director.sees("срок склада выходит завтра", SLOW)
    before = director.say("/help")
    director.after(before)
    pressed(director, card, "Продлить")
    form = Hand(director, director.after(before, "Новый срок склада"))
    form.types("26.01.2033", "верно")
    form.press("Подтвердить")
    form.shows("срок до 26.01.2033")

    at(firm, 9, 59, 57, day=9)
    card = director.sees("срок склада выходит сегодня", SLOW)
    before = director.say("/help")
    director.after(before)
    pressed(director, card, "Обнулить")
    form = Hand(director, director.after(before, "Списать всё со склада"))
    form.types("Товара нет", "верно")
    form.press("Подтвердить")
    form.shows("Списано 6")
    assert on_hand(firm, grade) == {}


def test_a_client_without_an_answer_is_told_to_the_manager_then_to_the_head(firm: Firm):
    at(firm, 11)
    client = lead(firm)
    at(firm, 11, 14)
    assert client.phone.shown("Клиент ждёт ответа") == []
    at(firm, 11, 16)
    told = client.phone.sees("Клиент ждёт ответа", SLOW)
    assert client.writer.name in words(told)
    at(firm, 11, 32)
    over = phone(firm, HEAD).sees("Клиент ждёт ответа", SLOW)
    assert client.writer.name in words(over)
    assert len(client.phone.shown("Клиент ждёт ответа")) == 1
