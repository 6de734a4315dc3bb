"""Goods that come free are offered to whoever has waited longest; an offer holds nothing."""

from datetime import timedelta

import pytest

from core.amounts import LARGEST
from core.errors import InvalidInput, NotAllowed, NotFound, Stale
from core.staff.model import Role
from core.stock import shelf as shelves
from core.stock.errors import OutOfStock
from core.stock.events import GoodsOffered, ReservationPlaced
from core.stock.model import State, Turn
from core.stock.queues import OfferGone, OfferTaken
from tests.core.goods import Goods, T, cause, on_sqlite

DAY = 86_400
SELLERS = {Role.DIRECTOR, Role.SYSADMIN, Role.SALES_HEAD, Role.MANAGER}


@pytest.fixture
def goods(units, clock):
    return Goods(units, clock)


class Line:
    """Ten tonnes that one manager holds, and others who wait."""

    def __init__(self, goods, shelf, holder, client):
        self.goods, self.shelf, self.holder, self.client = goods, shelf, holder, client

    async def holds(self, grams=10 * T):
        return await self.goods.place(self.holder, self.shelf, grams, self.client)

    async def waits(self, grams, name="Вера", anywhere=False, where=None):
        person = await self.goods.person(name=name)
        client = await self.goods.client(person)
        where = None if anywhere else where or self.shelf[1]
        made = await self.goods.booking.queue(
            person, self.shelf[0], where, grams, client, cause=cause()
        )
        return person, made["id"]

    async def turns(self, *numbers):
        return [(await self.goods.waiting(number)).state.value for number in numbers]

    async def takes(self, person, number, version=2, key=None):
        return await self.goods.booking.take_offer(person, number, version, cause=key or cause())


@pytest.fixture
async def line(goods):
    shelf, holder = await goods.shelf(10 * T), await goods.person()
    return Line(goods, shelf, holder, await goods.client(holder))


async def test_what_is_free_already_is_offered_at_once(line, clock):
    person, number = await line.waits(10 * T)
    place = await line.goods.waiting(number)
    assert (place.state, place.offered_at, place.version) == (Turn.OFFERED, clock.now(), 2)
    assert place.offered_warehouse_id == line.shelf[1]
    assert (place.person_id, place.owner_id) == (person.id, person.id)
    assert line.goods.events.of(GoodsOffered) == [GoodsOffered(place)]
    assert await line.goods.free(line.shelf) == 10 * T


async def test_what_others_hold_is_waited_for(line):
    await line.holds(6 * T)
    _, number = await line.waits(4 * T + 1)
    place = await line.goods.waiting(number)
    assert (place.state, place.offered_at, place.version) == (Turn.WAITING, None, 1)
    assert line.goods.events.of(GoodsOffered) == []


async def free_by_lapse(line, held, clock):
    clock.advance(7 * DAY)
    await line.goods.booking.sweep(clock.now())


async def free_by_release(line, held, clock):
    await line.goods.booking.release(line.holder, held, 1, cause=cause())


async def free_by_intake(line, held, clock):
    await line.goods.receive(*line.shelf, 10 * T)


async def free_by_recount(line, held, clock):
    await line.goods.recount(line.shelf, 20 * T)


async def free_by_move(line, held, clock):
    product, target = line.shelf
    source = await line.goods.warehouse()
    await line.goods.receive(product, source, 10 * T)
    head = await line.goods.head()
    await line.goods.ledger.move(head, product, source, target, 10 * T, "сюда", cause=cause())


async def free_by_the_lapse_that_an_extension_finds(line, held, clock):
    clock.advance(3600)
    await line.goods.receive(*line.shelf, T)
    late = await line.goods.place(line.holder, line.shelf, T, line.client)
    clock.advance(7 * DAY - 3600)
    await line.goods.booking.extend(line.holder, late, 1, cause=cause())


async def free_by_the_lapse_that_an_order_finds(line, held, clock):
    clock.advance(3600)
    await line.goods.receive(*line.shelf, T)
    late = await line.goods.place(line.holder, line.shelf, T, line.client)
    clock.advance(7 * DAY - 3600)

    async def bind(unit):
        one = await unit.reservations.get(late)
        person, now = line.holder.id, clock.now()
        await shelves.bind(unit, line.goods.events, one, None, None, person, now, lasting=True)

    await line.goods.units.run(bind)


