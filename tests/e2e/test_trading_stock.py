"""Goods through the real interface: received, reserved, extended, released; refused where due."""

import io
from collections.abc import Iterator

import pytest
from xlsxwriter import Workbook

from tests.e2e.cast import (
    BORIS,
    DIRECTOR,
    EVERYBODY,
    HEAD,
    LAWYER,
    LOGISTICIAN,
    OTHERS,
    SECRETARY,
    SYSADMIN,
    ZOYA,
    Member,
)
from tests.e2e.conftest import OpenFirm
from tests.e2e.files import attached
from tests.e2e.firm import WORKDAY, Firm, until
from tests.e2e.phones import Lead, Phone, buttons, lead, phone, words
from tests.e2e.screens import Hand, opened

HOUSES = ("Южный", "Дальний")
DELIVERY_NOTE = "Полимер-тест, накладная 145"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def market(open_firm: OpenFirm) -> Iterator[Firm]:
    """A firm with two warehouses; the grades are brought by each test."""
    with open_firm(people=(*EVERYBODY, *OTHERS), begins=WORKDAY) as firm:
        for house in HOUSES:
            hand = opened(phone(firm, HEAD), "/stock", "Остатки")
            hand.press("🏭 Склад")
            hand.types(house, "настоящий")
            hand.press("Настоящий")
            hand.press("Подтвердить")
            assert "Склад добавлен" in hand.text
        yield firm


class Grade:
    """A grade of its own for a test, with so much of it at the first warehouse."""

    def __init__(self, firm: Firm, tonnes: str = "10") -> None:
        self.firm, self.name = firm, f"Марка-{firm.number()}"
        self._make()
        if tonnes:
            self.receive(tonnes)

    def _make(self) -> None:
        hand = opened(phone(self.firm, SECRETARY), "/stock", "Остатки")
        hand.press("➕ Товар")
        hand.types(self.name, "сырьё")
        hand.types("ПЭВД", "производит")
        hand.press("Пропустить")
        hand.press("Пропустить")
        hand.types("мешок 25 кг", "верно")
        hand.press("Подтвердить")
        assert "Товар добавлен" in hand.text

    def card(self, member: Member) -> Hand:
        """Stock, searched by name, then the grade's own screen."""
        hand = opened(phone(self.firm, member), f"/stock {self.name}", self.name)
        hand.press(self.name)
        return hand

    def receive(self, tonnes: str, house: str = HOUSES[0]) -> None:
        hand = self.card(SECRETARY)
        hand.press("Приход")
        hand.press(house)
        hand.types(f"{tonnes} т", "Закупочная")
        hand.types("118 руб/кг", "НДС")
        hand.press("с НДС")
        hand.types(DELIVERY_NOTE, "верно")
        hand.press("Подтвердить")
        assert "Принято" in hand.text

    def line(self, member: Member = DIRECTOR) -> str:
        return self.card(member).text


@pytest.fixture
def grade(market: Firm) -> Grade:
    return Grade(market)


def own(firm: Firm) -> Lead:
    """A client of one of the managers."""
    return lead(firm)


def to_confirm(client: Lead, grade: Grade, quantity: str = "2,5т") -> Hand:
    """A reservation filled in by the client's manager, up to its confirmation."""
    hand = opened(client.phone, f"/stock {grade.name}", grade.name)
    hand.press(grade.name)
    hand.press(f"Забронировать · {HOUSES[0]}")
    hand.types(quantity, "Для какого клиента")
    hand.types(client.writer.name, client.writer.name)
    hand.press(client.writer.name)
    return hand


def reserved(client: Lead, grade: Grade, quantity: str = "2,5т") -> Hand:
    hand = to_confirm(client, grade, quantity)
    hand.press("Забронировать")
    assert "Забронировано" in hand.text
    return hand


