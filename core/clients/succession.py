"""Goods held for a client go on with somebody else: with the client, or when a person leaves."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from core.clients.ports import Unit
from core.ids import ClientId, PersonId
from core.staff.events import PersonDismissed

Hands = dict[tuple[PersonId, PersonId], list[ClientId]]
"""(who answered, who answers) → for which clients."""


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


class Joined(Protocol):
    """Two cards have become one, or two again: what was one person's is another's to see to."""

    @property
    def client_id(self) -> ClientId: ...

    @property
    def previous_owner(self) -> PersonId | None: ...

    @property
    def owner_id(self) -> PersonId | None: ...


def given_hands(events: Sequence[Given]) -> Hands:
    return _hands((e.client_id, e.previous_owner, e.lane.owner_id) for e in events)


def joined_hands(events: Sequence[Joined]) -> Hands:
    return _hands((e.client_id, e.previous_owner, e.owner_id) for e in events)


def _hands(changes: Iterable[tuple[ClientId, PersonId | None, PersonId | None]]) -> Hands:
    found: Hands = {}
    for client, former, heir in changes:
        if former is not None and heir is not None and former != heir:
            found.setdefault((former, heir), []).append(client)
    return found


async def client_given(unit: Unit, events: Sequence[Given]) -> None:
    """The client's open reservations and places in queues follow the client; deals: see orders."""
    for (former, heir), clients in given_hands(events).items():
        await unit.cards.pass_on(former, heir, clients)


async def client_joined(unit: Unit, events: Sequence[Joined]) -> None:
    """A5: whoever does not answer for the card that stands holds nothing for it."""
    for (former, heir), clients in joined_hands(events).items():
        await unit.cards.pass_on(former, heir, clients)


async def person_left(unit: Unit, events: Sequence[PersonDismissed]) -> None:
    """Goods that the leaver still holds, whichever client they are for, in the one step."""
    for event in events:
        await unit.cards.pass_on(event.person_id, event.heir_id)
