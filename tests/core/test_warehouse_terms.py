"""A16: goods of a warehouse that ends are moved, written off, or its term is extended."""

import asyncio
from datetime import timedelta

import pytest

from core.errors import InvalidInput, NotAllowed, NotFound, Stale
from core.staff.model import Role
from core.stock.errors import OutOfStock, StillReserved, WarehouseEnded
from core.stock.events import GoodsOffered, ReservationMoved, WarehouseSettled
from core.stock.model import Kind, State
from tests.core.goods import RUB, Goods, T, cause, on_sqlite
from tests.core.shop import Shop, tonnes

DAY = 86_400


@pytest.fixture
async def ending(units, clock):
    """Two grades on a warehouse that lives for ten days; the main one lives for ever."""
    goods = Goods(units, clock)
    goods.old = await goods.warehouse("Транзит", "virtual", clock.now() + timedelta(days=10))
    goods.main = await goods.warehouse("Основной")
    goods.first, goods.second = await goods.product(), await goods.product()
    await goods.receive(goods.first, goods.old, 10 * T)
    await goods.receive(goods.second, goods.old, 4 * T, None)
    goods.manager = await goods.person()
    goods.client_id = await goods.client(goods.manager)
    goods.events.clear()
    return goods


async def version(goods, warehouse):
    return (await goods.terms.look(await goods.head(), warehouse))["version"]


async def moved(goods, seen=None, target=None, actor=None, key=None):
    seen = seen if seen is not None else await version(goods, goods.old)
    actor, target, key = actor or await goods.head(), target or goods.main, key or cause()
    return await goods.terms.move_all(actor, goods.old, seen, target, "срок", cause=key)


async def zeroed(goods, seen=None, actor=None, key=None):
    seen = seen if seen is not None else await version(goods, goods.old)
    return await goods.terms.write_off_all(
        actor or await goods.head(), goods.old, seen, "испорчено", cause=key or cause()
    )


async def extended(goods, until, seen=None, actor=None):
    seen = seen if seen is not None else await version(goods, goods.old)
    await goods.terms.extend_term(
        actor or await goods.head(), goods.old, seen, until, cause=cause()
    )


async def sound(goods):
    for product in (goods.first, goods.second):
        for place in (goods.old, goods.main):
            await goods.require_sound((product, place))


async def hands(goods, product):
    """(on hand, reserved) on the ending warehouse and on the main one."""
    found = []
    for place in (goods.old, goods.main):
        row = await goods.require_sound((product, place))
        found.append((row.on_hand, row.reserved) if row else (0, 0))
    return found


async def test_everything_is_moved_with_its_price_its_age_and_a_reason(ending, clock):
    goods = ending
    born = (await goods.lots((goods.first, goods.old)))[0].arrived_at
    clock.advance(DAY)
    assert await moved(goods) == {"grams": 14 * T, "reserved": 0}
    assert await hands(goods, goods.first) == [(0, 0), (10 * T, 0)]
    assert await hands(goods, goods.second) == [(0, 0), (4 * T, 0)]
    (lot,) = await goods.lots((goods.first, goods.main))
    assert (lot.remaining, lot.price, lot.arrived_at) == (10 * T, RUB, born)
    (movement, who) = (await goods.movements((goods.first, goods.main)))[0]
    assert (movement.kind, movement.reason, who) == (Kind.MOVED_IN, "срок", "Глеб")


async def test_reservations_go_along_and_hold_as_before(ending, clock):
    """What has been promised is kept: the same client, person, grams and lapse."""
    goods = ending
    number = await goods.place(goods.manager, (goods.first, goods.old), 3 * T, goods.client_id)
    before = await goods.reservation(number)
    assert await moved(goods) == {"grams": 14 * T, "reserved": 3 * T}
    after = await goods.reservation(number)
    assert after.warehouse_id == goods.main
    assert (after.grams, after.client_id, after.person_id, after.lapses_at, after.state) == (
        before.grams, before.client_id, before.person_id, before.lapses_at, State.ACTIVE,
    )  # fmt: skip
    assert await hands(goods, goods.first) == [(0, 0), (10 * T, 3 * T)]
    (event,) = goods.events.of(ReservationMoved)
    assert event == ReservationMoved(after, (await goods.head()).id)
    clock.advance(DAY)
    await goods.booking.extend(goods.manager, number, after.version, cause=cause())
    clock.advance(7 * DAY)
    assert await goods.booking.sweep(clock.now()) == 1
    assert await hands(goods, goods.first) == [(0, 0), (10 * T, 0)]


