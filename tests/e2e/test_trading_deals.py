"""Deals through the real interface of each role: priced, stopped, approved, shipped (E12, B10)."""

from collections.abc import Iterator

import pytest

from tests.e2e.cast import BORIS, DIRECTOR, EVERYBODY, HEAD, LAWYER, LOGISTICIAN, SECRETARY, ZOYA
from tests.e2e.conftest import OpenFirm
from tests.e2e.files import attached
from tests.e2e.firm import Firm
from tests.e2e.phones import Lead, phone, words
from tests.e2e.screens import Hand, opened
from tests.e2e.shop import (
    Grade,
    add_line,
    buyer,
    choose,
    client_card,
    datas,
    move,
    new_deal,
    number_of,
    order,
)

PDF = "application/pdf"


@pytest.fixture(scope="module")
def market(open_firm: OpenFirm) -> Iterator[Firm]:
    with open_firm(people=(*EVERYBODY, HEAD, LOGISTICIAN, LAWYER)) as firm:
        yield firm


@pytest.fixture
def grade(market: Firm) -> Grade:
    return Grade(market)


def test_a_client_is_found_reserved_for_sold_to_and_shipped_in_parts(market: Firm, grade: Grade):
    """A4, A17, A18: the newcomer's way of issue 3, and stock is right at each step."""
    client = buyer(market)
    hand = opened(client.phone, f"/stock {grade.name}", grade.name)
    hand.press(grade.name)
    hand.press("Забронировать ·")
    hand.types("5 т", "Для какого клиента")
    choose(hand, client.writer.name)
    hand.press("Забронировать")
    assert grade.balance() == {"on_hand": 10, "reserved": 5, "free": 5}

    mine = opened(client.phone, "/mine", "Мои брони")
    mine.press(grade.name)
    mine.press("В сделку")
    mine.press("Новая сделка")
    mine.types("118 руб/кг", "Всё верно")
    mine.press("Подтвердить")
    mine.press("Открыть")
    assert "Итого: 590\u00a0000" in mine.text
    assert "с НДС" in mine.text
    assert "без НДС" in mine.text
    assert "Прибыль с доставкой: — (без транспорта)" in mine.text
    move(mine, "Подтвердить заказ")
    assert grade.balance() == {"on_hand": 10, "reserved": 5, "free": 5}

    mine.press("Отгрузить часть")
    mine.types("2 т", "Всё верно")
    mine.press("Подтвердить")
    assert "Отгружено" in mine.text
    assert grade.balance() == {"on_hand": 8, "reserved": 3, "free": 5}
    mine.press("Открыть")
    assert "отгружено 2" in mine.text
    assert "Отгружено всё." in move(mine, "Отгрузить всё")
    assert grade.balance() == {"on_hand": 5, "reserved": 0, "free": 5}


def test_a_sale_below_the_floor_stops_until_somebody_else_approves(market: Firm, grade: Grade):
    """B10, E5: neither the manager nor whoever asked decides; the director does, with one tap."""
    grade.set_floor("115 руб/кг")
    client = buyer(market)
    hand = add_line(new_deal(client), grade, price="100 руб/кг")
    assert "ниже минимальной цены" in hand.text
    assert "инимальн" in move(hand, "Подтвердить заказ")
    assert grade.balance()["reserved"] == 0

    mine = opened(client.phone, "/approve", "Мои запросы")
    mine.press("· ждёт")
    assert not [d for d in datas(mine) if d.startswith("apy:")]

    director = phone(market, DIRECTOR)
    card = Hand(director, director.sees(grade.name, where=_decidable))
    assert "Цена ниже минимума" in card.text or "100" in card.text
    yes = card.data("Одобрить")
    assert mine.send(yes) != "Одобрено."
    assert card.press("Одобрить") == "Одобрено."
    card.shows(DIRECTOR.name)
    second = card.send(yes)
    assert DIRECTOR.name in second

    fresh = deal_card(client, hand)
    assert "цена согласована" in fresh.text
    assert "Заказ подтверждён, товар закреплён." in move(fresh, "Подтвердить заказ")
    assert grade.balance()["reserved"] == 5


def _decidable(message) -> bool:
    rows = (message.get("reply_markup") or {}).get("inline_keyboard") or []
    return any(b.get("callback_data", "").startswith("apy:") for row in rows for b in row)


def opened_card(who, card: Hand) -> Hand:
    """A notice is not replaced by a question: that stands in the newest screen."""
    newest = [m for m in who.chat()["messages"] if m["from_bot"] and not m["deleted"]][-1]
    return Hand(who, newest) if newest["message_id"] != card.number else card


def deal_card(client, hand: Hand) -> Hand:
    number = number_of(hand) if "№" in hand.text else ""
    found = opened(client.phone, "/deal", "Сделки")
    found.press(f"№ {number}")
    return found


