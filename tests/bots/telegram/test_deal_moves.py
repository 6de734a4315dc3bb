"""Moves of a deal that nothing takes back are asked about once; so are doubtful payments."""

from datetime import date
from decimal import Decimal

import pytest

from core.errors import Stale
from core.orders.errors import TermsAsked, Unpaid
from tests.bots.telegram.fakes import ANNA, NOW, person
from tests.bots.telegram.test_deal_screens import T, data_of, deal, last, line, pressed, shown

MOVES = [
    ("dcf", "deal", "deals.confirm", "5 т на 590\u00a0000"),
    ("dsa", "shipping", "shipping.ship_all", "3 т на 354\u00a0000"),
    ("drs", "shipping", "shipping.release_rest", "3 т на 354\u00a0000"),
    ("dcl", "shipped", "shipping.close", "Отгружено 2 т, оплачено 0"),
]


def card(stage):
    gone = {"shipped": 2 * T, "open": 3 * T, "open_sum": Decimal("354000.00")}
    return deal(stage=stage, lines=[line(**({} if stage == "deal" else gone))])


@pytest.fixture
async def manager(room):
    room.staff.people[ANNA] = person()
    room.trade.answers["orders.card"] = card("shipping")
    return room


@pytest.fixture
async def screen(manager, outside):
    await manager.types("/wa")
    return (await last(outside))["message_id"]


@pytest.mark.parametrize(("prefix", "stage", "asked", "told"), MOVES)
async def test_a_move_says_what_it_will_do_and_is_done_at_the_second_press(
    manager, screen, outside, prefix, stage, asked, told
):
    manager.trade.answers["orders.card"] = card(stage)
    await manager.presses(screen, f"{prefix}:deal21:4")
    assert told in (await last(outside))["text"]
    assert manager.trade.asked(asked) == []
    await pressed(manager, outside, manager.text("tg-form-yes"))

    assert manager.trade.asked(asked) == [(21, 4)]
    assert "d:deal21" in data_of(await last(outside))


@pytest.mark.parametrize(("prefix", "stage", "asked", "told"), MOVES)
async def test_a_move_that_is_called_off_does_nothing(
    manager, screen, outside, prefix, stage, asked, told
):
    del told
    manager.trade.answers["orders.card"] = card(stage)
    await manager.presses(screen, f"{prefix}:deal21:4")
    await pressed(manager, outside, manager.text("tg-form-cancel"))

    assert manager.trade.asked(asked) == []


ABSENT = {"warehouse": None, "warehouse_id": None}
SAID = [
    ("dcf", "deal", "Закрепим за заказом 5 т", "Закрепить нечего", "передадим логисту"),
    ("dsa", "shipping", "Спишем со склада 5 т", "не пройдёт", ""),
    ("drs", "shipping", "5 т на 590\u00a0000\u00a0₽ не уедут", "тоже не уедут", ""),
    ("dlo", "ordered", "снова станут свободны", "Освобождать нечего", "Проигранную"),
]


async def asked_about(room, screen, outside, prefix, stage, lines):
    room.trade.answers["orders.card"] = deal(stage=stage, lines=lines)
    await room.presses(screen, f"{prefix}:deal21:4")
    if prefix == "dlo":
        await room.types("не договорились")
    return (await last(outside))["text"]


@pytest.mark.parametrize(("prefix", "stage", "held", "absent", "after"), SAID)
async def test_absent_goods_are_summed_apart_from_those_on_a_warehouse(
    manager, screen, outside, prefix, stage, held, absent, after
):
    """B9: nothing of them can be held, shipped or freed."""
    sold = line(id=12, grams=2 * T, open=2 * T, sum=Decimal(9), open_sum=Decimal(9), **ABSENT)
    text = await asked_about(manager, screen, outside, prefix, stage, [line(), sold])

    assert held in text
    assert "5 т на 590\u00a0000" in text
    assert "ПЭ 158 · 2 т · 🚫 нет на складе" in text
    assert "Нет на складе: 2 т на 9" in text
    assert absent in text
    assert after in text


