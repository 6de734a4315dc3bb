"""Which fields of a record a person sees: the table is fields.csv, default deny (A5, A8).

Cells: `any`; `own`, the person answers for the record; `unassigned`, nobody does; `-` never.
An absent field and a forbidden one look alike: the key is not there (POLICY I11).
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from core.ids import PersonId
from core.policy.modules import SWITCHES
from core.policy.permissions import Owned
from core.staff.model import Person, Role

OWN, UNASSIGNED, FOREIGN = "own", "unassigned", "foreign"


@cache
def table() -> Mapping[tuple[str, str, Role], str]:
    """(resource, field, role) → cell, in the file's order."""
    text = files("core.policy").joinpath("fields.csv").read_text(encoding="utf-8")
    return {
        (row["resource"], row["field"], role): row[role]
        for row in csv.DictReader(text.splitlines())
        for role in Role
    }


def relation(person: Person, record: Owned | None) -> str:
    """How a person stands to a record; no record (no lane yet) is nobody's."""
    owner = record.owner_id if record is not None else None
    if owner is None:
        return UNASSIGNED
    return OWN if owner == person.id else FOREIGN


@cache
def _visible(resource: str, role: Role, relation: str) -> frozenset[str]:
    seen = {"any", relation} - {FOREIGN}
    return frozenset(
        field
        for (kind, field, whose), cell in table().items()
        if kind == resource and whose is role and cell in seen
    )


def visible(person: Person, resource: str, record: Owned | None) -> frozenset[str]:
    """Names of the fields that the person may see of this record; none without a place."""
    if not person.placed:
        return frozenset()
    seen = _visible(resource, person.role, relation(person, record))
    return frozenset(field for field in seen if not SWITCHES.hidden(resource, field))


def owners_shown(person: Person, resource: str, field: str) -> tuple[PersonId | None, ...] | None:
    """Whose records show the field to the person, None among them nobody's; None: everybody's.

    For a query that has to leave the others out before it ends at a limit.
    """
    if not person.placed or SWITCHES.hidden(resource, field):
        return ()
    if field in _visible(resource, person.role, FOREIGN):
        return None
    owners = {OWN: person.id, UNASSIGNED: None}
    return tuple(o for how, o in owners.items() if field in _visible(resource, person.role, how))


def view_for(
    person: Person, resource: str, record: Owned | None, values: Mapping[str, Any]
) -> dict[str, Any]:
    """The projection: only what the person may see. An unknown field is dropped, too."""
    seen = visible(person, resource, record)
    return {name: value for name, value in values.items() if name in seen}
