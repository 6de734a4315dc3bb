"""Approvals: filed by the rooms, decided by one tap, each once (E5)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from core.approvals.events import ApprovalDecided, ApprovalDiscussed, ApprovalFiled
from core.approvals.model import (
    ACCESS,
    APPROVED,
    EXCLUSIVE,
    KINDS,
    REJECTED,
    VOID,
    WAITING,
    AlreadyDecided,
    Approval,
    Outdated,
    OwnRequest,
    said,
)
from core.approvals.ports import Audited, Filing, Outcome, Unit, Units
from core.approvals.views import hidden, is_own, views
from core.errors import NotAllowed, NotFound, Stale
from core.ids import ApprovalId
from core.once import once
from core.policy.actors import acting, looking
from core.policy.permissions import may, require
from core.policy.ports import ALLOW, Entry
from core.ports import Clock, React
from core.staff.model import Person, Role

PAGE = 8
"""Lines of one screen (MENUS)."""
NUMBERLESS = ApprovalId(0)


class Approvals:
    def __init__(self, units: Units, clock: Clock, react: React) -> None:
        self._units = units
        self._clock = clock
        self._react = react
        self._outcomes: Mapping[str, Outcome] = {}

    def plug(self, outcomes: Mapping[str, Outcome]) -> None:
        """Kind → what its decision does; the rooms that file requests come after this one."""
        self._outcomes = {**self._outcomes, **outcomes}

    async def file(
        self,
        unit: Filing,
        actor: Person,
        kind: str,
        object_kind: str,
        object_id: int,
        fields: Mapping[str, Any],
    ) -> Approval:
        """Puts a request down in the caller's transaction; the caller has checked the right to ask.

        `fields`: "client_id" when it is about a client; "facts": {resource: {field: value}} in
        the names of fields.csv, so that each reader sees his share; values are texts or what
        `grams`, `money`, `price` and `change` of the model make. Everything in JSON.
        """
        if kind not in KINDS:
            raise ValueError(kind)
        now = self._clock.now()
        made = Approval(NUMBERLESS, kind, actor.id, object_kind, object_id, dict(fields), now)
        approval = await unit.approvals.add(made)
        await self._react(unit, [ApprovalFiled(approval)])
        return approval

    async def withdraw(
        self, unit: Filing, kind: str, object_kind: str, object_id: int
    ) -> Sequence[Approval]:
        """What was asked for has changed: whatever waits on it is void and is asked anew."""
        found = await unit.approvals.waiting_on(kind, object_kind, object_id)
        for approval in found:
            await self.void(unit, approval)
        return found

    async def decide(
        self,
        actor: Person,
        approval: ApprovalId,
        version: int,
        yes: bool,
        reason: str,
        cause: str,
    ) -> str:
        """The answer: "approved" or "rejected"; "void" when the thing asked for is no more.

        MUST-FAIL: one's own request (E5). The right is the one that stands in this transaction.
        A refusal needs a reason: a code of REASONS or typed words. Leaves an audit row. Raises
        NotFound, NotAllowed, OwnRequest, AlreadyDecided (by, at, state), Stale, InvalidInput.
        """

        async def attempt(unit: Unit) -> str:
            decider = await acting(unit.people, actor)
            work = partial(self._decide, unit, decider, approval, version, yes, reason)
            return await once(unit, cause, self._clock.now(), work)

        return await self._units.run(attempt)

    async def _decide(
        self,
        unit: Unit,
        actor: Person,
        number: ApprovalId,
        version: int,
        yes: bool,
        reason: str,
    ) -> str:
        approval = await self._open(unit, actor, number)
        if approval.version != version:
            raise Stale
        reason = reason.strip() if yes else said(reason, "reason")
        state = APPROVED if yes else REJECTED
        decided = _closed(approval, state, actor, reason, self._clock.now())
        try:
            outcome = self._outcomes.get(approval.kind)
            if outcome is not None:
                await outcome(unit, decided, actor)
        except Outdated:
            decided = replace(decided, state=VOID)
        await unit.approvals.save(decided)
        await self.note(unit, actor, decided, decided.state)
        await self._react(unit, [ApprovalDecided(decided)])
        await self._end_rivals(unit, decided, actor)
        return decided.state

    async def _end_rivals(self, unit: Unit, granted: Approval, actor: Person) -> None:
        """Whoever has asked for the same thing learns that it is given away."""
        if granted.state != APPROVED or granted.kind not in EXCLUSIVE:
            return
        thing = (granted.kind, granted.object_kind, granted.object_id)
        for rival in await unit.approvals.waiting_on(*thing):
            await self.void(unit, rival, actor)
            await self.note(unit, actor, rival, VOID)

    async def note(
        self, unit: Audited, actor: Person | None, approval: Approval, state: str
    ) -> None:
        rule = f"approval:{state}"
        entry = Entry("decide", ALLOW, rule, actor, approval.kind, "approval", approval.id)
        await unit.audit.note(entry, self._clock.now())

    async def _open(self, unit: Unit, actor: Person, number: ApprovalId) -> Approval:
        """Still waiting, and for the actor to decide; held until the end of the transaction.

        The client is locked before its request, as by whoever hands both over; what gives the
        client itself away holds its heir first.
        """
        known = await unit.approvals.get(number)
        if known is not None and known.client_id is not None and known.kind != ACCESS:
            await unit.clients.lock(known.client_id)
        approval = await unit.approvals.locked(number)
        if approval is None:
            raise NotFound
        require(actor, approval.permission)
        if is_own(actor, approval):
            raise OwnRequest(permission=approval.permission)
        await _still_waiting(unit, actor, approval)
        return approval

    async def void(self, unit: Filing, approval: Approval, actor: Person | None = None) -> None:
        """Ended without a decision; whoever has asked is told only of what an actor has ended."""
        closed = _closed(approval, VOID, actor, "", self._clock.now())
        await unit.approvals.save(closed)
        await self._react(unit, [ApprovalDecided(closed)])

    async def clarify(self, actor: Person, approval: ApprovalId, question: str, cause: str) -> str:
        """💬: asks the requester. Never a retailer, who gets coded answers only (POLICY x)."""
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            work = partial(self._ask, unit, actor, approval, question)
            return await once(unit, cause, self._clock.now(), work)

    async def _ask(self, unit: Unit, actor: Person, number: ApprovalId, question: str) -> str:
        approval = await self._open(unit, actor, number)
        asker = await unit.people.get(approval.person_id)
        if asker is None or not asker.placed or asker.role is Role.RETAILER:
            raise NotAllowed(permission=approval.permission)
        await self._talk(unit, actor, approval, said(question, "question"))
        return "asked"

    async def answer(self, actor: Person, approval: ApprovalId, text: str, cause: str) -> str:
        """The requester's words, shown to those who decide."""
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            work = partial(self._answer, unit, actor, approval, text)
            return await once(unit, cause, self._clock.now(), work)

    async def _answer(self, unit: Unit, actor: Person, number: ApprovalId, text: str) -> str:
        approval = await unit.approvals.locked(number)
        if approval is None or approval.person_id != actor.id or actor.role is Role.RETAILER:
            raise NotFound
        await _still_waiting(unit, actor, approval)
        await self._talk(unit, actor, approval, said(text, "answer"))
        return "answered"

    async def _talk(self, unit: Unit, actor: Person, approval: Approval, text: str) -> None:
        """Words change nothing of what is decided, so the version stays."""
        asks = actor.id != approval.person_id
        word = {"by": actor.id, "text": text, "at": self._clock.now().isoformat(), "asks": asks}
        talk = [*approval.fields.get("talk", ()), word]
        discussed = replace(approval, fields={**approval.fields, "talk": talk})
        await unit.approvals.save(discussed)
        await self._react(unit, [ApprovalDiscussed(discussed, actor.id, text, len(talk))])

    async def waiting(self, actor: Person, page: int = 0) -> list[dict[str, Any]]:
        """What the actor may decide now, oldest first, own requests left out."""
        async with self._units.read() as unit:
            actor = await looking(unit.people, actor)
            kinds = [kind for kind in KINDS if may(actor, f"approval:decide:{kind}")]
            found = await unit.approvals.waiting(kinds, PAGE, page * PAGE, besides=actor.id)
            return await views(unit, actor, found)

    async def one(self, actor: Person, approval: ApprovalId) -> dict[str, Any]:
        """For whoever asks and whoever may decide. Raises NotFound, NotAllowed."""
        async with self._units.read() as unit:
            actor = await looking(unit.people, actor)
            found = await unit.approvals.get(approval)
            if found is None:
                raise NotFound
            if found.person_id != actor.id:
                require(actor, found.permission)
            return (await views(unit, actor, [found]))[0]

    async def mine(self, actor: Person, page: int = 0) -> list[dict[str, Any]]:
        """What the actor has asked for, newest first."""
        async with self._units.read() as unit:
            actor = await looking(unit.people, actor)
            found = await unit.approvals.of_person(actor.id, PAGE, page * PAGE)
            return await views(unit, actor, found)


def _closed(
    approval: Approval, state: str, actor: Person | None, reason: str, now: datetime
) -> Approval:
    return replace(
        approval,
        state=state,
        decided_by=actor.id if actor is not None else None,
        decided_at=now,
        reason=reason,
        version=approval.version + 1,
    )


async def _still_waiting(unit: Unit, actor: Person, approval: Approval) -> None:
    if approval.state == WAITING:
        return
    if approval.state == VOID:
        raise Outdated
    decider = await unit.people.get(approval.decided_by) if approval.decided_by else None
    raise AlreadyDecided(
        by="—" if decider is None or hidden(actor, decider) else decider.name,
        at=approval.decided_at.isoformat() if approval.decided_at else "",
        state=approval.state,
    )
