"""/quiet: one's own hours and subscriptions; what is typed as people write it."""

from datetime import time

import pytest

from bots.telegram.screen import Words
from bots.telegram.staff.screens.hours import quiet_screen
from core.digest.reading import read_clock, read_span
from core.schedule.quiet import Quiet
from locales import FluentTexts

FIRM, OWN = Quiet(time(21), time(8)), Quiet(time(22), time(7))
CHOICES = ["qh:firm", "qh:night", "qh:off", "qh:own"]


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        ("22:00–07:00", (22, 0), (7, 0)),
        ("22:00-07:00", (22, 0), (7, 0)),
        ("22 - 7", (22, 0), (7, 0)),
        ("с 22 до 7:30", (22, 0), (7, 30)),
        ("22.30 — 06.45", (22, 30), (6, 45)),
        ("9:00-9:00", (9, 0), (9, 0)),
    ],
)
def test_hours_are_read_as_people_write_them(text, begin, end):
    assert read_span(text) == Quiet(time(*begin), time(*end))


@pytest.mark.parametrize(
    "text",
    ["25:99", "25:99-07:00", "22:00", "22:00-", "-7", "22:00-24:00", "с до", "22:60-7", "²2-7", ""],
)
def test_what_is_no_span_of_a_day_is_none(text):
    """MUST-FAIL."""
    assert read_span(text) is None


@pytest.mark.parametrize("text", ["24:00", "12:60", "8:3", "-1", "٨:30", "8:30:00", "утром", "100"])
def test_what_is_no_time_of_a_day_is_none(text):
    assert read_clock(text) is None


def screen(language="ru", held=FIRM, subscribed=(), *, own=False):
    words = Words(FluentTexts(), language)
    return quiet_screen(words, {"quiet": held, "own": own, "firm": FIRM}, subscribed)


def datas(shown):
    return [data for row in shown.buttons for _, data in row]


def test_the_screen_tells_whose_hours_hold():
    assert "21:00–08:00: сообщения приходят без звука" in screen().text
    assert "Так принято в фирме." in screen().text
    own = screen(held=OWN, own=True).text
    assert "22:00–07:00" in own
    assert "в фирме — 21:00–08:00" in own
    assert "Выключены" in screen(held=None, own=True).text
    assert datas(screen()) == [*CHOICES, "sb:new", "home"]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ru", "• 💱 Курсы: по рабочим дням в 09:30"),
        ("en", "• 💱 Rates: on working days at 09:30"),
    ],
)
def test_each_subscription_is_told_and_can_be_ended(language, line):
    one = {"id": 1, "kind": "rates", "at": time(9, 30), "days": "working", "version": 1}
    shown = screen(language, subscribed=[("abc", one)])
    assert line in shown.text
    assert datas(shown) == [*CHOICES, "sbx:abc", "sb:new", "home"]
