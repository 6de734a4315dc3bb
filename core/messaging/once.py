"""A command's effect happens once, however often its update is handled again (fault 17b)."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from core.messaging.ports import Unit


async def once(unit: Unit, cause: str, now: datetime, work: Callable[[], Awaitable[str]]) -> str:
    """Runs `work` in the caller's transaction, or returns what its first run answered."""
    earlier = await unit.command(cause, 0)
    if earlier is not None:
        return str(earlier["answer"])
    answer = await work()
    await unit.record_command(cause, 0, {"answer": answer}, now)
    return answer
