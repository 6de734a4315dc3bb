"""What one transaction has read by id already."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Seen(Generic[K, V]):
    """Rows that are read once a transaction and forgotten whenever it writes some.

    Only on SQLite: there nobody else writes beside a writer and a reader has its snapshot, so a
    second look would find the same. A writer on PostgreSQL sees what others commit, and looks.
    """

    def __init__(self, dialect: str, read: Callable[[list[K]], Awaitable[dict[K, V]]]) -> None:
        self._keeps = dialect == "sqlite"
        self._read = read
        self._rows: dict[K, V] = {}

    async def of(self, ids: Iterable[K]) -> dict[K, V]:
        wanted = list(dict.fromkeys(ids))
        missing = [number for number in wanted if number not in self._rows]
        found = self._rows | (await self._read(missing) if missing else {})
        if self._keeps:
            self._rows = found
        return {number: found[number] for number in wanted if number in found}

    def forget(self) -> None:
        self._rows = {}