def card_of(client: Lead, grade: Grade) -> Hand:
    """The reservation's own screen, from 📌 Мои брони."""
    hand = opened(client.phone, "/mine", "Мои брони")
    hand.press(grade.name)
    return hand


def test_stock_is_reserved_extended_and_released_by_real_presses(market: Firm, grade: Grade):
    """A2, A4: free goes down, the lapse moves, free comes back; the ledger tells who and why."""
    client = own(market)
    hand = to_confirm(client, grade)
    assert "Количество: 2,5" in hand.text
    assert "Снимется сама" in hand.text
    hand.press("Забронировать")
    assert "Забронировано" in hand.text
    assert "свободно 7,5" in grade.line()

    card = card_of(client, grade)
    market.post("clock", advance=86_400)
    before = card.text
    assert card.press("🔁 Ещё 7 дней").startswith("Продлено до")
    assert card.text != before
    assert "Продлена раз: 1" in card.text
    assert card.press("Снять") == "Бронь снята, товар свободен."
    assert "свободно 10" in grade.line()


def test_the_ledger_shows_who_when_why_before_and_after(market: Firm, grade: Grade):
    """A2, through the screen of the head of sales."""
    hand = grade.card(HEAD)
    hand.press("Журнал")
    assert SECRETARY.name in hand.text
    assert "приход" in hand.text
    assert "→ 10" in hand.text
    assert DELIVERY_NOTE in hand.text


def test_bags_become_tonnes_and_back_changes_the_quantity(market: Firm, grade: Grade):
    """Free typing of quantities."""
    client = own(market)
    hand = to_confirm(client, grade, "100 мешков")
    assert "Количество: 2,5" in hand.text
    hand.press("Назад")
    hand.press("Назад")
    hand.types("1 500 кг", "Для какого клиента")
    assert "Количество: 1,5" in hand.text
    hand.press("Отмена")
    assert "отменено" in hand.text
    assert "свободно 10" in grade.line()


def test_a_pack_is_written_down_and_counts_from_then_on(market: Firm, grade: Grade):
    hand = grade.card(SECRETARY)
    hand.press("Упаковка")
    hand.types("биг-бэг 1 т", "верно")
    hand.press("Подтвердить")
    assert "биг-бэг 1 т" in hand.text.replace("\u00a0", " ")
    assert "биг-бэг 1 т, мешок 25 кг" in grade.line(BORIS).replace("\u00a0", " ")
    hand = to_confirm(own(market), grade, "3 биг-бэг")
    assert "Количество: 3" in hand.text
    hand.press("Отмена")


def test_an_empty_warehouse_is_closed_and_one_with_goods_is_not(market: Firm, grade: Grade):
    """A15."""
    hand = opened(phone(market, HEAD), "/stock", "Остатки")
    hand.press("🏭 Склад")
    hand.types(f"Пустой {grade.name}", "настоящий")
    hand.press("Настоящий")
    hand.press("Подтвердить")
    closed = {f"Пустой {grade.name}": "Склад закрыт", HOUSES[0]: "ещё лежит товар"}
    for house, told in closed.items():
        hand = opened(phone(market, HEAD), "/stock", "Остатки")
        hand.press("Закрыть склад")
        hand.press(house)
        hand.press("Подтвердить")
        assert told in hand.text
        if "Отмена" in "".join(hand.labels):
            hand.press("Отмена")
    hand = grade.card(SECRETARY)
    hand.press("Приход")
    assert HOUSES[0] in "".join(hand.labels)
    assert "Пустой" not in "".join(hand.labels)
    hand.press("Отмена")


@pytest.mark.parametrize("text", ["-5", "1e9 т", "NaN", "-5 т", "5", "0 кг", "100000000 т"])
def test_a_quantity_that_is_none_is_refused_and_nothing_is_lost(market: Firm, text: str):
    """Bad input: a clear refusal, the form stays at its step, state unchanged."""
    grade = Grade(market, "")
    hand = opened(phone(market, SECRETARY), f"/stock {grade.name}", grade.name)
    hand.press(grade.name)
    hand.press("Приход")
    hand.press(HOUSES[0])
    hand.types(text, "⚠️")
    assert f"Товар: {grade.name}" in hand.text
    assert "Сколько?" in hand.text
    hand.press("Отмена")
    assert "На складах пусто" in grade.line()


