"""Quiet hours: a message comes without a sound then, unless it cannot wait (MENUS)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from typing import Protocol

from core.ids import PersonId


@dataclass(frozen=True, slots=True)
class Quiet:
    """Wall times of the firm; they go over midnight where `end` is the earlier one."""

    begin: time
    end: time

    def covers(self, clock: time) -> bool:
        """From `begin` up to `end`, which itself is loud; equal ones are no quiet hours.

        By the clock on the wall, so that a change of the zone's hour needs no care (fault 27).
        """
        if self.begin <= self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end

    @property
    def told(self) -> str:
        return f"{self.begin:%H:%M}–{self.end:%H:%M}"


class Hours(Protocol):
    """What people have set for themselves."""

    async def of(self, people: Iterable[PersonId]) -> dict[PersonId, Quiet | None]:
        """None: switched off. Whoever has set nothing is not there: the firm's hold."""
        ...
