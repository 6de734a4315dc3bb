"""Changes of a card: by administrators at once, by others on request or within their share (A1)."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from core.approvals.model import Approval, Outdated, change
from core.clients import facts as fields
from core.clients import identifiers
from core.clients.errors import DuplicateClient
from core.clients.events import ClientChanged, StatusChanged
from core.clients.model import CONTRACTS, SCAN, Client, Lane
from core.clients.ports import Unit
from core.clients.room import (
    Room,
    administers,
    duplicate,
    held_by,
    locked,
    owner_of,
    stale,
    standing,
)
from core.errors import InvalidInput, NotAllowed, NotFound
from core.ids import ClientId
from core.once import once
from core.policy.actors import acting
from core.policy.permissions import may, require
from core.staff.model import Person, Role
from core.typed import line


class Editing(Room):
    async def change(
        self,
        actor: Person,
        client: ClientId,
        version: int,
        typed: Mapping[str, Any],
        cause: str,
    ) -> str:
        """A1: the locked fields: "changed" for administrators, "requested" for others.

        Whoever else answers for the client files one request a field. Raises InvalidInput,
        NotAllowed, Stale, DuplicateClient.
        """
        values = fields.read(typed, fields.LOCKED)
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            work = partial(self._change, unit, actor, client, version, values)
            return await once(unit, cause, self._clock.now(), work)

    async def _change(
        self, unit: Unit, actor: Person, client: ClientId, version: int, values: dict[str, Any]
    ) -> str:
        found, _ = await locked(unit, actor, client, "client:read", version)
        before = (await unit.cards.facts([client]))[client]
        changed = {k: v for k, v in values.items() if v != before[k]}
        if not changed:
            raise InvalidInput("nothing-changed")
        await self._fit(unit, actor, found, before | changed, changed)
        if administers(actor):
            await self.apply(unit, actor, client, before, changed)
            return "changed"
        require(actor, "client:ask-edit")
        for field, value in changed.items():
            was, wish = fields.plain(before[field]), fields.plain(value)
            shown = {"name": found.name, field: change(was, wish)}
            shown |= await _branches(unit, actor, found, before | changed, field)
            request = {"field": field, "before": was, "after": wish, "facts": {"client": shown}}
            await self.request(unit, actor, found, request)
        return "requested"

    async def _fit(
        self,
        unit: Unit,
        actor: Person,
        client: Client,
        facts: dict[str, Any],
        changed: Mapping[str, Any],
    ) -> None:
        """The numbers fit each other and are nobody else's."""
        if not changed.keys() & fields.NUMBERS:
            return
        identifiers.fitting(facts)
        holder = await unit.cards.holder(client.compartment, facts, client.id)
        if holder is not None:
            raise await duplicate(unit, actor, holder)

    async def apply_field(self, unit: Unit, approval: Approval, decider: Person) -> None:
        """An approved request: applied if the field still stands as the asker saw it.

        Raises Outdated when it does not, or when the number has become another's.
        """
        client = ClientId(approval.object_id)
        await unit.clients.lock(client)
        found = await unit.clients.get(client)
        if found is None or found.merged_into_id is not None:
            raise Outdated
        field = approval.fields["field"]
        before = (await unit.cards.facts([client]))[client]
        if fields.plain(before[field]) != approval.fields["before"]:
            raise Outdated
        changed = fields.read({field: approval.fields["after"]}, fields.LOCKED)
        try:
            await self._fit(unit, decider, found, before | changed, changed)
            await self.apply(unit, decider, client, before, changed, approval)
        except (DuplicateClient, InvalidInput) as error:
            raise Outdated from error

    async def describe(
        self,
        actor: Person,
        client: ClientId,
        version: int,
        typed: Mapping[str, Any],
        cause: str,
    ) -> str:
        """A10, A13: peculiarities, materials, region, competitor, unloading hours.

        By whoever answers for the client. Raises InvalidInput ("field-locked": a field of A1).
        """
        values = fields.read(typed, fields.DESCRIBED)
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            work = partial(self._describe, unit, actor, client, version, values)
            return await once(unit, cause, self._clock.now(), work)

    async def _describe(
        self, unit: Unit, actor: Person, client: ClientId, version: int, values: dict[str, Any]
    ) -> str:
        await locked(unit, actor, client, "client:describe", version)
        before = (await unit.cards.facts([client]))[client]
        before["materials"] = (await unit.cards.materials_of([client])).get(client, [])
        changed = {k: v for k, v in values.items() if v != before[k]}
        if "materials" in changed:
            await unit.cards.put_materials(client, changed["materials"])
        plain = {k: v for k, v in changed.items() if k != "materials"}
        if changed:
            await unit.cards.set_facts(client, plain)
            rows = {k: (before[k], v) for k, v in changed.items()}
            await self.record(unit, actor, client, rows)
            await self._react(unit, [ClientChanged(client, actor.id, tuple(changed))])
        return "changed"

    async def set_status(
        self, actor: Person, client: ClientId, version: int, code: str, cause: str
    ) -> str:
        """D3: by the superior of whoever answers for the client, and by administrators.

        Where that person has no superior with a place, any head of sales stands in. MUST-FAIL
        for the responsible himself. Raises NotAllowed, NotFound, Stale.
        """
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            work = partial(self._set_status, unit, actor, client, version, code)
            return await once(unit, cause, self._clock.now(), work)

    async def _set_status(
        self, unit: Unit, actor: Person, client: ClientId, version: int, code: str
    ) -> str:
        found, lane = await locked(unit, actor, client, "client:read")
        if not await _commands(unit, actor, lane):
            raise NotAllowed(permission="client:status:any")
        if found.version != version:
            raise await stale(unit, actor, client)
        statuses = {s.code for s in await unit.cards.statuses() if s.archived_at is None}
        if code not in statuses:
            raise NotFound("status-unknown")
        if found.status == code:
            return "unchanged"
        await unit.cards.set_facts(client, {"status": code})
        await self.record(unit, actor, client, {"status": (found.status, code)})
        await self._react(unit, [StatusChanged(client, actor.id, found.status, code)])
        return "changed"

    async def set_contract(
        self,
        actor: Person,
        client: ClientId,
        version: int,
        kind: str,
        number: str,
        day: date | None,
        blob: str | None,
        file: str | None,
        cause: str,
    ) -> str:
        """A9: "original", "scan" or "one-off", with the file; a scan is nothing without it.

        By the secretary and the responsible (A1). What is not given, "" or None, stays as it is.
        """
        if kind not in CONTRACTS:
            raise InvalidInput("contract-kind")
        if (blob is None) != (file is None):
            raise InvalidInput("contract-file")
        given = {"contract_number": fields.contract_number(number), "contract_date": day}
        values: dict[str, Any] = {"contract": kind}
        values |= {name: value for name, value in given.items() if value is not None}
        if blob is not None and file is not None:
            values |= {"contract_blob": blob, "contract_file": line(file, 255, "file")}
        return await self._contract(actor, client, version, values, cause)

    async def mark_original(self, actor: Person, client: ClientId, version: int, cause: str) -> str:
        """The signed paper has come in and lies in the office."""
        values = {"contract": "original", "original_at": self._clock.now()}
        return await self._contract(actor, client, version, values, cause)

    async def _contract(
        self, actor: Person, client: ClientId, version: int, values: dict[str, Any], cause: str
    ) -> str:
        async def work() -> str:
            await locked(unit, person, client, "client:contract", version)
            before = (await unit.cards.facts([client]))[client]
            after = before | values
            if after["contract"] == SCAN and not after["contract_blob"]:
                raise InvalidInput("contract-scan")
            changed = {k: v for k, v in values.items() if v != before[k]}
            if changed:
                await self.apply(unit, person, client, before, changed)
            return "changed"

        async with self._units.begin() as unit:
            person = await acting(unit.people, actor)
            return await once(unit, cause, self._clock.now(), work)


async def _branches(
    unit: Unit, actor: Person, client: Client, facts: Mapping[str, Any], field: str
) -> dict[str, Any]:
    """Whoever decides reads whose INN it is already: a branch has it rightly (DOMAIN), a slip not.

    Name and responsible only (A5).
    """
    if field not in {"inn", "kpp"} or not facts["inn"]:
        return {}
    known = await unit.cards.holder(client.compartment, {"inn": facts["inn"]}, client.id)
    if known is None:
        return {}
    other, lane = await standing(unit, actor, known)
    return {"same_inn": [other.name, await held_by(unit, actor, lane)]}


async def _commands(unit: Unit, actor: Person, lane: Lane) -> bool:
    """D3: whether the status is for the actor to change."""
    if may(actor, "client:status:any"):
        return True
    owner = await owner_of(unit, lane)
    if owner is None or owner.id == actor.id or not may(actor, "client:status:team"):
        return False
    if owner.role is Role.RETAILER:
        return False
    superior = await unit.people.get(owner.superior_id) if owner.superior_id else None
    if superior is None or not superior.placed:
        return True
    return superior.id == actor.id