def test_a_form_in_the_middle_outlives_a_kill_of_the_product(market: Firm, grade: Grade):
    """Issue 3, part 6: form state is stored in the database and survives a restart."""
    client = own(market)
    hand = opened(client.phone, f"/stock {grade.name}", grade.name)
    hand.press(grade.name)
    hand.press(f"Забронировать · {HOUSES[0]}")
    hand.types("3 т", "Для какого клиента")
    market.restart()
    hand.types(client.writer.name, client.writer.name)

    def chosen() -> bool:
        # What was typed before the kill may be handled once more: a press of the picture before
        # that is refused as an old one, and whoever pressed presses again.
        if client.writer.name in "".join(hand.labels):
            hand.press(client.writer.name)
        return "Забронировать" in "".join(hand.labels)

    until(chosen, "the client is chosen")
    hand.press("Забронировать")
    assert "Забронировано" in hand.text
    assert "свободно 7" in grade.line()


def test_a_reply_to_a_client_answers_him_while_a_form_is_open(market: Firm, grade: Grade):
    """The reply wins; what is typed without one goes to the form."""
    client = own(market)
    hand = opened(client.phone, "/reserve", "Какой товар?")
    client.answered("Сейчас забронирую для вас")
    client.writer.gets("Сейчас забронирую для вас")
    hand.types(grade.name, grade.name)
    assert any(grade.name in label for label in hand.labels)
    client.phone.say("/mine")
    hand.shows("начата другая команда")


def test_a_stale_press_does_nothing_and_says_so(market: Firm, grade: Grade):
    """Fault 50: of an earlier picture, of a version that has moved on, twice."""
    client = own(market)
    reserved(client, grade)
    market.post("clock", advance=86_400)
    card = card_of(client, grade)
    stale = card.data("Ещё 7 дней")
    card.press("Ещё 7 дней")
    told = card.send(stale)
    assert "змен" in told
    assert "Продлена раз: 1" in card.text
    release = card.data("Снять")
    card.press("Снять")
    assert card.send(release)
    assert "свободно 10" in grade.line()


def test_a_confirmation_pressed_twice_reserves_once(market: Firm, grade: Grade):
    client = own(market)
    hand = to_confirm(client, grade)
    data = hand.data("Забронировать")
    hand.press("Забронировать")
    success = hand.text
    assert hand.send(data).startswith("Вы это уже сделали")
    assert hand.text == success
    assert "📌 Забронировано" in success
    assert "свободно 7,5" in grade.line()


def test_another_persons_buttons_do_nothing(market: Firm, grade: Grade):
    """Fault 50: a colleague, a logistician and a stranger's forged data; A5."""
    client = own(market)
    reserved(client, grade)
    data = card_of(client, grade).data("Снять")
    other = next(m for m in (BORIS, ZOYA) if m.telegram != client.phone.number)
    for member in (other, LOGISTICIAN, LAWYER, DIRECTOR):
        hand = opened(phone(market, member), "/help", "умею")
        assert hand.send(data), member.role
    form = to_confirm(client, grade).data("Забронировать")
    hand = opened(phone(market, other), "/help", "умею")
    hand.send(form)
    assert "свободно 7,5" in grade.line()
    client.phone.say("/cancel")


