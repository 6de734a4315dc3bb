"""Whom somebody may ask for something: the people of his own side of the wall (POLICY R6)."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from core.ids import PersonId
from core.staff.model import Person, Role
from core.staff.ports import People


class Unit(Protocol):
    @property
    def people(self) -> People: ...


class Units(Protocol):
    def read(self) -> AbstractAsyncContextManager[Unit]: ...


class Rights(Protocol):
    """`core.policy.rights`, handed in: policy knows staff, not the other way."""

    async def looking(self, people: People, actor: Person) -> Person: ...


async def of_the_firm(people: People) -> list[PersonId]:
    """Whose work the figures of the whole firm count: of the dismissed, too, of no retailer (R6).

    The board and the digests ask here, so that they tell the same (B2, B3).
    """
    return [one.id for one in await people.listing() if one.role is not Role.RETAILER]


class Colleagues:
    def __init__(self, units: Units, rights: Rights) -> None:
        self._units = units
        self._rights = rights

    async def listing(self, actor: Person) -> list[Person]:
        """With a place, oneself first, then by name. Raises NotFound for people without one."""
        async with self._units.read() as unit:
            asking = await self._rights.looking(unit.people, actor)
            people = await unit.people.listing()
        side = [p for p in people if p.placed and (p.id == asking.id or _staff(p, asking))]
        return sorted(side, key=lambda one: (one.id != asking.id, one.name.casefold()))


def _staff(*people: Person) -> bool:
    """Retailers see nobody, and nobody sees them here (R4, R6)."""
    return all(one.role is not Role.RETAILER for one in people)
