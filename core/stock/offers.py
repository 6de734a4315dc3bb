"""Goods that came free go to those who have waited longest."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from core.ports import React
from core.stock.events import GoodsFreed, GoodsOffered
from core.stock.model import Balance, Shelf, Turn, Waiting
from core.stock.ports import Unit

OFFER_LIFE = timedelta(hours=24)
"""So long an offer keeps others in the queue from being offered the same goods."""


async def passed_on(unit: Unit, react: React, shelf: Shelf, now: datetime) -> None:
    """Goods that came free in this transaction are told of, and offered."""
    balance = shelf.balance
    if not shelf.freed or balance.free <= 0:
        return
    freed = GoodsFreed(balance.product_id, balance.warehouse_id, balance.free, now)
    await react(unit, [freed])
    await offered(unit, react, shelf, now)


async def offered(unit: Unit, react: React, shelf: Shelf, now: datetime) -> None:
    """An offer holds nothing; two get one at once only where there is enough for both."""
    balance = shelf.balance
    if shelf.archived or not shelf.warehouse.open(now):
        return
    queue = await unit.reservations.queue(balance.product_id, balance.warehouse_id)
    chosen = [
        replace(
            one,
            state=Turn.OFFERED,
            offered_at=now,
            offered_warehouse_id=balance.warehouse_id,
        )
        for one in _next(queue, balance, now)
    ]
    for one in chosen:
        await unit.reservations.change_waiting(one, now)
    if chosen:
        await react(unit, [GoodsOffered(replace(one, version=one.version + 1)) for one in chosen])


def _next(queue: Sequence[Waiting], balance: Balance, now: datetime) -> list[Waiting]:
    """By age; behind them those whose earlier offer nobody has answered for a day."""
    waiting = [one for one in queue if one.state is Turn.WAITING]
    asked = [one for one in queue if one.state is Turn.OFFERED]
    fresh = [one for one in asked if one.offered_at and now - one.offered_at < OFFER_LIFE]
    free = balance.free - sum(one.grams for one in fresh)
    found = []
    for one in [*waiting, *(old for old in asked if old not in fresh)]:
        if one.grams <= free:
            free -= one.grams
            found.append(one)
    return found
