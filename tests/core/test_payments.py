"""A payment written down by mistake is taken back by a row of its own (E12)."""

from datetime import date
from decimal import Decimal

import pytest

from core.errors import InvalidInput, NotAllowed, NotFound
from core.orders.errors import Unpaid
from core.orders.events import PaymentReversed
from core.orders.model import Stage
from tests.core.shop import Shop, cause, rub

DAY = date(2026, 11, 20)


@pytest.fixture
async def shop(units, clock):
    made = await Shop(units, clock).staffed()
    await made.receive(10)
    return made


async def payments(shop, deal):
    async with shop.units.read() as unit:
        return await unit.deals.payments([deal])


async def paid(shop, deal, amount):
    """The number of the payment."""
    await shop.do(shop.shipping.pay, deal, Decimal(amount), DAY)
    return (await payments(shop, deal))[-1].id


async def closed(shop):
    deal, _ = await shop.order(1, rub(130_000))
    await shop.do(shop.shipping.ship_all, deal)
    wrong = await paid(shop, deal, 99_999_999)
    await shop.do(shop.shipping.close, deal)
    return deal, wrong


async def test_a_payment_is_taken_back_and_both_rows_stay(shop):
    deal, _ = await shop.order(1, rub(130_000))
    right, wrong = await paid(shop, deal, 30_000), await paid(shop, deal, 99_999_999)
    answer = await shop.do(shop.shipping.take_back, deal, wrong, "лишние девятки")
    assert answer["rest"] == "100000.00"
    rows = await payments(shop, deal)
    assert [(one.amount, one.reverses, one.reason) for one in rows] == [
        (30_000, None, None),
        (99_999_999, None, None),
        (-99_999_999, wrong, "лишние девятки"),
    ]
    [event] = shop.told(PaymentReversed)
    assert (event.amount, event.rest, event.reason) == (99_999_999, 100_000, "лишние девятки")
    total = (await shop.queries.card(shop.manager, deal))["total"]
    assert (total["paid"], total["rest"]) == (30_000, 100_000)
    assert right not in {one.reverses for one in rows}


async def test_a_payment_is_taken_back_once(shop):
    deal, _ = await shop.order(1, rub(130_000))
    wrong = await paid(shop, deal, 5)
    version, pressed = await shop.version(deal), cause()
    back = shop.shipping.take_back
    for _ in range(2):
        await back(shop.manager, deal, version, wrong, "ошибка", cause=pressed)
    with pytest.raises(InvalidInput) as refused:
        await shop.do(back, deal, wrong, "ошибка")
    assert refused.value.code == "payment-reversed"
    [_, reversal] = await payments(shop, deal)
    with pytest.raises(NotFound):
        await shop.do(back, deal, reversal.id, "ошибка")


async def test_a_payment_of_another_deal_stays(shop):
    deal, _ = await shop.order(1)
    other, _ = await shop.order(1)
    theirs = await paid(shop, other, 5)
    with pytest.raises(NotFound):
        await shop.do(shop.shipping.take_back, deal, theirs, "ошибка")
    assert len(await payments(shop, other)) == 1


@pytest.mark.parametrize("reason", ["", "  \n"])
async def test_it_needs_a_reason(shop, reason):
    deal, _ = await shop.order(1)
    wrong = await paid(shop, deal, 5)
    with pytest.raises(InvalidInput):
        await shop.do(shop.shipping.take_back, deal, wrong, reason)
    assert len(await payments(shop, deal)) == 1


async def test_whoever_may_write_payments_down_may_take_them_back(shop):
    """A5: another manager's deal does not exist."""
    deal, _ = await shop.order(1)
    wrong = await paid(shop, deal, 5)
    for stranger, told in ((shop.rival, NotFound), (shop.logistician, NotAllowed)):
        with pytest.raises(told):
            await shop.do(shop.shipping.take_back, deal, wrong, "ошибка", actor=stranger)
    await shop.do(shop.shipping.take_back, deal, wrong, "ошибка", actor=shop.head)


async def test_a_closed_deal_that_owes_again_is_open_again(shop):
    deal, wrong = await closed(shop)
    answer = await shop.do(shop.shipping.take_back, deal, wrong, "лишние девятки")
    assert (answer["stage"], answer["rest"]) == ("shipped", "130000.00")
    found = await shop.stored(deal)
    assert (found.stage, found.ended_at) == (Stage.SHIPPED, None)
    with pytest.raises(Unpaid):
        await shop.do(shop.shipping.close, deal)


async def test_a_closed_deal_that_is_still_paid_stays_closed(shop):
    deal, wrong = await closed(shop)
    await paid(shop, deal, 130_000)
    await shop.do(shop.shipping.take_back, deal, wrong, "лишние девятки")
    assert (await shop.stored(deal)).stage is Stage.CLOSED


async def test_a_deal_that_is_open_again_is_its_clients_managers(shop):
    """An ended deal has followed no hand-over."""
    deal, wrong = await closed(shop)
    await shop.hand_over(shop.buyer, shop.rival)
    await shop.do(shop.shipping.take_back, deal, wrong, "ошибка", actor=shop.rival)
    assert (await shop.stored(deal)).person_id == shop.rival.id
