"""A deal's card, its moves and forms, and the logistician's view of it (E12, A8, B9, B10)."""

from datetime import UTC, date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from bots.telegram.screen import Words
from bots.telegram.staff.forms.book import BOOK
from bots.telegram.staff.forms.steps import Talk
from bots.telegram.staff.screens.absent import absent_screen
from bots.telegram.staff.screens.deal import Deal, deal_screen, line_screen
from bots.telegram.staff.screens.delivery import delivery_screen
from core.amounts import Price
from core.errors import InvalidInput, NotFound, Stale
from core.orders.errors import FloorBreach
from core.staff.model import Role
from core.stock.model import Page
from locales import FluentTexts
from tests.bots.telegram.fakes import ANNA, NOW, person

WORDS = Words(FluentTexts(), "ru")
EN = Words(FluentTexts(), "en")
T = 1_000_000


@pytest.fixture
async def manager(room):
    room.staff.people[ANNA] = person()
    room.trade.answers["orders.card"] = deal()
    return room


@pytest.fixture
async def screen(manager, outside):
    await manager.types("/wa")
    return (await outside.shown())[-1]["message_id"]


async def last(outside):
    return (await outside.shown())[-1]


def data_of(message):
    rows = (message.get("reply_markup") or {}).get("inline_keyboard") or []
    return [button["callback_data"] for row in rows for button in row]


def pressable(shown):
    return [data for row in shown.buttons for _, data in row]


def line(**more):
    known = {
        "id": 11, "product": "ПЭ 158", "product_id": 17, "warehouse": "Южный", "warehouse_id": 1,
        "grams": 5 * T, "shipped": 0, "released": 0, "open": 5 * T,
        "sum": Decimal("590000.00"), "open_sum": Decimal("590000.00"),
        "price": Price(Decimal("118000.00")), "price_ex_vat": Decimal("96.72"),
        "floor": None, "floor_state": "fine",
    }  # fmt: skip
    return known | more


def deal(**more):
    total = {
        "gross": Decimal("590000.00"), "vat": Decimal("106393.44"), "net": Decimal("483606.56"),
        "paid": Decimal("0.00"), "rest": Decimal("590000.00"),
    }  # fmt: skip
    profit = {
        "without": Decimal("73770.49"), "without_percent": Decimal("15.3"), "why_without": None,
        "with": None, "with_percent": None, "why_with": "freight-unknown",
    }  # fmt: skip
    known = {
        "id": 21, "version": 4, "own": True, "number": 21, "client": "ООО Ромашка",
        "client_id": 5, "responsible": "Анна", "stage": "deal", "lines": [line()],
        "total": total, "terms": {"prepayment_percent": 30, "deferral_days": 14, "request": None},
        "payments": [], "papers": [], "shipments": [], "freight": None, "profit": profit,
    }  # fmt: skip
    return known | more


def shown(words=WORDS, **more):
    return deal_screen(words, Deal("dl21", deal(**more), {11: "li11"}, "cl5", UTC))


# -- the card --------------------------------------------------------------------------------


def test_the_card_shows_price_with_and_without_vat_and_both_profits():
    text = shown().text

    assert "ПЭ 158 · Южный · 5 т" in text
    assert "118\u00a0₽/кг с НДС · 96,72\u00a0₽/кг без НДС" in text
    assert "Итого: 590\u00a0000\u00a0₽ с НДС" in text
    assert "Предоплата 30 %, отсрочка 14 дн." in text
    assert "Прибыль без доставки: 73\u00a0770,49\u00a0₽ · 15,3\u00a0%" in text


@pytest.mark.parametrize(
    ("rest", "told"),
    [("90000", "осталось 90\u00a0000\u00a0₽"), ("-10000", "переплата 10\u00a0000\u00a0₽")],
)
def test_what_was_paid_tells_what_is_open_or_too_much(rest, told):
    paid = {"id": 7, "amount": Decimal(500_000), "paid_on": None, "reverses": None}
    text = shown(payments=[paid], total={"rest": Decimal(rest)}).text
    assert f"Оплачено: 500\u00a0000\u00a0₽, {told}" in text


def test_unknown_transport_and_cost_are_told_as_unknown_never_as_zero():
    """DOMAIN."""
    unknown = {
        "without": None, "why_without": "cost-unknown", "with": None, "why_with": "cost-unknown",
    }  # fmt: skip
    assert "Прибыль с доставкой: — (без транспорта)" in shown().text
    assert "Прибыль без доставки: — (закупка неизвестна)" in shown(profit=unknown).text
    assert "transport unknown" in shown(EN).text


def test_a_line_below_the_floor_warns_and_tells_the_floor():
    """B10."""
    below = line(floor_state="below", floor=Price(Decimal("120000.00")))
    text = shown(lines=[below]).text

    assert "⛔ ниже минимальной цены, ждёт согласования · минимум 120\u00a0₽/кг с НДС" in text


