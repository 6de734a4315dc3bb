"""The books that the doctor compares and the figures on /metrics, on both databases."""

from datetime import timedelta

import pytest

from core.amounts import Price
from core.policy.ports import DENY, Entry
from storage.repositories.books import Figures
from tests.core.goods import Goods, T
from tests.core.shop import Shop, rub

WEEK = timedelta(days=7, minutes=1).total_seconds()


@pytest.fixture
def goods(units, clock):
    return Goods(units, clock)


@pytest.fixture
async def shop(units, clock):
    return await Shop(units, clock).staffed()


async def figures(one):
    async with one.units.read() as unit:
        return await unit.books.figures(one.clock.now())


async def test_the_books_agree_through_a_whole_life_of_goods(goods):
    manager = await goods.person()
    buyer = await goods.client(manager)
    shelf, other = await goods.shelf(), await goods.shelf()
    held = await goods.place(manager, shelf, 4 * T, buyer)
    await goods.place(manager, other, 2 * T, buyer)
    await goods.recount(shelf, 9 * T)
    await goods.ship(manager, shelf, T, held)
    async with goods.units.read() as unit:
        assert await unit.books.gaps(9) == []
    goods.clock.advance(WEEK)
    async with goods.units.read() as unit:
        assert len(await unit.books.overdue(goods.clock.now())) == 2
    await goods.booking.sweep(goods.clock.now())
    async with goods.units.read() as unit:
        assert await unit.books.gaps(9) == []
        assert await unit.books.overdue(goods.clock.now()) == []


async def test_a_gap_tells_every_book_of_its_product_and_warehouse(goods):
    shelf = await goods.shelf()
    await goods.shelf()
    async with goods.units.begin() as unit:
        (lot,) = await unit.stock.open_lots(*shelf)
        await unit.stock.set_remaining({lot.id: 7 * T})
    async with goods.units.read() as unit:
        (gap,) = await unit.books.gaps(9)
        assert gap.product == (await unit.products.by_ids([shelf[0]]))[shelf[0]].name
    assert (gap.on_hand, gap.moved, gap.lots, gap.reserved, gap.held) == (
        10 * T,
        10 * T,
        7 * T,
        0,
        0,
    )


async def test_what_waits_for_somebody_is_found(goods):
    until = goods.clock.now() + timedelta(days=3)
    house = await goods.warehouse("Временный", "virtual", until)
    product = await goods.product("ПЭНД 273")
    dollars = Price(rub(1_250).per_tonne, "USD", vat=False)
    await goods.receive(product, house, 3 * T, dollars, rub(92).per_tonne)
    async with goods.units.read() as unit:
        assert await unit.books.unrated() == ["USD"]
        assert await unit.books.ended_with_stock(goods.clock.now()) == []
        assert await unit.books.ended_with_stock(until) == [("Временный", 3 * T)]
        assert await unit.books.floorless(until) == ["ПЭНД 273"]
    await goods.set_rate("USD", goods.clock.now().date(), 92_000_000)
    async with goods.units.read() as unit:
        assert await unit.books.unrated() == []


async def test_figures_follow_reservations_approvals_and_absent_sales(shop):
    assert await figures(shop) == Figures(0, 0, 0, 0)
    await shop.receive(10)
    for n in range(2):
        await shop.booking.place(
            shop.manager, shop.grade, shop.main, T, shop.buyer, cause=f"figures:{n}"
        )
    await shop.prices.set_floor(shop.head, shop.grade, rub(118_000), cause="figures:floor")
    deal = await shop.opened()
    await shop.line(deal, 1, rub(100_000))
    assert await figures(shop) == Figures(2, 0, 1, 0)
    await shop.order(1, rub(130_000), warehouse=None, product=await shop.product("ПВХ С-70"))
    shop.clock.advance(WEEK)
    assert await figures(shop) == Figures(0, 0, 1, 1)
    await shop.booking.sweep(shop.clock.now())
    assert await figures(shop) == Figures(0, 2, 1, 1)


async def test_a_refusal_of_the_core_counts_by_its_permission(goods):
    """What otdel_policy_denied_total{rule} shows beside the rules of the gate."""
    refused = Entry(stage="act", verdict=DENY, rule="stock:edit", who=None, code="not-allowed")
    async with goods.units.begin() as unit:
        for _ in range(2):
            await unit.audit.note(refused, goods.clock.now())
    async with goods.units.read() as unit:
        assert (await unit.audit.denials())["stock:edit"] == 2
