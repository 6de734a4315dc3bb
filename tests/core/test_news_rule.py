"""ПВХ не ниже 118 до 25.11: offers, orders and shipments are judged by the announcement (B8)."""

import pytest

from core.amounts import TONNE, Price
from core.news.model import Draft, Rule
from core.orders.errors import FloorBreach, RuleBreach
from core.orders.model import FloorState, Stage
from tests.core.dealings import Dealings, rub
from tests.core.newsroom import STAFF, cause, utc, wall

ENDS = "2026-11-25T15:00"


class Ruled(Dealings):
    """Twenty tonnes on the shelf, and no floor but what is announced."""

    async def announce(self, floor=118_000, *, vat=True, until=ENDS, send_at=None):
        price = rub(floor) if vat else Price(rub(floor).per_tonne, vat=False)
        draft = Draft("Не ниже!", STAFF, send_at=send_at, rule=Rule(self.grade, price, utc(until)))
        made = await self.core.publishing.publish(self.director, draft, cause=cause())
        return made["news"]

    async def end(self, number):
        async with self.office.units.read() as unit:
            version = (await unit.news.get(number)).version
        return await self.core.publishing.cancel(self.director, number, version, cause=cause())

    async def stage(self, deal):
        async with self.office.units.read() as unit:
            return (await unit.deals.get(deal)).stage

    async def decide(self, yes=True, actor=None):
        actor = actor or self.head
        asked = (await self.core.approvals.waiting(actor))[-1]
        await self.core.approvals.decide(
            actor, asked["id"], asked["version"], yes, "margin", cause()
        )

    async def floor(self, amount):
        await self.core.prices.set_floor(self.head, self.grade, rub(amount), cause=cause())


@pytest.fixture
async def shop(office):
    made = await Ruled(office).opened()
    await office.core.schedule.tick()
    return made


async def test_a_sale_below_the_rule_is_stopped_by_its_name_and_approved_like_any_other(shop):
    """MUST-FAIL."""
    number = await shop.announce()
    deal = await shop.deal(price=117_000, confirmed=False)
    for method, rest in ((shop.core.deals.offer, (None,)), (shop.core.deals.confirm, ())):
        with pytest.raises(RuleBreach) as refused:
            await shop.do(method, deal, *rest)
        assert refused.value.fields == {
            "product": "ПЭНД 273", "price": "117", "floor": "118", "state": "below",
            "news": number, "until": "2026-11-25T15:00:00+00:00",
        }  # fmt: skip
    assert await shop.stage(deal) is Stage.DEAL
    await shop.decide()
    await shop.do(shop.core.deals.offer, deal, None)
    await shop.do(shop.core.deals.confirm, deal)
    await shop.do(shop.core.shipping.ship_all, deal)
    assert await shop.stage(deal) is Stage.SHIPPED


@pytest.mark.parametrize(
    ("price", "vat", "state"),
    [
        (118_000, True, FloorState.FINE),
        (117_999, True, FloorState.BELOW),
        (144_000, False, FloorState.FINE),
    ],
)
async def test_price_and_rule_are_compared_on_one_basis(shop, price, vat, state):
    """A rule of 118 without VAT is 143.96 with it."""
    await shop.announce(vat=vat)
    deal = await shop.deal(price=price, confirmed=False)
    assert (await shop.line(deal)).floor_state is state


async def test_a_deal_made_before_is_judged_when_it_goes_on(shop):
    deal = await shop.deal(price=117_000, confirmed=False)
    assert (await shop.line(deal)).floor_state is FloorState.FINE
    await shop.announce()
    with pytest.raises(RuleBreach):
        await shop.do(shop.core.deals.confirm, deal)


async def test_the_higher_of_floor_and_rule_stands(shop):
    await shop.floor(120_000)
    await shop.announce()
    deal = await shop.deal(price=119_000, confirmed=False)
    with pytest.raises(FloorBreach) as refused:
        await shop.do(shop.core.deals.confirm, deal)
    assert (type(refused.value), refused.value.fields["floor"]) == (FloorBreach, "120")
    await shop.floor(110_000)
    deal = await shop.deal(price=117_000, confirmed=False)
    with pytest.raises(RuleBreach):
        await shop.do(shop.core.deals.confirm, deal)


async def test_of_two_rules_the_higher_stands_until_it_ends(shop):
    await shop.announce(118_000)
    high = await shop.announce(125_000)
    deal = await shop.deal(price=120_000, confirmed=False)
    with pytest.raises(RuleBreach) as refused:
        await shop.do(shop.core.deals.confirm, deal)
    assert refused.value.fields["news"] == high
    assert await shop.end(high) == "lifted"
    await shop.do(shop.core.deals.confirm, deal)


