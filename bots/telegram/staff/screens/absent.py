"""The register of sales of goods that lay on no warehouse (B9)."""

from collections.abc import Sequence
from datetime import tzinfo
from decimal import Decimal

from bots.telegram.screen import Button, Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.figures import moment, money, weight
from bots.telegram.staff.screens.hours import subscribe_row
from bots.telegram.staff.screens.wa import pager
from bots.telegram.staff.services import View
from core.messaging.text import cut

NAME_LIMIT = 60


def absent_screen(
    words: Words, found: Sequence[View], page: int, pages: int, zone: tzinfo
) -> Screen:
    """Manager, product, quantity, purchase cost; an unknown cost is a dash."""
    lines = Lines().line(words("tg-absent-head"), "bold")
    if not found:
        lines.add(words("tg-absent-none"))
    rows: list[list[Button]] = []
    for one in found:
        cost = one.get("expected_cost")
        goods = f"{cut(str(one['product']), NAME_LIMIT)} · {weight(words, one['grams'])}"
        who = cut(str(one.get("person") or "—"), NAME_LIMIT)
        lines.line().line(f"{words('tg-number', id=str(one['deal']))} · {goods}", "bold")
        lines.line(f"{who} · {moment(one['at'], zone)} · {_cost(words, cost)}")
        if one.get("noted_at"):
            lines.line(words("tg-absent-noted", at=moment(one["noted_at"], zone)), "italic")
        else:
            label = words("tg-absent-note", number=str(one["deal"]))
            rows.append([(label, f"abn:{one['id']}")])
    turning, wanted = pager("abs", page, pages), subscribe_row(words, "absent")
    return lines.screen("absent", [*rows, turning, wanted, home_row(words)])


def _cost(words: Words, cost: object) -> str:
    return words("tg-absent-cost", sum=money(words, cost if isinstance(cost, Decimal) else None))
