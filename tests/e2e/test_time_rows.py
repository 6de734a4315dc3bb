"""What time brings to phones, row by row: tasks, calls about samples, prices, the evening."""

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.e2e.cast import BORIS, DIRECTOR, EVERYBODY, HEAD, OTHERS, ZOYA, Member
from tests.e2e.conftest import OpenFirm
from tests.e2e.firm import Firm
from tests.e2e.phones import lead, phone, words
from tests.e2e.screens import opened
from tests.e2e.shop import Grade, choose, client_card, own

MOSCOW = ZoneInfo("Europe/Moscow")
SLOW = 90.0
_years = itertools.count(2030)
"""Each test has a January of its own, so that the clock only goes forward."""


@pytest.fixture(scope="module")
def market(open_firm: OpenFirm) -> Iterator[Firm]:
    with open_firm(people=(*EVERYBODY, *OTHERS)) as firm:
        yield firm


@pytest.fixture
def tuesday(market: Firm) -> datetime:
    """Noon of a working day behind the holidays; two more follow it."""
    noon = datetime(next(_years), 1, 15, 12, tzinfo=MOSCOW)
    noon += timedelta(days=(1 - noon.weekday()) % 7)
    market.at(noon)
    return noon


def task(firm: Firm, member: Member, text: str) -> None:
    """By the head of sales, for tomorrow."""
    firm.planted.add(text)
    hand = opened(phone(firm, HEAD), f"/task {text}", "Кому задача")
    hand.press(member.name)
    hand.press("Завтра")
    assert "Задача поставлена" in hand.text


def test_a_task_rings_at_its_time_and_its_author_hears_that_it_is_overdue(
    market: Firm, tuesday: datetime
):
    """E7: to the assignee when the working day ends, to the author on the next one."""
    task(market, BORIS, "Сверить остатки с Южным")
    wednesday = tuesday + timedelta(days=1)
    market.at(wednesday.replace(hour=17, minute=59))
    market.quiet()
    assert phone(market, BORIS).shown("⏰ Срок задачи") == []
    market.at(wednesday.replace(hour=18, second=20))
    told = phone(market, BORIS).sees("⏰ Срок задачи", seconds=SLOW)
    assert "Сверить остатки" in words(told)
    assert phone(market, HEAD).shown("просрочена") == []
    market.at((wednesday + timedelta(days=1)).replace(hour=11))
    overdue = phone(market, HEAD).sees("Задача просрочена", seconds=SLOW)
    assert BORIS.name in words(overdue)
    assert phone(market, ZOYA).shown("Сверить остатки") == []


def test_a_call_about_a_sample_is_asked_for_until_its_outcome_is_written(
    market: Firm, tuesday: datetime
):
    """A12."""
    grade, client = Grade(market), own(market)
    hand = client_card(client)
    hand.press("Образцы")
    hand.press("Отправить образец")
    choose(hand, grade.name)
    hand.types("500 г", "Карточка")
    market.at(tuesday + timedelta(days=3, minutes=5))
    told = client.phone.sees("Позвоните об образце", seconds=SLOW)
    assert client.writer.name in words(told)
    assert grade.name in words(told)
    for member in (BORIS, ZOYA, HEAD):
        if member.telegram != client.phone.number:
            assert phone(market, member).shown("Позвоните об образце") == []


def test_a_changed_price_is_pushed_to_every_manager(market: Firm, tuesday: datetime):
    """B10."""
    grade = Grade(market)
    grade.set_floor("110 руб/кг")
    for member in (BORIS, ZOYA):
        told = phone(market, member).sees(grade.name, SLOW, lambda m: "📉" in words(m))
        assert "110" in words(told)


def test_in_the_evening_everybody_has_his_own_figures_and_the_director_all(
    market: Firm, tuesday: datetime
):
    """B3: who answered reads it, who did not is told nothing of it."""
    market.at(tuesday + timedelta(days=1))
    new = lead(market)
    new.answered("Есть 10 тонн")
    new.writer.gets("Есть 10 тонн")
    market.at((tuesday + timedelta(days=1)).replace(hour=18, second=20))
    new.phone.sees("Ответов клиентам: 1", SLOW, lambda m: "Итоги вашего дня" in words(m))
    director = phone(market, DIRECTOR)
    director.sees("Ответов клиентам: 1", SLOW, lambda m: "Итоги дня: фирма" in words(m))
    other = next(one for one in (BORIS, ZOYA) if one.telegram != new.phone.number)
    assert phone(market, other).shown("Ответов клиентам: 1") == []