def test_absent_goods_are_told_as_such_and_get_a_place_later():
    """B9."""
    absent = line(warehouse=None, warehouse_id=None)
    card = Deal("dl21", deal(lines=[absent], stage="ordered"), {11: "li11"}, "cl5", UTC)

    assert "🚫 нет на складе" in deal_screen(WORDS, card).text
    assert "dln:dl21:li11" in pressable(deal_screen(WORDS, card))
    assert pressable(line_screen(WORDS, card, absent))[0] == "dlp:dl21:li11:4"


@pytest.mark.parametrize(
    ("stage", "offered", "missing"),
    [
        ("deal", {"dad:dl21:4", "dcf:dl21:4", "dof:dl21:4", "dlo:dl21:4"}, {"dsh:dl21:4"}),
        (
            "ordered",
            {"dsh:dl21:4", "dsa:dl21:4", "dlo:dl21:4"},
            {"dad:dl21:4", "dcf:dl21:4", "drs:dl21:4", "dcl:dl21:4"},
        ),
        ("shipping", {"dsh:dl21:4", "drs:dl21:4"}, {"dlo:dl21:4", "dcl:dl21:4"}),
        ("shipped", {"dpy:dl21:4", "dcl:dl21:4"}, {"dsh:dl21:4", "dlo:dl21:4"}),
    ],
)
def test_buttons_follow_the_stage_and_carry_the_version(stage, offered, missing):
    data = set(pressable(shown(stage=stage)))

    assert offered <= data
    assert not missing & data


@pytest.mark.parametrize("stage", ["closed", "lost"])
def test_an_ended_deal_offers_nothing(stage):
    assert pressable(shown(stage=stage)) == ["cdl:cl5:0", "home"]


def test_the_logistician_sees_goods_city_and_date_and_nothing_of_the_client():
    """A8, whatever the view carries besides."""
    view = {
        "id": 21, "version": 4, "number": 21, "lines": [line(price=None)], "city": "Тула",
        "delivery_address": "Мира 1", "unloading_contact": "Пётр", "unloading_hours": "9-18",
        "ship_on": date(2026, 11, 25), "freight": None, "client": "ООО Тайна", "own": False,
    }  # fmt: skip
    screen = delivery_screen(WORDS, "dl21", view, UTC)

    assert "Тула" in screen.text
    assert "25.11.2026" in screen.text
    assert "Тайна" not in screen.text
    assert "118" not in screen.text
    assert pressable(screen) == ["dfr:dl21:4", "dvs:0", "home"]


def test_the_register_of_absent_sales_shows_a_dash_for_an_unknown_cost():
    sale = {
        "id": 1, "deal": 21, "product": "ПЭ 158", "person": "Анна", "grams": 5 * T,
        "expected_cost": None, "at": NOW, "noted_at": None,
    }  # fmt: skip
    screen = absent_screen(WORDS, [sale], 0, 1, UTC)

    assert "№ 21 · ПЭ 158 · 5 т" in screen.text
    assert "закупка —/т" in screen.text
    assert pressable(screen) == ["abn:1", "sb:absent", "home"]


# -- presses ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "asked", "given"),
    [
        ("dof:deal21:4", "deals.offer", (21, 4, None)),
        ("div:deal21:4", "deals.invoice", (21, 4, None)),
        ("dlr:deal21:line11:4", "deals.remove_line", (21, 4, 11)),
    ],
)
async def test_a_press_moves_the_deal_once_by_the_version_shown(
    manager, screen, outside, data, asked, given
):
    manager.trade.answers |= {"deals.offer": {"number": 7}, "deals.invoice": {"number": 8}}
    answer = await manager.presses(screen, data)

    assert answer["text"]
    assert manager.trade.asked(asked) == [given]
    assert "№ 21 · ООО Ромашка" in (await last(outside))["text"]


async def test_a_stale_press_is_told_so_and_the_card_is_drawn_anew(manager, screen, outside):
    """Fault 50."""
    manager.trade.answers["deals.offer"] = Stale(by="Борис", at=NOW.isoformat())
    answer = await manager.presses(screen, "dof:deal21:3")

    assert "Борис" in answer["text"]
    assert "№ 21 · ООО Ромашка" in (await last(outside))["text"]


async def test_a_breach_of_the_floor_is_told_as_an_alert(manager, screen):
    manager.trade.answers["deals.offer"] = FloorBreach(
        product="ПЭ 158", price="100 000", floor="115 000", state="below"
    )
    answer = await manager.presses(screen, "dof:deal21:4")

    assert answer["show_alert"] is True
    assert "ПЭ 158" in answer["text"]


async def test_another_managers_deal_does_not_exist(manager, screen):
    """A5."""
    manager.trade.answers["orders.card"] = NotFound()
    for data in ("d:deal21", "dad:deal21:4", "dsh:deal21:4", "dln:deal21:line11"):
        answer = await manager.presses(screen, data)
        assert manager.text("error-not-found") in answer["text"], data


