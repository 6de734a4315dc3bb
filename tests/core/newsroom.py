"""A firm whose director says something to everybody: people with phones, a schedule that ticks."""

import itertools
from datetime import UTC, datetime
from decimal import Decimal

from core.amounts import Price
from core.news.model import Audience, Draft, Kind, Rule
from core.staff.model import Role

_numbers = itertools.count(1)
STAFF = Audience(Kind.STAFF)
NO_ONE = 0


def cause():
    return f"news:{next(_numbers)}"


def rub(per_tonne):
    return Price(Decimal(per_tonne), "RUB", vat=True)


def wall(text):
    """Naive, of the firm: "2026-11-23 10:00"."""
    return datetime.fromisoformat(text)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class Newsroom:
    """It is Friday the 20th of November 2026, 13:00 in Moscow."""

    def __init__(self, office):
        self.office, self.core, self.clock = office, office.core, office.clock

    async def opened(self):
        person = self.office.person
        self.director = await person(Role.DIRECTOR, "Дарья")
        self.sysadmin = await person(Role.SYSADMIN, "Семён")
        self.head = await person(Role.SALES_HEAD, "Глеб")
        self.manager = await person(Role.MANAGER, "Анна")
        self.rival = await person(Role.MANAGER, "Вера")
        self.retailer = await person(Role.RETAILER, "Роман")
        # The firm began before all that follows.
        await self.core.schedule.tick()
        return self

    def draft(self, text="Продаём ПВХ", audience=STAFF, **more):
        return Draft(text, audience, **more)

    def rule(self, product, floor=118_000, until="2026-11-25T15:00"):
        return Rule(product, rub(floor), utc(until))

    async def publish(self, draft=None, actor=None, **more):
        return await self.core.publishing.publish(
            actor or self.director, draft or self.draft(**more), cause=cause()
        )

    async def one(self, number):
        async with self.office.units.read() as unit:
            return await unit.news.get(number)

    async def copies(self, number, run=1):
        async with self.office.units.read() as unit:
            readers = await unit.news.readers(number, run)
            return {p: await unit.news.copy(number, run, p) for p in readers}

    async def tick(self, moment=None):
        """At that moment of UTC."""
        if moment is not None:
            self.clock.advance((utc(moment) - self.clock.now()).total_seconds())
        await self.core.schedule.tick()

    async def told(self, code="news"):
        return await self.office.rows(code=code)

    async def read(self, person, number, run=1):
        return await self.core.news.read(person, number, run, cause=cause())

    async def card(self):
        """The text and the labels of the author's card as they stand after all its edits."""
        rows = [r for r in await self.office.rows() if r.code in {"news-result", "news-edit"}]
        mine = [r for r in rows if r.receiver.id == self.director.id]
        payload = mine[-1].payload
        labels = [b["text"] for row in payload["buttons"] for b in row]
        return payload["text"], labels