@pytest.mark.parametrize("member", [BORIS, LOGISTICIAN, LAWYER], ids=lambda m: m.role)
def test_stock_is_edited_by_nobody_else(market: Firm, grade: Grade, member: Member):
    """A2 MUST-FAIL: manager, logistician and lawyer have neither the buttons nor the press."""
    secretary = grade.card(SECRETARY)
    card = grade.card(member)
    for label in ("Приход", "Пересчёт", "Перемещение", "Списание"):
        assert not [name for name in card.labels if label in name]
        assert card.send(secretary.data(label))
    listed = opened(phone(market, member), "/stock", "Остатки")
    for what in ("so:im", "so:np", "so:nw"):
        assert not [d for d in buttons(listed.message).values() if d == what]
        listed.send(what)
    assert "свободно 10" in grade.line()


def test_a_recount_below_what_is_reserved_is_a_conflict_that_names_the_holder(
    market: Firm, grade: Grade
):
    """DOMAIN: nothing changes, the card tells who holds the goods."""
    client = own(market)
    reserved(client, grade, "4 т")
    hand = grade.card(HEAD)
    hand.press("Пересчёт")
    hand.press(HOUSES[0])
    hand.types("3 т", "Почему")
    hand.types("Пересчитали в пятницу", "Было 10")
    hand.press("Подтвердить")
    assert "меньше, чем забронировано" in hand.text
    assert client.writer.name in hand.text
    assert "всего 10" in grade.line()


def test_the_secretary_who_counts_is_told_who_holds_the_goods_and_not_for_whom(
    market: Firm, grade: Grade
):
    """A2, A5."""
    client = own(market)
    reserved(client, grade, "4 т")
    hand = grade.card(SECRETARY)
    hand.press("Пересчёт")
    hand.press(HOUSES[0])
    hand.types("3 т", "Почему")
    hand.types("Пересчитали в пятницу", "Было 10")
    hand.press("Подтвердить")
    owner = next(one for one in EVERYBODY if one.telegram == client.phone.number)
    assert f"• 4 т · {owner.name}" in hand.text
    assert client.writer.name not in hand.text


def test_goods_are_counted_moved_and_written_off_with_a_reason(market: Firm, grade: Grade):
    """A2: each change through its own form, by those who may; E5: a write-off by two."""
    hand = grade.card(DIRECTOR)
    hand.press("Пересчёт")
    hand.press(HOUSES[0])
    hand.types("9 т", "Почему")
    hand.types("Недостача при пересчёте", "станет 9")
    hand.press("Подтвердить")
    hand = grade.card(SYSADMIN)
    hand.press("Перемещение")
    hand.press(HOUSES[0])
    hand.press(HOUSES[1])
    hand.types("4 т", "Почему")
    hand.types("Ближе к покупателю", "верно")
    hand.press("Подтвердить")
    hand = grade.card(HEAD)
    hand.press("Списание")
    hand.press(HOUSES[1])
    hand.types("1 т", "Почему")
    hand.types("Подмочено в дороге", "верно")
    hand.press("Подтвердить")
    assert "ждёт согласования" in hand.text
    assert "свободно 4" in grade.line()
    director = phone(market, DIRECTOR)
    card = Hand(
        director, director.sees(grade.name, where=lambda one: "Одобрить" in str(buttons(one)))
    )
    assert "Подмочено в дороге" in card.text
    assert card.press("Одобрить") == "Одобрено."
    phone(market, HEAD).sees(grade.name, where=lambda one: DIRECTOR.name in words(one))
    text = grade.line()
    assert "свободно 5" in text
    assert "свободно 3" in text


def test_whoever_comes_late_queues_and_is_offered_what_comes_free(market: Firm, grade: Grade):
    """A4: not enough → the queue; a release → an offer → taken by one press."""
    first, second = own(market), own(market)
    reserved(first, grade, "8 т")
    hand = to_confirm(second, grade, "5 т")
    assert "Свободно только 2" in hand.text
    hand.press("Встать в очередь")
    assert "в очереди" in hand.text
    card_of(first, grade).press("Снять")

    def offered() -> Hand | None:
        mine = opened(second.phone, "/mine", "Мои брони")
        return mine if "предлагают" in mine.text else None

    mine = until(offered, "the goods are offered", every=0.5)
    assert mine.press("Забрать") == "Забронировано."
    assert "свободно 5" in grade.line()


