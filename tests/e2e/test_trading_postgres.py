"""The same trade on PostgreSQL: stopped below the floor, approved, shipped in parts (F2)."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy.engine import make_url

from tests import postgres
from tests.e2e.cast import DIRECTOR, EVERYBODY, HEAD
from tests.e2e.conftest import OpenFirm
from tests.e2e.firm import Firm
from tests.e2e.phones import phone
from tests.e2e.screens import Hand, opened
from tests.e2e.shop import Grade, add_line, buyer, move, new_deal, number_of, waits


@pytest.fixture(scope="module")
def market(open_firm: OpenFirm, postgres_url: str) -> Iterator[Firm]:
    server, name = make_url(postgres_url), f"e2e_{uuid4().hex[:12]}"
    asyncio.run(postgres.run_on(server, f"CREATE DATABASE {name}"))
    database = server.set(database=name).render_as_string(hide_password=False)
    with open_firm(people=(*EVERYBODY, HEAD), database=database) as running:
        yield running


def test_a_sale_below_the_floor_is_approved_and_shipped_in_parts(market: Firm):
    """B10, E5, A18."""
    grade = Grade(market)
    grade.set_floor("115 руб/кг")
    client = buyer(market)
    hand = add_line(new_deal(client), grade, price="100 руб/кг")
    number = number_of(hand)
    assert "инимальн" in move(hand, "Подтвердить заказ")
    director = phone(market, DIRECTOR)
    card = Hand(director, director.sees(grade.name, where=waits))
    assert card.press("Одобрить") == "Одобрено."

    order = opened(client.phone, "/deal", "Сделки")
    order.press(f"№ {number}")
    move(order, "Подтвердить заказ")
    assert grade.balance() == {"on_hand": 10, "reserved": 5, "free": 5}
    order.press("Отгрузить часть")
    order.types("2 т", "Всё верно")
    order.press("Подтвердить")
    assert grade.balance() == {"on_hand": 8, "reserved": 3, "free": 5}
