"""P11 as a machine: whatever happens to stock, in whatever order, by however many at once.

The model beside it is plain arithmetic; after every step the tables, the ledger and what people
are shown have to agree with it.
"""

# ruff: noqa: PT017 - the machine has to do whatever comes; a refusal is judged, not demanded

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from core.stock import shelf as shelves
from core.stock.errors import (
    ExtensionEarly,
    ExtensionsUsed,
    OutOfStock,
    ReservationBound,
    ReservationEnded,
    StillReserved,
)
from core.stock.model import State, Turn
from core.stock.queues import OfferGone
from storage.database import Database
from storage.unit_of_work import SqlUnits
from tests.clock import FrozenClock
from tests.core.goods import Goods, T, cause

LIFE = timedelta(days=7)
GRAMS = st.integers(1, 6 * T)
WHERE = st.integers(0, 1)
WHO = st.integers(0, 2)
PICK = st.integers(0, 1_000)
EXAMPLES = {"sqlite": 14, "postgresql": 8}


class Held:
    """A reservation as arithmetic sees it."""

    def __init__(self, number, place, who, grams, until):
        self.number, self.place, self.who, self.grams = number, place, who, grams
        self.until, self.version, self.extensions, self.state = until, 1, 0, "active"

    def state_at(self, now):
        due = self.until is not None and now >= self.until
        return "lapsed" if self.state == "active" and due else self.state


class Stand:
    """A database, its own event loop, and people: made once for all examples."""

    def __init__(self, url):
        self.loop = asyncio.new_event_loop()
        self.clock = FrozenClock()
        self.database = Database(url)
        self.goods = Goods(SqlUnits(self.database, self.clock), self.clock)
        self.people = self.do(self._cast())

    async def _cast(self):
        people = [await self.goods.person(name=name) for name in ("Борис", "Вера", "Глеб")]
        return [(person, await self.goods.client(person)) for person in people]

    def do(self, work):
        return self.loop.run_until_complete(asyncio.wait_for(work, 60))

    def close(self):
        self.do(self.database.close())
        self.loop.close()