async def test_the_team_filter_is_the_head_of_sales_own(manager, screen, outside):
    manager.trade.answers["orders.page"] = Page([deal()], 0, 2)
    await manager.types("/deal")
    assert "dls:team:0" not in data_of(await last(outside))
    manager.staff.people[ANNA] = person(Role.SALES_HEAD)
    await manager.types("/deal")

    assert {"dls:team:0", "dls:mine:1", "d:deal21"} <= set(data_of(await last(outside)))


# -- forms -----------------------------------------------------------------------------------


async def pressed(manager, outside, label):
    shown_now = await last(outside)
    rows = shown_now["reply_markup"]["inline_keyboard"]
    data = next(b["callback_data"] for r in rows for b in r if label in b["text"])
    return await manager.presses(shown_now["message_id"], data)


async def test_a_refused_taking_confirmed_again_opens_no_second_deal():
    """Fault 17b: the deal was opened before what was to stand in it was refused."""
    causes = []

    async def open_(actor, client, *, cause):
        causes.append(cause)
        return 7

    async def take_reservation(*given, cause):
        raise InvalidInput("rate-missing")

    deals = SimpleNamespace(open=open_, take_reservation=take_reservation)
    office = SimpleNamespace(trade=SimpleNamespace(deals=deals))
    values = {"opened": "inbox:5", "deal": 0, "client": 5, "reservation": 9}
    values |= {"price": ["118000.00", "USD", True]}
    for cause in ("inbox:8", "inbox:9"):
        turn = SimpleNamespace(office=office, person=person(), cause=cause)
        with pytest.raises(InvalidInput):
            await BOOK["deal-take"].finish(Talk(turn, values, {}))
    assert causes == ["inbox:5:deal", "inbox:5:deal"]


async def test_a_position_takes_a_typed_quantity_and_price(manager, screen, outside):
    manager.trade.answers["deals.add_line"] = {"line": 12, "floor_state": "below"}
    manager.trade.answers["orders.floor_under"] = Price(Decimal("120000.00"))
    await manager.presses(screen, "dad:deal21:4")
    await pressed(manager, outside, "ПЭ 158")
    await pressed(manager, outside, "Южный")
    await manager.types("100 мешков")
    await manager.types("118 руб/кг")
    assert "120\u00a0₽/кг" in (await last(outside))["text"]
    assert manager.trade.asked("deals.add_line") == []
    await pressed(manager, outside, manager.text("tg-form-yes"))

    (given,) = manager.trade.asked("deals.add_line")
    assert given == (21, 4, 17, 1, 2_500_000, Price(Decimal("118000.00")), None)
    assert manager.text("tg-line-below") in (await last(outside))["text"]


@pytest.mark.parametrize("text", ["118", "118 руб", "-5 руб/кг", "NaN руб/кг", "1e9 руб/кг"])
async def test_a_price_that_is_none_is_refused_and_the_form_stays(manager, screen, outside, text):
    await manager.presses(screen, "dad:deal21:4")
    await pressed(manager, outside, "ПЭ 158")
    await pressed(manager, outside, "Южный")
    await manager.types("5 т")
    await manager.types(text)

    assert "⚠️" in (await last(outside))["text"]
    assert manager.trade.asked("deals.add_line") == []


async def test_a_part_is_asked_line_by_line(manager, screen, outside):
    """A18."""
    lines = [line(), line(id=12, product="ПЭ 107", open=2 * T, grams=2 * T)]
    manager.trade.answers["orders.card"] = deal(stage="ordered", lines=lines)
    await manager.presses(screen, "dsh:deal21:4")
    assert "ПЭ 158 · 5 т" in (await last(outside))["text"]
    await manager.types("6 т")
    assert "⚠️" in (await last(outside))["text"]
    await manager.types("2,5т")
    await pressed(manager, outside, manager.text("tg-ship-none"))
    await pressed(manager, outside, manager.text("tg-form-yes"))

    assert manager.trade.asked("shipping.ship") == [(21, 4, {11: 2_500_000})]


async def test_delivery_and_payment_are_written_by_their_own_forms(manager, screen, outside):
    await manager.presses(screen, "dpy:deal21:4")
    await manager.types("300 000")
    await pressed(manager, outside, manager.text("tg-day-today"))
    await pressed(manager, outside, manager.text("tg-form-yes"))
    await manager.presses(screen, "ddl:deal21:4")
    await manager.types("Тула")
    for _ in range(4):
        await pressed(manager, outside, manager.text("tg-form-skip"))
    await pressed(manager, outside, manager.text("tg-form-yes"))

    paid = (21, 4, Decimal("300000.00"), NOW.date())
    assert manager.trade.asked("shipping.pay") == [paid]
    assert manager.trade.asked("deals.set_delivery") == [(21, 4, {"city": "Тула"})]
