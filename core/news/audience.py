"""Who is spoken to: resolved when it is sent, so that nobody who has left is told (B6)."""

from typing import TypeVar

from core.errors import InvalidInput
from core.news.errors import RetailersClosed
from core.news.model import Audience, Kind
from core.news.ports import Unit
from core.policy.gate import Question, Side, judge
from core.staff.model import Person, Role

T = TypeVar("T")
_ROLES = frozenset(role.value for role in Role)
_RETAILERS = Side(Role.RETAILER, "group", None, compartment=Role.RETAILER)


async def readers(unit: Unit, audience: Audience, author: Person) -> list[Person]:
    """With a place, the author left out."""
    found = await _members(unit, audience)
    return [person for person in found if person.placed and person.id != author.id]


async def _members(unit: Unit, audience: Audience) -> list[Person]:
    if audience.kind is Kind.PEOPLE:
        return list((await unit.people.by_ids(audience.ids)).values())
    if audience.kind is Kind.RETAILERS:
        return await unit.people.of_roles(Role.RETAILER)
    if audience.kind is Kind.ROLE:
        return await unit.people.of_roles(*(Role(name) for name in audience.names))
    everybody = await unit.people.listing()
    if audience.kind is Kind.GROUP:
        return [person for person in everybody if person.group in audience.names]
    return [person for person in everybody if person.role is not Role.RETAILER]


async def require_known(unit: Unit, audience: Audience) -> None:
    """Raises InvalidInput for a role, a group or a person that there is not."""
    if audience.kind is Kind.ROLE:
        for name in _some(audience.names):
            if name not in _ROLES:
                raise InvalidInput("role-unknown", role=name[:30])
    elif audience.kind is Kind.GROUP:
        for name in _some(audience.names):
            if await unit.groups.get(name) is None:
                raise InvalidInput("group-unknown", name=name[:40])
    elif audience.kind is Kind.PEOPLE:
        known = await unit.people.by_ids(audience.ids)
        for number in _some(audience.ids):
            if number not in known or not known[number].placed:
                raise InvalidInput("person-unknown", id=number)


def _some(chosen: tuple[T, ...]) -> tuple[T, ...]:
    if not chosen:
        raise InvalidInput("news-nobody")
    return chosen


def require_open(author: Person, audience: Audience, found: list[Person]) -> None:
    """R8: the gate is asked about the retailers' feed as a whole, not about each of them.

    So the refusal is the same whoever they are, and nothing is half sent. Raises RetailersClosed.
    """
    wanted = audience.kind is Kind.RETAILERS or Role.RETAILER in audience.names
    if not wanted and all(person.role is not Role.RETAILER for person in found):
        return
    side = Side(author.role, "person", author.id, author.placed, "staff", author.group)
    verdict = judge(Question("broadcast", side, _RETAILERS, code="news"), "queue")
    if not verdict.allowed:
        raise RetailersClosed([verdict])
