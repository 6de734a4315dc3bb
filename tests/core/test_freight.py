"""Transport: amount and carrier's invoice, both or neither; the logistician's view (A6-A8)."""

from datetime import date
from decimal import Decimal

import pytest

from core.errors import InvalidInput, NotAllowed, NotFound, Stale
from core.orders.errors import FreightNeedsAmount, FreightNeedsFile, WrongStage
from core.orders.events import FreightFilled
from core.staff.model import Role
from tests.core.shop import BLOB, Shop, cause, rub, tonnes


@pytest.fixture
async def shop(units, clock):
    made = await Shop(units, clock).staffed()
    await made.receive(10)
    return made


async def fill(
    shop, deal, actor=None, amount=Decimal(12_200), blob=BLOB, file="счёт.pdf", vat=True
):
    return await shop.freight.fill(
        actor or shop.logistician, deal, await shop.version(deal), amount, vat, blob, file, cause()
    )


async def test_the_logistician_writes_amount_and_invoice(shop):
    deal, _ = await shop.order(2)
    await fill(shop, deal)
    found = await shop.stored(deal)
    assert (found.freight, found.freight_vat, found.freight_file) == (12_200, True, "счёт.pdf")
    assert (found.freight_blob, found.freight_by) == (BLOB, shop.logistician.id)
    [event] = shop.told(FreightFilled)
    assert (event.amount, event.by) == (12_200, shop.logistician.id)


@pytest.mark.parametrize("who", ["logistician", "manager", "head", "director"])
@pytest.mark.parametrize(
    ("blob", "file"), [(None, None), (None, "счёт.pdf"), (BLOB, None), (BLOB, " "), ("x", "a.pdf")]
)
async def test_an_amount_without_its_file_is_refused(shop, who, blob, file):
    """MUST-FAIL (A8), for everybody."""
    deal, _ = await shop.order(2)
    with pytest.raises(FreightNeedsFile):
        await fill(shop, deal, getattr(shop, who), blob=blob, file=file)
    assert (await shop.stored(deal)).freight is None


@pytest.mark.parametrize(("blob", "file"), [(BLOB, "счёт.pdf"), (BLOB, None), (None, "счёт.pdf")])
async def test_a_file_without_an_amount_is_refused(shop, blob, file):
    deal, _ = await shop.order(2)
    with pytest.raises(FreightNeedsAmount):
        await fill(shop, deal, amount=None, blob=blob, file=file)


async def test_neither_takes_it_back(shop):
    deal, _ = await shop.order(2)
    await fill(shop, deal)
    await fill(shop, deal, amount=None, blob=None, file=None)
    found = await shop.stored(deal)
    assert (found.freight, found.freight_vat, found.freight_blob, found.freight_file) == (
        None, None, None, None,
    )  # fmt: skip


@pytest.mark.parametrize("amount", ["0", "-1", "NaN", "0.001", "1E12"])
async def test_amounts_that_are_none_are_refused(shop, amount):
    deal, _ = await shop.order(2)
    with pytest.raises(InvalidInput):
        await fill(shop, deal, amount=Decimal(amount))


async def test_it_hangs_on_nothing_else_of_the_deal(shop):
    """What the seller changes meanwhile makes the logistician type nothing again."""
    deal, _ = await shop.order(2)
    await shop.do(shop.deals.note, deal, "позвонить")
    fill = shop.freight.fill
    await fill(shop.logistician, deal, None, Decimal(5), True, BLOB, "счёт.pdf", cause())
    assert (await shop.stored(deal)).freight == 5


async def test_of_two_who_fill_it_in_at_once_the_second_is_told_of_the_first(shop):
    """MUST-FAIL (P18): an amount and its invoice that nobody has seen are never overwritten."""
    deal, _ = await shop.order(2)
    fill, view = shop.freight.fill, shop.queries.card
    seen = (await view(shop.logistician, deal))["freight_at"]
    assert seen is None
    await fill(shop.logistician, deal, None, Decimal(5), True, BLOB, "счёт.pdf", cause(), seen)
    with pytest.raises(Stale) as refused:
        await fill(shop.manager, deal, None, Decimal(9), True, BLOB, "другой.pdf", cause(), seen)
    name = shop.logistician.name
    assert refused.value.fields == {"by": name, "at": shop.clock.now().isoformat()}
    assert ((await shop.stored(deal)).freight, (await shop.stored(deal)).freight_file) == (
        5,
        "счёт.pdf",
    )
    now = (await view(shop.logistician, deal))["freight_at"]
    await fill(shop.manager, deal, None, Decimal(9), True, BLOB, "другой.pdf", cause(), now)
    assert (await shop.stored(deal)).freight == 9


