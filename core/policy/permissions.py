"""Whether an actor may: asked in the deciding transaction, of the person as it stands now (P18)."""

from typing import Protocol

from core.errors import NotAllowed
from core.ids import PersonId
from core.policy.roles import PERMISSIONS
from core.staff.model import Person


class Owned(Protocol):
    """Whatever somebody answers for: a lane, a deal, a reservation. None: nobody does yet."""

    @property
    def owner_id(self) -> PersonId | None: ...


def may(person: Person, permission: str) -> bool:
    """Exactly this permission; people without a place have none (POLICY R1)."""
    return person.placed and permission in PERMISSIONS[person.role]


def require(person: Person, permission: str) -> None:
    """Raises NotAllowed."""
    if not may(person, permission):
        raise NotAllowed(permission=permission)


def may_with_client(person: Person, resource_action: str, lane: Owned | None) -> bool:
    """A permission by scope: any client, the own ones, or those that nobody has yet."""
    if may(person, f"{resource_action}:any"):
        return True
    if lane is None:
        return False
    if lane.owner_id is None:
        return may(person, f"{resource_action}:unassigned")
    return lane.owner_id == person.id and may(person, f"{resource_action}:own")


def require_with_client(person: Person, resource_action: str, lane: Owned | None) -> None:
    """Raises NotAllowed (A5: another manager's client stays closed)."""
    if not may_with_client(person, resource_action, lane):
        raise NotAllowed(permission=resource_action)


COMMANDS: tuple[tuple[str, str], ...] = (
    ("wa", "conversation:read:own"),
    ("wa", "conversation:read:unassigned"),
    ("wa", "conversation:read:any"),
    ("find", "client:find"),
    ("start_day", "day:keep"),
    ("finish_day", "day:keep"),
    ("invite", "person:invite"),
    ("dead", "outbox:read"),
)
"""Command and a permission that gives it, in menu order."""


def commands_for(person: Person) -> tuple[str, ...]:
    """The menu of one person: only what the permissions open, and the help."""
    given = dict.fromkeys(name for name, permission in COMMANDS if may(person, permission))
    return (*given, "lang", "help")
