"""Raw items of the inbox: one key for a message, whether it came by webhook or by catch-up (P3)."""

import re
from urllib.parse import urlencode

from core.messaging.model import RawItem

PROVIDER = "twilio"
MAX_FIELDS = 1_000
RESERVED = "otdel."
"""Our own fields travel behind Twilio's in one body. Twilio's are CamelCase without dots, and the
webhook refuses a body that uses the prefix."""
SENT_AT = RESERVED + "sent"
OUTBOX = RESERVED + "outbox"

_SID_LENGTH = 64
_STATUS_LENGTH = 32
_ADDRESS_LENGTH = 180
_ESCAPES = re.compile("(?:%[0-9A-Fa-f]{2})+")

Fields = list[tuple[str, str]]


class Malformed(Exception):
    """Nothing that Twilio sends."""


def read_form(body: bytes) -> Fields:
    """All fields in order, blank values kept. Raises Malformed."""
    pairs = body.split(b"&", MAX_FIELDS)
    if len(pairs) > MAX_FIELDS:
        raise Malformed("fields")
    try:
        return [_field(pair.decode("utf-8")) for pair in pairs if pair]
    except ValueError:
        raise Malformed("body") from None


def _field(pair: str) -> tuple[str, str]:
    name, _, value = pair.partition("=")
    return _unquoted(name), _unquoted(value)


def _unquoted(text: str) -> str:
    """Whole runs of escapes at once: letter by letter, Russian costs more than all the rest."""
    text = text.replace("+", " ")
    return _ESCAPES.sub(_letters, text) if "%" in text else text


def _letters(escapes: re.Match[str]) -> str:
    return bytes.fromhex(escapes[0].replace("%", "")).decode("utf-8")


def write_form(fields: Fields) -> bytes:
    return urlencode(fields).encode("ascii")


def channel_of(address: str) -> str:
    """Twilio writes WhatsApp addresses with a prefix; all others are SMS (CHANNELS)."""
    return "whatsapp" if address.startswith("whatsapp:") else "sms"


def message_item(account: str, fields: dict[str, str], payload: bytes) -> RawItem:
    """An inbound message under (twilio, account, "", MessageSid). Raises Malformed."""
    sid, sender = _sid(fields), fields.get("From", "")
    if not sender or len(sender) > _ADDRESS_LENGTH or "\x00" in sender:
        raise Malformed("From")
    return RawItem(
        provider=PROVIDER,
        account=account,
        scope="",
        external_id=sid,
        channel=channel_of(sender),
        kind="message",
        order_key=f"{PROVIDER}:{sender}",
        payload=payload,
    )


def status_item(account: str, fields: dict[str, str], payload: bytes) -> RawItem:
    """A receipt: the same state of the same message comes in once. Raises Malformed."""
    sid = _sid(fields)
    status = fields.get("MessageStatus") or fields.get("SmsStatus") or ""
    if not _is_name(status, _STATUS_LENGTH):
        raise Malformed("MessageStatus")
    return RawItem(
        provider=PROVIDER,
        account=account,
        scope="status",
        external_id=f"{sid}:{status}",
        channel=channel_of(fields.get("To", "")),
        kind="status",
        order_key=f"status:{sid}",
        payload=payload,
    )


def _sid(fields: dict[str, str]) -> str:
    sid = fields.get("MessageSid") or fields.get("SmsSid") or ""
    if not _is_name(sid, _SID_LENGTH):
        raise Malformed("MessageSid")
    return sid


def _is_name(value: str, length: int) -> bool:
    return len(value) <= length and value.isascii() and value.replace("_", "").isalnum()