class StockMachine(RuleBasedStateMachine):
    stand: Stand

    @initialize(first=st.integers(0, 12 * T), second=st.integers(0, 12 * T))
    def stocked(self, first, second):
        self.goods, self.clock = self.stand.goods, self.stand.clock
        product = self.do(self.goods.product())
        self.shelves = [(product, self.do(self.goods.warehouse())) for _ in range(2)]
        self.on_hand, self.held, self.queue = [0, 0], [], []
        for place, grams in enumerate((first, second)):
            if grams:
                self.receive(place, grams)

    def do(self, work):
        return self.stand.do(work)

    @property
    def now(self):
        return self.clock.now()

    def active(self):
        return [one for one in self.held if one.state_at(self.now) == "active"]

    def reserved(self, place):
        return sum(one.grams for one in self.active() if one.place == place)

    def free(self, place):
        return self.on_hand[place] - self.reserved(place)

    @rule(place=WHERE, grams=GRAMS)
    def receive(self, place, grams):
        self.do(self.goods.receive(*self.shelves[place], grams))
        self.on_hand[place] += grams

    @rule(place=WHERE, who=WHO, grams=GRAMS)
    def reserve(self, place, who, grams):
        person, client = self.stand.people[who]
        try:
            number = self.do(self.goods.place(person, self.shelves[place], grams, client))
        except OutOfStock as refused:
            assert refused.free == self.free(place) < grams
        else:
            assert grams <= self.free(place)
            self.held.append(Held(number, place, who, grams, self.now + LIFE))

    @rule(place=WHERE, amounts=st.lists(GRAMS, min_size=2, max_size=5))
    def reserve_at_once(self, place, amounts):
        """Several people press in the same moment."""
        asked = []
        for turn, grams in enumerate(amounts):
            who = turn % 3
            person, client = self.stand.people[who]
            asked.append((who, grams, self.goods.place(person, self.shelves[place], grams, client)))
        before = self.free(place)

        async def together():
            return await asyncio.gather(*(work for _, _, work in asked), return_exceptions=True)

        for (who, grams, _), said in zip(asked, self.do(together()), strict=True):
            if isinstance(said, OutOfStock):
                continue
            self.held.append(Held(said, place, who, grams, self.now + LIFE))
        assert self.free(place) >= 0
        if sum(amounts) <= before:
            assert self.free(place) == before - sum(amounts)

    @rule(pick=PICK)
    def extend(self, pick):
        one = self.pick(pick)
        if one is None:
            return
        state, person = one.state_at(self.now), self.stand.people[one.who][0]
        work = self.goods.booking.extend(person, one.number, one.version, cause=cause())
        try:
            until = self.do(work)
        except ReservationEnded as refused:
            assert refused.fields["state"] == state != "active"
        except ReservationBound:
            assert one.until is None
        except ExtensionsUsed:
            assert one.extensions == 2
        except ExtensionEarly:
            assert self.now + LIFE - one.until < timedelta(days=1)
        else:
            assert state == "active"
            one.until, one.version, one.extensions = until, one.version + 1, one.extensions + 1
            assert until == self.now + LIFE

    @rule(pick=PICK)
    def release(self, pick):
        one = self.pick(pick)
        if one is None:
            return
        state, person = one.state_at(self.now), self.stand.people[one.who][0]
        try:
            self.do(self.goods.booking.release(person, one.number, one.version, cause=cause()))
        except ReservationEnded as refused:
            assert refused.fields["state"] == state != "active"
        except ReservationBound:
            assert one.until is None
        else:
            assert state == "active"
            one.state, one.version = "released", one.version + 1

    @rule(pick=PICK)
    def confirm(self, pick):
        """Taken into a confirmed order, it lapses no more."""
        one = self.pick(pick)
        if one is None:
            return
        person = self.stand.people[one.who][0]

        async def bind(unit):
            held = await unit.reservations.get(one.number)
            return await shelves.bind(
                unit, self.goods.events, held, None, None, person.id, self.now, lasting=True
            )

        try:
            self.do(self.goods.units.run(bind))
        except ReservationEnded:
            assert one.state_at(self.now) != "active"
        else:
            one.until, one.version = None, one.version + 1

    @rule(pick=PICK, grams=GRAMS, from_free=st.booleans(), place=WHERE)
    def ship(self, pick, grams, from_free, place):
        """A17, A18: the reservation first, then free stock."""
        one = None if from_free else self.pick(pick)
        place = place if one is None else one.place
        alive = one is not None and one.state_at(self.now) == "active"
        own = min(one.grams, grams) if alive else 0
        person = self.stand.people[0][0]
        work = self.goods.ship(person, self.shelves[place], grams, one and one.number)
        try:
            drawn = self.do(work)
        except OutOfStock as refused:
            assert refused.free == self.free(place) + own < grams
            return
        assert sum(part for _, part, _ in drawn) == grams <= self.free(place) + own
        self.on_hand[place] -= grams
        if alive:
            one.grams, one.version = one.grams - own, one.version + 1
            one.state = "active" if one.grams else "shipped"

    @rule(place=WHERE, counted=st.integers(0, 15 * T))
    def recount(self, place, counted):
        said = self.do(self.recounted(place, counted))
        assert said == ("done" if counted >= self.reserved(place) else "conflict")
        if said == "done":
            self.on_hand[place] = counted

    async def recounted(self, place, counted):
        shelf = self.shelves[place]
        async with self.goods.units.read() as unit:
            found = [
                line.balance.version
                for line in await unit.stock.lines(shelf[0], self.now)
                if line.balance.warehouse_id == shelf[1]
            ]
        return await self.goods.recount(shelf, counted, seen=found[0] if found else 1)

    @rule(source=WHERE, grams=GRAMS)
    def move(self, source, grams):
        product, warehouse = self.shelves[source]
        target = self.shelves[1 - source][1]
        head = self.do(self.goods.head())
        work = self.goods.ledger.move(
            head, product, warehouse, target, grams, "ближе", cause=cause()
        )
        try:
            self.do(work)
        except OutOfStock as refused:
            assert refused.free == self.free(source) < grams
        else:
            self.on_hand[source] -= grams
            self.on_hand[1 - source] += grams

    @rule(place=WHERE, grams=GRAMS)
    def write_off(self, place, grams):
        try:
            assert self.do(self.goods.write_off(self.shelves[place], grams)) == "approved"
        except OutOfStock as refused:
            assert refused.free == self.free(place) < grams
        else:
            self.on_hand[place] -= grams

    @rule(source=WHERE)
    def move_all(self, source):
        """A16: the goods of a whole warehouse, and what is held of them along with them."""
        house, target = self.shelves[source][1], self.shelves[1 - source][1]
        along = [one for one in self.active() if one.place == source]
        done = self.do(self.seen_to("move_all", house, target, "срок"))
        assert done == {"grams": self.on_hand[source], "reserved": self.reserved(source)}
        for one in along:
            one.place, one.version = 1 - source, one.version + 1
        self.on_hand[1 - source] += self.on_hand[source]
        self.on_hand[source] = 0

    @rule(place=WHERE)
    def write_off_all(self, place):
        """A16: nothing that is promised."""
        try:
            self.do(self.seen_to("write_off_all", self.shelves[place][1], "срок"))
        except StillReserved as refused:
            assert refused.fields["grams"] == self.reserved(place) > 0
        else:
            assert self.reserved(place) == 0
            self.on_hand[place] = 0

    async def seen_to(self, action, house, *rest):
        head, terms = await self.goods.head(), self.goods.terms
        version = (await terms.look(head, house))["version"]
        return await getattr(terms, action)(head, house, version, *rest, cause=cause())

    @rule(place=st.none() | WHERE, who=WHO, grams=GRAMS)
    def wait(self, place, who, grams):
        person, client = self.stand.people[who]
        product = self.shelves[0][0]
        where = None if place is None else self.shelves[place][1]
        made = self.do(
            self.goods.booking.queue(person, product, where, grams, client, cause=cause())
        )
        self.queue.append((made["id"], who))

    @rule(pick=PICK)
    def take_an_offer(self, pick):
        if not self.queue:
            return
        number, who = self.queue[pick % len(self.queue)]
        place = self.do(self.goods.waiting(number))
        work = self.goods.booking.take_offer(
            self.stand.people[who][0], number, place.version, cause=cause()
        )
        try:
            made = self.do(work)
        except OfferGone:
            assert place.state is not Turn.OFFERED
        except OutOfStock as refused:
            assert refused.free < place.grams
            assert self.do(self.goods.waiting(number)).state is Turn.WAITING
        else:
            where = [shelf[1] for shelf in self.shelves].index(place.offered_warehouse_id)
            assert place.grams <= self.free(where)
            self.held.append(Held(made, where, who, place.grams, self.now + LIFE))

    @rule(hours=st.integers(1, 100))
    def time_passes(self, hours):
        self.clock.advance(hours * 3600)

    @rule()
    def sweep(self):
        self.do(self.goods.booking.sweep(self.now))
        for one in self.held:
            assert self.do(self.goods.reservation(one.number)).state.value == one.state_at(self.now)

    def pick(self, number):
        return self.held[number % len(self.held)] if self.held else None

    @invariant()
    def tables_ledger_and_screens_agree_with_arithmetic(self):
        if not hasattr(self, "shelves"):
            return
        for place, shelf in enumerate(self.shelves):
            assert self.free(place) >= 0
            if self.do(self.goods.require_sound(shelf)) is None:
                assert self.on_hand[place] == 0
                continue
            view = self.do(self.goods.view(shelf))
            shown = (view["on_hand"], view["reserved"], view["free"])
            assert shown == (self.on_hand[place], self.reserved(place), self.free(place))

    @invariant()
    def every_reservation_is_as_arithmetic_has_it(self):
        for one in getattr(self, "held", [])[-3:]:
            row = self.do(self.goods.reservation(one.number))
            assert (row.grams, row.state_at(self.now).value) == (one.grams, one.state_at(self.now))


