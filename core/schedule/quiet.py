"""Quiet hours: a message comes without a sound then, unless it cannot wait (MENUS)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

from core.firm import Firm
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


async def resting(
    hours: Hours, people: Iterable[PersonId], firm: Firm, now: datetime
) -> set[PersonId]:
    """Whose quiet hours it is now: their own, or the firm's where they have set none."""
    readers = set(people)
    if not readers:
        return set()
    own = await hours.of(readers)
    wall = now.astimezone(ZoneInfo(firm.timezone)).time()
    usual = Quiet(firm.quiet_from, firm.quiet_to)
    kept = {reader: own.get(reader, usual) for reader in readers}
    return {reader for reader, quiet in kept.items() if quiet and quiet.covers(wall)}
