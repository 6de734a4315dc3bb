"""A client's correspondence, page by page."""

from datetime import tzinfo

from bots.telegram.screen import Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.wa import page_text, pager
from core.messaging.text import cut
from core.messaging.views import ThreadLine, ThreadPage

ROOM = 3000
"""UTF-16 units that the texts of one page share; heads and marks take the rest of 4096."""
SHORTEST, NAME_LIMIT, BANNER_LIMIT = 60, 60, 300


def thread_screen(words: Words, page: ThreadPage, zone: tzinfo) -> Screen:
    lines = Lines()
    if page.peculiarities:
        lines.line(words("tg-peculiarities", text=cut(page.peculiarities, BANNER_LIMIT)), "bold")
    lines.line(words("tg-thread-head", name=cut(page.name, NAME_LIMIT)), "bold")
    if page.pages > 1:
        lines.line(page_text(words, page.page, page.pages, counted=False))
    if not page.lines:
        lines.add(words("tg-thread-empty"))
    share = max(SHORTEST, ROOM // max(1, len(page.lines)))
    for line in page.lines:
        _line(words, lines, line, zone, share)
    turning = pager(f"th:{page.public}", page.page, page.pages)
    return lines.screen("thread", [turning, home_row(words, f"c:{page.public}")])


def _line(words: Words, lines: Lines, line: ThreadLine, zone: tzinfo, share: int) -> None:
    """Direction, time and author; then the words as they are; then what became of them."""
    arrow = "⬅️" if line.direction == "in" else "➡️"
    at = line.at.astimezone(zone).strftime("%d.%m %H:%M")
    lines.line().add(f"{arrow} {at} ").line(cut(line.author, NAME_LIMIT), "bold")
    if line.text:
        lines.line(cut(line.text, share))
    marks = [words("tg-files", count=line.files)] if line.files else []
    marks += [words("tg-edited")] if line.edited else []
    if line.direction != "in":
        marks.append(words.either(f"tg-state-{line.state}", "tg-state-other"))
    if marks:
        lines.line(" · ".join(marks), "italic")
