"""Rates of the central bank through the real product: they come, or are entered by hand (B7)."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.e2e.cast import BORIS, DIRECTOR, SYSADMIN
from tests.e2e.conftest import OpenFirm
from tests.e2e.firm import WORKDAY, Firm, until
from tests.e2e.phones import phone
from tests.e2e.screens import Hand, opened

DAY, HOUR = 86_400, 3600
ASKED = 70
"""Seconds; a look that was under way when the clock moved is repeated after a minute."""
MISSING, BACK = "Курсы ЦБ не получены", "Курсы ЦБ снова приходят"


@pytest.fixture(scope="module")
def office(open_firm: OpenFirm) -> Iterator[Firm]:
    """A firm whose clock these tests move forward, never back.

    Its hours are over before the next day's rates are asked for, at half past three.
    """
    with open_firm(begins=WORKDAY.replace(hour=9)) as firm:
        yield firm


def rates(firm: Firm) -> Hand:
    return opened(phone(firm, DIRECTOR), "/fx", "Курсы")


def asked(firm: Firm) -> int:
    return len(firm.calls("rates"))


def failures(firm: Firm) -> int:
    """In a row, as the product has written them down.

    An hour that passes between the bank's answer and that counts for the pause: too long a one.
    """
    with closing(sqlite3.connect(firm.folder / "data" / "otdel.db")) as database:
        found = database.execute("SELECT value FROM cursors WHERE name = 'rates'").fetchone()
    return int(json.loads(found[0])["failed"]) if found else 0


def test_the_day_s_rates_are_there_with_their_source_and_history(office: Firm):
    until(lambda: asked(office) >= 1, "the bank is asked")
    until(lambda: "· ЦБ" in rates(office).text, "the rates are shown")
    hand = opened(phone(office, BORIS), "/fx", "Курсы")
    assert [line[:4] for line in hand.text.splitlines()[1:]] == ["USD:", "CNY:"]
    assert "Задать курс" not in "".join(hand.labels)
    hand.press("За 10 дней")
    assert "USD" in hand.text.splitlines()[1]


def test_a_failing_bank_is_told_of_once_and_the_hand_s_rate_stands_until_it_answers(office: Firm):
    director = phone(office, DIRECTOR)
    count = 4
    office.fault(provider="rates", kind="bomb", count=count)
    before = asked(office)
    office.post("clock", advance=4 * DAY)
    for times in range(1, count):
        until(lambda n=times: failures(office) == n, "the bank is asked again", ASKED)
        assert asked(office) == before + times
        office.post("clock", advance=HOUR)
    told = director.sees(MISSING)
    assert "ответ ЦБ не читается" in told["text"]
    director.press(told, "✏️ Задать курс")
    hand = Hand(director, director.after(told["message_id"], "валют"))
    hand.press("USD")
    hand.types("99,5", "На какой день")
    hand.press("Сегодня")
    hand.press("Подтвердить")
    assert "99,5" in rates(office).text
    assert "вручную" in rates(office).text

    until(lambda: failures(office) == count, "the bank is asked once more", ASKED)
    office.post("clock", advance=HOUR)
    until(lambda: failures(office) == 0, "the bank answers", ASKED)
    assert asked(office) == before + count + 1
    for member in (DIRECTOR, SYSADMIN):
        phone(office, member).sees(BACK)
        assert len(phone(office, member).shown(MISSING)) == 1
    assert phone(office, BORIS).shown(MISSING) == []
    assert "99,5" not in rates(office).text