@pytest.mark.parametrize(
    "come_free",
    [free_by_lapse, free_by_release, free_by_intake, free_by_recount, free_by_move,
     free_by_the_lapse_that_an_extension_finds, free_by_the_lapse_that_an_order_finds],
)  # fmt: skip
async def test_however_goods_come_free_the_first_who_fits_is_offered_them(line, clock, come_free):
    held = await line.holds()
    _, big = await line.waits(50 * T)
    _, first = await line.waits(6 * T)
    _, second = await line.waits(6 * T)
    _, small = await line.waits(3 * T)
    await come_free(line, held, clock)
    assert await line.turns(big, first, second, small) == [
        "waiting", "offered", "waiting", "offered",
    ]  # fmt: skip
    assert [e.waiting.id for e in line.goods.events.of(GoodsOffered)] == [first, small]


async def test_an_offer_that_stands_is_not_made_to_another(line, clock):
    held = await line.holds()
    _, first = await line.waits(10 * T)
    _, second = await line.waits(10 * T)
    await free_by_release(line, held, clock)
    clock.advance(DAY - 1)
    await line.goods.booking.sweep(clock.now())
    assert await line.turns(first, second) == ["offered", "waiting"]
    clock.advance(1)
    await line.goods.booking.sweep(clock.now())
    assert await line.turns(first, second) == ["offered", "offered"]


async def test_who_did_not_answer_is_asked_again_after_the_others(line, clock):
    held = await line.holds()
    _, first = await line.waits(10 * T)
    await free_by_release(line, held, clock)
    clock.advance(2 * DAY)
    held = await line.holds()
    _, second = await line.waits(10 * T)
    clock.advance(60)
    await free_by_release(line, held, clock)
    assert await line.turns(first, second) == ["offered", "offered"]
    assert (await line.goods.waiting(first)).offered_at == clock.now() - timedelta(
        seconds=2 * DAY + 60
    )
    clock.advance(DAY)
    held = await line.holds()
    await free_by_release(line, held, clock)
    assert (await line.goods.waiting(first)).offered_at == clock.now()


async def test_taking_an_offer_reserves_for_whoever_waited(line, clock):
    person, number = await line.waits(4 * T)
    clock.advance(60)
    key = cause()
    made = await line.takes(person, number, key=key)
    assert await line.takes(person, number, key=key) == made
    held, place = await line.goods.reservation(made), await line.goods.waiting(number)
    assert (held.person_id, held.client_id, held.grams) == (person.id, place.client_id, 4 * T)
    assert held.lapses_at == clock.now() + timedelta(days=7)
    assert (place.state, place.version) == (Turn.TAKEN, 3)
    assert [e.person for e in line.goods.events.of(ReservationPlaced)] == [person.id]
    assert (await line.goods.require_sound(line.shelf)).reserved == 4 * T
    for seen in (2, 3):  # a second tap carries the version of the first
        with pytest.raises(OfferTaken):
            await line.takes(person, number, seen)


async def test_where_somebody_was_quicker_the_place_in_the_queue_is_kept(line, clock):
    person, number = await line.waits(10 * T)
    held = await line.holds(T)
    key = cause()
    for _ in range(2):
        with pytest.raises(OutOfStock) as refused:
            await line.takes(person, number, key=key)
        assert refused.value.free == 9 * T
    place = await line.goods.waiting(number)
    assert (place.state, place.offered_at, place.version) == (Turn.WAITING, None, 3)
    assert place.offered_warehouse_id is None
    await free_by_release(line, held, clock)
    assert await line.turns(number) == ["offered"]


async def test_an_offer_from_a_warehouse_that_has_ended_is_no_offer(line, clock):
    ending = await line.goods.warehouse(until=clock.now() + timedelta(days=1))
    await line.goods.receive(line.shelf[0], ending, T)
    person, number = await line.waits(T, where=ending)
    clock.advance(DAY)
    with pytest.raises(OutOfStock):
        await line.takes(person, number)
    await line.goods.booking.sweep(clock.now())
    assert await line.turns(number) == ["waiting"]


async def test_what_is_waited_for_anywhere_is_offered_where_it_lies(line, clock):
    await line.holds(5 * T)
    other = line.shelf[0], await line.goods.warehouse()
    await line.goods.receive(*other, 6 * T)
    person, number = await line.waits(6 * T, anywhere=True)
    place = await line.goods.waiting(number)
    assert (place.state, place.offered_warehouse_id) == (Turn.OFFERED, other[1])
    made = await line.takes(person, number)
    assert (await line.goods.reservation(made)).warehouse_id == other[1]
    _, late = await line.waits(6 * T, anywhere=True)
    _, here = await line.waits(T, where=other[1])
    assert await line.turns(late, here) == ["waiting", "waiting"]
    await line.goods.receive(*line.shelf, 2 * T)
    assert await line.turns(late, here) == ["offered", "waiting"]


