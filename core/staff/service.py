"""People find their place, keep their day, and leave."""

import hashlib
import secrets
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Protocol

from core.emails import mailbox
from core.errors import InvalidInput, InvitationInvalid
from core.ids import PersonId
from core.once import once
from core.phones import e164
from core.ports import Clock
from core.staff.model import INVITATION_LIFE, Invitation, NewPerson, Person, Role
from core.staff.ports import People

NOWHERE = "-"
"""Typed in place of an address, to take it away."""


class StaffUnit(Protocol):
    """One transaction, as far as this room needs it."""

    people: People

    async def command(self, cause: str, n: int) -> dict[str, Any] | None: ...

    async def record_command(
        self, cause: str, n: int, result: Mapping[str, Any], now: datetime
    ) -> None: ...

    async def cursor(self, name: str) -> str | None: ...

    async def set_cursor(self, name: str, value: str) -> None: ...


class StaffUnits(Protocol):
    def begin(self) -> AbstractAsyncContextManager[StaffUnit]: ...

    def read(self) -> AbstractAsyncContextManager[StaffUnit]: ...


class Rights(Protocol):
    """`core.policy.rights`, handed in: policy knows staff, not the other way."""

    async def acting(self, people: People, actor: Person) -> Person: ...

    def require(self, person: Person, permission: str) -> None: ...

    def commands_for(self, person: Person) -> tuple[str, ...]: ...


def token_hash(token: str) -> str:
    """Only this is stored: whoever reads the database cannot use an invitation."""
    return hashlib.sha256(token.encode()).hexdigest()


