"""A client gets another owner: the lane closes, a new one opens (POLICY)."""

from core.clients.model import Lane
from core.errors import InvalidInput, NotFound
from core.ids import ClientId, LaneId, PersonId
from core.messaging.events import LaneOpened
from core.messaging.ports import Unit, Units
from core.ports import Clock, React
from core.staff.model import Person, Role

OWNERS = frozenset({Role.MANAGER, Role.SALES_HEAD, Role.RETAILER})
"""Only these speak with clients of their own (POLICY, matrix)."""


class Handover:
    def __init__(self, units: Units, clock: Clock, react: React) -> None:
        self._units = units
        self._clock = clock
        self._react = react

    async def give(self, client: ClientId, to: PersonId) -> Lane:
        """Messages still under way to the earlier owner are stopped by the gate: lane closed."""
        async with self._units.begin() as unit:
            owner = await self._owner(unit, to)
            if await unit.clients.get(client) is None:
                raise NotFound("client-unknown", id=client)
            return await self._move(unit, client, owner)

    @staticmethod
    async def _owner(unit: Unit, to: PersonId) -> Person:
        owner = await unit.people.get(to)
        if owner is None or not owner.placed:
            raise InvalidInput("person-unknown", id=to)
        if owner.role not in OWNERS:
            raise InvalidInput("cannot-own", role=owner.role)
        return owner

    async def _move(self, unit: Unit, client: ClientId, owner: Person) -> Lane:
        await unit.clients.lock(client)
        lane = (await unit.clients.lanes_of([client]))[client]
        if lane.owner_id == owner.id:
            return lane
        now = self._clock.now()
        await unit.clients.close_lane(lane.id, now)
        number = LaneId((await unit.take_ids("lanes", 1))[0])
        opened = Lane(number, client, owner.id, lane.epoch + 1)
        await unit.clients.add_lanes([opened], now)
        await self._react(unit, [LaneOpened(client, opened, lane.owner_id)])
        return opened

    async def dismiss(self, person: PersonId, to: PersonId) -> int:
        """Somebody leaves: every client goes to `to` in one step; the number of clients."""
        if person == to:
            raise InvalidInput("same-person")
        async with self._units.begin() as unit:
            leaving = await unit.people.get(person)
            if leaving is None or not leaving.placed:
                raise InvalidInput("person-unknown", id=person)
            heir = await unit.people.get(to)
            if heir is None or not heir.placed:
                raise InvalidInput("person-unknown", id=to)
            owned = await unit.clients.listing(owner=person, limit=1_000_000)
            if owned and heir.role not in OWNERS:
                raise InvalidInput("cannot-own", role=heir.role)
            for line in owned:
                await self._move(unit, line.client.id, heir)
            await unit.people.dismiss(person, self._clock.now())
            return len(owned)
