"""A firm that trades: goods on a shelf, a client of a manager, a deal between them."""

import io
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from tests.e2e.cast import DIRECTOR, Member
from tests.e2e.firm import Firm, until
from tests.e2e.phones import Lead, lead, phone
from tests.e2e.screens import Hand, opened

HOUSE = "Южный"
TONNE = 1_000_000
NARROW = 4
"""Buttons of a list that was narrowed to one or two, with the way back and out."""


class Grade:
    """A grade of its own for a test, ten tonnes of it at 100 roubles a kilogram with VAT."""

    def __init__(self, firm: Firm, tonnes: int = 10) -> None:
        self.firm, self.name = firm, f"Сорт-{firm.number()}"
        file = Path(firm.folder) / f"{self.name}.xlsx"
        file.write_bytes(sheet((self.name, HOUSE, tonnes, "т", 100_000, "RUB")))
        firm.do("stock", "import", str(file))

    def balance(self) -> dict[str, Any]:
        """As `stock show --json` tells it, in tonnes."""
        (row,) = [r for r in self.firm.json("stock", "show") if r["product"] == self.name]
        return {k: row[f"{k}_g"] / TONNE for k in ("on_hand", "reserved", "free")}

    def set_floor(self, price: str) -> None:
        hand = opened(phone(self.firm, DIRECTOR), f"/stock {self.name}", self.name)
        hand.press(self.name)
        hand.send(next(d for d in _datas(hand) if d.startswith("pf:")))
        hand.types(price, "НДС")
        hand.press("с НДС")
        hand.press("Пропустить")
        hand.press("Подтвердить")


def _datas(hand: Hand) -> list[str]:
    rows = hand.message["reply_markup"]["inline_keyboard"]
    return [button["callback_data"] for row in rows for button in row]


def datas(hand: Hand) -> list[str]:
    """What the buttons of a screen carry."""
    return _datas(hand)


def sheet(*rows: tuple[object, ...]) -> bytes:
    body = io.BytesIO()
    book = Workbook(body)
    page = book.add_worksheet()
    head = ("product", "warehouse", "quantity", "unit", "purchase_price", "currency")
    for number, row in enumerate((head, *rows)):
        for column, value in enumerate(row):
            page.write(number, column, value)
    book.close()
    return body.getvalue()


def choose(hand: Hand, name: str) -> None:
    """Typed to narrow the list, then pressed; the picture has a new turn when it has changed."""
    before = datas(hand)
    hand.phone.say(name)
    until(lambda: datas(hand) != before and len(hand.labels) <= NARROW, f"{name} is offered")
    hand.press(name)


def own(firm: Firm) -> Lead:
    """A client of one of the managers."""
    return lead(firm)


def client_card(client: Lead, member: Member | None = None) -> Hand:
    """The card, found by name, by its manager or by somebody else."""
    who = client.phone if member is None else phone(client.phone.firm, member)
    hand = opened(who, f"/find {client.writer.name}", "Найдено")
    hand.press(client.writer.name)
    return hand


def buyer(firm: Firm) -> Lead:
    """The same, made a company by its manager: a lead orders nothing (E12)."""
    client = own(firm)
    hand = client_card(client)
    hand.press("Ещё")
    hand.press("Сделать компанией")
    hand.press("Компания")
    hand.types(_inn(firm.number()), "КПП")
    hand.press("Пропустить")
    hand.press(client.writer.name)
    hand.press("Подтвердить")
    assert "Теперь это компания" in hand.text
    return client


def _inn(number: int) -> str:
    """Ten digits whose last one fits."""
    digits = f"{770_000_000 + number}"
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    check = sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11 % 10
    return f"{digits}{check}"


def new_deal(client: Lead) -> Hand:
    hand = client_card(client)
    assert hand.press("➕ Сделка") == "Сделка открыта."
    return hand


def add_line(
    hand: Hand, grade: Grade, quantity: str = "5 т", price: str = "118 руб/кг", place: str = HOUSE
) -> Hand:
    """One position; the deal's card afterwards."""
    hand.press("➕ Позиция")
    choose(hand, grade.name)
    hand.press(place)
    hand.types(quantity, "Какая цена")
    hand.types(price, "Пропустить" if place != HOUSE else "Всё верно")
    if "закупим" in hand.text:
        hand.press("Пропустить")
    hand.press("Подтвердить")
    hand.press("Открыть")
    return hand


def move(hand: Hand, label: str) -> str:
    """What nothing takes back is asked about once; what it ended with. The deal's card follows."""
    hand.press(label)
    hand.press("Подтвердить")
    told = hand.text
    if any("Открыть" in one for one in hand.labels):
        hand.press("Открыть")
    return told


def order(client: Lead, grade: Grade, quantity: str = "5 т", price: str = "118 руб/кг") -> Hand:
    """A confirmed order of one position."""
    hand = add_line(new_deal(client), grade, quantity, price)
    assert "Заказ подтверждён, товар закреплён." in move(hand, "Подтвердить заказ")
    return hand


def number_of(hand: Hand) -> str:
    """ "17" of "№ 17 · …", the head of a deal."""
    return hand.text.split("№", 1)[1].split("·", 1)[0].strip()


def waits(message: dict[str, Any]) -> bool:
    """A card that can still be decided."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard") or []
    return any(b.get("callback_data", "").startswith("apy:") for row in rows for b in row)
