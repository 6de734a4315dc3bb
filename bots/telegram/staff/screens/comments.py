"""Comments on a client: who, when, until when it may be edited, and every earlier text (A3)."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from bots.telegram.screen import Button, Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.figures import moment
from bots.telegram.staff.screens.wa import pager
from bots.telegram.staff.services import View
from core.clients.model import Paged
from core.messaging.text import cut, pieces, utf16_length

ROOM = 2800
"""UTF-16 units that the texts of one page share; longer ones open whole, by pieces."""
WHOLE, NAME_LIMIT, LABEL = 3500, 80, 24

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
    share = ROOM // max(1, len(found))
    rows: list[list[Button]] = []
    for public, one in found:
        _head(lines, one, one.get("author"), zone)
        lines.line(cut(str(one["text"]), share))
        _marks(words, lines, one, zone, now)
        opened = _whole(one, share, f"cco:{client}:{public}:0")
        rows.append([*opened, *_actions(words, client, public, one)])
    rows.append([(words("tg-client-comment"), f"ccw:{client}")])
    turning = pager(f"ccm:{client}", *page)
    return lines.screen("comments", [*rows, turning, home_row(words, f"c:{client}")])


def _head(lines: Lines, one: View, who: Any, zone: tzinfo) -> None:
    lines.line().add(f"{moment(one['at'], zone)} ")
    lines.line(cut(str(who or "—"), NAME_LIMIT), "bold")


def _marks(words: Words, lines: Lines, one: View, zone: tzinfo, now: datetime) -> None:
    marks = []
    if one.get("edited"):
        marks.append(words("tg-edited"))
    if one.get("editable") and one["editable_until"] >= now:
        marks.append(until(words, one["editable_until"], zone))
    if marks:
        lines.line(" · ".join(marks), "italic")


def _whole(one: View, share: int, data: str) -> list[Button]:
    """Of what the list had to cut."""
    text = str(one["text"])
    return [(f"📖 {_label(text)}", data)] if utf16_length(text) > share else []


def _label(text: str) -> str:
    """On one line."""
    return cut(" ".join(text.split()), LABEL)


def until(words: Words, at: Any, zone: tzinfo) -> str:
    return words("tg-comment-until", at=moment(at, zone))


def _actions(words: Words, client: str, public: str, one: View) -> list[Button]:
    head = _label(str(one["text"]))
    row: list[Button] = []
    if one.get("editable"):
        row.append((words("tg-comment-edit", text=head), f"cce:{client}:{public}:{one['version']}"))
    if one.get("edited"):
        row.append((words("tg-comment-versions", text=head), f"cvs:{client}:{public}:0"))
    return row


def comment_screen(
    words: Words, client: str, named: tuple[str, View], piece: int, now: datetime, zone: tzinfo
) -> Screen:
    """One comment whole, however long it is."""
    public, one = named
    lines = Lines().line(words("tg-comments-head"), "bold")
    _head(lines, one, one.get("author"), zone)
    turning = _piece(lines, str(one["text"]), piece, f"cco:{client}:{public}")
    _marks(words, lines, one, zone, now)
    rows = [turning, _actions(words, client, public, one), home_row(words, f"ccm:{client}:0")]
    return lines.screen("comment", rows)


def _piece(lines: Lines, text: str, piece: int, prefix: str) -> list[Button]:
    """A part that fits a message, and the way to the others."""
    parts = pieces(text, WHOLE)
    at = min(piece, len(parts) - 1)
    lines.line(parts[at].strip("\n"))
    return pager(prefix, at, len(parts))


def versions_screen(words: Words, named: tuple[str, str], found: Paged, zone: tzinfo) -> Screen:
    """Every edit keeps the earlier text (A3). `named`: the client, the comment."""
    at = ":".join(named)
    lines = Lines().line(words("tg-versions-head"), "bold")
    share = ROOM // max(1, len(found.rows))
    rows = []
    for one in found.rows:
        _head(lines, one, one.get("by"), zone)
        lines.line(cut(str(one["text"]), share))
        rows.append(_whole(one, share, f"cvo:{at}:{one['number']}:0"))
    turning = pager(f"cvs:{at}", found.page, found.pages)
    return lines.screen("versions", [*rows, turning, home_row(words, f"ccm:{named[0]}:0")])


def version_screen(
    words: Words, named: tuple[str, str, int], one: View, piece: int, zone: tzinfo
) -> Screen:
    """An earlier text whole. `named`: the client, the comment, the number of the text."""
    client, comment, number = named
    lines = Lines().line(words("tg-versions-head"), "bold")
    _head(lines, one, one.get("by"), zone)
    turning = _piece(lines, str(one["text"]), piece, f"cvo:{client}:{comment}:{number}")
    return lines.screen("versions", [turning, home_row(words, f"cvs:{client}:{comment}:0")])