@pytest.mark.parametrize("who", ["manager", "head", "director"])
async def test_those_who_sell_record_transport_too(shop, who):
    """A7."""
    deal, _ = await shop.order(2)
    await fill(shop, deal, getattr(shop, who))
    assert (await shop.stored(deal)).freight == 12_200


@pytest.mark.parametrize("role", [Role.MANAGER, Role.SECRETARY, Role.LAWYER, Role.RETAILER])
async def test_others_record_no_transport(shop, role):
    other = await shop.person(role)
    deal, _ = await shop.order(2)
    with pytest.raises(NotFound):
        await fill(shop, deal, other)


async def test_the_logistician_changes_nothing_else(shop):
    """MUST-FAIL (A8): any other field, at the core."""
    deal, line = await shop.order(2)
    v, who, d, s = await shop.version(deal), shop.logistician, shop.deals, shop.shipping
    tries = [
        lambda: d.add_line(who, deal, v, shop.grade, shop.main, 1000, rub(1), cause=cause()),
        lambda: d.change_line(who, deal, v, line, 1000, cause=cause()),
        lambda: d.remove_line(who, deal, v, line, cause=cause()),
        lambda: d.set_warehouse(who, deal, v, line, shop.main, cause=cause()),
        lambda: d.set_terms(who, deal, v, 0, 0, cause=cause()),
        lambda: d.set_delivery(who, deal, v, {"city": "Тула"}, cause=cause()),
        lambda: d.note(who, deal, v, "моё", cause=cause()),
        lambda: d.offer(who, deal, v, None, cause=cause()),
        lambda: d.invoice(who, deal, v, None, cause=cause()),
        lambda: d.confirm(who, deal, v, cause=cause()),
        lambda: d.lose(who, deal, v, "нет", cause=cause()),
        lambda: d.take_reservation(who, 1, deal, rub(1), cause()),
        lambda: s.ship(who, deal, v, {line: 1000}, cause=cause()),
        lambda: s.ship_all(who, deal, v, cause=cause()),
        lambda: s.release_rest(who, deal, v, cause=cause()),
        lambda: s.pay(who, deal, v, Decimal(1), date(2026, 11, 20), cause=cause()),
        lambda: s.close(who, deal, v, cause=cause()),
        lambda: shop.prices.set_floor(who, shop.grade, rub(1), cause=cause()),
    ]
    for attempt in tries:
        with pytest.raises(NotAllowed):
            await attempt()
    assert await shop.version(deal) == v


async def test_to_the_logistician_only_orders_exist(shop):
    """A8: what is still being agreed is nobody's delivery."""
    deal = await shop.opened()
    await shop.line(deal, 1)
    for attempt in (
        lambda: shop.queries.card(shop.logistician, deal),
        lambda: fill(shop, deal),
    ):
        with pytest.raises(NotFound):
            await attempt()
    assert (await shop.queries.deliveries(shop.logistician)).rows == []


async def test_the_logistician_opens_an_order_without_the_client(shop):
    """A8: delivery address, unloading contact and hours stay visible."""
    deal, line = await shop.order(2)
    await shop.do(shop.deals.set_delivery, deal, {"city": "Тула", "ship_on": date(2026, 11, 25)})
    card = await shop.queries.card(shop.logistician, deal)
    assert card == {
        "id": deal,
        "version": await shop.version(deal),
        "own": False,
        "number": deal,
        "stage": "ordered",
        "lines": [
            {
                "id": line,
                "product": "ПЭНД 273-83",
                "product_id": shop.grade,
                "warehouse": "Основной",
                "warehouse_id": shop.main,
                "grams": tonnes(2),
                "shipped": 0,
                "released": 0,
                "open": tonnes(2),
            }
        ],
        "city": "Тула",
        "delivery_address": "Тула, Заводская 1",
        "unloading_contact": "Пётр +79000000007",
        "unloading_hours": "9-17",
        "ship_on": date(2026, 11, 25),
        "freight": None,
        "freight_file": None,
        "freight_blob": None,
        "freight_at": None,
    }
    assert (await shop.queries.deliveries(shop.logistician)).rows == [card]


