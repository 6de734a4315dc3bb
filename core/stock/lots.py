"""Goods come and go: lots, movements and the balance, always the three together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from core.amounts import Price
from core.ids import LotId, PersonId, ShipmentId
from core.ports import React
from core.stock.events import StockChanged
from core.stock.model import Balance, Kind, Lot, Movement, Shelf
from core.stock.ports import Unit


@dataclass(frozen=True, slots=True)
class Entry:
    """A2: what the ledger says of a change beside its figures: who, when, why."""

    kind: Kind
    reason: str
    person: PersonId | None
    at: datetime
    shipment: ShipmentId | None = None


async def draw(
    unit: Unit, react: React, shelf: Shelf, grams: int, entry: Entry, *, reserved: int = 0
) -> list[tuple[Lot, int]]:
    """Takes from the oldest lots; `reserved` of the grams had been held.

    The caller has seen that there are enough. Lots, and grams of each.
    """
    balance = shelf.balance
    parts = _oldest(await unit.stock.open_lots(balance.product_id, balance.warehouse_id), grams)
    await unit.stock.set_remaining({lot.id: lot.remaining - part for lot, part in parts})
    await _append(unit, balance, [(lot.id, -part) for lot, part in parts], entry)
    after = replace(balance, reserved=balance.reserved - reserved)
    await _write(unit, react, balance, after, -grams, entry)
    return parts


def _oldest(lots: Sequence[Lot], grams: int) -> list[tuple[Lot, int]]:
    parts, wanted = [], grams
    for one in lots:
        part = min(one.remaining, wanted)
        parts.append((one, part))
        wanted -= part
        if wanted == 0:
            break
    return parts


async def bring(unit: Unit, react: React, shelf: Shelf, lots: Sequence[Lot], entry: Entry) -> Shelf:
    """New lots arrive; what they hold is free."""
    numbers = await unit.stock.add_lots(lots)
    parts = [(number, one.received) for number, one in zip(numbers, lots, strict=True)]
    await _append(unit, shelf.balance, parts, entry)
    grams = sum(part for _, part in parts)
    balance = await _write(unit, react, shelf.balance, shelf.balance, grams, entry)
    return replace(shelf, balance=balance, freed=True)


async def carry(
    unit: Unit,
    react: React,
    source: Shelf,
    target: Shelf,
    grams: int,
    out: Entry,
    *,
    reserved: int = 0,
) -> Shelf:
    """To another warehouse with their price and their age; the target afterwards (A16)."""
    parts = await draw(unit, react, source, grams, out, reserved=reserved)
    arriving = [
        arrived(target.balance, part, lot.arrived_at, lot.price, lot.rate) for lot, part in parts
    ]
    return await bring(unit, react, target, arriving, replace(out, kind=Kind.MOVED_IN))


def arrived(
    balance: Balance,
    grams: int,
    at: datetime,
    price: Price | None = None,
    rate: Decimal | None = None,
) -> Lot:
    """A lot that has just come; the database gives it its id."""
    return Lot(
        id=LotId(0),
        product_id=balance.product_id,
        warehouse_id=balance.warehouse_id,
        arrived_at=at,
        received=grams,
        remaining=grams,
        price=price,
        rate=Decimal(1) if rate is None else rate,
    )


async def confirmed(unit: Unit, balance: Balance, entry: Entry) -> None:
    """A count that found what was expected stands in the ledger, too."""
    await unit.stock.append([movement(balance, None, balance.on_hand, 0, entry)])
    await unit.stock.write(replace(balance, version=balance.version + 1))


def movement(
    balance: Balance, lot: LotId | None, before: int, grams: int, entry: Entry
) -> Movement:
    return Movement(
        product_id=balance.product_id,
        warehouse_id=balance.warehouse_id,
        lot_id=lot,
        kind=entry.kind,
        grams=grams,
        before=before,
        after=before + grams,
        reason=entry.reason,
        person_id=entry.person,
        at=entry.at,
        shipment_id=entry.shipment,
    )


async def _append(
    unit: Unit, balance: Balance, parts: Sequence[tuple[LotId, int]], entry: Entry
) -> None:
    """One row a lot; `before` and `after` run on from row to row."""
    rows, before = [], balance.on_hand
    for lot, grams in parts:
        rows.append(movement(balance, lot, before, grams, entry))
        before += grams
    await unit.stock.append(rows)


async def _write(
    unit: Unit, react: React, before: Balance, after: Balance, grams: int, entry: Entry
) -> Balance:
    after = replace(after, on_hand=before.on_hand + grams, version=before.version + 1)
    await unit.stock.write(after)
    changed = StockChanged(
        product=before.product_id,
        warehouse=before.warehouse_id,
        kind=entry.kind,
        before=before.on_hand,
        after=after.on_hand,
        reason=entry.reason,
        person=entry.person,
        at=entry.at,
    )
    await react(unit, [changed])
    return after
