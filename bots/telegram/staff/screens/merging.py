"""Probable duplicates: what they share, merging, and taking it back (E10)."""

from collections.abc import Sequence
from datetime import tzinfo

from bots.telegram.screen import Button, Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.client import responsible_of
from bots.telegram.staff.screens.figures import moment
from bots.telegram.staff.screens.wa import pager
from bots.telegram.staff.services import View
from core.messaging.text import cut

NAME_LIMIT = 60

Pair = tuple[tuple[str, View], tuple[str, View], str]
"""Two clients by opaque name, and what they share."""


def duplicates_screen(words: Words, pairs: Sequence[Pair], page: int, pages: int) -> Screen:
    lines = Lines().line(words("tg-merge-head"), "bold")
    if not pairs:
        lines.add(words("tg-merge-none"))
    rows: list[list[Button]] = []
    for number, ((left, one), (right, two), why) in enumerate(pairs, start=1):
        lines.line().line(f"{number}. {_name(one)} ↔ {_name(two)}", "bold")
        lines.line(words.either(f"tg-merge-why-{why}", "tg-merge-why-other"))
        rows.append([(words("tg-merge-look", number=str(number)), f"mgp:{left}:{right}")])
    recent = [(words("tg-merge-recent"), "mgr")]
    return lines.screen("duplicates", [*rows, pager("mgd", page, pages), recent, home_row(words)])


def _name(view: View) -> str:
    return cut(str(view.get("name") or "—"), NAME_LIMIT)


def pair_screen(
    words: Words, left: tuple[str, View], right: tuple[str, View], back: str = "mgd:0"
) -> Screen:
    """Both side by side, branches told by their KPP; the card that stays is on the button."""
    lines = Lines().line(words("tg-merge-pair"), "bold")
    for _, one in (left, right):
        _side(words, lines, one)
    rows = [
        [(words("tg-merge-keep", name=_name(kept)), f"mgk:{name}:{other}")]
        for (name, kept), (other, _) in ((left, right), (right, left))
    ]
    return lines.screen("merge", [*rows, home_row(words, back)])


def _side(words: Words, lines: Lines, one: View) -> None:
    lines.line().line(_name(one), "bold")
    if one.get("inn"):
        lines.line(words("tg-inn", inn=str(one["inn"])))
        lines.line(words("tg-client-kpp", value=str(one.get("kpp") or "—")))
    lines.line(responsible_of(words, one))


def merge_screen(words: Words, kept: tuple[str, View], merged: tuple[str, View]) -> Screen:
    """The last look: which card goes into which."""
    (stays, one), (goes, two) = kept, merged
    lines = Lines().line(words("tg-merge-sure", kept=_name(one), merged=_name(two)), "bold")
    for view in (one, two):
        _side(words, lines, view)
    rows = [[(words("tg-merge-yes"), f"mgy:{stays}:{goes}")]]
    return lines.screen("merge", [*rows, home_row(words, f"mgp:{stays}:{goes}")])


def merges_screen(words: Words, recent: Sequence[tuple[str, View]], zone: tzinfo) -> Screen:
    """Nothing is destroyed: what was moved can be moved back."""
    lines = Lines().line(words("tg-merge-recent"), "bold")
    if not recent:
        lines.add(words("tg-merge-recent-none"))
    rows: list[list[Button]] = []
    for public, one in recent:
        kept, merged = cut(str(one["kept"]), NAME_LIMIT), cut(str(one["merged"]), NAME_LIMIT)
        said = f"{kept} ← {merged}"
        lines.line(f"{said} · {moment(one['at'], zone)} · {one.get('person') or '—'}")
        if one.get("undone_at"):
            lines.line(words("tg-merge-undone-at", at=moment(one["undone_at"], zone)), "italic")
        else:
            rows.append([(words("tg-merge-undo", name=said), f"mgu:{public}")])
    return lines.screen("merges", [*rows, home_row(words, "mgd:0")])
