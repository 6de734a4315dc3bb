"""Every refusal is on record with its rule and can be explained by its number (C7, `/why`)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core.errors import DomainError, NotAllowed, NotFound
from core.once import once_whole
from core.policy.actors import looking, standing
from core.policy.permissions import may, require, through
from core.policy.ports import DENY, Entry, Unit, Units
from core.policy.roles import PERMISSIONS
from core.ports import Clock
from core.staff.model import Person, Role

OWN, ANY = "refusal:explain:own", "refusal:explain:any"
LISTED = 20
ACT = "act"
"""The stage of a refusal of the core; the gate has its own."""
SCOPES = ("own", "unassigned", "team", "legal")
"""Narrower than "any"."""

EXPLAINED = frozenset(
    {
        "absent-goods",
        "already-decided",
        "comment-locked",
        "conversation-closed",
        "extensions-used-up",
        "field-locked",
        "floor-breach",
        "freight-needs-file",
        "news-retailers-closed",
        "opted-out",
        "own-place",
        "own-request",
        "rule-breach",
        "stopped-by-policy",
        "viewing-only",
    }
)
"""Codes of refusals that are a rule of the firm, not a slip of the keyboard; NotAllowed always."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One line of the audit. `roles`: who may what was refused, where the rule is a permission.

    `what`: the command, the prefix of the button or the code of the message it was about.
    """

    number: int
    at: datetime
    stage: str
    allowed: bool
    rule: str
    what: str
    verb: str
    who: int | None
    group: str
    object_kind: str
    object_id: int | None
    roles: tuple[Role, ...] = ()
    role: Role | None = None
    """Of whoever was refused, as it stands now."""


class Refusals:
    def __init__(self, units: Units, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def record(
        self, actor: Person, error: DomainError, what: str, cause: str, public: str = ""
    ) -> int | None:
        """In a transaction of its own, after the refused one was undone; its number.

        None: no rule of the firm, nothing to explain. The same command handled again keeps its
        first number. `public`: the opaque name that was pressed, good for this person only.
        """
        if not explained(error):
            return None
        async with self._units.begin() as unit:

            async def work() -> dict[str, Any]:
                thing = await unit.resolve_public(actor.id, public) if public else None
                kind, number = thing or ("", None)
                entry = Entry(ACT, DENY, rule_of(error), actor, what, kind, number)
                return {"number": await unit.audit.note(entry, self._clock.now())}

            kept = await once_whole(unit, f"{cause}:refused", self._clock.now(), work)
            return int(kept["number"])

    async def explain(self, actor: Person, number: int | None) -> Explanation:
        """One's own refusals, the newest by default; administrators any line of the audit.

        Raises NotAllowed; NotFound for what is not there and what is another's, alike (I11).
        Through `/as` still one's own: it is the looking that refuses most.
        """
        async with self._units.read() as unit:
            person = await standing(unit.people, actor)
            require(person, OWN)
            row = await self._line(unit, person, number)
            if row is None:
                raise NotFound("refusal-unknown")
            return replace(_explanation(row), role=await _role_in(unit, person, row))

    @staticmethod
    async def _line(unit: Unit, person: Person, number: int | None) -> Mapping[str, Any] | None:
        if number is None:
            return await unit.audit.last_denied(person.id)
        row = next(iter(await unit.audit.listing(1, entry=number)), None)
        if row is None or may(person, ANY):
            return row
        mine = row["author_kind"] == "person" and row["author_id"] == person.id
        return row if mine and row["verdict"] == DENY else None

    async def listing(self, actor: Person) -> list[Explanation]:
        """The newest refusals of everybody, for administrators."""
        async with self._units.read() as unit:
            require(await looking(unit.people, actor), "audit:read")
            return [_explanation(row) for row in await unit.audit.listing(LISTED, DENY)]


def explained(error: DomainError) -> bool:
    """A NotFound is one where it hides what exists: then it names the permission (A5)."""
    hidden = "permission" in error.fields
    return hidden or isinstance(error, NotAllowed) or error.code in EXPLAINED


def rule_of(error: DomainError) -> str:
    """The permission that was missing, the gate's rule, or the code of the refusal itself."""
    return str(error.fields.get("permission") or error.fields.get("rule") or error.code)


async def _role_in(unit: Unit, reader: Person, row: Mapping[str, Any]) -> Role | None:
    """One's own with the eyes that one looks with now: they were refused."""
    if row["author_kind"] != "person":
        return None
    if row["author_id"] == reader.id:
        return through(reader).role
    author = await unit.people.get(row["author_id"])
    return author.role if author is not None and author.placed else None


def scope_of(role: Role, rule: str) -> str:
    """The scope that ends what the role may do; "" where it may all of it, or nothing."""
    given = PERMISSIONS[role]
    if rule in given or f"{rule}:any" in given:
        return ""
    return next((scope for scope in SCOPES if f"{rule}:{scope}" in given), "")


def roles_with(rule: str) -> tuple[Role, ...]:
    """Of a permission, or of the head of scoped ones ("comment:write")."""
    return tuple(
        role
        for role, given in PERMISSIONS.items()
        if any(name == rule or name.startswith(f"{rule}:") for name in given)
    )


def _explanation(row: Mapping[str, Any]) -> Explanation:
    return Explanation(
        number=row["id"],
        at=datetime.fromisoformat(row["at"]),
        stage=row["stage"],
        allowed=row["verdict"] != DENY,
        rule=row["rule"],
        what=row["code"],
        verb=row["verb"],
        who=row["author_id"] if row["author_kind"] == "person" else None,
        group=row["author_group"],
        object_kind=row["object_kind"],
        object_id=row["object_id"],
        roles=roles_with(row["rule"]),
    )
