"""E5: goods are written off when somebody else has said yes to exactly that."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from core.approvals import model as approvals
from core.approvals.model import APPROVED, WRITE_OFF, Approval, Outdated
from core.ids import ProductId, WarehouseId
from core.policy.permissions import require
from core.ports import Clock, React
from core.staff.model import Person
from core.stock import lots
from core.stock.commands import run_whole
from core.stock.errors import OutOfStock
from core.stock.lots import Entry
from core.stock.model import Kind, Shelf
from core.stock.offers import passed_on
from core.stock.ports import Unit, Units
from core.stock.shelf import positive, settled
from core.stock.wording import reason_of

OBJECT = "product"
File = Callable[[Any, Person, str, str, int, Mapping[str, Any]], Awaitable[Approval]]
"""`Approvals.file`."""


class WriteOffs:
    def __init__(self, units: Units, clock: Clock, react: React, file: File) -> None:
        self._units = units
        self._clock = clock
        self._react = react
        self._file = file

    async def ask(
        self,
        actor: Person,
        product: ProductId,
        warehouse: WarehouseId,
        grams: int,
        reason: str,
        *,
        cause: str,
    ) -> None:
        """Free goods are to be gone; nothing changes until another person approves.

        Raises OutOfStock, NotFound, NotAllowed, InvalidInput.
        """
        now = self._clock.now()
        positive(grams)
        fields = {
            "product_id": product,
            "warehouse_id": warehouse,
            "grams": grams,
            "reason": reason_of(reason),
        }

        async def request(unit: Unit, person: Person) -> dict[str, Any]:
            require(person, "stock:edit")
            facts = await self._facts(unit, fields)
            await self._file(unit, person, WRITE_OFF, OBJECT, product, {**fields, "facts": facts})
            return {}

        await run_whole(self._units, actor, cause, now, request)

    async def _facts(self, unit: Unit, asked: Mapping[str, Any]) -> dict[str, Any]:
        """What the decider looks at, in the names of fields.csv."""
        product, warehouse = asked["product_id"], asked["warehouse_id"]
        now = self._clock.now()
        lines = await unit.stock.lines(product, now)
        line = next((one for one in lines if one.balance.warehouse_id == warehouse), None)
        if line is None:  # never lay there, or there is no such place: NotFound
            shelf = await settled(unit, self._react, product, warehouse, now)
            raise OutOfStock(shelf.balance.free)
        loose = line.balance.free + line.due
        if asked["grams"] > loose:
            raise OutOfStock(loose)
        stock = {
            "product": line.product,
            "warehouse": line.warehouse,
            "written_off": approvals.grams(asked["grams"]),
            "on_hand": approvals.grams(line.balance.on_hand),
            "reason": asked["reason"],
        }
        return {"stock": stock}

    async def decided(self, unit: Unit, approval: Approval, decider: Person) -> None:
        """The outcome: exactly those grams go, in the name of whoever has asked (A2).

        Who has approved stands in the request. Raises Outdated where fewer are free by now:
        nothing is written off then.
        """
        del decider
        if approval.state != APPROVED:
            return
        now, asked = self._clock.now(), approval.fields
        product, warehouse = ProductId(asked["product_id"]), WarehouseId(asked["warehouse_id"])
        entry = Entry(Kind.WRITTEN_OFF, asked["reason"], approval.person_id, now)
        shelf = await settled(unit, self._react, product, warehouse, now)
        enough = asked["grams"] <= shelf.balance.free
        if enough:
            shelf = await self._drop(unit, shelf, asked["grams"], entry)
        await passed_on(unit, self._react, shelf, now)
        if not enough:
            raise Outdated

    async def _drop(self, unit: Unit, shelf: Shelf, grams: int, entry: Entry) -> Shelf:
        await lots.draw(unit, self._react, shelf, grams, entry)
        balance = replace(shelf.balance, on_hand=shelf.balance.on_hand - grams)
        return replace(shelf, balance=balance)
