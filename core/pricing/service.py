"""Floors, list prices and rates: who sets them, what stands, what stood (B10, B7)."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from core.amounts import Price
from core.errors import InvalidInput, NotFound
from core.ids import ProductId
from core.once import once_whole
from core.policy.actors import acting, looking
from core.policy.permissions import require
from core.ports import Clock, React
from core.pricing.events import FloorChanged, PriceChanged, RateSet
from core.pricing.model import (
    FOREIGN,
    LARGEST_RATE,
    MANUAL,
    MILLIONTH,
    Goods,
    PriceKind,
    PriceRow,
    Rate,
)
from core.pricing.ports import Unit, Units
from core.pricing.rules import announced, for_day, in_roubles, last_day
from core.schedule.calendar import Calendar
from core.staff.model import Person

HISTORY = 50
RATES_SHOWN = 60
DAYS_SHOWN = 10
AHEAD = timedelta(days=366)

_EVENTS = {PriceKind.FLOOR: FloorChanged, PriceKind.LIST: PriceChanged}


class Prices:
    def __init__(self, units: Units, clock: Clock, react: React, calendar: Calendar) -> None:
        self._calendar = calendar
        self._units = units
        self._clock = clock
        self._react = react

    async def set_floor(
        self,
        actor: Person,
        product: ProductId,
        price: Price,
        valid_from: datetime | None = None,
        *,
        cause: str,
    ) -> dict[str, Any]:
        """B10: no offer, invoice or order goes below it without approval.

        `valid_from` None: from now on. Raises NotAllowed, NotFound, InvalidInput.
        """
        return await self._set(actor, product, PriceKind.FLOOR, price, valid_from, cause)

    async def set_list(
        self,
        actor: Person,
        product: ProductId,
        price: Price,
        valid_from: datetime | None = None,
        *,
        cause: str,
    ) -> dict[str, Any]:
        """The price that a new line begins with. Raises NotAllowed, NotFound, InvalidInput."""
        return await self._set(actor, product, PriceKind.LIST, price, valid_from, cause)

    async def _set(
        self,
        actor: Person,
        product: ProductId,
        kind: PriceKind,
        price: Price,
        valid_from: datetime | None,
        cause: str,
    ) -> dict[str, Any]:
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            require(actor, "price:set")
            goods = await _goods(unit, product)
            in_roubles(price)
            begins = self._begins(valid_from)
            work = partial(self._add, unit, actor, goods, kind, price, begins)
            return await self._once(unit, cause, work)

    def _begins(self, valid_from: datetime | None) -> datetime:
        """A floor of yesterday would make yesterday's sales wrong afterwards."""
        now = self._clock.now()
        if valid_from is None:
            return now
        if not now <= valid_from <= now + AHEAD:
            raise InvalidInput("price-date")
        return valid_from

    async def _add(
        self,
        unit: Unit,
        actor: Person,
        goods: Goods,
        kind: PriceKind,
        price: Price,
        begins: datetime,
    ) -> dict[str, Any]:
        now = self._clock.now()
        await unit.prices.lock(goods.id)
        earlier = (await unit.prices.in_force([goods.id], kind, begins)).get(goods.id)
        row = PriceRow(0, goods.id, kind, price, begins, actor.id, now)
        number = await unit.prices.add(row)
        was = earlier.price if earlier is not None else None
        event = _EVENTS[kind](number, goods.id, goods.name, was, price, begins, actor.id)
        await self._react(unit, [event])
        return {"price": number}

    async def current(self, actor: Person, product: ProductId) -> dict[str, Any]:
        """`floor` and `list` in force (Price or None), `valid_from` of the floor.

        `next_floor`, `next_from`: one that has been set and has still to begin. `rules`: of
        announcements (B8), each with `price`, `until` and `news`, its number.
        """
        async with self._units.read() as unit:
            require(await looking(unit.people, actor), "price:read")
            goods = await _goods(unit, product)
            now = self._clock.now()
            floor = (await unit.prices.in_force([product], PriceKind.FLOOR, now)).get(product)
            listed = (await unit.prices.in_force([product], PriceKind.LIST, now)).get(product)
            coming = _coming(await unit.prices.history(product, HISTORY), now)
            rules = await announced(unit, [product], now)
            return {
                "product": goods.name,
                "product_id": product,
                "floor": floor.price if floor else None,
                "valid_from": floor.valid_from if floor else None,
                "list": listed.price if listed else None,
                "next_floor": coming.price if coming else None,
                "next_from": coming.valid_from if coming else None,
                "rules": [
                    {"price": one.price, "until": one.until, "news": one.news} for one in rules
                ],
            }

    async def history(self, actor: Person, product: ProductId) -> list[dict[str, Any]]:
        """Newest first: kind, price, valid_from, set_at, who set it."""
        async with self._units.read() as unit:
            require(await looking(unit.people, actor), "price:read")
            await _goods(unit, product)
            rows = await unit.prices.history(product, HISTORY)
            people = await unit.people.by_ids(r.person_id for r in rows if r.person_id)
            return [
                {
                    "kind": row.kind.value,
                    "price": row.price,
                    "valid_from": row.valid_from,
                    "set_at": row.set_at,
                    "person": people[row.person_id].name if row.person_id else None,
                }
                for row in rows
            ]

    async def rates(self, actor: Person) -> list[dict[str, Any]]:
        """Of each currency the newest, with the day it is FOR and the change to the one before.

        At most the next working day's: what stands for a later day is not told yet. `old`: it
        is not the one in force today, which is not known yet.
        """
        async with self._units.read() as unit:
            require(await looking(unit.people, actor), "rate:read")
            found = await unit.prices.rates(RATES_SHOWN, self.last_rate_day())
            since = for_day(self._calendar, self._today())
            return [
                _rate_view([rate for rate in found if rate.currency == currency], since)
                for currency in FOREIGN
                if any(rate.currency == currency for rate in found)
            ]

    async def rate_history(self, actor: Person) -> list[dict[str, Any]]:
        """The last days, newest first: `on`, and `rates`, currency → (rate, source)."""
        async with self._units.read() as unit:
            require(await looking(unit.people, actor), "rate:read")
            found = await unit.prices.rates(RATES_SHOWN, self.last_rate_day())
        days = sorted({rate.on for rate in found}, reverse=True)[:DAYS_SHOWN]
        return [
            {
                "on": on,
                "rates": {
                    r.currency: (r.rate, r.source)
                    for currency in FOREIGN
                    for r in found
                    if (r.currency, r.on) == (currency, on)
                },
            }
            for on in days
        ]

    def _today(self) -> date:
        return self._calendar.day(self._clock.now())

    def last_rate_day(self) -> date:
        """The last that a rate is told for today."""
        return last_day(self._calendar, self._today())

    def check_rate_day(self, on: date) -> None:
        """Raises InvalidInput: nobody knows a rate of that day yet."""
        last = self.last_rate_day()
        if on > last:
            raise InvalidInput("rate-day", day=last.strftime("%d.%m.%Y"))

    async def set_rate(
        self, actor: Person, currency: str, on: date, rate: Decimal, *, cause: str
    ) -> None:
        """By hand, when the central bank's has not come; for the next working day at most.

        Raises NotAllowed, InvalidInput.
        """
        if currency not in FOREIGN:
            raise InvalidInput("currency-unknown", currency=currency[:30])
        if not (rate.is_finite() and 0 < rate <= LARGEST_RATE and rate == rate.quantize(MILLIONTH)):
            raise InvalidInput("rate-range")
        self.check_rate_day(on)
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            require(actor, "rate:set")
            work = partial(self._put_rate, unit, actor, Rate(currency, on, rate, MANUAL))
            await self._once(unit, cause, work)

    async def _put_rate(self, unit: Unit, actor: Person, rate: Rate) -> dict[str, Any]:
        await unit.prices.put_rate(rate, actor.id, self._clock.now())
        await self._react(unit, [RateSet(rate.currency, rate.on, rate.rate, actor.id)])
        return {}

    async def _once(
        self, unit: Unit, cause: str, work: Callable[[], Awaitable[dict[str, Any]]]
    ) -> dict[str, Any]:
        return await once_whole(unit, cause, self._clock.now(), work)


async def _goods(unit: Unit, product: ProductId) -> Goods:
    known = (await unit.prices.goods([product])).get(product)
    if known is None:
        raise NotFound
    return known


def _coming(history: Any, now: datetime) -> PriceRow | None:
    later = [r for r in history if r.kind is PriceKind.FLOOR and r.valid_from > now]
    return min(later, key=lambda row: (row.valid_from, -row.id), default=None)


def _rate_view(newest_first: list[Rate], since: date) -> dict[str, Any]:
    rate = newest_first[0]
    before = newest_first[1].rate if len(newest_first) > 1 else None
    return {
        "currency": rate.currency,
        "on": rate.on,
        "rate": rate.rate,
        "change": rate.rate - before if before is not None else None,
        "source": rate.source,
        "old": rate.on < since,
    }
