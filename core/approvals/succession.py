"""A waiting request goes on with the client it is about, or to the heir of whoever leaves (E5)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from core.approvals.model import (
    ACCESS,
    CLIENT_EDIT,
    CONTRACT,
    DEFERRAL,
    VOID,
    WRITE_OFF,
    Approval,
)
from core.approvals.ports import Passing
from core.approvals.service import Approvals
from core.approvals.views import lane_of
from core.ids import ClientId, PersonId
from core.policy.permissions import Owned, may, may_with_client
from core.staff.events import PersonDismissed
from core.staff.model import Person, compartment_of

_OF_DEAL = ("deal:edit",)
_ASKING: Mapping[str, tuple[str, ...]] = {
    CLIENT_EDIT: ("client:ask-edit", "client:read"),
    DEFERRAL: ("client:describe",),
    CONTRACT: ("client:contract",),
    WRITE_OFF: ("stock:edit",),
}
"""What whoever goes on with a request must be allowed himself; for access: nobody goes on."""


class Given(Protocol):
    """A client has another responsible (messaging raises it)."""

    @property
    def client_id(self) -> ClientId: ...

    @property
    def lane(self) -> Owned: ...

    @property
    def previous_owner(self) -> PersonId | None: ...


class Joined(Protocol):
    """Two cards have become one, or two again."""

    @property
    def kept_id(self) -> ClientId: ...

    @property
    def merged_id(self) -> ClientId: ...

    @property
    def previous_owner(self) -> PersonId | None: ...


class Succession:
    def __init__(self, approvals: Approvals) -> None:
        self._approvals = approvals

    async def client_given(self, unit: Passing, events: Sequence[Given]) -> None:
        """A5: what the former responsible asked for about a client is the new one's request."""
        given = {event.client_id: event for event in events}
        for approval in await unit.approvals.waiting_about(given):
            if approval.client_id is not None:
                event = given[approval.client_id]
                await self._follow(unit, approval, event.lane, event.previous_owner)

    async def client_joined(self, unit: Passing, events: Sequence[Joined]) -> None:
        """E10: those about a deal go where the deal has gone, the others wait for the undoing."""
        for event in events:
            both = (event.kept_id, event.merged_id)
            lanes = await unit.clients.lanes_of(both)
            for approval in await unit.approvals.waiting_about(both):
                moved = await _with_its_deal(unit, approval)
                if moved is not approval:
                    await unit.approvals.save(moved)
                lane = lanes.get(moved.client_id or event.kept_id) or lanes[event.kept_id]
                await self._follow(unit, moved, lane, event.previous_owner)

    async def _follow(
        self, unit: Passing, approval: Approval, lane: Owned, former: PersonId | None
    ) -> None:
        """The former owner's is the owner's now; others who may ask for any client go on asking."""
        if lane.owner_id is None or lane.owner_id == approval.person_id:
            return
        people = await unit.people.by_ids([approval.person_id, lane.owner_id])
        asker, owner = people[approval.person_id], people[lane.owner_id]
        stays = asker.id != former and _may_ask(asker, approval, lane)
        if stays and not _crosses(asker, owner):
            return
        if _goes_on(approval, asker, owner, lane):
            await unit.approvals.save(approval.passed_on(owner.id))
        else:
            await self._approvals.void(unit, approval)
            await self._approvals.note(unit, None, approval, VOID)

    async def person_left(self, unit: Passing, events: Sequence[PersonDismissed]) -> None:
        """P18: the heir asks for what he may ask for himself; nothing else is asked any more."""
        for event in events:
            people = await unit.people.by_ids(_present(event))
            leaver, heir = people[event.person_id], people[event.heir_id]
            by = people.get(event.by) if event.by is not None else None
            for approval in await unit.approvals.waiting_of(leaver.id):
                if _goes_on(approval, leaver, heir, await lane_of(unit, approval)):
                    await unit.approvals.save(approval.passed_on(heir.id))
                else:
                    await self._approvals.void(unit, approval)
                    await self._approvals.note(unit, by, approval, VOID)


def _present(event: PersonDismissed) -> Iterable[PersonId]:
    return {one for one in (event.person_id, event.heir_id, event.by) if one is not None}


async def _with_its_deal(unit: Passing, approval: Approval) -> Approval:
    deal = await unit.deals.get(approval.fields["deal_id"]) if _of_deal(approval) else None
    if deal is None or deal.client_id == approval.client_id:
        return approval
    return replace(approval, fields={**approval.fields, "client_id": deal.client_id})


def _of_deal(approval: Approval) -> bool:
    return approval.fields.get("deal_id") is not None


def _goes_on(approval: Approval, former: Person, heir: Person, lane: Owned | None) -> bool:
    if approval.kind == ACCESS or _crosses(former, heir):
        return False
    return _may_ask(heir, approval, lane)


def _crosses(former: Person, heir: Person) -> bool:
    """What was said on one side of the wall never lands on the other (POLICY xii)."""
    return compartment_of(former) != compartment_of(heir)


def _may_ask(person: Person, approval: Approval, lane: Owned | None) -> bool:
    asking = _OF_DEAL if _of_deal(approval) else _ASKING[approval.kind]
    return all(may(person, one) or may_with_client(person, one, lane) for one in asking)
