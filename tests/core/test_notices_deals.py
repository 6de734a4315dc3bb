"""Who hears of deals, prices and absent goods, and what a logistician never hears (A8, B9, B10)."""

import asyncio
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.amounts import TONNE
from core.approvals.model import Outdated
from core.errors import Stale
from core.orders.events import AbsentSold
from core.staff.model import Role
from tests.core.dealings import BLOB, Dealings, cause, rub


@pytest.fixture
async def firm(office):
    return await Dealings(office).opened()


async def test_a_changed_floor_goes_to_everybody_who_sells(firm):
    """B10: and not back to whoever has changed it."""
    await firm.core.prices.set_floor(firm.head, firm.grade, rub(120_000), None, cause=cause())
    assert await firm.names("price") == ["Анна", "Вера"]
    text = (await firm.told("price"))[0].payload["text"]
    assert "ПЭНД 273: — → 120" in text


@pytest.mark.parametrize(
    ("price", "told"),
    [
        (rub(119_000), ["Анна", "Вера", "Дарья"]),
        (rub(121_000), ["Анна", "Вера"]),
        (replace(rub(121_000), vat=False), ["Анна", "Вера", "Дарья"]),
    ],
)
async def test_a_lowered_floor_goes_to_the_director_too(firm, price, told):
    """E5: below the former floor nobody is asked any more; on another VAT basis who knows."""
    setting = firm.core.prices.set_floor
    await setting(firm.head, firm.grade, rub(120_000), None, cause=cause())
    firm.office.later(1)
    await setting(firm.head, firm.grade, price, None, cause=cause())
    assert await firm.names("price") == sorted(["Анна", "Вера", *told])
    heads = {row.payload["text"].partition("\n")[0] for row in await firm.told("price")}
    assert ("📉 Минимальная цена снижена: Глеб" in heads) is ("Дарья" in told)


async def test_a_director_who_lowers_a_floor_is_not_told_of_it(firm):
    for price in (120_000, 110_000):
        await firm.core.prices.set_floor(firm.director, firm.grade, rub(price), None, cause=cause())
        firm.office.later(1)
    assert set(await firm.names("price")) == {"Анна", "Вера", "Глеб"}


async def test_a_line_below_the_floor_is_a_card_for_director_and_head(firm):
    """B10, MENUS: approve, reject, ask."""
    await firm.core.prices.set_floor(firm.head, firm.grade, rub(120_000), None, cause=cause())
    await firm.deal(price=110_000, confirmed=False)
    assert await firm.names("approval") == ["Глеб", "Дарья"]
    text = (await firm.told("approval"))[0].payload["text"]
    for part in ("Цена ниже минимума", "ПЭНД 273", "5 т", "110", "120", "ООО Ромашка", "Анна"):
        assert part in text


async def test_approved_by_the_head_the_deal_goes_on_and_the_manager_knows(firm):
    await firm.core.prices.set_floor(firm.head, firm.grade, rub(120_000), None, cause=cause())
    deal = await firm.deal(price=110_000, confirmed=False)
    (view,) = await firm.core.approvals.waiting(firm.head)
    await firm.core.approvals.decide(firm.head, view["id"], view["version"], True, "", cause())
    (row,) = await firm.told("approval-decided")
    assert row.receiver.id == firm.manager.id
    await firm.do(firm.core.deals.confirm, deal)


async def test_a_confirmed_order_tells_the_logistician_nothing_of_the_client(firm):
    """A8 MUST-FAIL: number, goods, city, date; no name, no price."""
    deal = await firm.deal(confirmed=False)
    await firm.do(firm.core.deals.set_delivery, deal, {"city": "Тула"})
    await firm.do(firm.core.deals.confirm, deal)
    (row,) = await firm.told("ordered")
    assert row.receiver.id == firm.logistician.id
    for part in (f"№ {deal}", "Тула", "ПЭНД 273 · 5 т"):
        assert part in row.payload["text"]
    for secret in ("Ромашка", "7707083893", "130", "Анна"):
        assert secret not in str(row.payload)
    assert (row.client_id, row.fields["needs"]) == (None, ["deal:deliver"])


