"""A command's effect happens once, however often its update is handled again (fault 17b)."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Protocol


class Journal(Protocol):
    """The part of a unit that remembers what commands have answered."""

    async def command(self, cause: str, n: int) -> dict[str, Any] | None: ...

    async def record_command(
        self, cause: str, n: int, result: Mapping[str, Any], now: datetime
    ) -> None: ...


async def once(unit: Journal, cause: str, now: datetime, work: Callable[[], Awaitable[str]]) -> str:
    """Runs `work` in the caller's transaction, or returns what its first run answered."""
    return str((await once_whole(unit, cause, now, lambda: _answered(work)))["answer"])


async def _answered(work: Callable[[], Awaitable[str]]) -> dict[str, Any]:
    return {"answer": await work()}


async def once_whole(
    unit: Journal, cause: str, now: datetime, work: Callable[[], Awaitable[dict[str, Any]]]
) -> dict[str, Any]:
    """The same for an answer of several fields, all of them fit for JSON."""
    earlier = await unit.command(cause, 0)
    if earlier is not None:
        return earlier
    answer = await work()
    await unit.record_command(cause, 0, answer, now)
    return answer
