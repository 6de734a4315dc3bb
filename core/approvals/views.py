"""A request as one reader sees it: the facts about a client follow the table of fields (A5)."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.approvals.model import CONTRACT, REASONS, WAITING, Approval
from core.approvals.ports import Unit
from core.ids import PersonId
from core.policy.fields import view_for
from core.policy.permissions import Owned, may
from core.staff.model import ADMINISTRATORS, Person, Role

CLIENT = "client"


def facts_for(reader: Person, approval: Approval, lane: Owned | None) -> dict[str, dict[str, Any]]:
    """Resource → field → value; a resource of which nothing is seen is absent.

    What is a client's belongs to whoever answers for the client now, whoever has asked (A5).
    """
    facts: Mapping[str, Mapping[str, Any]] = approval.fields.get("facts", {})
    about = approval.client_id is not None
    seen = {
        resource: view_for(
            reader, resource, lane if about or resource == CLIENT else approval, values
        )
        for resource, values in facts.items()
    }
    return {resource: values for resource, values in seen.items() if values}


def may_decide(reader: Person, approval: Approval) -> bool:
    return may(reader, approval.permission) and not is_own(reader, approval)


def is_own(reader: Person, approval: Approval) -> bool:
    """E5: what he asks for now, or once put down.

    A request goes with its client to whoever gets it. Where another asks for the client's owner,
    he is one who decides such requests himself: with the owner's yes two of them stand behind it.
    """
    return reader.id in {approval.person_id, approval.filed_by}


def hidden(reader: Person, other: Person | None) -> bool:
    """Across the wall nobody is named: only administrators see which retailer it is (POLICY)."""
    if other is None or other.id == reader.id or reader.role in ADMINISTRATORS:
        return False
    return Role.RETAILER in {reader.role, other.role}


async def lane_of(unit: Unit, approval: Approval) -> Owned | None:
    """Of the client that it is about, if there is one and it still stands."""
    client = approval.client_id
    return None if client is None else (await unit.clients.lanes_of([client])).get(client)


async def views(unit: Unit, reader: Person, approvals: Sequence[Approval]) -> list[dict[str, Any]]:
    lanes = await unit.clients.lanes_of({a.client_id for a in approvals if a.client_id is not None})
    people = await unit.people.by_ids(_people(approvals))
    names = {n: one.name for n, one in people.items() if not hidden(reader, one)}
    return [_view(reader, one, lanes, names) for one in approvals]


def _people(approvals: Sequence[Approval]) -> set[PersonId]:
    found = {a.person_id for a in approvals}
    found |= {a.decided_by for a in approvals if a.decided_by is not None}
    return found | {PersonId(w["by"]) for a in approvals for w in a.fields.get("talk", ())}


def _view(
    reader: Person,
    approval: Approval,
    lanes: Mapping[Any, Owned],
    names: Mapping[PersonId, str],
) -> dict[str, Any]:
    lane = lanes.get(approval.client_id) if approval.client_id is not None else None
    decider = approval.decided_by
    return {
        "id": approval.id,
        "version": approval.version,
        "kind": approval.kind,
        "state": approval.state,
        "asker": names.get(approval.person_id, ""),
        "since": approval.created_at,
        "facts": facts_for(reader, approval, lane),
        "client_id": approval.client_id if approval.kind == CONTRACT else None,
        "decided_by": names.get(decider) if decider is not None else None,
        "decided_at": approval.decided_at,
        "reason": _reason(reader, approval),
        "own": approval.person_id == reader.id,
        "may_decide": approval.state == WAITING and may_decide(reader, approval),
        "question": _question(approval),
        "talk": [
            {"by": names.get(PersonId(w["by"]), ""), "text": w["text"], "at": w["at"]}
            for w in approval.fields.get("talk", ())
        ],
    }


def _reason(reader: Person, approval: Approval) -> str:
    """A retailer gets coded answers, no free text (POLICY x)."""
    coded = approval.reason in REASONS or reader.role is not Role.RETAILER
    return approval.reason if coded else ""


def _question(approval: Approval) -> str:
    """What the requester has last been asked and not answered yet."""
    talk = approval.fields.get("talk", ())
    asked = talk and talk[-1].get("asks", talk[-1]["by"] != approval.person_id)
    return str(talk[-1]["text"]) if asked else ""
