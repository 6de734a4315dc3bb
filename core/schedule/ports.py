"""What the schedule needs of the outside, and what a job looks like to it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from core.schedule.model import Fire, Missed, Occurrence, State
from core.staff.ports import People

T = TypeVar("T")


class Ledger(Protocol):
    """What has fired: UNIQUE(job, due_at), and each job key once for ever."""

    async def fence(self, epoch: int | None) -> None:
        """Raises Fenced when somebody else leads by now (fault 26)."""
        ...

    async def fired(self, jobs: Iterable[str]) -> set[str]:
        """Which of these keys stand in the ledger."""
        ...

    async def done(self, jobs: Iterable[str]) -> dict[str, Fire]:
        """Those of these keys that stand in the ledger."""
        ...

    async def record(self, job: str, due_at: datetime, now: datetime, state: State) -> bool:
        """False when it stands there already: somebody else has done it."""
        ...

    async def void(self, job: str) -> None:
        """What was recorded had nothing to do."""
        ...

    async def skip(self, times: Mapping[str, datetime], now: datetime) -> int:
        """Records that these keys, each with its due time, were left out; how many are new."""
        ...

    async def forget(self, before: datetime) -> None:
        """Rows of fires from before that moment."""
        ...

    async def last(self, names: Iterable[str]) -> dict[str, Fire]:
        """The latest of each job by name."""
        ...

    async def recent(self, limit: int) -> list[Fire]:
        """Newest first."""
        ...

    async def failed(self, since: datetime) -> list[Fire]:
        """Given up since then, newest first."""
        ...


class Unit(Protocol):
    """The transaction of a fire; each job sees its own part of the real one."""

    @property
    def fires(self) -> Ledger: ...

    @property
    def people(self) -> People: ...

    async def cursor(self, name: str) -> str | None: ...

    async def set_cursor(self, name: str, value: str) -> None: ...


class Units(Protocol):
    def read(self) -> AbstractAsyncContextManager[Any]: ...

    async def run(self, work: Callable[[Any], Awaitable[T]]) -> T: ...


class DueJob(Protocol):
    """One row of the table of jobs. The rows of the database are the truth, never this object."""

    @property
    def name(self) -> str:
        """Without a slash."""
        ...

    @property
    def permission(self) -> str:
        """One of the module that it works for, "" for none: with the module off, no job (E13)."""
        ...

    @property
    def missed(self) -> Missed: ...

    async def due(self, unit: Any, since: datetime, until: datetime) -> Sequence[Occurrence]:
        """Times after `since` and not after `until`, whether they have fired or not.

        Asked of the past for what is due, and of the future for what comes next. Only reads.
        """
        ...

    async def fire(self, unit: Any, occurrence: Occurrence, late: timedelta | None) -> bool:
        """In the transaction of its ledger row; `late` is None while it is on time.

        False: what it is about has ended since, there was nothing to do.
        """
        ...
