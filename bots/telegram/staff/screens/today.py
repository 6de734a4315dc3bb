"""☑️ Сегодня: sections of the day, each line one button that leads to the matter itself."""

from collections.abc import Callable, Sequence
from datetime import tzinfo

from bots.telegram.screen import Button, Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.figures import day, moment, money, told, weight
from bots.telegram.staff.screens.hours import subscribe_row
from bots.telegram.staff.screens.tasks import label
from bots.telegram.staff.services import View
from core.messaging.text import cut
from core.notices.buttons import CARD, DEAL, RESERVATION, SAMPLE, TASK, data

SHOWN, NAME_LIMIT = 8, 28
DONE, LATER = "tyd", "typ"
"""Like the presses on a task's card; the list is drawn anew instead."""
KINDS = {"reservation": "reservation", "sample": "sample", "deferral": "deal",
         "conversation": "conversation", "task": "task"}  # fmt: skip
"""Kind of a line → kind of the record that its name stands for."""
Named = tuple[str, View]


def today_screen(
    words: Words, sections: Sequence[tuple[str, Sequence[Named]]], zone: tzinfo
) -> Screen:
    lines = Lines().line(words("tg-today-head"), "bold")
    rows: list[list[Button]] = []
    for name, found in sections:
        if not found:
            continue
        head = words.either(f"tg-today-{name}", "tg-today-other")
        lines.line(f"{head}: {len(found)}")
        rows += [_row(words, public, one, zone) for public, one in found[:SHOWN]]
        if len(found) > SHOWN:
            lines.line(words("tg-today-more", count=len(found) - SHOWN), "italic")
    if not rows:
        lines.line(words("tg-today-empty"))
    tasks = [(words("tg-tasks-mine"), "tl0:0"), (words("tg-refresh"), "td")]
    return lines.screen("today", [*rows, tasks, subscribe_row(words, "today"), home_row(words)])


def _row(words: Words, public: str, one: View, zone: tzinfo) -> list[Button]:
    if one["kind"] == "task":
        version = one["version"]
        return [
            (label(one, zone), data(TASK, public)),
            (words("tg-today-done"), data(DONE, public, version)),
            (words("tg-today-later"), data(LATER, public, version)),
        ]
    return [_LINES[one["kind"]](words, public, one, zone)]


def _client(one: View) -> str:
    return cut(told(one, "client"), NAME_LIMIT)


def _reservation(words: Words, public: str, one: View, zone: tzinfo) -> Button:
    parts = [cut(told(one, "product"), NAME_LIMIT), weight(words, one["grams"])]
    at = moment(one["lapses_at"], zone)
    return f"📌 {at} · {' · '.join(parts)}", data(RESERVATION, public)


def _sample(words: Words, public: str, one: View, zone: tzinfo) -> Button:
    del words, zone
    name = f"📞 {_client(one)} · {cut(told(one, 'product'), NAME_LIMIT)}"
    return name, data(SAMPLE, public, one["version"])


def _deferral(words: Words, public: str, one: View, zone: tzinfo) -> Button:
    mark = "🔴" if one.get("overdue") else "💸"
    told_sum = money(words, one["sum"])
    return f"{mark} {day(one['due_on'], zone)} · {told_sum} · {_client(one)}", data(DEAL, public)


def _conversation(words: Words, public: str, one: View, zone: tzinfo) -> Button:
    del zone
    new = words("tg-wa-new", count=one["unanswered"])
    return f"💬 {_client(one)} · {new}", data(CARD, public)


_LINES: dict[str, Callable[[Words, str, View, tzinfo], Button]] = {
    "reservation": _reservation,
    "sample": _sample,
    "deferral": _deferral,
    "conversation": _conversation,
}
