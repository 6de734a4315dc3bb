from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from core.ids import PersonId
from core.staff.model import Group, Invitation, Lens, NewPerson, Person, Role


class People(Protocol):
    async def add(self, person: NewPerson, now: datetime) -> Person: ...

    async def get(self, person: PersonId) -> Person | None: ...

    async def by_ids(self, people: Iterable[PersonId]) -> dict[PersonId, Person]: ...

    async def by_telegram(self, telegram_id: int) -> Person | None:
        """Of everybody ever placed, the dismissed included."""
        ...

    async def by_phone(self, phone: str) -> Person | None: ...

    async def of_roles(self, *roles: Role, held: bool = False) -> list[Person]:
        """Placed people of these roles, oldest first.

        `held`: for whoever may be given something; nobody's place changes until the end of the
        transaction, and whoever has lost it meanwhile is left out.
        """
        ...

    async def hold(self, people: Iterable[PersonId]) -> None:
        """Until the end of the transaction nobody of these is dismissed or moved.

        Whoever is given a client is held, before any client is locked.
        """
        ...

    async def lock_places(self, people: Iterable[PersonId]) -> None:
        """Before a place changes: these and every administrator are held by nobody else."""
        ...

    async def listing(self) -> Sequence[Person]: ...

    async def bind(self, person: PersonId, telegram_id: int, now: datetime) -> None: ...

    async def dismiss(self, person: PersonId, now: datetime) -> None: ...

    async def move(self, person: PersonId, version: int, role: Role, group: str) -> bool:
        """Another place, a new epoch, no lens of theirs or upon them; False: changed meanwhile."""
        ...

    async def view(self, person: PersonId, lens: Lens | None) -> None:
        """`/as` and `/as off`."""
        ...

    async def start_day(self, person: PersonId, now: datetime) -> bool:
        """False when the day was already open."""
        ...

    async def finish_day(self, person: PersonId, now: datetime) -> bool: ...

    async def mark_given(self, given: dict[PersonId, datetime]) -> None:
        """Remembers the turn of rotation (E11)."""
        ...

    async def set_locale(self, person: PersonId, locale: str) -> None: ...

    async def set_email(self, person: PersonId, email: str | None) -> None: ...

    async def add_invitation(self, invitation: Invitation) -> None: ...

    async def invitation(self, token_hash: str) -> Invitation | None: ...

    async def use_invitation(self, token_hash: str, person: PersonId, now: datetime) -> bool:
        """True for exactly one caller, however many try at once."""
        ...


class Groups(Protocol):
    """Places with their communication rules (C5)."""

    async def get(self, name: str, *, lock: bool = False) -> Group | None:
        """`lock`: held until the end of the transaction."""
        ...

    async def listing(self) -> list[Group]:
        """With the number of their members, by name."""
        ...

    async def add(self, group: Group) -> bool:
        """False when there is one of that name."""
        ...

    async def save(self, group: Group) -> None:
        """Its rules, as its next version."""
        ...
