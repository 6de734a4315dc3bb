"""A2: balances change by movements only, and only through those who may."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from core.amounts import LARGEST, Price
from core.errors import InvalidInput, Stale
from core.firm import Firm
from core.ids import PersonId, ProductId, WarehouseId
from core.policy.actors import looking
from core.policy.fields import view_for, visible
from core.policy.permissions import require
from core.ports import Clock, React
from core.staff.model import Person
from core.stock import lots
from core.stock.arrivals import rate_of, take_in
from core.stock.commands import Effect, run_once
from core.stock.errors import OutOfStock, WarehouseEnded
from core.stock.events import RecountConflict
from core.stock.lots import Entry
from core.stock.model import PAGE, Balance, Kind, Lot, Movement, Page, Shelf
from core.stock.offers import passed_on
from core.stock.ports import StockLine, Unit, Units
from core.stock.shelf import positive, settled
from core.stock.wording import reason_of, remark_of

DONE, CONFLICT = "done", "conflict"


class Ledger:
    def __init__(self, units: Units, clock: Clock, firm: Firm, react: React) -> None:
        self._units = units
        self._clock = clock
        self._firm = firm
        self._react = react

    async def receive(
        self,
        actor: Person,
        product: ProductId,
        warehouse: WarehouseId,
        grams: int,
        price: Price | None,
        rate: Decimal | None,
        *,
        reason: str = "",
        cause: str,
    ) -> Movement:
        """A lot arrives; its price and rate are fixed with it (DOMAIN).

        `rate` None takes the day's. Raises RateUnknown, WarehouseEnded, NotFound, InvalidInput.
        """
        now = self._clock.now()
        entry = Entry(Kind.RECEIVED, remark_of(reason), actor.id, now)

        async def bring(unit: Unit) -> str:
            fixed = await rate_of(unit, price, rate, self._firm.day(now))
            shelf = await settled(unit, self._react, product, warehouse, now)
            after = await take_in(unit, self._react, shelf, grams, price, fixed, entry)
            await passed_on(unit, self._react, after, now)
            return str(shelf.balance.on_hand)

        before = int(await self._edit(actor, cause, bring))
        return lots.movement(Balance(product, warehouse), None, before, grams, entry)

    async def _edit(self, actor: Person, cause: str, effect: Effect) -> str:
        return await run_once(self._units, actor, "stock:edit", cause, self._clock.now(), effect)

    async def recount(
        self,
        actor: Person,
        product: ProductId,
        warehouse: WarehouseId,
        counted: int,
        reason: str,
        seen_version: int,
        *,
        cause: str,
    ) -> str:
        """So many grams really lie there: "done", or "conflict" below what is reserved (DOMAIN).

        A conflict changes nothing and is told to those who decide. Raises Stale when goods have
        moved since `seen_version`, InvalidInput, NotFound.
        """
        now = self._clock.now()
        if not 0 <= counted <= LARGEST:
            raise InvalidInput("quantity-range")
        entry = Entry(Kind.RECOUNTED, reason_of(reason), actor.id, now)

        async def count(unit: Unit) -> str:
            shelf = await settled(unit, self._react, product, warehouse, now)
            if shelf.balance.version != seen_version:
                raise await self._stale(unit, product, warehouse)
            return await self._counted(unit, shelf, counted, actor.id, entry)

        return await self._edit(actor, cause, count)

    async def _counted(
        self, unit: Unit, shelf: Shelf, counted: int, who: PersonId, entry: Entry
    ) -> str:
        balance, now = shelf.balance, entry.at
        answer, more = DONE, counted - balance.on_hand
        if counted < balance.reserved:
            await self._react(unit, [_conflict(shelf, counted, who, entry.at)])
            answer = CONFLICT
        elif more > 0:
            found = lots.arrived(balance, more, now)
            shelf = await lots.bring(unit, self._react, shelf, [found], entry)
        elif more < 0:
            await lots.draw(unit, self._react, shelf, -more, entry)
            shelf = replace(shelf, balance=replace(balance, on_hand=counted))
        else:
            await lots.confirmed(unit, balance, entry)
        await passed_on(unit, self._react, shelf, now)
        return answer

    async def _stale(self, unit: Unit, product: ProductId, warehouse: WarehouseId) -> Stale:
        last = await unit.stock.movements(product, warehouse, 1, 0)
        if not last:
            return Stale()
        movement, name = last[0]
        return Stale(by=name or self._firm.name, at=movement.at.isoformat())

    async def move(
        self,
        actor: Person,
        product: ProductId,
        source: WarehouseId,
        target: WarehouseId,
        grams: int,
        reason: str,
        *,
        cause: str,
    ) -> None:
        """Free goods change their warehouse and keep their price and their age (A16).

        Raises OutOfStock, WarehouseEnded for the target, NotFound, InvalidInput.
        """
        now = self._clock.now()
        positive(grams)
        if source == target:
            raise InvalidInput("same-warehouse")
        out = Entry(Kind.MOVED_OUT, reason_of(reason), actor.id, now)

        async def carry(unit: Unit) -> str:
            both = {
                place: await settled(unit, self._react, product, place, now)
                for place in sorted((source, target))
            }
            return await self._carried(unit, both[source], both[target], grams, out)

        await self._edit(actor, cause, carry)

    async def _carried(
        self, unit: Unit, source: Shelf, target: Shelf, grams: int, out: Entry
    ) -> str:
        if not target.warehouse.open(out.at):
            raise WarehouseEnded
        if grams > source.balance.free:
            raise OutOfStock(source.balance.free)
        target = await lots.carry(unit, self._react, source, target, grams, out)
        left = replace(source.balance, on_hand=source.balance.on_hand - grams)
        await passed_on(unit, self._react, replace(source, balance=left), out.at)
        await passed_on(unit, self._react, target, out.at)
        return DONE

    async def rows(
        self, actor: Person, product: ProductId, warehouse: WarehouseId, page: int = 0
    ) -> Page[Mapping[str, Any]]:
        """The ledger, newest first: who, when, why, before, after; for which deal (A2)."""
        async with self._units.read() as unit:
            person = await looking(unit.people, actor)
            require(person, "ledger:read")
            count = await unit.stock.count_movements(product, warehouse)
            pages = max(1, -(-count // PAGE))
            page = min(max(page, 0), pages - 1)
            found = await unit.stock.movements(product, warehouse, PAGE, page * PAGE)
        numbers = "number" in visible(person, "deal", None)
        rows = [self._row(movement, name, numbers=numbers) for movement, name in found]
        return Page(rows, page, pages)

    def _row(self, movement: Movement, name: str | None, *, numbers: bool) -> dict[str, Any]:
        """`deal`: of a shipment, for those who see the numbers of deals."""
        return {
            "deal": movement.deal_id if numbers else None,
            "who": name or self._firm.name,
            "when": movement.at,
            "what": movement.kind.value,
            "why": movement.reason,
            "grams": movement.grams,
            "before": movement.before,
            "after": movement.after,
        }

    async def show(self, actor: Person, product: ProductId | None = None) -> list[dict[str, Any]]:
        """Stock as the actor may see it; what has lapsed counts as free, swept or not (A4)."""
        now = self._clock.now()
        async with self._units.read() as unit:
            person = await looking(unit.people, actor)
            require(person, "stock:read")
            lines = await unit.stock.lines(product, now)
            costly = "lots" in visible(person, "stock", None)
            every = await unit.stock.lots(product) if costly else []
        held: dict[tuple[ProductId, WarehouseId], list[Lot]] = {}
        for lot in every:
            held.setdefault((lot.product_id, lot.warehouse_id), []).append(lot)
        return [_view(person, line, held) for line in lines]


def _view(
    person: Person, line: StockLine, held: Mapping[tuple[ProductId, WarehouseId], list[Lot]]
) -> dict[str, Any]:
    balance = line.balance
    values = {
        "product": line.product,
        "warehouse": line.warehouse,
        "until": line.until,
        "on_hand": balance.on_hand,
        "reserved": balance.reserved - line.due,
        "free": balance.free + line.due,
        "lots": held.get((balance.product_id, balance.warehouse_id), []),
    }
    numbers = {
        "product_id": balance.product_id,
        "warehouse_id": balance.warehouse_id,
        "version": balance.version,
    }
    return view_for(person, "stock", None, values) | numbers


def _conflict(shelf: Shelf, counted: int, who: PersonId, now: datetime) -> RecountConflict:
    balance = shelf.balance
    return RecountConflict(
        product=balance.product_id,
        warehouse=balance.warehouse_id,
        counted=counted,
        reserved=balance.reserved,
        person=who,
        at=now,
    )
