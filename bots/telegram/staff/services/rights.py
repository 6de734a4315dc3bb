"""Places, looks through another role, and refusals explained."""

from collections.abc import Mapping
from typing import Protocol

from core.errors import DomainError
from core.ids import PersonId
from core.policy.refusals import Explanation
from core.staff.model import Group, Person


class Groups(Protocol):
    """`core.policy.groups.Groups`."""

    async def listing(self, actor: Person | None) -> list[Group]: ...

    async def show(self, actor: Person | None, name: str) -> Group: ...

    async def people(self, actor: Person | None) -> list[Person]: ...

    async def change(
        self,
        actor: Person | None,
        name: str,
        version: int | None,
        cells: Mapping[str, str],
        cause: str,
    ) -> Group: ...

    async def place(
        self, actor: Person | None, person: PersonId, name: str, version: int | None, cause: str
    ) -> Person: ...


class Lenses(Protocol):
    async def view_as(
        self, actor: Person, role: str, person: PersonId | str | None, cause: str
    ) -> Person: ...

    async def view_off(self, actor: Person, cause: str) -> Person: ...


class Refusals(Protocol):
    async def record(
        self, actor: Person, error: DomainError, what: str, cause: str, public: str = ""
    ) -> int | None: ...

    async def explain(self, actor: Person, number: int | None) -> Explanation: ...

    async def listing(self, actor: Person) -> list[Explanation]: ...
