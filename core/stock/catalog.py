"""What there is to sell, and where it may lie."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from core.amounts import LARGEST
from core.errors import DomainError, InvalidInput, NotFound, Stale
from core.ids import ProductId, WarehouseId
from core.policy.actors import looking
from core.policy.permissions import require
from core.ports import Clock, React
from core.staff.model import Person
from core.stock.commands import Effect, run_once
from core.stock.model import REAL, VAT_KINDS, VIRTUAL, Product, Warehouse
from core.stock.ports import Unit, Units
from core.stock.wording import name_of, plain

DONE = "done"
LISTED = 1000
SHORT = 32
"""Characters of a pack's name, as in the table of packs."""
MATERIAL = 100


class NameTaken(DomainError):
    """A product or a warehouse of that name exists."""

    code = "name-taken"


class WarehouseNotEmpty(DomainError):
    """Goods still lie there: move them or write them off first (A16)."""

    code = "warehouse-not-empty"


class Catalog:
    def __init__(self, units: Units, clock: Clock, react: React) -> None:
        self._units = units
        self._clock = clock
        self._react = react

    async def add_product(
        self,
        actor: Person,
        name: str,
        material: str = "",
        maker: str = "",
        standard: str = "",
        packs: Mapping[str, int] | None = None,
        *,
        vat_kind: str = "standard",
        cause: str,
    ) -> ProductId:
        """`packs`: name of a pack → grams. Raises NameTaken, InvalidInput, NotAllowed."""
        made = product_of(name, material, maker, standard, packs or {}, vat_kind)
        now = self._clock.now()

        async def add(unit: Unit) -> str:
            number = await unit.products.add(made, now)
            if number is None:
                raise NameTaken(name=made.name)
            return str(number)

        return ProductId(int(await self._run(actor, "stock:edit", cause, add)))

    async def _run(self, actor: Person, permission: str, cause: str, effect: Effect) -> str:
        return await run_once(self._units, actor, permission, cause, self._clock.now(), effect)

    async def set_packs(
        self, actor: Person, product: ProductId, packs: Mapping[str, int], *, cause: str
    ) -> None:
        """Packs of these names weigh so many grams from now on; others stay as they are.

        Raises NotFound, InvalidInput.
        """
        wanted = [pack_of(name, grams) for name, grams in packs.items()]

        async def put(unit: Unit) -> str:
            if product not in await unit.products.by_ids([product]):
                raise NotFound
            for pack in wanted:
                await unit.products.set_pack(product, *pack)
            return DONE

        await self._run(actor, "stock:edit", cause, put)

    async def add_warehouse(
        self,
        actor: Person,
        name: str,
        kind: str = REAL,
        until: datetime | None = None,
        *,
        cause: str,
    ) -> WarehouseId:
        """A15: `until` None is an unlimited life. Raises NameTaken, InvalidInput."""
        now = self._clock.now()
        if kind not in {REAL, VIRTUAL}:
            raise InvalidInput("warehouse-kind")
        made = Warehouse(WarehouseId(0), name_of(name), kind, ahead(until, now), changed_at=now)

        async def add(unit: Unit) -> str:
            number = await unit.products.add_warehouse(made, now)
            if number is None:
                raise NameTaken(name=made.name)
            return str(number)

        return WarehouseId(int(await self._run(actor, "warehouse:edit", cause, add)))

    async def close_warehouse(
        self, actor: Person, warehouse: WarehouseId, version: int, *, cause: str
    ) -> None:
        """Only an empty one. Raises WarehouseNotEmpty, Stale, NotFound."""
        now = self._clock.now()

        async def close(unit: Unit) -> str:
            found = await as_seen(unit, warehouse, version)
            if not await unit.stock.empty(warehouse):
                raise WarehouseNotEmpty
            await unit.products.change_warehouse(
                replace(found, closed_at=now, changed_by=actor.id, changed_at=now)
            )
            return DONE

        await self._run(actor, "warehouse:edit", cause, close)

    async def products(
        self, actor: Person, text: str | None = None, limit: int = LISTED
    ) -> list[Product]:
        """By name; with `text` those that have it in their name, in any case."""
        async with self._units.read() as unit:
            require(await looking(unit.people, actor), "stock:read")
            return await unit.products.listing(text, min(max(limit, 1), LISTED))

    async def product(self, actor: Person, product: ProductId) -> Product:
        """Raises NotFound."""
        async with self._units.read() as unit:
            require(await looking(unit.people, actor), "stock:read")
            found = (await unit.products.by_ids([product])).get(product)
        if found is None:
            raise NotFound
        return found

    async def warehouses(self, actor: Person) -> list[Warehouse]:
        """Those that are not closed; one past its term is still among them."""
        async with self._units.read() as unit:
            require(await looking(unit.people, actor), "stock:read")
            return await unit.products.warehouses()


def product_of(
    name: str,
    material: str,
    maker: str,
    standard: str,
    packs: Mapping[str, int],
    vat_kind: str = "standard",
) -> Product:
    """Raises InvalidInput."""
    if vat_kind not in VAT_KINDS:
        raise InvalidInput("vat-kind")
    return Product(
        id=ProductId(0),
        name=name_of(name),
        material=_within(material, MATERIAL),
        maker=_within(maker, 200),
        standard=_within(standard, MATERIAL),
        vat_kind=vat_kind,
        packs=dict(pack_of(pack, grams) for pack, grams in packs.items()),
    )


def pack_of(name: str, grams: int) -> tuple[str, int]:
    """Raises InvalidInput."""
    found = _within(name_of(name).casefold(), SHORT)
    if not 0 < grams <= LARGEST:
        raise InvalidInput("quantity-range")
    return found, grams


def _within(text: str, limit: int) -> str:
    found = plain(text)
    if len(found) > limit:
        raise InvalidInput("text-too-long", limit=limit)
    return found


def ahead(until: datetime | None, now: datetime) -> datetime | None:
    """A term that is over already would promise nothing to anybody."""
    if until is not None and until <= now:
        raise InvalidInput("term-past")
    return until


async def as_seen(unit: Unit, warehouse: WarehouseId, version: int) -> Warehouse:
    """Of a second press: Stale says who was first, and when. Raises NotFound, Stale."""
    found = await unit.products.warehouse(warehouse)
    if found is None or found.closed_at is not None:
        raise NotFound
    if found.version == version:
        return found
    who = await unit.people.get(found.changed_by) if found.changed_by is not None else None
    if who is None or found.changed_at is None:
        raise Stale
    raise Stale(by=who.name, at=found.changed_at.isoformat())
