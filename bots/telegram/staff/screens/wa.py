"""Open conversations: "name · 2 new · ⏳ 21 ч", each leads to the client."""

from bots.telegram.screen import Button, Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from core.messaging.text import cut
from core.messaging.views import WaLine, WaPage

HOUR, MINUTE = 3600, 60
NAME_LIMIT = 30


def wa_screen(words: Words, page: WaPage) -> Screen:
    lines = Lines().line(words("tg-wa-head"), "bold")
    if not page.lines:
        lines.add(words("tg-wa-empty"))
    elif page.pages > 1:
        lines.add(words("tg-page", page=page.page + 1, pages=page.pages))
    rows = [
        [(wa_label(words, line), f"c:{line.public}"), (words("tg-reply-short"), f"r:{line.public}")]
        for line in page.lines
    ]
    return lines.screen("wa", [*rows, pager("wa", page.page, page.pages), home_row(words)])


def wa_label(words: Words, line: WaLine) -> str:
    """The name is cut before the counters are: they must be seen on a narrow phone."""
    marks = [words("tg-wa-new", count=line.unanswered)] if line.unanswered else []
    left = window(words, line.window_left)
    return " · ".join([cut(line.name, NAME_LIMIT), *marks, *([left] if left else [])])


def window(words: Words, left: int | None) -> str:
    """Time until WhatsApp takes no free text any more; closed: 🔒 (P9)."""
    if left is None:
        return ""
    if left <= 0:
        return words("tg-window-closed")
    if left < HOUR:
        return words("tg-window-minutes", count=max(1, left // MINUTE))
    return words("tg-window-hours", count=left // HOUR)


def page_text(words: Words, page: int, pages: int, *, counted: bool = True) -> str:
    """No total where nobody has counted: it would change at every page."""
    at = page + 1
    return words("tg-page", page=at, pages=pages) if counted else words("tg-page-at", page=at)


def pager(prefix: str, page: int, pages: int) -> list[Button]:
    """Pages are counted from 0 in the data and from 1 for people."""
    back = [("◀", f"{prefix}:{page - 1}")] if page > 0 else []
    forward = [("▶", f"{prefix}:{page + 1}")] if page + 1 < pages else []
    return back + forward
