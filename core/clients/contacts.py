"""People at a client: anyone in sales enters them, then they are locked (A1)."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from core.approvals.model import Approval, Outdated, change
from core.clients import facts as fields
from core.clients.errors import DuplicateClient
from core.clients.events import ClientChanged
from core.clients.model import Client, Contact
from core.clients.ports import Unit
from core.clients.room import Room, administers, locked, tab, take_phone
from core.errors import InvalidInput, NotFound
from core.ids import ApprovalId, ClientId, ContactId
from core.once import once, once_whole
from core.phones import e164
from core.policy.actors import acting, looking
from core.policy.permissions import require
from core.staff.model import Person

CONTACT = "contact"
REMOVED = "contact.removed"


class Contacts(Room):
    async def contacts(self, actor: Person, client: ClientId) -> list[Contact]:
        """Of a client that the actor may open (A5)."""
        async with self._units.read() as unit:
            actor = await looking(unit.people, actor)
            found, _ = await tab(unit, actor, client, "contacts")
            return await unit.cards.contacts_of(found.id)

    async def add_contact(
        self,
        actor: Person,
        client: ClientId,
        name: str,
        position: str,
        phone: str,
        email: str,
        cause: str,
    ) -> dict[str, Any]:
        """A1. {"id"}; the phone becomes an address: what comes from it is the client's.

        Raises InvalidInput ("phone-taken": a colleague's), DuplicateClient, NotAllowed.
        """
        typed = {"name": name, "position": position, "phone": phone, "email": email}
        values = self._read_contact(typed)
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            work = partial(self._add_contact, unit, actor, client, values)
            return await once_whole(unit, cause, self._clock.now(), work)

    def _read_contact(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        values = fields.read(typed, fields.CONTACT)
        if values.get("phone"):
            values["phone"] = e164(values["phone"], self._firm.region)
        return values

    async def _add_contact(
        self, unit: Unit, actor: Person, client: ClientId, values: dict[str, Any]
    ) -> dict[str, Any]:
        found, _ = await locked(unit, actor, client, "contact:create")
        if values["phone"]:
            await take_phone(unit, actor, found, values["phone"], self._clock)
        contact = Contact(ContactId(0), client, **values)
        number = await unit.cards.add_contact(contact, actor.id, self._clock.now())
        await unit.cards.set_facts(client, {})
        await self.record(unit, actor, client, {CONTACT: (None, _shown(contact))})
        await self._react(unit, [ClientChanged(client, actor.id, (CONTACT,))])
        return {"id": number}

    async def change_contact(
        self,
        actor: Person,
        client: ClientId,
        version: int,
        contact: ContactId,
        typed: Mapping[str, Any],
        cause: str,
    ) -> str:
        """name, position, phone, email: "changed" for administrators, "requested" for others.

        `version` is the client's. Raises InvalidInput, NotAllowed, NotFound, Stale.
        """
        values = self._read_contact(typed)
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            work = partial(self._change_contact, unit, actor, client, version, contact, values)
            return await once(unit, cause, self._clock.now(), work)

    async def remove_contact(
        self, actor: Person, client: ClientId, version: int, contact: ContactId, cause: str
    ) -> str:
        """As above: "changed" or "requested"; the row stays, marked."""
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            values: dict[str, Any] = {"removed": True}
            work = partial(self._change_contact, unit, actor, client, version, contact, values)
            return await once(unit, cause, self._clock.now(), work)

    async def _change_contact(
        self,
        unit: Unit,
        actor: Person,
        client: ClientId,
        version: int,
        number: ContactId,
        values: dict[str, Any],
    ) -> str:
        found, _ = await locked(unit, actor, client, "client:read", version)
        contact = await _of(unit, client, number)
        before = asdict(contact) | {"removed": False}
        changed = {k: v for k, v in values.items() if v != before[k]}
        if not changed:
            raise InvalidInput("nothing-changed")
        if administers(actor):
            await self._apply_contact(unit, actor, found, contact, changed)
            return "changed"
        require(actor, "client:ask-edit")
        for field, wish in changed.items():
            shown = {"name": found.name, "contacts": _facts(contact, field, wish)}
            request = {
                "field": f"{CONTACT}.{field}",
                "contact": number,
                "before": before[field],
                "after": wish,
                "facts": {"client": shown},
            }
            await self.request(unit, actor, found, request)
        return "requested"

    async def apply_contact(self, unit: Unit, approval: Approval, decider: Person) -> None:
        """Raises Outdated when the field does not stand any more as the asker saw it."""
        client = ClientId(approval.object_id)
        await unit.clients.lock(client)
        found = await unit.clients.get(client)
        contact = await unit.cards.contact(ContactId(int(approval.fields["contact"])))
        if found is None or contact is None or contact.client_id != client:
            raise Outdated
        field = approval.fields["field"].partition(".")[2]
        before = asdict(contact) | {"removed": False}
        if before[field] != approval.fields["before"]:
            raise Outdated
        changed = {field: approval.fields["after"]}
        try:
            await self._apply_contact(unit, decider, found, contact, changed, approval.id)
        except (DuplicateClient, InvalidInput) as error:
            raise Outdated from error

    async def _apply_contact(
        self,
        unit: Unit,
        actor: Person,
        client: Client,
        contact: Contact,
        changed: Mapping[str, Any],
        approval: ApprovalId | None = None,
    ) -> None:
        now = self._clock.now()
        if changed.get("phone"):
            await take_phone(unit, actor, client, changed["phone"], self._clock)
        if changed.get("removed"):
            await unit.cards.remove_contact(contact.id, now)
        else:
            await unit.cards.save_contact(replace(contact, **changed))
        if contact.phone and changed.keys() & {"phone", "removed"}:
            await unit.cards.drop_phone(client.id, contact.phone)
        await unit.cards.set_facts(client.id, {})
        was = asdict(contact) | {"removed": False}
        rows = {f"{CONTACT}.{field}": (was[field], value) for field, value in changed.items()}
        await self.record(unit, actor, client.id, rows, approval)
        await self._react(unit, [ClientChanged(client.id, actor.id, tuple(rows))])


async def _of(unit: Unit, client: ClientId, number: ContactId) -> Contact:
    contact = await unit.cards.contact(number)
    if contact is None or contact.client_id != client:
        raise NotFound
    return contact


def _shown(contact: Contact) -> str:
    parts = (contact.name, contact.position, contact.phone, contact.email)
    return ", ".join(part for part in parts if part)


def _facts(contact: Contact, field: str, wish: Any) -> dict[str, Any]:
    after = "" if field == "removed" else _shown(replace(contact, **{field: wish}))
    return change(_shown(contact), after)
