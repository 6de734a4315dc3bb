"""What a digest reads, and what people set for themselves."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, time
from typing import Any, Protocol, TypeVar

from core.agenda.ports import Unit as AgendaUnit
from core.approvals.ports import ApprovalBook
from core.digest.model import Days, Subscription, Waiting
from core.ids import PersonId, SubscriptionId
from core.notices.ports import Unit as NoticeUnit
from core.orders.model import Deferred
from core.pricing.ports import PriceList
from core.schedule.quiet import Quiet

T = TypeVar("T")


class Hours(Protocol):
    """Quiet hours and subscriptions."""

    async def of(self, people: Iterable[PersonId]) -> dict[PersonId, Quiet | None]:
        """None: switched off. Whoever has set nothing is not there."""
        ...

    async def put(self, person: PersonId, quiet: Quiet | None, now: datetime) -> None: ...

    async def drop(self, person: PersonId) -> None:
        """The firm's hold again."""
        ...

    async def running(self) -> Sequence[Subscription]: ...

    async def running_of(self, person: PersonId) -> Sequence[Subscription]: ...

    async def subscription(self, number: SubscriptionId) -> Subscription | None:
        """Ended ones, too."""
        ...

    async def subscribe(
        self, person: PersonId, kind: str, at: time, days: Days, now: datetime
    ) -> SubscriptionId:
        """One of a kind runs at a time: an earlier one has to be ended before."""
        ...

    async def end(self, number: SubscriptionId, now: datetime) -> bool:
        """False when it had ended already."""
        ...


class Figures(Protocol):
    """Each is one statement, whoever many people it is asked for."""

    async def offers(self, people: Iterable[PersonId], since: datetime, until: datetime) -> int: ...

    async def shipped(self, people: Iterable[PersonId], since: datetime, until: datetime) -> int:
        """Grams that left for the deals of these people."""
        ...

    async def answered(self, people: Iterable[PersonId], since: datetime, until: datetime) -> int:
        """Messages of these people to clients."""
        ...

    async def deferred(self) -> Sequence[Deferred]:
        """Open deals on credit of the whole staff, of which something has left."""
        ...

    async def without_freight(self, limit: int) -> Sequence[Waiting]:
        """Orders that are still to leave and have no freight, the next to be shipped first."""
        ...

    async def freight_filled(self, person: PersonId, since: datetime, until: datetime) -> int: ...

    async def waiting(self, kinds: Iterable[str], besides: PersonId) -> int:
        """Requests of these kinds, without those of `besides`."""
        ...

    async def failed_jobs(self, since: datetime) -> int: ...

    async def joined(self, since: datetime) -> dict[PersonId, datetime]:
        """Who has got a place after that, and when."""
        ...


class Unit(NoticeUnit, AgendaUnit, Protocol):
    """The transaction of a fire."""

    approvals: ApprovalBook

    @property
    def hours(self) -> Hours: ...

    @property
    def digests(self) -> Figures: ...

    @property
    def prices(self) -> PriceList: ...

    async def command(self, cause: str, n: int) -> dict[str, Any] | None: ...


class Units(Protocol):
    def begin(self) -> AbstractAsyncContextManager[Unit]: ...

    def read(self) -> AbstractAsyncContextManager[Unit]: ...

    async def run(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        """`work` in a writing transaction, run again whole after a conflict (fault 37)."""
        ...
