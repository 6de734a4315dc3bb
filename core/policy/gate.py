"""The one gate that everything passes (C7): default deny, and a reason for each refusal.

The verbs and groups stand in matrix.csv, data that a person can read (C5): A allow, D deny, or
conditions joined by "+". What is not in the table is denied (POLICY I2).
"""

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

POLICY_VERSION = "1"
ALLOWED, DENIED = "A", "D"
TOO_LATE = "too-late"
"""The rule by which nothing is wrong with a message but its hour."""
"""The two cells without a condition."""


@dataclass(frozen=True, slots=True)
class Side:
    """Who stands on one side: the group's name, and which person, client or system it is."""

    group: str
    kind: str
    id: int | None
    placed: bool = True
    compartment: str = "staff"
    """All staff share one; each retailer is one of its own; a client stands in its lane's."""
    place: str = ""
    """The named group (C5); `group` is its role, a row of the matrix."""
    rules: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)
    """What that group may at most, by receiver and verb."""


@dataclass(frozen=True, slots=True)
class Question:
    """May this leave? Everything is a fact read in the deciding transaction, nothing is cached.

    `own`: the client of the two sides is in the open lane of the person of the two.
    `unassigned`: that lane has no owner. `lane_current`: the lane that the row was made in is
    still open. `label`: compartments that the content comes from. `relay`: it leaves through
    the bot under the company's name. `epoch_current`: the receiver's place is the one that the
    row was made for. `address_current`: a letter goes to the mailbox that the receiver has now.
    `permitted`: the receiver still holds the permission that the row names. `service`: it is a
    service notice, the only thing that a system administrator announces. `timely`: its time to
    leave has not passed; later it would mislead (P10).
    """

    verb: str
    author: Side
    receiver: Side
    own: bool = False
    unassigned: bool = False
    lane_current: bool = True
    epoch_current: bool = True
    address_current: bool = True
    permitted: bool = True
    service: bool = False
    timely: bool = True
    relay: bool = True
    label: tuple[str, ...] = ()
    code: str = ""
    object_kind: str = ""
    object_id: int | None = None
    payload_hash: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, fit for the audit: ids and rules, no texts."""

    allowed: bool
    rule: str
    question: Question
    stage: str
    """"queue", "send" or "show": when it was asked."""
    policy_version: str = POLICY_VERSION


@dataclass(frozen=True, slots=True)
class Ticket:
    """Proof that the gate allowed exactly this payload; a channel refuses a call without one."""

    verdict: Verdict
    payload_hash: str = field(default="")


class GateClosed(Exception):
    """A call tried to leave without a ticket. Always a bug, never a user's fault."""


@lru_cache(maxsize=1)
def matrix() -> dict[tuple[str, str, str], str]:
    """(sender, receiver, verb) → A, D or conditions."""
    text = files("core.policy").joinpath("matrix.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {
        (row["sender"], row["receiver"], verb): cell
        for row in rows
        for verb, cell in row.items()
        if verb not in {"sender", "receiver"}
    }


def payload_hash(canonical: str) -> str:
    """Of the rendered payload's canonical JSON; ties the audit row to the bytes that left."""
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def judge(question: Question, stage: str) -> Verdict:
    """The whole policy of one delivery. Deny wins; the first broken rule is the reason."""
    rule = _broken_rule(question)
    return Verdict(rule is None, rule or "allowed", question, stage)


def _broken_rule(q: Question) -> str | None:
    for receiver_or_author, name in ((q.receiver, "receiver"), (q.author, "author")):
        if not receiver_or_author.placed:
            return f"{name}-not-placed"
    if not (q.epoch_current and q.address_current):
        return "address-changed" if q.epoch_current else "receiver-moved"
    if q.receiver.group == "retailer" or q.author.group == "retailer":
        return "retailer-exit-closed"
    if not set(q.label) <= {q.receiver.compartment}:
        return "label-not-cleared"
    if not (q.permitted and q.timely):
        return TOO_LATE if q.permitted else "not-permitted"
    return _system_rule(q) if q.author.kind == "system" else _matrix_rule(q)


def _system_rule(q: Question) -> str | None:
    """What names a lane was meant for its owner: in another's hands it tells of a client (A5).

    To the client himself it goes whoever owns him.
    """
    if q.receiver.kind == "client":
        return None
    if q.receiver.kind != "person":
        return "system-to-nobody"
    return None if q.lane_current else "lane-closed"


def _matrix_rule(q: Question) -> str | None:
    cell = matrix().get((q.author.group, q.receiver.group, q.verb), DENIED)
    if cell == DENIED:
        return f"matrix:{q.author.group}-{q.verb}-{q.receiver.group}"
    if cell != ALLOWED:
        unmet = _unmet(q, cell)
        if unmet is not None or not q.lane_current:
            return f"not-{unmet}" if unmet else "lane-closed"
    return _group_rule(q)


def _unmet(q: Question, cell: str) -> str | None:
    met = {"own": q.own, "unassigned": q.unassigned, "relay": q.relay, "ops": q.service}
    return next((word for word in cell.split("+") if not met.get(word, False)), None)


def _group_rule(q: Question) -> str | None:
    """C5: a group's own rules narrow the row of its role, and never widen it."""
    for receiver in dict.fromkeys((q.receiver.place, q.receiver.group)):
        cell = q.author.rules.get(receiver, {}).get(q.verb, ALLOWED)
        if cell != ALLOWED and (cell == DENIED or _unmet(q, cell) is not None):
            return f"group:{q.author.place}-{q.verb}-{receiver}"
    return None