def test_the_director_sees_the_board_and_a_manager_does_not(market: Firm, grade: Grade):
    """A14: product, quantity, client, manager, n-th day of seven."""
    client = own(market)
    reserved(client, grade)
    hand = opened(phone(market, DIRECTOR), "/board", "Все брони")
    while grade.name not in hand.text:
        hand.press("▶")
    assert client.writer.name in hand.text
    assert "1-й день из 7" in hand.text
    refused = phone(market, BORIS)
    assert "нет на это прав" in words(refused.after(refused.say("/board")))


def sheet(*rows: tuple[object, ...]) -> bytes:
    body = io.BytesIO()
    book = Workbook(body)
    page = book.add_worksheet()
    head = ("product", "warehouse", "quantity", "unit", "purchase_price", "currency")
    for number, row in enumerate((head, *rows)):
        for column, value in enumerate(row):
            if str(value).startswith("="):
                page.write_formula(number, column, str(value))
            else:
                page.write(number, column, value)
    book.close()
    return body.getvalue()


def attach(body: bytes, name: str = "stock.xlsx") -> dict[str, object]:
    return attached("document", body, name, XLSX)


def import_form(firm: Firm) -> Hand:
    hand = opened(phone(firm, SECRETARY), "/stock", "Остатки")
    hand.press("Импорт")
    assert "xlsx" in hand.text
    return hand


def test_a_list_of_a_supplier_is_shown_row_by_row_then_booked_whole(market: Firm):
    """A2: the file → preview → [Провести]."""
    name = f"Привоз-{market.number()}"
    hand = import_form(market)
    secretary: Phone = hand.phone
    secretary.say(None, media=attach(sheet((name, HOUSES[0], 5, "т", 118000, "RUB"))))
    hand.shows("Строк в порядке: 1")
    assert f"{name} · {HOUSES[0]} · 5 т · 118 ₽/кг с НДС" in hand.text.replace("\u00a0", " ")
    hand.press("Провести")
    assert "Проведено строк: 1" in hand.text
    found = opened(phone(market, DIRECTOR), f"/stock {name}", name)
    assert any("5" in label for label in found.labels if name in label)


@pytest.mark.parametrize(
    "rows",
    [
        (("Хорошая", HOUSES[0], 5, "т", 1, "RUB"), ("Плохая", HOUSES[0], -5, "т", 1, "RUB")),
        (("Формула", HOUSES[0], "=5+5", "т", 1, "RUB"),),
    ],
    ids=["negative", "formula"],
)
def test_a_wrong_row_books_nothing(market: Firm, rows: tuple[tuple[object, ...], ...]):
    """All or nothing; a formula is no quantity."""
    hand = import_form(market)
    hand.phone.say(None, media=attach(sheet(*rows)))
    hand.shows("⚠️")
    assert not [label for label in hand.labels if "Провести" in label]
    assert "Проводим?" not in hand.text
    hand.phone.say(None, media=attach(sheet((rows[0][0], HOUSES[0], 5, "т", 118000, "RUB"))))
    hand.shows("Проводим?")
    assert "⚠️" not in hand.text
    hand.press("Отмена")
    found = opened(phone(market, DIRECTOR), f"/stock {rows[0][0]}", "Остатки")
    assert not [label for label in found.labels if str(rows[0][0]) in label]


@pytest.mark.parametrize("body", [b"x" * 6 * 1024 * 1024, b"PK no sheet", b""], ids=len)
def test_a_file_that_is_no_sheet_or_too_large_is_refused(market: Firm, body: bytes):
    hand = import_form(market)
    if not body:
        body = b"\0"
    hand.phone.say(None, media=attach(body))
    hand.shows("⚠️")
    hand.press("Отмена")
