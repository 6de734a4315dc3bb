"""Files by the SHA-256 of their content: names never come from outside (P21)."""

import asyncio
import hashlib
import os
import re
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import MediaRefused, StorageUnavailable

_NAME = re.compile(r"[0-9a-f]{64}")


class DiskBlobs:
    """Implements core.ports.BlobStore. A name appears only when its whole content is on disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def write(self, chunks: AsyncIterator[bytes], limit: int) -> tuple[str, int]:
        with _full_disk_told():
            incoming = await asyncio.to_thread(_Incoming, self._folder, limit)
        try:
            async for chunk in chunks:
                with _full_disk_told():
                    await asyncio.to_thread(incoming.write, chunk)
            with _full_disk_told():
                return await asyncio.to_thread(incoming.keep)
        finally:
            await asyncio.to_thread(incoming.discard)

    async def read(self, blob: str) -> bytes:
        return await asyncio.to_thread(self.path(blob).read_bytes)

    def path(self, blob: str) -> Path:
        """Raises FileNotFoundError for anything that is not one of our names."""
        if not _NAME.fullmatch(blob):
            raise FileNotFoundError("not a blob")
        return _place(self._folder, blob)


class _Incoming:
    """One file on its way in, under a random name until it is whole."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit
        self._size = 0
        self._hash = hashlib.sha256()
        _make(folder)
        self._temporary = folder / f".{secrets.token_hex(16)}"
        self._file = os.fdopen(
            os.open(self._temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb"
        )

    def write(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size > self._limit:
            raise MediaRefused("too-large")
        self._hash.update(chunk)
        self._file.write(chunk)

    def keep(self) -> tuple[str, int]:
        """On disk before it is named, and the name on disk before anybody is told."""
        self._file.flush()
        os.fsync(self._file.fileno())
        blob = self._hash.hexdigest()
        place = _place(self._folder, blob)
        _make(place.parent)
        self._temporary.replace(place)
        _sync(place.parent)
        return blob, self._size

    def discard(self) -> None:
        """Whatever is still under its temporary name."""
        self._file.close()
        self._temporary.unlink(missing_ok=True)


def _place(folder: Path, blob: str) -> Path:
    return folder / blob[:2] / blob[2:4] / blob


def _make(folder: Path) -> None:
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)
        _sync(one.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _full_disk_told() -> Iterator[None]:
    """A full or broken disk is a state of the storage (P13), to be tried again later."""
    try:
        yield
    except OSError as error:
        raise StorageUnavailable(f"media: {type(error).__name__} {error.errno}") from None