@pytest.mark.timeout(120)
async def test_no_order_of_events_breaks_an_invariant(database_url):
    """P11; issue: reserve, extend, release, lapse, ship, recount, receive, move, at once too."""
    dialect = database_url.partition("+")[0]

    def play():
        stand = Stand(database_url)
        machine = type("OneStand", (StockMachine,), {"stand": stand})
        try:
            run_state_machine_as_test(
                machine,
                settings=settings(
                    max_examples=EXAMPLES[dialect],
                    stateful_step_count=25,
                    deadline=None,
                    database=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            stand.close()

    await asyncio.to_thread(play)


async def test_thirty_two_managers_never_reserve_more_than_there_is(units, clock):
    """PERFORMANCE, goal 6: 32 at once on 10 t."""
    goods = Goods(units, clock)
    shelf = await goods.shelf(10 * T)
    cast = []
    for _ in range(32):
        person = await goods.person()
        cast.append((person, await goods.client(person)))

    async def reserves(person, client):
        try:
            return await goods.place(person, shelf, T, client)
        except OutOfStock as refused:
            return refused

    said = await asyncio.gather(*(reserves(*one) for one in cast))
    made = [one for one in said if not isinstance(one, OutOfStock)]
    refused = [one for one in said if isinstance(one, OutOfStock)]
    assert (len(made), len(set(made)), len(refused)) == (10, 10, 22)
    assert {one.free for one in refused} == {0}
    row = await goods.require_sound(shelf)
    assert (row.on_hand, row.reserved) == (10 * T, 10 * T)


async def test_on_a_shelf_that_nobody_has_touched_the_first_touch_may_be_everybodys(units, clock):
    """The balance row is made by whoever comes first."""
    goods = Goods(units, clock)
    shelf = await goods.shelf(0)
    await asyncio.gather(*(goods.receive(*shelf, T) for _ in range(12)))
    assert (await goods.require_sound(shelf)).on_hand == 12 * T


async def test_of_an_extension_and_a_lapse_exactly_one_wins(units, clock):
    """Fault 29."""
    goods = Goods(units, clock)
    shelf, manager = await goods.shelf(10 * T), await goods.person()
    client = await goods.client(manager)
    numbers = [await goods.place(manager, shelf, T, client) for _ in range(8)]
    held = await goods.reservation(numbers[0])
    clock.advance((held.lapses_at - clock.now()).total_seconds() - 1)

    async def sweeps():
        return await goods.booking.sweep(held.lapses_at)

    async def extends(number):
        try:
            return await goods.booking.extend(manager, number, 1, cause=cause())
        except ReservationEnded:
            return None

    results = await asyncio.gather(*(extends(n) for n in numbers[:4]), sweeps(),
                                   *(extends(n) for n in numbers[4:]))  # fmt: skip
    until = dict(zip(numbers, [*results[:4], *results[5:]], strict=True))
    for number, extended in until.items():
        row = await goods.reservation(number)
        assert row.state is (State.LAPSED if extended is None else State.ACTIVE)
        assert row.lapses_at == (held.lapses_at if extended is None else extended)
    kept = sum(extended is not None for extended in until.values())
    assert results[4] == 8 - kept
    assert (await goods.require_sound(shelf)).reserved == kept * T


async def test_a_double_press_of_many_releases_once(units, clock):
    goods = Goods(units, clock)
    shelf, manager = await goods.shelf(10 * T), await goods.person()
    number = await goods.place(manager, shelf, 4 * T, await goods.client(manager))
    presses = (goods.booking.release(manager, number, 1, cause=cause()) for _ in range(8))
    said = await asyncio.gather(*presses, return_exceptions=True)
    assert Counter(type(one) for one in said)[type(None)] == 1
    assert (await goods.require_sound(shelf)).reserved == 0


async def test_a_storm_of_everything_leaves_every_invariant_whole(units, clock):
    """P11 under any concurrency: moves both ways, shipments, recounts, lapses, reservations."""
    goods = Goods(units, clock)
    first = await goods.shelf(20 * T)
    second = first[0], await goods.warehouse()
    await goods.receive(*second, 20 * T)
    head, manager = await goods.head(), await goods.person()
    client = await goods.client(manager)
    old = [await goods.place(manager, shelf, T, client) for shelf in (first, second) * 3]
    clock.advance(7 * 86_400 - 30)
    held = [await goods.place(manager, shelf, T, client) for shelf in (first, second) * 3]
    clock.advance(30)

    def works(turn):
        shelf, other = (first, second) if turn % 2 else (second, first)
        yield goods.place(manager, shelf, 3 * T, client)
        yield goods.ledger.move(head, *shelf, other[1], 2 * T, "ближе", cause=cause())
        yield goods.ship(manager, shelf, 2 * T, held[turn % len(held)] if turn < 6 else None)
        yield goods.receive(*shelf, T)
        yield goods.booking.release(manager, held[-1 - turn % 6], 1, cause=cause())
        yield goods.booking.extend(manager, old[turn % 6], 1, cause=cause())
        yield goods.write_off(shelf, T)
        yield goods.booking.sweep(clock.now())
        yield goods.booking.queue(manager, first[0], None, 5 * T, client, cause=cause())

    storm = [work for turn in range(5) for work in works(turn)]
    said = await asyncio.gather(*storm, return_exceptions=True)
    bugs = [one for one in said if isinstance(one, Exception) and not hasattr(one, "code")]
    assert bugs == []
    for shelf in (first, second):
        await goods.require_sound(shelf)
        assert await goods.free(shelf) >= 0
