"""Who has to do what, by when."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, Row, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import ClientId, PersonId, TaskId
from core.tasks.model import Task
from storage.dialects import padded
from storage.tables import tasks

_get = select(tasks).where(tasks.c.id == bindparam("task"))
_locked = _get.with_for_update()
_open = tasks.c.done_at.is_(None)
_open_of = (
    select(tasks)
    .where(tasks.c.assignee_id == bindparam("assignee"), _open)
    .order_by(tasks.c.due_at.is_(None), tasks.c.due_at, tasks.c.id)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_due_of = _open_of.where(tasks.c.due_at < bindparam("until"))
_falling_due = (
    select(tasks)
    .where(_open, tasks.c.due_at > bindparam("since"), tasks.c.due_at <= bindparam("until"))
    .order_by(tasks.c.due_at, tasks.c.id)
)
_given_by = (
    select(tasks)
    .where(tasks.c.author_id == bindparam("author"), tasks.c.assignee_id != bindparam("author"))
    .order_by(tasks.c.done_at.is_not(None), tasks.c.id.desc())
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_SAVED = ("assignee_id", "due_at", "done_at", "done_by", "version")
_save = (
    update(tasks)
    .where(tasks.c.id == bindparam("task"))
    .values({name: bindparam(f"new_{name}") for name in _SAVED})
)
_pass_on = (
    update(tasks)
    .where(tasks.c.assignee_id == bindparam("leaver"), _open)
    .values(assignee_id=bindparam("heir"), version=tasks.c.version + 1)
    .returning(tasks)
)
_pass_on_of_clients = _pass_on.where(tasks.c.client_id.in_(bindparam("whose", expanding=True)))


class SqlTasks:
    """Implements core.tasks.ports.TaskBook."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, task: Task) -> Task:
        statement = tasks.insert().returning(tasks)
        return _task((await self._connection.execute(statement, _values(task))).one())

    async def get(self, task: TaskId) -> Task | None:
        return next(iter(await self._all(_get, task=task)), None)

    async def locked(self, task: TaskId) -> Task | None:
        return next(iter(await self._all(_locked, task=task)), None)

    async def save(self, task: Task) -> None:
        values = _values(task)
        saved = {f"new_{name}": values[name] for name in _SAVED}
        await self._connection.execute(_save, {"task": task.id} | saved)

    async def open_of(
        self, assignee: PersonId, limit: int, offset: int, until: datetime | None = None
    ) -> Sequence[Task]:
        page = {"assignee": assignee, "limit": limit, "offset": offset}
        if until is None:
            return await self._all(_open_of, **page)
        return await self._all(_due_of, **page, until=until)

    async def falling_due(self, since: datetime, until: datetime) -> Sequence[Task]:
        return await self._all(_falling_due, since=since, until=until)

    async def given_by(self, author: PersonId, limit: int, offset: int) -> Sequence[Task]:
        return await self._all(_given_by, author=author, limit=limit, offset=offset)

    async def pass_on(
        self, person: PersonId, heir: PersonId, clients: Collection[ClientId] | None = None
    ) -> Sequence[Task]:
        hands = {"leaver": person, "heir": heir}
        if clients is None:
            return await self._all(_pass_on, **hands)
        return await self._all(_pass_on_of_clients, **hands, whose=padded(clients))

    async def _all(self, statement: Executable, **values: object) -> list[Task]:
        return [_task(row) for row in await self._connection.execute(statement, values)]


def _values(task: Task) -> dict[str, Any]:
    return {
        "author_id": task.author_id,
        "assignee_id": task.assignee_id,
        "text": task.text,
        "due_at": task.due_at,
        "client_id": task.client_id,
        "message_id": task.message_id,
        "created_at": task.created_at,
        "done_at": task.done_at,
        "done_by": task.done_by,
        "version": task.version,
    }


def _task(row: Row[Any]) -> Task:
    return Task(
        id=row.id,
        author_id=row.author_id,
        assignee_id=row.assignee_id,
        text=row.text,
        due_at=row.due_at,
        created_at=row.created_at,
        client_id=row.client_id,
        message_id=row.message_id,
        done_at=row.done_at,
        done_by=row.done_by,
        version=row.version,
    )
