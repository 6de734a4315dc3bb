"""Moves of a deal that nothing takes back are asked about once; so are doubtful payments."""

from datetime import date
from decimal import Decimal

import pytest

from core.errors import InvalidInput, Stale
from core.orders.errors import Unpaid
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


async def test_an_older_card_asks_nothing_and_is_drawn_anew(manager, screen, outside):
    """Fault 50."""
    answer = await manager.presses(screen, "dcf:deal21:3")

    assert answer["text"] == manager.text("tg-changed")
    assert "№ 21 · ООО Ромашка" in (await last(outside))["text"]


async def test_a_deal_that_changed_under_the_question_is_not_moved(manager, screen, outside):
    manager.trade.answers["shipping.release_rest"] = Stale(by="Борис", at=NOW.isoformat())
    await manager.presses(screen, "drs:deal21:4")
    await pressed(manager, outside, manager.text("tg-form-yes"))

    told = await last(outside)
    assert "Борис" in told["text"]
    assert "d:deal21" in data_of(told)


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
    assert "больше остатка на 99\u00a0409\u00a0999" in (await last(outside))["text"]
    assert manager.trade.asked("shipping.pay") == []
    await pressed(manager, outside, manager.text("tg-pay-over-yes"))

    (given,) = manager.trade.asked("shipping.pay")
    assert given[2] == Decimal("99999999.00")


async def test_what_is_owed_is_asked_about_as_ever(manager, screen, outside):
    await payment(manager, outside, screen, "590 000")
    told = await last(outside)
    assert "больше остатка" not in told["text"]
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


async def test_a_currency_that_no_sale_has_is_refused_by_the_deal_and_the_form_stays(
    manager, screen, outside
):
    """The last look must not end the form."""
    refusal = InvalidInput("price-roubles", currency="USD")
    manager.trade.answers |= {"orders.floor_under": refusal, "deals.add_line": refusal}
    await manager.presses(screen, "dad:deal21:4")
    await pressed(manager, outside, "ПЭ 158")
    await pressed(manager, outside, "Южный")
    await manager.types("5 т")
    await manager.types("2 $/кг")
    await pressed(manager, outside, manager.text("tg-form-yes"))

    told = await last(outside)
    assert manager.text("tg-back") in [b["text"] for row in rows_of(told) for b in row]
