"""A2: balances change by movements only, made by those who may; each says who, when and why."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from core.amounts import LARGEST, Price
from core.errors import InvalidInput, NotAllowed, NotFound, Stale
from core.staff.model import Lens, Role
from core.stock.errors import OutOfStock, RateUnknown, WarehouseEnded
from core.stock.events import GoodsFreed, RecountConflict, StockChanged
from core.stock.model import Kind
from storage.failures import StatementRefused
from tests.core.goods import RUB, Goods, T, cause, on_sqlite

MAY_EDIT = {Role.SALES_HEAD, Role.SYSADMIN, Role.DIRECTOR, Role.SECRETARY}
YUAN = Price(Decimal(9_000), "CNY", vat=False)


@pytest.fixture
def goods(units, clock):
    return Goods(units, clock)


async def changes(goods, actor, shelf, other):
    """Every way to change stock, as (name, coroutine)."""
    ledger, (product, warehouse) = goods.ledger, shelf
    seen = (await goods.balance(shelf)).version
    yield "receive", ledger.receive(actor, product, warehouse, T, RUB, None, cause=cause())
    yield "recount", ledger.recount(actor, product, warehouse, 9 * T, "счёт", seen, cause=cause())
    yield "move", ledger.move(actor, product, warehouse, other, T, "ближе", cause=cause())
    yield "write_off", goods.write_offs.ask(actor, product, warehouse, T, "брак", cause=cause())
    yield "product", goods.catalog.add_product(actor, f"Марка {cause()}", cause=cause())
    yield "pack", goods.catalog.set_packs(actor, product, {"мешок": 25_000}, cause=cause())


@on_sqlite
@pytest.mark.parametrize("role", [r for r in Role if r not in MAY_EDIT])
async def test_nobody_else_changes_stock(goods, role):
    """A2 MUST-FAIL."""
    shelf, other = await goods.shelf(), await goods.warehouse()
    actor = await goods.person(role, "Чужой")
    before = await goods.movements(shelf)
    async for name, change in changes(goods, actor, shelf, other):
        with pytest.raises(NotAllowed) as refused:
            await change
        assert refused.value.fields["permission"] == "stock:edit", name
    assert await goods.movements(shelf) == before
    assert (await goods.balance(shelf)).on_hand == 10 * T


@on_sqlite
@pytest.mark.parametrize("role", sorted(MAY_EDIT))
async def test_those_who_may_change_stock(goods, role):
    shelf, other = await goods.shelf(), await goods.warehouse()
    actor = await goods.person(role, "Анна")
    async for name, change in changes(goods, actor, shelf, other):
        if name == "recount":
            change.close()
            await goods.recount(shelf, 9 * T, actor=actor)
        else:
            await change
    await goods.require_sound(shelf)
    assert {name for _, name in await goods.movements(shelf)} == {"Глеб", "Анна"}


async def test_whoever_looks_with_anothers_eyes_changes_nothing(goods):
    shelf = await goods.shelf()
    director = await goods.person(Role.DIRECTOR, "Анна")
    async with goods.units.begin() as unit:
        await unit.people.view(director.id, Lens(Role.MANAGER))
    with pytest.raises(NotAllowed):
        await goods.receive(*shelf, T, actor=director)


async def test_a_dismissed_person_changes_nothing(goods, clock):
    shelf = await goods.shelf()
    head = await goods.person(Role.SALES_HEAD, "Ушедший")
    async with goods.units.begin() as unit:
        await unit.people.dismiss(head.id, clock.now())
    with pytest.raises(NotFound):
        await goods.receive(*shelf, T, actor=head)


async def test_each_change_is_a_row_with_who_when_why_before_and_after(goods, clock):
    """A2."""
    shelf, other = await goods.shelf(), await goods.warehouse()
    head = await goods.head()
    at = [clock.now()]
    at.append(clock.advance(60))
    assert await goods.recount(shelf, 12 * T, " пере\nсчёт ") == "done"
    at.append(clock.advance(60))
    await goods.ledger.move(head, shelf[0], shelf[1], other, 4 * T, "ближе", cause=cause())
    at.append(clock.advance(60))
    assert await goods.write_off(shelf, 3 * T) == "approved"
    page = await goods.ledger.rows(head, *shelf)
    rows = [(r["who"], r["when"], r["what"], r["why"], r["grams"] // T, r["before"] // T,
             r["after"] // T) for r in reversed(page.rows)]  # fmt: skip
    assert rows == [
        ("Глеб", at[0], "receive", "", 10, 0, 10),
        ("Глеб", at[1], "recount", "пере счёт", 2, 10, 12),
        ("Глеб", at[2], "move-out", "ближе", -4, 12, 8),
        ("Глеб", at[3], "write-off", "брак", -3, 8, 5),
    ]
    assert (page.page, page.pages) == (0, 1)
    (into,) = (await goods.ledger.rows(head, shelf[0], other)).rows
    assert (into["what"], into["why"], into["after"]) == ("move-in", "ближе", 4 * T)
    await goods.require_sound(shelf)
    await goods.require_sound((shelf[0], other))
    told = [(e.kind, e.before // T, e.after // T, e.person) for e in goods.events.of(StockChanged)]
    assert told == [
        (Kind.RECEIVED, 0, 10, head.id), (Kind.RECOUNTED, 10, 12, head.id),
        (Kind.MOVED_OUT, 12, 8, head.id), (Kind.MOVED_IN, 0, 4, head.id),
        (Kind.WRITTEN_OFF, 8, 5, head.id),
    ]  # fmt: skip


async def test_the_ledger_comes_in_pages_newest_first(goods):
    shelf = await goods.shelf(0)
    for grams in range(1, 18):
        await goods.receive(*shelf, grams)
    head = await goods.head()
    pages = [await goods.ledger.rows(head, *shelf, page) for page in (0, 1, 2, 99, -1)]
    assert [[r["grams"] for r in p.rows] for p in pages[:3]] == [
        [*range(17, 9, -1)], [*range(9, 1, -1)], [1],
    ]  # fmt: skip
    assert [(p.page, p.pages) for p in pages] == [(0, 3), (1, 3), (2, 3), (2, 3), (0, 3)]


@on_sqlite
@pytest.mark.parametrize(("role", "reads"), [(r, r in MAY_EDIT) for r in Role])
async def test_the_ledger_is_for_those_who_edit(goods, role, reads):
    shelf = await goods.shelf()
    actor = await goods.person(role, "Кто-то")
    if reads:
        assert len((await goods.ledger.rows(actor, *shelf)).rows) == 1
        return
    with pytest.raises(NotAllowed):
        await goods.ledger.rows(actor, *shelf)


async def test_goods_received_twice_by_one_cause_come_once(goods):
    """Fault 17b."""
    shelf = await goods.shelf(0)
    head, key = await goods.head(), cause()
    first, second = [
        await goods.ledger.receive(head, *shelf, T, RUB, None, reason="приход", cause=key)
        for _ in range(2)
    ]
    assert first == second
    assert (first.before, first.after, first.grams, first.reason) == (0, T, T, "приход")
    assert (await goods.balance(shelf)).on_hand == T
    assert len(await goods.movements(shelf)) == 1


async def test_a_lot_keeps_its_price_and_the_rate_of_its_day(goods, clock):
    """DOMAIN: the rate is fixed in the lot, not today's."""
    shelf = await goods.shelf(0)
    await goods.set_rate("CNY", date(2026, 11, 19), 12_500_000)
    await goods.receive(*shelf, 2 * T, YUAN)
    await goods.set_rate("CNY", date(2026, 11, 21), 13_000_000)
    await goods.receive(*shelf, T, YUAN, rate=Decimal("12.75"))
    await goods.receive(*shelf, T, None)
    clock.advance(24 * 3600)
    await goods.receive(*shelf, T, YUAN)
    await goods.receive(*shelf, T, RUB, rate=Decimal(7))
    lots = await goods.lots(shelf)
    assert [(lot.price, lot.rate) for lot in lots] == [
        (YUAN, Decimal("12.5")), (YUAN, Decimal("12.75")), (None, 1), (YUAN, Decimal(13)), (RUB, 1),
    ]  # fmt: skip
    assert lots[0].cost(2 * T, None) == Decimal(225_000)
    assert lots[2].cost(T, 22) is None


