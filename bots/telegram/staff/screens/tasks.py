"""Tasks: what the reader has to do, what he has asked of others (E7)."""

from collections.abc import Sequence
from datetime import tzinfo

from bots.telegram.screen import Button, Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.figures import moment, told
from bots.telegram.staff.screens.wa import pager
from bots.telegram.staff.services import View
from core.messaging.text import cut
from core.notices.buttons import TASK, TASK_DONE, TASK_LATER, data

LABEL, TEXT_LIMIT = 40, 3000
Named = Sequence[tuple[str, View]]


def tasks_screen(
    words: Words, tasks: Named, page: tuple[int, int], zone: tzinfo, *, given: bool
) -> Screen:
    """`given`: those asked of others."""
    lines = Lines().line(words("tg-tasks-given" if given else "tg-tasks-mine"), "bold")
    if not tasks:
        lines.line(words("tg-tasks-none"))
    rows: list[list[Button]] = [[(label(one, zone), data(TASK, name))] for name, one in tasks]
    other = ("tl0:0", "tg-tasks-mine") if given else ("tl1:0", "tg-tasks-given")
    turning = pager("tl1" if given else "tl0", *page)
    making = [(words(other[1]), other[0]), (words("tg-task-new"), "so:task")]
    return lines.screen("tasks", [*rows, turning, making, home_row(words)])


def label(one: View, zone: tzinfo) -> str:
    due = moment(one["due_at"], zone) if one.get("due_at") else ""
    late = "🔴" if one.get("overdue") else ""
    done = "✅" if one.get("done_at") else ""
    return " · ".join(part for part in (done or late, due, cut(told(one, "text"), LABEL)) if part)


def task_screen(words: Words, name: str, one: View, zone: tzinfo) -> Screen:
    lines = Lines().line(words("tg-task-head"), "bold").line(cut(told(one, "text"), TEXT_LIMIT))
    lines.line().line(words("tg-task-people", author=told(one, "author"), to=told(one, "assignee")))
    if one.get("client"):
        lines.line("👤 " + told(one, "client"))
    if one.get("due_at"):
        key = "tg-task-late" if one.get("overdue") else "tg-task-due"
        lines.line(words(key, at=moment(one["due_at"], zone)))
    acts: list[Button] = []
    if one.get("done_at"):
        lines.line(
            words("tg-task-done-at", by=told(one, "done_by"), at=moment(one["done_at"], zone))
        )
    else:
        version = one["version"]
        acts = [
            (words("tg-task-done"), data(TASK_DONE, name, version)),
            (words("tg-task-later"), data(TASK_LATER, name, version)),
        ]
    return lines.screen("task", [acts, home_row(words, "tl0:0")])