def test_nobody_approves_the_own_request(market: Firm, grade: Grade):
    """E5 MUST-FAIL: the head of sales sells below the floor and presses a forged yes."""
    grade.set_floor("115 руб/кг")
    client = buyer(market)
    head = phone(market, HEAD)
    hand = client_card(client, HEAD)
    hand.press("➕ Сделка")
    add_line(hand, grade, price="90 руб/кг")
    mine = opened(head, "/approve", "Мои запросы")
    public = mine.data("· ждёт").split(":")[1]
    mine.press("· ждёт")
    assert not [d for d in datas(mine) if d.startswith("apy:")]
    said = mine.send(f"apy:{public}:1")
    assert "Свой запрос" in said
    director = phone(market, DIRECTOR)
    assert director.sees(grade.name, where=_decidable)


def test_a_refused_discount_says_why_and_the_line_stays_stopped(market: Firm, grade: Grade):
    """B10: a chip, and the seller reads the reason."""
    grade.set_floor("115 руб/кг")
    client = buyer(market)
    hand = add_line(new_deal(client), grade, price="99 руб/кг")
    director = phone(market, DIRECTOR)
    card = Hand(director, director.sees(grade.name, where=_decidable))
    card.press("Отклонить")
    asked = opened_card(director, card)
    asked.press("Цена слишком низкая")
    client.phone.sees("Цена слишком низкая")
    fresh = deal_card(client, hand)
    assert "в скидке отказано" in fresh.text
    assert "отклонена" in move(fresh, "Подтвердить заказ")


def granted(client: Lead, field: str, value: str) -> None:
    """A field of the client's payment terms, asked for by the manager."""
    hand = client_card(client)
    hand.press("Ещё")
    hand.press("Отсрочка и предоплата")
    hand.press(field)
    hand.types(value, "Всё верно")
    hand.press("Подтвердить")
    assert "Заявка отправлена" in hand.text
    director = phone(client.phone.firm, DIRECTOR)
    card = Hand(director, director.sees(client.writer.name, where=_decidable))
    assert card.press("Одобрить") == "Одобрено."


def test_an_order_above_the_limit_says_so_and_is_not_asked_about_twice(market: Firm, grade: Grade):
    """E5: limit and debt before the request leaves; the refusal stays in the deal."""
    client = buyer(market)
    granted(client, "Отсрочка, дней", "30")
    granted(client, "Лимит отсрочки", "100000")
    hand = add_line(new_deal(client), grade)
    hand.press("Подтвердить заказ")
    assert (
        "Лимит отсрочки 100\u00a0000\u00a0₽, долг с этой сделкой 590\u00a0000\u00a0₽" in hand.text
    )
    hand.press("Подтвердить")
    assert "Запрос ушёл руководителю" in hand.text

    director = phone(market, DIRECTOR)
    card = Hand(director, director.sees(client.writer.name, where=_decidable))
    card.press("Отклонить")
    opened_card(director, card).press("Условия не подходят")
    client.phone.sees("Условия не подходят")
    fresh = opened(client.phone, "/deal", "Сделки")
    fresh.press(client.writer.name)
    assert "отказано: Условия не подходят" in fresh.text
    fresh.press("Подтвердить заказ")
    fresh.press("Подтвердить")
    assert "уже отказано: Условия не подходят" in fresh.text
    waiting = opened(phone(market, HEAD), "/approve", "Ждут решения")
    assert not [d for d in waiting.labels if client.writer.name in d]


def test_a_logistician_needs_the_carriers_invoice(market: Firm, grade: Grade):
    """A8 MUST-FAIL: the amount without the file; nothing of the client is ever shown.

    Another file at the last look is taken, and what the seller does meanwhile is in nobody's way.
    """
    client = buyer(market)
    number = number_of(order(client, grade))
    logistician = phone(market, LOGISTICIAN)
    hand = opened(logistician, f"/deliveries {number}", f"№ {number}")
    assert grade.name in hand.text
    assert "сумма не внесена" in hand.text
    assert client.writer.name not in hand.text
    assert "118" not in hand.text

    hand.press("Сумма и счёт")
    hand.types("45 000", "НДС внутри")
    hand.press("С НДС")
    assert "Пропустить" not in hand.labels
    assert "Доставка: без транспорта" in deal_screen(client, number).text
    hand.phone.say(None, media=attached("document", b"%PDF-1.4 invoice", "schet.pdf", PDF))
    hand.shows("schet.pdf")
    paid = deal_screen(client, number)
    paid.press("Оплата")
    paid.types("5", "Когда пришла")
    paid.press("Сегодня")
    paid.press("Подтвердить")
    hand.phone.say(None, media=attached("document", b"%PDF-1.4 invoice", "schet-2.pdf", PDF))
    hand.shows("schet-2.pdf")
    hand.press("Подтвердить")
    assert "Сумма и счёт записаны" in hand.text
    assert client.writer.name not in hand.text
    shown = deal_screen(client, number)
    assert "Доставка: 45\u00a0000" in shown.text
    assert "Прибыль с доставкой: — " not in shown.text

    hand.press("Открыть")
    hand.press("📎 schet-2.pdf")
    logistician.gets_file("schet-2.pdf")


