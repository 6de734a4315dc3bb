"""`/as`: an administrator sees exactly what a role, or one person, sees; and changes nothing."""

from typing import Any

from core.errors import InvalidInput
from core.ids import PersonId
from core.once import once_whole
from core.policy.actors import standing
from core.policy.permissions import VIEW_AS, require
from core.policy.ports import ALLOW, Entry, Unit, Units
from core.ports import Clock
from core.staff.model import Lens, Person, Role


class Lenses:
    """What is looked through is kept with the person: a restart does not give the rights back.

    It changes nothing of who receives messages: those go by the person's own place.
    """

    def __init__(self, units: Units, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def view_as(
        self, actor: Person, role: str, person: PersonId | str | None, cause: str
    ) -> Person:
        """The actor with the lens on; from one lens to another directly, too.

        `person`: a number, or part of a name that only one of that role has. Raises NotAllowed,
        InvalidInput for an unknown role, or a person who is not of it.
        """
        async with self._units.begin() as unit:
            viewer = await standing(unit.people, actor)
            require(viewer, VIEW_AS)
            lens = Lens(_role(role), await _whose(unit, _role(role), person))
            await self._checked(unit, lens)
            return await self._put(unit, viewer, lens, cause)

    async def view_off(self, actor: Person, cause: str) -> Person:
        """Always: whoever lost the right to look through others may stop, too."""
        async with self._units.begin() as unit:
            return await self._put(unit, await standing(unit.people, actor), None, cause)

    async def _put(self, unit: Unit, viewer: Person, lens: Lens | None, cause: str) -> Person:
        async def work() -> dict[str, Any]:
            if lens != viewer.viewing:
                await unit.people.view(viewer.id, lens)
                await unit.audit.note(_entry(viewer, lens), self._clock.now())
            return {}

        await once_whole(unit, cause, self._clock.now(), work)
        return await standing(unit.people, viewer)

    @staticmethod
    async def _checked(unit: Unit, lens: Lens) -> None:
        if lens.person_id is None:
            return
        whose = await unit.people.get(lens.person_id)
        if whose is None or not whose.placed:
            raise InvalidInput("person-unknown", id=lens.person_id)
        if whose.role is not lens.role:
            raise InvalidInput("as-another-role", role=whose.role.value)


def _entry(viewer: Person, lens: Lens | None) -> Entry:
    """Who looked through whom (I12)."""
    rule = f"as:{lens.role}" if lens else "as:off"
    whose = lens.person_id if lens else None
    return Entry("as", ALLOW, rule, viewer, "as", "person" if whose else "", whose)


async def _whose(unit: Unit, role: Role, person: PersonId | str | None) -> PersonId | None:
    if not isinstance(person, str):
        return person
    found = [
        one for one in await unit.people.of_roles(role) if person.casefold() in one.name.casefold()
    ]
    if len(found) != 1:
        raise InvalidInput("person-unclear", name=person[:64], count=len(found))
    return found[0].id


def _role(name: str) -> Role:
    try:
        return Role(name.strip().lower())
    except ValueError as error:
        raise InvalidInput("role-unknown", role=name[:64], roles=", ".join(Role)) from error
