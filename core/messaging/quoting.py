"""Which message of a client's record somebody points at by replying to it (E7)."""

from dataclasses import dataclass

from core.ids import ClientId, MessageId
from core.messaging.ports import Unit, Units
from core.messaging.targets import Targets
from core.messaging.views import Origin
from core.policy.actors import looking
from core.policy.permissions import may_with_client
from core.ports import Clock
from core.staff.model import Person


@dataclass(frozen=True, slots=True)
class Quote:
    """`text`: the client's own words; None where only the shown message has them."""

    message_id: MessageId | None = None
    client_id: ClientId | None = None
    text: str | None = None


class Quotes:
    def __init__(self, units: Units, clock: Clock) -> None:
        self._units = units
        self._targets = Targets(clock)

    async def find(self, actor: Person, origin: Origin) -> Quote:
        """Empty where what was replied to belongs to nobody's record.

        So it is once the client has become another's: the record goes on without the actor (A5).
        """
        if origin.reply_to is None:
            return Quote()
        async with self._units.read() as unit:
            found = await self._pointed(unit, actor, origin)
            if found.client_id is None:
                return found
            reader = await looking(unit.people, actor)
            lane = (await unit.clients.lanes_of([found.client_id])).get(found.client_id)
            return found if may_with_client(reader, "client:read", lane) else Quote()

    async def _pointed(self, unit: Unit, actor: Person, origin: Origin) -> Quote:
        link = await unit.messages.link(
            "telegram", origin.account, origin.chat, origin.reply_to or ""
        )
        if link is not None and link.message_id is not None:
            message = await unit.messages.get(link.message_id)
            if message is not None:
                return Quote(message.id, message.client_id, message.text or None)
        talk = await self._targets.find(unit, actor, origin)
        return Quote(client_id=talk.client_id if talk is not None else None)
