"""STOP, START and HELP, obeyed as whole messages in both languages (CHANNELS, consent)."""

from core.ids import ClientId
from core.messaging.addressbook import key
from core.messaging.ports import Unit

_WORDS = {
    "stop": "stop",
    "стоп": "stop",
    "отписаться": "stop",
    "unsubscribe": "stop",
    "start": "start",
    "старт": "start",
    "подписаться": "start",
    "help": "help",
    "помощь": "help",
}


def word(text: str) -> str | None:
    """Tells "stop", "start" or "help" when that is all that is said; a sentence is no command."""
    return _WORDS.get(text.strip().strip(".!").casefold())


async def stopped(unit: Unit, client: ClientId, channel: str) -> bool:
    """Whether the last word of any of the client's addresses on this channel was STOP.

    WhatsApp and SMS share the phone, so they close together.
    """
    telegram = channel == "telegram"
    known = await unit.clients.identities_of(client)
    keys = [key(one.address) for one in known if (one.channel == "telegram") == telegram]
    return bool(await unit.clients.opted_out(keys))
