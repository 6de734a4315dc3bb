"""Deals that change hands, and retailers who are named to administrators only (A5, P18, POLICY)."""

import asyncio
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import update

from core.errors import NotFound
from core.orders.model import AbsentSale, Stage
from core.staff.model import Role
from storage.repositories.deals import SqlDeals
from storage.tables import deals, lanes
from tests.core.dealings import Dealings, cause
from tests.core.shop import Shop, rub, tonnes


@pytest.fixture
async def shop(units, clock):
    made = await Shop(units, clock).staffed()
    await made.receive(10)
    return made


async def test_a_deal_handed_over_while_a_command_waits_for_it_is_anothers(shop, monkeypatch):
    """P18: what was allowed before the lock is asked again behind it."""
    deal, _ = await shop.order(5)
    version, locked = await shop.version(deal), SqlDeals.locked

    async def handed_over_first(self, number):
        for table, column in ((lanes, "owner_id"), (deals, "person_id")):
            values = {column: shop.rival.id}
            await self._connection.execute(update(table).values(values))
        return await locked(self, number)

    monkeypatch.setattr(SqlDeals, "locked", handed_over_first)
    with pytest.raises(NotFound):
        await shop.shipping.ship_all(shop.manager, deal, version, cause=cause())
    monkeypatch.undo()
    assert await shop.stock() == (tonnes(10), tonnes(5))


async def test_an_order_and_a_hand_over_of_its_client_do_not_wait_in_a_circle(office, monkeypatch):
    """Clients are locked before deals by both, so whoever is second waits and then goes on."""
    firm = await Dealings(office).opened()
    deal = await firm.deal(confirmed=False)
    version, locked = await firm.version(deal), SqlDeals.locked
    under_way = asyncio.Event()

    async def slowly(self, number):
        found = await locked(self, number)
        under_way.set()
        await asyncio.sleep(0.3)
        return found

    async def given():
        await under_way.wait()
        await firm.core.handover.give(firm.client, firm.rival.id)

    monkeypatch.setattr(SqlDeals, "locked", slowly)
    confirm = firm.core.deals.confirm(firm.manager, deal, version, cause=cause())
    await asyncio.gather(confirm, given())
    async with office.units.read() as unit:
        found = await unit.deals.get(deal)
    assert (found.stage, found.person_id) == (Stage.ORDERED, firm.rival.id)


async def test_a_retailer_who_answers_for_a_deal_is_named_to_administrators_only(shop):
    """POLICY i."""
    deal, _ = await shop.order(1)
    await shop.hand_over(shop.buyer, await shop.person(Role.RETAILER, "Тайный Агент"))
    for reader, name in ((shop.head, None), (shop.director, "Тайный Агент")):
        listed = (await shop.queries.page(reader, "any")).rows[0]
        card = await shop.queries.card(reader, deal)
        assert (listed["responsible"], card["responsible"]) == (name, name)
        assert ("Тайный Агент" in str(card)) is (name is not None)


async def test_the_register_tells_the_head_of_sales_no_retailer(shop):
    """POLICY iii, B9."""
    deal, line = await shop.order(1)
    agent = await shop.person(Role.RETAILER, "Тайный Агент")
    now = shop.clock.now()
    async with shop.units.begin() as unit:
        sale = AbsentSale(0, deal, line, shop.grade, agent.id, 5, None, now)
        await unit.deals.add_absent(sale)
    for reader, name in ((shop.head, None), (shop.director, "Тайный Агент")):
        assert (await shop.queries.absent(reader)).rows[0]["person"] == name


async def test_a_line_that_left_in_parts_costs_what_the_total_says(shop):
    """Rounded once: three thirds, each rounded, are a kopeck away from the whole."""
    deal, line = await shop.order(1, rub("100000.01"))
    for grams in (333_333, 333_333, 333_334):
        await shop.do(shop.shipping.ship, deal, {line: grams})
    card = await shop.queries.card(shop.manager, deal)
    assert card["lines"][0]["sum"] == card["total"]["gross"] == Decimal("100000.01")


async def test_who_sold_it_once_hears_nothing_of_what_is_anothers_now(office):
    """A5: a deal that had ended stays with its seller on paper, the client does not."""
    firm = await Dealings(office).opened()
    today = date(2026, 11, 20)
    deal = await firm.deal()
    await firm.do(firm.core.shipping.ship_all, deal)
    await firm.do(firm.core.shipping.pay, deal, Decimal(650_000), today)
    await firm.do(firm.core.shipping.close, deal)
    await firm.core.handover.give(firm.client, firm.rival.id)
    await firm.do(firm.core.shipping.pay, deal, Decimal(1), today, actor=firm.head)
    assert await firm.names("deal") == ["Вера"]
