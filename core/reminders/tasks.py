"""E7: a task is told again at its time; one that is overdue, to whoever has set it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from core.firm import Firm
from core.ids import TaskId
from core.notices.tasks import TaskNotices
from core.reminders.ports import Unit
from core.schedule.calendar import DAY, Calendar
from core.schedule.model import Missed, Occurrence
from core.tasks.model import Task

DUE, OVERDUE = "due", "overdue"
LONGEST_REST = timedelta(days=16)
"""From the time of a task to the next working day: New Year's holidays and the days around."""


class TaskDue:
    """To the assignee at its very time; to the author on the next working day.

    At the firm's hour of reminders, once for each time that was set. Put off or done meanwhile:
    nothing.
    """

    name = "task-due"
    permission = "task:read:own"
    missed = Missed(skip_after=timedelta(days=3))

    def __init__(self, firm: Firm, calendar: Calendar, notices: TaskNotices) -> None:
        self._firm = firm
        self._calendar = calendar
        self._notices = notices

    async def due(self, unit: Unit, since: datetime, until: datetime) -> Sequence[Occurrence]:
        found = await unit.tasks.falling_due(since - LONGEST_REST, until)
        times = (time for one in found for time in self._times(one))
        return [time for time in times if since < time.due_at <= until]

    def _times(self, one: Task) -> Iterator[Occurrence]:
        if one.due_at is None:
            return
        yield Occurrence(_subject(one, DUE), one.due_at, series=str(one.id))
        if one.author_id != one.assignee_id:
            on = self._calendar.next_working(self._calendar.day(one.due_at) + DAY)
            at = self._calendar.at(on, self._firm.remind_at)
            yield Occurrence(_subject(one, OVERDUE), at, series=str(one.id))

    async def fire(self, unit: Unit, occurrence: Occurrence, late: timedelta | None) -> bool:
        number, kind, _ = occurrence.subject.split(":", 2)
        one = await unit.tasks.get(TaskId(int(number)))
        if one is None or one.done_at is not None or _subject(one, kind) != occurrence.subject:
            return False
        tell = self._notices.come_due if kind == DUE else self._notices.overdue
        return await tell(unit, one, late)


def _subject(one: Task, kind: str) -> str:
    at = one.due_at.isoformat(timespec="seconds") if one.due_at is not None else ""
    return f"{one.id}:{kind}:{at}"
