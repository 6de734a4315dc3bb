"""Screens of goods hold what Telegram takes, whatever the names are; hidden stays hidden."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from bots.telegram.screen import DATA_LIMIT, LABEL_LIMIT, TEXT_LIMIT, Words
from bots.telegram.staff.forms.answers import day, read_day
from bots.telegram.staff.screens.prices import rates_screen
from bots.telegram.staff.screens.reservations import (
    board_screen,
    mine_screen,
    reservation_screen,
)
from bots.telegram.staff.screens.stock import (
    Hands,
    ledger_screen,
    product_screen,
    stock_screen,
)
from bots.telegram.staff.screens.tasks import task_screen, tasks_screen
from bots.telegram.staff.screens.today import today_screen
from core.amounts import Price
from core.errors import InvalidInput
from core.messaging.text import utf16_length
from core.stock.model import Product
from locales import FluentTexts

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
LONG = "Полиэтилен 😀 " * 60
NAME = "0123456789"
EVERYTHING = Hands(reserve=True, edit=True, houses=True, ledger=True, prices=True)
NOTHING = Hands(reserve=False, edit=False, houses=False, ledger=False, prices=False)
PRODUCT = Product(1, LONG, LONG, LONG, LONG)
SHELF = {
    "warehouse": LONG, "warehouse_id": 1, "free": 1, "reserved": 5, "on_hand": 6,
    "until": NOW, "version": 10**9,
}  # fmt: skip
HELD = {
    "id": 1, "version": 10**9, "product": LONG, "warehouse": LONG, "client": LONG, "person": LONG,
    "grams": 2_500_000, "placed_at": NOW - timedelta(days=3), "lapses_at": NOW + timedelta(days=4),
    "extensions": 2, "deal": 17, "state": "offered",
}  # fmt: skip
TASK = {
    "id": 1, "version": 10**9, "text": LONG, "due_at": NOW, "overdue": True, "author": LONG,
    "assignee": LONG, "client": LONG, "done_at": None, "kind": "task",
}  # fmt: skip
MOVED = {
    "who": LONG, "when": NOW, "what": "brand-new", "why": LONG, "grams": -5, "before": 10,
    "after": 5,
}  # fmt: skip
LINES = [
    ("samples", [(NAME, {"kind": "sample", "version": 1, "client": LONG, "product": LONG})] * 9),
    ("reservations", [(NAME, HELD | {"kind": "reservation"})] * 9),
    ("deferrals", [(NAME, {"kind": "deferral", "version": 1, "client": LONG, "due_on": NOW.date(),
                           "sum": Decimal("1500.50"), "overdue": True})] * 9),
    ("unanswered", [(NAME, {"kind": "conversation", "client": LONG, "unanswered": 2})] * 9),
    ("tasks", [(NAME, TASK)] * 9),
    ("brand-new", []),
]  # fmt: skip


def screens(words):
    price = {"floor": Price(Decimal(118_000)), "list": Price(Decimal(1), "USD", vat=False)}
    return [
        stock_screen(words, [(NAME, PRODUCT, 5)] * 8, (1, 3), EVERYTHING),
        product_screen(words, NAME, PRODUCT, [(NAME, SHELF)] * 8, price, EVERYTHING, UTC),
        ledger_screen(words, (NAME, NAME), [MOVED] * 8, (1, 3), (LONG, LONG), UTC),
        mine_screen(words, [(NAME, HELD)] * 8, [(NAME, HELD)] * 8, (1, 3)),
        reservation_screen(words, NAME, HELD, timedelta(days=7), NOW, UTC),
        board_screen(words, [HELD] * 8, (1, 3), NOW, UTC),
        tasks_screen(words, [(NAME, TASK)] * 8, (1, 3), UTC, given=True),
        task_screen(words, NAME, TASK, UTC),
        task_screen(words, NAME, TASK | {"done_at": NOW, "done_by": LONG}, UTC),
        today_screen(words, LINES, UTC),
        rates_screen(
            words, [{"currency": "USD", "rate": Decimal("92.35"), "on": NOW.date()}], UTC,
            may_set=True,
        ),
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_screen_fits_and_leads_home(language):
    for screen in screens(Words(FluentTexts(), language)):
        assert utf16_length(screen.text) <= TEXT_LIMIT
        buttons = [button for row in screen.buttons for button in row]
        assert ("🏠", "home") in buttons, screen.code
        assert all(utf16_length(label) <= LABEL_LIMIT for label, _ in buttons)
        assert all(len(data.encode()) <= DATA_LIMIT for _, data in buttons)
        assert len(buttons) <= 100


def test_a_rate_that_is_not_today_s_says_so():
    words = Words(FluentTexts(), "ru")
    rate = {"currency": "USD", "rate": Decimal("92.35"), "on": NOW.date()}
    for old in (True, False):
        text = rates_screen(words, [rate | {"old": old}], UTC, may_set=False).text
        assert ("22.11.2026 (на сегодня нет)" in text) is old


def test_who_may_nothing_sees_no_button_for_it():
    words = Words(FluentTexts(), "ru")
    screen = product_screen(words, NAME, PRODUCT, [(NAME, SHELF)], {}, NOTHING, UTC)
    assert [data for row in screen.buttons for _, data in row] == ["sk:0", "home"]
    listed = stock_screen(words, [], (0, 1), NOTHING)
    assert [data for row in listed.buttons for _, data in row] == ["so:find", "home"]


def test_an_empty_day_says_so():
    words = Words(FluentTexts(), "ru")
    assert words("tg-today-empty") in today_screen(words, [("tasks", [])], UTC).text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("25.11", "2026-11-25"),
        ("21.11", "2027-11-21"),
        ("25.11.26", "2026-11-25"),
        ("2026-12-01", "2026-12-01"),
    ],
)
def test_days_are_read_as_people_write_them(text, found):
    assert read_day(text, NOW.date()).isoformat() == found


def asked_of(language):
    """A form on Sunday, 22 November 2026."""
    office = SimpleNamespace(today=NOW.date)
    return SimpleNamespace(office=office, words=Words(FluentTexts(), language))


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("ru", "Сегодня", "2026-11-22"),
        ("ru", " завтра ", "2026-11-23"),
        ("ru", "послезавтра", "2026-11-24"),
        ("ru", "в среду", "2026-11-25"),
        ("ru", "пт", "2026-11-27"),
        ("ru", "воскресенье", "2026-11-29"),
        ("en", "Tomorrow", "2026-11-23"),
        ("en", "Friday", "2026-11-27"),
    ],
)
async def test_a_day_may_be_told_by_its_name(language, text, found):
    """The same words as on the buttons; of a weekday the next one to come."""
    assert (await day(asked_of(language), text)).value == found


async def test_a_day_beyond_ten_years_is_refused():
    """Fault 42: the last day of the calendar has no next one."""
    talk = asked_of("ru")
    assert (await day(talk, "20.11.2036")).value == "2036-11-20"
    with pytest.raises(InvalidInput, match="date-far"):
        await day(talk, "31.12.9999")


@pytest.mark.parametrize("text", ["", "31.02", "завтра", "00.00", "29.02", "1.1.1.1", "99999-1-1"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(InvalidInput):
        read_day(text, NOW.date())
