"""Goods leave in parts, the rest stays held, money comes in, the order is closed (A17, A18)."""

import asyncio
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.errors import InvalidInput, NotFound, Stale
from core.orders.errors import (
    GoodsAbsent,
    NothingShipped,
    OverShipped,
    Unpaid,
    WrongStage,
)
from core.orders.events import Paid, RestReleased, Shipped
from core.orders.model import Stage
from core.staff.model import Role
from core.stock.errors import OutOfStock
from core.stock.events import GoodsFreed, ReservationShipped
from core.stock.model import Kind
from storage.tables import shipments
from tests.core.shop import Shop, cause, rub, tonnes


@pytest.fixture
async def shop(units, clock):
    made = await Shop(units, clock).staffed()
    await made.receive(10)
    return made


async def departures(shop, deal):
    async with shop.units.read() as unit:
        return (await unit.shipments.of_deals([deal]))[deal]


async def moved(shop, product=None):
    async with shop.units.read() as unit:
        rows = await unit.stock.movements(product or shop.grade, shop.main, 100, 0)
    return [one for one, _ in rows if one.kind is Kind.SHIPPED]


async def test_a_part_subtracts_a_part_and_the_rest_stays_held(shop):
    """A18."""
    deal, line = await shop.order(6)
    answer = await shop.do(shop.shipping.ship, deal, {line: tonnes(2)})
    assert (answer["number"], answer["stage"]) == (1, "shipping")
    assert await shop.stock() == (tonnes(8), tonnes(4))
    [event] = shop.told(Shipped)
    assert (event.lines, event.rest) == (((line, shop.grade, tonnes(2)),), tonnes(4))
    assert shop.told(ReservationShipped)[0].grams == tonnes(2)
    answer = await shop.do(shop.shipping.ship, deal, {line: tonnes(4)})
    assert (answer["number"], answer["stage"]) == (2, "shipped")
    assert await shop.stock() == (tonnes(4), 0)


async def test_the_ledger_names_the_order_of_a_shipment_to_those_who_see_it(shop):
    """A2: why. The number of a deal is not for the secretary (fields.csv)."""
    deal, line = await shop.order(6)
    await shop.do(shop.shipping.ship, deal, {line: tonnes(2)})
    director = await shop.person(Role.DIRECTOR, "Дарья")
    rows = (await shop.ledger.rows(director, shop.grade, shop.main)).rows
    assert [(row["what"], row["deal"]) for row in rows] == [("ship", deal), ("receive", None)]
    secretary = await shop.person(Role.SECRETARY, "Софья")
    told = (await shop.ledger.rows(secretary, shop.grade, shop.main)).rows
    assert [row["deal"] for row in told] == [None, None]


async def test_completing_an_order_subtracts_it_whole(shop):
    """A17."""
    second = await shop.product("ЛПНП")
    await shop.receive(5, product=second)
    deal = await shop.opened()
    await shop.line(deal, 6)
    await shop.line(deal, 5, product=second)
    await shop.do(shop.deals.confirm, deal)
    await shop.do(shop.shipping.ship_all, deal)
    assert await shop.stock() == (tonnes(4), 0)
    assert await shop.stock(second) == (0, 0)
    assert (await shop.stored(deal)).stage is Stage.SHIPPED


async def test_the_ledger_tells_which_shipment_took_the_goods(shop):
    deal, line = await shop.order(6)
    answer = await shop.do(shop.shipping.ship, deal, {line: tonnes(2)})
    [row] = await moved(shop)
    assert (row.shipment_id, row.grams, row.person_id) == (
        answer["shipment"], -tonnes(2), shop.manager.id,
    )  # fmt: skip


