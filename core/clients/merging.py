"""E10: two cards that are one client become one; nothing is destroyed, so it can be undone."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from core.clients.errors import DuplicateClient
from core.clients.events import ClientsMerged, MergeUndone
from core.clients.model import PAGE, Change, Lane
from core.clients.ports import Unit, Units
from core.clients.room import open_lane, owner_of, unknown
from core.clients.viewing import lines
from core.errors import InvalidInput, NotFound, Stale
from core.ids import ClientId, PersonId
from core.once import once_whole
from core.policy.actors import acting, looking
from core.policy.permissions import require
from core.ports import Clock, React
from core.staff.model import Person, compartment_of

FILLED = (
    "inn", "kpp", "ogrn", "registration", "region", "address", "delivery_address",
    "unloading_contact", "unloading_hours", "deferral_days", "deferral_limit",
    "prepayment_percent", "competitor", "contract", "contract_number", "contract_date",
    "contract_blob", "contract_file", "original_at", "peculiarities",
)  # fmt: skip
"""Where the kept card says nothing, it says what the other one said."""
RECENT = 20


class Merging:
    def __init__(self, units: Units, clock: Clock, react: React) -> None:
        self._units = units
        self._clock = clock
        self._react = react

    async def suggestions(self, actor: Person, page: int = 0) -> list[dict[str, Any]]:
        """Pairs that may be one client: {"kept", "merged": views, "reason"}."""
        async with self._units.read() as unit:
            actor = await looking(unit.people, actor)
            require(actor, "client:merge")
            pairs = await unit.cards.likely_pairs(PAGE, PAGE * max(page, 0))
            ids = list(dict.fromkeys(c for pair in pairs for c in (pair.kept, pair.merged)))
            seen = {line["id"]: line for line in await lines(unit, actor, ids)}
        return [
            {"kept": seen[pair.kept], "merged": seen[pair.merged], "reason": pair.reason}
            for pair in pairs
            if pair.kept in seen and pair.merged in seen
        ]

    async def merge(self, actor: Person, kept: ClientId, merged: ClientId, cause: str) -> int:
        """Everything of `merged` becomes `kept`'s, whose lane and owner stay: the merge's id.

        Raises InvalidInput ("same-client", "merge-across-wall"), NotFound, NotAllowed, Stale.
        """
        if kept == merged:
            raise InvalidInput("same-client")
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            require(actor, "client:merge")
            work = partial(self._merge, unit, actor, kept, merged)
            return int((await once_whole(unit, cause, self._clock.now(), work))["id"])

    async def _merge(
        self, unit: Unit, actor: Person, kept: ClientId, merged: ClientId
    ) -> dict[str, Any]:
        lanes = await self._both(unit, actor, kept, merged)
        await self._one_side(unit, kept, merged, lanes)
        now = self._clock.now()
        facts = await unit.cards.facts([kept, merged])
        materials = await unit.cards.materials_of([kept, merged])
        await unit.clients.close_lane(lanes[merged].id, now)
        same = lanes[kept].owner_id == lanes[merged].owner_id
        onward = lanes[kept].id if same else None
        moved = await unit.cards.move(merged, kept, lanes[merged].id, onward)
        await unit.cards.join(merged, kept)
        moved["filled"] = await self._fill(unit, kept, facts)
        moved["materials"] = await self._add_materials(unit, kept, merged, materials)
        moved["owner"] = lanes[merged].owner_id
        number = await unit.cards.add_merge(kept, merged, moved, actor.id, now)
        await self._remember(unit, actor, kept, merged, (None, number))
        before, after = lanes[merged].owner_id, lanes[kept].owner_id
        await self._react(unit, [ClientsMerged(kept, merged, actor.id, before, after)])
        return {"id": number}

    @staticmethod
    async def _both(
        unit: Unit, actor: Person, kept: ClientId, merged: ClientId
    ) -> Mapping[ClientId, Lane]:
        """Locked in one order, whoever comes: two opposite merges do not wait for each other."""
        for client in sorted((kept, merged)):
            await unit.clients.lock(client)
        found = await unit.clients.by_ids([kept, merged])
        for client in (kept, merged):
            if client not in found:
                raise unknown(actor, client)
            if found[client].merged_into_id is not None:
                raise Stale
        if found[kept].compartment != found[merged].compartment:
            raise InvalidInput("merge-across-wall")
        return await unit.clients.lanes_of([kept, merged])

    @staticmethod
    async def _one_side(
        unit: Unit, kept: ClientId, merged: ClientId, lanes: Mapping[ClientId, Lane]
    ) -> None:
        """POLICY xii: what was said on one side of the wall never lands on the other."""
        sides = {compartment_of(await owner_of(unit, lanes[client])) for client in (kept, merged)}
        if len(sides) > 1:
            raise InvalidInput("merge-across-wall")

    @staticmethod
    async def _fill(
        unit: Unit, kept: ClientId, facts: Mapping[ClientId, Mapping[str, Any]]
    ) -> list[str]:
        """Numbers together or not at all: one company's KPP says nothing of another's INN."""
        own = facts[kept]
        theirs = next(known for client, known in facts.items() if client != kept)
        numbers = {"inn", "kpp", "ogrn", "registration"}
        filled = {name: theirs[name] for name in FILLED if theirs[name] and not own[name]}
        if any(own[name] for name in numbers):
            filled = {name: value for name, value in filled.items() if name not in numbers}
        elif any(theirs[name] for name in numbers):
            filled |= {"kind": theirs["kind"], "country": theirs["country"]}
        await unit.cards.set_facts(kept, filled)
        return sorted(filled)

    @staticmethod
    async def _add_materials(
        unit: Unit, kept: ClientId, merged: ClientId, known: Mapping[ClientId, list[str]]
    ) -> list[str]:
        new = [m for m in known.get(merged, []) if m not in known.get(kept, [])]
        if new:
            await unit.cards.put_materials(kept, [*known.get(kept, []), *new])
        return new

    async def _remember(
        self,
        unit: Unit,
        actor: Person,
        kept: ClientId,
        merged: ClientId,
        change: tuple[int | None, int | None],
    ) -> None:
        """Both cards tell it."""
        before, after = change
        was = None if before is None else {"merge": before, "kept": kept, "merged": merged}
        now = None if after is None else {"merge": after, "kept": kept, "merged": merged}
        rows = [Change(client, "merged", was, now, actor.id) for client in (kept, merged)]
        await unit.cards.changed(rows, self._clock.now())

    async def undo(self, actor: Person, merge: int, cause: str) -> str:
        """Exactly what was moved goes back: "undone".

        What has been written since in a moved conversation goes with it. Raises Stale (undone
        already, or a later merge of the card stands), DuplicateClient, NotFound, NotAllowed.
        """

        async def attempt(unit: Unit) -> dict[str, Any]:
            who = await acting(unit.people, actor)
            require(who, "client:merge")
            work = partial(self._undo, unit, who, merge)
            return await once_whole(unit, cause, self._clock.now(), work)

        return str((await self._units.run(attempt))["answer"])

    async def _undo(self, unit: Unit, actor: Person, number: int) -> dict[str, Any]:
        row = await unit.cards.merge(number)
        if row is None:
            raise NotFound
        kept, merged = ClientId(row["kept_id"]), ClientId(row["merged_id"])
        keeper = await self._keeper(unit, kept)
        await unit.people.hold(p for p in (row["moved"]["owner"], keeper) if p is not None)
        for client in sorted((kept, merged)):
            await unit.clients.lock(client)
        row = await unit.cards.merge(number)
        latest = await unit.cards.latest_merge(kept)
        if row is None or row["undone_at"] is not None or latest != number:
            raise Stale
        before = await self._keeper(unit, kept)
        if before != keeper:
            raise Stale
        moved = row["moved"]
        await self._empty(unit, kept, merged, moved)
        if not await unit.cards.part(merged):
            raise DuplicateClient
        lane = await self._reopen(unit, merged, before, moved["owner"])
        await unit.cards.move_back(merged, kept, lane.id, moved)
        await unit.cards.undone(number, actor.id, self._clock.now())
        await self._remember(unit, actor, kept, merged, (number, None))
        event = MergeUndone(kept, merged, actor.id, before, lane.owner_id)
        await self._react(unit, [event])
        return {"answer": "undone"}

    @staticmethod
    async def _keeper(unit: Unit, kept: ClientId) -> PersonId | None:
        lane = (await unit.clients.lanes_of([kept])).get(kept)
        return None if lane is None else lane.owner_id

    @staticmethod
    async def _empty(
        unit: Unit, kept: ClientId, merged: ClientId, moved: Mapping[str, Any]
    ) -> None:
        """What the kept card had taken over and nobody has changed since is taken out again."""
        facts = await unit.cards.facts([kept, merged])
        blank: dict[str, Any] = {"kpp": "", "kind": "lead", "country": "RU"}
        undone = {
            name: blank.get(name)
            for name in moved["filled"]
            if facts[kept][name] == facts[merged][name]
        }
        await unit.cards.set_facts(kept, undone)
        if moved["materials"]:
            known = (await unit.cards.materials_of([kept])).get(kept, [])
            left = [m for m in known if m not in moved["materials"]]
            await unit.cards.put_materials(kept, left)

    async def _reopen(
        self, unit: Unit, merged: ClientId, keeper: PersonId | None, owner: int | None
    ) -> Lane:
        """The former owner answers again; who has left, whoever answers for the kept card."""
        heir: PersonId | None = None
        if owner is not None:
            person = await unit.people.get(PersonId(owner))
            heir = person.id if person is not None and person.placed else keeper
        epoch = await unit.cards.last_epoch(merged) + 1
        return await open_lane(unit, merged, heir, self._clock, epoch)

    async def recent(self, actor: Person) -> list[Mapping[str, Any]]:
        """Newest first: id, kept, merged (names and ids), by, at, undone_at."""
        async with self._units.read() as unit:
            actor = await looking(unit.people, actor)
            require(actor, "client:merge")
            return await unit.cards.merges(RECENT)
