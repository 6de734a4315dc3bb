"""Grades, their packs, and the warehouses."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import ProductId, WarehouseId
from core.stock.model import Product, Warehouse
from storage.dialects import insert_new, insert_or_update, padded, parts
from storage.search import name_key, named
from storage.tables import product_packs, products, warehouses

_by_ids = select(products).where(products.c.id.in_(bindparam("ids", expanding=True)))
_by_names = select(products).where(products.c.name_key.in_(bindparam("keys", expanding=True)))
_packs = select(product_packs).where(
    product_packs.c.product_id.in_(bindparam("ids", expanding=True))
)
_listing = (
    select(products)
    .where(products.c.archived_at.is_(None))
    .order_by(products.c.name_key, products.c.id)
    .limit(bindparam("limit"))
)
_newer_product = (
    update(products)
    .where(products.c.id == bindparam("product"))
    .values(version=products.c.version + 1)
)
_warehouse = select(warehouses).where(warehouses.c.id == bindparam("warehouse")).with_for_update()
_warehouse_names = select(warehouses).where(
    warehouses.c.name_key.in_(bindparam("keys", expanding=True))
)
_warehouses = (
    select(warehouses)
    .where(warehouses.c.closed_at.is_(None))
    .order_by(warehouses.c.name_key, warehouses.c.id)
)
_limited = (
    select(warehouses)
    .where(warehouses.c.closed_at.is_(None), warehouses.c.until.is_not(None))
    .order_by(warehouses.c.until, warehouses.c.id)
)
_change_warehouse = (
    update(warehouses)
    .where(warehouses.c.id == bindparam("warehouse"))
    .values(
        until=bindparam("term"),
        closed_at=bindparam("closed"),
        changed_by=bindparam("by"),
        changed_at=bindparam("moment"),
        version=warehouses.c.version + 1,
    )
)


class SqlProducts:
    """Implements core.stock.ports.Products."""

    def __init__(self, connection: AsyncConnection, *, writing: bool) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name
        self._writing = writing

    async def add(self, product: Product, now: datetime) -> ProductId | None:
        row = {
            "name": product.name,
            "name_key": name_key(product.name),
            "material": product.material,
            "maker": product.maker,
            "standard": product.standard,
            "vat_kind": product.vat_kind,
            "created_at": now,
        }
        statement = insert_new(self._dialect, products).returning(products.c.id)
        made = (await self._connection.execute(statement, row)).scalar_one_or_none()
        if made is None:
            return None
        packs = [
            {"product_id": made, "name": name, "grams": grams}
            for name, grams in product.packs.items()
        ]
        if packs:
            await self._connection.execute(product_packs.insert(), packs)
        return ProductId(made)

    async def by_ids(self, products: Iterable[ProductId]) -> dict[ProductId, Product]:
        ids = padded(products)
        if not ids:
            return {}
        rows = (await self._connection.execute(_by_ids, {"ids": ids})).all()
        return {product.id: product for product in await self._whole(rows)}

    async def by_names(self, names: Iterable[str]) -> dict[str, Product]:
        keys = {name: name_key(name) for name in names}
        found: dict[str, Product] = {}
        for part in parts(keys.values()):
            rows = await self._connection.execute(_by_names, {"keys": part})
            found |= {name_key(one.name): one for one in await self._whole(rows.all())}
        return {name: found[key] for name, key in keys.items() if key in found}

    async def listing(self, text: str | None, limit: int) -> list[Product]:
        statement = _listing
        if text is not None and text.strip():
            statement = statement.where(named(self._dialect, products, text))
        rows = (await self._connection.execute(statement, {"limit": limit})).all()
        return await self._whole(rows)

    async def _whole(self, rows: Iterable[Row[Any]]) -> list[Product]:
        """With their packs: one more statement, however many there are."""
        found = list(rows)
        packs: dict[int, dict[str, int]] = {row.id: {} for row in found}
        for ids in parts(packs):
            for row in await self._connection.execute(_packs, {"ids": ids}):
                packs[row.product_id][row.name] = row.grams
        return [_product(row, packs[row.id]) for row in found]

    async def set_pack(self, product: ProductId, name: str, grams: int) -> None:
        put = insert_or_update(self._dialect, product_packs, ("product_id", "name"), ("grams",))
        row = {"product_id": product, "name": name, "grams": grams}
        await self._connection.execute(put, row)
        await self._connection.execute(_newer_product, {"product": product})

    async def add_warehouse(self, warehouse: Warehouse, now: datetime) -> WarehouseId | None:
        row = {
            "name": warehouse.name,
            "name_key": name_key(warehouse.name),
            "kind": warehouse.kind,
            "until": warehouse.until,
            "created_at": now,
            "changed_at": warehouse.changed_at,
        }
        statement = insert_new(self._dialect, warehouses).returning(warehouses.c.id)
        made = (await self._connection.execute(statement, row)).scalar_one_or_none()
        return None if made is None else WarehouseId(made)

    async def warehouse(self, warehouse: WarehouseId) -> Warehouse | None:
        statement = _warehouse if self._writing else _read_warehouse
        found = await self._connection.execute(statement, {"warehouse": warehouse})
        row = found.one_or_none()
        return None if row is None else warehouse_of(row)

    async def warehouses_by_names(self, names: Iterable[str]) -> dict[str, Warehouse]:
        keys = {name: name_key(name) for name in names}
        found: dict[str, Warehouse] = {}
        for part in parts(keys.values()):
            rows = await self._connection.execute(_warehouse_names, {"keys": part})
            found |= {row.name_key: warehouse_of(row) for row in rows}
        return {name: found[key] for name, key in keys.items() if key in found}

    async def warehouses(self) -> list[Warehouse]:
        return [warehouse_of(row) for row in await self._connection.execute(_warehouses)]

    async def limited(self) -> list[Warehouse]:
        return [warehouse_of(row) for row in await self._connection.execute(_limited)]

    async def change_warehouse(self, warehouse: Warehouse) -> None:
        values = {
            "warehouse": warehouse.id,
            "term": warehouse.until,
            "closed": warehouse.closed_at,
            "by": warehouse.changed_by,
            "moment": warehouse.changed_at,
        }
        await self._connection.execute(_change_warehouse, values)


_read_warehouse = select(warehouses).where(warehouses.c.id == bindparam("warehouse"))


def warehouse_of(row: Row[Any]) -> Warehouse:
    return Warehouse(
        id=row.id,
        name=row.name,
        kind=row.kind,
        until=row.until,
        closed_at=row.closed_at,
        version=row.version,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
    )


def _product(row: Row[Any], packs: dict[str, int]) -> Product:
    return Product(
        id=row.id,
        name=row.name,
        material=row.material,
        maker=row.maker,
        standard=row.standard,
        vat_kind=row.vat_kind,
        packs=packs,
        archived=row.archived_at is not None,
        version=row.version,
    )
