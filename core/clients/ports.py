"""What the register of clients needs of the outside."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from core.approvals.model import Approval
from core.approvals.ports import ApprovalBook
from core.clients.cardfile import CardFile
from core.clients.model import Address, Client, Identity, Lane
from core.ids import ClientId, LaneId, PersonId
from core.staff.model import Person
from core.staff.ports import People

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ClientLine:
    """One row of a listing: what every member of staff may see of any client (A5)."""

    client: Client
    responsible_id: PersonId | None
    responsible_name: str | None


class Clients(Protocol):
    async def get(self, client: ClientId) -> Client | None: ...

    async def by_ids(self, clients: Iterable[ClientId]) -> dict[ClientId, Client]: ...

    async def held(self, clients: Iterable[ClientId]) -> dict[ClientId, Client]:
        """The same, and none of them is merged away before the transaction ends (E10)."""
        ...

    async def identities_at(
        self, keys: Iterable[tuple[str, str, str]], phones: Iterable[str]
    ) -> list[Identity]:
        """Those with one of these (provider, account, external_id) or one of these phones.

        Of clients and of people alike; one statement each, whatever the number.
        """
        ...

    async def identities_of(self, client: ClientId) -> list[Identity]: ...

    async def identities_of_all(
        self, clients: Iterable[ClientId]
    ) -> dict[ClientId, list[Identity]]: ...

    async def lanes_of(self, clients: Iterable[ClientId]) -> dict[ClientId, Lane]:
        """The open lane of each."""
        ...

    async def lanes_held(self, clients: Iterable[ClientId]) -> dict[ClientId, Lane]:
        """The same; no client is given away or merged before the transaction ends."""
        ...

    async def add(self, clients: Sequence[Client], now: datetime) -> None:
        """With ids taken from `Unit.take_ids`."""
        ...

    async def rename(self, client: ClientId, name: str) -> None: ...

    async def add_identities(self, identities: Sequence[Identity], now: datetime) -> None: ...

    async def add_lanes(self, lanes: Sequence[Lane], now: datetime) -> None: ...

    async def close_lane(self, lane: LaneId, now: datetime) -> None: ...

    async def close_lanes(self, lanes: Sequence[LaneId], now: datetime) -> None: ...

    async def lock(self, client: ClientId) -> None:
        """Holds the client's row until the end of the transaction."""
        ...

    async def lock_all(self, clients: Iterable[ClientId]) -> None:
        """The same for many, in the one order that everybody keeps to."""
        ...

    async def listing(
        self,
        text: str | None = None,
        owner: PersonId | None = None,
        limit: int = 1000,
        phones_of: Sequence[PersonId | None] | None = None,
    ) -> Sequence[ClientLine]:
        """By name (any case, part of it), INN or phone; newest first; no merged cards.

        `phones_of`: only whose clients a phone finds, None among them nobody's; None: everybody's.
        """
        ...

    async def consent(
        self, client: ClientId, address: Address, kind: str, source: str, now: datetime
    ) -> None:
        """Appends "stop" or "start" with where it came from."""
        ...

    async def opted_out(self, keys: Iterable[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
        """Of these addresses those whose last word was "stop"."""
        ...

    async def timeline(
        self, client: ClientId, limit: int, offset: int, compartment: str | None = None
    ) -> list[Mapping[str, Any]]:
        """Rows of INTERFACE's timeline, messages only: the newest `limit`, oldest first.

        `compartment`: only what was said there (POLICY: a label survives every hand-over).
        """
        ...


class Due(Protocol):
    """What has to happen at a time: the truth that the scheduler's ticks read (RELIABILITY)."""

    async def put(
        self,
        job: str,
        due_at: datetime,
        subject_kind: str,
        subject_id: int,
        fields: Mapping[str, Any] | None = None,
    ) -> None: ...

    async def clear(self, job: str, subject_kind: str, subject_id: int, now: datetime) -> int:
        """It need not happen any more; the number of rows that were still open."""
        ...

    async def open_of(self, job: str, subject_kind: str, subject_id: int) -> list[datetime]: ...


class Unit(Protocol):
    """One transaction, as far as this room needs it."""

    people: People
    clients: Clients
    cards: CardFile
    approvals: ApprovalBook
    due: Due

    async def take_ids(self, table: str, count: int) -> Sequence[int]: ...

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


class File(Protocol):
    """Puts a request before those who decide (core/approvals)."""

    async def __call__(
        self,
        unit: Any,
        actor: Person,
        kind: str,
        object_kind: str,
        object_id: int,
        fields: Mapping[str, Any],
    ) -> Approval: ...
