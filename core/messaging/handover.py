"""A client gets another owner: the lane closes, a new one opens (POLICY)."""

from collections.abc import Sequence
from functools import partial

from core.approvals.model import APPROVED, Approval, Outdated
from core.clients.model import OWNERS, Lane
from core.errors import InvalidInput, NotAllowed, NotFound, Stale
from core.ids import ClientId, LaneId, PersonId
from core.messaging.events import ClientsTaken, LaneOpened
from core.messaging.ports import Unit, Units
from core.once import once
from core.policy.actors import acting
from core.policy.permissions import may_with_client, require
from core.policy.places import replaceable
from core.ports import Clock, React
from core.staff.events import PersonDismissed
from core.staff.model import ADMINISTRATORS, Person, Role

AT_ONCE = 500
"""Clients whose lanes change with one statement."""


class Handover:
    def __init__(self, units: Units, clock: Clock, react: React) -> None:
        self._units = units
        self._clock = clock
        self._react = react

    async def give(self, client: ClientId, to: PersonId) -> Lane:
        """From the command line.

        Messages still under way to the earlier owner are stopped by the gate: lane closed.
        """

        async def attempt(unit: Unit) -> Lane:
            await unit.people.hold([to])
            owner = await self._owner(unit, to)
            if await unit.clients.get(client) is None:
                raise NotFound("client-unknown", id=client)
            return await self._move(unit, client, owner, None)

        return await self._units.run(attempt)

    async def reassign(self, actor: Person, client: ClientId, to: PersonId, cause: str) -> str:
        """By whoever may give this client away: "given"; the secretary those that nobody has.

        Open deals, reservations, tasks and requests follow the client. Raises NotAllowed,
        NotFound, InvalidInput ("cannot-own", "person-unknown").
        """

        async def attempt(unit: Unit) -> str:
            await unit.people.hold([to])
            giver = await acting(unit.people, actor)
            work = partial(self._reassign, unit, giver, client, to)
            return await once(unit, cause, self._clock.now(), work)

        return await self._units.run(attempt)

    async def _reassign(self, unit: Unit, actor: Person, client: ClientId, to: PersonId) -> str:
        require(actor, "client:give")
        if await unit.clients.get(client) is None:
            raise NotFound("client-unknown", id=client)
        await unit.clients.lock(client)
        lane = (await unit.clients.lanes_of([client])).get(client)
        if not may_with_client(actor, "client:read", lane):
            raise NotAllowed(permission="client:give")
        await self._move(unit, client, await self._heir(unit, actor, to), actor)
        return "given"

    async def reassign_all(self, actor: Person, person: PersonId, to: PersonId, cause: str) -> int:
        """Everybody that somebody answers for gets a new owner in one step: how many they are.

        By whoever may give any client away. Raises NotAllowed, InvalidInput.
        """
        if person == to:
            raise InvalidInput("same-person")

        async def attempt(unit: Unit) -> str:
            await unit.people.hold([to])
            giver = await acting(unit.people, actor)
            for permission in ("client:give", "client:read:any"):
                require(giver, permission)
            work = partial(self._reassign_all, unit, giver, person, to)
            return await once(unit, cause, self._clock.now(), work)

        return int(await self._units.run(attempt))

    async def _reassign_all(self, unit: Unit, actor: Person, person: PersonId, to: PersonId) -> str:
        giver = await unit.people.get(person)
        if giver is None or _walled(actor, giver):
            raise InvalidInput("person-unknown", id=person)
        given = await self._give_all(unit, person, await self._heir(unit, actor, to))
        if given:
            await self._react(unit, [ClientsTaken(person, to, tuple(given), actor.id)])
        return str(len(given))

    async def access_decided(self, unit: Unit, approval: Approval, decider: Person) -> None:
        """A5: who asked for another's client and got a yes answers for it from now on.

        Raises Outdated when the client has changed hands since, so that the card says what is not
        so any more, or when it cannot be his.
        """
        client = ClientId(approval.object_id)
        await unit.people.hold([approval.person_id])
        try:
            await unit.clients.lock(client)
            lane = (await unit.clients.lanes_of([client])).get(client)
            if lane is None or lane.id != approval.fields["lane_id"]:
                raise Outdated
            if approval.state == APPROVED:
                heir = await self._owner(unit, approval.person_id)
                await self._move(unit, client, heir, decider)
        except InvalidInput as error:
            raise Outdated from error

    async def _give_all(self, unit: Unit, leaving: PersonId, heir: Person) -> list[Lane]:
        """In a few statements for many: on SQLite everybody else waits for the end of it."""
        owned = await unit.clients.listing(owner=leaving, limit=1_000_000)
        clients, given = sorted(line.client.id for line in owned), list[Lane]()
        for start in range(0, len(clients), AT_ONCE):
            some = clients[start : start + AT_ONCE]
            await unit.clients.lock_all(some)
            lanes = await unit.clients.lanes_of(some)
            # Whoever has been given to somebody else since the listing is not the leaver's.
            left = [lanes[c] for c in some if c in lanes and lanes[c].owner_id == leaving]
            given += await self._opened(unit, left, heir)
        return given

    async def _heir(self, unit: Unit, actor: Person, to: PersonId) -> Person:
        """To staff there is no retailer, not even to give a client to (POLICY R6)."""
        owner = await unit.people.get(to)
        if owner is not None and _walled(actor, owner):
            raise InvalidInput("person-unknown", id=to)
        return await self._owner(unit, to)

    @staticmethod
    async def _owner(unit: Unit, to: PersonId) -> Person:
        owner = await unit.people.get(to)
        if owner is None or not owner.placed:
            raise InvalidInput("person-unknown", id=to)
        if owner.role not in OWNERS:
            raise InvalidInput("cannot-own", role=owner.role)
        return owner

    async def _move(self, unit: Unit, client: ClientId, owner: Person, by: Person | None) -> Lane:
        await unit.clients.lock(client)
        lane = (await unit.clients.lanes_of([client])).get(client)
        if lane is None:  # merged into another card meanwhile
            raise Stale
        if lane.owner_id == owner.id:
            return lane
        (opened,) = await self._opened(unit, [lane], owner)
        if lane.owner_id is not None:
            actor = by.id if by is not None else None
            await self._react(unit, [ClientsTaken(lane.owner_id, owner.id, (opened,), actor)])
        return opened

    async def _opened(self, unit: Unit, lanes: Sequence[Lane], owner: Person) -> list[Lane]:
        """A new lane for each, under the lock of its client."""
        now = self._clock.now()
        await unit.clients.close_lanes([lane.id for lane in lanes], now)
        numbers = await unit.take_ids("lanes", len(lanes))
        opened = [
            Lane(LaneId(number), lane.client_id, owner.id, lane.epoch + 1)
            for number, lane in zip(numbers, lanes, strict=True)
        ]
        await unit.clients.add_lanes(opened, now)
        both = zip(opened, lanes, strict=True)
        await self._react(unit, [LaneOpened(new.client_id, new, old.owner_id) for new, old in both])
        return opened

    async def dismiss(
        self, person: PersonId, to: PersonId, actor: Person | None = None, cause: str = ""
    ) -> int:
        """Somebody leaves: the number of clients that went to `to`.

        Open deals, reservations, places in queues, tasks and what was to be decided go along, in
        the same step. Without an actor: the command line. Raises NotAllowed, InvalidInput
        ("own-place", "last-administrator", "person-unknown", "cannot-own").
        """
        if person == to:
            raise InvalidInput("same-person")

        async def attempt(unit: Unit) -> str:
            await unit.people.lock_places([person, to])
            if actor is None:
                return await self._dismiss(unit, None, person, to)
            who = await acting(unit.people, actor)
            require(who, "person:place")
            work = partial(self._dismiss, unit, who, person, to)
            return await once(unit, cause, self._clock.now(), work)

        return int(await self._units.run(attempt))

    async def _dismiss(self, unit: Unit, who: Person | None, person: PersonId, to: PersonId) -> str:
        leaving = await unit.people.get(person)
        if leaving is None or not leaving.placed:
            raise InvalidInput("person-unknown", id=person)
        await replaceable(unit.people, who, leaving)
        heir = await unit.people.get(to)
        if heir is None or not heir.placed:
            raise InvalidInput("person-unknown", id=to)
        owned = await unit.clients.listing(owner=person, limit=1)
        if owned and heir.role not in OWNERS:
            raise InvalidInput("cannot-own", role=heir.role)
        given = await self._give_all(unit, person, heir)
        await unit.people.dismiss(person, self._clock.now())
        by = who.id if who is not None else None
        await self._react(unit, [PersonDismissed(person, to, by)])
        return str(len(given))


def _walled(actor: Person, other: Person) -> bool:
    return other.role is Role.RETAILER and actor.role not in ADMINISTRATORS
