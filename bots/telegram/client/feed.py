"""The public client bot: what a client writes is filed and answered like WhatsApp (A23)."""

import json

from bots.telegram.convert import (
    Raw,
    as_dict,
    as_int,
    as_text,
    files_of,
    is_service,
    moment,
    own_phone,
    parts_of,
    reply_of,
    text_of,
)
from core.clients.model import GLOBAL, Address
from core.messaging.model import Endpoint, InboundMessage, InboxItem


class ClientFeed:
    """Private chats only; whatever is no client's message gives None. Never raises."""

    def __init__(self, account: str) -> None:
        self._account = account

    def convert(self, item: InboxItem) -> InboundMessage | None:
        update = _update(item.raw.payload)
        edited = "edited_message" in update
        message = as_dict(update.get("edited_message" if edited else "message"))
        chat, number = _private_chat(message), as_int(message.get("message_id"))
        if chat is None or number is None or is_service(message):
            return None
        started = _starts(message)
        return InboundMessage(
            inbox_id=item.id,
            provider="telegram",
            scope=str(chat),
            external_id=str(number),
            endpoint=Endpoint("telegram", self._account, str(chat)),
            addresses=_addresses(message, chat),
            occurred_at=moment(message.get("date"), item.received_at),
            text="" if started else text_of(message),
            profile_name=_name(as_dict(message.get("from"))),
            files=files_of(message),
            parts=({"kind": "start"},) if started else parts_of(message),
            reply_to=_reply_to(message),
            edited=edited,
            group=as_text(message.get("media_group_id")) or None,
        )


def _update(payload: bytes) -> Raw:
    try:
        return as_dict(json.loads(payload))
    except (ValueError, RecursionError):
        return {}


def _private_chat(message: Raw) -> int | None:
    """A person's own chat with the bot; groups, channels and other bots are nobody's."""
    chat, sender = as_dict(message.get("chat")), as_dict(message.get("from"))
    if chat.get("type") != "private" or sender.get("is_bot") is True:
        return None
    return as_int(chat.get("id")) if as_int(sender.get("id")) is not None else None


def _addresses(message: Raw, chat: int) -> tuple[Address, ...]:
    """A private chat's id is the user's. A number counts only as the writer's own contact."""
    user = as_int(as_dict(message.get("from")).get("id")) or chat
    phone = own_phone(message)
    own = Address("telegram", GLOBAL, str(user), phone)
    return (own, Address("phone", GLOBAL, phone, phone)) if phone else (own,)


def _starts(message: Raw) -> bool:
    """Opening the bot is an event, not a text that somebody wrote."""
    words = as_text(message.get("text")).split(maxsplit=1)
    return bool(words) and words[0].split("@")[0] == "/start"


def _reply_to(message: Raw) -> str | None:
    number = as_int(reply_of(message).get("message_id"))
    return None if number is None else str(number)


def _name(sender: Raw) -> str:
    names = (as_text(sender.get("first_name")), as_text(sender.get("last_name")))
    return " ".join(name for name in names if name)
