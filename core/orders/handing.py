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


async def follow_owner(unit: Unit, events: Sequence[Handed]) -> None:
    """Deals that have not ended; a dismissal opens a lane for each client, so it is one too."""
    await unit.deals.hand_over({event.client_id: event.lane.owner_id for event in events})
