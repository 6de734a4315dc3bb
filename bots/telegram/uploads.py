"""Files of a payload as Telegram's own kinds; in the last resort each as a plain document."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from aiogram.methods import (
    SendAnimation,
    SendAudio,
    SendDocument,
    SendMediaGroup,
    SendPhoto,
    SendSticker,
    SendVideo,
    SendVideoNote,
    SendVoice,
)
from aiogram.types import (
    BufferedInputFile,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    MessageEntity,
)

Call = Any
"""A prepared aiogram method; its own type is generic over the answer."""

ALBUM = 10
"""Telegram takes two to ten items in an album."""

SINGLE: dict[str, tuple[type[Any], str]] = {
    "photo": (SendPhoto, "photo"),
    "image": (SendPhoto, "photo"),
    "document": (SendDocument, "document"),
    "voice": (SendVoice, "voice"),
    "audio": (SendAudio, "audio"),
    "video": (SendVideo, "video"),
    "animation": (SendAnimation, "animation"),
    "video_note": (SendVideoNote, "video_note"),
    "sticker": (SendSticker, "sticker"),
}
IN_ALBUM: dict[str, tuple[type[Any], str]] = {
    "photo": (InputMediaPhoto, "picture"),
    "image": (InputMediaPhoto, "picture"),
    "video": (InputMediaVideo, "picture"),
    "document": (InputMediaDocument, "document"),
    "audio": (InputMediaAudio, "audio"),
}
"""Photos and videos share an album; documents and audio stand only among their own kind."""

WORDLESS = frozenset({"video_note", "sticker"})
"""Kinds that take no caption; with one the file goes as a document."""

PHOTO_TYPES = frozenset({"image/jpeg", "image/png"})
_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f\x85\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\"'\\/:*?<>|]|\.\.+"
)
"""With the marks that turn the writing round: "\u202efdp.exe" is read as a document."""
_NAME = 100


@dataclass(frozen=True, slots=True)
class Upload:
    """One file with its bytes in hand."""

    kind: str
    name: str
    body: bytes
    caption: str = ""
    entities: tuple[Mapping[str, Any], ...] = ()

    def input(self) -> BufferedInputFile:
        return BufferedInputFile(self.body, self.name)

    def words(self) -> dict[str, Any]:
        if not self.caption:
            return {}
        return {"caption": self.caption, "caption_entities": entities(self.entities)}


def upload(raw: Mapping[str, Any], body: bytes) -> Upload:
    return Upload(
        kind=_kind(raw),
        name=file_name(str(raw.get("name") or ""), str(raw.get("type") or "")),
        body=body,
        caption=str(raw.get("caption") or ""),
        entities=tuple(raw.get("caption_entities") or ()),
    )


def _kind(raw: Mapping[str, Any]) -> str:
    kind = str(raw.get("kind") or "")
    if kind in WORDLESS and raw.get("caption"):
        return "document"
    if kind in {"photo", "image"} and raw.get("type") not in {None, "", *PHOTO_TYPES}:
        return "document"
    return kind if kind in SINGLE else "document"


def file_name(name: str, content_type: str) -> str:
    """A name that cannot leave its header line: aiogram writes it there unescaped."""
    safe = _UNSAFE.sub("_", name).strip(" .")[-_NAME:]
    return safe or f"file.{_UNSAFE.sub('_', content_type.partition('/')[2]) or 'bin'}"


def entities(raw: Sequence[Mapping[str, Any]]) -> list[MessageEntity] | None:
    """Offsets in UTF-16 units, as in the payload; none is not the same as an empty list."""
    return [MessageEntity.model_validate(dict(entity)) for entity in raw] or None


def calls(uploads: Sequence[Upload], common: Mapping[str, Any]) -> list[Call]:
    """One call a file, or one an album: neighbours that may share one do."""
    found: list[Call] = []
    for _, run in groupby(uploads, key=_album):
        files = list(run)
        if _album(files[0]) == "alone":
            found += [_one(file, common) for file in files]
            continue
        for start in range(0, len(files), ALBUM):
            found.append(_group(files[start : start + ALBUM], common))
    return found


def _album(file: Upload) -> str:
    return IN_ALBUM.get(file.kind, (None, "alone"))[1]


def _group(files: Sequence[Upload], common: Mapping[str, Any]) -> Call:
    if len(files) == 1:
        return _one(files[0], common)
    media = [IN_ALBUM[file.kind][0](media=file.input(), **file.words()) for file in files]
    return SendMediaGroup(media=media, **common)


def _one(file: Upload, common: Mapping[str, Any]) -> Call:
    method, field = SINGLE[file.kind]
    return method(**{field: file.input()}, **file.words(), **common)


def is_album(call: Call) -> bool:
    return isinstance(call, SendMediaGroup)


def as_documents(call: Call) -> Call | None:
    """The same files as documents, for kinds that Telegram refuses; None when they are already."""
    if isinstance(call, SendMediaGroup):
        return _group_as_documents(call)
    for method, field in SINGLE.values():
        if isinstance(call, method) and not isinstance(call, SendDocument):
            kept: dict[str, Any] = {
                name: getattr(call, name, None)
                for name in SendDocument.model_fields
                if name in call.model_fields_set
            }
            return SendDocument(document=getattr(call, field), **kept)
    return None


def _group_as_documents(call: SendMediaGroup) -> SendMediaGroup | None:
    if all(isinstance(item, InputMediaDocument) for item in call.media):
        return None
    documents = [
        InputMediaDocument(
            media=item.media, caption=item.caption, caption_entities=item.caption_entities
        )
        for item in call.media
    ]
    return call.model_copy(update={"media": documents})


def without_entities(call: Call) -> Call:
    """Plain text: a message without its bold head is better than none (fault 13)."""
    bare: dict[str, Any] = {
        n: None for n in ("entities", "caption_entities") if n in type(call).model_fields
    }
    if isinstance(call, SendMediaGroup):
        bare = {"media": [m.model_copy(update={"caption_entities": None}) for m in call.media]}
    return call.model_copy(update=bare)
