"""What announcements need of the outside."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from core.ids import AnnouncementId, PersonId
from core.messaging import ports as messaging
from core.news.model import Announcement, Copy
from core.pricing.ports import PriceList
from core.staff.model import Person
from core.staff.ports import Groups

T = TypeVar("T")


class NewsBook(Protocol):
    async def add(self, one: Announcement) -> Announcement:
        """With the id that it gets; `one.id` is not looked at."""
        ...

    async def get(self, announcement: AnnouncementId) -> Announcement | None: ...

    async def locked(self, announcement: AnnouncementId) -> Announcement | None:
        """The same, held until the end of the transaction."""
        ...

    async def save(self, one: Announcement) -> None: ...

    async def scheduled(self) -> Sequence[Announcement]:
        """All that still have a time before them, by their wall time."""
        ...

    async def sent(self, limit: int, offset: int) -> Sequence[Announcement]:
        """Newest first."""
        ...

    async def listing(self, limit: int) -> Sequence[Announcement]:
        """Whatever their state, newest first."""
        ...

    async def add_copies(self, copies: Sequence[Copy]) -> None: ...

    async def copy(
        self, announcement: AnnouncementId, run: int, person: PersonId
    ) -> Copy | None: ...

    async def save_copies(self, copies: Sequence[Copy]) -> None:
        """When it was read and when it was reminded of."""
        ...

    async def unread(self, announcement: AnnouncementId, run: int) -> Sequence[Copy]: ...

    async def readers(self, announcement: AnnouncementId, run: int) -> Sequence[PersonId]: ...

    async def counts(
        self, runs: Iterable[tuple[AnnouncementId, int]]
    ) -> dict[tuple[AnnouncementId, int], tuple[int, int]]:
        """(read, told) of each of these runs, of those who still have a place."""
        ...

    async def sent_at(self, announcement: AnnouncementId, run: int) -> datetime | None:
        """When its readers were told in that run."""
        ...

    async def last_reminder(self, announcement: AnnouncementId, run: int) -> datetime | None: ...

    async def feed(
        self, person: PersonId, now: datetime, limit: int, offset: int, *, own: bool = False
    ) -> Sequence[tuple[Announcement, Copy | None]]:
        """Addressed to that person and not expired, each by its last run, newest first.

        `own`: also what that person has said, without a copy.
        """
        ...

    async def archive(
        self, person: PersonId, now: datetime, limit: int, offset: int, *, own: bool = False
    ) -> Sequence[tuple[Announcement, Copy | None]]:
        """The same of those that have expired."""
        ...


class Unit(messaging.Unit, Protocol):
    @property
    def news(self) -> NewsBook: ...

    @property
    def prices(self) -> PriceList: ...

    @property
    def groups(self) -> Groups: ...


class Units(Protocol):
    def begin(self) -> AbstractAsyncContextManager[Any]: ...

    def read(self) -> AbstractAsyncContextManager[Any]: ...

    async def run(self, work: Callable[[Any], Awaitable[T]]) -> T: ...


class Wording(Protocol):
    """How a copy reads in its reader's language; core/notices implements it."""

    def copy(
        self, one: Announcement, reader: Person, author: str, product: str, late: timedelta | None
    ) -> dict[str, Any]:
        """Head, text, rule and files; without the button."""
        ...

    def reminder(self, one: Announcement, reader: Person) -> dict[str, Any]: ...

    def button(self, reader: Person, public: str, run: int) -> Mapping[str, str]: ...
