"""A task, told to whoever has to do it; its end, to whoever has not brought it about (E7)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from core.approvals.views import hidden
from core.messaging.ports import Unit
from core.notices import buttons
from core.notices.bell import Bell, Notice, Press, Rows
from core.notices.clients import client_name, lane_of, owned
from core.policy.permissions import may_with_client
from core.staff.model import Person
from core.tasks.events import TaskDone, TaskSet
from core.tasks.model import Task


class TaskNotices:
    def __init__(self, bell: Bell) -> None:
        self._bell = bell

    async def set(self, unit: Unit, events: Sequence[TaskSet]) -> None:
        notices = []
        for event in events:
            task = event.task
            reader = await unit.people.get(task.assignee_id)
            if reader is None or task.assignee_id == task.author_id:
                continue
            notices.append(await self._given(unit, reader, task))
        await self._bell.ring(unit, notices)

    async def _given(self, unit: Unit, reader: Person, task: Task) -> Notice:
        say = self._bell.speech(reader)
        author = await unit.people.get(task.author_id)
        lines = [say("notice-task", author=author.name if author is not None else ""), task.text]
        lane = None
        if task.due_at is not None:
            lines.append(say("notice-task-due", at=say.moment(task.due_at)))
        if task.client_id is not None:
            lane = await lane_of(unit, task.client_id)
            name = await client_name(unit, reader, task.client_id, lane)
            lines.append(say("notice-task-client", name=name))
        return Notice(
            reader,
            "task",
            f"task:{task.id}:{task.version}",
            "\n".join(lines),
            _presses(task),
            ("task:read:own",),
            owned(reader, lane),
        )

    async def come_due(self, unit: Unit, task: Task, late: timedelta | None) -> bool:
        """Its time has come; [+1 day] stands beside [done]. False: nobody is told."""
        reader = await unit.people.get(task.assignee_id)
        if reader is None:
            return False
        author = await unit.people.get(task.author_id)
        say = self._bell.speech(reader)
        own = author is None or author.id == reader.id or hidden(reader, author)
        who = [] if own or author is None else [say("notice-task-author", author=author.name)]
        lines = [say("notice-task-now", at=say.moment(task.due_at)), task.text, *who]
        notice = await self._again(unit, reader, task, "task-due", [*lines, *say.late(late)])
        return await self._bell.ring(unit, [replace(notice, buttons=_presses(task))])

    async def overdue(self, unit: Unit, task: Task, late: timedelta | None) -> bool:
        """To whoever has set it: the assignee has been told at its time. False: nobody is told."""
        reader = await unit.people.get(task.author_id)
        doer = await unit.people.get(task.assignee_id)
        if reader is None or doer is None:
            return False
        say = self._bell.speech(reader)
        name = "—" if hidden(reader, doer) else doer.name
        lines = [
            say("notice-task-overdue", name=name),
            task.text,
            say("notice-task-due", at=say.moment(task.due_at)),
        ]
        notice = await self._again(unit, reader, task, "task-overdue", [*lines, *say.late(late)])
        row = [Press("button-open", buttons.TASK, ("task", int(task.id)))]
        return await self._bell.ring(unit, [replace(notice, buttons=[row])])

    async def _again(
        self, unit: Unit, reader: Person, task: Task, code: str, lines: Sequence[str]
    ) -> Notice:
        """Each time that was set is told once. The client only to whoever may read it (A5).

        A client that has gone to others before it leaves is named to nobody.
        """
        lane = await lane_of(unit, task.client_id) if task.client_id is not None else None
        named: list[str] = []
        if task.client_id is not None and may_with_client(reader, "client:read", lane):
            say = self._bell.speech(reader)
            name = await client_name(unit, reader, task.client_id, lane)
            named = [say("notice-task-client", name=name)]
        at = task.due_at.isoformat(timespec="seconds") if task.due_at is not None else ""
        return Notice(
            reader,
            code,
            f"{code}:{task.id}:{at}",
            "\n".join([*lines, *named]),
            needs=("task:read:own",),
            lane=owned(reader, lane) if named else None,
            lanes=(lane,) if named and lane is not None else (),
        )

    async def done(self, unit: Unit, events: Sequence[TaskDone]) -> None:
        notices = []
        for event in events:
            task = event.task
            by = await unit.people.get(event.by)
            for reader in (await unit.people.by_ids({task.author_id, task.assignee_id})).values():
                if reader.id == event.by:
                    continue
                say = self._bell.speech(reader)
                head = say("notice-task-done", by=by.name if by is not None else "")
                text = f"{head}\n{task.text}"
                notices.append(Notice(reader, "task-done", f"task-done:{task.id}", text))
        await self._bell.ring(unit, notices)


def _presses(task: Task) -> Rows:
    thing, seen = ("task", int(task.id)), (task.version,)
    return [
        [
            Press("button-task-done", buttons.TASK_DONE, thing, seen),
            Press("button-task-later", buttons.TASK_LATER, thing, seen),
        ]
    ]
