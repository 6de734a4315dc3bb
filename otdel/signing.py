"""Signed, short-lived addresses under which a provider fetches a file of ours."""

import contextlib
import hashlib
import hmac
import os
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

LIFE = 3600
"""Seconds. Twilio fetches at once and repeats within minutes."""
_MAC = 16
_KEY = 32


def secret(folder: Path) -> bytes:
    """Made once and whole, kept beside the data, readable by the owner only."""
    file = folder / "media.key"
    if not _whole(file):
        folder.mkdir(parents=True, exist_ok=True)
        made = folder / f"media.key.{os.getpid()}"
        made.touch(mode=0o600)
        made.write_bytes(secrets.token_bytes(_KEY))
        if file.exists() and not _whole(file):
            file.unlink(missing_ok=True)
        with contextlib.suppress(FileExistsError):
            file.hardlink_to(made)
        made.unlink()
    return file.read_bytes()


def _whole(file: Path) -> bool:
    """A key that a crash cut off would be a key that anybody can guess."""
    return file.exists() and file.stat().st_size == _KEY


class MediaLinks:
    """`PUBLIC_URL/media/<blob>.<type>.<expires>.<mac>`: everything it says is signed."""

    def __init__(self, key: bytes, base: str) -> None:
        self._key = key
        self._base = base

    def link(self, blob: str, content_type: str, _name: str = "") -> str:
        kind = urlsafe_b64encode(content_type.encode()).decode().rstrip("=")
        body = f"{blob}.{kind}.{int(time.time()) + LIFE}"
        return f"{self._base}/media/{body}.{self._mac(body)}"

    def read(self, signed: str) -> tuple[str, str] | None:
        """(blob, content type), or None for anything forged, changed or late."""
        body, _, mac = signed.rpartition(".")
        if not hmac.compare_digest(self._mac(body).encode(), mac.encode("utf-8", "replace")):
            return None
        blob, kind, expires = body.split(".")
        if int(expires) < time.time():
            return None
        return blob, urlsafe_b64decode(kind + "=" * (-len(kind) % 4)).decode()

    def _mac(self, body: str) -> str:
        return mac_of(self._key, body)


def mac_of(key: bytes, body: str) -> str:
    """32 hexadecimal digits."""
    digest = hmac.new(key, body.encode("utf-8", "replace"), hashlib.sha256).digest()
    return digest[:_MAC].hex()
