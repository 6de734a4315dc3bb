"""Tasks: set by one, done by another, each told of the other (E7)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from core.approvals.views import hidden
from core.clients.succession import Given, Hands, Joined, given_hands, joined_hands
from core.errors import InvalidInput, NotFound, Stale
from core.ids import ClientId, MessageId, PersonId, TaskId
from core.once import once_whole
from core.policy.actors import acting, looking
from core.policy.permissions import may, may_with_client, require
from core.ports import Clock, React
from core.schedule.calendar import Calendar
from core.staff.events import PersonDismissed
from core.staff.model import Person, compartment_of
from core.tasks.events import TaskDone, TaskSet
from core.tasks.model import FURTHEST, LATEST, Task, TaskAlreadyDone, worded
from core.tasks.ports import Naming, Unit, Units

PAGE = 8
READ = "task:read:own"
NUMBERLESS = TaskId(0)


class Tasks:
    def __init__(self, units: Units, clock: Clock, calendar: Calendar, react: React) -> None:
        self._units = units
        self._clock = clock
        self._calendar = calendar
        self._react = react

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
    ) -> TaskId:
        """Set by hand or from a chat message, which then names the client.

        The client's name goes along only where the assignee may read the client as well. A
        person of the other side of the wall looks like nobody. Raises NotAllowed, NotFound,
        InvalidInput.
        """
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            require(actor, "task:set")
            work = partial(self._add, unit, actor, assignee, text, due_at, client, message)
            return TaskId((await once_whole(unit, cause, self._clock.now(), work))["task"])

    async def _add(
        self,
        unit: Unit,
        actor: Person,
        assignee: PersonId,
        text: str,
        due_at: datetime | None,
        client: ClientId | None,
        message: MessageId | None,
    ) -> dict[str, Any]:
        now = self._clock.now()
        if due_at is not None and due_at < now:
            raise InvalidInput("due-past")
        if due_at is not None and due_at - now > LATEST:
            raise InvalidInput("date-far")
        about = await _about(unit, actor, client, message)
        doer = await _colleague(unit, actor, assignee)
        if about is not None and not await _reads(unit, doer, about):
            about = message = None
        task = Task(NUMBERLESS, actor.id, doer.id, worded(text), due_at, now, about, message)
        added = await unit.tasks.add(task)
        await self._react(unit, [TaskSet(added)])
        return {"task": added.id}

    async def done(
        self, actor: Person, task: TaskId, version: int, *, cause: str
    ) -> dict[str, Any]:
        """By the assignee or the author; the view afterwards.

        Raises NotAllowed, NotFound, TaskAlreadyDone (by, at), Stale.
        """
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            await once_whole(
                unit, cause, self._clock.now(), partial(self._done, unit, actor, task, version)
            )
            return await self._one(unit, actor, task)

    async def _done(
        self, unit: Unit, actor: Person, number: TaskId, version: int
    ) -> dict[str, Any]:
        task = await _open(unit, actor, number, version)
        now = self._clock.now()
        finished = replace(task, done_at=now, done_by=actor.id, version=task.version + 1)
        await unit.tasks.save(finished)
        await self._react(unit, [TaskDone(finished, actor.id)])
        return {"task": finished.id}

    async def postpone(
        self, actor: Person, task: TaskId, version: int, days: int = 1, *, cause: str
    ) -> dict[str, Any]:
        """[+1 день], by the assignee or the author; the view afterwards.

        Raises NotAllowed, NotFound, TaskAlreadyDone, Stale, InvalidInput.
        """
        if not 1 <= days <= FURTHEST:
            raise InvalidInput("days-range", limit=FURTHEST)
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            work = partial(self._postpone, unit, actor, task, version, days)
            await once_whole(unit, cause, self._clock.now(), work)
            return await self._one(unit, actor, task)

    async def _postpone(
        self, unit: Unit, actor: Person, number: TaskId, version: int, days: int
    ) -> dict[str, Any]:
        task = await _open(unit, actor, number, version)
        due = task.put_off(days, self._clock.now(), self._calendar)
        await unit.tasks.save(replace(task, due_at=due, version=task.version + 1))
        return {"task": task.id}

    async def person_left(self, unit: Unit, events: Sequence[PersonDismissed]) -> None:
        """What the leaver had to do is the heir's."""
        for event in events:
            await unit.tasks.pass_on(event.person_id, event.heir_id)

    async def client_given(self, unit: Unit, events: Sequence[Given]) -> None:
        """A5: what the former responsible had to do about the client is the new one's."""
        await self._pass_on(unit, given_hands(events))

    async def client_joined(self, unit: Unit, events: Sequence[Joined]) -> None:
        await self._pass_on(unit, joined_hands(events))

    async def _pass_on(self, unit: Unit, changed: Hands) -> None:
        """Told as a task that is newly set; across the wall nothing goes along (POLICY x, xii)."""
        for (former, heir), clients in changed.items():
            people = await unit.people.by_ids([former, heir])
            if compartment_of(people[former]) == compartment_of(people[heir]):
                passed = await unit.tasks.pass_on(former, heir, clients)
                await self._react(unit, [TaskSet(task) for task in passed])

    async def mine(self, actor: Person, page: int = 0) -> list[dict[str, Any]]:
        """What the actor has to do: overdue first, without a time last."""
        async with self._units.read() as unit:
            actor = await looking(unit.people, actor)
            require(actor, READ)
            found = await unit.tasks.open_of(actor.id, PAGE, page * PAGE)
            return await views(unit, actor, found, self._clock.now())

    async def given(self, actor: Person, page: int = 0) -> list[dict[str, Any]]:
        """What the actor has asked of others."""
        async with self._units.read() as unit:
            actor = await looking(unit.people, actor)
            require(actor, READ)
            found = await unit.tasks.given_by(actor.id, PAGE, page * PAGE)
            return await views(unit, actor, found, self._clock.now())

    async def one(self, actor: Person, task: TaskId) -> dict[str, Any]:
        """For its author, its assignee, and those who read any task.

        Raises NotAllowed, NotFound.
        """
        async with self._units.read() as unit:
            return await self._one(unit, await looking(unit.people, actor), task)

    async def _one(self, unit: Unit, actor: Person, number: TaskId) -> dict[str, Any]:
        require(actor, READ)
        task = await unit.tasks.get(number)
        if task is None or not (_concerns(task, actor) or may(actor, "task:read:any")):
            raise NotFound
        return (await views(unit, actor, [task], self._clock.now()))[0]


