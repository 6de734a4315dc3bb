"""The logistician's orders: number, product, tonnes, city, date; no field of the client (A8)."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any

from bots.telegram.screen import Button, Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.deal import freight_text
from bots.telegram.staff.screens.figures import day, weight
from bots.telegram.staff.screens.wa import page_text, pager
from bots.telegram.staff.services import View
from core.messaging.text import cut

NAME_LIMIT, TEXT_LIMIT, GOODS = 60, 300, 6
Named = Sequence[tuple[str, View]]


def deliveries_screen(
    words: Words, found: Named, page: int, pages: int, zone: tzinfo, *, counted: bool = True
) -> Screen:
    lines = Lines().line(words("tg-deliveries-head"), "bold")
    if not found:
        lines.add(words("tg-deliveries-none"))
    elif pages > 1:
        lines.line(page_text(words, page, pages, counted=counted))
    rows: list[list[Button]] = []
    for public, one in found:
        said = _line(words, one, zone)
        lines.line(f"• {said}")
        rows.append([(said, f"dv:{public}")])
    return lines.screen("deliveries", [*rows, pager("dvs", page, pages), home_row(words)])


def _line(words: Words, one: View, zone: tzinfo) -> str:
    mark = "✅" if one.get("freight") is not None else ""
    goods = [f"{cut(str(g['product']), NAME_LIMIT)} {_left(words, g)}" for g in _goods(one)]
    where = cut(str(one.get("city") or one.get("delivery_address") or ""), NAME_LIMIT)
    when = day(one["ship_on"], zone) if one.get("ship_on") else ""
    parts = [words("tg-number", id=str(one["number"])), ", ".join(goods[:GOODS])]
    return " · ".join(filter(None, [*parts, where, when, mark]))


def _goods(one: View) -> list[Mapping[str, Any]]:
    return [line for line in one.get("lines") or () if not line.get("removed")]


def _left(words: Words, good: Mapping[str, Any]) -> str:
    """What has still to be carried, and what is gone already."""
    if good["open"] == good["grams"]:
        return weight(words, good["grams"])
    parts = [("tg-delivery-rest", good["open"]), ("tg-deal-shipped", good["shipped"])]
    told = [words(key, amount=weight(words, amount)) for key, amount in parts if amount]
    return ", ".join(told) or words("tg-deal-released", amount=weight(words, good["released"]))


def delivery_screen(words: Words, public: str, one: View, zone: tzinfo) -> Screen:
    """What delivery needs, and the one thing to fill in: amount and invoice, both or nothing."""
    lines = Lines().line(words("tg-number", id=str(one["number"])), "bold")
    for good in _goods(one):
        lines.line(f"• {cut(str(good['product']), NAME_LIMIT)} · {_left(words, good)}")
    for key in ("city", "delivery_address", "unloading_contact", "unloading_hours"):
        if one.get(key):
            lines.line(words(f"tg-delivery-{key}", value=cut(str(one[key]), TEXT_LIMIT)))
    if one.get("ship_on"):
        lines.line(words("tg-deal-ship-on", day=day(one["ship_on"], zone)))
    filled = one.get("freight") is not None
    lines.line(freight_text(words, one) if filled else words("tg-delivery-no-amount"))
    rows: list[list[Button]] = [[(words("tg-deal-fill"), f"dfr:{public}:{one.get('version', 0)}")]]
    if one.get("freight_file"):
        rows.append([(words("tg-paper-open", name=str(one["freight_file"])), f"dff:{public}")])
    return lines.screen("delivery", [*rows, home_row(words, "dvs:0")])