@pytest.mark.parametrize(("prefix", "stage", "held", "absent", "after"), SAID)
async def test_of_absent_goods_alone_nothing_is_held(
    manager, screen, outside, prefix, stage, held, absent, after
):
    del after
    text = await asked_about(manager, screen, outside, prefix, stage, [line(**ABSENT)])

    assert held not in text
    assert absent in text


@pytest.mark.parametrize(
    ("lines", "told"),
    [([line()], "tg-deal-confirmed"), ([line(**ABSENT)], "tg-deal-confirmed-absent")],
    ids=["on a warehouse", "absent"],
)
async def test_a_confirmed_order_says_what_it_holds(manager, screen, outside, lines, told):
    """B9."""
    await asked_about(manager, screen, outside, "dcf", "offered", lines)
    await pressed(manager, outside, manager.text("tg-form-yes"))

    assert manager.text(told) in (await last(outside))["text"]


async def test_a_deal_that_holds_nothing_yet_is_lost_without_tonnes(manager, screen, outside):
    text = await asked_about(manager, screen, outside, "dlo", "offered", [line()])

    assert "5 т" not in text
    assert manager.text("tg-form-confirm") in text


CREDIT = {
    "days": 30, "allowed": 30, "over": True, "reason": "", "state": "asks",
    "debt": Decimal("140000000.00"), "limit": Decimal("1500000.00"),
}  # fmt: skip
LIMIT = (
    "Лимит отсрочки 1\u00a0500\u00a0000\u00a0₽, долг с этой сделкой 140\u00a0000\u00a0000\u00a0₽"
)
CREDITS = [
    ({}, (LIMIT, "запрос на согласование уйдёт"), "отказано"),
    ({"over": False, "days": 60}, ("Отсрочка 60 дн., в карточке клиента 30", "уйдёт"), "Лимит"),
    ({"state": "waiting"}, (LIMIT, "Отсрочка 30 дн. ждёт согласования"), "уйдёт"),
    (
        {"state": "rejected", "reason": "terms"},
        (LIMIT, "В отсрочке 30 дн. отказано: Условия не подходят"),
        "уйдёт",
    ),
]


@pytest.mark.parametrize(("credit", "told", "untold"), CREDITS)
async def test_the_limit_is_told_on_the_screen_that_confirms(
    manager, screen, outside, credit, told, untold
):
    """E5: before the request leaves, as with the floor."""
    manager.trade.answers["orders.outlook"] = CREDIT | credit
    text = await asked_about(manager, screen, outside, "dcf", "offered", [line()])

    assert all(words in text for words in told)
    assert untold not in text


@pytest.mark.parametrize("credit", [CREDITS[2], CREDITS[3]], ids=["waits", "rejected"])
def test_the_card_tells_what_was_asked_about_the_deferral_and_answered(credit):
    more, told, _ = credit
    terms = {"prepayment_percent": 30, "deferral_days": 14, "request": CREDIT | more}
    text = shown(terms=terms).text

    assert all(words in text for words in told)


async def test_an_order_above_the_limit_says_that_approval_was_asked_for_now(
    manager, screen, outside
):
    manager.trade.answers["deals.confirm"] = TermsAsked(
        days=30, allowed=30, over="yes", debt="140\u00a0000\u00a0000", limit="1\u00a0500\u00a0000"
    )
    await asked_about(manager, screen, outside, "dcf", "offered", [line()])
    await pressed(manager, outside, manager.text("tg-form-yes"))

    text = (await last(outside))["text"]
    assert "долг с этой сделкой 140\u00a0000\u00a0000 ₽" in text
    assert "Запрос ушёл руководителю" in text


