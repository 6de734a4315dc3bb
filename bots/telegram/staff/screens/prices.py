"""Rates, as they stand and how they have moved."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from decimal import Decimal
from typing import Any

from bots.telegram.screen import Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.figures import MINUS, day, number
from bots.telegram.staff.screens.hours import subscribe_row
from core.pricing.model import MANUAL

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
        told += f" ({words('rates-none-today')})" if one.get("old") else ""
        parts = [told, moved(words, one.get("change")), _source(words, one.get("source"))]
        lines.line(" · ".join(part for part in parts if part))
    history = [(words("tg-rates-history"), "fxh")] if rates else []
    setting = [(words("tg-rates-set"), "so:rate")] if may_set else []
    rows = [history, setting, subscribe_row(words, "rates"), home_row(words)]
    return lines.screen("rates", rows)


def moved(words: Words, change: Decimal | None) -> str:
    """Against the day before: an arrow and the sign; nothing where there was none."""
    if change is None:
        return ""
    if change == 0:
        return "= 0"
    mark, sign = ("▲", "+") if change > 0 else ("▼", MINUS)
    return f"{mark} {sign}{number(words, abs(change))}"


def _source(words: Words, source: Any) -> str:
    return words.either(f"tg-rates-source-{source or ''}", "tg-rates-source-other")


def history_screen(words: Words, days: Sequence[Mapping[str, Any]], zone: tzinfo) -> Screen:
    """What was entered by hand says so."""
    lines = Lines().line(words("tg-rates-history-head"), "bold")
    for one in days:
        told = [
            f"{currency} {number(words, rate)}" + (" ✏️" if source == MANUAL else "")
            for currency, (rate, source) in one["rates"].items()
        ]
        lines.line(" · ".join([day(one["on"], zone), *told]))
    if any(source == MANUAL for one in days for _, source in one["rates"].values()):
        lines.line(words("tg-rates-by-hand"))
    return lines.screen("rates", [home_row(words, "fx")])
