"""D1: the directory of company statuses, for whoever may edit it."""

from collections.abc import Sequence

from bots.telegram.screen import Button, Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.client import status_word
from core.clients.model import PENDING, Status


def word_of(words: Words, status: Status) -> str:
    return status_word(words, status.code, status.name)


def statuses_screen(words: Words, statuses: Sequence[Status]) -> Screen:
    """Pending has no bin: every new company begins there (D2). Archived ones can come back."""
    lines = Lines().line(words("tg-statuses-head"), "bold")
    rows: list[list[Button]] = []
    for status in (one for one in statuses if one.archived_at is None):
        word = word_of(words, status)
        mark = words("tg-status-working") if status.in_progress else ""
        lines.line(" · ".join(filter(None, [f"• {word}", mark])))
        row = [(f"✏️ {word}", f"str:{status.code}")]
        if status.code != PENDING:
            row.append(("🗄", f"sta:{status.code}"))
        rows.append(row)
    lines.line().add(words("tg-statuses-how"))
    for status in (one for one in statuses if one.archived_at is not None):
        back = words("tg-status-restore", name=word_of(words, status))
        rows.append([(back, f"stb:{status.code}")])
    new = [(words("tg-status-add"), "stn")]
    return lines.screen("statuses", [*rows, new, home_row(words)])