def deal_screen(client, number: str) -> Hand:
    return opened(client.phone, f"/deal {number}", f"№ {number}")


def test_a_logistician_can_press_nothing_else(market: Firm, grade: Grade):
    """A8 MUST-FAIL: any other field, with data that a seller's buttons carry."""
    client = buyer(market)
    seller = order(client, grade)
    hand = opened(phone(market, LOGISTICIAN), "/deliveries", "Доставки")
    hand.press(f"№ {number_of(seller)}")
    own_name = next(d for d in datas(hand) if d.startswith("dfr:")).split(":", 1)[1]
    for prefix in ("dsa", "drs", "dcl", "dad", "dpy", "dtm", "ddl", "dof", "div", "dcf"):
        said = hand.send(f"{prefix}:{own_name}")
        assert said or "прав" in hand.text, prefix
        assert "Отгружено" not in said
    for data in datas(seller):
        if data != "home":
            hand.send(data)
    assert grade.balance() == {"on_hand": 10, "reserved": 5, "free": 5}


def test_goods_that_are_nowhere_are_sold_as_such_and_registered(market: Firm):
    """B9: the alert, and the register of the director."""
    grade = Grade(market, 1)
    client = buyer(market)
    hand = add_line(new_deal(client), grade, "5 т", place="нет на складе")
    assert "нет на складе" in hand.text
    hand.press("Подтвердить заказ")
    assert "Закрепить нечего" in hand.text
    hand.press("Подтвердить")
    director = phone(market, DIRECTOR)
    register = opened(director, "/absent", "без наличия")
    assert grade.name in register.text
    assert register.press("Учёл") == "Учтено."
    refused = phone(market, BORIS)
    assert "нет на это прав" in words(refused.after(refused.say("/absent")))


def test_a_stale_card_does_nothing_and_is_drawn_anew(market: Firm, grade: Grade):
    """Fault 50: the version moved on in another window."""
    client = buyer(market)
    hand = add_line(new_deal(client), grade)
    other = deal_card(client, hand)
    stale = hand.data("Подтвердить заказ")
    other.press("КП")
    said = hand.send(stale)
    assert "змен" in said
    assert "КП отправлено" in hand.text
    assert grade.balance()["reserved"] == 0


def test_the_rest_is_released_and_the_deal_is_paid_and_closed(market: Firm, grade: Grade):
    """A18, E12: the way to the end; a part is billed for what left."""
    client = buyer(market)
    hand = order(client, grade, "4 т", "100 руб/кг")
    number = number_of(hand)
    hand.press("Отгрузить часть")
    hand.types("3 т", "Всё верно")
    hand.press("Подтвердить")
    hand.press("Открыть")
    hand.press("Снять остаток")
    assert "1 т на 100\u00a0000" in hand.text
    assert grade.balance()["reserved"] == 1
    hand.press("Подтвердить")
    assert "Остаток снят, товар свободен." in hand.text
    hand.press("Открыть")
    assert grade.balance() == {"on_hand": 7, "reserved": 0, "free": 7}
    assert "Итого: 300\u00a0000" in hand.text
    assert "Не оплачено" in move(hand, "Закрыть")
    hand.press("Отмена")
    hand = deal_screen(client, number)
    hand.press("Оплата")
    hand.types("300 000", "Когда пришла")
    hand.press("Сегодня")
    hand.press("Подтвердить")
    hand.press("Открыть")
    assert "Сделка закрыта." in move(hand, "Закрыть")
    assert "закрыта" in hand.text
    _taken_back(hand)


def _taken_back(hand: Hand) -> None:
    """The money was another client's: the closed deal is open again and tells who said so."""
    hand.press("Отменить оплату")
    hand.press("300\u00a0000")
    hand.types("не тот клиент", "Всё верно")
    hand.press("Подтвердить")
    hand.press("Открыть")
    assert "Этап: отгружено" in hand.text
    assert "отменено: не тот клиент" in hand.text
    assert "осталось 300\u00a0000" in hand.text


def test_a_deal_is_lost_with_a_reason_and_its_goods_are_free(market: Firm, grade: Grade):
    """Also an order of which nothing has left."""
    client = buyer(market)
    for lost in (add_line(new_deal(client), grade, "1 т"), order(client, grade)):
        lost.press("Проиграна")
        lost.press("Ушли к конкуренту")
        lost.press("Подтвердить")
        lost.press("Открыть")
        assert "Причина: Ушли к конкуренту" in lost.text
    assert grade.balance()["reserved"] == 0


def test_secretary_and_another_manager_see_no_deal(market: Firm, grade: Grade):
    """A5 by an old button in other hands."""
    client = buyer(market)
    hand = order(client, grade)
    other = next(m for m in (BORIS, ZOYA) if m.telegram != client.phone.number)
    for member in (other, SECRETARY, LAWYER):
        theirs = opened(phone(market, member), "/help", "умею")
        for data in datas(hand):
            if data != "home":
                assert theirs.send(data), data
    assert grade.balance()["reserved"] == 5
