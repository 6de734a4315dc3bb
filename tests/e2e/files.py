"""Small real files, each different from the others."""

import base64
import struct
import zlib
from typing import Any


def png(number: int, side: int = 24) -> bytes:
    """A square of one colour."""
    colour = bytes((number * 37 % 256, number * 91 % 256, number * 53 % 256))
    rows = b"".join(b"\x00" + colour * side for _ in range(side))

    def chunk(kind: bytes, body: bytes) -> bytes:
        head = struct.pack(">I", len(body)) + kind + body
        return head + struct.pack(">I", zlib.crc32(kind + body))

    size = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def pdf(number: int) -> bytes:
    return b"%%PDF-1.4\n%% price list %d\n" % number + bytes(range(256)) * 8 + b"\n%%EOF\n"


def voice(number: int) -> bytes:
    return b"OggS\x00\x02" + b"\x00" * 22 + b"OpusHead" + bytes([number % 256]) * 900


def attached(kind: str, body: bytes, name: str, content_type: str, **more: Any) -> dict[str, Any]:
    """As the control API takes a file, of a Telegram user or of a WhatsApp writer."""
    return {
        "kind": kind,
        "name": name,
        "type": content_type,
        "b64": base64.b64encode(body).decode(),
    } | more


def photo(number: int, **more: Any) -> dict[str, Any]:
    return attached("photo", png(number), f"p{number}.png", "image/png", **more)
