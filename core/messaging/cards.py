"""What people see of messages: channel-neutral payloads, text with entities, never a parse mode."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.messaging.model import Media, Message
from core.messaging.text import cut, pieces, utf16_length
from core.ports import Texts

TELEGRAM_TEXT = 3500
"""Telegram takes 4096 UTF-16 units; the head line and a quotation need their share."""
BODY = {"whatsapp": 1600, "sms": 1600, "telegram": 4096}
"""Twilio refuses a Body over 1,600 characters (error 21617)."""


PARTS = {
    "contact": ("name", "phone"),
    "button": ("text",),
    "list_reply": ("title",),
    "poll": ("question",),
    "referral": ("headline", "source_url"),
    "start": (),
}
"""What is shown of each kind; a field that a provider left out is shown as nothing."""


class Cards:
    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def text(self, key: str, language: str, **fields: object) -> str:
        return self._texts.render(key, language, fields)

    def note(
        self,
        key: str,
        language: str,
        buttons: Sequence[Sequence[tuple[str, str]]] = (),
        **fields: object,
    ) -> dict[str, Any]:
        """A plain notice; buttons are (text key, callback data)."""
        payload: dict[str, Any] = {"text": self.text(key, language, **fields)}
        if buttons:
            payload["buttons"] = [
                [{"text": self.text(label, language), "data": data} for label, data in row]
                for row in buttons
            ]
        return payload

    def head(self, name: str, channel: str, language: str) -> str:
        return f"{cut(name, 100)} · {self.text('channel-' + channel, language)}"

    def client_message(
        self,
        message: Message,
        name: str,
        language: str,
        reply_data: str,
        peculiarities: str | None = None,
        quoted: str = "",
    ) -> list[dict[str, Any]]:
        """A client's text as the manager sees it, in as many messages as it needs.

        The client's own characters stay as they are; only the head line is ours and bold.
        """
        head = self.head(name, message.channel, language)
        if message.edited_at is not None:
            head += f" · {self.text('message-edited', language)}"
        before = self._before(peculiarities, quoted, language)
        body = "\n".join(filter(None, [message.text, *self.parts(message.parts, language)]))
        payloads = []
        for number, piece in enumerate(pieces(body, TELEGRAM_TEXT)):
            lines = [head, *(before if number == 0 else []), piece]
            payloads.append(
                {
                    "text": "\n".join(filter(None, lines)),
                    "entities": [bold(head)],
                    "buttons": [[self._reply_button(reply_data, language)]],
                }
            )
        return payloads

    def client_files(
        self, name: str, channel: str, language: str, reply_data: str, files: list[Media]
    ) -> dict[str, Any]:
        """Fetched files of a client, one or an album, under the same head line."""
        head = self.head(name, channel, language)
        shown = [file_payload(file) for file in files]
        shown[0] |= {"caption": head, "caption_entities": [bold(head)]}
        return {"files": shown, "buttons": [[self._reply_button(reply_data, language)]]}

    def _reply_button(self, data: str, language: str) -> dict[str, str]:
        return {"text": self.text("button-reply", language), "data": data}

    def _before(self, peculiarities: str | None, quoted: str, language: str) -> list[str]:
        lines = []
        if peculiarities:
            lines.append(self.text("peculiarities-banner", language, text=cut(peculiarities, 200)))
        if quoted:
            lines.append(self.text("quoted", language, text=cut(quoted.replace("\n", " "), 80)))
        return lines

    def parts(self, parts: Sequence[Mapping[str, Any]], language: str) -> list[str]:
        """What is neither text nor file, in words; unknown kinds are shown as such."""
        return [self._part(part, language) for part in parts]

    def _part(self, part: Mapping[str, Any], language: str) -> str:
        kind = str(part.get("kind", "unknown"))
        if kind == "location":
            return self._location(part, language)
        if kind not in PARTS:
            return self.text("part-unknown", language, type=cut(str(part.get("type", kind)), 64))
        shown = {name: _said(part, name) for name in PARTS[kind]}
        return self.text(f"part-{kind}", language, **shown).rstrip()

    def _location(self, part: Mapping[str, Any], language: str) -> str:
        where = ", ".join(filter(None, [_said(part, "label"), _said(part, "address")]))
        point = f"{_said(part, 'latitude')}, {_said(part, 'longitude')}"
        return self.text("part-location", language, point=point, where=where or point)


def _said(part: Mapping[str, Any], name: str) -> str:
    value = part.get(name)
    return "" if value is None else cut(str(value), 300)


def bold(head: str) -> dict[str, Any]:
    return {"type": "bold", "offset": 0, "length": utf16_length(head)}


def file_payload(file: Media) -> dict[str, Any]:
    """A stored file as the channels take it."""
    return {
        "blob": file.blob,
        "name": file.name,
        "type": file.content_type,
        "kind": file.kind,
    }


def body_pieces(text: str, channel: str) -> list[str]:
    """An answer in pieces that the client's channel takes."""
    return pieces(text, BODY[channel])