async def test_without_a_city_the_logistician_reads_the_address(firm):
    deal = await firm.deal(confirmed=False)
    await firm.do(firm.core.deals.set_delivery, deal, {"address": "Тула, Мира 1"})
    await firm.do(firm.core.deals.confirm, deal)
    (row,) = await firm.told("ordered")
    assert "Куда: Тула, Мира 1 ·" in row.payload["text"]


async def test_a_rest_that_is_released_need_not_be_carried(firm):
    """A8: by number and tonnes, to whoever was to deliver it."""
    deal = await firm.deal()
    (line,) = (await firm.core.deal_queries.card(firm.manager, deal))["lines"]
    await firm.do(firm.core.shipping.ship, deal, {line["id"]: 2 * TONNE})
    await firm.do(firm.core.shipping.release_rest, deal)
    (row,) = await firm.told("order-less")
    assert (row.receiver.id, row.fields["needs"]) == (firm.logistician.id, ["deal:deliver"])
    assert f"№ {deal}: остаток снят, 3 т" in row.payload["text"]
    assert "Ромашка" not in str(row.payload)


async def test_a_payment_taken_back_is_told_to_the_responsible_with_its_reason(firm):
    deal = await firm.deal()
    on = date(2026, 11, 1)
    for amount in (700, 9_000_000):
        await firm.do(firm.core.shipping.pay, deal, Decimal(amount), on, actor=firm.head)
    first, _ = (await firm.core.deal_queries.card(firm.head, deal))["payments"]
    back = firm.core.shipping.take_back
    await firm.do(back, deal, first["id"], "не тот клиент", actor=firm.head)
    paid, over, gone = [row.payload["text"].splitlines()[-1] for row in await firm.told("deal")][
        -3:
    ]
    assert paid == "Оплата 700\u00a0₽, осталось 649\u00a0300\u00a0₽"
    assert over == "Оплата 9\u00a0000\u00a0000\u00a0₽, переплата 8\u00a0350\u00a0700\u00a0₽"
    assert gone == (
        "Оплата 700\u00a0₽ отменена, переплата 8\u00a0350\u00a0000\u00a0₽. Причина: не тот клиент"
    )


async def test_an_order_called_off_is_told_to_whoever_was_to_deliver_it(firm):
    """A8: by its number and nothing else; a deal that was no order yet rings nobody there."""
    await firm.do(firm.core.deals.lose, await firm.deal(confirmed=False), "дорого")
    assert await firm.told("order-off") == []
    deal = await firm.deal()
    await firm.do(firm.core.deals.lose, deal, "Ромашка передумала")
    (row,) = await firm.told("order-off")
    assert (row.receiver.id, row.fields["needs"]) == (firm.logistician.id, ["deal:deliver"])
    assert f"№ {deal}" in row.payload["text"]
    assert "Ромашка" not in str(row.payload)


async def test_the_manager_hears_of_freight_and_of_what_another_has_shipped(firm):
    deal = await firm.deal()
    await firm.do(
        firm.core.freight.fill, deal, Decimal(9000), True, BLOB, "счёт.pdf",
        actor=firm.logistician,
    )  # fmt: skip
    await firm.do(firm.core.shipping.ship_all, deal, actor=firm.head)
    texts = [row.payload["text"] for row in await firm.told("deal")]
    assert any("Доставка: 9" in text and "Егор" in text for text in texts)
    assert any("Отгружено 5 т, осталось 0 т" in text and "Глеб" in text for text in texts)
    assert {row.receiver.id for row in await firm.told("deal")} == {firm.manager.id}


async def test_what_the_manager_does_himself_rings_nobody_on_his_side(firm):
    deal = await firm.deal()
    await firm.do(firm.core.shipping.ship_all, deal)
    assert await firm.told("deal") == []


