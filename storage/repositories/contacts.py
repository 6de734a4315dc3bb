"""People at clients."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.clients.model import GLOBAL, Contact
from core.ids import ClientId, ContactId, PersonId
from storage.tables import contacts, conversations, identities

_there = contacts.c.removed_at.is_(None)
_of_client = (
    select(contacts)
    .where(contacts.c.client_id == bindparam("client"), _there)
    .order_by(contacts.c.id)
)
_one = select(contacts).where(contacts.c.id == bindparam("contact"), _there)
_save = (
    update(contacts)
    .where(contacts.c.id == bindparam("contact"))
    .values({name: bindparam(f"new_{name}") for name in ("name", "position", "phone", "email")})
)
_remove = (
    update(contacts).where(contacts.c.id == bindparam("contact")).values(removed_at=bindparam("at"))
)
_needed = or_(
    exists().where(
        contacts.c.client_id == bindparam("client"),
        contacts.c.phone == bindparam("number"),
        _there,
    ),
    exists().where(
        conversations.c.client_id == bindparam("client"),
        conversations.c.chat == bindparam("number"),
    ),
)
_typed = and_(
    identities.c.client_id == bindparam("client"),
    identities.c.provider == "phone",
    identities.c.account == GLOBAL,
    identities.c.external_id == bindparam("number"),
    ~_needed,
)
_leave_to_person = (
    update(identities).where(_typed, identities.c.person_id.is_not(None)).values(client_id=None)
)
_drop = delete(identities).where(_typed)


class SqlContacts:
    """The contacts of core.clients.cardfile.CardFile."""

    _connection: AsyncConnection

    async def contacts_of(self, client: ClientId) -> list[Contact]:
        rows = await self._connection.execute(_of_client, {"client": client})
        return [_contact(row) for row in rows]

    async def contact(self, contact: ContactId) -> Contact | None:
        row = (await self._connection.execute(_one, {"contact": contact})).one_or_none()
        return None if row is None else _contact(row)

    async def add_contact(self, contact: Contact, by: PersonId, now: datetime) -> ContactId:
        row = {
            "client_id": contact.client_id,
            "name": contact.name,
            "position": contact.position,
            "phone": contact.phone,
            "email": contact.email,
            "created_by": by,
            "created_at": now,
        }
        made = await self._connection.execute(contacts.insert().returning(contacts.c.id), row)
        return ContactId(made.scalar_one())

    async def save_contact(self, contact: Contact) -> None:
        values: dict[str, Any] = {
            "contact": contact.id,
            "new_name": contact.name,
            "new_position": contact.position,
            "new_phone": contact.phone,
            "new_email": contact.email,
        }
        await self._connection.execute(_save, values)

    async def remove_contact(self, contact: ContactId, now: datetime) -> None:
        await self._connection.execute(_remove, {"contact": contact, "at": now})

    async def drop_phone(self, client: ClientId, phone: str) -> None:
        values = {"client": client, "number": phone}
        await self._connection.execute(_leave_to_person, values)
        await self._connection.execute(_drop, values)


def _contact(row: Row[Any]) -> Contact:
    return Contact(row.id, row.client_id, row.name, row.position, row.phone, row.email)
