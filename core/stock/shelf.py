"""Everything that changes what is on hand or held, over an open transaction.

The balance row is the root: it is locked first, then whatever is due lapses, then one decides.
So stock is right although the scheduler slept, and nobody reserves the same gram twice (P11).
Whoever touches several balances takes them in rising order of (product, warehouse).
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from core.errors import InvalidInput, NotFound
from core.ids import (
    ClientId,
    DealId,
    LineId,
    LotId,
    PersonId,
    ProductId,
    ReservationId,
    ShipmentId,
    WarehouseId,
)
from core.ports import React
from core.stock.errors import OutOfStock, ReservationEnded, WarehouseEnded
from core.stock.events import (
    ReservationBound,
    ReservationLapsed,
    ReservationPlaced,
    ReservationReleased,
    ReservationShipped,
)
from core.stock.lots import Entry, draw
from core.stock.model import Kind, Lot, Reservation, Shelf, State
from core.stock.offers import passed_on
from core.stock.ports import Unit

Drawn = tuple[LotId, int, Decimal | None]
"""A lot, grams that left it, and what they cost in roubles ex VAT, unrounded; None: not known."""


async def settled(
    unit: Unit, react: React, product: ProductId, warehouse: WarehouseId, now: datetime
) -> Shelf:
    """The balance, locked, after everything due there has lapsed (A4). Raises NotFound.

    Whoever calls it calls `passed_on` at the end.
    """
    shelf = await unit.stock.lock(product, warehouse, now)
    if shelf is None:
        raise NotFound
    if not shelf.due:
        return shelf
    await unit.reservations.end([one.id for one in shelf.due], State.LAPSED, now, None)
    lapsed = [replace(one, state=State.LAPSED, ended_at=now) for one in shelf.due]
    await react(unit, [ReservationLapsed(one, now) for one in lapsed])
    return await put_back(unit, shelf, sum(one.grams for one in lapsed))


async def put_back(unit: Unit, shelf: Shelf, grams: int) -> Shelf:
    """So many reserved grams are free again."""
    balance = replace(shelf.balance, reserved=shelf.balance.reserved - grams)
    await unit.stock.write(balance)
    return replace(shelf, balance=balance, due=(), freed=True)


async def hold(
    unit: Unit,
    react: React,
    person: PersonId,
    client: ClientId,
    product: ProductId,
    warehouse: WarehouseId,
    grams: int,
    now: datetime,
    *,
    lapses_at: datetime | None,
    deal: DealId | None = None,
    line: LineId | None = None,
) -> Reservation:
    """Free goods are held for a client. `lapses_at` None: by a confirmed order.

    Raises OutOfStock, WarehouseEnded, NotFound.
    """
    shelf = await settled(unit, react, product, warehouse, now)
    if shelf.archived or not shelf.warehouse.open(now):
        raise WarehouseEnded
    if positive(grams) > shelf.balance.free:
        raise OutOfStock(shelf.balance.free)
    reservation = Reservation(
        id=ReservationId(0),
        product_id=product,
        warehouse_id=warehouse,
        client_id=client,
        person_id=person,
        placed=grams,
        grams=grams,
        placed_at=now,
        lapses_at=lapses_at,
        deal_id=deal,
        line_id=line,
    )
    reservation = replace(reservation, id=await unit.reservations.add(reservation))
    balance = replace(shelf.balance, reserved=shelf.balance.reserved + grams)
    await unit.stock.write(balance)
    await react(unit, [ReservationPlaced(reservation, person)])
    await passed_on(unit, react, replace(shelf, balance=balance), now)
    return reservation


def positive(grams: int) -> int:
    """Raises InvalidInput."""
    if grams <= 0:
        raise InvalidInput("quantity-range")
    return grams


async def held(
    unit: Unit, react: React, reservation: ReservationId, now: datetime
) -> tuple[Shelf, Reservation]:
    """The reservation as it stands under the lock of its balance.

    Raises NotFound, and ReservationEnded where its time is over: of an extension and a lapse
    one wins (fault 29). That the lapse is then undone with the refusal does no harm: the next
    look, or the sweep, finds it due again. One that has gone to another warehouse while the lock
    was waited for (A16) is looked for there.
    """
    seen = await unit.reservations.get(reservation)
    if seen is None:
        raise NotFound
    shelf = await settled(unit, react, seen.product_id, seen.warehouse_id, now)
    current = await unit.reservations.get(reservation)
    if current is None:
        raise NotFound
    if current.warehouse_id != seen.warehouse_id:
        await passed_on(unit, react, shelf, now)
        return await held(unit, react, reservation, now)
    if not current.is_active(now):
        raise ReservationEnded(state=current.state_at(now).value)
    return shelf, current


async def bind(
    unit: Unit,
    react: React,
    reservation: Reservation,
    deal: DealId,
    line: LineId,
    person: PersonId,
    now: datetime,
    *,
    lasting: bool,
) -> Reservation:
    """Takes it into a deal; `lasting`: the order is confirmed, it does not lapse any more.

    Raises ReservationEnded.
    """
    shelf, current = await held(unit, react, reservation.id, now)
    bound = replace(
        current,
        deal_id=deal,
        line_id=line,
        lapses_at=None if lasting else current.lapses_at,
        changed_by=person,
        changed_at=now,
    )
    await unit.reservations.change(bound)
    await passed_on(unit, react, shelf, now)
    bound = replace(bound, version=bound.version + 1)
    await react(unit, [ReservationBound(bound, person)])
    return bound


async def free_up(
    unit: Unit,
    react: React,
    reservation: Reservation,
    state: State,
    now: datetime,
    person: PersonId | None = None,
) -> None:
    """What is still held of it is free again. Raises ReservationEnded."""
    shelf, current = await held(unit, react, reservation.id, now)
    ended = replace(current, state=state, ended_at=now, changed_by=person, changed_at=now)
    await unit.reservations.change(ended)
    shelf = await put_back(unit, shelf, current.grams)
    await react(unit, [ReservationReleased(replace(ended, version=ended.version + 1), person)])
    await passed_on(unit, react, shelf, now)


async def consume(
    unit: Unit,
    react: React,
    product: ProductId,
    warehouse: WarehouseId,
    grams: int,
    reservation: Reservation | None,
    shipment_id: ShipmentId | None,
    person: PersonId,
    now: datetime,
    *,
    day: Callable[[datetime], date],
) -> list[Drawn]:
    """A17, A18: goods leave; the reservation first, then free stock, the oldest lots first.

    `day`: the firm's calendar day of a moment, by which VAT inside a lot's price is taken out.
    Raises OutOfStock with what could leave, NotFound.
    """
    shelf = await settled(unit, react, product, warehouse, now)
    taken = await _from_reservation(unit, shelf, positive(grams), reservation, now)
    own = 0 if taken is None else taken[1]
    if grams - own > shelf.balance.free:
        raise OutOfStock(shelf.balance.free + own)
    if taken is not None:
        await _shipped_from(unit, react, taken, person, now)
    entry = Entry(Kind.SHIPPED, "", person, now, shipment_id)
    drawn = await draw(unit, react, shelf, grams, entry, reserved=own)
    await passed_on(unit, react, shelf, now)
    percents = await _percents(unit, product, drawn)
    return [
        (lot.id, part, lot.cost(part, _at(percents, day(lot.arrived_at)))) for lot, part in drawn
    ]


async def _from_reservation(
    unit: Unit, shelf: Shelf, grams: int, reservation: Reservation | None, now: datetime
) -> tuple[Reservation, int] | None:
    """Grams that it gives; one that has ended gives nothing, its goods are free."""
    if reservation is None:
        return None
    current = await unit.reservations.get(reservation.id)
    balance = shelf.balance
    if current is None or not current.is_active(now):
        return None
    if (current.product_id, current.warehouse_id) != (balance.product_id, balance.warehouse_id):
        raise NotFound
    return current, min(grams, current.grams)


async def _shipped_from(
    unit: Unit, react: React, taken: tuple[Reservation, int], person: PersonId, now: datetime
) -> None:
    reservation, grams = taken
    left = reservation.grams - grams
    after = replace(reservation, grams=left, changed_by=person, changed_at=now)
    if left == 0:
        after = replace(after, state=State.SHIPPED, ended_at=now)
    await unit.reservations.change(after)
    shipped = replace(after, version=after.version + 1)
    await react(unit, [ReservationShipped(shipped, grams, person)])


async def _percents(
    unit: Unit, product: ProductId, drawn: Sequence[tuple[Lot, int]]
) -> list[tuple[date, int]]:
    asked = any(lot.price is not None and lot.price.vat for lot, _ in drawn)
    return await unit.stock.vat_percents(product) if asked else []


def _at(percents: Sequence[tuple[date, int]], day: date) -> int | None:
    return next((percent for since, percent in percents if since <= day), None)


async def free(unit: Unit, product: ProductId, warehouse: WarehouseId, now: datetime) -> int:
    """Grams that may be promised there now; 0 where nothing ever lay. Only reads."""
    for line in await unit.stock.lines(product, now):
        if line.balance.warehouse_id == warehouse:
            return line.balance.free + line.due
    return 0