OLDER = [
    *(f"{prefix}:deal21:3" for prefix in ("dad", "dtm", "ddl", "dcf", "dpy", "dpx", "dlo", "dsh")),
    *(f"{prefix}:deal21:line31:3" for prefix in ("dlc", "dlp")),
]


@pytest.mark.parametrize("press", OLDER)
async def test_an_older_card_asks_nothing_and_is_drawn_anew(manager, screen, outside, press):
    """Fault 50, P18: nobody fills in a form on what has changed since."""
    answer = await manager.presses(screen, press)

    assert answer["text"] == manager.text("tg-changed")
    assert "№ 21 · ООО Ромашка" in (await last(outside))["text"]


async def test_a_deal_that_changed_under_the_question_is_not_moved(manager, screen, outside):
    manager.trade.answers["shipping.release_rest"] = Stale(by="Борис", at=NOW.isoformat())
    await manager.presses(screen, "drs:deal21:4")
    await pressed(manager, outside, manager.text("tg-form-yes"))

    told = await last(outside)
    assert "Борис" in told["text"]
    assert "d:deal21" in data_of(told)


CHANGED = Stale(by="Борис", at=NOW.isoformat())


async def ended(manager, outside):
    """The last question is answered; the form tells who was first, and is gone."""
    await pressed(manager, outside, manager.text("tg-form-yes"))
    told = await last(outside)
    assert "Борис" in told["text"]
    assert data_of(told) == ["d:deal21", "home"]
    assert manager.drafts.kept == {}


async def test_a_payment_on_a_deal_that_changed_ends_the_form(manager, screen, outside):
    """Asked again, it could be answered by the same refusal only."""
    manager.trade.answers["shipping.pay"] = CHANGED
    await payment(manager, outside, screen, "590 000")
    await ended(manager, outside)


async def test_a_payment_taken_back_from_a_deal_that_changed_ends_the_form(
    manager, screen, outside
):
    manager.trade.answers["orders.card"] = deal(stage="closed", payments=[paid(4, "80000.00")])
    manager.trade.answers["shipping.take_back"] = CHANGED
    await manager.presses(screen, "dpx:deal21:4")
    await pressed(manager, outside, "80\u00a0000")
    await manager.types("не тот клиент")
    await ended(manager, outside)


async def test_a_deal_that_changed_is_not_lost_and_the_form_ends(manager, screen, outside):
    manager.trade.answers["deals.lose"] = CHANGED
    await manager.presses(screen, "dlo:deal21:4")
    await manager.types("дорого")
    await ended(manager, outside)


async def test_a_part_of_a_deal_that_changed_is_not_shipped_and_the_form_ends(
    manager, screen, outside
):
    manager.trade.answers["shipping.ship"] = CHANGED
    await manager.presses(screen, "dsh:deal21:4")
    await manager.types("1 т")
    await ended(manager, outside)


async def test_a_refusal_is_told_where_it_was_asked(manager, screen, outside):
    manager.trade.answers["shipping.close"] = Unpaid(amount="590 000")
    await manager.presses(screen, "dcl:deal21:4")
    await pressed(manager, outside, manager.text("tg-form-yes"))

    assert "590 000" in (await last(outside))["text"]


# -- payments --------------------------------------------------------------------------------


async def payment(manager, outside, screen, amount):
    await manager.presses(screen, "dpy:deal21:4")
    await manager.types(amount)
    await pressed(manager, outside, manager.text("tg-day-today"))


async def test_more_than_is_owed_is_asked_about_in_words(manager, screen, outside):
    """An overpayment is legal; a slip of the finger is likelier."""
    await payment(manager, outside, screen, "99 999 999")
    text = (await last(outside))["text"]
    assert "больше долга по сделке на 99\u00a0409\u00a0999" in text
    assert text.count("?") == 1
    assert manager.trade.asked("shipping.pay") == []
    await pressed(manager, outside, manager.text("tg-pay-over-yes"))

    (given,) = manager.trade.asked("shipping.pay")
    assert given[2] == Decimal("99999999.00")


