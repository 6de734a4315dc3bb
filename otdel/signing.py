"""Signed, short-lived addresses under which a provider fetches a file of ours."""

import hashlib
import hmac
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

LIFE = 3600
"""Seconds. Twilio fetches at once and repeats within minutes."""
_MAC = 16


def secret(folder: Path) -> bytes:
    """Made once, kept beside the data, readable by the owner only."""
    file = folder / "media.key"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        key = secrets.token_bytes(32)
        file.touch(mode=0o600)
        file.write_bytes(key)
    return file.read_bytes()


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
        digest = hmac.new(self._key, body.encode("utf-8", "replace"), hashlib.sha256).digest()
        return digest[:_MAC].hex()
