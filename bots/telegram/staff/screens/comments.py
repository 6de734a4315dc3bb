"""Comments on a client: who, when, until when it may be edited, and every earlier text (A3)."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from bots.telegram.screen import Button, Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.figures import moment
from bots.telegram.staff.screens.wa import pager
from bots.telegram.staff.services import View
from core.messaging.text import cut

ROOM = 3000
"""UTF-16 units that the texts of one page share."""
SHORTEST, NAME_LIMIT, LABEL = 80, 80, 24

Named = Sequence[tuple[str, View]]
"""(opaque name, comment), newest first."""


def comments_screen(
    words: Words,
    client: str,
    found: Named,
    page: tuple[int, int],
    now: datetime,
    zone: tzinfo,
) -> Screen:
    """`page`: which, of how many."""
    lines = Lines().line(words("tg-comments-head"), "bold")
    if not found:
        lines.add(words("tg-comments-none"))
    share = max(SHORTEST, ROOM // max(1, len(found)))
    rows: list[list[Button]] = []
    for public, one in found:
        _comment(words, lines, one, zone, share, now)
        row = _actions(words, client, public, one)
        rows += [row] if row else []
    rows.append([(words("tg-client-comment"), f"ccw:{client}")])
    turning = pager(f"ccm:{client}", *page)
    return lines.screen("comments", [*rows, turning, home_row(words, f"c:{client}")])


def _comment(
    words: Words, lines: Lines, one: View, zone: tzinfo, share: int, now: datetime
) -> None:
    lines.line().add(f"{moment(one['at'], zone)} ")
    lines.line(cut(str(one.get("author") or "—"), NAME_LIMIT), "bold")
    lines.line(cut(str(one["text"]), share))
    marks = []
    if one.get("edited"):
        marks.append(words("tg-edited"))
    if one.get("editable") and one["editable_until"] >= now:
        marks.append(until(words, one["editable_until"], zone))
    if marks:
        lines.line(" · ".join(marks), "italic")


def until(words: Words, at: Any, zone: tzinfo) -> str:
    return words("tg-comment-until", at=moment(at, zone))


def _actions(words: Words, client: str, public: str, one: View) -> list[Button]:
    head = cut(str(one["text"]), LABEL)
    row: list[Button] = []
    if one.get("editable"):
        row.append((words("tg-comment-edit", text=head), f"cce:{client}:{public}:{one['version']}"))
    if one.get("edited"):
        row.append((words("tg-comment-versions", text=head), f"cvs:{client}:{public}"))
    return row


def versions_screen(words: Words, client: str, versions: Sequence[View], zone: tzinfo) -> Screen:
    """Every edit keeps the earlier text (A3)."""
    lines = Lines().line(words("tg-versions-head"), "bold")
    share = max(SHORTEST, ROOM // max(1, len(versions)))
    for one in versions:
        lines.line().add(f"{moment(one['at'], zone)} ")
        lines.line(cut(str(one.get("by") or "—"), NAME_LIMIT), "bold")
        lines.line(cut(str(one["text"]), share))
    return lines.screen("versions", [home_row(words, f"ccm:{client}:0")])