NAMED = {
    "сегодня": "22.11.2026", "Вчера": "21.11.2026", "пятница": "20.11.2026",
    "в воскресенье": "15.11.2026", "20.11": "20.11.2026",
}  # fmt: skip


@pytest.mark.parametrize(("typed", "day"), NAMED.items())
async def test_money_came_on_a_day_of_the_past_by_its_name(manager, screen, outside, typed, day):
    await manager.presses(screen, "dpy:deal21:4")
    await manager.types("590 000")
    await manager.types(typed)

    assert day in (await last(outside))["text"]


@pytest.mark.parametrize("typed", ["завтра", "31.02", "когда-то"])
async def test_a_day_that_is_none_of_the_past_is_refused_without_advising_one(
    manager, screen, outside, typed
):
    await manager.presses(screen, "dpy:deal21:4")
    await manager.types("590 000")
    await manager.types(typed)

    assert manager.text("error-date-past-unclear") in (await last(outside))["text"]
    assert "завтра" not in manager.text("error-date-past-unclear")


async def test_what_is_owed_is_asked_about_as_ever(manager, screen, outside):
    await payment(manager, outside, screen, "590 000")
    told = await last(outside)
    assert "больше долга" not in told["text"]
    await pressed(manager, outside, manager.text("tg-form-yes"))

    assert len(manager.trade.asked("shipping.pay")) == 1


def paid(number, amount, **more):
    known = {"id": number, "amount": Decimal(amount), "paid_on": date(2026, 11, 19)}
    return known | {"person": "Анна", "reverses": None, "reason": None} | more


BACK = paid(3, "-700000.00", reverses=1, reason="лишний ноль")


@pytest.mark.parametrize("stage", ["ordered", "closed", "lost"])
def test_what_stands_can_be_taken_back_at_any_stage(stage):
    buttons = [d for row in shown(stage=stage, payments=[paid(1, "5")]).buttons for _, d in row]
    assert "dpx:dl21:4" in buttons


def test_what_was_taken_back_is_told_and_offered_no_more():
    screen = shown(payments=[paid(1, "700000.00"), BACK])

    assert "700\u00a0000\u00a0₽ от 19.11.2026 отменено: лишний ноль · Анна" in screen.text
    assert "dpx:dl21:4" not in [data for row in screen.buttons for _, data in row]


async def test_a_payment_is_taken_back_with_a_reason(manager, screen, outside):
    payments = [paid(1, "700000.00"), BACK, paid(4, "80000.00")]
    manager.trade.answers["orders.card"] = deal(stage="closed", payments=payments)
    await manager.presses(screen, "dpx:deal21:4")
    assert not any("700" in b["text"] for row in rows_of(await last(outside)) for b in row)
    await pressed(manager, outside, "80\u00a0000")
    await manager.types("не тот клиент")
    await pressed(manager, outside, manager.text("tg-form-yes"))

    assert manager.trade.asked("shipping.take_back") == [(21, 4, 4, "не тот клиент")]


def rows_of(message):
    return message["reply_markup"]["inline_keyboard"]


async def test_a_currency_that_no_sale_has_is_refused_where_it_is_typed(manager, screen, outside):
    """And what the goods will cost is echoed by the kilogram, as it was typed."""
    manager.trade.answers["orders.floor_under"] = None
    await manager.presses(screen, "dad:deal21:4")
    await pressed(manager, outside, "ПЭ 158")
    await pressed(manager, outside, manager.text("tg-deal-absent"))
    await manager.types("5 т")
    await manager.types("50 $/кг")
    refused = (await last(outside))["text"]
    await manager.types("150 руб/кг")
    await manager.types("120 руб/кг")

    assert manager.text("error-price-roubles", currency="USD") in refused
    assert manager.text("tg-ask-price") in refused
    assert "Закупка: 120\u00a0₽/кг" in (await last(outside))["text"]