async def test_a_place_in_the_queue_is_given_up(line, clock):
    held = await line.holds()
    person, number = await line.waits(5 * T)
    _, next_one = await line.waits(10 * T)
    for _ in range(2):
        await line.goods.booking.leave_queue(person, number, 1, cause="test:leave")
    assert await line.turns(number) == ["left"]
    with pytest.raises(OfferGone) as refused:
        await line.goods.booking.leave_queue(person, number, 2, cause=cause())
    assert refused.value.code == "offer-gone"
    await free_by_release(line, held, clock)
    assert await line.turns(number, next_one) == ["left", "offered"]


async def test_an_old_button_of_the_queue_does_nothing(line):
    person, number = await line.waits(5 * T)
    for press in (line.goods.booking.leave_queue, line.goods.booking.take_offer):
        with pytest.raises(Stale):
            await press(person, number, 1, cause=cause())
    assert await line.turns(number) == ["offered"]


async def test_nothing_is_taken_that_was_not_offered(line):
    await line.holds()
    person, number = await line.waits(5 * T)
    with pytest.raises(OfferGone):
        await line.takes(person, number, 1)


async def test_anothers_place_in_the_queue_stays_closed(line):
    person, number = await line.waits(5 * T)
    other = await line.goods.person(name="Глеб")
    for press in (line.goods.booking.leave_queue, line.goods.booking.take_offer):
        for which in (number, 404):
            with pytest.raises(NotAllowed):
                await press(other, which, 2, cause=cause())
        with pytest.raises(NotFound):
            await press(await line.goods.head(), 404, 2, cause=cause())
    made = await line.takes(await line.goods.head(), number)
    assert (await line.goods.reservation(made)).person_id == person.id


@on_sqlite
@pytest.mark.parametrize("role", list(Role))
async def test_only_those_who_sell_wait(line, role):
    actor = await line.goods.person(role, "Кто-то")
    client = await line.goods.client(actor)
    wait = line.goods.booking.queue(actor, *line.shelf, T, client, cause=cause())
    if role in SELLERS:
        assert (await wait)["state"] == "offered"
        return
    with pytest.raises(NotAllowed):
        await wait


async def test_one_waits_for_his_own_clients(line):
    """A5."""
    other = await line.goods.person(name="Глеб")
    with pytest.raises(NotAllowed):
        await line.goods.booking.queue(other, *line.shelf, T, line.client, cause=cause())


@on_sqlite
@pytest.mark.parametrize("grams", [0, -T, LARGEST + 1])
async def test_an_impossible_quantity_is_not_waited_for(line, grams):
    with pytest.raises(InvalidInput):
        await line.waits(grams)


async def test_goods_of_nowhere_are_not_waited_for(line):
    for product, where in ((404, None), (404, line.shelf[1]), (line.shelf[0], 404)):
        with pytest.raises(NotFound):
            await line.goods.booking.queue(
                line.holder, product, where, T, line.client, cause=cause()
            )


async def test_a_place_asked_for_twice_by_one_cause_is_one(line):
    key, (product, warehouse) = cause(), line.shelf
    first, second = [
        await line.goods.booking.queue(line.holder, product, warehouse, T, line.client, cause=key)
        for _ in range(2)
    ]
    assert first == second
    assert len(await line.goods.booking.my_queue(line.holder)) == 1


async def test_what_one_waits_for_is_listed_for_him_alone(line, clock):
    await line.holds()
    person, number = await line.waits(5 * T)
    await line.waits(5 * T)
    (row,) = await line.goods.booking.my_queue(person)
    assert row.pop("product").startswith("ПВХ")
    assert row.pop("warehouse").startswith("Склад")
    assert row == {
        "id": number, "version": 1, "product_id": line.shelf[0], "warehouse_id": line.shelf[1],
        "client": "Ромашка", "client_id": (await line.goods.waiting(number)).client_id,
        "grams": 5 * T, "state": "waiting", "placed_at": clock.now(), "offered_at": None,
    }  # fmt: skip
    await line.goods.booking.leave_queue(person, number, 1, cause=cause())
    assert await line.goods.booking.my_queue(person) == []
    with pytest.raises(NotAllowed):
        await line.goods.booking.my_queue(await line.goods.person(Role.LAWYER, "Юра"))


async def test_a_lapse_that_a_wait_finds_serves_those_before(line, clock):
    held = await line.holds()
    _, first = await line.waits(10 * T)
    clock.advance(7 * DAY)
    _, second = await line.waits(10 * T)
    assert await line.turns(first, second) == ["offered", "waiting"]
    assert (await line.goods.reservation(held)).state is State.LAPSED
