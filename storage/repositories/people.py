"""Principals: people, their days at work, and the invitations that bind them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, exists, null, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import InvalidInput
from core.ids import PersonId
from core.ports import Clock
from core.staff.model import UNPLACED, Invitation, Lens, NewPerson, Person, Role
from storage.dialects import insert_new, padded
from storage.repositories import addresses
from storage.repositories.holding import SqlHolding
from storage.tables import attendance, groups, invitations, people

_present = exists().where(attendance.c.person_id == people.c.id, attendance.c.finished_at.is_(None))
# With the rules of the group: a change of them counts in the very next transaction (C5).
_people = select(people, groups.c.rules.label("rules"), _present.label("present")).join(
    groups, groups.c.name == people.c.group_name
)
_by_ids = _people.where(people.c.id.in_(bindparam("ids", expanding=True)))
_by_telegram = _people.where(people.c.telegram_id == bindparam("telegram"))
_by_phone = (
    _people.where(people.c.phone == bindparam("phone"))
    .order_by(people.c.dismissed_at.is_not(None), people.c.id.desc())
    .limit(1)
)
_of_roles = _people.where(
    people.c.role.in_(bindparam("roles", expanding=True)),
    people.c.dismissed_at.is_(None),
    people.c.group_name != UNPLACED,
).order_by(people.c.id)
# Not shared: rotation marks whom it has given to, and of two who share a row neither could.
_of_roles_held = _of_roles.with_for_update(key_share=True, of=people)
_listing = _people.order_by(people.c.id)
_mark_given = (
    update(people).where(people.c.id == bindparam("person")).values(last_given_at=bindparam("at"))
)
_finish_day = (
    update(attendance)
    .where(attendance.c.person_id == bindparam("person"), attendance.c.finished_at.is_(None))
    .values(finished_at=bindparam("at"))
)
_use = (
    update(invitations)
    .where(
        invitations.c.token_hash == bindparam("token"),
        invitations.c.used_at.is_(None),
        invitations.c.expires_at > bindparam("at"),
    )
    .values(used_at=bindparam("at"), used_by=bindparam("person"))
)


_unwatch = (
    update(people)
    .where(people.c.viewing_person_id == bindparam("watched"))
    .values(viewing_role=null(), viewing_person_id=null())
)


class SqlPeople(SqlHolding):
    """Implements core.staff.ports.People."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self._dialect = connection.dialect.name

    async def add(self, person: NewPerson, now: datetime) -> Person:
        """Somebody bound at once is present until /finish_day (INTERFACE)."""
        await self._free_telegram(person.telegram_id)
        await self._ensure_group(person.role)
        row = _new_row(person, now)
        made = await self._connection.execute(people.insert().returning(people.c.id), row)
        added = PersonId(made.scalar_one())
        if person.phone is not None:
            await addresses.claim_phone(self._connection, added, person.phone, now)
        if person.telegram_id is not None:
            await addresses.claim_telegram(self._connection, added, person.telegram_id, now)
            await self.start_day(added, now)
        return (await self.by_ids([added]))[added]

    async def get(self, person: PersonId) -> Person | None:
        return (await self.by_ids([person])).get(person)

    async def by_ids(self, people: Iterable[PersonId]) -> dict[PersonId, Person]:
        ids = padded(people)
        if not ids:
            return {}
        found = [_person(row) for row in await self._connection.execute(_by_ids, {"ids": ids})]
        return {person.id: person for person in found}

    async def by_telegram(self, telegram_id: int) -> Person | None:
        found = await self._connection.execute(_by_telegram, {"telegram": telegram_id})
        row = found.one_or_none()
        return None if row is None else _person(row)

    async def by_phone(self, phone: str) -> Person | None:
        """The placed one, if a number has been two people's."""
        row = (await self._connection.execute(_by_phone, {"phone": phone})).one_or_none()
        return None if row is None else _person(row)

    async def of_roles(self, *roles: Role, held: bool = False) -> list[Person]:
        names = {"roles": [role.value for role in roles]}
        statement = _of_roles_held if held else _of_roles
        return [_person(row) for row in await self._connection.execute(statement, names)]

    async def listing(self) -> Sequence[Person]:
        return [_person(row) for row in await self._connection.execute(_listing)]

    async def bind(self, person: PersonId, telegram_id: int, now: datetime) -> None:
        await self._free_telegram(telegram_id, person)
        await addresses.drop_telegram(self._connection, person)
        await self._connection.execute(
            update(people)
            .where(people.c.id == person)
            .values(telegram_id=telegram_id, version=people.c.version + 1)
        )
        await addresses.claim_telegram(self._connection, person, telegram_id, now)
        await self.start_day(person, now)

    async def dismiss(self, person: PersonId, now: datetime) -> None:
        """No place, no rights (POLICY R1): messages queued for the old place are judged anew."""
        await self._connection.execute(
            update(people)
            .where(people.c.id == person, people.c.dismissed_at.is_(None))
            .values(
                dismissed_at=now,
                epoch=people.c.epoch + 1,
                version=people.c.version + 1,
                viewing_role=null(),
                viewing_person_id=null(),
            )
        )
        await self._connection.execute(_unwatch, {"watched": person})
        await addresses.drop(self._connection, person)
        await self.finish_day(person, now)

    async def move(self, person: PersonId, version: int, role: Role, group: str) -> bool:
        """Messages queued for the old place are judged again by the new epoch."""
        if group == UNPLACED:
            row = {"name": UNPLACED, "role": UNPLACED, "rules": {}}
            await self._connection.execute(insert_new(self._dialect, groups), row)
        moved = await self._connection.execute(
            update(people)
            .where(people.c.id == person, people.c.version == version)
            .where(people.c.dismissed_at.is_(None))
            .values(
                role=role.value,
                group_name=group,
                epoch=people.c.epoch + 1,
                version=people.c.version + 1,
                viewing_role=null(),
                viewing_person_id=null(),
            )
        )
        await self._connection.execute(_unwatch, {"watched": person})
        return moved.rowcount == 1

    async def view(self, person: PersonId, lens: Lens | None) -> None:
        await self._connection.execute(
            update(people)
            .where(people.c.id == person)
            .values(
                viewing_role=lens.role.value if lens else None,
                viewing_person_id=lens.person_id if lens else None,
            )
        )

    async def start_day(self, person: PersonId, now: datetime) -> bool:
        """The database keeps it one open day a person, however often it is pressed."""
        statement = insert_new(self._dialect, attendance).returning(attendance.c.id)
        opened = await self._connection.execute(statement, {"person_id": person, "started_at": now})
        return opened.scalar_one_or_none() is not None

    async def finish_day(self, person: PersonId, now: datetime) -> bool:
        closed = await self._connection.execute(_finish_day, {"person": person, "at": now})
        return closed.rowcount > 0

    async def mark_given(self, given: dict[PersonId, datetime]) -> None:
        if given:
            rows = [{"person": person, "at": at} for person, at in sorted(given.items())]
            await self._connection.execute(_mark_given, rows)

    async def set_locale(self, person: PersonId, locale: str) -> None:
        await self._connection.execute(
            update(people).where(people.c.id == person).values(locale=locale)
        )

    async def set_email(self, person: PersonId, email: str | None) -> None:
        await self._connection.execute(
            update(people).where(people.c.id == person).values(email=email)
        )

    async def add_invitation(self, invitation: Invitation) -> None:
        row = {
            "token_hash": invitation.token_hash,
            "role": invitation.role.value,
            "phone": invitation.phone,
            "invited_by": invitation.invited_by,
            "created_at": self._clock.now(),
            "expires_at": invitation.expires_at,
            "used_at": invitation.used_at,
        }
        await self._connection.execute(invitations.insert(), row)

    async def invitation(self, token_hash: str) -> Invitation | None:
        found = await self._connection.execute(
            select(invitations).where(invitations.c.token_hash == token_hash)
        )
        row = found.one_or_none()
        return None if row is None else _invitation(row)

    async def use_invitation(self, token_hash: str, person: PersonId, now: datetime) -> bool:
        values = {"token": token_hash, "at": now, "person": person}
        return (await self._connection.execute(_use, values)).rowcount == 1

    async def _ensure_group(self, role: Role) -> None:
        """C5: a role's own group, its rules empty until somebody sets them."""
        row: dict[str, object] = {"name": role.value, "role": role.value, "rules": {}}
        await self._connection.execute(insert_new(self._dialect, groups), row)

    async def _free_telegram(
        self, telegram_id: int | None, claimant: PersonId | None = None
    ) -> None:
        """An account that was a dismissed person's may be given again; a colleague's may not."""
        holder = None if telegram_id is None else await self.by_telegram(telegram_id)
        if holder is None or holder.id == claimant:
            return
        if holder.placed:
            raise InvalidInput("telegram-taken")
        await addresses.drop_telegram(self._connection, holder.id)
        await self._connection.execute(
            update(people).where(people.c.id == holder.id).values(telegram_id=None)
        )


def _new_row(person: NewPerson, now: datetime) -> dict[str, Any]:
    return {
        "name": person.name,
        "role": person.role.value,
        "group_name": person.role.value,
        "locale": person.locale,
        "phone": person.phone,
        "telegram_id": person.telegram_id,
        "email": person.email,
        "superior_id": person.superior_id,
        "created_at": now,
    }


def _person(row: Row[Any]) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        role=Role(row.role),
        group=row.group_name,
        epoch=row.epoch,
        rules=row.rules,
        locale=row.locale,
        phone=row.phone,
        telegram_id=row.telegram_id,
        email=row.email,
        superior_id=row.superior_id,
        present=bool(row.present),
        dismissed_at=row.dismissed_at,
        last_given_at=row.last_given_at,
        viewing=Lens(Role(row.viewing_role), row.viewing_person_id) if row.viewing_role else None,
        version=row.version,
    )


def _invitation(row: Row[Any]) -> Invitation:
    return Invitation(
        token_hash=row.token_hash,
        role=Role(row.role),
        phone=row.phone,
        expires_at=row.expires_at,
        used_at=row.used_at,
        invited_by=row.invited_by,
    )
