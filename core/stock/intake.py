"""Goods arrive by the sheet: shown first, row by row, then taken in whole or not at all."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core import amounts
from core.amounts import Price
from core.errors import DomainError, NotAllowed
from core.firm import Firm
from core.ids import PersonId, ProductId, WarehouseId
from core.once import once_whole
from core.policy.actors import acting, looking
from core.policy.permissions import may, require
from core.ports import Clock, React
from core.pricing.rules import rate_on
from core.staff.model import Person
from core.stock import lots
from core.stock.arrivals import room_for
from core.stock.catalog import product_of
from core.stock.errors import RateUnknown, WarehouseEnded
from core.stock.lots import Entry
from core.stock.model import Kind, Product, Warehouse
from core.stock.offers import passed_on
from core.stock.ports import Unit, Units
from core.stock.shelf import settled
from core.stock.wording import name_of, plain

RUB = "RUB"
MOST_ROWS = 20_000
OPERATOR = None
"""Whoever sits at the firm's own machine: he could change the database without us."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the sheet, as it was typed (INTERFACE, `stock import`)."""

    number: int
    product: str
    warehouse: str
    quantity: str
    unit: str = ""
    purchase_price: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row that was understood: grams, money a tonne."""

    number: int
    product: str
    warehouse: str
    grams: int
    price: Price | None
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Creates:
    """Names that do not exist yet."""

    products: tuple[str, ...] = ()
    warehouses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    lines: Sequence[Line]
    errors: Sequence[tuple[int, str, Mapping[str, str | int]]]
    """Number of the row, code of the refusal, its fields."""
    creates: Creates


class IntakeRefused(DomainError):
    """Rows with errors: nothing has been taken in. `errors` has them all."""

    code = "intake-refused"

    def __init__(self, preview: Preview) -> None:
        row, why, _ = preview.errors[0]
        super().__init__(count=len(preview.errors), row=row, why=why)
        self.errors = preview.errors


class Intake:
    """`sheet` reads a file's bytes; raises InvalidInput."""

    def __init__(
        self,
        units: Units,
        clock: Clock,
        firm: Firm,
        react: React,
        sheet: Callable[[bytes], list[Row]],
    ) -> None:
        self._units = units
        self._clock = clock
        self._firm = firm
        self._react = react
        self._sheet = sheet

    async def read(self, actor: Person | None, content: bytes) -> list[Row]:
        """Rows of an xlsx; nothing of it is looked at for those who may not take in goods."""
        if actor is not None:
            async with self._units.read() as unit:
                require(await looking(unit.people, actor), "stock:edit")
        return await asyncio.to_thread(self._sheet, content)

    async def preview(self, actor: Person | None, rows: Sequence[Row]) -> Preview:
        """What `apply` would do. Raises NotAllowed."""
        async with self._units.read() as unit:
            person = await looking(unit.people, actor) if actor is not None else None
            return await self._judged(unit, person, rows)

    async def apply(
        self, actor: Person | None, rows: Sequence[Row], *, cause: str
    ) -> dict[str, Any]:
        """All or nothing: `rows`, `products` and `warehouses` made, `grams`.

        Raises IntakeRefused, NotAllowed.
        """
        now = self._clock.now()

        async def work(unit: Unit) -> dict[str, Any]:
            person = await acting(unit.people, actor) if actor is not None else None
            if person is not None:
                require(person, "stock:edit")
            return await once_whole(unit, cause, now, lambda: self._applied(unit, person, rows))

        return await self._units.run(work)

    async def _applied(
        self, unit: Unit, person: Person | None, rows: Sequence[Row]
    ) -> dict[str, Any]:
        plan = await self._judged(unit, person, rows)
        if plan.errors:
            raise IntakeRefused(plan)
        products, warehouses = await self._made(unit, plan)
        piles: dict[tuple[ProductId, WarehouseId], list[Line]] = {}
        for line in plan.lines:
            piles.setdefault((products[line.product], warehouses[line.warehouse]), []).append(line)
        for (product, warehouse), lines in sorted(piles.items()):
            await self._bring(unit, product, warehouse, lines, person.id if person else None)
        return {
            "rows": len(plan.lines),
            "products": len(plan.creates.products),
            "warehouses": len(plan.creates.warehouses),
            "grams": sum(line.grams for line in plan.lines),
        }

    async def _made(
        self, unit: Unit, plan: Preview
    ) -> tuple[dict[str, ProductId], dict[str, WarehouseId]]:
        """Ids by the names in the sheet; two spellings may be one name to the catalogue."""
        now = self._clock.now()
        for name in plan.creates.products:
            await unit.products.add(product_of(name, "", "", "", {}), now)
        for name in plan.creates.warehouses:
            await unit.products.add_warehouse(Warehouse(WarehouseId(0), name), now)
        products = await unit.products.by_names({line.product for line in plan.lines})
        warehouses = await unit.products.warehouses_by_names({x.warehouse for x in plan.lines})
        return (
            {name: found.id for name, found in products.items()},
            {name: found.id for name, found in warehouses.items()},
        )

    async def _bring(
        self,
        unit: Unit,
        product: ProductId,
        warehouse: WarehouseId,
        lines: Sequence[Line],
        person: PersonId | None,
    ) -> None:
        now = self._clock.now()
        entry = Entry(Kind.RECEIVED, "xlsx", person, now)
        shelf = await settled(unit, self._react, product, warehouse, now)
        room_for(shelf, sum(line.grams for line in lines), now)
        arriving = [
            lots.arrived(shelf.balance, line.grams, now, line.price, line.rate) for line in lines
        ]
        after = await lots.bring(unit, self._react, shelf, arriving, entry)
        await passed_on(unit, self._react, after, now)

    async def _judged(self, unit: Unit, person: Person | None, rows: Sequence[Row]) -> Preview:
        if person is not None:
            require(person, "stock:edit")
        books = await _Books.opened(unit, rows, self._firm.day(self._clock.now()))
        builds = person is None or may(person, "warehouse:edit")
        lines, errors = [], []
        for row in rows[:MOST_ROWS]:
            try:
                line = await books.line(row)
                _require_place(books.warehouses.get(line.warehouse), self._clock, builds=builds)
                lines.append(line)
            except DomainError as error:
                errors.append((row.number, error.code, error.fields))
        if len(rows) > MOST_ROWS:
            errors.append((rows[MOST_ROWS].number, "sheet-rows", {"limit": MOST_ROWS}))
        if not rows:
            errors.append((1, "sheet-empty", {}))
        return Preview(lines, errors, books.creates(lines))