async def test_a_sale_of_absent_goods_alarms_those_above(firm):
    """B9: manager, product, quantity, purchase cost, and the register one tap away."""
    await firm.office.person(Role.SYSADMIN, "Сергей")
    await firm.deal(50, absent=True)
    rows = await firm.told("absent")
    assert len(rows) == 3
    for row in rows:
        for part in ("Анна", "ПЭНД 273", "50 т", "90\u00a0₽/кг без НДС"):
            assert part in row.payload["text"]
        assert row.payload["buttons"][0][0]["data"] == "abs:0"


async def test_the_head_of_sales_is_not_told_which_retailer_sold(firm):
    """POLICY iii: director and sysadmin are, the head of sales gets it without the seller."""
    retailer = await firm.office.person(Role.RETAILER, "Тайный Агент")
    sold = AbsentSold(1, 1, 1, firm.grade, "ПЭНД 273", 5, None, retailer.id)
    async with firm.office.units.begin() as unit:
        await firm.core.reactor(unit, [sold])
    texts = {row.receiver.id: row.payload["text"] for row in await firm.told("absent")}
    assert set(texts) == {firm.director.id, firm.head.id}
    assert "Тайный Агент" in texts[firm.director.id]
    assert "Тайный Агент" not in texts[firm.head.id]
    assert "Закупка: —" in texts[firm.head.id]


async def test_a_status_changed_from_above_reaches_the_responsible(firm):
    """D3."""
    card = await firm.core.registry.card(firm.director, firm.client)
    codes = [s.code for s in await firm.core.statuses.listing(firm.director)]
    other = next(code for code in codes if code != card["status"])
    await firm.core.registry.set_status(firm.director, firm.client, card["version"], other, cause())
    (row,) = await firm.told("status")
    assert row.receiver.id == firm.manager.id
    for part in ("ООО Ромашка", "Дарья", "→"):
        assert part in row.payload["text"]


async def test_a_change_request_is_decided_with_one_tap_and_the_asker_told(firm):
    """A1: director or sysadmin; the head of sales is no administrator (POLICY ii)."""
    card = await firm.core.registry.card(firm.manager, firm.client)
    said = await firm.core.registry.change(
        firm.manager, firm.client, card["version"], {"name": "ООО Лютик"}, cause()
    )
    assert said == "requested"
    (row,) = await firm.told("approval")
    assert row.receiver.id == firm.director.id
    assert "ООО Ромашка → ООО Лютик" in row.payload["text"]
    (view,) = await firm.core.approvals.waiting(firm.director)
    await firm.core.approvals.decide(firm.director, view["id"], view["version"], True, "", cause())
    assert (await firm.core.registry.card(firm.manager, firm.client))["name"] == "ООО Лютик"
    (told,) = await firm.told("approval-decided")
    assert told.receiver.id == firm.manager.id


async def test_a_decision_and_a_change_at_once_leave_one_of_both(firm):
    """Whoever is first: an approval never stands for a price that nobody asked about (B10)."""
    await firm.core.prices.set_floor(firm.head, firm.grade, rub(120_000), None, cause=cause())
    for _ in range(3):
        deal = await firm.deal(1, price=110_000, confirmed=False)
        line = await firm.line(deal)
        view = (await firm.core.approvals.waiting(firm.director))[-1]
        change = firm.core.deals.change_line(
            firm.manager, deal, await firm.version(deal), line.id, TONNE, rub(101_000),
            cause=cause(),
        )  # fmt: skip
        decide = firm.core.approvals.decide(
            firm.director, view["id"], view["version"], True, "", cause()
        )
        said = await asyncio.gather(change, decide, return_exceptions=True)
        assert not isinstance(said[0], Exception)
        assert said[1] == "approved" or isinstance(said[1], Outdated | Stale)
        changed = await firm.line(deal)
        assert (changed.price, changed.floor_state.value) == (rub(101_000), "below")
        for one in await firm.core.approvals.waiting(firm.director):
            await firm.core.approvals.decide(
                firm.director, one["id"], one["version"], False, "price", cause()
            )
