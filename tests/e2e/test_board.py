"""The director's board through the real product: pinned, edited in place, rebuilt (A14, B2)."""

from collections.abc import Iterator

import pytest

from tests.e2e.cast import DIRECTOR, SYSADMIN
from tests.e2e.conftest import OpenFirm
from tests.e2e.firm import WORKDAY, Firm, until
from tests.e2e.phones import Lead, Message, Phone, lead, phone, words
from tests.e2e.screens import opened
from tests.e2e.shop import HOUSE, Grade

DAY = 86_400
HEAD = "📌 Сводка на"


@pytest.fixture(scope="module")
def office(open_firm: OpenFirm) -> Iterator[Firm]:
    """A firm whose clock these tests move forward, never back."""
    with open_firm(begins=WORKDAY) as firm:
        house = opened(phone(firm, DIRECTOR), "/stock", "Остатки")
        house.press("🏭 Склад")
        house.types(HOUSE, "настоящий")
        house.press("Настоящий")
        house.press("Подтвердить")
        yield firm


def reserved(client: Lead, grade: Grade, quantity: str) -> None:
    hand = opened(client.phone, f"/stock {grade.name}", grade.name)
    hand.press(grade.name)
    hand.press(f"Забронировать · {HOUSE}")
    hand.types(quantity, "Для какого клиента")
    hand.types(client.writer.name, client.writer.name)
    hand.press(client.writer.name)
    hand.press("Забронировать")
    assert "Забронировано" in hand.text


def pinned(one: Phone) -> list[int]:
    return list(one.chat()["pinned"])


def board_of(one: Phone) -> Message:
    """The one that is pinned now."""
    until(lambda: pinned(one), "a board is pinned")
    return one.message(pinned(one)[0])


def edits(one: Phone, message: int) -> list[dict]:
    calls = one.firm.calls("telegram", method="editMessageText")
    return [c for c in calls if int(c["params"].get("message_id", 0)) == message]


def test_the_board_lives_in_one_message(office: Firm):
    director = phone(office, DIRECTOR)
    board = board_of(director)
    number = board["message_id"]
    assert words(board).startswith(HEAD)
    until(lambda: "💱 USD" in words(director.message(number)), "the rates are on it")
    until(lambda: "USD —" not in words(director.message(number)), "the rates have come", 70)

    grade, client = Grade(office), lead(office)
    reserved(client, grade, "5т")
    line = f"🟢 {grade.name} · 5 т · {client.writer.name}"
    until(lambda: line in words(director.message(number)), "the reservation is on it")
    assert "1-й день из 7" in words(director.message(number))
    assert pinned(director) == [number]

    office.post("clock", advance=7 * DAY + 60)
    until(lambda: grade.name not in words(director.message(number)), "the lapse takes it off", 70)
    assert len(director.shown(HEAD)) == 1
    assert [c["status"] for c in edits(director, number)] == [200] * len(edits(director, number))


def test_a_deleted_board_comes_back_pinned(office: Firm):
    director = phone(office, DIRECTOR)
    old = board_of(director)["message_id"]
    office.tolerated.add("message to edit not found")
    office.post("telegram/delete", bot="staff", user=DIRECTOR.telegram, message_id=old)
    grade, client = Grade(office), lead(office)
    reserved(client, grade, "5т")
    until(lambda: pinned(director) not in ([], [old]), "another board is pinned")
    until(lambda: grade.name in words(board_of(director)), "the reservation is on it")
    assert len(director.shown(HEAD)) == 1


def test_a_deleted_board_that_nothing_changes_on_comes_back_by_itself(office: Firm):
    """Telegram tells nobody of the deletion: the board that rests is edited as it is."""
    director = phone(office, DIRECTOR)
    old = board_of(director)["message_id"]
    office.tolerated.add("message to edit not found")
    office.post("telegram/delete", bot="staff", user=DIRECTOR.telegram, message_id=old)
    office.post("clock", advance=16 * 60)
    until(lambda: pinned(director) not in ([], [old]), "another board is pinned", 70)
    assert len(director.shown(HEAD)) == 1
    dead = office.json("outbox", "list", "--state", "dead")
    assert [row for row in dead if str(row["code"]).startswith("board")] == []


def test_an_administrator_pins_one_and_takes_it_off(office: Firm):
    """His screen of reservations offers it; nobody has pinned one for him."""
    admin = phone(office, SYSADMIN)
    assert pinned(admin) == []
    hand = opened(admin, "/board", "Все брони")
    assert hand.press("📌 Закрепить сводку").startswith("Сводка сейчас придёт")
    assert words(board_of(admin)).startswith(HEAD)
    assert hand.press("Открепить сводку") == "Сводка откреплена."
    until(lambda: pinned(admin) == [], "the board is taken off")
    grade, client = Grade(office), lead(office)
    reserved(client, grade, "1т")
    until(lambda: grade.name in words(board_of(phone(office, DIRECTOR))), "the director's goes on")
    assert admin.shown(grade.name) == []
