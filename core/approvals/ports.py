from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Protocol, TypeVar

from core.approvals.model import Approval
from core.ids import ApprovalId, ClientId, DealId, PersonId
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
        """Requester, state, decision, fields and version."""
        ...

    async def waiting(
        self, kinds: Iterable[str], limit: int, offset: int, besides: PersonId
    ) -> Sequence[Approval]:
        """Oldest first, without what is `besides`' own."""
        ...

    async def waiting_on(self, kind: str, object_kind: str, object_id: int) -> Sequence[Approval]:
        """Held until the end of the transaction, by rising id."""
        ...

    async def last_on(
        self, kind: str, object_kind: str, object_id: int, states: Iterable[str]
    ) -> Approval | None:
        """The newest of these states."""
        ...

    async def of_person(self, person: PersonId, limit: int, offset: int) -> Sequence[Approval]:
        """Newest first."""
        ...

    async def waiting_about(self, clients: Collection[ClientId]) -> Sequence[Approval]:
        """But for access; held until the end of the transaction, by rising id."""
        ...

    async def waiting_of(self, person: PersonId) -> Sequence[Approval]:
        """Held likewise."""
        ...


class Lanes(Protocol):
    """The part of the clients' room that tells whose a client is."""

    async def lanes_of(self, clients: Iterable[ClientId]) -> Mapping[ClientId, Owned]: ...

    async def lock(self, client: ClientId) -> None: ...


class Sold(Protocol):
    @property
    def client_id(self) -> ClientId: ...


class Deals(Protocol):
    """The part of orders that tells whose a deal is."""

    async def get(self, deal: DealId) -> Sold | None: ...


class Filing(Protocol):
    """Where a request is put down."""

    approvals: ApprovalBook


class Audited(Protocol):
    audit: Audit


class Unit(Filing, Audited, Protocol):
    people: People

    @property
    def clients(self) -> Lanes: ...

    async def command(self, cause: str, n: int) -> dict[str, Any] | None: ...

    async def record_command(
        self, cause: str, n: int, result: Mapping[str, Any], now: datetime
    ) -> None: ...


class Passing(Unit, Protocol):
    """Where clients change hands."""

    @property
    def deals(self) -> Deals: ...


class Units(Protocol):
    def begin(self) -> AbstractAsyncContextManager[Unit]: ...

    def read(self) -> AbstractAsyncContextManager[Unit]: ...

    async def run(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        """`work` in a writing transaction, run again whole after a conflict (fault 37)."""
        ...


Outcome = Callable[[Any, Approval, Person], Awaitable[None]]
"""What a decision does: (unit, the decided approval, who decided it), in its transaction."""
