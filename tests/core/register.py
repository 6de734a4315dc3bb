"""A firm with its register of clients: who is there, and what the tests ask of it."""

import itertools

from core.clients.model import NewClient
from core.staff.model import Role
from storage.tables import products

_numbers = itertools.count(1)
INNS = ("7707083893", "7736050003", "7728168971", "7702070139", "7740000076", "7710140679")
"""Numbers whose check digits fit."""
PERSON_INN = "500100732259"


def cause():
    return f"press:{next(_numbers)}"


def company(n=0, name=None, **more):
    return NewClient(name=name or f"ООО «Ромашка {n}»", inn=INNS[n], **more)


class Register:
    def __init__(self, office):
        self.office = office
        self.core = office.core
        self.registry = office.core.registry
        self.units = office.units

    async def team(self):
        """head, manager (of the head's), other manager, director, sysadmin, secretary."""
        person = self.office.person
        self.head = await person(Role.SALES_HEAD, "Глава")
        self.manager = await person(Role.MANAGER, "Борис", superior_id=self.head.id)
        self.other = await person(Role.MANAGER, "Ольга", superior_id=self.head.id)
        self.director = await person(Role.DIRECTOR, "Директор")
        self.sysadmin = await person(Role.SYSADMIN, "Админ")
        self.secretary = await person(Role.SECRETARY, "Секретарь")
        return self

    async def created(self, actor=None, new=None):
        made = await self.registry.create(actor or self.manager, new or company(), cause())
        return made["id"]

    async def version(self, client):
        return (await self.registry.card(self.director, client))["version"]

    async def card(self, client, actor=None):
        return await self.registry.card(actor or self.director, client)

    async def waiting(self, actor=None):
        return await self.core.approvals.waiting(actor or self.director, 0)

    async def decide(self, yes=True, actor=None, reason="wrong"):
        """The eldest request that waits."""
        actor = actor or self.director
        first = (await self.waiting(actor))[0]
        said = "" if yes else reason
        return await self.core.approvals.decide(
            actor, first["id"], first["version"], yes, said, cause()
        )

    async def product(self, name="ПВХ-58"):
        row = {"name": name, "name_key": name.casefold(), "created_at": self.office.clock.now()}
        async with self.units._database.write() as connection:
            made = await connection.execute(products.insert().returning(products.c.id), row)
            return made.scalar_one()
