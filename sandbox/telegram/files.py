import base64
import binascii
import secrets
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.telegram.errors import ApiError, bad

MB = 1024 * 1024
DOWNLOAD_LIMIT = 20 * MB
UPLOAD_LIMIT = 50 * MB
PHOTO_LIMIT = 10 * MB
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF", b"BM")
FOLDERS = {"photo": "photos", "voice": "voice", "video": "videos", "audio": "music"}
SUFFIXES = {"photo": ".jpg", "voice": ".oga", "video": ".mp4", "audio": ".mp3",
            "sticker": ".webp", "animation": ".mp4", "video_note": ".mp4"}  # fmt: skip
TYPES = {"photo": "image/jpeg", "voice": "audio/ogg", "video": "video/mp4", "audio": "audio/mpeg",
         "animation": "video/mp4"}  # fmt: skip


@dataclass
class Part:
    """A file part of a multipart body, already on disk."""

    name: str
    filename: str
    type: str
    size: int
    path: Path

    def as_log(self) -> dict[str, Any]:
        return {"name": self.filename, "size": self.size, "type": self.type}


@dataclass
class Kept:
    """A file on the server; its file_id is good for one bot only."""

    unique_id: str
    kind: str
    name: str
    type: str
    size: int
    disk: Path
    path: str
    width: int = 0
    height: int = 0


class Files:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._by_id: dict[str, tuple[int, Kept]] = {}
        self._by_path: dict[str, Kept] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def new_path(self) -> Path:
        return self._folder / secrets.token_hex(12)

    def keep(self, bot_id: int, kind: str, part: Part) -> dict[str, Any]:
        """The Message field of a fresh upload."""
        width, height = _picture_size(part) if kind == "photo" else (0, 0)
        limit = PHOTO_LIMIT if kind == "photo" else UPLOAD_LIMIT
        if part.size > limit:
            raise ApiError("Request Entity Too Large", 413)
        if part.size == 0:
            raise bad("file must be non-empty")
        number = len(self._by_path)
        suffix = Path(part.filename).suffix if kind == "document" else SUFFIXES.get(kind, "")
        path = f"{FOLDERS.get(kind, f'{kind}s')}/file_{number}{suffix}"
        kept = Kept(
            f"AgAD{secrets.token_hex(6)}", kind, part.filename, part.type, part.size, part.path,
            path, width, height,
        )  # fmt: skip
        self._by_path[path] = kept
        return self.describe(bot_id, kept)

    def keep_bytes(self, bot_id: int, media: dict[str, Any]) -> dict[str, Any]:
        """A person's upload from the control API."""
        try:
            body = base64.b64decode(media.get("b64", ""), validate=True)
        except binascii.Error:
            raise bad("b64 is not base64") from None
        disk = self.new_path()
        disk.write_bytes(body)
        kind = media["kind"]
        name = media.get("name") or f"{kind}{SUFFIXES.get(kind, '')}"
        mime = media.get("type") or TYPES.get(kind, "application/octet-stream")
        return self.keep(bot_id, kind, Part(kind, name, mime, len(body), disk))

    def describe(self, bot_id: int, kept: Kept) -> dict[str, Any]:
        shown = self._describe_one(bot_id, kept)
        if kept.kind == "photo":
            sizes = [(min(kept.width, 90), min(kept.height, 90)), (kept.width, kept.height)]
            return {"photo": [{**shown, "width": w, "height": h} for w, h in sizes]}
        extras: dict[str, Any] = {}
        if kept.kind in ("voice", "audio", "video", "animation", "video_note"):
            extras["duration"] = 1
        if kept.kind in ("video", "animation"):
            extras |= {"width": 320, "height": 240}
        if kept.kind == "video_note":
            extras["length"] = 240
        if kept.kind == "sticker":
            extras = {"type": "regular", "width": 512, "height": 512,
                      "is_animated": False, "is_video": False}  # fmt: skip
        elif kept.kind != "video_note":
            extras["mime_type"] = kept.type
        if kept.kind in ("document", "audio", "video", "animation"):
            extras["file_name"] = kept.name
        field = {**shown, **extras}
        # An animation is a document as well, for clients of the time before animations.
        return {kept.kind: field, **({"document": field} if kept.kind == "animation" else {})}

    def _describe_one(self, bot_id: int, kept: Kept) -> dict[str, Any]:
        file_id = f"BQAC{secrets.token_urlsafe(24)}"
        self._by_id[file_id] = (bot_id, kept)
        return {"file_id": file_id, "file_unique_id": kept.unique_id, "file_size": kept.size}

    def by_id(self, bot_id: int, file_id: str) -> Kept:
        owner, kept = self._by_id.get(file_id, (0, None))
        if kept is None or owner != bot_id:
            raise bad("wrong file identifier/HTTP URL specified")
        return kept

    def by_path(self, path: str) -> Kept | None:
        return self._by_path.get(path)

    def find(self, bot_id: int, file_id: str) -> Kept | None:
        owner, kept = self._by_id.get(file_id, (0, None))
        return kept if owner == bot_id else None

    def get_file(self, bot_id: int, file_id: str) -> dict[str, Any]:
        owner, kept = self._by_id.get(file_id, (0, None))
        if kept is None or owner != bot_id:
            raise bad("invalid file_id")
        if kept.size > DOWNLOAD_LIMIT:
            raise bad("file is too big")
        return {
            "file_id": file_id,
            "file_unique_id": kept.unique_id,
            "file_size": kept.size,
            "file_path": kept.path,
        }


def _picture_size(part: Part) -> tuple[int, int]:
    """Telegram re-encodes photos: what it cannot read is refused."""
    with part.path.open("rb") as file:
        head = file.read(64 * 1024)
    if not head.startswith(PICTURES):
        raise bad("IMAGE_PROCESS_FAILED")
    if head.startswith(b"\x89PNG") and len(head) >= 24:
        width, height = struct.unpack(">II", head[16:24])
    else:
        width, height = _jpeg_size(head)
    if width + height > 10_000 or max(width, height) > 20 * max(1, min(width, height)):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return width, height


def _jpeg_size(head: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(head) and head[at] == 0xFF:
        if 0xC0 <= head[at + 1] <= 0xC3:
            height, width = struct.unpack(">HH", head[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(head[at + 2 : at + 4], "big")
    return 800, 600
