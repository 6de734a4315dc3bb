"""Twilio's form fields in our terms; pure, so that a replay gives the same."""

import math
import re
from datetime import datetime
from typing import Any

from bots.whatsapp.envelope import OUTBOX, PROVIDER, SENT_AT, channel_of, read_form
from bots.whatsapp.states import error_code, state_of
from core.clients.model import GLOBAL, Address
from core.ids import OutboxId
from core.messaging.model import (
    Endpoint,
    InboundMessage,
    InboxItem,
    IncomingFile,
    Receipt,
)
from core.messaging.text import storable

Form = dict[str, str]
Part = dict[str, Any]

MEDIA_MOST = 100
"""Twilio sends at most ten; a bound all the same."""

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_KNOWN_TYPES = frozenset(
    {
        "",
        "text",
        "image",
        "video",
        "audio",
        "voice",
        "document",
        "file",
        "sticker",
        "contact",
        "contacts",
        "location",
        "button",
        "interactive",
        "sms",
        "mms",
    }
)


class TwilioFeed:
    """One account's items."""

    def __init__(self, account: str) -> None:
        self._account = account

    def convert(self, item: InboxItem) -> InboundMessage | Receipt | None:
        """None: nothing to do (a state that means nothing to a person)."""
        form = {name: storable(value) for name, value in read_form(item.raw.payload)}
        if item.raw.kind == "status":
            return self._receipt(form)
        return self._message(item, form)

    def _receipt(self, form: Form) -> Receipt | None:
        state = state_of(form.get("MessageStatus") or form.get("SmsStatus"))
        if state is None:
            return None
        row = form.get(OUTBOX)
        return Receipt(
            provider=PROVIDER,
            account=self._account,
            external_id=form.get("MessageSid") or form["SmsSid"],
            state=state,
            outbox_id=OutboxId(int(row)) if row else None,
            error_code=error_code(form.get("ErrorCode")),
        )

    def _message(self, item: InboxItem, form: Form) -> InboundMessage:
        sender, text, files = form["From"], form.get("Body", ""), _files(form)
        parts = _parts(form)
        if not (text or files or parts):
            parts = (_unknown(form.get("MessageType") or "empty"),)
        return InboundMessage(
            inbox_id=item.id,
            provider=PROVIDER,
            scope=item.raw.scope,
            external_id=item.raw.external_id,
            endpoint=Endpoint(channel_of(sender), self._account, sender),
            addresses=self._addresses(sender, form.get("ExternalUserId", "")),
            occurred_at=_sent_at(form) or item.received_at,
            text=text,
            profile_name=form.get("ProfileName", ""),
            files=files,
            parts=parts,
            reply_to=form.get("OriginalRepliedMessageSid") or None,
        )

    def _addresses(self, sender: str, user_id: str) -> tuple[Address, ...]:
        """The phone first: WhatsApp and SMS of one number are one client.

        A WhatsApp user id stands for a client only at this account (CHANNELS).
        """
        channel, address = channel_of(sender), sender.removeprefix("whatsapp:")
        user_id = user_id.removeprefix("whatsapp:")
        found = []
        if _E164.fullmatch(address):
            found.append(Address("phone", GLOBAL, address, phone=address))
        else:
            found.append(Address(channel, self._account, address))
        if user_id and user_id != address:
            found.append(Address("whatsapp", self._account, user_id))
        return tuple(found)


def file_kind(content_type: str) -> str:
    """How a file is shown; by what Twilio says, the fetched bytes are judged apart."""
    if content_type == "image/webp":
        return "sticker"
    if content_type == "audio/ogg":
        return "voice"
    if content_type in {"text/vcard", "text/x-vcard", "text/directory", "application/vcard"}:
        return "contact"
    family = content_type.partition("/")[0]
    return {"image": "photo", "video": "video", "audio": "audio"}.get(family, "document")


def _files(form: Form) -> tuple[IncomingFile, ...]:
    """The name stays empty: file names are never taken from the sender (P21)."""
    found = []
    for number in range(MEDIA_MOST):
        url = form.get(f"MediaUrl{number}")
        if not url:
            break
        declared = form.get(f"MediaContentType{number}", "").partition(";")[0].strip().lower()
        found.append(IncomingFile(source=url, kind=file_kind(declared), content_type=declared))
    return tuple(found)


def _parts(form: Form) -> tuple[Part, ...]:
    readers = (_location, _button, _list_reply, _referral, _not_known, _files_missing)
    return tuple(part for read in readers if (part := read(form)) is not None)


def _location(form: Form) -> Part | None:
    point = (_degrees(form.get("Latitude")), _degrees(form.get("Longitude")))
    if None in point:
        return None
    return {
        "kind": "location",
        "latitude": point[0],
        "longitude": point[1],
        **_present(form, label="Label", address="Address"),
    }


def _degrees(value: str | None) -> float | None:
    try:
        number = float(value or "")
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _button(form: Form) -> Part | None:
    said = _present(form, text="ButtonText", payload="ButtonPayload")
    return {"kind": "button", **said} if said else None


def _list_reply(form: Form) -> Part | None:
    said = _present(form, id="ListId", title="ListTitle", description="ListDescription")
    return {"kind": "list_reply", **said} if said else None


def _referral(form: Form) -> Part | None:
    """Where a writer came from: the advertisement or post behind a click-to-WhatsApp link."""
    said = _present(
        form,
        headline="ReferralHeadline",
        body="ReferralBody",
        source_type="ReferralSourceType",
        source_id="ReferralSourceId",
        source_url="ReferralSourceUrl",
    )
    return {"kind": "referral", **said} if said else None


def _not_known(form: Form) -> Part | None:
    """A kind that came after this was written is shown as such, never dropped (P26)."""
    kind = form.get("MessageType", "").strip().lower()
    return None if kind in _KNOWN_TYPES else _unknown(kind[:64])


def _files_missing(form: Form) -> Part | None:
    """Files announced without an address: the reader is told that something is missing."""
    announced = form.get("NumMedia", "0")
    some = announced.isascii() and announced.isdigit() and announced.strip("0") != ""
    return _unknown("media") if some and not form.get("MediaUrl0") else None


def _unknown(kind: str) -> Part:
    return {"kind": "unknown", "type": kind}


def _present(form: Form, **fields: str) -> dict[str, str]:
    return {ours: form[theirs] for ours, theirs in fields.items() if form.get(theirs)}


def _sent_at(form: Form) -> datetime | None:
    """Only the catch-up knows the time of sending; webhooks carry none."""
    value = form.get(SENT_AT)
    return datetime.fromisoformat(value) if value else None
