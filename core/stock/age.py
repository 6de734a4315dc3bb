"""How long a reservation has been held, as people speak of it: the fourth day of seven (A14)."""

from dataclasses import dataclass
from datetime import datetime

LAST, LATE = 1, 3
"""Days left: the last one, and those of the end of the week."""


@dataclass(frozen=True, slots=True)
class Age:
    nth: int
    total: int
    left: int

    @property
    def mark(self) -> str:
        if self.left <= LAST:
            return "🔴"
        return "🟡" if self.left <= LATE else "🟢"


def age(placed: datetime, lapses: datetime, now: datetime) -> Age:
    """Begun days of the whole life, whole days that are left."""
    total = max(1, (lapses - placed).days)
    return Age(min(total, (now - placed).days + 1), total, max(0, (lapses - now).days))
