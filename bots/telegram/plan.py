"""A channel-neutral payload as the calls that carry it, in order. Pure: nothing is sent here."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiogram.methods import SendLocation, SendMessage, SendVenue
from aiogram.types import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)

from bots.telegram.uploads import Call, Upload, calls, entities, is_album
from core.messaging.text import utf16_length

CAPTION_LIMIT = 1024
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
"""A preview would fetch a client's link, and show what nobody wrote."""

Payload = Mapping[str, Any]


def plan(payload: Payload, chat: int, uploads: Sequence[Upload] = ()) -> list[Call]:
    """Text, files and location of one payload; empty when there is nothing to say.

    An album carries no keyboard, so with buttons its words go before it as a message of their
    own. The buttons and the reply stand at the first call, where a person looks for them.
    """
    text, marks, uploads = _words(payload, uploads)
    common = _common(payload, chat)
    first: dict[str, Any] = _first(payload)
    found: list[Call] = []
    if text:
        found.append(
            SendMessage(
                text=text, entities=entities(marks), link_preview_options=NO_PREVIEW, **common
            )
        )
    found += calls(uploads, common)
    if payload.get("location"):
        found.append(_location(payload["location"], common))
    return _opened(found, first, payload)


def _opened(found: list[Call], first: dict[str, Any], payload: Payload) -> list[Call]:
    markup = markup_of(payload)
    if not found:
        return found
    if markup is not None and not is_album(found[0]):
        first["reply_markup"] = markup
    return [found[0].model_copy(update=first), *found[1:]]


def _words(
    payload: Payload, uploads: Sequence[Upload]
) -> tuple[str, Sequence[Mapping[str, Any]], Sequence[Upload]]:
    """Where the words stand: a message of their own, or the caption of the only file."""
    text, marks = str(payload.get("text") or ""), tuple(payload.get("entities") or ())
    if not uploads:
        return text, marks, uploads
    head = uploads[0]
    if len(uploads) == 1:
        if text and not head.caption and _takes_caption(head, text):
            alone = Upload(head.kind, head.name, head.body, text, marks)
            return "", (), [alone]
        return text, marks, uploads
    if head.caption and not text and payload.get("buttons"):
        bare = Upload(head.kind, head.name, head.body)
        return head.caption, head.entities, [bare, *uploads[1:]]
    return text, marks, uploads


def _takes_caption(file: Upload, text: str) -> bool:
    return file.kind not in {"sticker", "video_note"} and utf16_length(text) <= CAPTION_LIMIT


def _common(payload: Payload, chat: int) -> dict[str, Any]:
    common: dict[str, Any] = {"chat_id": chat}
    if payload.get("protect"):
        common["protect_content"] = True
    if payload.get("silent"):
        common["disable_notification"] = True
    return common


def _first(payload: Payload) -> dict[str, Any]:
    if not payload.get("reply_to"):
        return {}
    # The message replied to may be deleted by now; the answer is not lost for that.
    reply = ReplyParameters(message_id=int(payload["reply_to"]), allow_sending_without_reply=True)
    return {"reply_parameters": reply}


def _location(raw: Mapping[str, Any], common: Mapping[str, Any]) -> Call:
    point: dict[str, Any] = {
        "latitude": float(raw["latitude"]),
        "longitude": float(raw["longitude"]),
    }
    label, address = str(raw.get("label") or ""), str(raw.get("address") or "")
    if label or address:
        return SendVenue(title=label or address, address=address or label, **point, **common)
    return SendLocation(**point, **common)


def markup_of(payload: Payload) -> InlineKeyboardMarkup | ForceReply | None:
    if payload.get("force_reply"):
        return ForceReply(force_reply=True)
    if payload.get("buttons") is None:
        return None
    return inline_keyboard(payload["buttons"])


def inline_keyboard(rows: Sequence[Sequence[Mapping[str, str]]]) -> InlineKeyboardMarkup:
    keyboard = [[_button(button) for button in row] for row in rows]
    return InlineKeyboardMarkup(inline_keyboard=[row for row in keyboard if row])


def _button(raw: Mapping[str, str]) -> InlineKeyboardButton:
    if "url" in raw:
        return InlineKeyboardButton(text=raw["text"], url=raw["url"])
    return InlineKeyboardButton(text=raw["text"], callback_data=raw["data"])
