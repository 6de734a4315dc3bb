"""Samples sent to a client: what, how much, when, who, and what came of it (A11)."""

from collections.abc import Sequence
from datetime import tzinfo

from bots.telegram.screen import Button, Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.figures import day, weight
from bots.telegram.staff.services import View
from core.messaging.text import cut

SHOWN, NAME_LIMIT, OUTCOME_LIMIT = 15, 80, 150


def samples_screen(
    words: Words, client: str, found: Sequence[tuple[str, View]], zone: tzinfo
) -> Screen:
    lines = Lines().line(words("tg-samples-head", count=len(found)), "bold")
    if not found:
        lines.add(words("tg-samples-none"))
    rows: list[list[Button]] = []
    for public, one in found[:SHOWN]:
        _sample(words, lines, one, zone)
        if one.get("outcome") is None:
            label = words("tg-sample-conclude", product=cut(str(one["product"]), NAME_LIMIT))
            rows.append([(label, f"cso:{public}:{one['version']}")])
    rows.append([(words("tg-sample-send"), f"css:{client}")])
    return lines.screen("samples", [*rows, home_row(words, f"c:{client}")])


def _sample(words: Words, lines: Lines, one: View, zone: tzinfo) -> None:
    lines.line().line(
        f"🧪 {cut(str(one['product']), NAME_LIMIT)} · {weight(words, one['grams'])}", "bold"
    )
    who = cut(str(one.get("person") or "—"), NAME_LIMIT)
    lines.line(words("tg-sample-sent", day=day(one["sent_at"], zone), name=who))
    if one.get("outcome"):
        lines.line(words("tg-sample-outcome", text=cut(str(one["outcome"]), OUTCOME_LIMIT)))
    elif one.get("call_at"):
        lines.line(words("tg-sample-call", day=day(one["call_at"], zone)))