async def test_nothing_of_client_price_or_terms_reaches_the_logistician(shop):
    """MUST-FAIL (A8), word by word."""
    deal, _ = await shop.order(2, rub("131234.56"))
    await shop.do(shop.deals.note, deal, "любит скидки")
    await shop.do(shop.shipping.pay, deal, Decimal("777.77"), date(2026, 11, 20))
    said = repr(await shop.queries.card(shop.logistician, deal))
    said += repr((await shop.queries.deliveries(shop.logistician)).rows)
    for secret in ("Ромашка", "131234", "777", "скидки", "Борис", "client", "price", "terms"):
        assert secret not in said


async def test_the_list_of_deals_is_closed_to_the_logistician(shop):
    for scope in ("own", "any"):
        with pytest.raises(NotAllowed):
            await shop.queries.page(shop.logistician, scope)
    with pytest.raises(NotAllowed):
        await shop.queries.deliveries(shop.manager)
    with pytest.raises(NotFound):
        await shop.queries.of_client(shop.logistician, shop.buyer)


async def test_a_lost_deal_has_no_transport(shop):
    deal = await shop.opened()
    await shop.do(shop.deals.lose, deal, "дорого")
    with pytest.raises(WrongStage):
        await fill(shop, deal, shop.manager)


async def test_margin_without_and_with_transport(shop):
    """B2, DOMAIN: (142 000 - 122 000) / 1.22 a tonne, minus 12 200 of freight with VAT inside."""
    grade = await shop.product("ПП")
    await shop.receive(5, rub(122_000), grade)
    deal, line = await shop.order(2, rub(146_400), product=grade)
    profit = (await shop.queries.card(shop.manager, deal))["profit"]
    assert (profit["without"], profit["with"], profit["why_with"]) == (
        40_000, None, "freight-unknown",
    )  # fmt: skip
    await fill(shop, deal)
    await shop.do(shop.shipping.ship, deal, {line: tonnes(1)})
    profit = (await shop.queries.card(shop.manager, deal))["profit"]
    assert (profit["without"], profit["without_percent"]) == (40_000, Decimal("16.7"))
    assert (profit["with"], profit["with_per_kg"]) == (30_000, 15)


async def test_absent_goods_count_by_the_cost_that_is_expected(shop):
    deal = await shop.opened()
    await shop.line(deal, 20, rub(122_000), warehouse=None, expected_cost=Decimal(90_000))
    profit = (await shop.queries.card(shop.manager, deal))["profit"]
    assert profit["without"] == 200_000
    await shop.line(deal, 30, rub(122_000), warehouse=None)
    profit = (await shop.queries.card(shop.manager, deal))["profit"]
    assert (profit["without"], profit["why_without"]) == (None, "cost-unknown")


async def test_two_lines_of_one_grade_do_not_count_the_cheap_lot_twice(shop):
    await shop.receive(10, rub(122_000))
    deal = await shop.opened()
    for _ in range(2):
        await shop.line(deal, 10, rub(122_000))
    profit = (await shop.queries.card(shop.manager, deal))["profit"]
    assert profit["without"] == 10 * 100_000 - Decimal("819672.13")


async def test_the_card_of_the_seller_shows_prices_floors_and_terms(shop):
    await shop.prices.set_floor(shop.head, shop.grade, rub(118_000), cause=cause())
    deal = await shop.opened()
    line = await shop.line(deal, 2, rub(122_000))
    await shop.do(shop.deals.offer, deal, date(2026, 12, 1))
    card = await shop.queries.card(shop.manager, deal)
    [shown] = card["lines"]
    assert (shown["price"], shown["price_ex_vat"], shown["sum"]) == (rub(122_000), 100, 244_000)
    assert (shown["floor"], shown["floor_state"]) == (rub(118_000), "fine")
    assert card["terms"] == {"prepayment_percent": 30, "deferral_days": 14, "request": None}
    assert (card["client"], card["client_id"], card["own"]) == ("ООО Ромашка", shop.buyer, True)
    assert card["papers"][0]["valid_until"] == date(2026, 12, 1)
    assert card["floors"] == {line: rub(118_000)}
    [row] = (await shop.queries.of_client(shop.manager, shop.buyer)).rows
    assert (row["number"], row["total"]["gross"]) == (deal, 244_000)
