"""The administrator's main task: everybody in a group, each with its own rules (C5).

Groups are rows: a change needs no code, counts at once because rules are read with the person in
the deciding transaction, and stands in the audit with its number. `actor` None: the command line.
"""

from collections.abc import Callable, Mapping
from typing import Any

from core.errors import InvalidInput, NotFound, Stale
from core.ids import PersonId
from core.once import once_whole
from core.policy.actors import acting, looking
from core.policy.gate import matrix
from core.policy.permissions import require
from core.policy.places import replaceable
from core.policy.ports import ALLOW, Entry, Unit, Units
from core.policy.rules import changed_cells, checked, checked_name, hash_of, with_cells
from core.ports import Clock
from core.staff.model import ADMINISTRATORS, UNPLACED, Group, Person, Role, Rules


class Groups:
    def __init__(self, units: Units, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def listing(self, actor: Person | None) -> list[Group]:
        """Every group; those of the roles stand there from the first day on."""
        async with self._units.read() as unit:
            await _looks(unit, actor, "group:read")
            return await _every(unit)

    async def show(self, actor: Person | None, name: str) -> Group:
        """Raises NotFound("group-unknown")."""
        found = {group.name: group for group in await self.listing(actor)}
        if name not in found:
            raise NotFound("group-unknown", name=name[:64])
        return found[name]

    async def people(self, actor: Person | None) -> list[Person]:
        """Everybody, the dismissed and the unplaced included, in the order of coming."""
        async with self._units.read() as unit:
            await _looks(unit, actor, "person:read")
            return list(await unit.people.listing())

    async def create(self, actor: Person | None, name: str, role: str, cause: str) -> Group:
        """A group of one role, with no rules yet. Raises InvalidInput."""
        async with self._units.begin() as unit:
            who = await _acts(unit, actor, "group:edit")

            async def work() -> dict[str, Any]:
                made = Group(checked_name(name), _role(role))
                if not await unit.groups.add(made):
                    raise InvalidInput("group-exists", name=made.name)
                note = Entry("group", ALLOW, f"role:{made.role}", who, made.name, "group")
                await unit.audit.note(note, self._clock.now())
                return {"name": made.name}

            kept = await once_whole(unit, cause, self._clock.now(), work)
            return await _locked(unit, str(kept["name"]))

    async def set_rules(
        self, actor: Person | None, name: str, version: int | None, rules: object, cause: str
    ) -> Group:
        """The whole of the rules at once. `version`: the one that was seen, None for any.

        Raises InvalidInput, NotFound, Stale.
        """
        return await self._change(actor, name, version, lambda _: rules, cause)

    async def change(
        self,
        actor: Person | None,
        name: str,
        version: int | None,
        cells: Mapping[str, str],
        cause: str,
    ) -> Group:
        """Some rules, "receiver.verb" → cell; an empty cell takes a rule away."""
        return await self._change(actor, name, version, lambda old: with_cells(old, cells), cause)

    async def _change(
        self,
        actor: Person | None,
        name: str,
        version: int | None,
        made: Callable[[Rules], object],
        cause: str,
    ) -> Group:
        async with self._units.begin() as unit:
            who = await _acts(unit, actor, "group:edit")
            group = await _locked(unit, name)

            async def work() -> dict[str, Any]:
                if version is not None and version != group.version:
                    raise Stale
                named = {one.name: one.role for one in await _every(unit)}
                rules = checked(made(group.rules), group.role, named)
                await self._keep(unit, who, group, rules)
                return {"name": name}

            await once_whole(unit, cause, self._clock.now(), work)
            return await _locked(unit, name)

    async def _keep(self, unit: Unit, who: Person | None, group: Group, rules: Rules) -> None:
        """Each changed cell is a line of the audit under the group's new version."""
        cells = changed_cells(group.rules, rules)
        if not cells:
            return
        await unit.groups.save(Group(group.name, group.role, rules))
        number, hashed = str(group.version + 1), hash_of(rules)
        for receiver, verb, cell in cells:
            rule = f"{receiver}-{verb}:{cell or 'matrix'}"
            note = Entry("group", ALLOW, rule, who, group.name, "group", None, hashed, number)
            await unit.audit.note(note, self._clock.now())

    async def place(
        self, actor: Person | None, person: PersonId, name: str, version: int | None, cause: str
    ) -> Person:
        """Role, group and epoch in one step: what was queued for the old place is judged anew.

        `name` "unknown" takes every right away (POLICY R1). Raises InvalidInput, NotFound, Stale.
        """

        async def attempt(unit: Unit) -> Person:
            await unit.people.lock_places([person])
            who = await _acts(unit, actor, "person:place")

            async def work() -> dict[str, Any]:
                await self._move(unit, who, person, name, version)
                return {"person": person}

            await once_whole(unit, cause, self._clock.now(), work)
            return await _known(unit, person)

        return await self._units.run(attempt)

    async def _move(
        self, unit: Unit, who: Person | None, person: PersonId, name: str, version: int | None
    ) -> None:
        found = await _known(unit, person)
        role = found.role if name == UNPLACED else (await _locked(unit, name)).role
        if found.group == name:
            return
        if version is not None and version != found.version:
            raise Stale
        administers = role in ADMINISTRATORS and name != UNPLACED
        await replaceable(unit.people, who, found, administers=administers)
        await _leaves_no_client(unit, found, role, name)
        if not await unit.people.move(person, found.version, role, name):
            raise Stale
        note = Entry("place", ALLOW, f"group:{name}", who, found.group, "person", person)
        await unit.audit.note(note, self._clock.now())


async def _leaves_no_client(unit: Unit, person: Person, role: Role, name: str) -> None:
    """A client keeps somebody who may speak on the same side."""
    crosses = (person.role is Role.RETAILER) is not (role is Role.RETAILER)
    keeps = name != UNPLACED and "own" in matrix()["client", role, "message"].split("+")
    if (crosses or not keeps) and await unit.clients.listing(owner=person.id, limit=1):
        raise InvalidInput("place-has-clients")


async def _looks(unit: Unit, actor: Person | None, permission: str) -> None:
    if actor is not None:
        require(await looking(unit.people, actor), permission)


async def _acts(unit: Unit, actor: Person | None, permission: str) -> Person | None:
    if actor is None:
        return None
    person = await acting(unit.people, actor)
    require(person, permission)
    return person


async def _known(unit: Unit, person: PersonId) -> Person:
    found = await unit.people.get(person)
    if found is None or found.dismissed_at is not None:
        raise InvalidInput("person-unknown", id=person)
    return found


async def _every(unit: Unit) -> list[Group]:
    """A role's own group exists before its first member does."""
    found = {group.name: group for group in await unit.groups.listing()}
    own = {role.value: Group(role.value, role) for role in Role}
    return sorted((own | found).values(), key=lambda group: group.name)


async def _locked(unit: Unit, name: str) -> Group:
    """Held to the end of the transaction. Raises NotFound("group-unknown")."""
    if name in {role.value for role in Role}:
        await unit.groups.add(Group(name, Role(name)))
    group = await unit.groups.get(name, lock=True)
    if group is None:
        raise NotFound("group-unknown", name=name[:64])
    return group


def _role(name: str) -> Role:
    try:
        return Role(name.strip().lower())
    except ValueError as error:
        raise InvalidInput("role-unknown", role=name[:64], roles=", ".join(Role)) from error
