"""A group's own communication rules: data that only narrows the matrix, checked on entry (C5)."""

import json
import re
from collections.abc import Mapping

from core.errors import InvalidInput
from core.policy.gate import ALLOWED, DENIED, matrix, payload_hash
from core.staff.model import UNPLACED, Role, Rules

NAME = re.compile(r"[^\W\d_][\w-]{0,31}")
"""A letter first, then letters, digits, - and _; the rule that the audit names must fit there."""


def receivers() -> frozenset[str]:
    return frozenset(receiver for _, receiver, _ in matrix())


def verbs() -> frozenset[str]:
    return frozenset(verb for _, _, verb in matrix())


def conditions() -> frozenset[str]:
    """Words of the matrix's own cells: a cell made of others would never be met."""
    return frozenset(
        word for cell in matrix().values() for word in cell.split("+") if word not in "AD"
    )


def checked_name(name: str) -> str:
    """Of a new group. Raises InvalidInput; the groups of the matrix keep their meaning."""
    name = name.strip()
    if not NAME.fullmatch(name) or name in receivers() | {UNPLACED, "place"}:
        raise InvalidInput("group-name", name=name[:64])
    return name


def checked(rules: object, role: Role, named: Mapping[str, Role]) -> Rules:
    """The rules as they are kept. `named`: the groups that exist, with their roles.

    Raises InvalidInput for an unknown receiver, verb or cell, and for one that would widen.
    """
    if not isinstance(rules, Mapping):
        raise InvalidInput("group-rules-shape")
    kept: dict[str, dict[str, str]] = {}
    for receiver, row in rules.items():
        if not isinstance(receiver, str) or not isinstance(row, Mapping):
            raise InvalidInput("group-rules-shape")
        group = receiver if receiver in receivers() else named.get(receiver)
        if group is None:
            known = ", ".join(sorted(receivers() | named.keys()))
            raise InvalidInput("group-receiver", name=receiver[:64], names=known)
        kept[receiver] = {verb: _cell(role, group, verb, cell) for verb, cell in row.items()}
    return {receiver: row for receiver, row in kept.items() if row}


def _cell(role: Role, receiver: str, verb: object, cell: object) -> str:
    if not isinstance(verb, str) or verb not in verbs():
        raise InvalidInput("group-verb", name=str(verb)[:64], names=", ".join(sorted(verbs())))
    words = str(cell).split("+")
    if not isinstance(cell, str) or not (cell in {ALLOWED, DENIED} or set(words) <= conditions()):
        known = ", ".join([ALLOWED, DENIED, *sorted(conditions())])
        raise InvalidInput("group-cell", name=str(cell)[:64], names=known)
    if cell != DENIED and matrix()[role, receiver, verb] == DENIED:
        raise InvalidInput("group-widens", verb=verb, receiver=receiver, role=role.value)
    return cell


def changed_cells(old: Rules, new: Rules) -> list[tuple[str, str, str]]:
    """(receiver, verb, cell) that differ, in order; a cell that is gone is the matrix's again."""
    every = {
        (receiver, verb) for rules in (old, new) for receiver in rules for verb in rules[receiver]
    }
    found = [(r, v, new.get(r, {}).get(v, ""), old.get(r, {}).get(v, "")) for r, v in sorted(every)]
    return [(receiver, verb, cell) for receiver, verb, cell, was in found if cell != was]


def with_cells(old: Rules, cells: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """`cells`: "receiver.verb" → cell; an empty cell takes the rule away."""
    rules = {receiver: dict(row) for receiver, row in old.items()}
    for name, cell in cells.items():
        receiver, _, verb = name.partition(".")
        row = rules.setdefault(receiver, {})
        if cell:
            row[verb] = cell
        else:
            row.pop(verb, None)
    return rules


def hash_of(rules: Rules) -> str:
    """Ties a line of the audit to the whole of the rules as they stood then."""
    return payload_hash(json.dumps(rules, sort_keys=True, ensure_ascii=False, default=dict))
