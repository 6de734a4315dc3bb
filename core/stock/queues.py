"""Waiting for goods that others hold: first come, first offered."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from core.amounts import LARGEST
from core.errors import DomainError, InvalidInput, NotFound, Stale
from core.firm import Firm
from core.ids import ClientId, ProductId, ReservationId, WaitingId, WarehouseId
from core.policy.actors import looking
from core.policy.permissions import require, require_with_client
from core.ports import Clock, React
from core.staff.model import Person
from core.stock.access import for_client
from core.stock.board import Board
from core.stock.commands import run_whole
from core.stock.errors import OutOfStock
from core.stock.model import Turn, Waiting
from core.stock.offers import offered, passed_on
from core.stock.ports import Unit, Units, WaitingLine
from core.stock.shelf import hold, positive, settled

OPEN = frozenset({Turn.WAITING, Turn.OFFERED})


class OfferGone(DomainError):
    """Nothing is offered any more: it was taken, or given up."""

    code = "offer-gone"


class OfferTaken(OfferGone):
    """By this very place in the queue: a second press is not told that the goods went elsewhere."""

    code = "offer-taken"


class Queue(Board):
    def __init__(self, units: Units, clock: Clock, firm: Firm, react: React) -> None:
        super().__init__(units, clock, firm)
        self._react = react

    async def queue(
        self,
        actor: Person,
        product: ProductId,
        warehouse: WarehouseId | None,
        grams: int,
        client: ClientId,
        *,
        cause: str,
    ) -> dict[str, Any]:
        """A place at the end: `id` and `state`, "offered" at once where enough is free already.

        `warehouse` None: wherever goods come free. Raises NotFound, InvalidInput, NotAllowed.
        """
        now = self._clock.now()
        if positive(grams) > LARGEST:
            raise InvalidInput("quantity-range")

        async def wait(unit: Unit, person: Person) -> dict[str, Any]:
            require(person, "reservation:place")
            await for_client(unit, person, client)
            place = Waiting(
                WaitingId(0), product, warehouse, client, person.id, grams, placed_at=now
            )
            number = await self._queued(unit, place)
            found = await unit.reservations.waiting(number)
            return {"id": number, "state": (found or place).state.value}

        return await run_whole(self._units, actor, cause, now, wait)

    async def _queued(self, unit: Unit, place: Waiting) -> WaitingId:
        now = place.placed_at
        if place.product_id not in await unit.products.by_ids([place.product_id]):
            raise NotFound
        candidates = [place.warehouse_id] if place.warehouse_id is not None else []
        if not candidates:
            candidates = await unit.stock.with_free(place.product_id, place.grams, now)
        shelves = [
            await settled(unit, self._react, place.product_id, where, now)
            for where in sorted(candidates)
        ]
        number = await unit.reservations.add_waiting(place)
        for shelf in shelves:
            if shelf.freed:
                await passed_on(unit, self._react, shelf, now)
            else:
                await offered(unit, self._react, shelf, now)
        return number

    async def leave_queue(
        self, actor: Person, waiting: WaitingId, version: int, *, cause: str
    ) -> None:
        """Gives the place up. Raises OfferGone, Stale, NotFound."""
        now = self._clock.now()

        async def leave(unit: Unit, person: Person) -> dict[str, Any]:
            place = await unit.reservations.lock_waiting(waiting)
            current = _as_seen(person, place, version)
            await unit.reservations.change_waiting(replace(current, state=Turn.LEFT), now)
            return {}

        await run_whole(self._units, actor, cause, now, leave)

    async def take_offer(
        self, actor: Person, waiting: WaitingId, version: int, *, cause: str
    ) -> ReservationId:
        """The offered goods are reserved for whoever waited.

        Raises OutOfStock where somebody was quicker (the place in the queue is kept), OfferGone,
        Stale, NotFound.
        """
        now = self._clock.now()

        async def take(unit: Unit, person: Person) -> dict[str, Any]:
            require(person, "reservation:place")
            return await self._taken(unit, person, waiting, version)

        answer = await run_whole(self._units, actor, cause, now, take)
        if answer["id"] is None:
            raise OutOfStock(answer["free"])
        return ReservationId(answer["id"])

    async def _taken(
        self, unit: Unit, person: Person, waiting: WaitingId, version: int
    ) -> dict[str, Any]:
        now = self._clock.now()
        seen = _as_seen(person, await unit.reservations.waiting(waiting), version)
        where = seen.offered_warehouse_id
        if where is None or seen.state is not Turn.OFFERED:
            raise OfferGone
        shelf = await settled(unit, self._react, seen.product_id, where, now)
        place = _as_seen(person, await unit.reservations.lock_waiting(waiting), version)
        if not shelf.warehouse.open(now) or place.grams > shelf.balance.free:
            back = replace(place, state=Turn.WAITING, offered_at=None, offered_warehouse_id=None)
            await unit.reservations.change_waiting(back, now)
            await passed_on(unit, self._react, shelf, now)
            return {"id": None, "free": shelf.balance.free}
        await unit.reservations.change_waiting(replace(place, state=Turn.TAKEN), now)
        made = await hold(
            unit,
            self._react,
            place.person_id,
            place.client_id,
            place.product_id,
            where,
            place.grams,
            now,
            lapses_at=now + timedelta(days=self._firm.reservation_days),
        )
        left = replace(shelf.balance, reserved=shelf.balance.reserved + made.grams)
        await passed_on(unit, self._react, replace(shelf, balance=left), now)
        return {"id": made.id, "free": 0}

    async def my_queue(self, actor: Person) -> list[dict[str, Any]]:
        """What the actor waits for, and what is offered to him."""
        async with self._units.read() as unit:
            person = await looking(unit.people, actor)
            require(person, "reservation:read:own")
            lines = await unit.reservations.waiting_lines(person.id)
        return [_view(line) for line in lines]


def _as_seen(person: Person, place: Waiting | None, version: int) -> Waiting:
    """Raises NotAllowed, OfferTaken, OfferGone, Stale."""
    require_with_client(person, "reservation:release", place)
    if place is None:
        raise NotFound
    if place.state not in OPEN:
        raise OfferTaken if place.state is Turn.TAKEN else OfferGone
    if place.version != version:
        raise Stale
    return place


def _view(line: WaitingLine) -> dict[str, Any]:
    place = line.waiting
    return {
        "id": place.id,
        "version": place.version,
        "product": line.product,
        "product_id": place.product_id,
        "warehouse": line.warehouse,
        "warehouse_id": place.offered_warehouse_id or place.warehouse_id,
        "client": line.client,
        "client_id": place.client_id,
        "grams": place.grams,
        "state": place.state.value,
        "placed_at": place.placed_at,
        "offered_at": place.offered_at,
    }
