"""Search results. Of another's client: name, INN, responsible, nothing that leads on (A5)."""

from collections.abc import Sequence

from bots.telegram.screen import Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from core.messaging.text import cut
from core.messaging.views import FoundLine

SHOWN = 20
NAME_LIMIT = 120


def find_screen(words: Words, found: Sequence[FoundLine]) -> Screen:
    lines = Lines().line(words("tg-find-head", count=len(found)), "bold")
    if not found:
        lines.add(words("tg-find-none"))
    for one in found[:SHOWN]:
        _line(words, lines, one)
    if len(found) > SHOWN:
        lines.line().add(words("tg-find-more", count=len(found) - SHOWN))
    own = [[(one.name, f"c:{one.public}")] for one in found[:SHOWN] if one.own]
    return lines.screen("find", [*own, home_row(words)])


def _line(words: Words, lines: Lines, one: FoundLine) -> None:
    lines.add("• ").add(cut(one.name, NAME_LIMIT), "bold")
    if one.inn:
        lines.add(f" · {words('tg-inn', inn=one.inn)}")
    lines.line(f" · {responsible(words, one.responsible, assigned=one.assigned)}")


def responsible(words: Words, name: str | None, *, assigned: bool) -> str:
    """A responsible behind the wall is told of without a name (POLICY i)."""
    if name:
        return words("tg-responsible", name=cut(name, NAME_LIMIT))
    return words("tg-assigned" if assigned else "tg-unassigned")
