"""What a client may owe, asked once more before the order; and that a lead orders nothing (E12)."""

import json
from decimal import Decimal

import pytest
from sqlalchemy import update

from core.errors import NotFound
from core.orders.errors import BuyerUnnamed, TermsAsked, TermsRejected, TermsWaiting
from core.orders.model import Stage
from storage.tables import clients
from tests.core.shop import Shop, rub, tonnes


@pytest.fixture
async def shop(units, clock):
    made = await Shop(units, clock).staffed()
    await made.receive(20)
    return made


REASON = "margin"
"""Of every refusal of this shop."""


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
    for refusal in (TermsAsked, TermsWaiting):
        with pytest.raises(refusal):
            await shop.do(shop.deals.confirm, deal)
    [asked] = await shop.waiting()
    assert asked["facts"]["client"]["deferral_days"] == {"before": "0", "after": "14"}
    assert (await shop.stored(deal)).stage is Stage.DEAL
    assert await shop.stock() == (tonnes(20), 0)
    await shop.decide(shop.director, yes=True)
    await shop.do(shop.deals.confirm, deal)
    assert (await shop.stored(deal)).deferral_days == 14


async def test_what_was_refused_is_not_asked_again_and_shorter_terms_go_through(shop):
    deal, _ = await filled(shop)
    await card(shop, deferral_days=7)
    with pytest.raises(TermsAsked) as asked:
        await shop.do(shop.deals.confirm, deal)
    assert (asked.value.fields["days"], asked.value.fields["allowed"]) == (14, 7)
    await shop.decide(shop.director, yes=False)
    for _ in range(2):
        with pytest.raises(TermsRejected) as refused:
            await shop.do(shop.deals.confirm, deal)
        assert refused.value.fields["reason"] == REASON
    assert await shop.waiting() == []
    await shop.do(shop.deals.set_terms, deal, 0, 7)
    await shop.do(shop.deals.confirm, deal)


async def test_more_debt_than_the_card_allows_waits_for_approval(shop):
    """130 000 are owed already, 130 000 more are asked for, 200 000 are allowed."""
    await card(shop, deferral_limit=20_000_000)
    first, _ = await filled(shop)
    await shop.do(shop.deals.confirm, first)
    second, line = await filled(shop)
    with pytest.raises(TermsAsked) as told:
        await shop.do(shop.deals.confirm, second)
    assert told.value.fields == {
        "days": 14, "allowed": 14, "over": "yes", "debt": "260\u00a0000", "limit": "200\u00a0000",
    }  # fmt: skip
    [asked] = await shop.waiting()
    assert asked["facts"]["client"]["deferral_limit"] == {
        "before": {"money": "200000.00"}, "after": {"money": "260000.00"},
    }  # fmt: skip
    json.dumps(asked["facts"])
    await shop.decide(shop.head, yes=True)
    await shop.do(shop.deals.change_line, second, line, tonnes(2))
    with pytest.raises(TermsAsked):
        await shop.do(shop.deals.confirm, second)
    await shop.do(shop.deals.change_line, second, line, tonnes(1))
    await shop.decide(shop.head, yes=True)
    await shop.do(shop.deals.confirm, second)


async def over_the_limit(shop, amount=2):
    """So many tonnes at 130 000 where 200 000 may be owed; refused."""
    await card(shop, deferral_limit=20_000_000)
    deal, line = await filled(shop, amount)
    with pytest.raises(TermsAsked):
        await shop.do(shop.deals.confirm, deal)
    await shop.decide(shop.director, yes=False)
    return deal, line


async def test_a_refused_debt_is_asked_about_again_only_when_it_has_shrunk(shop):
    """E5: the bosses get no card that they have answered already."""
    deal, line = await over_the_limit(shop, 3)
    for amount in (3, 4):
        await shop.do(shop.deals.change_line, deal, line, tonnes(amount))
        with pytest.raises(TermsRejected):
            await shop.do(shop.deals.confirm, deal)
    await shop.do(shop.deals.change_line, deal, line, tonnes(2))
    with pytest.raises(TermsAsked):
        await shop.do(shop.deals.confirm, deal)
    await shop.decide(shop.head, yes=True)
    await shop.do(shop.deals.confirm, deal)


async def test_what_was_refused_for_now_may_be_asked_again(shop):
    await card(shop, deferral_limit=20_000_000)
    deal, _ = await filled(shop, 2)
    for _ in range(2):
        with pytest.raises(TermsAsked):
            await shop.do(shop.deals.confirm, deal)
        await shop.decide(shop.director, yes=False, reason="later")
    assert (await shop.queries.outlook(shop.manager, deal))["state"] == "asks"


async def other_terms(shop, deal):
    await shop.do(shop.deals.set_terms, deal, 50, 14)


async def a_higher_limit(shop, deal):
    del deal
    await card(shop, deferral_limit=25_000_000)


async def fewer_days_on_the_card(shop, deal):
    del deal
    await card(shop, deferral_days=10)


@pytest.mark.parametrize("changed", [other_terms, a_higher_limit, fewer_days_on_the_card])
async def test_other_terms_or_another_card_are_asked_about_anew(shop, changed):
    deal, _ = await over_the_limit(shop)
    await changed(shop, deal)
    with pytest.raises(TermsAsked):
        await shop.do(shop.deals.confirm, deal)
    assert len(await shop.waiting()) == 1


async def test_the_limit_is_told_before_the_order_and_the_answer_stays_on_the_card(shop):
    await card(shop, deferral_limit=20_000_000)
    deal, _ = await filled(shop, 2)
    told = {
        "days": 14, "allowed": 14, "over": True, "debt": Decimal(260_000),
        "limit": Decimal(200_000), "reason": "",
    }  # fmt: skip

    async def seen():
        shown = await shop.queries.card(shop.manager, deal)
        return await shop.queries.outlook(shop.manager, deal), shown["terms"]["request"]

    assert await seen() == (told | {"state": "asks"}, None)
    with pytest.raises(TermsAsked):
        await shop.do(shop.deals.confirm, deal)
    waiting = told | {"state": "waiting"}
    assert await seen() == (waiting, waiting)
    await shop.decide(shop.director, yes=False)
    rejected = told | {"state": "rejected", "reason": REASON}
    assert await seen() == (rejected, rejected)
    await card(shop, deferral_limit=26_000_000)
    assert await seen() == (None, rejected)
    await shop.do(shop.deals.confirm, deal)
    assert await seen() == (None, None)


async def test_terms_refused_before_the_order_stay_on_the_card_until_others_are_granted(shop):
    deal, _ = await filled(shop)
    assert await shop.do(shop.deals.set_terms, deal, 0, 60) == "asked"
    await shop.decide(shop.head, yes=False)
    request = (await shop.queries.card(shop.manager, deal))["terms"]["request"]
    assert (request["state"], request["days"], request["over"]) == ("rejected", 60, False)
    assert await shop.queries.outlook(shop.manager, deal) is None
    await shop.do(shop.deals.set_terms, deal, 0, 45)
    await shop.decide(shop.head, yes=True)
    assert (await shop.queries.card(shop.manager, deal))["terms"]["request"] is None


async def test_what_an_order_would_meet_is_for_whoever_may_make_it(shop):
    deal, _ = await filled(shop)
    for person in (shop.rival, shop.logistician):
        with pytest.raises(NotFound):
            await shop.queries.outlook(person, deal)


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
