"""What a deal wants from the warehouses: held at confirmation, consumed when it ships (A17, A18).

Balances are locked in rising order of (product, warehouse), after the deal.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.amounts import TONNE, rounded
from core.ids import LineId, ProductId, ShipmentId, WarehouseId
from core.orders.desk import OpenDeal
from core.orders.errors import GoodsPresent
from core.orders.model import Departure, Line
from core.orders.ports import Unit
from core.ports import React
from core.stock import shelf
from core.stock.errors import OutOfStock
from core.stock.model import Reservation, State
from core.stock.ports import StockLine

Held = dict[LineId, list[Reservation]]
Day = Callable[[datetime], date]


def by_place(lines: Iterable[Line]) -> list[Line]:
    """Rising (product, warehouse): nobody waits for another in a circle."""
    return sorted(lines, key=lambda line: (line.product_id, line.warehouse_id or 0, line.id))


async def held(unit: Unit, opened: OpenDeal) -> Held:
    """Reservations of the deal that hold something by the clock."""
    found: Held = {}
    for number in await unit.deals.held_for(opened.deal.id):
        one = await unit.reservations.get(number)
        if one is not None and one.line_id is not None and one.is_active(opened.now):
            found.setdefault(one.line_id, []).append(one)
    return found


def _grams(reservations: Sequence[Reservation]) -> int:
    return sum(one.grams for one in reservations)


def _promised(line: StockLine, now: datetime) -> int:
    """What may still be promised there: nothing once a virtual warehouse has ended (A15)."""
    if line.until is not None and line.until <= now:
        return 0
    return line.balance.free + line.due


async def require_free(opened: OpenDeal, wanted: Line) -> None:
    """An ordinary line has its goods on its warehouse, beside the deal's other lines.

    Only a look: what counts is the hold at confirmation. Raises OutOfStock.
    """
    reserved = await held(opened.unit, opened)
    place = (wanted.product_id, wanted.warehouse_id)
    others = [
        line
        for line in opened.lines.values()
        if line.id != wanted.id and (line.product_id, line.warehouse_id) == place
    ]
    asked = sum(max(0, one.open - _grams(reserved.get(one.id, ()))) for one in others)
    need = wanted.open - _grams(reserved.get(wanted.id, ()))
    free = await _free(opened, wanted) - asked
    if need > max(0, free):
        raise OutOfStock(max(0, free))


async def _free(opened: OpenDeal, line: Line) -> int:
    for one in await opened.unit.stock.lines(line.product_id, opened.now):
        if one.balance.warehouse_id == line.warehouse_id:
            return _promised(one, opened.now)
    return 0


async def require_absent(opened: OpenDeal, line: Line) -> None:
    """B9: only what is on no warehouse in full is sold as absent. Raises GoodsPresent."""
    for one in await opened.unit.stock.lines(line.product_id, opened.now):
        free = _promised(one, opened.now)
        if free >= line.open:
            raise GoodsPresent(warehouse=one.warehouse, free=free)


@dataclass(frozen=True, slots=True)
class Goods:
    """Holds, consumes and frees for the lines of one open deal."""

    react: React
    day: Day

    async def reserve(self, opened: OpenDeal) -> None:
        """Takes over what is reserved for its lines and holds the rest; all or nothing.

        Raises OutOfStock, WarehouseEnded.
        """
        reserved = await held(opened.unit, opened)
        for line in by_place(opened.lines.values()):
            if line.warehouse_id is not None:
                await self._reserve(opened, line, reserved.get(line.id, []))

    async def _reserve(self, opened: OpenDeal, line: Line, mine: Sequence[Reservation]) -> None:
        if _grams(mine) > line.open:
            # More was taken than is sold: the line holds exactly its own, the others go back.
            for one in mine:
                await self._free_up(opened, one)
            mine = []
        for one in mine:
            await shelf.bind(
                opened.unit,
                self.react,
                one,
                opened.deal.id,
                line.id,
                opened.actor.id,
                opened.now,
                lasting=True,
            )
        rest = line.open - _grams(mine)
        if rest > 0 and line.warehouse_id is not None:
            await self.hold(opened, line, line.warehouse_id, rest)

    async def hold(
        self, opened: OpenDeal, line: Line, warehouse: WarehouseId, grams: int
    ) -> Reservation:
        """For a confirmed order: it does not lapse."""
        return await shelf.hold(
            opened.unit,
            self.react,
            opened.deal.person_id or opened.actor.id,
            opened.deal.client_id,
            line.product_id,
            warehouse,
            grams,
            opened.now,
            lapses_at=None,
            deal=opened.deal.id,
            line=line.id,
        )

    async def _free_up(self, opened: OpenDeal, reservation: Reservation) -> None:
        await shelf.free_up(
            opened.unit, self.react, reservation, State.RELEASED, opened.now, opened.actor.id
        )

    async def release(self, opened: OpenDeal, lines: Iterable[Line]) -> None:
        """Whatever these lines still hold is free again."""
        reserved = await held(opened.unit, opened)
        for line in by_place(lines):
            for one in reserved.get(line.id, []):
                await self._free_up(opened, one)

    async def take_out(
        self, opened: OpenDeal, line: Line, grams: int, reserved: Held, shipment: ShipmentId
    ) -> list[shelf.Drawn]:
        """The line's reservations first, then free stock (DOMAIN). Raises OutOfStock."""
        drawn: list[shelf.Drawn] = []
        left = grams
        for one in reserved.get(line.id, []):
            part = min(one.grams, left)
            if part > 0:
                drawn += await self._consume(opened, line, part, one, shipment)
                left -= part
        if left > 0:
            drawn += await self._consume(opened, line, left, None, shipment)
        return drawn

    async def _consume(
        self,
        opened: OpenDeal,
        line: Line,
        grams: int,
        reservation: Reservation | None,
        shipment: ShipmentId,
    ) -> list[shelf.Drawn]:
        if line.warehouse_id is None:
            raise OutOfStock(0)
        return await shelf.consume(
            opened.unit,
            self.react,
            line.product_id,
            line.warehouse_id,
            grams,
            reservation,
            shipment,
            opened.actor.id,
            opened.now,
            day=self.day,
        )


