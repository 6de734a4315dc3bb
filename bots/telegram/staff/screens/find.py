"""Search results. Of another's client: name, INN, responsible, and the way to ask (A5)."""

from collections.abc import Sequence

from bots.telegram.screen import Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.client import responsible_of
from bots.telegram.staff.services import View
from core.messaging.text import cut

SHOWN = 16
NAME_LIMIT = 120

Found = tuple[str, View]
"""Opaque name and what the searcher may see."""


def find_screen(words: Words, found: Sequence[Found], *, create: bool = False) -> Screen:
    """`found`: one more than is shown, where there are more."""
    more = len(found) > SHOWN
    head = words("tg-find-first" if more else "tg-find-head", count=min(len(found), SHOWN))
    lines = Lines().line(head, "bold")
    for _, one in found[:SHOWN]:
        found_line(words, lines, one)
    if more:
        lines.line().add(words("tg-find-more"))
    rows = [[(_label(words, one), f"c:{public}")] for public, one in found[:SHOWN]]
    new = [(words("tg-client-new"), "cnw")] if create else []
    return lines.screen("find", [*rows, new, home_row(words)])


def nobody_screen(words: Words, text: str, *, create: bool) -> Screen:
    """`text`: what was searched for."""
    tried = words("tg-find-tried")
    lines = Lines().add(f"{tried}: {text}")
    new = [(words("tg-client-new"), "cnw")] if create else []
    return lines.screen("find", [new, home_row(words)])


def found_line(words: Words, lines: Lines, one: View) -> None:
    lines.add("• ").add(cut(str(one.get("name") or "—"), NAME_LIMIT), "bold")
    if one.get("inn"):
        lines.add(f" · {words('tg-inn', inn=str(one['inn']))}")
    lines.line(f" · {responsible_of(words, one)}")


def _label(words: Words, one: View) -> str:
    name = str(one.get("name") or "—")
    return name if one.get("own") else words("tg-find-foreign", name=name)
