"""A16: a warehouse comes to its term with goods in it: moved, written off, or its term extended."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from core.errors import InvalidInput, NotFound
from core.ids import ProductId, WarehouseId
from core.policy.actors import looking
from core.policy.permissions import require
from core.ports import Clock, React
from core.staff.model import Person
from core.stock import lots
from core.stock.catalog import ahead, as_seen
from core.stock.commands import run_whole
from core.stock.errors import StillReserved, WarehouseEnded
from core.stock.events import ReservationMoved, WarehouseSettled
from core.stock.lots import Entry
from core.stock.model import Kind, Shelf, Warehouse
from core.stock.offers import passed_on
from core.stock.ports import Unit, Units
from core.stock.shelf import settled
from core.stock.wording import reason_of

MOVED, ZEROED, EXTENDED = "moved", "zeroed", "extended"


class Terms:
    """Each of the three is one transaction on the warehouse as the actor saw it (`version`).

    A second press is told who was first, and when (Stale).
    """

    def __init__(self, units: Units, clock: Clock, react: React) -> None:
        self._units = units
        self._clock = clock
        self._react = react

    async def look(
        self, actor: Person, warehouse: WarehouseId, version: int | None = None
    ) -> dict[str, Any]:
        """`name`, `until`, `version`, `goods` (product, on_hand, reserved) as it stands now.

        Raises Stale when it is not as `version` was, NotFound, NotAllowed.
        """
        async with self._units.read() as unit:
            require(await looking(unit.people, actor), "warehouse:edit")
            found = await unit.products.warehouse(warehouse)
            if found is None or found.closed_at is not None:
                raise NotFound
            if version is not None:
                found = await as_seen(unit, warehouse, version)
            lying = await unit.stock.lying(warehouse)
        goods = [
            {"product": name, "on_hand": one.on_hand, "reserved": one.reserved}
            for name, one in lying
        ]
        return {
            "id": found.id,
            "name": found.name,
            "until": found.until,
            "version": found.version,
            "goods": goods,
        }

    async def targets(self, actor: Person, warehouse: WarehouseId) -> list[Warehouse]:
        """Where the goods may go: open, of unlimited life, and not that one itself."""
        async with self._units.read() as unit:
            require(await looking(unit.people, actor), "warehouse:edit")
            found = await unit.products.warehouses()
        return [one for one in found if one.until is None and one.id != warehouse]

    async def move_all(
        self,
        actor: Person,
        warehouse: WarehouseId,
        version: int,
        target: WarehouseId,
        reason: str,
        *,
        cause: str,
    ) -> dict[str, Any]:
        """Everything there goes to a warehouse of unlimited life; `grams`, `reserved`.

        Reservations go along with their goods, and so do the lines of their deals: what has
        been promised is kept. Raises InvalidInput, WarehouseEnded, Stale, NotFound, NotAllowed.
        """
        now, why = self._clock.now(), reason_of(reason)

        async def carry(unit: Unit, person: Person) -> dict[str, Any]:
            _require(person)
            place = await as_seen(unit, warehouse, version)
            goal = _fit(await unit.products.warehouse(target), place, now)
            out = Entry(Kind.MOVED_OUT, why, person.id, now)
            done = await self._carry(unit, place, goal, out)
            event = WarehouseSettled(place, MOVED, person.id, now, target=goal.name)
            await self._settle(unit, event, place)
            return done

        return await run_whole(self._units, actor, cause, now, carry)

    async def _carry(
        self, unit: Unit, place: Warehouse, goal: Warehouse, out: Entry
    ) -> dict[str, Any]:
        """Deals are locked ahead of balances, balances in rising order: as everywhere."""
        await unit.reservations.hold_deals(place.id)
        grams = reserved = 0
        for product in await self._products(unit, place):
            both = {
                house: await settled(unit, self._react, product, house, out.at)
                for house in sorted((place.id, goal.id))
            }
            source = both[place.id].balance
            await self._carry_one(unit, both[place.id], both[goal.id], out)
            grams, reserved = grams + source.on_hand, reserved + source.reserved
        return {"grams": grams, "reserved": reserved}

    @staticmethod
    async def _products(unit: Unit, place: Warehouse) -> Sequence[ProductId]:
        return [one.product_id for _, one in await unit.stock.lying(place.id)]

    async def _carry_one(self, unit: Unit, source: Shelf, target: Shelf, out: Entry) -> None:
        """What is held there stays held: by the same people, for the same clients, as long."""
        balance = source.balance
        if balance.on_hand:
            target = await lots.carry(
                unit, self._react, source, target, balance.on_hand, out, reserved=balance.reserved
            )
            target = await self._take_along(unit, source, target, out)
        await passed_on(unit, self._react, target, out.at)

    async def _take_along(self, unit: Unit, source: Shelf, target: Shelf, out: Entry) -> Shelf:
        moved = await unit.reservations.rehome(
            source.balance.product_id,
            source.balance.warehouse_id,
            target.balance.warehouse_id,
            out.person,
            out.at,
        )
        if not moved:
            return target
        held = target.balance.reserved + sum(one.grams for one in moved)
        balance = replace(target.balance, reserved=held)
        await unit.stock.write(balance)
        await self._react(unit, [ReservationMoved(one, out.person) for one in moved])
        return replace(target, balance=balance)

    async def write_off_all(
        self, actor: Person, warehouse: WarehouseId, version: int, reason: str, *, cause: str
    ) -> dict[str, Any]:
        """Nothing is left there; `grams` that are gone. By those who decide on write-offs (E5).

        Raises StillReserved where something is promised: nothing changes then. Stale, NotFound,
        NotAllowed, InvalidInput.
        """
        now, why = self._clock.now(), reason_of(reason)

        async def drop(unit: Unit, person: Person) -> dict[str, Any]:
            _require(person)
            require(person, "approval:decide:write-off")
            place = await as_seen(unit, warehouse, version)
            grams = await self._drop(unit, place, Entry(Kind.WRITTEN_OFF, why, person.id, now))
            await self._settle(unit, WarehouseSettled(place, ZEROED, person.id, now), place)
            return {"grams": grams}

        return await run_whole(self._units, actor, cause, now, drop)

    async def _drop(self, unit: Unit, place: Warehouse, entry: Entry) -> int:
        products = await self._products(unit, place)
        shelves = [await settled(unit, self._react, one, place.id, entry.at) for one in products]
        reserved = sum(one.balance.reserved for one in shelves)
        if reserved:
            raise StillReserved(reserved)
        grams = 0
        for shelf in shelves:
            if shelf.balance.on_hand:
                await lots.draw(unit, self._react, shelf, shelf.balance.on_hand, entry)
            grams += shelf.balance.on_hand
        return grams

    async def extend_term(
        self,
        actor: Person,
        warehouse: WarehouseId,
        version: int,
        until: datetime | None,
        *,
        cause: str,
    ) -> None:
        """Another term; None is an unlimited life. Raises Stale, InvalidInput, NotFound."""
        now = self._clock.now()
        term = ahead(until, now)

        async def change(unit: Unit, person: Person) -> dict[str, Any]:
            require(person, "warehouse:edit")
            place = await as_seen(unit, warehouse, version)
            event = WarehouseSettled(place, EXTENDED, person.id, now, until=term)
            await self._settle(unit, event, replace(place, until=term))
            return {}

        await run_whole(self._units, actor, cause, now, change)

    async def _settle(self, unit: Unit, event: WarehouseSettled, after: Warehouse) -> None:
        changed = replace(after, changed_by=event.person, changed_at=event.at)
        await unit.products.change_warehouse(changed)
        await self._react(unit, [event])


def _require(person: Person) -> None:
    """Whoever sees to a whole warehouse changes what lies in it, too."""
    require(person, "warehouse:edit")
    require(person, "stock:edit")


def _fit(goal: Warehouse | None, place: Warehouse, now: datetime) -> Warehouse:
    """Raises NotFound, WarehouseEnded, InvalidInput."""
    if goal is None:
        raise NotFound
    if goal.id == place.id:
        raise InvalidInput("same-warehouse")
    if not goal.open(now):
        raise WarehouseEnded
    if goal.until is not None:
        raise InvalidInput("warehouse-limited")
    return goal