def departure(line: Line, grams: int, percent: Decimal, drawn: Sequence[shelf.Drawn]) -> Departure:
    """Its cost is known only where every lot's is."""
    costs = [cost for _, _, cost in drawn if cost is not None]
    known = len(costs) == len(drawn)
    return Departure(line.id, grams, percent, rounded(sum(costs, Decimal(0))) if known else None)


async def previewed(unit: Unit, lines: Iterable[Line], day: Day) -> dict[LineId, Decimal | None]:
    """What the lots that would leave next cost, ex VAT; None where that is not known.

    Absent goods: by the cost that is expected of them.
    """
    left: dict[tuple[ProductId, WarehouseId], list[tuple[int, Decimal | None]]] = {}
    found: dict[LineId, Decimal | None] = {}
    for line in by_place(one for one in lines if one.open > 0):
        if line.warehouse_id is None:
            found[line.id] = _expected(line)
            continue
        place = (line.product_id, line.warehouse_id)
        if place not in left:
            left[place] = await _open_lots(unit, *place, day)
        found[line.id] = _taken(left[place], line.open)
    return found


def _expected(line: Line) -> Decimal | None:
    if line.expected_cost is None:
        return None
    return rounded(line.expected_cost * line.open / TONNE)


async def _open_lots(
    unit: Unit, product: ProductId, warehouse: WarehouseId, day: Day
) -> list[tuple[int, Decimal | None]]:
    """(grams, roubles ex VAT for all of them) of each lot, the oldest first."""
    percents = await unit.stock.vat_percents(product)
    found = []
    for lot in await unit.stock.open_lots(product, warehouse):
        arrived = day(lot.arrived_at)
        percent = next((p for since, p in percents if since <= arrived), None)
        found.append((lot.remaining, lot.cost(lot.remaining, percent)))
    return found


def _taken(lots: list[tuple[int, Decimal | None]], grams: int) -> Decimal | None:
    """Takes from the front of `lots`; None when a cost is unknown or the lots do not suffice."""
    total: Decimal | None = Decimal(0)
    while grams > 0 and lots:
        size, cost = lots.pop(0)
        part = min(size, grams)
        share = None if cost is None else cost * part / size
        total = None if total is None or share is None else total + share
        if part < size:
            rest = None if cost is None or share is None else cost - share
            lots.insert(0, (size - part, rest))
        grams -= part
    return rounded(total) if total is not None and grams == 0 else None