def _require_place(warehouse: Warehouse | None, clock: Clock, *, builds: bool) -> None:
    """Raises WarehouseEnded, NotAllowed where it would have to be made by one who may not."""
    if warehouse is None and not builds:
        raise NotAllowed("warehouse-unknown", permission="warehouse:edit")
    if warehouse is not None and not warehouse.open(clock.now()):
        raise WarehouseEnded


class _Books:
    """What is known already, read with a few statements whatever the number of rows."""

    def __init__(
        self,
        unit: Unit,
        day: date,
        products: Mapping[str, Product],
        warehouses: Mapping[str, Warehouse],
    ) -> None:
        self._unit = unit
        self._day = day
        self._rates: dict[str, Decimal | None] = {}
        self.products = products
        self.warehouses = warehouses

    @classmethod
    async def opened(cls, unit: Unit, rows: Sequence[Row], day: date) -> "_Books":
        products = await unit.products.by_names({plain(row.product) for row in rows})
        warehouses = await unit.products.warehouses_by_names({plain(r.warehouse) for r in rows})
        return cls(unit, day, products, warehouses)

    async def line(self, row: Row) -> Line:
        """Raises InvalidInput, RateUnknown."""
        product, warehouse = name_of(row.product), name_of(row.warehouse)
        known = self.products.get(product)
        packs = known.packs if known is not None else {}
        if known is not None and known.archived:
            raise DomainError("product-archived", product=product)
        grams = amounts.quantity(f"{row.quantity.strip()} {row.unit.strip()}", packs)
        price = _price(row, packs)
        return Line(row.number, product, warehouse, grams, price, await self._rate(price))

    async def _rate(self, price: Price | None) -> Decimal:
        currency = RUB if price is None else price.currency
        if currency not in self._rates:
            self._rates[currency] = await rate_on(self._unit, currency, self._day)
        found = self._rates[currency]
        if found is None:
            raise RateUnknown(currency=currency)
        return found

    def creates(self, lines: Sequence[Line]) -> Creates:
        products = {line.product: None for line in lines if line.product not in self.products}
        places = {line.warehouse: None for line in lines if line.warehouse not in self.warehouses}
        return Creates(_spelled_once(products), _spelled_once(places))


def _spelled_once(names: Mapping[str, None]) -> tuple[str, ...]:
    """The first spelling of each."""
    return tuple({name.casefold(): name for name in reversed(list(names))}.values())[::-1]


def _price(row: Row, packs: Mapping[str, int]) -> Price | None:
    """Money for one `unit` of the row; roubles with VAT, another currency without it.

    None where nobody has said what the goods cost. Raises InvalidInput.
    """
    if not row.purchase_price.strip():
        return None
    currency = row.currency.strip() or RUB
    unit = row.unit.strip() or amounts.unit_of(row.quantity)
    price = amounts.price(f"{row.purchase_price.strip()} {currency}/{unit}", packs)
    return Price(price.per_tonne, price.currency, price.currency == RUB)
