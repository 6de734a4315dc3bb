"""What the policy keeps and reads: the record of every verdict, and the groups of people."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from core.ids import PersonId
from core.policy.gate import POLICY_VERSION, Verdict
from core.staff.model import Person
from core.staff.ports import Groups, People

T = TypeVar("T")

ALLOW, DENY = "allow", "deny"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit beside the gate's own: who did or was refused what, by which rule.

    `stage`: "act" a refusal of the core, "as" a look through another role, "group" a changed
    rule, "place" a person placed, "decide" a request decided. `who` None: the command line. Ids
    and rules, never texts (P22).
    """

    stage: str
    verdict: str
    rule: str
    who: Person | None
    code: str
    object_kind: str = ""
    object_id: int | None = None
    payload_hash: str = ""
    policy_version: str = POLICY_VERSION


class Audit(Protocol):
    """Append-only (P23)."""

    async def add(self, verdicts: Sequence[Verdict], now: datetime) -> None:
        """Ids, rules and hashes; never texts (P22)."""
        ...

    async def note(self, entry: Entry, now: datetime) -> int:
        """The number that `why` explains."""
        ...

    async def listing(
        self, limit: int, verdict: str | None = None, entry: int | None = None
    ) -> list[Mapping[str, Any]]: ...

    async def last_denied(self, person: PersonId) -> Mapping[str, Any] | None:
        """The newest refusal of what this person did."""
        ...

    async def denials(self) -> dict[str, int]:
        """Refusals by rule, ever."""
        ...


class Unit(Protocol):
    """One transaction, as far as the policy needs it."""

    people: People
    groups: Groups
    audit: Audit

    @property
    def clients(self) -> "Owners": ...

    async def command(self, cause: str, n: int) -> dict[str, Any] | None: ...

    async def record_command(
        self, cause: str, n: int, result: Mapping[str, Any], now: datetime
    ) -> None: ...

    async def resolve_public(self, person: PersonId, public: str) -> tuple[str, int] | None: ...


class Owners(Protocol):
    """Who answers for whom: all that placing a person has to know of clients."""

    async def listing(
        self, text: str | None = None, owner: PersonId | None = None, limit: int = 1000
    ) -> Sequence[object]: ...


class Units(Protocol):
    def begin(self) -> AbstractAsyncContextManager[Unit]: ...

    def read(self) -> AbstractAsyncContextManager[Unit]: ...

    async def run(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        """`work` in a writing transaction, run again whole after a conflict (fault 37)."""
        ...
