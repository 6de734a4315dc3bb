"""Deals and orders by pages, newest first."""

from collections.abc import Sequence

from bots.telegram.screen import Button, Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.figures import money
from bots.telegram.staff.screens.wa import page_text, pager
from bots.telegram.staff.services import View
from core.messaging.text import cut

NAME_LIMIT = 40
Named = Sequence[tuple[str, View]]


def deals_screen(
    words: Words,
    found: Named,
    page: int,
    pages: int,
    *,
    turn: str = "dls:mine",
    back: str = "",
    other: Sequence[Button] = (),
    counted: bool = True,
) -> Screen:
    """`turn`: the prefix of the pager; it tells whose deals these are."""
    lines = Lines().line(words("tg-deals-head"), "bold")
    if not found:
        lines.add(words("tg-deals-none"))
    elif pages > 1:
        lines.line(page_text(words, page, pages, counted=counted))
    rows: list[list[Button]] = []
    for public, one in found:
        lines.line(_line(words, one))
        rows.append([(label(words, one), f"d:{public}")])
    turning = pager(turn, page, pages)
    return lines.screen("deals", [*rows, turning, other, home_row(words, back or None)])


def whose_screen(words: Words, found: Named) -> Screen:
    """Several clients answer to what was typed."""
    lines = Lines().line(words("tg-deals-whose"), "bold")
    rows = [[(str(one.get("name") or "—"), f"cdl:{public}:0")] for public, one in found]
    return lines.screen("deals-whose", [*rows, home_row(words)])


def scopes(words: Words, scope: str, *, team: bool) -> list[Button]:
    """The head of sales looks at the own deals or at the team's (MENUS)."""
    if not team:
        return []
    other = "mine" if scope == "team" else "team"
    return [(words(f"tg-deals-{other}"), f"dls:{other}:0")]


def label(words: Words, one: View) -> str:
    parts = [words("tg-number", id=str(one["number"])), client_name(one)]
    return " · ".join(filter(None, [*parts, stage(words, one)]))


def client_name(one: View) -> str:
    found = one.get("client")
    name = found.get("name") if isinstance(found, dict) else found
    return cut(str(name or ""), NAME_LIMIT)


def stage(words: Words, one: View) -> str:
    return words.either(f"tg-deal-stage-{one.get('stage')}", "tg-deal-stage-other")


def _line(words: Words, one: View) -> str:
    total = one.get("total")
    gross = total.get("gross") if isinstance(total, dict) else total
    parts = [label(words, one), money(words, gross) if gross is not None else ""]
    return "• " + " · ".join(filter(None, parts))