async def test_shipped_twice_by_one_press_it_leaves_once(shop):
    deal, line = await shop.order(6)
    version, pressed = await shop.version(deal), cause()
    answers = [
        await shop.shipping.ship(shop.manager, deal, version, {line: tonnes(2)}, cause=pressed)
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert await shop.stock() == (tonnes(8), tonnes(4))
    with pytest.raises(Stale) as refused:
        await shop.shipping.ship(shop.manager, deal, version, {line: 1000}, cause=cause())
    assert refused.value.fields["by"] == "Борис"


async def test_two_who_ship_the_same_part_at_once_ship_it_once(shop):
    deal, line = await shop.order(6)
    version = await shop.version(deal)
    ended = await asyncio.gather(
        *(
            shop.shipping.ship(who, deal, version, {line: tonnes(4)}, cause=cause())
            for who in (shop.manager, shop.head, shop.director)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(one, dict) for one in ended) == 1
    assert sum(isinstance(one, Stale) for one in ended) == 2
    assert await shop.stock() == (tonnes(6), tonnes(2))


async def test_more_than_is_owed_does_not_leave(shop):
    deal, line = await shop.order(6)
    await shop.do(shop.shipping.ship, deal, {line: tonnes(2)})
    with pytest.raises(OverShipped) as refused:
        await shop.do(shop.shipping.ship, deal, {line: tonnes(4) + 1})
    assert refused.value.fields["open"] == tonnes(4)
    assert await shop.stock() == (tonnes(8), tonnes(4))


@pytest.mark.parametrize("grams", [0, -1000])
async def test_nothing_and_less_do_not_leave(shop, grams):
    deal, line = await shop.order(6)
    with pytest.raises(InvalidInput):
        await shop.do(shop.shipping.ship, deal, {line: grams})
    with pytest.raises(InvalidInput):
        await shop.do(shop.shipping.ship, deal, {})


async def test_a_deal_that_is_not_confirmed_does_not_leave(shop):
    deal = await shop.opened()
    line = await shop.line(deal, 1)
    for attempt in (
        lambda: shop.do(shop.shipping.ship, deal, {line: 1000}),
        lambda: shop.do(shop.shipping.ship_all, deal),
        lambda: shop.do(shop.shipping.release_rest, deal),
        lambda: shop.do(shop.shipping.close, deal),
    ):
        with pytest.raises(WrongStage):
            await attempt()


async def test_a_line_of_another_order_does_not_leave_with_this_one(shop):
    mine, _ = await shop.order(1)
    _, line = await shop.order(1)
    with pytest.raises(NotFound):
        await shop.do(shop.shipping.ship, mine, {line: 1000})


async def test_both_the_movement_and_its_shipment_or_neither(shop, monkeypatch):
    """Fault 8: the second line's goods are gone, so nothing has left at all."""
    second = await shop.product("ЛПНП")
    await shop.receive(5, product=second)
    deal = await shop.opened()
    first = await shop.line(deal, 1)
    later = await shop.line(deal, 1, product=second)
    await shop.do(shop.deals.confirm, deal)

    async def broken(*_):
        raise OSError("killed between the stock and its paper")

    monkeypatch.setattr("storage.repositories.shipments.SqlShipments.add_lines", broken)
    with pytest.raises(OSError, match="killed"):
        await shop.do(shop.shipping.ship, deal, {first: 1000, later: 1000})
    monkeypatch.undo()
    assert await shop.stock() == (tonnes(10), tonnes(1))
    assert await departures(shop, deal) == []
    assert await moved(shop) == []
    async with shop.units.read() as unit:
        assert (await unit._connection.execute(shipments.select())).all() == []
    await shop.do(shop.shipping.ship_all, deal)


async def test_the_vat_is_that_of_the_day_of_shipment(shop, clock):
    """DOMAIN: 20 % up to 2025-12-31, 22 % from 2026-01-01, by the firm's own calendar."""
    clock._now = datetime(2025, 12, 31, 20, 59, tzinfo=UTC)
    await shop.receive(10)
    deal, line = await shop.order(6, rub(122_000))
    await shop.do(shop.shipping.ship, deal, {line: tonnes(1)})
    clock.advance(60)
    await shop.do(shop.shipping.ship, deal, {line: tonnes(1)})
    assert [part.lines[0].vat_percent for part in await departures(shop, deal)] == [20, 22]
    total = (await shop.queries.card(shop.manager, deal))["total"]
    assert total["gross"] == 6 * 122_000
    assert total["vat"] == Decimal("20333.33") + 5 * 22_000


async def test_costs_come_from_the_lots_that_left(shop):
    """FIFO: 10 t at 100 000 with VAT of 22 % inside, then 122 000."""
    await shop.receive(10, rub(122_000))
    deal, _ = await shop.order(12)
    await shop.do(shop.shipping.ship_all, deal)
    [part] = await departures(shop, deal)
    assert part.lines[0].cost == Decimal("819672.13") + 2 * 100_000


async def test_one_lot_of_unknown_cost_makes_the_cost_unknown(shop):
    await shop.receive(10, None)
    deal, line = await shop.order(12)
    await shop.do(shop.shipping.ship, deal, {line: tonnes(10)})
    await shop.do(shop.shipping.ship, deal, {line: tonnes(2)})
    first, second = await departures(shop, deal)
    assert first.lines[0].cost is not None
    assert second.lines[0].cost is None
    profit = (await shop.queries.card(shop.manager, deal))["profit"]
    assert (profit["without"], profit["why_without"]) == (None, "cost-unknown")


async def test_releasing_the_rest_is_one_action(shop):
    deal, line = await shop.order(6)
    await shop.do(shop.shipping.ship, deal, {line: tonnes(2)})
    answer = await shop.do(shop.shipping.release_rest, deal)
    assert answer["stage"] == "shipped"
    assert await shop.stock() == (tonnes(8), 0)
    [found] = await shop.lines(deal)
    assert (found.shipped, found.released, found.open) == (tonnes(2), tonnes(4), 0)
    assert shop.told(RestReleased)[0].lines == ((line, shop.grade, tonnes(4)),)
    assert shop.told(GoodsFreed)
    total = (await shop.queries.card(shop.manager, deal))["total"]
    assert total["gross"] == 2 * 130_000


async def test_an_order_of_which_nothing_left_is_lost_not_released(shop):
    deal, _ = await shop.order(6)
    with pytest.raises(NothingShipped):
        await shop.do(shop.shipping.release_rest, deal)
    assert await shop.stock() == (tonnes(10), tonnes(6))


async def test_absent_goods_leave_when_they_have_come_and_been_placed(shop):
    """B9: the warehouse is chosen at the shipment; the register keeps the sale."""
    deal = await shop.opened()
    line = await shop.line(deal, 25, warehouse=None, expected_cost=Decimal(90_000))
    await shop.do(shop.deals.confirm, deal)
    for attempt in (
        lambda: shop.do(shop.shipping.ship, deal, {line: tonnes(1)}),
        lambda: shop.do(shop.shipping.ship_all, deal),
    ):
        with pytest.raises(GoodsAbsent):
            await attempt()
    await shop.do(shop.deals.set_warehouse, deal, line, shop.main)
    assert await shop.stock() == (tonnes(10), tonnes(10))
    await shop.do(shop.shipping.ship, deal, {line: tonnes(10)})
    with pytest.raises(OutOfStock):
        await shop.do(shop.shipping.ship, deal, {line: tonnes(1)})
    await shop.receive(20)
    await shop.do(shop.shipping.ship_all, deal)
    assert await shop.stock() == (tonnes(5), 0)
    assert len((await shop.queries.absent(shop.director)).rows) == 1


async def test_a_place_is_named_once_and_where_there_is_something(shop):
    deal = await shop.opened()
    line = await shop.line(deal, 25, warehouse=None)
    await shop.do(shop.deals.confirm, deal)
    empty = await shop.warehouse("Пустой")
    with pytest.raises(OutOfStock):
        await shop.do(shop.deals.set_warehouse, deal, line, empty)
    await shop.do(shop.deals.set_warehouse, deal, line, shop.main)
    with pytest.raises(InvalidInput):
        await shop.do(shop.deals.set_warehouse, deal, line, shop.main)


async def test_payments_add_up_and_tell_what_is_open(shop):
    deal, _ = await shop.order(1, rub(130_000))
    answer = await shop.do(shop.shipping.pay, deal, Decimal("39000.50"), date(2026, 11, 19))
    assert answer["rest"] == "90999.50"
    await shop.do(shop.shipping.pay, deal, Decimal("90999.50"), date(2026, 11, 20))
    assert [event.rest for event in shop.told(Paid)] == [Decimal("90999.50"), 0]
    total = (await shop.queries.card(shop.manager, deal))["total"]
    assert (total["paid"], total["rest"]) == (130_000, 0)


@pytest.mark.parametrize("amount", ["0", "-1", "NaN", "Infinity", "0.001", "1E12"])
async def test_amounts_that_are_none_are_refused(shop, amount):
    deal, _ = await shop.order(1)
    with pytest.raises(InvalidInput):
        await shop.do(shop.shipping.pay, deal, Decimal(amount), date(2026, 11, 20))


async def test_nobody_has_paid_tomorrow(shop):
    deal, _ = await shop.order(1)
    with pytest.raises(InvalidInput):
        await shop.do(shop.shipping.pay, deal, Decimal(1), date(2026, 11, 21))


async def test_an_unpaid_order_is_not_closed(shop):
    deal = await shop.opened()
    await shop.line(deal, 1, rub(130_000))
    await shop.do(shop.deals.set_terms, deal, 0, 0)
    await shop.do(shop.deals.confirm, deal)
    with pytest.raises(WrongStage):
        await shop.do(shop.shipping.close, deal)
    await shop.do(shop.shipping.ship_all, deal)
    with pytest.raises(Unpaid) as refused:
        await shop.do(shop.shipping.close, deal)
    assert refused.value.fields == {"amount": "130\u00a0000"}
    await shop.do(shop.shipping.pay, deal, Decimal(130_000), date(2026, 11, 20))
    await shop.do(shop.shipping.close, deal)
    found = await shop.stored(deal)
    assert (found.stage, found.ended_at is not None) == (Stage.CLOSED, True)


async def test_a_deferred_order_stays_open_until_it_is_paid(shop):
    """E12: delivery and payment, then closed; a closed one would stand in nobody's day."""
    deal, _ = await shop.order(1, rub(130_000))
    await shop.do(shop.shipping.ship_all, deal)
    with pytest.raises(Unpaid):
        await shop.do(shop.shipping.close, deal)
    answer = await shop.do(shop.shipping.pay, deal, Decimal(130_000), date(2026, 11, 20))
    assert answer["rest"] == "0.00"
    await shop.do(shop.shipping.close, deal)


async def test_a_lost_deal_takes_no_money(shop):
    deal = await shop.opened()
    await shop.do(shop.deals.lose, deal, "дорого")
    with pytest.raises(WrongStage):
        await shop.do(shop.shipping.pay, deal, Decimal(1), date(2026, 11, 20))


async def test_the_command_line_tells_of_a_deal_in_plain_words(shop):
    deal, line = await shop.order(6)
    await shop.do(shop.deals.invoice, deal)
    await shop.do(shop.shipping.ship, deal, {line: tonnes(2)})
    await shop.do(shop.shipping.pay, deal, Decimal(1000), date(2026, 11, 20))
    [listed] = await shop.queries.listing()
    whole = await shop.queries.whole(deal)
    assert json.loads(json.dumps(whole)) == whole
    assert (listed["client"], listed["manager"], listed["stage"]) == (
        "ООО Ромашка", "Борис", "shipping",
    )  # fmt: skip
    assert (whole["total"], whole["paid"], whole["lines"]) == (
        "780000.00", "1000.00", listed["lines"],
    )  # fmt: skip
    assert [len(whole[key]) for key in ("shipments", "payments", "papers")] == [1, 1, 1]
    assert await shop.queries.whole(999) is None
