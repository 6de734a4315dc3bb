"""What a person has to do: tasks and the day's list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Protocol

from core.ids import ClientId, MessageId, PersonId, SubscriptionId, TaskId
from core.messaging.quoting import Quote
from core.messaging.views import Origin
from core.schedule.quiet import Quiet
from core.staff.model import Person

View = Mapping[str, Any]


class Tasks(Protocol):
    async def add(
        self,
        actor: Person,
        assignee: PersonId,
        text: str,
        due_at: datetime | None,
        client: ClientId | None = None,
        message: MessageId | None = None,
        *,
        cause: str,
    ) -> TaskId: ...

    async def one(self, actor: Person, task: TaskId) -> View: ...

    async def done(self, actor: Person, task: TaskId, version: int, *, cause: str) -> object: ...

    async def postpone(
        self, actor: Person, task: TaskId, version: int, days: int, *, cause: str
    ) -> object: ...

    async def mine(self, actor: Person, page: int) -> Any: ...

    async def given(self, actor: Person, page: int) -> Any: ...


class Agenda(Protocol):
    async def today(self, actor: Person) -> Any: ...


class Colleagues(Protocol):
    """Whom a task may be given to."""

    async def listing(self, actor: Person) -> Sequence[Person]: ...


class Quotes(Protocol):
    """Which message of a client's record a reply points at."""

    async def find(self, actor: Person, origin: Origin) -> Quote: ...


class QuietHours(Protocol):
    async def mine(self, actor: Person) -> View: ...

    async def set(self, actor: Person, quiet: Quiet | None, cause: str) -> None: ...

    async def as_firm(self, actor: Person, cause: str) -> None: ...


class Subscriptions(Protocol):
    async def mine(self, actor: Person) -> Sequence[View]: ...

    async def subscribe(self, actor: Person, kind: str, at: time, days: str, cause: str) -> int: ...

    async def end(self, actor: Person, number: SubscriptionId, cause: str) -> None: ...


@dataclass(frozen=True)
class Duties:
    tasks: Tasks
    agenda: Agenda
    colleagues: Colleagues
    quotes: Quotes
    quiet: QuietHours
    subscriptions: Subscriptions
