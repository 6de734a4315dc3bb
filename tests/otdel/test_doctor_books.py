"""The doctor's lines about goods: each book against the others, and what waits for somebody."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text

from core.amounts import Price
from otdel.clock import SystemClock
from otdel.doctor_books import books
from storage.unit_of_work import SqlUnits
from tests.clock import FrozenClock
from tests.core.goods import Goods, T
from tests.otdel.commands import otdel
from tests.otdel.doctoring import examined, red

BEFORE = timedelta(days=10)


@pytest.fixture
async def shop(filled):
    """A firm whose clock stands ten days back; a shelf with ten tonnes."""
    database, _ = filled
    clock = FrozenClock(SystemClock().now() - BEFORE)
    goods = Goods(SqlUnits(database, clock), clock)
    goods.shelf_of_ten = await goods.shelf()
    goods.manager = await goods.person()
    goods.buyer = await goods.client(goods.manager)
    return goods


async def spoil(goods, statement):
    """A hand in the database."""
    async with goods.units.begin() as unit:
        await unit._connection.execute(text(statement))


async def test_a_trading_firm_in_order_is_green(shop):
    held = await shop.place(shop.manager, shop.shelf_of_ten, 4 * T, shop.buyer)
    await shop.recount(shop.shelf_of_ten, 9 * T)
    await shop.ship(shop.manager, shop.shelf_of_ten, 1 * T, held)
    shop.clock.advance(BEFORE.total_seconds())
    await shop.booking.sweep(shop.clock.now())
    found = await examined()
    assert red(found) == []
    assert found["stock books"].detail.endswith("agree")


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE balances SET on_hand = on_hand + 250000", "on hand 10.25 t, movements 10 t, lots"),
        ("UPDATE lots SET remaining = 7500000", "on hand 10 t, lots 7.5 t"),
        ("DELETE FROM movements", "movements 0 t"),
        ("UPDATE balances SET reserved = 0", "reserved 0 t, reservations 4 t"),
        ("UPDATE reservations SET grams = 1", "reserved 4 t, reservations 0.000001 t"),
    ],
)
async def test_books_that_disagree_name_product_and_warehouse(shop, statement, told):
    await shop.place(shop.manager, shop.shelf_of_ten, 4 * T, shop.buyer)
    await shop.shelf()
    await spoil(shop, f"{statement} WHERE product_id = (SELECT min(id) FROM products)")
    async with shop.units.read() as unit:
        product = (await unit.products.by_ids([shop.shelf_of_ten[0]]))[shop.shelf_of_ten[0]].name
    finding = (await examined())["stock books"]
    assert not finding.good
    assert finding.detail.startswith(f"{product}, Склад ")
    assert told in finding.detail
    assert ";" not in finding.detail
    assert "otdel stock show" in finding.mend


async def test_goods_in_a_currency_without_any_rate_are_red(shop):
    dollars = Price(Decimal(1_250), "USD", vat=False)
    await shop.receive(*shop.shelf_of_ten, T, dollars, Decimal(92))
    found = await examined()
    assert red(found) == ["currency rates"]
    assert found["currency rates"].detail == "no rate of USD"
    assert "/fx" in found["currency rates"].mend
    await shop.set_rate("USD", shop.clock.now().date(), 92_000_000)
    assert red(await examined()) == []


async def test_a_warehouse_past_its_term_is_red_while_goods_lie_there(shop):
    house = await shop.warehouse("Временный", "virtual", shop.clock.now() + timedelta(days=1))
    await shop.warehouse("Пустой", "virtual", shop.clock.now() + timedelta(days=1))
    await shop.receive(shop.shelf_of_ten[0], house, 3 * T)
    found = await examined()
    assert red(found) == ["warehouse terms"]
    assert found["warehouse terms"].detail == "past their term with goods: Временный: 3 t"
    assert "/stock" in found["warehouse terms"].mend


async def test_reservations_that_nobody_swept_are_red_after_five_minutes(shop):
    number = await shop.place(shop.manager, shop.shelf_of_ten, 4 * T, shop.buyer)
    due = (await shop.reservation(number)).lapses_at
    async with shop.units.read() as unit:
        early = await books(unit.books, due + timedelta(minutes=4, seconds=59))
    assert red({finding.name: finding for finding in early}) == []
    found = await examined()
    assert red(found) == ["reservations"]
    assert found["reservations"].detail.endswith(f": {number}")
    assert "otdel run" in found["reservations"].mend


async def test_products_without_a_floor_are_a_hint_and_never_red(shop, tmp_path):
    for _ in range(6):
        await shop.product()
    found = await examined()
    assert red(found) == []
    assert found["price floors"].hint
    assert found["price floors"].detail.endswith("and 2 more")
    plain, whole = otdel(tmp_path, "doctor", "doctor --json")
    assert plain.code == 0
    assert "! price floors" in plain.out
    assert "⛔️" in plain.out
    (line,) = [row for row in json.loads(whole.out) if row["name"] == "price floors"]
    assert line["ok"]
    assert line["hint"]


async def test_a_floor_in_force_is_enough_and_one_of_tomorrow_is_not(shop):
    product = shop.shelf_of_ten[0]
    now = SystemClock().now()
    made = (
        "INSERT INTO prices (product_id, kind, price, vat, valid_from, set_at)"
        " VALUES (:product, :kind, 1, true, :at, :at)"
    )
    for kind, at, hint in (
        ("list", now - BEFORE, True),
        ("floor", now + timedelta(days=1), True),
        ("floor", now - timedelta(days=1), False),
    ):
        async with shop.units.begin() as unit:
            values = {"product": product, "kind": kind, "at": at.replace(tzinfo=None)}
            await unit._connection.execute(text(made), values)
        assert (await examined())["price floors"].hint is hint
