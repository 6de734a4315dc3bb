"""The figures of a day are the same on the board and in the digests, whoever asks (B2, B3)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text as sql

from core.staff.model import Role
from tests.core.dealings import Dealings
from tests.core.test_agenda import shipped
from tests.core.test_digest_daily import EVENING, HELD, MONDAY, at, moscow, text_of

QUEUED = HELD.replace("held", "queued")
TRADES = "UPDATE people SET role = 'retailer' WHERE id = :id"


@pytest.fixture
async def firm(office):
    await office.core.schedule.tick()
    return await Dealings(office).opened()


async def board(firm):
    firm.office.later(4)
    await firm.core.board.tick()
    row = (await firm.office.rows(code="board"))[-1]
    return row.payload["text"].replace("\xa0", " ")


async def worked(firm):
    """Of the manager's day: an offer, a shipment of a deal that is over, an answer."""
    message = await firm.office.writes("почём?", phone="+79000000009")
    owner = await firm.office.owner_of(message.client_id)
    await firm.do(firm.core.deals.offer, await firm.deal(1, 130_000, confirmed=False), None)
    deal = await shipped(firm, days=14, tonnes=2)
    await firm.do(firm.core.shipping.pay, deal, Decimal(260_000), MONDAY.date())
    await firm.do(firm.core.shipping.close, deal)
    async with firm.office.units.read() as unit:
        await firm.office.answers(await unit.people.get(owner), message)
    firm.office.later(6)
    await firm.office.sent()
    return owner


async def test_the_work_of_who_was_dismissed_today_stays_in_the_firm_s_figures(firm):
    await at(firm.office, MONDAY)
    owner = await worked(firm)
    for gone in {firm.manager.id, owner}:
        await firm.core.handover.dismiss(gone, firm.head.id)
    told = await board(firm)
    assert "Отгрузки сегодня: 1 · 2 т" in told
    assert "WhatsApp сегодня: от клиентов 1, от нас 1" in told
    assert "КП сегодня: 1" in told
    await at(firm.office, MONDAY + timedelta(hours=9))
    same = ["🧾 Отправлено КП: 1", "🚚 Отгружено: 2 т", "💬 Ответов клиентам: 1"]
    for reader in (firm.director, firm.head):
        assert (await text_of(firm.office, reader, EVENING)).splitlines()[1:4] == same
    await at(firm.office, moscow(11, 24, 9))
    assert "🚚 Отгружено 23.11.2026: 2 т" in await text_of(firm.office, firm.director)


async def test_a_retailer_s_work_is_in_neither(firm):
    """R6: what the head of sales counts tells him nothing of a retailer."""
    await at(firm.office, MONDAY)
    owner = await worked(firm)
    async with firm.office.units.begin() as unit:
        for one in {firm.manager.id, owner}:
            await unit._connection.execute(sql(TRADES), {"id": one})
    told = await board(firm)
    assert "Отгрузки сегодня: 0" in told
    assert "от нас 0" in told
    assert "КП сегодня: 0" in told
    await at(firm.office, MONDAY + timedelta(hours=9))
    assert await firm.office.rows(code=EVENING) == []
    await at(firm.office, moscow(11, 24, 9))
    assert "🚚 Отгружено 23.11.2026: 0 т" in await text_of(firm.office, firm.director)


@pytest.mark.parametrize("stuck", [HELD, QUEUED])
async def test_an_answer_that_has_not_left_is_counted_by_neither(office, stuck):
    await office.core.schedule.tick()
    await office.person(Role.DIRECTOR, "Дарья")
    manager = await office.person()
    await at(office, MONDAY)
    message = await office.writes("почём?")
    await office.answers(manager, message)
    async with office.units.begin() as unit:
        await unit._connection.execute(sql(stuck))
    await office.core.board.tick()
    (row,) = await office.rows(code="board")
    assert "WhatsApp сегодня: от клиентов 1, от нас 0" in row.payload["text"]
    await at(office, MONDAY + timedelta(hours=9))
    assert await office.rows(code=EVENING) == []
