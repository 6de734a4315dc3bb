"""Dated prices, VAT and currency rates."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.amounts import Price
from core.ids import PersonId, ProductId
from core.pricing.model import FOREIGN, Goods, PriceKind, PriceRow, Rate, VatRate
from storage.dialects import insert_or_update, padded
from storage.tables import announcements, prices, products, rates, vat_rates

MILLION = 1_000_000

_goods = select(
    products.c.id,
    products.c.name,
    products.c.vat_kind,
    products.c.archived_at.is_not(None).label("archived"),
).where(products.c.id.in_(bindparam("ids", expanding=True)))
_lock = select(products.c.id).where(products.c.id == bindparam("product")).with_for_update()
# One look into ix_prices_current a product, however long its history is.
_latest = (
    select(prices.c.id)
    .where(
        prices.c.product_id == products.c.id,
        prices.c.kind == bindparam("kind"),
        prices.c.valid_from <= bindparam("now"),
    )
    .order_by(prices.c.valid_from.desc(), prices.c.id.desc())
    .limit(1)
    .correlate(products)
    .scalar_subquery()
)
_in_force = (
    select(prices)
    .join(products, products.c.id == prices.c.product_id)
    .where(products.c.id.in_(bindparam("ids", expanding=True)), prices.c.id == _latest)
)
_rules = (
    select(prices, announcements.c.id.label("news"), announcements.c.floor_until.label("until"))
    .join(announcements, announcements.c.price_id == prices.c.id)
    .where(
        announcements.c.product_id.in_(bindparam("ids", expanding=True)),
        announcements.c.floor_until > bindparam("now"),
        announcements.c.ended_at.is_(None),
    )
    .order_by(announcements.c.id)
)
_by_ids = select(prices).where(prices.c.id.in_(bindparam("ids", expanding=True)))
_history = (
    select(prices)
    .where(prices.c.product_id == bindparam("product"))
    .order_by(prices.c.valid_from.desc(), prices.c.id.desc())
    .limit(bindparam("limit"))
)
_vat = select(vat_rates).order_by(vat_rates.c.kind, vat_rates.c.valid_from)
_rate = (
    select(rates)
    .where(rates.c.currency == bindparam("currency"), rates.c.on <= bindparam("day"))
    .order_by(rates.c.on.desc())
    .limit(1)
)
_drop_rates = delete(rates).where(
    rates.c.currency.in_(FOREIGN),
    rates.c.on > bindparam("after"),
    rates.c.on <= bindparam("until"),
    rates.c.source == bindparam("source"),
)
_rates = (
    select(rates)
    .where(rates.c.on <= bindparam("until"))
    .order_by(rates.c.on.desc(), rates.c.currency)
    .limit(bindparam("limit"))
)


def kopecks(amount: Decimal) -> int:
    """Exact: core hands over two decimals at most."""
    scaled = amount * 100
    if scaled != scaled.to_integral_value():
        raise ValueError("a part of a kopeck has no place in the database")
    return int(scaled)


def roubles(amount: int) -> Decimal:
    return (Decimal(amount) / 100).quantize(Decimal("0.01"))


class SqlPrices:
    """Implements core.pricing.ports.PriceList."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name

    async def goods(self, products: Iterable[ProductId]) -> dict[ProductId, Goods]:
        ids = padded(products)
        if not ids:
            return {}
        rows = await self._connection.execute(_goods, {"ids": ids})
        return {row.id: Goods(row.id, row.name, row.vat_kind, row.archived) for row in rows}

    async def lock(self, product: ProductId) -> None:
        await self._connection.execute(_lock, {"product": product})

    async def add(self, row: PriceRow) -> int:
        values = {
            "product_id": row.product_id,
            "kind": row.kind.value,
            "price": kopecks(row.price.per_tonne),
            "vat": row.price.vat,
            "valid_from": row.valid_from,
            "person_id": row.person_id,
            "set_at": row.set_at,
        }
        made = await self._connection.execute(prices.insert().returning(prices.c.id), values)
        return int(made.scalar_one())

    async def in_force(
        self, products: Iterable[ProductId], kind: PriceKind, now: datetime
    ) -> dict[ProductId, PriceRow]:
        ids = padded(products)
        if not ids:
            return {}
        values = {"ids": ids, "kind": kind.value, "now": now}
        rows = await self._connection.execute(_in_force, values)
        return {row.product_id: _price(row) for row in rows}

    async def rules(self, products: Iterable[ProductId], now: datetime) -> Sequence[PriceRow]:
        ids = padded(products)
        if not ids:
            return []
        rows = await self._connection.execute(_rules, {"ids": ids, "now": now})
        return [replace(_price(row), news=row.news, until=row.until) for row in rows]

    async def by_ids(self, prices: Iterable[int]) -> dict[int, PriceRow]:
        ids = padded(prices)
        if not ids:
            return {}
        rows = await self._connection.execute(_by_ids, {"ids": ids})
        return {row.id: _price(row) for row in rows}

    async def history(self, product: ProductId, limit: int) -> Sequence[PriceRow]:
        values = {"product": product, "limit": limit}
        return [_price(row) for row in await self._connection.execute(_history, values)]

    async def vat_rates(self) -> Sequence[VatRate]:
        rows = await self._connection.execute(_vat)
        return [VatRate(row.kind, row.valid_from, Decimal(row.percent)) for row in rows]

    async def rate(self, currency: str, on: date) -> Rate | None:
        found = await self._connection.execute(_rate, {"currency": currency, "day": on})
        row = found.one_or_none()
        return None if row is None else _rate_of(row)

    async def rates(self, limit: int, until: date) -> Sequence[Rate]:
        values = {"limit": limit, "until": until}
        return [_rate_of(row) for row in await self._connection.execute(_rates, values)]

    async def put_rate(self, rate: Rate, by: PersonId | None, now: datetime) -> None:
        values = {
            "currency": rate.currency,
            "on": rate.on,
            "rate": int(rate.rate * MILLION),
            "source": rate.source,
            "set_by": by,
            "set_at": now,
        }
        changed = ("rate", "source", "set_by", "set_at")
        statement = insert_or_update(self._dialect, rates, ("currency", "on"), changed)
        await self._connection.execute(statement, values)

    async def drop_rates(self, source: str, after: date, until: date) -> None:
        values = {"source": source, "after": after, "until": until}
        await self._connection.execute(_drop_rates, values)


def _price(row: Row[Any]) -> PriceRow:
    return PriceRow(
        id=row.id,
        product_id=row.product_id,
        kind=PriceKind(row.kind),
        price=Price(roubles(row.price), vat=row.vat),
        valid_from=row.valid_from,
        person_id=row.person_id,
        set_at=row.set_at,
    )


def _rate_of(row: Row[Any]) -> Rate:
    return Rate(row.currency, row.on, (Decimal(row.rate) / MILLION).normalize(), row.source)
