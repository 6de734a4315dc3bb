"""Morning, quiet hours and subscriptions as people meet them on their phones (P10, MENUS)."""

import itertools
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.e2e.cast import BORIS, DIRECTOR, EVERYBODY, HEAD, OTHERS, SECRETARY, ZOYA, Member
from tests.e2e.conftest import OpenFirm
from tests.e2e.firm import Firm, until
from tests.e2e.phones import Message, Phone, lead, phone, words
from tests.e2e.screens import Hand, opened

MOSCOW = ZoneInfo("Europe/Moscow")
MORNING, RATES = "Доброе утро", "💱 Курсы\n"
_years = itertools.count(2030)
"""Each test has a November of its own, so that the clock only goes forward."""


@pytest.fixture(scope="module")
def market(open_firm: OpenFirm) -> Iterator[Firm]:
    with open_firm(people=(*EVERYBODY, *OTHERS)) as firm:
        yield firm


@pytest.fixture
def november(market: Firm) -> datetime:
    """The afternoon of the first of a November."""
    first = datetime(next(_years), 11, 1, tzinfo=MOSCOW)
    at(market, first.replace(hour=15))
    return first


def at(firm: Firm, moment: datetime) -> None:
    firm.post("clock", offset=moment.timestamp() - time.time())


def tuesday(november: datetime) -> datetime:
    """A working day behind the holiday, and far from the end of the week."""
    found = november + timedelta(days=7)
    while found.weekday() != 1:
        found += timedelta(days=1)
    return found


def last(who: Phone) -> int:
    return max((m["message_id"] for m in who.chat()["messages"]), default=0)


def come(who: Phone, text: str, since: int) -> list[Message]:
    return who.shown(text, lambda m: m["message_id"] > since)


def task(firm: Firm, member: Member, text: str) -> None:
    firm.planted.add(text)
    hand = opened(phone(firm, HEAD), f"/task {text}", "Кому задача")
    hand.press(member.name)
    hand.press("Пропустить")
    assert "Задача поставлена" in hand.text


def sent(firm: Firm, who: Phone, text: str, since: int) -> dict[str, Any]:
    """The parameters of the call that carried it."""

    def found() -> list[dict[str, Any]]:
        calls = firm.calls("telegram", since, "sendMessage")
        mine = [c["params"] for c in calls if str(c["params"].get("chat_id")) == str(who.number)]
        return [params for params in mine if text in str(params.get("text"))]

    return until(found, f"{who.number} is sent {text!r}")[0]


def silent(params: dict[str, Any]) -> bool:
    return str(params.get("disable_notification")).lower() == "true"


def test_what_one_wants_every_day_comes_on_a_holiday_and_the_morning_does_not(
    market: Firm, november: datetime
):
    """The fourth of November is no working day; a daily subscription comes until it is ended."""
    boris, director = phone(market, BORIS), phone(market, DIRECTOR)
    hand = opened(boris, "/fx", "Курсы")
    hand.press("Каждый день в")
    hand.types("25:99", "⚠️")
    assert "Пример: 08:30" in hand.text
    hand.types("9:00", "По каким дням")
    hand.press("каждый день")
    assert "Готово: 💱 Курсы, каждый день в 09:00" in hand.text
    since = {one: last(one) for one in (boris, director)}
    at(market, november.replace(day=4, hour=9, second=20))
    until(lambda: come(boris, RATES, since[boris]), "the rates come", 90)
    market.quiet()
    assert not [one for one in since if come(one, MORNING, since[one])]
    quiet = opened(boris, "/quiet", "Подписки")
    assert "💱 Курсы: каждый день в 09:00" in quiet.text
    stale = quiet.data("Отписаться")
    assert quiet.press("Отписаться") == "Подписка отменена."
    assert "каждый день" not in quiet.text
    assert "уже нет" in quiet.send(stale)
    since = {one: last(one) for one in (boris, director)}
    at(market, tuesday(november).replace(hour=9, second=20))
    for one, known in since.items():
        until(lambda p=one, n=known: come(p, MORNING, n), "the morning comes", 90)
    market.quiet()
    assert not come(boris, RATES, since[boris])


def test_the_morning_of_a_working_day_leads_to_each_matter(market: Firm, november: datetime):
    """MENUS, Сегодня: one line one button, and the whole list below."""
    boris, zoya = phone(market, BORIS), phone(market, ZOYA)
    task(market, BORIS, "Позвонить в порт Ванино")
    since = {one: last(one) for one in (boris, zoya, phone(market, SECRETARY))}
    at(market, tuesday(november).replace(hour=9, second=20))
    for one, known in since.items():
        until(lambda p=one, n=known: come(p, MORNING, n), "the morning comes", 90)
    (morning,) = come(boris, MORNING, since[boris])
    assert "☑️ Задачи:" in words(morning)
    assert "Позвонить" not in str(come(zoya, MORNING, since[zoya]))
    hand, number = Hand(boris, morning), morning["message_id"]
    hand.press("Позвонить в порт")
    card = until(lambda: come(boris, "Позвонить в порт Ванино", number), "the task's card")[0]
    assert "✓ Сделано" in Hand(boris, card).labels
    hand.press("Сегодня")
    day = until(lambda: come(boris, "☑️ Сегодня", number), "the list of the day")[-1]
    assert any("Позвонить" in label for label in Hand(boris, day).labels)
    assert len(come(boris, MORNING, since[boris])) == 1


def test_quiet_hours_are_ones_own(market: Firm):
    """/quiet: a night, typed, off, as in the firm; nonsense is refused in words."""
    hand = opened(phone(market, SECRETARY), "/quiet", "Тихие часы")
    assert "Так принято в фирме" in hand.text
    assert hand.press("22:00–07:00") == "Тихие часы изменены."
    assert "22:00–07:00: сообщения приходят без звука" in hand.text
    hand.press("Ввести своё")
    hand.types("25:99", "⚠️")
    assert "Пример: 22:00–07:00" in hand.text
    hand.types("с 23 до 6:30", "23:00–06:30")
    hand.press("Тихие часы")
    assert "23:00–06:30" in hand.text
    hand.press("Выключить")
    assert "Выключены" in hand.text
    hand.press("Как у фирмы")
    assert "Так принято в фирме" in hand.text


def test_at_night_a_message_comes_without_a_sound_to_whoever_wants_quiet(
    market: Firm, november: datetime
):
    """Boris has the firm's hours, Zoya none; what a client writes is heard by everybody."""
    opened(phone(market, ZOYA), "/quiet", "Тихие часы").press("Выключить")
    at(market, tuesday(november).replace(hour=23, minute=30))
    since = market.last_call()
    for member, quiet in ((BORIS, True), (ZOYA, False)):
        text = f"Ночная задача {member.telegram}"
        task(market, member, text)
        assert silent(sent(market, phone(market, member), text, since)) is quiet
    new = lead(market, "Ночью, но срочно!")
    assert not silent(sent(market, new.phone, "Ночью, но срочно!", since))