async def test_it_begins_when_it_is_sent_and_ends_by_itself(shop):
    await shop.announce(send_at=wall("2026-11-23 10:00"))
    early = await shop.deal(tonnes=1, price=117_000)
    assert await shop.stage(early) is Stage.ORDERED
    shop.office.clock.advance((utc("2026-11-23T07:00") - shop.office.clock.now()).total_seconds())
    await shop.core.schedule.tick()
    stopped = await shop.deal(tonnes=1, price=117_000, confirmed=False)
    with pytest.raises(RuleBreach):
        await shop.do(shop.core.deals.confirm, stopped)
    shop.office.clock.advance((utc(ENDS) - shop.office.clock.now()).total_seconds())
    await shop.do(shop.core.deals.confirm, stopped)
    assert await shop.stage(stopped) is Stage.ORDERED


async def test_a_cancelled_one_never_was_a_rule(shop):
    number = await shop.announce(send_at=wall("2026-11-23 10:00"))
    assert await shop.end(number) == "cancelled"
    shop.office.clock.advance(4 * 24 * 3600)
    await shop.core.schedule.tick()
    await shop.deal(price=117_000)


async def test_another_product_is_not_spoken_of(shop):
    other = await shop.core.catalog.add_product(shop.director, "ПВХ", cause=cause())
    rule = Rule(other, rub(118_000), utc(ENDS))
    draft = Draft("ПВХ", STAFF, rule=rule)
    await shop.core.publishing.publish(shop.director, draft, cause=cause())
    await shop.deal(price=100_000)


async def test_an_order_confirmed_before_keeps_its_price_and_leaves_only_with_an_approval(shop):
    """What has not been shipped is asked about; the agreed price itself stays, and the papers."""
    deal = await shop.deal(price=117_000)
    line = await shop.line(deal)
    await shop.do(shop.core.shipping.ship, deal, {line.id: TONNE})
    number = await shop.announce()
    await shop.do(shop.core.deals.invoice, deal, None)
    for _ in range(2):
        with pytest.raises(RuleBreach) as refused:
            await shop.do(shop.core.shipping.ship, deal, {line.id: TONNE})
        assert refused.value.fields["news"] == number
    assert len(await shop.core.approvals.waiting(shop.head)) == 1
    assert (await shop.line(deal)).shipped == TONNE
    await shop.decide()
    await shop.do(shop.core.shipping.ship, deal, {line.id: TONNE})
    await shop.do(shop.core.shipping.ship_all, deal)
    after = await shop.line(deal)
    assert (after.price, after.open) == (rub(117_000), 0)


async def test_when_the_rule_has_gone_a_stopped_shipment_leaves_without_asking(shop):
    deal = await shop.deal(price=117_000)
    number = await shop.announce()
    with pytest.raises(RuleBreach):
        await shop.do(shop.core.shipping.ship_all, deal)
    await shop.end(number)
    await shop.do(shop.core.shipping.ship_all, deal)
    assert await shop.stage(deal) is Stage.SHIPPED
    assert await shop.core.approvals.waiting(shop.director) == []


async def test_a_refused_shipment_stays_stopped(shop):
    deal = await shop.deal(price=117_000)
    await shop.announce()
    with pytest.raises(RuleBreach):
        await shop.do(shop.core.shipping.ship_all, deal)
    await shop.decide(yes=False)
    with pytest.raises(RuleBreach) as refused:
        await shop.do(shop.core.shipping.ship_all, deal)
    assert refused.value.fields["state"] == "rejected"


async def test_a_floor_that_rises_afterwards_stops_no_confirmed_order(shop):
    deal = await shop.deal(price=117_000)
    await shop.floor(150_000)
    await shop.do(shop.core.shipping.ship_all, deal)
    assert await shop.stage(deal) is Stage.SHIPPED


async def test_an_approval_given_against_a_higher_floor_holds_for_a_lower_rule(shop):
    await shop.floor(120_000)
    deal = await shop.deal(price=110_000, confirmed=False)
    await shop.decide()
    await shop.do(shop.core.deals.confirm, deal)
    await shop.announce(118_000)
    await shop.do(shop.core.shipping.ship_all, deal)
    assert await shop.stage(deal) is Stage.SHIPPED


async def test_the_price_screen_tells_the_rule_while_it_lasts(shop):
    number = await shop.announce()
    told = await shop.core.prices.current(shop.manager, shop.grade)
    assert told["rules"] == [{"price": rub(118_000), "until": utc(ENDS), "news": number}]
    await shop.end(number)
    assert (await shop.core.prices.current(shop.manager, shop.grade))["rules"] == []


async def test_a_lifted_rule_is_told_to_those_who_were_told_of_it(shop):
    number = await shop.announce()
    await shop.end(number)
    readers = {row.receiver.id for row in await shop.told("news")}
    told = await shop.told("news-lifted")
    assert {row.receiver.id for row in told} == readers
    assert "ПЭНД 273: продавать ниже 118" in told[0].payload["text"]
