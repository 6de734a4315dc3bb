"""Announcements, and who was told in which run and has read it (B8)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.amounts import Price
from core.ids import AnnouncementId, PersonId
from core.news.model import Announcement, Audience, Copy, Kind, Rule, State
from core.staff.model import UNPLACED
from storage.dialects import insert_new, literals
from storage.repositories.prices import kopecks, roubles
from storage.tables import announcement_copies, announcements, people

Rows = Select[tuple[Any, ...]]

_one = select(announcements).where(announcements.c.id == bindparam("announcement"))
_held = _one.with_for_update()
_SAVED = (
    "text", "entities", "files", "audience", "send_at", "repeat", "expires_at", "product_id",
    "floor", "floor_vat", "floor_until", "price_id", "state", "runs", "last_sent_at", "ended_at",
    "version",
)  # fmt: skip
_save = (
    update(announcements)
    .where(announcements.c.id == bindparam("announcement"))
    .values({n: bindparam(f"new_{n}", type_=announcements.c[n].type) for n in _SAVED})
)
# Written out, word for word as in the partial index.
_scheduled = (
    select(announcements)
    .where(announcements.c.state == literals(State.SCHEDULED.value)[0])
    .order_by(announcements.c.send_at, announcements.c.id)
)
_sent = (
    select(announcements)
    .where(announcements.c.last_sent_at.is_not(None))
    .order_by(announcements.c.last_sent_at.desc(), announcements.c.id.desc())
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_newest = select(announcements).order_by(announcements.c.id.desc()).limit(bindparam("limit"))
_run = (
    announcement_copies.c.announcement_id == bindparam("announcement"),
    announcement_copies.c.run == bindparam("nth"),
)
_copy = select(announcement_copies).where(
    *_run, announcement_copies.c.person_id == bindparam("person")
)
_save_copy = (
    update(announcement_copies)
    .where(*_run, announcement_copies.c.person_id == bindparam("person"))
    .values(read_at=bindparam("new_read_at"), reminded_at=bindparam("new_reminded_at"))
)
_unread = (
    select(announcement_copies)
    .where(*_run, announcement_copies.c.read_at.is_(None))
    .order_by(announcement_copies.c.person_id)
)
_readers = select(announcement_copies.c.person_id).where(*_run)
_told = select(func.min(announcement_copies.c.told_at)).where(*_run)
_reminded = select(func.max(announcement_copies.c.reminded_at)).where(*_run)
# Nobody waits for those who have left to read it.
_counts = (
    select(func.count(announcement_copies.c.read_at), func.count())
    .select_from(announcement_copies.join(people, people.c.id == announcement_copies.c.person_id))
    .where(*_run, people.c.dismissed_at.is_(None), people.c.group_name != UNPLACED)
)
_later = announcement_copies.alias("later")
_last_told = and_(
    announcement_copies.c.announcement_id == announcements.c.id,
    announcement_copies.c.person_id == bindparam("person"),
    ~select(_later.c.run)
    .where(
        _later.c.announcement_id == announcement_copies.c.announcement_id,
        _later.c.person_id == announcement_copies.c.person_id,
        _later.c.run > announcement_copies.c.run,
    )
    .exists(),
)
_shown = select(
    announcements,
    *(
        announcement_copies.c[n].label(f"copy_{n}")
        for n in ("run", "told_at", "read_at", "reminded_at")
    ),
)
_mine = (
    _shown.join_from(announcement_copies, announcements, _last_told)
    .order_by(announcement_copies.c.told_at.desc(), announcement_copies.c.announcement_id.desc())
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_written = and_(
    announcements.c.author_id == bindparam("person"), announcements.c.last_sent_at.is_not(None)
)
_mine_and_own = (
    _shown.select_from(announcements.outerjoin(announcement_copies, _last_told))
    .where(or_(announcement_copies.c.run.is_not(None), _written))
    .order_by(
        func.coalesce(announcement_copies.c.told_at, announcements.c.last_sent_at).desc(),
        announcements.c.id.desc(),
    )
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
# Its own term, or that of its rule, whichever ends first.
_ends = (announcements.c.expires_at, announcements.c.floor_until)
_alive = and_(*(or_(end.is_(None), end > bindparam("now")) for end in _ends))
_gone = or_(*(end <= bindparam("now") for end in _ends))
_feed, _archive = _mine.where(_alive), _mine.where(_gone)
_feed_and_own, _archive_and_own = _mine_and_own.where(_alive), _mine_and_own.where(_gone)


class SqlNews:
    """Implements core.news.ports.NewsBook."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, one: Announcement) -> Announcement:
        statement = announcements.insert().returning(announcements)
        return _announcement((await self._connection.execute(statement, _values(one))).one())

    async def get(self, announcement: AnnouncementId) -> Announcement | None:
        return next(iter(await self._all(_one, announcement=announcement)), None)

    async def locked(self, announcement: AnnouncementId) -> Announcement | None:
        return next(iter(await self._all(_held, announcement=announcement)), None)

    async def save(self, one: Announcement) -> None:
        values = _values(one)
        saved = {f"new_{name}": values[name] for name in _SAVED}
        await self._connection.execute(_save, {"announcement": one.id} | saved)

    async def scheduled(self) -> Sequence[Announcement]:
        return await self._all(_scheduled)

    async def sent(self, limit: int, offset: int) -> Sequence[Announcement]:
        return await self._all(_sent, limit=limit, offset=offset)

    async def listing(self, limit: int) -> Sequence[Announcement]:
        return await self._all(_newest, limit=limit)

    async def add_copies(self, copies: Sequence[Copy]) -> None:
        if copies:
            statement = insert_new(self._connection.dialect.name, announcement_copies)
            await self._connection.execute(statement, [_copy_values(one) for one in copies])

    async def copy(self, announcement: AnnouncementId, run: int, person: PersonId) -> Copy | None:
        values = {"announcement": announcement, "nth": run, "person": person}
        row = (await self._connection.execute(_copy, values)).one_or_none()
        return None if row is None else _copy_of(row)

    async def save_copies(self, copies: Sequence[Copy]) -> None:
        values = [
            {
                "announcement": one.announcement_id,
                "nth": one.run,
                "person": one.person_id,
                "new_read_at": one.read_at,
                "new_reminded_at": one.reminded_at,
            }
            for one in copies
        ]
        if values:
            await self._connection.execute(_save_copy, values)

    async def unread(self, announcement: AnnouncementId, run: int) -> Sequence[Copy]:
        values = {"announcement": announcement, "nth": run}
        return [_copy_of(row) for row in await self._connection.execute(_unread, values)]

    async def readers(self, announcement: AnnouncementId, run: int) -> Sequence[PersonId]:
        values = {"announcement": announcement, "nth": run}
        return list((await self._connection.execute(_readers, values)).scalars())

    async def counts(
        self, runs: Iterable[tuple[AnnouncementId, int]]
    ) -> dict[tuple[AnnouncementId, int], tuple[int, int]]:
        found = {}
        for announcement, run in runs:
            values = {"announcement": announcement, "nth": run}
            read, told = (await self._connection.execute(_counts, values)).one()
            found[announcement, run] = (int(read), int(told))
        return found

    async def sent_at(self, announcement: AnnouncementId, run: int) -> datetime | None:
        values = {"announcement": announcement, "nth": run}
        found: datetime | None = await self._connection.scalar(_told, values)
        return found

    async def last_reminder(self, announcement: AnnouncementId, run: int) -> datetime | None:
        values = {"announcement": announcement, "nth": run}
        found: datetime | None = await self._connection.scalar(_reminded, values)
        return found

    async def feed(
        self, person: PersonId, now: datetime, limit: int, offset: int, *, own: bool = False
    ) -> Sequence[tuple[Announcement, Copy | None]]:
        asked = _feed_and_own if own else _feed
        return await self._copies(asked, person=person, now=now, limit=limit, offset=offset)

    async def archive(
        self, person: PersonId, now: datetime, limit: int, offset: int, *, own: bool = False
    ) -> Sequence[tuple[Announcement, Copy | None]]:
        asked = _archive_and_own if own else _archive
        return await self._copies(asked, person=person, now=now, limit=limit, offset=offset)

    async def _copies(
        self, statement: Rows, *, person: PersonId, **values: object
    ) -> list[tuple[Announcement, Copy | None]]:
        rows = await self._connection.execute(statement, {"person": person} | values)
        return [(_announcement(row), _shown_copy(row, person)) for row in rows]

    async def _all(self, statement: Rows, **values: object) -> list[Announcement]:
        return [_announcement(row) for row in await self._connection.execute(statement, values)]


