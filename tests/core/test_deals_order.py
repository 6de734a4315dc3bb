"""From a deal to an order, or to nothing: held whole or not at all, absent goods told of (B9)."""

import asyncio
from decimal import Decimal

import pytest

from core.errors import InvalidInput, NotAllowed, NotFound
from core.orders.errors import GoodsPresent, WrongStage
from core.orders.events import AbsentSold, DealStage
from core.orders.model import Stage
from core.staff.model import Role
from core.stock.errors import OutOfStock
from core.stock.events import GoodsFreed
from tests.core.shop import Shop, cause, rub, tonnes


@pytest.fixture
async def shop(units, clock):
    made = await Shop(units, clock).staffed()
    await made.receive(10)
    return made


async def test_an_order_holds_its_goods_without_an_end(shop, clock):
    deal, _ = await shop.order(6)
    assert await shop.stock() == (tonnes(10), tonnes(6))
    clock.advance(365 * 86_400)
    await shop.booking.sweep(clock.now())
    assert await shop.stock() == (tonnes(10), tonnes(6))
    found = await shop.stored(deal)
    assert (found.stage, found.ordered_at is not None) == (Stage.ORDERED, True)
    assert shop.told(DealStage)[-1].after is Stage.ORDERED


async def test_confirmed_twice_by_one_press_it_is_held_once(shop):
    deal = await shop.opened()
    await shop.line(deal, 6)
    version, pressed = await shop.version(deal), cause()
    answers = [
        await shop.deals.confirm(shop.manager, deal, version, cause=pressed) for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert await shop.stock() == (tonnes(10), tonnes(6))


async def test_all_lines_are_held_or_none(shop):
    second = await shop.product("ЛПНП")
    await shop.receive(1, product=second)
    deal = await shop.opened()
    await shop.line(deal, 5)
    await shop.line(deal, 1, product=second)
    await shop.booking.place(
        shop.rival, second, shop.main, 1000, await shop.client(shop.rival, "Б"), cause=cause()
    )
    with pytest.raises(OutOfStock):
        await shop.do(shop.deals.confirm, deal)
    assert await shop.stock() == (tonnes(10), 0)
    assert (await shop.stored(deal)).stage is Stage.DEAL


@pytest.mark.parametrize(("sold", "held"), [(6, 6), (4, 4), (9, 9)])
async def test_an_order_takes_over_what_was_reserved_for_it(shop, sold, held):
    """More or less than was reserved may be sold in the end."""
    reserved = await shop.booking.place(
        shop.manager, shop.grade, shop.main, tonnes(6), shop.buyer, cause=cause()
    )
    deal = await shop.opened()
    taken = await shop.deals.take_reservation(
        shop.manager, reserved["id"], deal, rub(130_000), cause()
    )
    if sold != 6:
        await shop.do(shop.deals.change_line, deal, taken["line"], tonnes(sold))
    await shop.do(shop.deals.confirm, deal)
    assert await shop.stock() == (tonnes(10), tonnes(held))
    await shop.do(shop.shipping.ship_all, deal)
    assert await shop.stock() == (tonnes(10 - sold), 0)


async def test_a_lapsed_reservation_is_replaced_from_free_stock_if_there_is_some(shop, clock):
    reserved = await shop.booking.place(
        shop.manager, shop.grade, shop.main, tonnes(6), shop.buyer, cause=cause()
    )
    deal = await shop.opened()
    await shop.deals.take_reservation(shop.manager, reserved["id"], deal, rub(1), cause())
    clock.advance(8 * 86_400)
    await shop.do(shop.deals.confirm, deal)
    assert await shop.stock() == (tonnes(10), tonnes(6))


async def test_absent_goods_stand_in_the_register_and_are_told_of(shop):
    """B9: manager, product, quantity, purchase cost."""
    deal = await shop.opened()
    line = await shop.line(deal, 25, warehouse=None, expected_cost=Decimal(90_000))
    assert shop.told(AbsentSold) == []
    await shop.do(shop.deals.confirm, deal)
    [event] = shop.told(AbsentSold)
    assert (event.deal_id, event.line_id, event.product) == (deal, line, "ПЭНД 273-83")
    assert (event.person_id, event.grams, event.expected_cost) == (
        shop.manager.id, tonnes(25), Decimal(90_000),
    )  # fmt: skip
    [row] = (await shop.queries.absent(shop.director)).rows
    assert (row["person"], row["product"], row["grams"]) == ("Борис", "ПЭНД 273-83", tonnes(25))
    assert row["expected_cost"] == 90_000
    assert await shop.stock() == (tonnes(10), 0)


async def test_an_unknown_purchase_cost_stays_unknown(shop):
    deal = await shop.opened()
    await shop.line(deal, 25, warehouse=None)
    await shop.do(shop.deals.confirm, deal)
    assert shop.told(AbsentSold)[0].expected_cost is None
    assert (await shop.queries.absent(shop.head)).rows[0]["expected_cost"] is None


async def test_goods_that_have_come_before_the_order_are_not_sold_as_absent(shop):
    deal = await shop.opened()
    line = await shop.line(deal, 25, warehouse=None, expected_cost=Decimal(90_000))
    await shop.receive(20)
    with pytest.raises(GoodsPresent):
        await shop.do(shop.deals.confirm, deal)
    assert (await shop.queries.absent(shop.director)).rows == []
    await shop.do(shop.deals.set_warehouse, deal, line, shop.main)
    await shop.do(shop.deals.confirm, deal)
    assert await shop.stock() == (tonnes(30), tonnes(25))
    assert shop.told(AbsentSold) == []


async def test_the_register_is_noted_once_and_by_whoever_was_first(shop, clock):
    deal = await shop.opened()
    await shop.line(deal, 25, warehouse=None)
    await shop.do(shop.deals.confirm, deal)
    [row] = (await shop.queries.absent(shop.head)).rows
    first = await shop.queries.note_absent(shop.head, row["id"], cause())
    clock.advance(60)
    assert await shop.queries.note_absent(shop.director, row["id"], cause()) == first
    assert first["by"] == "Глеб"
    with pytest.raises(NotFound):
        await shop.queries.note_absent(shop.head, 999, cause())


@pytest.mark.parametrize("role", [Role.MANAGER, Role.SECRETARY, Role.LOGISTICIAN, Role.LAWYER])
async def test_the_register_is_closed_to_others(shop, role):
    other = await shop.person(role)
    for attempt in (
        lambda: shop.queries.absent(other),
        lambda: shop.queries.note_absent(other, 1, cause()),
    ):
        with pytest.raises(NotAllowed):
            await attempt()


@pytest.mark.parametrize("confirmed", [True, False])
async def test_a_lost_deal_gives_its_goods_back(shop, confirmed):
    reserved = await shop.booking.place(
        shop.manager, shop.grade, shop.main, tonnes(6), shop.buyer, cause=cause()
    )
    deal = await shop.opened()
    await shop.deals.take_reservation(shop.manager, reserved["id"], deal, rub(1), cause())
    if confirmed:
        await shop.do(shop.deals.confirm, deal)
    await shop.do(shop.deals.lose, deal, " нашли дешевле ")
    assert await shop.stock() == (tonnes(10), 0)
    assert shop.told(GoodsFreed)
    found = await shop.stored(deal)
    assert (found.stage, found.lost_reason) == (Stage.LOST, "нашли дешевле")
    assert found.ended_at is not None


async def test_a_loss_has_a_reason_and_comes_before_the_first_shipment(shop):
    deal, line = await shop.order(6)
    with pytest.raises(InvalidInput):
        await shop.do(shop.deals.lose, deal, "  ")
    await shop.do(shop.shipping.ship, deal, {line: 1000})
    with pytest.raises(WrongStage):
        await shop.do(shop.deals.lose, deal, "поздно")


async def test_of_many_orders_at_once_no_gram_is_promised_twice(shop):
    """P11: 8 deals of 3 t over 10 t, confirmed at the same time: three go through."""
    deals = []
    for _ in range(8):
        deal = await shop.opened()
        await shop.line(deal, 3)
        deals.append(deal)
    ended = await asyncio.gather(
        *(shop.do(shop.deals.confirm, deal) for deal in deals), return_exceptions=True
    )
    assert sum(isinstance(one, dict) for one in ended) == 3
    assert sum(isinstance(one, OutOfStock) for one in ended) == 5
    assert await shop.stock() == (tonnes(10), tonnes(9))


async def test_orders_over_the_same_goods_in_any_order_do_not_wait_in_a_circle(shop):
    second = await shop.product("ЛПНП")
    await shop.receive(10, product=second)
    deals = []
    for turn in range(6):
        deal = await shop.opened()
        for product in (shop.grade, second) if turn % 2 else (second, shop.grade):
            await shop.line(deal, 1, product=product)
        deals.append(deal)
    await asyncio.gather(*(shop.do(shop.deals.confirm, deal) for deal in deals))
    assert await shop.stock() == (tonnes(10), tonnes(6))
    assert await shop.stock(second) == (tonnes(10), tonnes(6))


async def test_a_deal_and_a_decision_on_it_at_once_both_end(shop):
    """Requests are locked before deals wherever both are."""
    await shop.prices.set_floor(shop.head, shop.grade, rub(118_000), cause=cause())
    for _ in range(4):
        deal = await shop.opened()
        line = await shop.line(deal, 1, rub(100_000))
        [asked] = await shop.waiting()
        ended = await asyncio.gather(
            shop.do(shop.deals.change_line, deal, line, None, rub(130_000)),
            shop.decide(shop.director, True, asked),
            return_exceptions=True,
        )
        assert isinstance(ended[0], dict)
        [found] = await shop.lines(deal)
        assert (found.floor_state, await shop.waiting()) == ("fine", [])
