"""Hours as people type them; nothing is guessed."""

import re
from datetime import time

from core.schedule.quiet import Quiet

_CLOCK = re.compile(r"(\d{1,2})(?:[:.\s](\d{2}))?")
_SPAN = re.compile(r"(?:с\s+)?(.+?)\s*(?:[-–—]|\bдо\b)\s*(.+)", re.IGNORECASE)


def read_clock(text: str) -> time | None:
    """As in "8", "8:30", "8.30" or "08 30"; None for what is no time of a day."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None or not text.isascii():
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None  # noqa: PLR2004 - a day


def read_span(text: str) -> Quiet | None:
    """As in "22:00-07:00" or "с 22 до 7"; None for anything else."""
    found = _SPAN.fullmatch(text.strip())
    begin, end = (read_clock(found[1]), read_clock(found[2])) if found else (None, None)
    return Quiet(begin, end) if begin is not None and end is not None else None
