"""Goods held for a client go on with somebody else: with the client, or when a person leaves."""

from collections.abc import Sequence
from typing import Protocol

from core.clients.ports import Unit
from core.ids import ClientId, PersonId
from core.staff.events import PersonDismissed


class NewLane(Protocol):
    @property
    def owner_id(self) -> PersonId | None: ...


class Given(Protocol):
    """A client has another responsible (messaging raises it)."""

    @property
    def client_id(self) -> ClientId: ...

    @property
    def previous_owner(self) -> PersonId | None: ...

    @property
    def lane(self) -> NewLane: ...


async def client_given(unit: Unit, events: Sequence[Given]) -> None:
    """The client's open reservations and places in queues follow the client; deals: see orders."""
    given: dict[tuple[PersonId, PersonId], list[ClientId]] = {}
    for event in events:
        heir = event.lane.owner_id
        if event.previous_owner is not None and heir is not None:
            given.setdefault((event.previous_owner, heir), []).append(event.client_id)
    for (former, heir), clients in given.items():
        await unit.cards.pass_on(former, heir, clients)


class Joined(Protocol):
    """Two cards have become one, or two again: what was one person's is another's to see to."""

    @property
    def client_id(self) -> ClientId: ...

    @property
    def previous_owner(self) -> PersonId | None: ...

    @property
    def owner_id(self) -> PersonId | None: ...


async def client_joined(unit: Unit, events: Sequence[Joined]) -> None:
    """A5: whoever does not answer for the card that stands holds nothing for it."""
    for event in events:
        former, heir = event.previous_owner, event.owner_id
        if former is not None and heir is not None and former != heir:
            await unit.cards.pass_on(former, heir, [event.client_id])


async def person_left(unit: Unit, events: Sequence[PersonDismissed]) -> None:
    """Goods that the leaver still holds, whichever client they are for, in the one step."""
    for event in events:
        await unit.cards.pass_on(event.person_id, event.heir_id)
