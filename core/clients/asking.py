"""What somebody asks for and others decide: another's client, and terms of payment (A1, A5)."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from core.approvals.model import (
    ACCESS,
    APPROVED,
    CONTRACT,
    DEFERRAL,
    Approval,
    Outdated,
    change,
    day,
    holder,
)
from core.clients import facts as fields
from core.clients.ports import Unit
from core.clients.room import Room, held_by, locked, standing
from core.errors import InvalidInput
from core.ids import ClientId
from core.once import once
from core.policy.actors import acting
from core.policy.permissions import require
from core.staff.model import Person

SHOWN = ("contract", "contract_number", "contract_date", "contract_file")
"""What the lawyer reads on the request."""
REVIEWED = (*SHOWN[:3], "contract_blob")


class Asking(Room):
    async def ask_access(self, actor: Person, client: ClientId, cause: str) -> str:
        """A5, MENUS: to become the responsible of another's client; a yes reassigns it.

        Raises InvalidInput ("already-yours", "access-waiting"), NotFound, NotAllowed.
        """
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            work = partial(self._ask_access, unit, actor, client)
            return await once(unit, cause, self._clock.now(), work)

    async def _ask_access(self, unit: Unit, actor: Person, client: ClientId) -> str:
        require(actor, "client:ask-access")
        card, _ = await standing(unit, actor, client)
        await unit.clients.lock(card.id)
        found, lane = await standing(unit, actor, card.id)
        if lane.owner_id == actor.id:
            raise InvalidInput("already-yours")
        for asked in await unit.approvals.waiting_on(ACCESS, "client", found.id):
            if asked.person_id == actor.id and asked.fields["lane_id"] == lane.id:
                raise InvalidInput("access-waiting", at=asked.created_at.isoformat())
        hands = change(await held_by(unit, actor, lane), holder(actor.name))
        shown = {"name": found.name, "inn": found.inn, "responsible": hands}
        request = {
            "client_id": found.id,
            "lane_id": lane.id,
            "facts": {"client": {name: value for name, value in shown.items() if value}},
        }
        await self._file(unit, actor, ACCESS, "client", found.id, request)
        return "requested"

    async def ask_terms(
        self,
        actor: Person,
        client: ClientId,
        version: int,
        typed: Mapping[str, Any],
        cause: str,
    ) -> str:
        """A1: deferral (days, limit in roubles) and prepayment (percent) by approval: "requested".

        Raises InvalidInput, NotAllowed, Stale.
        """
        values = fields.read(typed, fields.TERMS)
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            work = partial(self._ask_terms, unit, actor, client, version, values)
            return await once(unit, cause, self._clock.now(), work)

    async def _ask_terms(
        self, unit: Unit, actor: Person, client: ClientId, version: int, values: dict[str, Any]
    ) -> str:
        found, _ = await locked(unit, actor, client, "client:describe", version)
        facts = (await unit.cards.facts([client]))[client]
        wished = {k: fields.plain(v) for k, v in values.items() if v != facts[k]}
        if not wished:
            raise InvalidInput("nothing-changed")
        before = {k: fields.plain(facts[k]) for k in wished}
        shown = {k: change(before[k], wish) for k, wish in wished.items()}
        request = {
            "client_id": client,
            "before": before,
            "after": wished,
            "facts": {"client": {"name": found.name} | shown},
        }
        await self._file(unit, actor, DEFERRAL, "client", client, request)
        return "requested"

    async def ask_review(self, actor: Person, client: ClientId, version: int, cause: str) -> str:
        """MENUS, the lawyer's queue: the contract is put before the lawyer: "requested".

        By whoever keeps it. Raises InvalidInput ("contract-missing", "review-waiting"),
        NotAllowed, Stale.
        """
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            work = partial(self._ask_review, unit, actor, client, version)
            return await once(unit, cause, self._clock.now(), work)

    async def _ask_review(self, unit: Unit, actor: Person, client: ClientId, version: int) -> str:
        found, _ = await locked(unit, actor, client, "client:contract", version)
        facts = (await unit.cards.facts([client]))[client]
        if not (facts["contract"] or facts["contract_blob"]):
            raise InvalidInput("contract-missing")
        if await unit.approvals.waiting_on(CONTRACT, "client", client):
            raise InvalidInput("review-waiting")
        seen = {name: fields.plain(facts[name]) for name in REVIEWED}
        shown: dict[str, Any] = {"name": found.name, "inn": found.inn}
        shown |= {name: fields.plain(facts[name]) for name in SHOWN}
        shown["contract_date"] = day(shown["contract_date"])
        request = {
            "client_id": client,
            "seen": seen,
            "facts": {"client": {name: value for name, value in shown.items() if value}},
        }
        await self._file(unit, actor, CONTRACT, "client", client, request)
        return "requested"

    async def review_decided(self, unit: Unit, approval: Approval, decider: Person) -> None:
        """A word on a contract that is another one by now would be a word on nothing."""
        del decider
        client = ClientId(approval.object_id)
        facts = (await unit.cards.facts([client])).get(client)
        if facts is None or facts["merged_into_id"] is not None:
            raise Outdated
        if any(fields.plain(facts[name]) != was for name, was in approval.fields["seen"].items()):
            raise Outdated

    async def terms_decided(self, unit: Unit, approval: Approval, decider: Person) -> None:
        """Approved terms stand on the card, if they are still what the asker saw."""
        if approval.state != APPROVED:
            return
        client = ClientId(approval.object_id)
        await unit.clients.lock(client)
        facts = (await unit.cards.facts([client])).get(client)
        if facts is None or facts["merged_into_id"] is not None:
            raise Outdated
        before, after = approval.fields["before"], approval.fields["after"]
        if any(fields.plain(facts[k]) != was for k, was in before.items()):
            raise Outdated
        changed = fields.read(after, fields.TERMS)
        await self.apply(unit, decider, client, facts, changed, approval)