async def test_what_had_lapsed_is_free_where_it_comes_to(ending, clock):
    goods = ending
    await goods.place(goods.manager, (goods.first, goods.old), 3 * T, goods.client_id)
    clock.advance(7 * DAY)
    assert (await moved(goods))["reserved"] == 0
    assert await hands(goods, goods.first) == [(0, 0), (10 * T, 0)]


async def test_after_its_term_the_goods_can_still_be_moved(ending, clock):
    goods = ending
    clock.advance(30 * DAY)
    await moved(goods)
    assert await hands(goods, goods.first) == [(0, 0), (10 * T, 0)]


async def test_who_waits_for_goods_there_is_offered_what_has_come(ending):
    goods = ending
    await goods.booking.queue(
        goods.manager, goods.first, goods.main, 6 * T, goods.client_id, cause=cause()
    )
    await moved(goods)
    (event,) = goods.events.of(GoodsOffered)
    assert event.waiting.offered_warehouse_id == goods.main


async def test_goods_that_lie_at_the_target_already_stay_beside_them(ending):
    goods = ending
    await goods.receive(goods.first, goods.main, 5 * T)
    await goods.place(goods.manager, (goods.first, goods.main), 2 * T, goods.client_id)
    await goods.place(goods.manager, (goods.first, goods.old), T, goods.client_id)
    await moved(goods)
    assert await hands(goods, goods.first) == [(0, 0), (15 * T, 3 * T)]


async def test_the_goods_go_to_an_open_warehouse_of_unlimited_life_only(ending, clock):
    goods = ending
    limited = await goods.warehouse("Другой", "virtual", clock.now() + timedelta(days=90))
    with pytest.raises(InvalidInput) as refused:
        await moved(goods, target=limited)
    assert refused.value.code == "warehouse-limited"
    with pytest.raises(InvalidInput):
        await moved(goods, target=goods.old)
    with pytest.raises(NotFound):
        await moved(goods, target=404)
    head = await goods.head()
    await goods.catalog.close_warehouse(
        head, goods.main, await version(goods, goods.main), cause=cause()
    )
    with pytest.raises(WarehouseEnded):
        await moved(goods)
    assert (await goods.balance((goods.first, goods.old))).on_hand == 10 * T
    assert goods.events.of(WarehouseSettled) == []


async def test_the_rest_is_written_off_with_the_reason(ending):
    goods = ending
    assert await zeroed(goods) == {"grams": 14 * T}
    await sound(goods)
    assert await hands(goods, goods.first) == [(0, 0), (0, 0)]
    (movement, who) = (await goods.movements((goods.second, goods.old)))[-1]
    assert (movement.kind, movement.reason, who) == (Kind.WRITTEN_OFF, "испорчено", "Глеб")


async def test_promised_goods_are_not_written_off_and_nothing_changes(ending):
    """MUST-FAIL: a reservation is never silently dropped (P11)."""
    goods = ending
    number = await goods.place(goods.manager, (goods.first, goods.old), 3 * T, goods.client_id)
    seen = await version(goods, goods.old)
    with pytest.raises(StillReserved) as refused:
        await zeroed(goods)
    assert refused.value.fields == {"grams": 3 * T, "kg": 3000}
    assert await hands(goods, goods.first) == [(10 * T, 3 * T), (0, 0)]
    assert await hands(goods, goods.second) == [(4 * T, 0), (0, 0)]
    assert (await goods.reservation(number)).state is State.ACTIVE
    assert await version(goods, goods.old) == seen


