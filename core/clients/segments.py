"""A13: clients by raw material, region, deferral, prepayment, competitor, manager and status."""

from dataclasses import dataclass
from typing import Any

from core.clients.model import PAGE, Paged, Segment, pages_of
from core.clients.ports import Unit, Units
from core.clients.viewing import lines
from core.errors import NotAllowed, NotFound
from core.ids import PersonId
from core.policy.actors import looking
from core.policy.permissions import may
from core.staff.model import ADMINISTRATORS, Person, Role

EXPORTED = 10_000
"""Rows of one export; more is a database, not a sheet."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a dimension, its words and how many clients have it."""

    value: Any
    words: str
    count: int


class Segments:
    """Everybody sees the segments of those clients that he may open, counts included (A5)."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def values(self, actor: Person) -> dict[str, list[Choice]]:
        """materials, regions, deferral, prepayment, competitors, managers, statuses → choices."""
        async with self._units.read() as unit:
            actor, owner = await _scope(unit, actor, "client:segment")
            found = await unit.cards.segment_values(owner)
            hidden = await _hidden(unit, actor)
        choices = {name: [Choice(*row) for row in rows] for name, rows in found.items()}
        choices["managers"] = [c for c in choices["managers"] if c.value not in hidden]
        return choices

    async def count(self, actor: Person, segment: Segment) -> int:
        async with self._units.read() as unit:
            actor, owner = await _scope(unit, actor, "client:segment")
            return await unit.cards.segment_count(await _asked(unit, actor, segment), owner)

    async def listing(self, actor: Person, segment: Segment, page: int = 0) -> Paged:
        """By name, a page of 8, each as the actor may see it."""
        async with self._units.read() as unit:
            actor, owner = await _scope(unit, actor, "client:segment")
            segment = await _asked(unit, actor, segment)
            total = await unit.cards.segment_count(segment, owner)
            page, pages = pages_of(total, page)
            found = await unit.cards.segment_page(segment, owner, PAGE, page * PAGE)
            return Paged(await lines(unit, actor, found), page, pages, total)

    async def rows(self, actor: Person, segment: Segment) -> list[dict[str, Any]]:
        """For the export: the same fields as on the screen, never more."""
        async with self._units.read() as unit:
            actor, owner = await _scope(unit, actor, "client:export")
            segment = await _asked(unit, actor, segment)
            found = await unit.cards.segment_page(segment, owner, EXPORTED, 0)
            return await lines(unit, actor, found)


async def _scope(unit: Unit, actor: Person, action: str) -> tuple[Person, PersonId | None]:
    """(actor, whose clients): None everybody's."""
    actor = await looking(unit.people, actor)
    if may(actor, f"{action}:any"):
        return actor, None
    if may(actor, f"{action}:own"):
        return actor, actor.id
    raise NotFound if actor.role is Role.RETAILER else NotAllowed(permission=action)


async def _hidden(unit: Unit, actor: Person) -> set[PersonId]:
    """POLICY R6: to staff there are no retailers, not even as a choice."""
    if actor.role in ADMINISTRATORS:
        return set()
    return {p.id for p in await unit.people.of_roles(Role.RETAILER)}


async def _asked(unit: Unit, actor: Person, segment: Segment) -> Segment:
    """A segment that names somebody behind the wall is refused like one that names nobody."""
    if set(segment.managers) & await _hidden(unit, actor):
        raise NotFound
    return segment
