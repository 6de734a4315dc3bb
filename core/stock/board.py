"""Reservations as people see them: each view is cut to the viewer's rights (A5, A14)."""

from datetime import datetime, timedelta
from typing import Any

from core.errors import NotFound
from core.firm import Firm
from core.ids import ProductId, ReservationId, WarehouseId
from core.policy.actors import looking
from core.policy.fields import view_for
from core.policy.permissions import require, require_with_client
from core.ports import Clock
from core.staff.model import Person
from core.stock.model import PAGE, Page
from core.stock.ports import ReservationLine, Units

LISTED = 1000
DAY = timedelta(days=1)


class Board:
    def __init__(self, units: Units, clock: Clock, firm: Firm) -> None:
        self._units = units
        self._clock = clock
        self._firm = firm

    async def mine(self, actor: Person) -> list[dict[str, Any]]:
        """The actor's own that are active by the clock, the next to lapse first."""
        now = self._clock.now()
        async with self._units.read() as unit:
            person = await looking(unit.people, actor)
            require(person, "reservation:read:own")
            lines = await unit.reservations.lines(now, person.id, LISTED, 0)
        return [self._view(person, line, now) for line in lines]

    async def board(self, actor: Person, page: int = 0) -> Page[dict[str, Any]]:
        """A14: everybody's, for those who may see any."""
        now = self._clock.now()
        async with self._units.read() as unit:
            person = await looking(unit.people, actor)
            require(person, "reservation:read:any")
            pages = max(1, -(-await unit.reservations.count(now, None) // PAGE))
            page = min(max(page, 0), pages - 1)
            lines = await unit.reservations.lines(now, None, PAGE, page * PAGE)
        return Page([self._view(person, line, now) for line in lines], page, pages)

    async def holders(
        self, actor: Person, product: ProductId, warehouse: WarehouseId
    ) -> list[dict[str, Any]]:
        """Who has to give some up before a count can stand: for whoever counts.

        The person and the grams; the client for those who see everybody's reservations.
        """
        async with self._units.read() as unit:
            person = await looking(unit.people, actor)
            require(person, "stock:edit")
            lines = await unit.reservations.at(product, warehouse, self._clock.now())
        held = ("person", "grams", "client")
        return [
            view_for(
                person,
                "reservation",
                one.reservation,
                dict(zip(held, (one.person, one.reservation.grams, one.client), strict=True)),
            )
            for one in lines
        ]

    async def one(self, actor: Person, reservation: ReservationId) -> dict[str, Any]:
        """Whatever its state. Raises NotAllowed, NotFound."""
        now = self._clock.now()
        async with self._units.read() as unit:
            person = await looking(unit.people, actor)
            line = await unit.reservations.line(reservation)
            require_with_client(person, "reservation:read", line.reservation if line else None)
            if line is None:
                raise NotFound
        return self._view(person, line, now)

    def _view(self, person: Person, line: ReservationLine, now: datetime) -> dict[str, Any]:
        reservation = line.reservation
        values = {
            "product": line.product,
            "warehouse": line.warehouse,
            "grams": reservation.grams,
            "client": line.client,
            "person": line.person,
            "deal": reservation.deal_id,
            "placed_at": reservation.placed_at,
            "lapses_at": reservation.lapses_at,
            "state": reservation.state_at(now).value,
            "extensions": reservation.extensions,
        }
        seen = view_for(person, "reservation", reservation, values)
        if "placed_at" in seen:
            seen["days_held"] = (now - reservation.placed_at) // DAY
        if "lapses_at" in seen:
            seen["days_left"] = _days_left(reservation.lapses_at, now)
        if "extensions" in seen:
            seen["extensions_left"] = self._extensions_left(person, reservation.extensions)
        return seen | {
            "id": reservation.id,
            "version": reservation.version,
            "product_id": reservation.product_id,
            "warehouse_id": reservation.warehouse_id,
            "client_id": reservation.client_id,
            "own": reservation.owner_id == person.id,
        }

    def _extensions_left(self, person: Person, used: int) -> int | None:
        """None: as often as one likes."""
        limit = self._firm.reservation_extensions.get(person.role)
        return None if limit is None else max(limit - used, 0)


def _days_left(lapses_at: datetime | None, now: datetime) -> int | None:
    """Begun days; None: held until shipped."""
    return None if lapses_at is None else max(-((now - lapses_at) // DAY), 0)