async def test_a_reason_is_needed_to_write_off_and_to_move(ending):
    goods = ending
    head, seen = await goods.head(), await version(ending, ending.old)
    with pytest.raises(InvalidInput):
        await goods.terms.write_off_all(head, goods.old, seen, "  ", cause=cause())
    with pytest.raises(InvalidInput):
        await goods.terms.move_all(head, goods.old, seen, goods.main, "", cause=cause())


async def test_an_extended_term_lets_goods_be_promised_again(ending, clock):
    goods = ending
    clock.advance(11 * DAY)
    with pytest.raises(WarehouseEnded):
        await goods.place(goods.manager, (goods.first, goods.old), T, goods.client_id)
    await extended(goods, clock.now() + timedelta(days=5))
    assert await goods.place(goods.manager, (goods.first, goods.old), T, goods.client_id)
    with pytest.raises(InvalidInput):
        await extended(goods, clock.now())
    await extended(goods, None)
    assert (await goods.terms.look(await goods.head(), goods.old))["until"] is None


async def test_a_second_press_is_told_who_was_first_and_when(ending, clock):
    goods = ending
    seen, other = await version(goods, goods.old), await goods.person(Role.DIRECTOR, "Дарья")
    at = clock.now()
    await moved(goods, seen)
    clock.advance(60)
    for work in (
        moved(goods, seen, actor=other),
        zeroed(goods, seen, actor=other),
        extended(goods, None, seen, other),
        goods.terms.look(other, goods.old, seen),
    ):
        with pytest.raises(Stale) as refused:
            await work
        assert refused.value.fields == {"by": "Глеб", "at": at.isoformat()}
    assert len(goods.events.of(WarehouseSettled)) == 1


async def test_the_same_press_handled_again_has_one_effect(ending):
    """Fault 17b."""
    goods, key = ending, cause()
    seen = await version(goods, goods.old)
    assert await moved(goods, seen, key=key) == await moved(goods, seen, key=key)
    assert await hands(goods, goods.first) == [(0, 0), (10 * T, 0)]


@on_sqlite
@pytest.mark.parametrize("role", list(Role))
async def test_only_those_who_keep_warehouses_see_to_their_term(ending, role):
    goods = ending
    actor = await goods.person(role, "Кто-то")
    seen = await version(goods, goods.old)
    if role in {Role.DIRECTOR, Role.SYSADMIN, Role.SALES_HEAD}:
        await moved(goods, seen, actor=actor)
        return
    for work in (
        moved(goods, seen, actor=actor),
        zeroed(goods, seen, actor=actor),
        extended(goods, None, seen, actor),
        goods.terms.look(actor, goods.old),
        goods.terms.targets(actor, goods.old),
    ):
        with pytest.raises(NotAllowed):
            await work
    assert (await goods.balance((goods.first, goods.old))).on_hand == 10 * T


async def test_goods_may_go_to_open_warehouses_without_a_term_only(ending):
    """A16: what ends itself is no way out."""
    goods = ending
    await goods.warehouse("Другой", "virtual", goods.clock.now() + timedelta(days=90))
    offered = await goods.terms.targets(await goods.head(), goods.old)
    assert [one.name for one in offered] == ["Основной"]


async def test_of_all_that_happen_at_once_one_moves_and_promises_are_kept(ending):
    """P11: two directors, a manager who reserves, another who extends, at the same moment."""
    goods = ending
    seen, other = await version(goods, goods.old), await goods.person(Role.DIRECTOR, "Дарья")
    number = await goods.place(goods.manager, (goods.first, goods.old), 3 * T, goods.client_id)
    said = await asyncio.gather(
        moved(goods, seen),
        moved(goods, seen, actor=other),
        zeroed(goods, seen, actor=other),
        goods.place(goods.manager, (goods.first, goods.old), 2 * T, goods.client_id),
        goods.booking.extend(goods.manager, number, 1, cause=cause()),
        goods.booking.sweep(goods.clock.now()),
        return_exceptions=True,
    )
    settled = goods.events.of(WarehouseSettled)
    assert isinstance(said[2], (Stale, StillReserved))
    assert sum(isinstance(one, Stale) for one in said[:2]) == 1
    assert isinstance(said[3], (int, OutOfStock))
    assert {event.action for event in settled} == {"moved"}
    await sound(goods)
    held = 3 * T + (2 * T if isinstance(said[3], int) else 0)
    assert (await goods.balance((goods.first, goods.main))).reserved == held
    assert (await goods.reservation(number)).warehouse_id == goods.main


