"""A firm whose people hear of each other: goods on a shelf, a client, and everybody's phone."""

import itertools
from decimal import Decimal

from core.amounts import TONNE, Price
from core.clients.model import NewClient
from core.staff.model import Role

BLOB = "b" * 64
_numbers = itertools.count(1)


def cause():
    return f"dealing:{next(_numbers)}"


def rub(per_tonne):
    return Price(Decimal(per_tonne), "RUB", vat=True)


class Dealings:
    def __init__(self, office):
        self.office, self.core = office, office.core

    async def opened(self):
        person = self.office.person
        self.director = await person(Role.DIRECTOR, "Дарья")
        self.head = await person(Role.SALES_HEAD, "Глеб")
        self.manager = await person(Role.MANAGER, "Анна")
        self.rival = await person(Role.MANAGER, "Вера")
        self.logistician = await person(Role.LOGISTICIAN, "Егор")
        catalog, ledger = self.core.catalog, self.core.ledger
        self.grade = await catalog.add_product(self.director, "ПЭНД 273", cause=cause())
        self.shelf = await catalog.add_warehouse(
            self.director, "Основной", "real", None, cause=cause()
        )
        await ledger.receive(
            self.director, self.grade, self.shelf, 20 * TONNE, rub(100_000), None, cause=cause()
        )
        made = await self.core.registry.create(
            self.manager, NewClient("ООО Ромашка", inn="7707083893"), cause()
        )
        self.client = made["id"]
        return self

    async def reserved(self, tonnes=5, actor=None):
        answer = await self.core.booking.place(
            actor or self.manager, self.grade, self.shelf, tonnes * TONNE, self.client,
            cause=cause(),
        )  # fmt: skip
        async with self.office.units.read() as unit:
            return await unit.reservations.get(answer["id"])

    async def version(self, deal):
        async with self.office.units.read() as unit:
            return (await unit.deals.get(deal)).version

    async def deal(self, tonnes=5, price=130_000, *, absent=False, confirmed=True, days=0):
        deals = self.core.deals
        number = await deals.open(self.manager, self.client, cause())
        await deals.add_line(
            self.manager, number, await self.version(number), self.grade,
            None if absent else self.shelf, tonnes * TONNE, rub(price),
            Decimal(90_000) if absent else None, cause=cause(),
        )  # fmt: skip
        if days:
            await deals.set_terms(
                self.manager, number, await self.version(number), 0, days, cause=cause()
            )
        if confirmed:
            await self.do(deals.confirm, number)
        return number

    async def line(self, deal):
        async with self.office.units.read() as unit:
            return (await unit.deals.lines([deal]))[deal][0]

    async def do(self, method, deal, *rest, actor=None):
        return await method(
            actor or self.manager, deal, await self.version(deal), *rest, cause=cause()
        )

    async def told(self, code):
        return await self.office.rows(code=code)

    async def names(self, code):
        """Who was told, each as often as he was."""
        people = {p.id: p.name for p in vars(self).values() if hasattr(p, "role")}
        return sorted(people[row.receiver.id] for row in await self.told(code))
