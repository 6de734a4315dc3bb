"""Which message of a client's record somebody points at by replying to it (E7)."""

from dataclasses import dataclass

from core.ids import ClientId, MessageId
from core.messaging.ports import Units
from core.messaging.targets import Targets
from core.messaging.views import Origin
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

        It opens nothing: whoever uses the ids asks for the right to them.
        """
        if origin.reply_to is None:
            return Quote()
        async with self._units.read() as unit:
            link = await unit.messages.link(
                "telegram", origin.account, origin.chat, origin.reply_to
            )
            if link is not None and link.message_id is not None:
                message = await unit.messages.get(link.message_id)
                if message is not None:
                    return Quote(message.id, message.client_id, message.text or None)
            talk = await self._targets.find(unit, actor, origin)
        return Quote(client_id=talk.client_id if talk is not None else None)
