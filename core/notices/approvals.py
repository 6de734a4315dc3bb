"""A request on the phones of those who decide; when one has, every copy says who and when (E5)."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.approvals.events import ApprovalDecided, ApprovalDiscussed, ApprovalFiled
from core.approvals.model import APPROVED, CONTRACT, VOID, WRITE_OFF, Approval
from core.approvals.views import facts_for, hidden, may_decide
from core.clients.model import Lane
from core.messaging.ports import Unit
from core.notices import buttons
from core.notices.bell import Bell, Notice, Press, Rows
from core.notices.speech import Speech
from core.policy.permissions import may_with_client
from core.staff.model import Person, Role

KIND = "approval"


class ApprovalNotices:
    def __init__(self, bell: Bell) -> None:
        self._bell = bell

    async def filed(self, unit: Unit, events: Sequence[ApprovalFiled]) -> None:
        """A card to everybody who may decide that kind, the requester left out."""
        people = await unit.people.listing()
        notices = []
        for event in events:
            approval = event.approval
            lane = await _lane(unit, approval)
            asker = await unit.people.get(approval.person_id)
            notices += [
                Notice(
                    person,
                    "approval",
                    card_key(approval),
                    self._card(person, approval, lane, asker),
                    _decide(approval),
                    needs=(approval.permission,),
                    lane=_owned(person, lane),
                )
                for person in people
                if may_decide(person, approval)
            ]
        await self._bell.ring(unit, notices)

    def _card(
        self, reader: Person, approval: Approval, lane: Lane | None, asker: Person | None
    ) -> str:
        say = self._bell.speech(reader)
        return "\n".join(
            [
                say(f"approval-{approval.kind}"),
                *say.facts(facts_for(reader, approval, lane)),
                say("notice-approval-asks", name=_asker(say, reader, asker)),
                say("notice-approval-since", at=say.moment(approval.created_at)),
            ]
        )

    async def decided(self, unit: Unit, events: Sequence[ApprovalDecided]) -> None:
        """Each copy loses its buttons and says who and when; the requester is told."""
        for event in events:
            await self._close(unit, event.approval)
        await self._bell.ring(unit, [n for e in events for n in await self._told(unit, e.approval)])

    async def _close(self, unit: Unit, approval: Approval) -> None:
        lane = await _lane(unit, approval)
        asker = await unit.people.get(approval.person_id)
        decider = await unit.people.get(approval.decided_by) if approval.decided_by else None

        def closed(reader: Person) -> str:
            """Whoever may not decide it any more is not told its facts again."""
            say = self._bell.speech(reader)
            known = may_decide(reader, approval) and _owned(reader, lane) is None
            head = (
                self._card(reader, approval, lane, asker)
                if known
                else say(f"approval-{approval.kind}")
            )
            return f"{head}\n{self._outcome(reader, approval, decider)}"

        people = await unit.people.listing()
        await self._bell.rewrite(unit, card_key(approval), people, closed)

    def _outcome(self, reader: Person, approval: Approval, decider: Person | None) -> str:
        say = self._bell.speech(reader)
        if approval.state == VOID:
            return say("notice-approval-void")
        key = (
            "notice-approval-approved" if approval.state == APPROVED else "notice-approval-rejected"
        )
        name = decider.name if decider is not None else ""
        said = say(key, name=name, at=say.moment(approval.decided_at))
        reason = say.reason(approval.reason)
        return f"{said}\n{say('notice-approval-reason', text=reason)}" if reason else said

    async def _told(self, unit: Unit, approval: Approval) -> list[Notice]:
        """To the requester, unless he has withdrawn it himself by changing the thing.

        A retailer gets coded answers signed by the company (POLICY x), never this.
        """
        asker = await unit.people.get(approval.person_id)
        if asker is None or approval.decided_by is None or asker.role is Role.RETAILER:
            return []
        lane = await _lane(unit, approval)
        decider = await unit.people.get(approval.decided_by)
        say = self._bell.speech(asker)
        text = "\n".join(
            [
                say(f"approval-{approval.kind}"),
                self._outcome(asker, approval, decider),
                *say.facts(facts_for(asker, approval, lane)),
            ]
        )
        return [
            Notice(
                asker,
                "approval-decided",
                f"approval-decided:{approval.id}",
                text,
                _where(asker, approval, lane),
                lane=_owned(asker, lane),
            )
        ]

    async def discussed(self, unit: Unit, events: Sequence[ApprovalDiscussed]) -> None:
        """💬: question and answer to the requester and to all who decide, but to their author."""
        notices = []
        people = await unit.people.listing()
        for event in events:
            approval = event.approval
            lane = await _lane(unit, approval)
            by = await unit.people.get(event.by)
            notices += [
                self._word(reader, event, lane, by.name if by is not None else "")
                for reader in people
                if reader.id != event.by
                and (reader.id == approval.person_id or may_decide(reader, approval))
            ]
        await self._bell.ring(unit, notices)

    def _word(
        self, reader: Person, event: ApprovalDiscussed, lane: Lane | None, name: str
    ) -> Notice:
        say = self._bell.speech(reader)
        approval = event.approval
        asked = reader.id == approval.person_id
        answer = event.by == approval.person_id
        key = "notice-approval-answer" if answer else "notice-approval-question"
        text = "\n".join(
            [
                say(f"approval-{approval.kind}"),
                *say.facts(_about(facts_for(reader, approval, lane))),
                say(key, name=name, text=event.text),
            ]
        )
        thing = (KIND, int(approval.id))
        press = (
            Press("button-explain", buttons.EXPLAIN, thing)
            if asked
            else Press("button-open", buttons.APPROVAL, thing)
        )
        return Notice(
            reader,
            "approval-word",
            f"approval-word:{approval.id}:{event.number}",
            text,
            [[press]],
            needs=() if asked else (approval.permission,),
            lane=_owned(reader, lane),
        )


NAMING = ("number", "client", "name", "product")


def _about(facts: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """What tells one request from another: a word about it needs no more."""
    return {
        resource: {name: values[name] for name in NAMING if name in values}
        for resource, values in facts.items()
    }


def card_key(approval: Approval) -> str:
    return f"approval:{approval.id}"


def _asker(say: Speech, reader: Person, asker: Person | None) -> str:
    if hidden(reader, asker):
        return say("role-retailer")
    return asker.name if asker is not None else ""


def _decide(approval: Approval) -> Rows:
    thing = (KIND, int(approval.id))
    seen = (approval.version,)
    legal = approval.kind == CONTRACT
    yes, no = (
        ("button-legal-yes", "button-legal-no") if legal else ("button-approve", "button-reject")
    )
    further = [Press("button-clarify", buttons.CLARIFY, thing)]
    if legal and approval.client_id is not None:
        further.append(Press("button-card", buttons.CARD, ("client", int(approval.client_id))))
    return [
        [
            Press(yes, buttons.APPROVE, thing, seen),
            Press(no, buttons.REJECT, thing, seen),
        ],
        further,
    ]


def _where(asker: Person, approval: Approval, lane: Lane | None) -> Rows:
    """To the goods; to the deal or to the client where the asker may open it."""
    deal, client = approval.fields.get("deal_id"), approval.client_id
    if deal is not None and may_with_client(asker, "deal:read", lane):
        return [[Press("button-deal", buttons.DEAL, ("deal", int(deal)))]]
    if approval.kind == WRITE_OFF:
        return [[Press("button-stock", buttons.STOCK, ("product", approval.object_id))]]
    if client is not None and may_with_client(asker, "client:read", lane):
        return [[Press("button-card", buttons.CARD, ("client", int(client)))]]
    return ()


async def _lane(unit: Unit, approval: Approval) -> Lane | None:
    client = approval.client_id
    if client is None:
        return None
    return (await unit.clients.lanes_of([client])).get(client)


def _owned(reader: Person, lane: Lane | None) -> Lane | None:
    """What is told to the owner of a client is for the owner only."""
    return lane if lane is not None and lane.owner_id == reader.id else None