async def test_the_days_rate_is_that_of_the_firms_own_day(goods, clock):
    """22:30 UTC on the 20th is the 21st in Moscow."""
    shelf = await goods.shelf(0)
    await goods.set_rate("USD", date(2026, 11, 20), 90_000_000)
    await goods.set_rate("USD", date(2026, 11, 21), 91_000_000)
    clock.advance(12.5 * 3600)
    await goods.receive(*shelf, T, Price(Decimal(1000), "USD", vat=False))
    assert [lot.rate for lot in await goods.lots(shelf)] == [91]


async def test_without_a_rate_for_its_currency_a_lot_is_refused(goods):
    shelf = await goods.shelf(0)
    await goods.set_rate("CNY", date(2026, 11, 21), 13_000_000)
    with pytest.raises(RateUnknown) as refused:
        await goods.receive(*shelf, T, YUAN)
    assert refused.value.fields == {"currency": "CNY"}
    assert await goods.movements(shelf) == []


@on_sqlite
@pytest.mark.parametrize("rate", [0, -1, Decimal("1000000.01"), Decimal("0.0000009")])
async def test_a_rate_out_of_range_is_refused(goods, rate):
    shelf = await goods.shelf(0)
    with pytest.raises(InvalidInput) as refused:
        await goods.receive(*shelf, T, YUAN, rate=Decimal(rate))
    assert refused.value.code == "rate-range"


