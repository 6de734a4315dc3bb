"""Forms half filled in: kept by person and topic, so that a restart loses nothing typed (F3)."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from core.ids import PersonId
from core.ports import Clock


@dataclass(frozen=True, slots=True)
class Draft:
    """`name` of the form and what was entered so far, fit for JSON; `kept_at`: when, once kept."""

    name: str
    state: Mapping[str, Any]
    kept_at: datetime | None = field(default=None, compare=False)


ENDED = ""
"""The name of what is left of a form that has ended, for a press that is on its way."""


class Drafts(Protocol):
    """One open form a person and topic; thread "" is the chat itself."""

    async def find(self, person: PersonId, thread: str) -> Draft | None: ...

    async def keep(self, person: PersonId, thread: str, draft: Draft, now: datetime) -> None: ...


class Unit(Protocol):
    @property
    def forms(self) -> Drafts: ...


class Units(Protocol):
    def begin(self) -> AbstractAsyncContextManager[Unit]: ...

    def read(self) -> AbstractAsyncContextManager[Unit]: ...


class Forms:
    """Only remembers: who may do what a form asks for is decided by the use case at its end."""

    def __init__(self, units: Units, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def find(self, person: PersonId, thread: str) -> Draft | None:
        async with self._units.read() as unit:
            return await unit.forms.find(person, thread)

    async def keep(self, person: PersonId, thread: str, draft: Draft) -> None:
        """Another form that was open in the same place is replaced."""
        async with self._units.begin() as unit:
            await unit.forms.keep(person, thread, draft, self._clock.now())

    async def end(self, person: PersonId, thread: str, mark: Mapping[str, Any]) -> None:
        """Nothing of what was entered stays but the mark, until the next form is opened here."""
        await self.keep(person, thread, Draft(ENDED, mark))
