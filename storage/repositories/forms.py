"""Forms half filled in."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.forms import Draft
from core.ids import PersonId
from storage.dialects import insert_or_update
from storage.tables import forms

_here = (forms.c.person_id == bindparam("person"), forms.c.thread == bindparam("place"))
_one = select(forms.c.name, forms.c.state, forms.c.updated_at).where(*_here)
_KEY, _CHANGED = ("person_id", "thread"), ("name", "state", "updated_at")


class SqlForms:
    """Implements core.forms.Drafts."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name

    async def find(self, person: PersonId, thread: str) -> Draft | None:
        values = {"person": person, "place": thread}
        row = (await self._connection.execute(_one, values)).one_or_none()
        return None if row is None else Draft(row.name, row.state, row.updated_at)

    async def keep(self, person: PersonId, thread: str, draft: Draft, now: datetime) -> None:
        statement = insert_or_update(self._dialect, forms, _KEY, _CHANGED)
        row = {
            "person_id": person,
            "thread": thread,
            "name": draft.name,
            "state": dict(draft.state),
            "updated_at": now,
        }
        await self._connection.execute(statement, row)
