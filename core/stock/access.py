"""For whom goods may be held."""

from core.errors import NotFound
from core.ids import ClientId
from core.policy.permissions import require_with_client
from core.staff.model import Person
from core.stock.ports import Unit


async def for_client(unit: Unit, person: Person, client: ClientId) -> None:
    """A5: another manager's client stays closed. Raises NotAllowed, NotFound."""
    lane = (await unit.clients.lanes_of([client])).get(client)
    if lane is None and await unit.clients.get(client) is None:
        raise NotFound("client-unknown", id=client)
    require_with_client(person, "client:read", lane)
