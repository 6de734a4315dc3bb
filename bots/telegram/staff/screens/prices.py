"""Rates, as they stand and how they have moved."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any

from bots.telegram.screen import Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.figures import day, number

SHOWN = 20


def rates_screen(
    words: Words, rates: Sequence[Mapping[str, Any]], zone: tzinfo, *, may_set: bool
) -> Screen:
    """Roubles for one unit, by the day that the rate is for (B7)."""
    lines = Lines().line(words("tg-rates-head"), "bold")
    if not rates:
        lines.line(words("tg-rates-none"))
    for one in rates[:SHOWN]:
        told = words(
            "tg-rates-line",
            currency=str(one["currency"]),
            rate=number(words, one["rate"]),
            on=day(one["on"], zone),
        )
        source = words.either(f"tg-rates-source-{one.get('source', '')}", "tg-rates-source-other")
        lines.line(f"{told} · {source}")
    setting = [(words("tg-rates-set"), "so:rate")] if may_set else []
    return lines.screen("rates", [setting, home_row(words)])
