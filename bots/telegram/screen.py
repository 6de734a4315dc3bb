"""What one screen says: text with entities (never a parse mode), buttons, a keyboard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog

from core.errors import DomainError
from core.messaging.text import cut, utf16_length
from core.ports import Texts

TEXT_LIMIT = 4096
LABEL_LIMIT = 60
DATA_LIMIT = 64
"""Bytes of callback data; a longer one makes Telegram refuse the whole message."""

Button = tuple[str, str]
"""(label, callback data)."""
Rows = Sequence[Sequence[Button]]
log = structlog.get_logger("telegram")


class Words:
    """Interface texts in one reader's language (F4)."""

    def __init__(self, texts: Texts, language: str) -> None:
        self._texts = texts
        self.language = language

    def __call__(self, key: str, **fields: object) -> str:
        return self._texts.render(key, self.language, fields)

    def either(self, key: str, otherwise: str, **fields: object) -> str:
        """For keys made of what the core answered: a new answer must not fail the screen."""
        try:
            return self(key, **fields)
        except (KeyError, ValueError):
            return self(otherwise)

    def error(self, error: DomainError, **instead: str) -> str:
        fields = {**error.fields, **instead}
        return self.either(f"error-{error.code}", "tg-error", **fields)


@dataclass(frozen=True, slots=True)
class Screen:
    """`code` names the screen for the gate and the audit.

    `keyboard`: labels of a reply keyboard; with `ask_contact` its one button shares the
    sender's own number.
    """

    code: str
    text: str
    entities: tuple[Mapping[str, Any], ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    keyboard: tuple[tuple[str, ...], ...] = ()
    ask_contact: bool = False

    def payload(self) -> dict[str, Any]:
        """As the gate judges it."""
        return {
            "text": self.text,
            "entities": [dict(entity) for entity in self.entities],
            "buttons": [[{"text": t, "data": d} for t, d in row] for row in self.buttons],
            "keyboard": [list(row) for row in self.keyboard],
        }


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of an inline search; `typed` is what picking it writes into the chat."""

    key: str
    title: str
    about: str
    typed: str

    def payload(self) -> dict[str, str]:
        """As the gate judges it."""
        return {"title": self.title, "about": self.about, "typed": self.typed}


class Lines:
    """Builds text and entities together; offsets are counted, foreign text is never parsed."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._length = 0
        self._entities: list[dict[str, Any]] = []

    def add(self, text: str, kind: str | None = None) -> "Lines":
        length = utf16_length(text)
        if kind is not None and text.strip():
            self._entities.append({"type": kind, "offset": self._length, "length": length})
        self._text.append(text)
        self._length += length
        return self

    def line(self, text: str = "", kind: str | None = None) -> "Lines":
        return self.add(text, kind).add("\n")

    def screen(self, code: str, buttons: Rows = ()) -> Screen:
        """Cut to what Telegram takes, entities with it."""
        text = cut("".join(self._text).rstrip(), TEXT_LIMIT)
        end = utf16_length(text)
        inside = [e for e in self._entities if e["offset"] < end]
        entities = [e | {"length": min(e["length"], end - e["offset"])} for e in inside]
        return Screen(code, text, tuple(entities), fitting(buttons))


def with_head(screen: Screen, head: str) -> Screen:
    """The same screen under a line of ours; what does not fit any more is cut at its end."""
    under = Lines().add(head, "italic").screen(screen.code)
    shift = utf16_length(head) + 1
    text = cut(f"{head}\n{screen.text}", TEXT_LIMIT)
    end = utf16_length(text)
    moved = [dict(e) | {"offset": e["offset"] + shift} for e in screen.entities]
    kept = [e | {"length": min(e["length"], end - e["offset"])} for e in moved if e["offset"] < end]
    return replace(screen, text=text, entities=(*under.entities, *kept))


def plain(code: str, text: str, buttons: Rows = ()) -> Screen:
    return Lines().add(text).screen(code, buttons)


def fitting(rows: Rows) -> tuple[tuple[Button, ...], ...]:
    """Labels cut; a button whose data is too long is left out rather than the whole screen."""
    kept = [[_short(button) for button in row if _fits(button)] for row in rows]
    return tuple(tuple(row) for row in kept if row)


def _short(button: Button) -> Button:
    label, data = button
    return cut(label.strip(), LABEL_LIMIT) or "…", data


def _fits(button: Button) -> bool:
    fits = 0 < len(button[1].encode()) <= DATA_LIMIT
    if not fits:
        log.error("telegram_button_too_long", prefix=button[1].partition(":")[0])
    return fits
