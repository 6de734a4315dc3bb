"""A17, A18: what leaves is subtracted, from the reservation first, and from the oldest lots."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.amounts import Price
from core.errors import InvalidInput, NotFound
from core.stock import shelf as shelves
from core.stock.errors import OutOfStock, ReservationEnded
from core.stock.events import GoodsFreed, ReservationReleased, ReservationShipped, StockChanged
from core.stock.model import Kind, State
from tests.clock import FrozenClock
from tests.core.goods import Goods, T, on_sqlite


@pytest.fixture
def goods(units, clock):
    return Goods(units, clock)


@pytest.fixture
async def desk(goods):
    shelf, manager = await goods.shelf(10 * T), await goods.person()
    goods.events.clear()
    return goods, shelf, manager, await goods.client(manager)


async def test_a_part_leaves_and_the_rest_stays_reserved(desk, clock):
    """A18."""
    goods, shelf, manager, client = desk
    number = await goods.place(manager, shelf, 5 * T, client)
    clock.advance(60)
    await goods.ship(manager, shelf, 2 * T, number)
    held = await goods.reservation(number)
    assert (held.placed, held.grams, held.state) == (5 * T, 3 * T, State.ACTIVE)
    assert (held.version, held.changed_by, held.changed_at) == (2, manager.id, clock.now())
    assert held.ended_at is None
    row = await goods.require_sound(shelf)
    assert (row.on_hand, row.reserved) == (8 * T, 3 * T)
    assert await goods.free(shelf) == 5 * T
    assert goods.events.of(ReservationShipped) == [ReservationShipped(held, 2 * T, manager.id)]
    movement, who = (await goods.movements(shelf))[-1]
    assert (movement.kind, movement.grams, who) == (Kind.SHIPPED, -2 * T, "Борис")
    (changed,) = goods.events.of(StockChanged)
    assert (changed.before, changed.after, changed.person) == (10 * T, 8 * T, manager.id)


async def test_the_last_part_ends_the_reservation(desk, clock):
    goods, shelf, manager, client = desk
    number = await goods.place(manager, shelf, 5 * T, client)
    await goods.ship(manager, shelf, 5 * T, number)
    held = await goods.reservation(number)
    assert (held.grams, held.state, held.ended_at) == (0, State.SHIPPED, clock.now())
    row = await goods.require_sound(shelf)
    assert (row.on_hand, row.reserved) == (5 * T, 0)


async def test_beyond_the_reservation_free_stock_leaves(desk):
    """DOMAIN: the reservation first, then free stock."""
    goods, shelf, manager, client = desk
    number = await goods.place(manager, shelf, 3 * T, client)
    other = await goods.place(manager, shelf, 3 * T, client)
    with pytest.raises(OutOfStock) as refused:
        await goods.ship(manager, shelf, 7 * T + 1, number)
    assert refused.value.free == 7 * T
    assert (await goods.reservation(number)).grams == 3 * T
    await goods.ship(manager, shelf, 7 * T, number)
    assert (await goods.reservation(number)).state is State.SHIPPED
    assert (await goods.reservation(other)).grams == 3 * T
    row = await goods.require_sound(shelf)
    assert (row.on_hand, row.reserved) == (3 * T, 3 * T)


async def test_without_a_reservation_only_free_stock_leaves(desk):
    goods, shelf, manager, client = desk
    await goods.place(manager, shelf, 6 * T, client)
    with pytest.raises(OutOfStock) as refused:
        await goods.ship(manager, shelf, 4 * T + 1)
    assert refused.value.free == 4 * T
    await goods.ship(manager, shelf, 4 * T)
    assert (await goods.require_sound(shelf)).on_hand == 6 * T


async def test_a_lapsed_reservation_gives_nothing_its_goods_are_free(desk, clock):
    goods, shelf, manager, client = desk
    number = await goods.place(manager, shelf, 6 * T, client)
    clock.advance(7 * 86_400)
    await goods.ship(manager, shelf, 10 * T, number)
    held = await goods.reservation(number)
    assert (held.state, held.grams) == (State.LAPSED, 6 * T)
    assert (await goods.require_sound(shelf)).on_hand == 0


async def test_a_reservation_of_another_shelf_is_not_shipped_from_this_one(desk):
    goods, shelf, manager, client = desk
    (product, _), other = shelf, await goods.warehouse()
    await goods.receive(product, other, 5 * T)
    number = await goods.place(manager, shelf, T, client)
    for elsewhere in ((product, other), await goods.shelf(5 * T)):
        with pytest.raises(NotFound):
            await goods.ship(manager, elsewhere, T, number)


@on_sqlite
@pytest.mark.parametrize("grams", [0, -1])
async def test_nothing_does_not_leave(desk, grams):
    goods, shelf, manager, _ = desk
    with pytest.raises(InvalidInput):
        await goods.ship(manager, shelf, grams)


async def test_the_oldest_lots_leave_first_each_at_its_own_cost(units):
    """DOMAIN: ex VAT by the rate of the lot's day; the currency's rate is the lot's."""
    clock = FrozenClock(datetime(2025, 12, 31, 12, 0, tzinfo=UTC))
    goods = Goods(units, clock)
    shelf = await goods.shelf(T, Price(Decimal(120_000)))
    clock.advance(10 * 3600)
    await goods.receive(*shelf, T, Price(Decimal(122_000)))
    clock.advance(3600)
    await goods.receive(*shelf, T, Price(Decimal(9_000), "CNY", vat=False), Decimal("12.5"))
    await goods.receive(*shelf, T, Price(Decimal(100_000), vat=False))
    await goods.receive(*shelf, T, None)
    lots = await goods.lots(shelf)
    drawn = await goods.ship(await goods.person(), shelf, 4 * T + T // 2)
    assert drawn == [
        (lots[0].id, T, 100_000), (lots[1].id, T, 100_000), (lots[2].id, T, 112_500),
        (lots[3].id, T, 100_000), (lots[4].id, T // 2, None),
    ]  # fmt: skip
    assert [lot.remaining for lot in await goods.lots(shelf)] == [T // 2]
    rows = [(m.lot_id, m.grams, m.before) for m, _ in (await goods.movements(shelf))[-5:]]
    assert rows == [
        (lots[0].id, -T, 5 * T), (lots[1].id, -T, 4 * T), (lots[2].id, -T, 3 * T),
        (lots[3].id, -T, 2 * T), (lots[4].id, -T // 2, T),
    ]  # fmt: skip
    await goods.require_sound(shelf)


async def test_a_cost_with_vat_from_before_all_rates_is_not_guessed(units):
    clock = FrozenClock(datetime(2018, 6, 1, tzinfo=UTC))
    goods = Goods(units, clock)
    shelf = await goods.shelf(T)
    assert [cost for _, _, cost in await goods.ship(await goods.person(), shelf, T)] == [None]


async def test_the_rate_of_vat_is_the_products_own(goods):
    product = await goods.product("Пищевой", vat_kind="reduced")
    shelf = product, await goods.warehouse()
    await goods.receive(*shelf, T, Price(Decimal(110_000)))
    assert [c for _, _, c in await goods.ship(await goods.person(), shelf, T)] == [100_000]


async def freed(goods, number, state=State.RELEASED):
    async def work(unit):
        held = await unit.reservations.get(number)
        await shelves.free_up(unit, goods.events, held, state, goods.clock.now())

    await goods.units.run(work)


async def test_the_rest_is_released_in_one_action(desk):
    """A18, DOMAIN."""
    goods, shelf, manager, client = desk
    number = await goods.place(manager, shelf, 5 * T, client)
    await goods.ship(manager, shelf, 2 * T, number)
    goods.events.clear()
    await freed(goods, number)
    held = await goods.reservation(number)
    assert (held.state, held.grams, held.placed) == (State.RELEASED, 3 * T, 5 * T)
    row = await goods.require_sound(shelf)
    assert (row.on_hand, row.reserved) == (8 * T, 0)
    assert goods.events == [
        ReservationReleased(held, None), GoodsFreed(*shelf, 8 * T, goods.clock.now()),
    ]  # fmt: skip
    with pytest.raises(ReservationEnded):
        await freed(goods, number)


async def test_goods_are_held_for_an_order_without_an_end(desk, clock):
    goods, shelf, manager, client = desk

    async def work(unit):
        return await shelves.hold(
            unit, goods.events, manager.id, client, *shelf, 4 * T, clock.now(), lapses_at=None
        )

    held = await goods.units.run(work)
    assert held == await goods.reservation(held.id)
    assert held.lapses_at is None
    clock.advance(400 * 86_400)
    assert await goods.booking.sweep(clock.now()) == 0
    assert await goods.free(shelf) == 6 * T
