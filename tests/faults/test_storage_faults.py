"""Faults 31 and 33 (P13): what cannot be stored is refused, and the process recovers by itself."""

import asyncio
import contextlib
import resource
import sqlite3
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.kill.stand import ROW, WITH_A_START, Stand, until

SMALL = 3 * 2**20


class Tmpfs:
    """A small file system under the data folder, filled with ballast."""

    def __init__(self, stand: Stand) -> None:
        self._ballast = stand.data / "ballast"

    def fill(self) -> None:
        with contextlib.suppress(OSError), self._ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))

    def free(self) -> None:
        self._ballast.unlink()


class FileSize:
    """Where nothing may be mounted: the child's files may not grow beyond what they are."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand

    def fill(self) -> None:
        self._limit(4096)

    def free(self) -> None:
        self._limit(resource.RLIM_INFINITY)

    def _limit(self, size: int) -> None:
        assert self._stand.child is not None
        resource.prlimit(
            self._stand.child.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY)
        )


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Whether a file system of its own could be mounted at `folder`."""
    folder.mkdir(parents=True)
    words = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "otdel-test", str(folder)]
    mounted = subprocess.run(words, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with Stand(tmp_path) as opened:
        yield opened


async def kept(stand: Stand) -> set[str]:
    return {row["external_id"] for row in stand.rows("SELECT external_id FROM inbox")}


async def all_recorded(stand: Stand) -> bool:
    given = {row["sid"] for row in await stand.twilio("inbound")}
    filed = stand.rows("SELECT external_id FROM messages WHERE direction = 'in'")
    assert len(filed) == len({row["external_id"] for row in filed})
    return {row["external_id"] for row in filed} == given


@pytest.mark.parametrize("mechanism", [Tmpfs, FileSize])
async def test_a_full_disk_refuses_and_recovers_without_a_restart(tmp_path: Path, mechanism: type):
    """503 while it is full; what was answered 200 is on disk (P1); freed, it goes on."""
    with small_disk(tmp_path / "data") as mounted:
        if mechanism is Tmpfs and not mounted:
            mechanism = FileSize
        async with Stand(tmp_path) as stand:
            await stand.start()
            await stand.listening()
            assert (await stand.write(1, "room enough."))["statuses"] == [200]
            disk = mechanism(stand)
            disk.fill()
            accepted = await _written_until_refused(stand)
            assert (await stand.state("/healthz")) == {"status": "ok"}
            assert set(accepted) <= await kept(stand)
            disk.free()
            begun = time.monotonic()
            await until("it takes in again", WITH_A_START, lambda: _accepted(stand))
            print(
                {"mechanism": mechanism.__name__, "recovered_s": round(time.monotonic() - begun, 2)}
            )
            # Twilio has given up on what was refused: the catch-up of the next start brings it.
            await stand.kill()
            await stand.start()
            await until("all is recorded", WITH_A_START, lambda: all_recorded(stand))


async def _written_until_refused(stand: Stand) -> list[str]:
    accepted = []
    for _ in range(40):
        answer = await stand.write(1, "x" * 30_000)
        if answer["statuses"] == [503]:
            return accepted
        assert answer["statuses"] == [200]
        accepted.append(answer["sid"])
    raise AssertionError("the disk was never full")


async def _accepted(stand: Stand) -> bool:
    answer: ROW = await stand.write(1, "is there room?")
    return answer["statuses"] == [200]


@pytest.mark.timeout(300)
async def test_a_writer_beside_us_is_waited_for_and_then_refused_and_nothing_is_lost(stand: Stand):
    """Another process holds BEGIN IMMEDIATE, longer than Twilio's two tries wait."""
    await stand.start()
    await stand.listening()
    await stand.write(1, "before.")
    with contextlib.closing(sqlite3.connect(stand.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        short = asyncio.create_task(stand.write(1, "a moment later."))
        await asyncio.sleep(2)
        other.execute("ROLLBACK")
        assert (await short)["statuses"] == [200]
        other.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        assert (await stand.write(1, "refused."))["statuses"] == [503]
        print({"refused_after_s": round(time.monotonic() - begun, 1)})
        assert (await stand.state("/healthz")) == {"status": "ok"}
        other.execute("ROLLBACK")
    await until("it takes in again", WITH_A_START, lambda: _accepted(stand))
    await stand.kill()
    await stand.start()
    await until("all is recorded", WITH_A_START, lambda: all_recorded(stand))
