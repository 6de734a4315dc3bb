"""What a client may owe, asked once more before the order; and that a lead orders nothing (E12)."""

import json
from decimal import Decimal

import pytest
from sqlalchemy import update

from core.orders.errors import BuyerUnnamed, TermsWaiting
from core.orders.model import Stage
from storage.tables import clients
from tests.core.shop import Shop, rub, tonnes


@pytest.fixture
async def shop(units, clock):
    made = await Shop(units, clock).staffed()
    await made.receive(20)
    return made


async def card(shop, **values):
    """The client's card changes; `deferral_limit` in kopecks."""
    async with shop.units.begin() as unit:
        await unit._connection.execute(
            update(clients).where(clients.c.id == shop.buyer).values(**values)
        )


async def filled(shop, amount=1):
    deal = await shop.opened()
    line = await shop.line(deal, amount, rub(130_000))
    return deal, line


async def test_a_card_cut_since_the_deal_began_stops_the_order_and_asks(shop):
    """E5: the deferral of the deal is held against the card of this moment."""
    deal, _ = await filled(shop)
    await card(shop, deferral_days=0)
    for _ in range(2):
        with pytest.raises(TermsWaiting):
            await shop.do(shop.deals.confirm, deal)
    [asked] = await shop.waiting()
    assert asked["facts"]["client"]["deferral_days"] == {"before": "0", "after": "14"}
    assert (await shop.stored(deal)).stage is Stage.DEAL
    assert await shop.stock() == (tonnes(20), 0)
    await shop.decide(shop.director, yes=True)
    await shop.do(shop.deals.confirm, deal)
    assert (await shop.stored(deal)).deferral_days == 14


async def test_refused_once_more_it_is_asked_for_anew_and_shorter_terms_go_through(shop):
    deal, _ = await filled(shop)
    await card(shop, deferral_days=7)
    with pytest.raises(TermsWaiting):
        await shop.do(shop.deals.confirm, deal)
    await shop.decide(shop.director, yes=False)
    with pytest.raises(TermsWaiting):
        await shop.do(shop.deals.confirm, deal)
    await shop.do(shop.deals.set_terms, deal, 0, 7)
    assert await shop.waiting() == []
    await shop.do(shop.deals.confirm, deal)


async def test_more_debt_than_the_card_allows_waits_for_approval(shop):
    """130 000 are owed already, 130 000 more are asked for, 200 000 are allowed."""
    await card(shop, deferral_limit=20_000_000)
    first, _ = await filled(shop)
    await shop.do(shop.deals.confirm, first)
    second, line = await filled(shop)
    with pytest.raises(TermsWaiting):
        await shop.do(shop.deals.confirm, second)
    [asked] = await shop.waiting()
    assert asked["facts"]["client"]["deferral_limit"] == {
        "before": {"money": "200000.00"}, "after": {"money": "260000.00"},
    }  # fmt: skip
    json.dumps(asked["facts"])
    await shop.decide(shop.head, yes=True)
    await shop.do(shop.deals.change_line, second, line, tonnes(2))
    with pytest.raises(TermsWaiting):
        await shop.do(shop.deals.confirm, second)
    await shop.do(shop.deals.change_line, second, line, tonnes(1))
    await shop.decide(shop.head, yes=True)
    await shop.do(shop.deals.confirm, second)


async def test_what_is_paid_or_paid_ahead_is_no_debt(shop):
    await card(shop, deferral_limit=13_000_000)
    first, _ = await filled(shop)
    await shop.do(shop.deals.confirm, first)
    await shop.do(shop.shipping.pay, first, Decimal(130_000), shop.firm.day(shop.clock.now()))
    ahead, _ = await filled(shop)
    await shop.do(shop.deals.set_terms, ahead, 100, 0)
    await shop.do(shop.deals.confirm, ahead)
    third, _ = await filled(shop)
    await shop.do(shop.deals.confirm, third)


async def test_a_lead_is_offered_to_but_orders_nothing(shop):
    """E12: lead, deal, offer, company, order."""
    deal, _ = await filled(shop)
    await card(shop, kind="lead")
    await shop.do(shop.deals.offer, deal, None)
    with pytest.raises(BuyerUnnamed) as refused:
        await shop.do(shop.deals.confirm, deal)
    assert refused.value.fields == {"client": "ООО Ромашка"}
    assert await shop.stock() == (tonnes(20), 0)
    await card(shop, kind="company")
    await shop.do(shop.deals.confirm, deal)
