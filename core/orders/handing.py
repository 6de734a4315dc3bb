"""Deals follow their client to a new owner, whatever the reason of the hand-over (A5)."""

from collections.abc import Sequence
from typing import Protocol

from core.ids import ClientId
from core.orders.ports import Unit
from core.policy.permissions import Owned


class Handed(Protocol):
    """`LaneOpened`, as far as this room needs it."""

    @property
    def client_id(self) -> ClientId: ...

    @property
    def lane(self) -> Owned: ...


class Joined(Protocol):
    """`ClientsMerged` and `MergeUndone`."""

    @property
    def kept_id(self) -> ClientId: ...

    @property
    def merged_id(self) -> ClientId: ...


async def follow_merge(unit: Unit, events: Sequence[Joined]) -> None:
    """E10: deals that have come to another card are its owner's, and go back the same way."""
    lanes = await unit.clients.lanes_of({c for e in events for c in (e.kept_id, e.merged_id)})
    owned = {client: lane.owner_id for client, lane in lanes.items()}
    await unit.deals.hand_over({c: owner for c, owner in owned.items() if owner is not None})


async def follow_owner(unit: Unit, events: Sequence[Handed]) -> None:
    """Deals that have not ended; a dismissal opens a lane for each client, so it is one too."""
    await unit.deals.hand_over({event.client_id: event.lane.owner_id for event in events})
