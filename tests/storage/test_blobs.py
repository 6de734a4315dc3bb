import asyncio
import errno
import hashlib
import os

import pytest

from core.errors import MediaRefused, StorageUnavailable
from storage.blobs import DiskBlobs

_DATA = [b"one", b"", b"two" * 1000]
_NAME = hashlib.sha256(b"".join(_DATA)).hexdigest()


@pytest.fixture
def blobs(tmp_path):
    return DiskBlobs(tmp_path / "media")


async def _stream(*chunks):
    for chunk in chunks:
        await asyncio.sleep(0)
        yield chunk


def _files(tmp_path):
    return [file for file in (tmp_path / "media").rglob("*") if file.is_file()]


async def test_a_file_is_kept_under_its_hash_readable_by_its_owner_only(blobs, tmp_path):
    for _ in range(2):
        assert await blobs.write(_stream(*_DATA), 5000) == (_NAME, 3003)
    assert await blobs.read(_NAME) == b"".join(_DATA)
    (file,) = _files(tmp_path)
    assert file == blobs.path(_NAME) == tmp_path / "media" / _NAME[:2] / _NAME[2:4] / _NAME
    assert file.stat().st_mode & 0o777 == 0o600


async def test_an_empty_file_is_a_file(blobs):
    blob, size = await blobs.write(_stream(), 5)
    assert (await blobs.read(blob), size) == (b"", 0)


async def test_a_file_past_the_limit_is_refused_and_leaves_nothing(blobs, tmp_path):
    assert (await blobs.write(_stream(b"12345"), 5))[1] == 5
    with pytest.raises(MediaRefused) as refused:
        await blobs.write(_stream(b"123", b"456"), 5)
    assert refused.value.code == "too-large"
    assert len(_files(tmp_path)) == 1


async def test_a_broken_stream_leaves_nothing(blobs, tmp_path):
    async def broken():
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await blobs.write(broken(), 5000)
    assert _files(tmp_path) == []


async def test_a_full_disk_is_told_as_such_and_leaves_nothing(blobs, tmp_path, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageUnavailable):
        await blobs.write(_stream(b"1"), 5)
    monkeypatch.undo()
    assert _files(tmp_path) == []
    await blobs.write(_stream(b"1"), 5)


@pytest.mark.parametrize(
    "name",
    ["", "../../etc/passwd", "a" * 63, "A" * 64, "g" * 64, f"{'a' * 64}\n", f"/{'a' * 63}"],
)
async def test_a_name_from_outside_reaches_no_file(blobs, name):
    with pytest.raises(FileNotFoundError):
        blobs.path(name)
    with pytest.raises(FileNotFoundError):
        await blobs.read(name)


async def test_an_unknown_blob_is_not_found(blobs):
    with pytest.raises(FileNotFoundError):
        await blobs.read("a" * 64)
