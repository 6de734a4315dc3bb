"""Whether an actor may: asked in the deciding transaction, of the person as it stands now (P18)."""

from dataclasses import replace
from typing import Protocol

from core.errors import NotAllowed
from core.ids import PersonId
from core.policy.modules import SWITCHES
from core.policy.roles import PERMISSIONS
from core.staff.model import Person

VIEW_AS = "policy:view-as"


class Owned(Protocol):
    """Whatever somebody answers for: a lane, a deal, a reservation. None: nobody does yet."""

    @property
    def owner_id(self) -> PersonId | None: ...


def may(person: Person, permission: str) -> bool:
    """Exactly this permission; people without a place have none (POLICY R1).

    What belongs to a module that is off, nobody may (E13).
    """
    given = person.placed and permission in PERMISSIONS[person.role]
    return given and not SWITCHES.closed(permission)


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


def through(person: Person) -> Person:
    """`/as`: the same person with the rights, and if one was named in the place, of another.

    Somebody who may not look through others any more stands as they are. For showing only:
    nothing is ever done in another's name (`core.policy.actors.acting`).
    """
    lens = person.viewing
    if lens is None or not may(person, VIEW_AS):
        return person
    whose = lens.person_id if lens.person_id is not None else person.id
    return replace(person, id=whose, role=lens.role, group=lens.role.value, rules={})


COMMANDS: tuple[tuple[str, str], ...] = (
    ("wa", "conversation:read:own"),
    ("wa", "conversation:read:unassigned"),
    ("wa", "conversation:read:any"),
    ("find", "client:find"),
    ("deal", "deal:read:own"),
    ("deal", "deal:read:any"),
    ("offer", "deal:edit:own"),
    ("sample", "sample:write:own"),
    ("approve", "approval:decide:client-edit"),
    ("approve", "approval:decide:discount"),
    ("approve", "approval:decide:contract"),
    ("approve", "client:ask-edit"),  # one's own requests, and what has become of them
    ("deliveries", "deal:deliver"),
    ("segments", "client:segment:own"),
    ("segments", "client:segment:any"),
    ("duplicates", "client:merge"),
    ("absent", "absent:read"),
    ("handover", "client:merge"),
    ("statuses", "status:edit"),
    ("stock", "stock:read"),
    ("reserve", "reservation:place"),
    ("mine", "reservation:read:own"),
    ("board", "reservation:read:any"),
    ("today", "task:read:own"),
    ("task", "task:set"),
    ("tasks", "task:read:own"),
    ("fx", "rate:read"),
    ("news", "news:read"),
    ("quiet", "hours:keep"),
    ("start_day", "day:keep"),
    ("finish_day", "day:keep"),
    ("invite", "person:invite"),
    ("dead", "outbox:read"),
    ("users", "person:read"),
    ("groups", "group:read"),
    ("roles", "group:read"),
    ("audit", "audit:read"),
    ("jobs", "job:read"),
    ("as", VIEW_AS),
    ("why", "refusal:explain:own"),
)
"""Command and a permission that gives it, in menu order."""


def commands_for(person: Person) -> tuple[str, ...]:
    """The menu of one person: only what the permissions open, and the help.

    With `/as` it is the menu of the role that is looked through.
    """
    seen = through(person)
    given = dict.fromkeys(name for name, permission in COMMANDS if may(seen, permission))
    return (*given, "lang", "help")
