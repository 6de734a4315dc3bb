"""The feed: what was said to whom, until when, who has read it (B6, B8)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from core.errors import NotFound
from core.ids import AnnouncementId
from core.messaging.post import deciding, enqueue
from core.news.errors import AllHaveRead, Reminded
from core.news.events import NewsCounted, NewsExpired, NewsRead
from core.news.model import REMIND_EVERY, Announcement, Copy
from core.news.ports import Unit, Units, Wording
from core.news.publishing import standing
from core.news.sending import NEWS, PUBLISH, Sender, reminder_key
from core.news.views import view, views
from core.once import once_whole
from core.policy.actors import acting, looking
from core.policy.permissions import may, require
from core.ports import Clock, React
from core.schedule.calendar import Calendar
from core.staff.model import Person

READ = "news:read"
PAGE = 8
MINUTE = timedelta(minutes=1)


class NewsFeed:
    def __init__(
        self,
        units: Units,
        clock: Clock,
        calendar: Calendar,
        sender: Sender,
        wording: Wording,
        react: React,
    ) -> None:
        self._units = units
        self._clock = clock
        self._calendar = calendar
        self._sender = sender
        self._wording = wording
        self._react = react

    async def page(
        self, actor: Person, page: int = 0, *, archive: bool = False
    ) -> list[dict[str, Any]]:
        """Addressed to the actor, newest first; `archive`: those that have expired.

        Who publishes finds there what he has said himself, too, without a `run`.
        """
        async with self._units.read() as unit:
            reader = await looking(unit.people, actor)
            require(reader, READ)
            ask = unit.news.archive if archive else unit.news.feed
            now, own = self._clock.now(), may(reader, PUBLISH)
            found = await ask(reader.id, now, PAGE, page * PAGE, own=own)
            shown = await views(unit, [one for one, _ in found], now, self._calendar)
            return [told | _copied(copy) for told, (_, copy) in zip(shown, found, strict=True)]

    async def scheduled(self, actor: Person, page: int = 0) -> list[dict[str, Any]]:
        """What is still to come, for those who publish, by their times."""
        async with self._units.read() as unit:
            require(await looking(unit.people, actor), PUBLISH)
            found = (await unit.news.scheduled())[page * PAGE : (page + 1) * PAGE]
            return await views(unit, found, self._clock.now(), self._calendar)

    async def results(self, actor: Person, page: int = 0) -> list[dict[str, Any]]:
        """What was sent, newest first, with `read` of `told`."""
        async with self._units.read() as unit:
            require(await looking(unit.people, actor), PUBLISH)
            found = await unit.news.sent(PAGE, page * PAGE)
            return await views(unit, found, self._clock.now(), self._calendar)

    async def one(self, actor: Person, announcement: AnnouncementId) -> dict[str, Any]:
        """For its readers and those who publish; `run`, `told_at` and `read_at` of the reader.

        Raises NotFound.
        """
        async with self._units.read() as unit:
            reader = await looking(unit.people, actor)
            one = await unit.news.get(announcement)
            copy = await _last_copy(unit, one, reader) if one is not None else None
            mine = copy is not None and may(reader, READ)
            if one is None or not (mine or may(reader, PUBLISH)):
                raise NotFound
            told = await view(unit, one, self._clock.now(), self._calendar)
            return told | _copied(copy)

    async def unread(
        self, actor: Person, announcement: AnnouncementId, page: int = 0, run: int | None = None
    ) -> dict[str, Any]:
        """[Кто нет?]: `names` of this page, `pages`, the figures of that run and when it was.

        None: the last one. Raises NotAllowed, NotFound.
        """
        async with self._units.read() as unit:
            require(await looking(unit.people, actor), PUBLISH)
            one = await unit.news.get(announcement)
            if one is None or not 0 <= (run or 0) <= one.runs:
                raise NotFound
            run = run or one.runs
            left = await unit.news.unread(one.id, run)
            people = await unit.people.by_ids(copy.person_id for copy in left)
            names = sorted(person.name for person in people.values() if person.placed)
            known = await view(unit, one, self._clock.now(), self._calendar)
            read, told = (await unit.news.counts([(one.id, run)]))[one.id, run]
            shown = names[page * PAGE : (page + 1) * PAGE]
            pages = max(1, -(-len(names) // PAGE))
            at = await unit.news.sent_at(one.id, run)
            figures = {"read": read, "told": told, "run": run, "run_at": at}
            return known | figures | {"names": shown, "page": page, "pages": pages}

    async def read(
        self, actor: Person, announcement: AnnouncementId, run: int, *, cause: str
    ) -> dict[str, Any]:
        """`said`: "read"; "already", "old" (a later run was sent), "expired"; `at` of reading.

        Marked once. Raises NotFound for whoever it was not sent to.
        """

        async def attempt(unit: Unit) -> dict[str, Any]:
            person = await acting(unit.people, actor)
            require(person, READ)
            work = partial(self._read, unit, person, announcement, run)
            return await once_whole(unit, cause, self._clock.now(), work)

        return await self._units.run(attempt)

    async def _read(
        self, unit: Unit, reader: Person, number: AnnouncementId, run: int
    ) -> dict[str, Any]:
        """The announcement is held, so that the figures of its card are never behind."""
        one, now = await unit.news.locked(number), self._clock.now()
        copy = await unit.news.copy(number, run, reader.id) if one is not None else None
        if one is None or copy is None:
            raise NotFound
        said = await self._why_not(unit, one, copy, now)
        if said is not None:
            if said["said"] == "expired":
                await self._react(unit, [NewsExpired(number, run, reader.id, copy.reminded_at)])
            return said
        await unit.news.save_copies([replace(copy, read_at=now)])
        events = [
            NewsRead(number, run, reader.id, now, copy.reminded_at),
            NewsCounted(number, run),
        ]
        await self._react(unit, events)
        return {"said": "read", "at": now.isoformat()}

    @staticmethod
    async def _why_not(
        unit: Unit, one: Announcement, copy: Copy, now: datetime
    ) -> dict[str, Any] | None:
        if copy.read_at is not None:
            return {"said": "already", "at": copy.read_at.isoformat()}
        if one.over(now):
            return {"said": "expired", "at": now.isoformat()}
        newest = await unit.news.copy(one.id, one.runs, copy.person_id)
        if copy.run < one.runs and newest is not None:
            return {"said": "old", "at": now.isoformat()}
        return None

    async def remind(
        self, actor: Person, announcement: AnnouncementId, version: int, *, cause: str
    ) -> int:
        """Those who have not read the last run, once an hour at most; how many are reminded.

        0: it has expired, and nobody is reminded of that; its card loses the button.
        Raises NotAllowed, NotFound, Stale, Reminded, AllHaveRead.
        """
        async with deciding(self._units, self._clock) as unit:
            person = await acting(unit.people, actor)
            require(person, PUBLISH)
            work = partial(self._remind, unit, person, announcement, version)
            return int((await once_whole(unit, cause, self._clock.now(), work))["told"])

    async def _remind(
        self, unit: Unit, actor: Person, number: AnnouncementId, version: int
    ) -> dict[str, Any]:
        one, now = await standing(unit, number, version), self._clock.now()
        if one.over(now):
            await self._react(unit, [NewsCounted(one.id, one.runs)])
            return {"told": 0}
        last = await unit.news.last_reminder(one.id, one.runs)
        if last is not None and now - last < REMIND_EVERY:
            left = last + REMIND_EVERY - now
            raise Reminded(minutes=-(-left // MINUTE))
        copies = await unit.news.unread(one.id, one.runs)
        told = await self._tell(unit, actor, one, copies, now)
        if not told:
            raise AllHaveRead
        await unit.news.save(replace(one, version=one.version + 1))
        await self._react(unit, [NewsCounted(one.id, one.runs)])
        return {"told": told}

    async def _tell(
        self,
        unit: Unit,
        actor: Person,
        one: Announcement,
        copies: Sequence[Copy],
        now: datetime,
    ) -> int:
        people = await unit.people.by_ids(copy.person_id for copy in copies)
        found = [p for p in people.values() if p.placed and p.telegram_id is not None]
        names = await unit.names_for((p.id, NEWS, int(one.id)) for p in found)
        rows = []
        for reader in found:
            payload = self._wording.reminder(one, reader)
            public = names[reader.id, NEWS, int(one.id)]
            payload["buttons"] = [[dict(self._wording.button(reader, public, one.runs))]]
            key = reminder_key(one, one.runs, reader.id, now)
            rows.append(self._sender.row(actor, reader, one, payload, key))
        stopped = {row.receiver.id for row, _ in await enqueue(unit, rows, now)}
        told = {p.id for p in found if p.id not in stopped}
        await unit.news.save_copies(
            [replace(copy, reminded_at=now) for copy in copies if copy.person_id in told]
        )
        return len(told)

    async def listing(self, limit: int = 1000) -> list[dict[str, Any]]:
        """Of the command line: everything, newest first."""
        async with self._units.read() as unit:
            found = await unit.news.listing(limit)
            return await views(unit, found, self._clock.now(), self._calendar)


async def _last_copy(unit: Unit, one: Announcement, reader: Person) -> Copy | None:
    """Of the latest run that this person was told; most have been sent once."""
    for run in range(one.runs, 0, -1):
        copy = await unit.news.copy(one.id, run, reader.id)
        if copy is not None:
            return copy
    return None


def _copied(copy: Copy | None) -> dict[str, Any]:
    if copy is None:
        return {}
    return {"run": copy.run, "told_at": copy.told_at, "read_at": copy.read_at}
