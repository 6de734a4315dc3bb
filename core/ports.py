"""Protocols without a room of their own, implemented outside."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from core.ids import PersonId


class Clock(Protocol):
    """The only source of time; tests and the demo move it."""

    def now(self) -> datetime:
        """Aware, UTC."""
        ...


class WorkingDays(Protocol):
    """The calendar of a country: week-ends, holidays, and days that were moved."""

    def working(self, on: date) -> bool: ...


class Texts(Protocol):
    """Interface texts by key (F4); no sentence stands in code."""

    def render(self, key: str, language: str, fields: Mapping[str, object] | None = None) -> str:
        """Text of `key`; raises KeyError for a missing key."""
        ...


class BlobStore(Protocol):
    """Files by the SHA-256 of their content, under names of our own (P21)."""

    async def write(self, chunks: AsyncIterator[bytes], limit: int) -> tuple[str, int]:
        """Stores a stream; (hash, size in bytes). Raises MediaRefused past `limit`."""
        ...

    async def read(self, blob: str) -> bytes:
        """Raises FileNotFoundError."""
        ...


class MediaSource(Protocol):
    """Where a provider keeps the files it announced."""

    async def fetch(self, source: str, blobs: BlobStore) -> tuple[str, int, str]:
        """Fetches one file into `blobs`: (hash, size in bytes, content type).

        Raises MediaRefused when it never will be, Temporary to try again later.
        """
        ...


class Links(Protocol):
    """Addresses that do what a button does, for those who read by e-mail."""

    def act(self, person: PersonId, mailbox: str, data: str) -> str | None:
        """For that person alone, while that is the mailbox; None: nothing stands for the button."""
        ...


class Meter(Protocol):
    """Counters and timings by the names of INTERFACE; labels never carry personal data."""

    def count(self, name: str, **labels: str) -> None: ...

    def observe(self, name: str, seconds: float) -> None: ...


class React(Protocol):
    """Everything that follows from events, in the transaction that made them (reactions.py)."""

    async def __call__(self, unit: Any, events: Sequence[Any]) -> None: ...