@on_sqlite
@pytest.mark.parametrize("grams", [0, -T, LARGEST + 1])
async def test_an_impossible_quantity_is_not_received(goods, grams):
    shelf = await goods.shelf(0)
    with pytest.raises(InvalidInput) as refused:
        await goods.receive(*shelf, grams)
    assert refused.value.code == "quantity-range"


async def test_a_shelf_holds_no_more_than_the_largest_quantity(goods):
    shelf = await goods.shelf(0)
    await goods.receive(*shelf, LARGEST)
    with pytest.raises(InvalidInput):
        await goods.receive(*shelf, 1)


@on_sqlite
@pytest.mark.parametrize("price", [Decimal(0), Decimal(-1), Decimal("1000000000.01")])
async def test_an_impossible_price_is_not_received(goods, price):
    shelf = await goods.shelf(0)
    with pytest.raises(InvalidInput) as refused:
        await goods.receive(*shelf, T, Price(price))
    assert refused.value.code == "money-range"


async def test_goods_of_nowhere_are_not_received(goods):
    product, warehouse = await goods.shelf(0)
    for shelf in ((product, 404), (404, warehouse)):
        with pytest.raises(NotFound):
            await goods.receive(*shelf, T)


async def test_a_recount_goes_down_to_what_is_reserved(goods):
    """DOMAIN."""
    shelf = await goods.shelf(10 * T)
    manager = await goods.person()
    await goods.place(manager, shelf, 4 * T, await goods.client(manager))
    assert await goods.recount(shelf, 4 * T) == "done"
    balance = await goods.require_sound(shelf)
    assert (balance.on_hand, balance.reserved) == (4 * T, 4 * T)
    assert goods.events.of(RecountConflict) == []


async def test_below_what_is_reserved_a_recount_is_a_conflict_and_changes_nothing(goods, clock):
    shelf = await goods.shelf(10 * T)
    manager, head = await goods.person(), await goods.head()
    await goods.place(manager, shelf, 4 * T, await goods.client(manager))
    before, rows = await goods.balance(shelf), await goods.movements(shelf)
    assert await goods.recount(shelf, 4 * T - 1) == "conflict"
    assert await goods.balance(shelf) == before
    assert await goods.movements(shelf) == rows
    (event,) = goods.events.of(RecountConflict)
    assert (event.product, event.warehouse) == shelf
    assert (event.counted, event.reserved, event.person) == (4 * T - 1, 4 * T, head.id)
    assert event.at == clock.now()


