"""People of the firm and their place in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from core.ids import PersonId

INVITATION_LIFE = timedelta(hours=24)
"""A one-time link works for a day (MENUS, "Binding a person")."""


class Role(StrEnum):
    DIRECTOR = "director"
    SYSADMIN = "sysadmin"
    SALES_HEAD = "sales_head"
    MANAGER = "manager"
    SECRETARY = "secretary"
    LOGISTICIAN = "logistician"
    LAWYER = "lawyer"
    RETAILER = "retailer"


ADMINISTRATORS = frozenset({Role.DIRECTOR, Role.SYSADMIN})
"""POLICY (iv): administrators are the director and the system administrator."""


STAFF = "staff"
"""The compartment of everybody but retailers; a new client's is this until somebody has him."""

UNPLACED = "unknown"
"""The group of those whom an administrator has put in no group: no rights (POLICY R1)."""

Rules = Mapping[str, Mapping[str, str]]
"""Receiver (a group of the matrix or a named one) → verb → cell: what a group may at most (C5)."""


@dataclass(frozen=True, slots=True)
class Group:
    """A place in the firm: the role of its members and what they may not, kept as data (C5)."""

    name: str
    role: Role
    rules: Rules = field(default_factory=dict, hash=False)
    version: int = 1
    members: int = 0


@dataclass(frozen=True, slots=True)
class Lens:
    """`/as`: an administrator looks, read-only, with another role's rights, or one person's."""

    role: Role
    person_id: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a place. One person stands in one group; `epoch` grows at each change of it."""

    id: PersonId
    name: str
    role: Role
    group: str
    epoch: int = 1
    rules: Rules = field(default_factory=dict, hash=False)
    """The group's own rules, read with the person: a change counts at once (POLICY xiii)."""
    locale: str = "ru"
    phone: str | None = None
    telegram_id: int | None = None
    email: str | None = None
    superior_id: PersonId | None = None
    present: bool = False
    dismissed_at: datetime | None = None
    last_given_at: datetime | None = None
    viewing: Lens | None = None
    version: int = 1

    @property
    def placed(self) -> bool:
        """People without a place have no rights (POLICY R1)."""
        return self.dismissed_at is None and self.group != UNPLACED


@dataclass(frozen=True, slots=True)
class NewPerson:
    name: str
    role: Role
    locale: str
    phone: str | None = None
    telegram_id: int | None = None
    email: str | None = None
    superior_id: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A place offered to the owner of one phone, once."""

    token_hash: str
    role: Role
    phone: str
    expires_at: datetime
    used_at: datetime | None = None
    invited_by: PersonId | None = None

    def usable(self, now: datetime) -> bool:
        """Single use and in time (fault 52)."""
        return self.used_at is None and now < self.expires_at


def compartment_of(person: Person | None) -> str:
    """POLICY: each retailer is a compartment of its own, all staff share one."""
    if person is not None and person.role is Role.RETAILER:
        return f"retailer:{person.id}"
    return STAFF
