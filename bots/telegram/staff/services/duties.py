"""What a person has to do: tasks and the day's list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from core.ids import ClientId, MessageId, PersonId, TaskId
from core.messaging.quoting import Quote
from core.messaging.views import Origin
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


@dataclass(frozen=True)
class Duties:
    tasks: Tasks
    agenda: Agenda
    colleagues: Colleagues
    quotes: Quotes
