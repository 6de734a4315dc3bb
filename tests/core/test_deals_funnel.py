"""The whole core at once: lead, deal, offer, invoice, order, shipments, payment, closed (E12)."""

from datetime import date
from decimal import Decimal

from core.orders.model import Stage
from core.staff.model import Role
from tests.core.shop import BLOB, Shop, cause, rub, tonnes


async def the_firm(office):
    """People and goods of `Shop`, with the services as they are plugged together."""
    shop = Shop(office.units, office.clock)
    shop.react = office.core.reactor
    for name in ("approvals", "prices", "deals", "shipping", "freight", "catalog", "ledger"):
        setattr(shop, name, getattr(office.core, name))
    shop.queries, shop.booking = office.core.deal_queries, office.core.booking
    await shop.staffed()
    for name, role in (
        ("director", Role.DIRECTOR),
        ("manager", Role.MANAGER),
        ("logistician", Role.LOGISTICIAN),
    ):
        setattr(shop, name, await office.person(role, name))
    shop.buyer = await shop.client(shop.manager, deferral_days=14)
    await shop.receive(10, rub(122_000))
    return shop


async def test_from_the_deal_to_the_last_payment(office):
    shop = await the_firm(office)
    await shop.prices.set_floor(shop.head, shop.grade, rub(140_000), cause=cause())
    deal = await shop.opened()
    line = await shop.line(deal, 4, rub(134_200))
    await shop.decide(shop.director, True)
    await shop.do(shop.deals.offer, deal, date(2026, 12, 1))
    await shop.do(shop.deals.invoice, deal)
    await shop.do(shop.deals.set_delivery, deal, {"city": "Тула"})
    await shop.do(shop.deals.confirm, deal)
    await shop.do(shop.shipping.ship, deal, {line: tonnes(1)})
    await shop.freight.fill(
        shop.logistician,
        deal,
        await shop.version(deal),
        Decimal(12_200),
        True,
        BLOB,
        "счёт.pdf",
        cause(),
    )
    await shop.do(shop.shipping.ship_all, deal)
    await shop.do(shop.shipping.pay, deal, Decimal(4 * 134_200), date(2026, 11, 20))
    await shop.do(shop.shipping.close, deal)
    found = await shop.stored(deal)
    assert (found.stage, found.version) == (Stage.CLOSED, 11)
    profit = (await shop.queries.card(shop.manager, deal))["profit"]
    assert (profit["without"], profit["with"]) == (40_000, 30_000)
    told = {(row.code, row.receiver.id) for row in await office.rows()}
    assert ("approval", shop.director.id) in told
    assert any(who == shop.logistician.id for _, who in told)


async def test_a_sale_of_absent_goods_reaches_the_director(office):
    """B9."""
    shop = await the_firm(office)
    deal = await shop.opened()
    await shop.line(deal, 25, warehouse=None, expected_cost=Decimal(90_000))
    await shop.do(shop.deals.confirm, deal)
    [row] = [r for r in await office.rows() if r.receiver.id == shop.director.id]
    assert "ПЭНД 273-83" in row.payload["text"]


async def test_a_hand_over_takes_the_open_deals_along(office):
    shop = await the_firm(office)
    heir = await office.person(Role.MANAGER, "Вера")
    deal = await shop.opened()
    await office.core.handover.give(shop.buyer, heir.id)
    assert (await shop.stored(deal)).person_id == heir.id