def _concerns(task: Task, actor: Person) -> bool:
    return actor.id in {task.assignee_id, task.author_id}


async def _open(unit: Unit, actor: Person, number: TaskId, version: int) -> Task:
    """Another's task looks like none."""
    require(actor, READ)
    task = await unit.tasks.locked(number)
    if task is None or not _concerns(task, actor):
        raise NotFound
    if task.done_at is not None:
        doer = await unit.people.get(task.done_by) if task.done_by is not None else None
        by = "—" if doer is None or hidden(actor, doer) else doer.name
        raise TaskAlreadyDone(by=by, at=task.done_at.isoformat())
    if task.version != version:
        raise Stale
    return task


async def _colleague(unit: Unit, actor: Person, assignee: PersonId) -> Person:
    """Placed, of the actor's side of the wall, and able to see it (POLICY R6, x)."""
    person = await unit.people.get(assignee)
    if person is None or not may(person, READ):
        raise InvalidInput("person-unknown", id=assignee)
    if compartment_of(person) != compartment_of(actor):
        raise InvalidInput("person-unknown", id=assignee)
    return person


async def _about(
    unit: Unit, actor: Person, client: ClientId | None, message: MessageId | None
) -> ClientId | None:
    """A message belongs to its own client, whatever else was said. Raises NotFound."""
    if message is not None:
        filed = await unit.messages.get(message)
        if filed is None or client not in {None, filed.client_id}:
            raise NotFound
        client = filed.client_id
    if client is None:
        return None
    card = (await unit.clients.held([client])).get(client)
    if card is None or card.merged_into_id is not None or not await _reads(unit, actor, client):
        raise NotFound
    return client


async def _reads(unit: Unit, person: Person, client: ClientId) -> bool:
    lane = (await unit.clients.lanes_of([client])).get(client)
    return may_with_client(person, "client:read", lane)


async def views(
    unit: Naming, reader: Person, tasks: Sequence[Task], now: datetime
) -> list[dict[str, Any]]:
    """The client is named only to whoever may read it as things stand now (A5).

    Somebody who has become a retailer since is named to administrators only (POLICY R6).
    """
    about = {task.client_id for task in tasks if task.client_id is not None}
    lanes = await unit.clients.lanes_of(about)
    seen = {c for c in about if may_with_client(reader, "client:read", lanes.get(c))}
    clients = await unit.clients.by_ids(seen)
    people = await unit.people.by_ids(
        {p for t in tasks for p in (t.author_id, t.assignee_id, t.done_by) if p is not None}
    )
    names: dict[PersonId | None, str] = {
        number: one.name for number, one in people.items() if not hidden(reader, one)
    }
    return [
        {
            "id": task.id,
            "version": task.version,
            "text": task.text,
            "due_at": task.due_at,
            "overdue": task.overdue(now),
            "author": names.get(task.author_id, ""),
            "assignee": names.get(task.assignee_id, ""),
            "mine": task.assignee_id == reader.id,
            "client_id": task.client_id if task.client_id in clients else None,
            "client": clients[task.client_id].name if task.client_id in clients else None,
            "done_at": task.done_at,
            "done_by": names.get(task.done_by),
        }
        for task in tasks
    ]
