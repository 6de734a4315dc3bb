import asyncio
import secrets
from typing import Any

from sandbox.telegram.errors import bad
from sandbox.world import World

LIFE = 15 * 60


class Queries:
    """Callback and inline queries that wait for their one answer."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._open: dict[str, tuple[float, asyncio.Future[dict[str, Any]]]] = {}

    def open(self, query_id: str | None = None) -> tuple[str, asyncio.Future[dict[str, Any]]]:
        query_id = query_id or str(secrets.randbits(62))
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._open[query_id] = (self._world.now(), future)
        while len(self._open) > 50_000:
            self._open.pop(next(iter(self._open)))
        return query_id, future

    def answer(self, query_id: str, answer: dict[str, Any]) -> bool:
        """A query is answered once, and within minutes."""
        at, future = self._open.pop(query_id, (0.0, None))
        if future is None or self._world.now() - at > LIFE:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if not future.done():
            future.set_result(answer)
        return True


async def answered(future: asyncio.Future[dict[str, Any]], seconds: float) -> dict[str, Any] | None:
    try:
        return await asyncio.wait_for(asyncio.shield(future), seconds)
    except TimeoutError:
        return None
