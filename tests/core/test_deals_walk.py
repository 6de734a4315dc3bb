"""Sellers who cross each other at random: afterwards every book says the same (P11, fault 8)."""

import asyncio
import random

import pytest
from sqlalchemy import func, select

from core.errors import DomainError, StorageUnavailable
from core.orders.model import Stage
from core.stock.model import Kind
from storage.tables import balances, deal_lines, movements, reservations, shipment_lines
from tests.core.shop import Shop, cause, rub, tonnes

STEPS, AT_ONCE = 15, 3


@pytest.fixture
async def shop(units, clock):
    made = await Shop(units, clock).staffed()
    await made.receive(40)
    return made


async def confirm(shop, dice, deal):
    await shop.line(deal, dice.randint(1, 9))
    await shop.do(shop.deals.confirm, deal)


async def ship(shop, dice, deal):
    lines = [line for line in await shop.lines(deal) if line.open]
    parts = {line.id: dice.randint(1, line.open + tonnes(0.1)) for line in lines}
    await shop.do(shop.shipping.ship, deal, parts)


async def complete(shop, _, deal):
    await shop.do(shop.shipping.ship_all, deal)


async def release(shop, _, deal):
    await shop.do(shop.shipping.release_rest, deal)


async def lose(shop, _, deal):
    await shop.do(shop.deals.lose, deal, "нет")


async def reserve(shop, dice, deal):
    held = await shop.booking.place(
        shop.manager, shop.grade, shop.main, tonnes(dice.randint(1, 5)), shop.buyer, cause=cause()
    )
    await shop.deals.take_reservation(shop.manager, held["id"], deal, rub(130_000), cause())


async def receive(shop, *_):
    await shop.receive(2)


async def wait(shop, *_):
    shop.clock.advance(86_400)
    await shop.booking.sweep(shop.clock.now())


ACTIONS = (confirm, confirm, ship, ship, complete, release, lose, reserve, receive, wait)


async def one(shop, dice, deals):
    deal = dice.choice(deals)
    if (await shop.stored(deal)).stage in {Stage.SHIPPED, Stage.LOST}:
        deal = await shop.opened()
        deals.append(deal)
    await dice.choice(ACTIONS)(shop, dice, deal)


async def the_books_agree(shop):
    async with shop.units.read() as unit:
        ask = unit._connection.scalar
        on_hand, held = await shop.stock()
        moved = await ask(select(func.sum(movements.c.grams)))
        left = await ask(
            select(func.sum(movements.c.grams)).where(movements.c.kind == Kind.SHIPPED.value)
        )
        active = await ask(
            select(func.sum(reservations.c.grams)).where(reservations.c.state == "active")
        )
        sent = await ask(select(func.sum(shipment_lines.c.grams)))
        owed = await ask(select(func.sum(deal_lines.c.shipped)))
        assert (on_hand, held) == (moved, active or 0)
        assert -(left or 0) == (sent or 0) == (owed or 0)
        assert await ask(select(func.min(balances.c.on_hand - balances.c.reserved))) >= 0


@pytest.mark.parametrize("seed", [1, 2])
async def test_however_orders_cross_the_books_agree(shop, seed):
    dice = random.Random(seed)
    deals = [await shop.opened() for _ in range(AT_ONCE)]
    for _ in range(STEPS):
        ended = await asyncio.gather(
            *(one(shop, dice, deals) for _ in range(AT_ONCE)), return_exceptions=True
        )
        bugs = [e for e in ended if isinstance(e, Exception) and not isinstance(e, DomainError)]
        assert [bug for bug in bugs if not isinstance(bug, StorageUnavailable)] == []
        await the_books_agree(shop)
    for deal in deals:
        if (await shop.stored(deal)).stage in {Stage.ORDERED, Stage.SHIPPING}:
            await complete(shop, dice, deal)
    await shop.receive(1)
    last, _ = await shop.order(1)
    await complete(shop, dice, last)
    await the_books_agree(shop)
    assert (await shop.stored(last)).stage is Stage.SHIPPED
