"""Telegram's raw updates in our terms.

Pure, on plain dicts, without aiogram (its import costs seconds), and total: input of any shape
gives some answer, never an exception (P19).
"""

import re
from datetime import UTC, datetime
from typing import Any

from bots.telegram.message_fields import META, SERVICE
from core.messaging.model import IncomingFile
from core.messaging.text import storable
from core.messaging.views import Content, Origin

Raw = dict[str, Any]

FILE_KINDS = ("document", "voice", "audio", "video", "video_note", "sticker")
TYPES = {
    "photo": "image/jpeg",
    "voice": "audio/ogg",
    "video": "video/mp4",
    "video_note": "video/mp4",
    "sticker": "image/webp",
    "animation": "video/mp4",
    "audio": "audio/mpeg",
}
"""What Telegram stores where it tells no MIME type."""

_LARGEST = 2**63 - 1
"""No id is larger; a key of any length would be refused by the database."""
_PHONE = re.compile(r"\d{7,15}")


def as_dict(value: Any) -> Raw:
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def as_text(value: Any) -> str:
    return storable(value) if isinstance(value, str) else ""


def as_int(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def kind_of(update: Raw) -> str:
    """The update's one field beside its id; "" when there is none."""
    return next((storable(name) for name in update if name != "update_id"), "")


def order_key(account: str, update: Raw) -> str:
    """Updates of one chat are handled in order (P4); of a chatless one, those of its user."""
    event = as_dict(next((v for k, v in update.items() if k != "update_id"), None))
    message = as_dict(event.get("message"))
    for place in (event.get("chat"), message.get("chat"), event.get("from"), event.get("user")):
        number = as_int(as_dict(place).get("id"))
        if number is not None and -_LARGEST <= number <= _LARGEST:
            return f"tg:{account}:{number}"
    return f"tg:{account}:0"


def text_of(message: Raw) -> str:
    """The text, or the caption of what is attached."""
    return as_text(message.get("text")) or as_text(message.get("caption"))


def files_of(message: Raw) -> tuple[IncomingFile, ...]:
    """At most one: Telegram sends an album as several messages."""
    sizes = [as_dict(size) for size in as_list(message.get("photo"))]
    if sizes:
        found = _file("photo", max(sizes, key=_area))
        return (found,) if found else ()
    if "animation" in message:
        # An animation comes as a document as well, for clients of the time before animations.
        found = _file("animation", as_dict(message["animation"]))
        return (found,) if found else ()
    files = (_file(kind, as_dict(message.get(kind))) for kind in FILE_KINDS)
    return tuple(file for file in files if file)


def _area(size: Raw) -> int:
    return (as_int(size.get("width")) or 0) * (as_int(size.get("height")) or 0)


def _file(kind: str, raw: Raw) -> IncomingFile | None:
    source = as_text(raw.get("file_id"))
    if not source:
        return None
    return IncomingFile(
        source=source,
        kind=kind,
        content_type=as_text(raw.get("mime_type")) or TYPES.get(kind, ""),
        name=as_text(raw.get("file_name")),
        size=as_int(raw.get("file_size")),
    )


def parts_of(message: Raw) -> tuple[Raw, ...]:
    """What is neither text nor file. What we do not know is told of, never dropped (A21)."""
    known = [maker(as_dict(message[name])) for name, maker in _PARTS.items() if name in message]
    if "venue" in message and "location" in message:
        known = known[1:]
    if known or text_of(message) or files_of(message) or is_service(message):
        return tuple(known)
    strange = next((name for name in message if name not in META), "")
    return ({"kind": "unknown", "type": storable(strange)},)


def is_service(message: Raw) -> bool:
    """A pin, a topic made, a timer set: nobody wrote anything."""
    return any(name in message for name in SERVICE)


def _location(raw: Raw) -> Raw:
    return {"kind": "location", **_point(raw)}


def _venue(raw: Raw) -> Raw:
    words = {"label": as_text(raw.get("title")), "address": as_text(raw.get("address"))}
    return {"kind": "location", **_point(as_dict(raw.get("location"))), **words}


def _point(raw: Raw) -> Raw:
    names = ("latitude", "longitude")
    return {n: raw[n] if isinstance(raw.get(n), (int, float)) else 0.0 for n in names}


def _contact(raw: Raw) -> Raw:
    names = (as_text(raw.get("first_name")), as_text(raw.get("last_name")))
    phone = phone_of(raw) or as_text(raw.get("phone_number"))
    return {"kind": "contact", "name": " ".join(n for n in names if n), "phone": phone}


def _poll(raw: Raw) -> Raw:
    options = (as_text(as_dict(option).get("text")) for option in as_list(raw.get("options")))
    shown = " / ".join(option for option in options if option)
    return {"kind": "poll", "question": as_text(raw.get("question")), "options": shown}


def _dice(raw: Raw) -> Raw:
    return {"kind": "dice", "emoji": as_text(raw.get("emoji")), "value": as_int(raw.get("value"))}


_PARTS = {
    "location": _location,
    "venue": _venue,
    "contact": _contact,
    "poll": _poll,
    "dice": _dice,
}
"""Location first: a venue repeats it and takes its place."""


def phone_of(contact: Raw) -> str | None:
    """E.164; Telegram leaves the plus out for some users and puts it in for others."""
    digits = re.sub(r"\D", "", as_text(contact.get("phone_number")))
    return f"+{digits}" if digits.isascii() and _PHONE.fullmatch(digits) else None


def own_phone(message: Raw) -> str | None:
    """The writer's own number, proved by Telegram (fault 52).

    The card's user is the sender, and the card was not forwarded.
    """
    contact, sender = as_dict(message.get("contact")), as_dict(message.get("from"))
    user = as_int(contact.get("user_id"))
    if user is None or user != as_int(sender.get("id")) or is_forwarded(message):
        return None
    return phone_of(contact)


def is_forwarded(message: Raw) -> bool:
    return any(name.startswith("forward_") or name == "is_automatic_forward" for name in message)


def content_of(message: Raw) -> Content:
    return Content(
        text=text_of(message),
        files=files_of(message),
        parts=parts_of(message),
        group=as_text(message.get("media_group_id")) or None,
    )


def reply_of(message: Raw) -> Raw:
    """The message replied to; the head of a topic, which stands there unasked, does not count."""
    replied = as_dict(message.get("reply_to_message"))
    return {} if "forum_topic_created" in replied else replied


def thread_of(message: Raw) -> str:
    """Only a topic's thread: a plain reply carries a thread id of its own in some chats."""
    thread = as_int(message.get("message_thread_id"))
    return str(thread) if thread is not None and message.get("is_topic_message") is True else ""


def origin_of(account: str, message: Raw) -> Origin:
    replied = reply_of(message)
    return Origin(
        account=account,
        chat=_number(as_dict(message.get("chat")).get("id")),
        message_id=_number(message.get("message_id")),
        thread=thread_of(message),
        reply_to=_number(replied.get("message_id")) or None,
        reply_text=text_of(replied) or None,
        reply_data=keyboard_data(replied),
    )


def _number(value: Any) -> str:
    number = as_int(value)
    return "" if number is None else str(number)


def keyboard_data(message: Raw) -> tuple[str, ...]:
    """Callback data of the buttons under a message."""
    rows = as_list(as_dict(message.get("reply_markup")).get("inline_keyboard"))
    buttons = (as_dict(button) for row in rows for button in as_list(row))
    found = (as_text(button.get("callback_data")) for button in buttons)
    return tuple(data for data in found if data)


def moment(value: Any, otherwise: datetime) -> datetime:
    """Unix seconds, or `otherwise` where Telegram's date makes no sense."""
    seconds = as_int(value)
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds else otherwise
    except (ValueError, OverflowError, OSError):
        return otherwise