class Staff:
    def __init__(
        self, units: StaffUnits, clock: Clock, region: str, locale: str, rights: Rights
    ) -> None:
        self._units = units
        self._clock = clock
        self._region = region
        self._locale = locale
        self._rights = rights

    def commands_for(self, person: Person) -> tuple[str, ...]:
        """The person's menu: follows permissions, never the role's name."""
        return self._rights.commands_for(person)

    async def person_at(self, telegram_id: int) -> Person | None:
        """Only people with a place; everybody else has no rights (POLICY R1)."""
        async with self._units.read() as unit:
            person = await unit.people.by_telegram(telegram_id)
        return person if person is not None and person.placed else None

    async def add(
        self,
        role: str,
        name: str,
        telegram_id: int | None = None,
        phone: str | None = None,
        email: str | None = None,
        superior_id: int | None = None,
    ) -> Person:
        """From the command line: bound at once and present when the Telegram id is known.

        Raises InvalidInput: unknown role, phone or Telegram id already placed, no such superior,
        no address of e-mail.
        """
        number = e164(phone, self._region) if phone else None
        address = mailbox(email) if email else None
        async with self._units.begin() as unit:
            await self._refuse_taken(unit, telegram_id, number)
            superior = PersonId(superior_id) if superior_id else None
            if superior and await unit.people.get(superior) is None:
                raise InvalidInput("superior-unknown")
            person = NewPerson(
                name=name.strip() or role,
                role=parse_role(role),
                locale=self._locale,
                phone=number,
                telegram_id=telegram_id,
                email=address,
                superior_id=superior,
            )
            return await unit.people.add(person, self._clock.now())

    @staticmethod
    async def _refuse_taken(unit: StaffUnit, telegram_id: int | None, phone: str | None) -> None:
        known = await unit.people.by_telegram(telegram_id) if telegram_id else None
        if known is not None and known.placed:
            raise InvalidInput("telegram-taken")
        owner = await unit.people.by_phone(phone) if phone else None
        if owner is not None and owner.placed:
            raise InvalidInput("phone-taken")

    async def invite(self, actor: Person | None, role: str, phone: str) -> str:
        """A one-time token for the owner of `phone`, good for 24 h; actor None: command line.

        A command that is handled again answers with a fresh token: only the hash of the first
        one was kept.
        """
        number = e164(phone, self._region)
        token = secrets.token_urlsafe(18)
        now = self._clock.now()
        async with self._units.begin() as unit:
            inviter = await self._acting(unit, actor, "person:invite") if actor else None
            await self._refuse_taken(unit, None, number)
            await unit.people.add_invitation(
                Invitation(
                    token_hash(token),
                    parse_role(role),
                    number,
                    now + INVITATION_LIFE,
                    invited_by=inviter.id if inviter else None,
                )
            )
        return token

    async def begin_binding(self, token: str, telegram_id: int) -> None:
        """The first half: the link was opened. Raises InvitationInvalid."""
        async with self._units.begin() as unit:
            hashed = token_hash(token)
            invitation = await unit.people.invitation(hashed)
            if invitation is None or not invitation.usable(self._clock.now()):
                raise InvitationInvalid
            await unit.set_cursor(f"binding:{telegram_id}", hashed)

    async def finish_binding(self, telegram_id: int, phone: str, name: str, cause: str) -> Person:
        """The second half: the own contact. The phone must be the invited one (fault 52)."""
        async with self._units.begin() as unit:
            if await unit.command(cause, 0) is not None:
                bound = await unit.people.by_telegram(telegram_id)
                if bound is not None:
                    return bound
            now = self._clock.now()
            invitation = await self._pending(unit, telegram_id, now)
            if e164(phone, self._region) != invitation.phone:
                raise InvitationInvalid
            await self._refuse_taken(unit, telegram_id, invitation.phone)
            person = await unit.people.add(
                NewPerson(
                    name=name.strip() or invitation.role.value,
                    role=invitation.role,
                    locale=self._locale,
                    phone=invitation.phone,
                    telegram_id=telegram_id,
                ),
                now,
            )
            if not await unit.people.use_invitation(invitation.token_hash, person.id, now):
                raise InvitationInvalid
            await unit.record_command(cause, 0, {"person": person.id}, now)
            return person

    @staticmethod
    async def _pending(unit: StaffUnit, telegram_id: int, now: datetime) -> Invitation:
        hashed = await unit.cursor(f"binding:{telegram_id}")
        invitation = await unit.people.invitation(hashed) if hashed else None
        if invitation is None or not invitation.usable(now):
            raise InvitationInvalid
        return invitation

    async def start_day(self, actor: Person) -> bool:
        """Present: new leads may be given by rotation (E6, E11). False when already present."""
        async with self._units.begin() as unit:
            await self._acting(unit, actor, "day:keep")
            return await unit.people.start_day(actor.id, self._clock.now())

    async def finish_day(self, actor: Person) -> bool:
        async with self._units.begin() as unit:
            await self._acting(unit, actor, "day:keep")
            return await unit.people.finish_day(actor.id, self._clock.now())

    async def set_locale(self, actor: Person, locale: str) -> None:
        async with self._units.begin() as unit:
            person = await self._rights.acting(unit.people, actor)
            await unit.people.set_locale(person.id, locale)

    async def set_email(
        self, actor: Person | None, person: PersonId, typed: str, *, cause: str
    ) -> str:
        """Where letters go; "-" is nowhere. By administrators; actor None: command line.

        Raises InvalidInput for what is no address, and for nobody.
        """
        address = "" if typed.strip() == NOWHERE else mailbox(typed)
        async with self._units.begin() as unit:
            if actor is not None:
                await self._acting(unit, actor, "person:place")

            async def work() -> str:
                if await unit.people.get(person) is None:
                    raise InvalidInput("person-unknown", id=person)
                await unit.people.set_email(person, address or None)
                return address

            return await once(unit, cause, self._clock.now(), work)

    async def _acting(self, unit: StaffUnit, actor: Person, permission: str) -> Person:
        """The person as it stands in this transaction (P18): a demotion counts at once."""
        person = await self._rights.acting(unit.people, actor)
        self._rights.require(person, permission)
        return person


def parse_role(role: str) -> Role:
    """Raises InvalidInput with the roles that exist."""
    try:
        return Role(role.strip().lower())
    except ValueError as error:
        raise InvalidInput("role-unknown", role=role, roles=", ".join(Role)) from error
