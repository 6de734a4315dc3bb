"""For whom goods may be held."""

from core.errors import NotFound, Stale
from core.ids import ClientId
from core.policy.permissions import require_with_client
from core.staff.model import Person
from core.stock.ports import Unit


async def for_client(unit: Unit, person: Person, client: ClientId) -> None:
    """A5: another manager's client stays closed; a card that was merged away takes nothing.

    Raises NotAllowed, NotFound, Stale.
    """
    lane = (await unit.clients.lanes_held([client])).get(client)
    if lane is None:
        card = await unit.clients.get(client)
        if card is None:
            raise NotFound("client-unknown", id=client)
        if card.merged_into_id is not None:
            raise Stale
    require_with_client(person, "client:read", lane)
