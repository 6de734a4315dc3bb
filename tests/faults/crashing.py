"""The product with named points at which it dies (fault 3): `python -m tests.faults.crashing run`.

`OTDEL_FAILPOINT` names the point, `OTDEL_FAILPOINT_AT` a text: the process is ended by kill -9 when
it comes to that point with that text. The points are wrapped around the product from outside, so
the product itself carries no switch that ends it (docs/decisions/0010-fail-points.md).
"""

import json
import os
import signal
from collections.abc import Callable, Mapping
from typing import Any

from core.errors import ChannelError
from core.messaging.delivery import Delivery
from core.messaging.desk import Desk
from core.messaging.model import Sent
from core.messaging.receive import Receiver
from otdel import cli
from scheduler.media import MediaWorker
from scheduler.outbox import OutboxWorker
from storage import blobs
from storage.intake import GroupCommit

MARK = os.environ.get("OTDEL_FAILPOINT_AT", "")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def marked(payload: Mapping[str, Any]) -> bool:
    return MARK in json.dumps(payload, ensure_ascii=False)


def after_inbox_commit() -> None:
    original = GroupCommit._commit_once

    async def commit(self: GroupCommit, items: list[Any]) -> list[bool]:
        new = await original(self, items)
        if any(MARK.encode() in item.payload for item in items):
            die()
        return new

    GroupCommit._commit_once = commit  # type: ignore[method-assign]


def in_handler() -> None:
    """A poison item that ends the process (fault 6)."""
    receive, answer = Receiver.receive, Desk.answer

    async def received(self: Receiver, unit: Any, batch: Any) -> None:
        if any(MARK in item.text for item in batch):
            die()
        await receive(self, unit, batch)

    async def answered(self: Desk, actor: Any, origin: Any, content: Any, cause: str) -> Any:
        if MARK in content.text:
            die()
        return await answer(self, actor, origin, content, cause)

    Receiver.receive, Desk.answer = received, answered  # type: ignore[method-assign]


def after_effect() -> None:
    """The command's effect is committed, its inbox row is not marked yet (fault 17b)."""
    original = Desk.answer

    async def answer(self: Desk, actor: Any, origin: Any, content: Any, cause: str) -> Any:
        result = await original(self, actor, origin, content, cause)
        if MARK in content.text:
            die()
        return result

    Desk.answer = answer  # type: ignore[method-assign]


def after_claim() -> None:
    original = Delivery.take

    async def take(self: Delivery, *words: Any, **named: Any) -> Any:
        taken = await original(self, *words, **named)
        if any(marked(row.payload) for row, _ in taken):
            die()
        return taken

    Delivery.take = take  # type: ignore[method-assign]


def after_provider_accept() -> None:
    original = OutboxWorker._heed

    def heed(self: OutboxWorker, row: Any, result: Sent | ChannelError) -> None:
        if isinstance(result, Sent) and marked(row.payload):
            die()
        original(self, row, result)

    OutboxWorker._heed = heed  # type: ignore[method-assign]


def mid_media() -> None:
    """Half of a file stands on the disk under its temporary name."""
    original = blobs._Incoming.write

    def write(self: Any, chunk: bytes) -> None:
        original(self, chunk)
        self._file.flush()
        die()

    blobs._Incoming.write = write  # type: ignore[method-assign]


def after_media() -> None:
    """The file is whole on the disk, nobody has been told."""
    original = MediaWorker._fetch

    async def fetch(self: MediaWorker, media: Any) -> Any:
        result = await original(self, media)
        die()
        return result

    MediaWorker._fetch = fetch  # type: ignore[method-assign]


POINTS: dict[str, Callable[[], None]] = {
    "after-inbox-commit": after_inbox_commit,
    "in-handler": in_handler,
    "after-effect": after_effect,
    "after-claim": after_claim,
    "after-provider-accept": after_provider_accept,
    "mid-media": mid_media,
    "after-media": after_media,
}

if __name__ == "__main__":
    if name := os.environ.get("OTDEL_FAILPOINT"):
        POINTS[name]()
    cli.main()