async def test_whoever_counts_learns_who_holds_the_goods(goods):
    """The person and the amount; whose client it is only those who see every reservation (A5)."""
    shelf, elsewhere = await goods.shelf(10 * T), await goods.shelf(10 * T)
    manager, head = await goods.person(), await goods.head()
    client = await goods.client(manager)
    for place, grams in ((shelf, 4 * T), (shelf, 1 * T), (elsewhere, 2 * T)):
        await goods.place(manager, place, grams, client)
    holders = goods.booking.holders
    secretary = await goods.person(Role.SECRETARY)
    told = await holders(secretary, *shelf)
    assert told == [{"person": manager.name, "grams": grams} for grams in (4 * T, T)]
    whole = await holders(head, *shelf)
    assert [set(one) for one in whole] == [{"person", "grams", "client"}] * 2
    with pytest.raises(NotAllowed):
        await holders(manager, *shelf)


async def test_what_has_lapsed_does_not_stand_in_the_way_of_a_recount(goods, clock):
    shelf = await goods.shelf(10 * T)
    manager = await goods.person()
    await goods.place(manager, shelf, 4 * T, await goods.client(manager))
    clock.advance(7 * 86400)
    assert await goods.recount(shelf, 0) == "done"
    assert (await goods.require_sound(shelf)).reserved == 0


