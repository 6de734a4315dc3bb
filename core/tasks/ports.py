from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Protocol

from core.clients.ports import Clients
from core.ids import ClientId, MessageId, PersonId, TaskId
from core.staff.ports import People
from core.tasks.model import Task


class TaskBook(Protocol):
    async def add(self, task: Task) -> Task:
        """With the id that it gets; `task.id` is not looked at."""
        ...

    async def get(self, task: TaskId) -> Task | None: ...

    async def locked(self, task: TaskId) -> Task | None:
        """The same, held until the end of the transaction."""
        ...

    async def save(self, task: Task) -> None:
        """Assignee, due time, done and version."""
        ...

    async def open_of(
        self, assignee: PersonId, limit: int, offset: int, until: datetime | None = None
    ) -> Sequence[Task]:
        """By due time, the earliest first, those without one last.

        `until`: only what is due before that moment.
        """
        ...

    async def falling_due(self, since: datetime, until: datetime) -> Sequence[Task]:
        """Everybody's open ones whose time is after `since` and not after `until`."""
        ...

    async def given_by(self, author: PersonId, limit: int, offset: int) -> Sequence[Task]:
        """To others: what is open first, then the newest."""
        ...

    async def pass_on(
        self, person: PersonId, heir: PersonId, clients: Collection[ClientId] | None = None
    ) -> Sequence[Task]:
        """Open tasks, all or those about these clients: as they are now."""
        ...


class Filed(Protocol):
    """A message of a client's record."""

    @property
    def client_id(self) -> ClientId: ...


class Talk(Protocol):
    """The part of messaging that tells whose message it is."""

    async def get(self, message: MessageId) -> Filed | None: ...


class Naming(Protocol):
    """Who and which client a task speaks of."""

    people: People
    clients: Clients


class Unit(Naming, Protocol):
    tasks: TaskBook

    @property
    def messages(self) -> Talk: ...

    async def command(self, cause: str, n: int) -> dict[str, Any] | None: ...

    async def record_command(
        self, cause: str, n: int, result: Mapping[str, Any], now: datetime
    ) -> None: ...


class Units(Protocol):
    def begin(self) -> AbstractAsyncContextManager[Unit]: ...

    def read(self) -> AbstractAsyncContextManager[Unit]: ...