def _values(one: Announcement) -> dict[str, Any]:
    rule = one.rule
    return {
        "author_id": one.author_id,
        "text": one.text,
        "entities": [dict(entity) for entity in one.entities],
        "files": [dict(file) for file in one.files],
        "audience": _audience_values(one.audience),
        "send_at": one.send_at.isoformat(timespec="seconds"),
        "repeat": one.repeat,
        "expires_at": one.expires_at,
        "product_id": rule.product_id if rule else None,
        "floor": kopecks(rule.floor.per_tonne) if rule else None,
        "floor_vat": rule.floor.vat if rule else None,
        "floor_until": rule.until if rule else None,
        "price_id": one.price_id,
        "state": one.state.value,
        "runs": one.runs,
        "created_at": one.created_at,
        "last_sent_at": one.last_sent_at,
        "ended_at": one.ended_at,
        "version": one.version,
    }


def _audience_values(audience: Audience) -> dict[str, Any]:
    return {
        "kind": audience.kind.value,
        "names": list(audience.names),
        "ids": [int(one) for one in audience.ids],
    }


def _announcement(row: Row[Any]) -> Announcement:
    return Announcement(
        id=row.id,
        author_id=row.author_id,
        text=row.text,
        entities=tuple(row.entities),
        files=tuple(row.files),
        audience=Audience(
            Kind(row.audience["kind"]),
            tuple(row.audience["names"]),
            tuple(PersonId(one) for one in row.audience["ids"]),
        ),
        send_at=datetime.fromisoformat(row.send_at),
        repeat=row.repeat,
        expires_at=row.expires_at,
        rule=_rule(row),
        state=State(row.state),
        created_at=row.created_at,
        runs=row.runs,
        last_sent_at=row.last_sent_at,
        ended_at=row.ended_at,
        price_id=row.price_id,
        version=row.version,
    )


def _rule(row: Row[Any]) -> Rule | None:
    if row.product_id is None:
        return None
    return Rule(row.product_id, Price(roubles(row.floor), vat=row.floor_vat), row.floor_until)


def _copy_values(one: Copy) -> dict[str, Any]:
    return {
        "announcement_id": one.announcement_id,
        "run": one.run,
        "person_id": one.person_id,
        "told_at": one.told_at,
        "read_at": one.read_at,
        "reminded_at": one.reminded_at,
    }


def _copy_of(row: Row[Any]) -> Copy:
    return Copy(
        row.announcement_id, row.run, row.person_id, row.told_at, row.read_at, row.reminded_at
    )


def _shown_copy(row: Row[Any], person: PersonId) -> Copy | None:
    """None: one's own, which nobody told one."""
    if row.copy_run is None:
        return None
    return Copy(
        row.id, row.copy_run, person, row.copy_told_at, row.copy_read_at, row.copy_reminded_at
    )
