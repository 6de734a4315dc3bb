"""A stand-in for places, lenses and refusals; it remembers what it was asked."""

from dataclasses import replace
from datetime import UTC, datetime

from core.errors import DomainError, NotAllowed
from core.ids import PersonId
from core.policy.refusals import Explanation, explained, rule_of
from core.staff.model import Group, Lens, Person, Role

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


class FakeRights:
    """`refusal` is raised by everything that changes something."""

    def __init__(self) -> None:
        self.calls: list[tuple] = []
        self.recorded: list[tuple] = []
        self.refusal: DomainError | None = None
        self.refusals: list[Explanation] = []
        self.everybody: list[Person] = []
        self.every = [Group(role.value, role) for role in Role]
        self.told = Explanation(
            17, AT, "act", False, "stock:edit", "/stock", "act", 1, "manager", "", None
        )

    def _note(self, *call):
        self.calls.append(call)
        if self.refusal is not None:
            raise self.refusal

    async def listing(self, actor):
        """Of groups; or of refusals, where some are set."""
        self.calls.append(("listing",))
        return self.refusals or self.every

    async def show(self, actor, name):
        return next(group for group in self.every if group.name == name)

    async def people(self, actor):
        return self.everybody

    async def change(self, actor, name, version, cells, cause):
        self._note("change", name, dict(cells))
        return await self.show(actor, name)

    async def place(self, actor, person, name, version, cause):
        self._note("place", person, name, version)
        placed = replace(self.everybody[0], group=name)
        self.everybody[0] = placed
        return placed

    async def view_as(self, actor, role, person, cause):
        self._note("as", role, person)
        if actor.role is not Role.DIRECTOR:
            raise NotAllowed(permission="policy:view-as")
        return replace(actor, viewing=Lens(Role(role), person))

    async def view_off(self, actor, cause):
        self._note("off")
        return replace(actor, viewing=None)

    async def record(self, actor, error, what, cause, public=""):
        if not explained(error):
            return None
        self.recorded.append((PersonId(actor.id), rule_of(error), what, public))
        return 100 + len(self.recorded)

    async def explain(self, actor, number):
        self._note("explain", number)
        return self.told


class FakeJobs:
    """What comes by the clock; `refusal` is raised instead."""

    def __init__(self) -> None:
        self.coming, self.recent = [], []
        self.refusal: DomainError | None = None

    async def look(self, actor):
        if self.refusal is not None:
            raise self.refusal
        return self.coming, self.recent
