"""Opaque names of records for one person's buttons (POLICY 5): a forged one names nothing."""

from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from core.errors import NotFound
from core.ids import PersonId


class NamesUnit(Protocol):
    async def public_ids(
        self, person: PersonId, things: Iterable[tuple[str, int]]
    ) -> dict[tuple[str, int], str]: ...

    async def resolve_public(self, person: PersonId, public: str) -> tuple[str, int] | None: ...


class NamesUnits(Protocol):
    def begin(self) -> AbstractAsyncContextManager[NamesUnit]: ...

    def read(self) -> AbstractAsyncContextManager[NamesUnit]: ...


class Bearer(Protocol):
    """Whoever holds the buttons."""

    @property
    def id(self) -> PersonId: ...


class Names:
    def __init__(self, units: NamesUnits) -> None:
        self._units = units

    async def of(
        self, bearer: Bearer, things: Iterable[tuple[str, int]]
    ) -> dict[tuple[str, int], str]:
        """(kind, id) → name; made when new."""
        async with self._units.begin() as unit:
            return await unit.public_ids(bearer.id, things)

    async def resolve(self, bearer: Bearer, public: str, kind: str) -> int:
        """The id behind a name that was given to this very person. Raises NotFound."""
        async with self._units.read() as unit:
            found = await unit.resolve_public(bearer.id, public)
        if found is None or found[0] != kind:
            raise NotFound
        return found[1]
