"""A4: goods are held for a client for some days; then they are everybody's again."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from core.errors import Stale
from core.ids import ClientId, PersonId, ProductId, ReservationId, WarehouseId
from core.policy.permissions import require, require_with_client
from core.staff.model import Person
from core.stock.access import for_client
from core.stock.commands import run_whole
from core.stock.errors import ExtensionEarly, ExtensionsUsed, ReservationBound, WarehouseEnded
from core.stock.events import ReservationExtended
from core.stock.model import Reservation, Shelf, State
from core.stock.offers import offered, passed_on
from core.stock.ports import Unit
from core.stock.queues import Queue
from core.stock.shelf import free_up, held, hold, settled

LEAST = timedelta(days=1)
"""What an extension has to be worth; of a shorter life, a quarter of it."""
AT_ONCE = 200
"""Balances that one sweep looks at before it asks again for more."""


class Booking(Queue):
    """Placing, extending and giving up; the queue and the lists come with it."""

    async def place(
        self,
        actor: Person,
        product: ProductId,
        warehouse: WarehouseId,
        grams: int,
        client: ClientId,
        *,
        cause: str,
    ) -> dict[str, Any]:
        """`id` and `lapses_at`. Raises OutOfStock, WarehouseEnded, NotAllowed, NotFound.

        For the actor's own clients, or any client for those who may read any (A5).
        """
        now = self._clock.now()
        until = self._until(now)

        async def reserve(unit: Unit, person: Person) -> dict[str, Any]:
            require(person, "reservation:place")
            await for_client(unit, person, client)
            made = await hold(
                unit,
                self._react,
                person.id,
                client,
                product,
                warehouse,
                grams,
                now,
                lapses_at=until,
            )
            return {"id": made.id, "lapses_at": until.isoformat()}

        answer = await run_whole(self._units, actor, cause, now, reserve)
        return answer | {"lapses_at": datetime.fromisoformat(answer["lapses_at"])}

    async def extend(
        self, actor: Person, reservation: ReservationId, version: int, *, cause: str
    ) -> datetime:
        """From now for as many days as a new one; the new time of its lapse.

        Raises ExtensionsUsed, ExtensionEarly, ReservationEnded, ReservationBound,
        WarehouseEnded, Stale.
        """
        now = self._clock.now()
        until = self._until(now)

        async def prolong(unit: Unit, person: Person) -> dict[str, Any]:
            shelf, current = await self._current(unit, person, reservation, version, "extend", now)
            if shelf.archived or not shelf.warehouse.open(now):
                raise WarehouseEnded
            self._require_extension(person, current, until)
            longer = replace(
                current,
                lapses_at=until,
                extensions=current.extensions + 1,
                changed_by=person.id,
                changed_at=now,
            )
            await unit.reservations.change(longer)
            after = replace(longer, version=longer.version + 1)
            await self._react(unit, [ReservationExtended(after, person.id)])
            await passed_on(unit, self._react, shelf, now)
            return {"lapses_at": until.isoformat()}

        answer = await run_whole(self._units, actor, cause, now, prolong)
        return datetime.fromisoformat(answer["lapses_at"])

    def _until(self, now: datetime) -> datetime:
        return now + timedelta(days=self._firm.reservation_days)

    def _require_extension(self, person: Person, reservation: Reservation, until: datetime) -> None:
        """How often whose role may is a setting of the firm; none is spent on next to nothing."""
        limit = self._firm.reservation_extensions.get(person.role)
        if limit is not None and reservation.extensions >= limit:
            raise ExtensionsUsed(limit=limit)
        least = min(LEAST, timedelta(days=self._firm.reservation_days) / 4)
        if reservation.lapses_at is not None and until - reservation.lapses_at < least:
            raise ExtensionEarly(reservation.lapses_at)

    async def release(
        self, actor: Person, reservation: ReservationId, version: int, *, cause: str
    ) -> None:
        """Given up before its time. Raises ReservationEnded, ReservationBound, Stale."""
        now = self._clock.now()

        async def give_up(unit: Unit, person: Person) -> dict[str, Any]:
            _, current = await self._current(unit, person, reservation, version, "release", now)
            await free_up(unit, self._react, current, State.RELEASED, now, person.id)
            return {}

        await run_whole(self._units, actor, cause, now, give_up)

    async def _current(
        self,
        unit: Unit,
        person: Person,
        reservation: ReservationId,
        version: int,
        action: str,
        now: datetime,
    ) -> tuple[Shelf, Reservation]:
        """Under its lock, if the person may act on it and it is as he saw it."""
        seen = await unit.reservations.get(reservation)
        require_with_client(person, f"reservation:{action}", seen)
        if seen is not None and seen.version != version and seen.changed_by is not None:
            raise await _changed(unit, seen.changed_by, seen.changed_at)
        shelf, current = await held(unit, self._react, reservation, now)
        if current.lapses_at is None:
            raise ReservationBound
        if current.version != version:
            raise Stale
        return shelf, current

    async def tick(self) -> None:
        await self.sweep(self._clock.now())

    async def sweep(self, now: datetime) -> int:
        """Every minute: what is due lapses, and what is free is offered; the number lapsed."""
        lapsed = 0
        while True:
            async with self._units.read() as unit:
                due = await unit.reservations.due(now, AT_ONCE)
                hopeful = await unit.reservations.hopeful(AT_ONCE)
            for product, warehouse in sorted({*due, *hopeful}):
                lapsed += await self._swept(product, warehouse, now)
            if len(due) < AT_ONCE:
                return lapsed

    async def _swept(self, product: ProductId, warehouse: WarehouseId, now: datetime) -> int:
        async def work(unit: Unit) -> int:
            found = await unit.stock.lock(product, warehouse, now)
            shelf = await settled(unit, self._react, product, warehouse, now)
            if shelf.freed:
                await passed_on(unit, self._react, shelf, now)
            else:
                await offered(unit, self._react, shelf, now)
            return 0 if found is None else len(found.due)

        return await self._units.run(work)


async def _changed(unit: Unit, by: PersonId, at: datetime | None) -> Stale:
    """Who was quicker, and when."""
    who = await unit.people.get(by)
    if who is None or at is None:
        return Stale()
    return Stale(by=who.name, at=at.isoformat())
