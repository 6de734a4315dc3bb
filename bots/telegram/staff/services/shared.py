"""Names for buttons, and files that people send."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from core.messaging.model import IncomingFile
from core.staff.model import Person


class Names(Protocol):
    """`core.names.Names`: what a button calls a record, good for one person only."""

    async def of(
        self, bearer: Person, things: Iterable[tuple[str, int]]
    ) -> dict[tuple[str, int], str]: ...

    async def resolve(self, bearer: Person, public: str, kind: str) -> int: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of ours: the hash of its content and what it was called."""

    blob: str
    name: str
    size: int
    content_type: str


class Files(Protocol):
    async def keep(self, file: IncomingFile, limit: int) -> Kept:
        """Fetches a file of the chat. Raises InvalidInput past `limit` bytes or when it is gone."""
        ...

    async def read(self, blob: str) -> bytes:
        """Raises InvalidInput."""
        ...
