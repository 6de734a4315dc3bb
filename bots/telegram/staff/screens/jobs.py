"""/jobs: what comes by the clock, and what has come (P10)."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, tzinfo

from bots.telegram.screen import Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from core.schedule.model import Fire, Next, State

SHOWN = 15


def jobs_screen(
    words: Words, coming: Sequence[Next], recent: Sequence[Fire], zone: tzinfo
) -> Screen:
    lines = Lines().line(words("tg-jobs-head"), "bold")
    for one in sorted(coming, key=lambda one: (one.due_at is None, one.due_at, one.name)):
        at = _at(one.due_at, zone) if one.due_at is not None else words("tg-jobs-none")
        lines.line(f"{at} · {_named(words, one.name)}{_last(words, one.last, zone)}")
        if one.overdue is not None:
            lines.line(words("tg-jobs-overdue", at=_at(one.overdue, zone)), "italic")
    lines.line().line(words("tg-jobs-recent"), "bold")
    if not recent:
        lines.line(words("tg-jobs-nothing"))
    # Many at once, one for each person, are one line.
    grouped = Counter((_at(fire.fired_at, zone), fire.name, fire.state) for fire in recent)
    for (at, name, state), count in list(grouped.items())[:SHOWN]:
        times = f" ×{count}" if count > 1 else ""
        lines.line(f"{at} · {_named(words, name)}{times} · {_told(words, state)}")
    return lines.screen("jobs", [[(words("tg-refresh"), "jb")], home_row(words)])


def _last(words: Words, fire: Fire | None, zone: tzinfo) -> str:
    if fire is None:
        return ""
    last = words("tg-jobs-last", at=_at(fire.fired_at, zone), state=_told(words, fire.state))
    return f" · {last}"


def _told(words: Words, state: State) -> str:
    return words.either(f"tg-fire-{state}", "tg-fire-fired")


def _named(words: Words, name: str) -> str:
    return words.either(f"job-{name}", "job-other")


def _at(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).strftime("%d.%m %H:%M")
