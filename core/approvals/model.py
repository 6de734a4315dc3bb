"""A request that somebody else decides: one card, one tap (E5)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from core.amounts import Price
from core.errors import DomainError, InvalidInput, NotAllowed
from core.ids import ApprovalId, ClientId, PersonId

CLIENT_EDIT = "client-edit"
DISCOUNT = "discount"
DEFERRAL = "deferral"
CONTRACT = "contract"
ACCESS = "access"
WRITE_OFF = "write-off"
KINDS = (CLIENT_EDIT, DISCOUNT, DEFERRAL, CONTRACT, ACCESS, WRITE_OFF)
EXCLUSIVE = frozenset({ACCESS})
"""Only one can get it: a yes ends whatever else waits for the same thing."""

WAITING, APPROVED, REJECTED, VOID = "waiting", "approved", "rejected", "void"

LATER = "later"
REASONS = ("price", "terms", "facts", "stays", LATER)
"""Chips under a refusal; a typed reason may stand instead. Texts: `reason-<code>`."""
_ONLY = {"price": {DISCOUNT}, "terms": {DISCOUNT, DEFERRAL}, "stays": {ACCESS}}
"""Reasons that say nothing of requests of another kind."""


def reasons_of(kind: str) -> tuple[str, ...]:
    return tuple(code for code in REASONS if kind in _ONLY.get(code, {kind}))


LONGEST = 1000
"""Characters of a reason or a question."""


class OwnRequest(NotAllowed):
    """Nobody approves his own request, the director included (E5, POLICY xiv)."""

    code = "own-request"


class AlreadyDecided(DomainError):
    """A second press: `by` and `at` (ISO, UTC) tell who was first; `state` what was decided."""

    code = "approval-decided"


class Outdated(DomainError):
    """Raised by an outcome before it writes: what was asked for is no more, so nothing is done."""

    code = "approval-void"


@dataclass(frozen=True, slots=True)
class Approval:
    """`person_id` asks now. `fields`: "client_id", "facts", and what the room that files it needs.

    "client_id": whose client it is about, if any. "facts": what a decider looks at, resource →
    field → value in the names of fields.csv.
    """

    id: ApprovalId
    kind: str
    person_id: PersonId
    object_kind: str
    object_id: int
    fields: Mapping[str, Any]
    created_at: datetime
    state: str = WAITING
    decided_by: PersonId | None = None
    decided_at: datetime | None = None
    reason: str = ""
    version: int = 1

    @property
    def owner_id(self) -> PersonId:
        """Facts that are not a client's belong to whoever asks."""
        return self.person_id

    @property
    def filed_by(self) -> PersonId:
        """Whoever put it down; it may have gone on to somebody else with its client."""
        return PersonId(int(self.fields.get("filed_by", self.person_id)))

    @property
    def client_id(self) -> ClientId | None:
        client = self.fields.get("client_id")
        return None if client is None else ClientId(int(client))

    @property
    def permission(self) -> str:
        """What whoever decides it needs."""
        return f"approval:decide:{self.kind}"

    def passed_on(self, heir: PersonId) -> "Approval":
        """The version grows: a card that names the former requester is drawn anew (P18)."""
        fields = {**self.fields, "filed_by": self.filed_by}
        return replace(self, person_id=heir, fields=fields, version=self.version + 1)


def said(text: str, code: str) -> str:
    """A reason or a question: something, and not a novel. Raises InvalidInput."""
    trimmed = text.strip()
    if not trimmed:
        raise InvalidInput(f"{code}-missing")
    if len(trimmed) > LONGEST:
        raise InvalidInput("text-too-long", limit=LONGEST)
    return trimmed


def grams(amount: int) -> dict[str, Any]:
    """Facts that are more than words keep their kind: each reader's language shows them."""
    return {"grams": amount}


def money(amount: Decimal | None) -> dict[str, Any]:
    """Roubles; None is shown as unknown, never as 0 (DOMAIN)."""
    return {"money": None if amount is None else str(amount)}


def price(one: Price | None) -> dict[str, Any]:
    if one is None:
        return {"money": None}
    return {"price": str(one.per_tonne), "currency": one.currency, "vat": one.vat}


def below(per_tonne: Decimal, percent: Decimal) -> dict[str, Any]:
    """How far below: roubles a tonne, and the share of the floor in percent."""
    return {"below": str(per_tonne), "percent": str(percent)}


def margin(known: Mapping[str, tuple[Decimal, Decimal]] | None) -> dict[str, Any]:
    """Currency → (a kilogram, in all); None: nobody knows."""
    if known is None:
        return {"margin": None}
    return {"margin": {name: [str(kg), str(total)] for name, (kg, total) in known.items()}}


def day(on: str | None) -> dict[str, Any] | None:
    """An ISO date; each reader's language writes it."""
    return None if on is None else {"day": on}


def holder(name: str | None) -> dict[str, Any]:
    """Who answers for it; "": somebody whom the asker may not know (POLICY i), None: nobody."""
    return {"holder": name}


def change(before: Any, after: Any) -> dict[str, Any]:
    return {"before": before, "after": after}
