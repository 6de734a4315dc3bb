"""What somebody has been asked to do, and by when (E7)."""

from dataclasses import dataclass
from datetime import datetime

from core.errors import DomainError, InvalidInput
from core.ids import ClientId, MessageId, PersonId, TaskId
from core.schedule.calendar import DAY, Calendar

LONGEST = 2000
"""Characters of a task."""
FURTHEST = 366
"""Days that a task may be put off at once."""
LATEST = 3660 * DAY
"""A task that is due in the last year of the calendar could not be put off by a day."""


class TaskAlreadyDone(DomainError):
    """A second press: `by` and `at` (ISO, UTC) tell who was first."""

    code = "task-done"


@dataclass(frozen=True, slots=True)
class Task:
    id: TaskId
    author_id: PersonId
    assignee_id: PersonId
    text: str
    due_at: datetime | None
    created_at: datetime
    client_id: ClientId | None = None
    message_id: MessageId | None = None
    """The chat message that it was set from."""
    done_at: datetime | None = None
    done_by: PersonId | None = None
    version: int = 1

    @property
    def owner_id(self) -> PersonId:
        return self.assignee_id

    def overdue(self, now: datetime) -> bool:
        return self.done_at is None and self.due_at is not None and self.due_at < now

    def put_off(self, days: int, now: datetime, calendar: Calendar) -> datetime:
        """So many days after its time; one long overdue comes back at its hour, in the future.

        The hour is that of the wall, whatever the clocks do between (fault 27).
        """
        wall = calendar.local(self.due_at or now)
        late = max((calendar.local(now) - wall) // DAY, 0)
        return calendar.at(wall.date() + (late + days) * DAY, wall.time())


def worded(text: str) -> str:
    """Raises InvalidInput."""
    trimmed = text.strip()
    if not trimmed:
        raise InvalidInput("task-empty")
    if len(trimmed) > LONGEST:
        raise InvalidInput("text-too-long", limit=LONGEST)
    return trimmed
