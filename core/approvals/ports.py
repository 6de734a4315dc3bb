from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Protocol, TypeVar

from core.approvals.model import Approval
from core.ids import ApprovalId, ClientId, PersonId
from core.policy.permissions import Owned
from core.policy.ports import Audit
from core.staff.model import Person
from core.staff.ports import People

T = TypeVar("T")


class ApprovalBook(Protocol):
    async def add(self, approval: Approval) -> Approval:
        """With the id that it gets; `approval.id` is not looked at."""
        ...

    async def get(self, approval: ApprovalId) -> Approval | None: ...

    async def locked(self, approval: ApprovalId) -> Approval | None:
        """The same, held until the end of the transaction."""
        ...

    async def save(self, approval: Approval) -> None:
        """State, decision, fields and version."""
        ...

    async def waiting(
        self, kinds: Iterable[str], limit: int, offset: int, besides: PersonId
    ) -> Sequence[Approval]:
        """Oldest first, without the requests of `besides`."""
        ...

    async def waiting_on(self, kind: str, object_kind: str, object_id: int) -> Sequence[Approval]:
        """Held until the end of the transaction, by rising id."""
        ...

    async def approved_on(self, kind: str, object_kind: str, object_id: int) -> Approval | None:
        """The newest that was granted."""
        ...

    async def of_person(self, person: PersonId, limit: int, offset: int) -> Sequence[Approval]:
        """Newest first."""
        ...

    async def reassign(self, leaver: PersonId, heir: PersonId) -> None:
        """Waiting requests of somebody who has left."""
        ...


class Lanes(Protocol):
    """The part of the clients' room that tells whose a client is."""

    async def lanes_of(self, clients: Iterable[ClientId]) -> Mapping[ClientId, Owned]: ...


class Filing(Protocol):
    """Where a request is put down."""

    approvals: ApprovalBook


class Unit(Filing, Protocol):
    people: People
    audit: Audit

    @property
    def clients(self) -> Lanes: ...

    async def command(self, cause: str, n: int) -> dict[str, Any] | None: ...

    async def record_command(
        self, cause: str, n: int, result: Mapping[str, Any], now: datetime
    ) -> None: ...


class Units(Protocol):
    def begin(self) -> AbstractAsyncContextManager[Unit]: ...

    def read(self) -> AbstractAsyncContextManager[Unit]: ...

    async def run(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        """`work` in a writing transaction, run again whole after a conflict (fault 37)."""
        ...


Outcome = Callable[[Any, Approval, Person], Awaitable[None]]
"""What a decision does: (unit, the decided approval, who decided it), in its transaction."""