async def test_a_release_that_waited_for_the_move_frees_the_goods_where_they_are(ending):
    goods = ending
    for _ in range(4):
        await goods.place(goods.manager, (goods.first, goods.old), T, goods.client_id)
    numbers = [line["id"] for line in await goods.booking.mine(goods.manager)]
    said = await asyncio.gather(
        moved(goods),
        *(goods.booking.release(goods.manager, one, 1, cause=cause()) for one in numbers),
        return_exceptions=True,
    )
    assert not isinstance(said[0], Exception)
    assert all(one is None or isinstance(one, Stale) for one in said[1:])
    await sound(goods)
    kept = sum(isinstance(one, Stale) for one in said[1:])
    assert (await goods.balance((goods.first, goods.main))).reserved == kept * T


@pytest.fixture
async def shop(units, clock):
    shop = await Shop(units, clock).staffed()
    shop.old = await shop.warehouse("Транзит", "virtual", days=10)
    await shop.receive(20, warehouse=shop.old)
    shop.goods = Goods(units, clock)
    return shop


async def carried(shop):
    seen = (await shop.goods.terms.look(shop.director, shop.old))["version"]
    return await shop.goods.terms.move_all(
        shop.director, shop.old, seen, shop.main, "срок", cause=cause()
    )


async def test_an_order_ships_from_where_its_goods_have_gone(shop):
    """The line of the deal goes along with what is held for it (A16, A18)."""
    deal, line = await shop.order(5, warehouse=shop.old)
    await shop.do(shop.shipping.ship, deal, {line: tonnes(2)})
    await carried(shop)
    (stored,) = await shop.lines(deal)
    assert (stored.warehouse_id, stored.shipped) == (shop.main, tonnes(2))
    assert await shop.stock(warehouse=shop.main) == (tonnes(18), tonnes(3))
    await shop.do(shop.shipping.ship_all, deal)
    assert await shop.stock(warehouse=shop.main) == (tonnes(15), 0)
    assert await shop.stock(warehouse=shop.old) == (0, 0)
    await shop.goods.require_sound((shop.grade, shop.main))


async def test_the_card_of_a_deal_that_was_open_is_stale_afterwards(shop):
    deal, _ = await shop.order(5, warehouse=shop.old)
    before = await shop.version(deal)
    await carried(shop)
    with pytest.raises(Stale) as refused:
        await shop.shipping.ship_all(shop.manager, deal, before, cause=cause())
    assert refused.value.fields["by"] == "Анна"


async def test_shipping_and_moving_at_once_ship_once_and_leave_the_books_right(shop):
    deal, _ = await shop.order(5, warehouse=shop.old)
    version = await shop.version(deal)
    said = await asyncio.gather(
        shop.shipping.ship_all(shop.manager, deal, version, cause=cause()),
        carried(shop),
        return_exceptions=True,
    )
    assert not isinstance(said[1], Exception)
    gone = 0 if isinstance(said[0], Stale) else tonnes(5)
    assert gone or isinstance(said[0], Stale)
    assert await shop.stock(warehouse=shop.old) == (0, 0)
    assert await shop.stock(warehouse=shop.main) == (tonnes(20) - gone, tonnes(5) - gone)
    await shop.goods.require_sound((shop.grade, shop.main))
    await shop.goods.require_sound((shop.grade, shop.old))