async def test_a_recount_takes_from_the_oldest_lots_and_brings_a_lot_of_unknown_cost(goods, clock):
    shelf = await goods.shelf(3 * T)
    clock.advance(60)
    await goods.receive(*shelf, 5 * T, Price(Decimal(120_000)))
    await goods.recount(shelf, 4 * T)
    assert [lot.remaining for lot in await goods.lots(shelf)] == [4 * T]
    await goods.recount(shelf, 6 * T)
    lots = await goods.lots(shelf)
    assert [(lot.remaining // T, lot.price and lot.price.per_tonne) for lot in lots] == [
        (4, 120_000), (2, None),
    ]  # fmt: skip
    await goods.require_sound(shelf)


async def test_a_recount_that_finds_what_was_expected_stands_in_the_ledger(goods):
    shelf = await goods.shelf(3 * T)
    assert await goods.recount(shelf, 3 * T, "инвентаризация") == "done"
    movement, who = (await goods.movements(shelf))[-1]
    assert (movement.grams, movement.before, movement.after) == (0, 3 * T, 3 * T)
    assert (movement.reason, who, movement.lot_id) == ("инвентаризация", "Глеб", None)
    await goods.require_sound(shelf)


async def test_a_recount_of_what_has_moved_meanwhile_is_stale_and_tells_who_moved_it(goods, clock):
    shelf = await goods.shelf(3 * T)
    seen = (await goods.balance(shelf)).version
    secretary = await goods.person(Role.SECRETARY, "Дина")
    when = clock.advance(60)
    await goods.receive(*shelf, T, actor=secretary)
    clock.advance(60)
    with pytest.raises(Stale) as refused:
        await goods.recount(shelf, T, seen=seen)
    assert refused.value.fields == {"by": "Дина", "at": when.isoformat()}
    assert (await goods.balance(shelf)).on_hand == 4 * T


async def test_a_reservation_does_not_make_a_recount_stale(goods):
    shelf = await goods.shelf(3 * T)
    seen = (await goods.balance(shelf)).version
    manager = await goods.person()
    await goods.place(manager, shelf, T, await goods.client(manager))
    assert await goods.recount(shelf, 2 * T, seen=seen) == "done"


async def test_two_recounts_of_one_sight_are_one(goods):
    shelf = await goods.shelf(3 * T)
    seen = (await goods.balance(shelf)).version
    assert await goods.recount(shelf, 3 * T, seen=seen) == "done"
    with pytest.raises(Stale):
        await goods.recount(shelf, 2 * T, seen=seen)


@on_sqlite
@pytest.mark.parametrize("counted", [-1, LARGEST + 1])
async def test_an_impossible_count_is_refused(goods, counted):
    shelf = await goods.shelf()
    with pytest.raises(InvalidInput) as refused:
        await goods.recount(shelf, counted)
    assert refused.value.code == "quantity-range"
    assert await goods.recount(shelf, LARGEST) == "done"


@on_sqlite
@pytest.mark.parametrize(
    ("why", "code"),
    [("", "why-missing"), (" \n\t", "why-missing"), ("ы" * 501, "text-too-long"),
     ("ы" * 100_000, "text-too-long")],
)  # fmt: skip
async def test_no_change_goes_without_a_reason(goods, why, code):
    """A2: why."""
    shelf, other = await goods.shelf(), await goods.warehouse()
    head = await goods.head()
    for change in (
        goods.recount(shelf, T, why),
        goods.ledger.move(head, *shelf, other, T, why, cause=cause()),
        goods.write_offs.ask(head, *shelf, T, why, cause=cause()),
    ):
        with pytest.raises(InvalidInput) as refused:
            await change
        assert refused.value.code == code
    assert await goods.recount(shelf, T, "ы" * 500) == "done"


@on_sqlite
async def test_what_arrives_may_go_without_a_reason_but_not_with_a_novel(goods):
    shelf, head = await goods.shelf(), await goods.head()
    await goods.ledger.receive(head, *shelf, T, None, None, reason=" ", cause=cause())
    with pytest.raises(InvalidInput, match="text-too-long"):
        await goods.ledger.receive(head, *shelf, T, None, None, reason="ы" * 501, cause=cause())


async def test_moved_goods_keep_their_age_and_their_price(goods, clock):
    (product, source), target = await goods.shelf(3 * T), await goods.warehouse()
    first = clock.now()
    second = clock.advance(3600)
    await goods.receive(product, source, 3 * T, Price(Decimal(120_000), vat=False))
    clock.advance(3600)
    await goods.ledger.move(
        await goods.head(), product, source, target, 4 * T, "ближе", cause=cause()
    )
    lots = await goods.lots((product, target))
    assert [(lot.arrived_at, lot.remaining // T, lot.price) for lot in lots] == [
        (first, 3, RUB), (second, 1, Price(Decimal(120_000), vat=False)),
    ]  # fmt: skip
    assert [lot.remaining // T for lot in await goods.lots((product, source))] == [2]
    for place in (source, target):
        await goods.require_sound((product, place))


async def test_only_free_goods_are_moved_or_written_off(goods):
    shelf, other = await goods.shelf(10 * T), await goods.warehouse()
    manager, head = await goods.person(), await goods.head()
    await goods.place(manager, shelf, 4 * T, await goods.client(manager))
    for change in (
        goods.ledger.move(head, *shelf, other, 6 * T + 1, "ближе", cause=cause()),
        goods.write_offs.ask(head, *shelf, 6 * T + 1, "брак", cause=cause()),
    ):
        with pytest.raises(OutOfStock) as refused:
            await change
        assert refused.value.fields == {"free": 6 * T, "kg": 6000}
    await goods.ledger.move(head, *shelf, other, 5 * T, "ближе", cause=cause())
    assert await goods.write_off(shelf, T) == "approved"
    row = await goods.require_sound(shelf)
    assert (row.on_hand, row.reserved) == (4 * T, 4 * T)


@on_sqlite
@pytest.mark.parametrize("grams", [0, -1])
async def test_nothing_is_moved_or_written_off_by_nothing(goods, grams):
    shelf, other = await goods.shelf(), await goods.warehouse()
    head = await goods.head()
    for change in (
        goods.ledger.move(head, *shelf, other, grams, "ближе", cause=cause()),
        goods.write_offs.ask(head, *shelf, grams, "брак", cause=cause()),
    ):
        with pytest.raises(InvalidInput):
            await change


async def test_a_move_goes_somewhere_else(goods):
    shelf = await goods.shelf()
    with pytest.raises(InvalidInput) as refused:
        await goods.ledger.move(await goods.head(), *shelf, shelf[1], T, "туда", cause=cause())
    assert refused.value.code == "same-warehouse"


async def test_goods_come_free_where_a_move_brings_them_not_where_it_takes_them(goods):
    (product, source), target = await goods.shelf(3 * T), await goods.warehouse()
    goods.events.clear()
    await goods.ledger.move(await goods.head(), product, source, target, T, "туда", cause=cause())
    assert [(e.warehouse, e.free) for e in goods.events.of(GoodsFreed)] == [(target, T)]


async def test_an_ended_warehouse_takes_nothing_in_but_gives_out(goods, clock):
    """A15, A16: what is left there is moved away, zeroed, or the term is extended."""
    until = clock.now() + timedelta(days=1)
    product, other = await goods.product(), await goods.warehouse()
    ending = await goods.warehouse("Лимит", "virtual", until)
    await goods.receive(product, ending, 3 * T)
    await goods.receive(product, other, T)
    clock.advance(86400)
    head = await goods.head()
    with pytest.raises(WarehouseEnded):
        await goods.receive(product, ending, T)
    with pytest.raises(WarehouseEnded):
        await goods.ledger.move(head, product, other, ending, T, "туда", cause=cause())
    await goods.ledger.move(head, product, ending, other, T, "обратно", cause=cause())
    assert await goods.write_off((product, ending), T) == "approved"
    assert await goods.recount((product, ending), 0) == "done"
    await goods.require_sound((product, ending))


async def test_until_the_last_moment_of_its_term_a_warehouse_takes_goods(goods, clock):
    until = clock.now() + timedelta(seconds=10)
    product, ending = await goods.product(), await goods.warehouse("Лимит", "virtual", until)
    clock.advance(9)
    await goods.receive(product, ending, T)
    clock.advance(1)
    with pytest.raises(WarehouseEnded):
        await goods.receive(product, ending, T)


async def test_an_old_floor_of_the_database_holds_even_if_the_code_errs(goods):
    """The CHECK is the last line."""
    shelf = await goods.shelf(T)
    balance = await goods.balance(shelf)
    for on_hand, reserved in ((-1, 0), (T, T + 1), (T, -1)):
        wrong = type(balance)(*shelf, on_hand, reserved, 2)
        with pytest.raises(StatementRefused):
            async with goods.units.begin() as unit:
                await unit.stock.write(wrong)
    assert await goods.balance(shelf) == balance


LOTS = {Role.DIRECTOR, Role.SYSADMIN, Role.SALES_HEAD, Role.SECRETARY}


@on_sqlite
@pytest.mark.parametrize("role", [r for r in Role if r is not Role.RETAILER])
async def test_all_staff_sees_stock_and_only_some_what_it_cost(goods, role):
    until = datetime(2027, 1, 1, tzinfo=UTC)
    product = await goods.product("Марка")
    place = await goods.warehouse("Лимит", "virtual", until)
    await goods.receive(product, place, 3 * T)
    manager = await goods.person()
    await goods.place(manager, (product, place), T, await goods.client(manager))
    (view,) = await goods.ledger.show(await goods.person(role, "Кто-то"))
    lots = view.pop("lots", None)
    assert view == {
        "product": "Марка", "product_id": product, "warehouse": "Лимит", "warehouse_id": place,
        "until": until, "on_hand": 3 * T, "reserved": T, "free": 2 * T, "version": 2,
    }  # fmt: skip
    assert ([lot.price for lot in lots] if lots else None) == ([RUB] if role in LOTS else None)


@on_sqlite
async def test_a_retailer_sees_no_stock_at_all(goods):
    product, _ = await goods.shelf()
    retailer = await goods.person(Role.RETAILER, "Розница")
    for look in (
        goods.ledger.show(retailer), goods.catalog.products(retailer),
        goods.catalog.product(retailer, product), goods.catalog.warehouses(retailer),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            await look


async def test_stock_is_shown_by_product_and_by_warehouse(goods):
    bee, ant = await goods.product("Бета"), await goods.product("альфа")
    two, one = await goods.warehouse("Второй"), await goods.warehouse("аПервый")
    for product in (bee, ant):
        for place in (two, one):
            await goods.receive(product, place, T)
    views = await goods.ledger.show(await goods.head())
    assert [(v["product"], v["warehouse"]) for v in views] == [
        ("альфа", "аПервый"), ("альфа", "Второй"), ("Бета", "аПервый"), ("Бета", "Второй"),
    ]  # fmt: skip
    assert {v["product"] for v in await goods.ledger.show(await goods.head(), bee)} == {"Бета"}
