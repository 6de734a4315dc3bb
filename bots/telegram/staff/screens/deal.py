"""One deal: its lines, prices, terms, what has left, what was paid, and what it earns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from decimal import Decimal
from typing import Any

from bots.telegram.screen import Button, Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.credit import credit_lines
from bots.telegram.staff.screens.deals import client_name, stage
from bots.telegram.staff.screens.figures import day, money, number, owed, percent, price, weight
from bots.telegram.staff.services import View
from core.messaging.text import cut

NAME_LIMIT, TEXT_LIMIT, LISTED, MISTAKES = 80, 300, 15, 5
OPEN = ("deal", "offered", "invoiced")
"""Stages in which lines and terms are still being agreed."""
UNSHIPPED = (*OPEN, "ordered")
"""Nothing has left: such a deal may still come to nothing."""
LEAVING = ("ordered", "shipping")
SHIPPED = "shipped"
"""All has left, or the rest was released: what remains is to be paid and closed."""
ENDED = ("closed", "lost")


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal with the opaque names that its buttons carry."""

    public: str
    view: View
    names: Mapping[int, str] = field(default_factory=dict)
    """Line id → opaque name."""
    client: str = ""
    zone: tzinfo = UTC
    can_fill: bool = False
    """The presser may write down what the carrier asks."""

    @property
    def at(self) -> str:
        return f"{self.public}:{self.view.get('version', 0)}"

    @property
    def stage(self) -> str:
        return str(self.view.get("stage") or "")

    @property
    def lines(self) -> Sequence[Mapping[str, Any]]:
        return [one for one in self.view.get("lines") or () if not one.get("removed")]


def deal_screen(words: Words, deal: Deal) -> Screen:
    view, lines = deal.view, Lines()
    head = [words("tg-number", id=str(view.get("number") or "—")), client_name(view)]
    lines.line(" · ".join(filter(None, head)), "bold")
    lines.line(words("tg-deal-stage", stage=stage(words, view)))
    if view.get("lost_reason"):
        lines.line(words("tg-deal-lost-why", text=cut(str(view["lost_reason"]), TEXT_LIMIT)))
    _lines(words, lines, deal)
    _money(words, lines, deal)
    _delivery(words, lines, deal)
    if deal.lines:
        _profit(words, lines, view)
    return lines.screen("deal", [*_buttons(words, deal), home_row(words, _back(deal))])


def _back(deal: Deal) -> str:
    return f"cdl:{deal.client}:0" if deal.client else "dls:mine:0"


def _lines(words: Words, lines: Lines, deal: Deal) -> None:
    lines.line()
    if not deal.lines:
        lines.line(words("tg-deal-empty"))
    for place, one in enumerate(deal.lines[:LISTED], start=1):
        lines.line(f"{place}. {line_text(words, one)}")
        asked = one.get("price")
        if asked is not None:
            lines.line(f"    {price(words, asked)} · {_without(words, one)}")
        warned = floor_text(words, one)
        if warned:
            lines.line(f"    {warned}")


def line_text(words: Words, one: Mapping[str, Any]) -> str:
    """Product, place and quantity; with what has left where something has."""
    where = one.get("warehouse") or words("tg-deal-absent")
    said = f"{cut(str(one['product']), NAME_LIMIT)} · {cut(str(where), NAME_LIMIT)}"
    said += f" · {weight(words, one['grams'])}"
    marks = []
    if one.get("shipped"):
        marks.append(words("tg-deal-shipped", amount=weight(words, one["shipped"])))
    if one.get("released"):
        marks.append(words("tg-deal-released", amount=weight(words, one["released"])))
    return " · ".join([said, *marks])


def _without(words: Words, one: Mapping[str, Any]) -> str:
    bare = one.get("price_ex_vat")
    return words("tg-price-without-vat", price=money(words, bare)) if bare is not None else ""


def floor_text(words: Words, one: Mapping[str, Any]) -> str:
    """B10: a line below the floor is stopped until somebody else approves it."""
    state = str(one.get("floor_state") or "fine")
    if state == "fine":
        return ""
    said = words.either(f"tg-floor-{state}", "tg-floor-below")
    floor = one.get("floor")
    if floor is None:
        return said
    return " · ".join([said, words("tg-floor", price=price(words, floor))])


def _money(words: Words, lines: Lines, deal: Deal) -> None:
    """Of a deal without lines there is nothing to add up."""
    view = deal.view
    total = view.get("total")
    if isinstance(total, Mapping) and deal.lines:
        lines.line().line(words("tg-deal-total", sum=money(words, total.get("gross"))), "bold")
        lines.line(words("tg-deal-net", sum=money(words, total.get("net"))))
    terms = view.get("terms") or {}
    if terms:
        share = number(words, int(terms.get("prepayment_percent") or 0))
        days = str(terms.get("deferral_days") or 0)
        lines.line(words("tg-deal-terms", percent=share, days=days))
        for told in credit_lines(words, terms.get("request")):
            lines.line(told, "italic")
    paid = view.get("payments")
    if paid:
        amount = sum((Decimal(one["amount"]) for one in paid), Decimal(0))
        rest = total.get("rest") if isinstance(total, Mapping) else None
        told = words("tg-deal-paid", sum=money(words, amount), rest=owed(words, rest))
        lines.line(told)
        _taken_back(words, lines, deal)


def standing(view: View) -> list[Mapping[str, Any]]:
    """Payments that nobody has taken back, the oldest first."""
    payments = view.get("payments") or ()
    gone = {one.get("reverses") for one in payments}
    return [one for one in payments if one.get("reverses") is None and one.get("id") not in gone]


def _taken_back(words: Words, lines: Lines, deal: Deal) -> None:
    """What was written down by mistake stays readable, with who took it back and why."""
    gone = [one for one in deal.view["payments"] if one.get("reverses") is not None]
    for one in gone[-MISTAKES:]:
        why = cut(str(one.get("reason") or ""), TEXT_LIMIT)
        by = str(one.get("person") or "—")
        on = day(one["paid_on"], deal.zone)
        told = words("tg-deal-unpaid", sum=money(words, -one["amount"]), day=on, reason=why, by=by)
        lines.line(told)


def _delivery(words: Words, lines: Lines, deal: Deal) -> None:
    view = deal.view
    where = [str(view[key]) for key in ("city", "delivery_address") if view.get(key)]
    if where:
        lines.line(words("tg-deal-delivery", where=cut(", ".join(where), TEXT_LIMIT)))
    unloading = [
        str(view[key]) for key in ("unloading_contact", "unloading_hours") if view.get(key)
    ]
    if unloading:
        lines.line(words("tg-deal-unloading", how=cut(", ".join(unloading), TEXT_LIMIT)))
    if view.get("ship_on"):
        lines.line(words("tg-deal-ship-on", day=day(view["ship_on"], deal.zone)))
    if "freight" in view:
        lines.line(freight_text(words, view))


def freight_text(words: Words, view: View) -> str:
    """Unknown freight is told as unknown, never as 0 (DOMAIN)."""
    amount = view.get("freight")
    if amount is None:
        return words("tg-deal-no-freight")
    return words("tg-deal-freight", sum=money(words, amount))


def _profit(words: Words, lines: Lines, view: View) -> None:
    profit = view.get("profit")
    if not isinstance(profit, Mapping):
        return
    lines.line()
    for key in ("without", "with"):
        if profit.get(key) is not None:
            lines.line(words(f"tg-profit-{key}", **_earned(words, profit, key)))
        else:
            why = words.either(f"tg-unknown-{profit.get(f'why_{key}')}", "tg-unknown-other")
            lines.line(words(f"tg-profit-{key}-unknown", why=why))


def _earned(words: Words, profit: Mapping[str, Any], key: str) -> dict[str, object]:
    share = percent(words, profit.get(f"{key}_percent"))
    return {"sum": money(words, profit.get(key)), "percent": share}


def _buttons(words: Words, deal: Deal) -> list[list[Button]]:
    """What can be done at this stage; who may is asked of the core at the press."""
    if "terms" not in deal.view:
        return []
    at = deal.at
    mistaken: list[Button] = [(words("tg-deal-unpay"), f"dpx:{at}")] if standing(deal.view) else []
    if deal.stage in ENDED:
        return [mistaken]
    rows: list[list[Button]] = []
    if deal.stage in OPEN:
        rows.append([(words("tg-deal-add"), f"dad:{at}")])
        rows += _line_buttons(words, deal)
    if deal.stage in OPEN and deal.lines:
        rows.append(
            [(words("tg-deal-offer"), f"dof:{at}"), (words("tg-deal-invoice"), f"div:{at}")]
        )
        rows.append([(words("tg-deal-confirm"), f"dcf:{at}")])
    if deal.stage in LEAVING:
        rows += _line_buttons(words, deal, absent=True)
        rows.append(
            [(words("tg-deal-ship"), f"dsh:{at}"), (words("tg-deal-ship-all"), f"dsa:{at}")]
        )
        # Nothing has left yet: there is no rest, the order itself comes to nothing.
        release = [] if deal.stage in UNSHIPPED else [(words("tg-deal-release"), f"drs:{at}")]
        rows.append(release)
    rows.append([(words("tg-deal-pay"), f"dpy:{at}"), (words("tg-deal-terms-set"), f"dtm:{at}")])
    rows.append(mistaken)
    rows.append([(words("tg-deal-deliver"), f"ddl:{at}")])
    if deal.can_fill:
        rows[-1].append((words("tg-deal-fill"), f"dfr:{at}"))
    ending = [(words("tg-deal-close"), f"dcl:{at}")] if deal.stage == SHIPPED else []
    if deal.stage in UNSHIPPED:
        ending.append((words("tg-deal-lose"), f"dlo:{at}"))
    return [*rows, ending]


def _line_buttons(words: Words, deal: Deal, *, absent: bool = False) -> list[list[Button]]:
    """`absent`: only the lines whose goods had not come yet when they were sold (B9)."""
    return [
        [(words("tg-deal-line", number=str(place)), f"dln:{deal.public}:{name}")]
        for place, one in enumerate(deal.lines[:LISTED], start=1)
        if (name := deal.names.get(int(one["id"])))
        and (not absent or one.get("warehouse_id") is None)
    ]


def line_screen(words: Words, deal: Deal, line: Mapping[str, Any]) -> Screen:
    """One line: change its quantity or price, or take it out."""
    name = deal.names[int(line["id"])]
    at = f"{deal.public}:{name}:{deal.view.get('version', 0)}"
    lines = Lines().line(line_text(words, line), "bold")
    if line.get("price") is not None:
        lines.line(price(words, line["price"]))
    warned = floor_text(words, line)
    if warned:
        lines.line(warned)
    rows: list[list[Button]] = []
    if deal.stage in OPEN:
        rows.append([(words("tg-line-change"), f"dlc:{at}")])
        rows.append([(words("tg-line-remove"), f"dlr:{at}")])
    if line.get("warehouse_id") is None and line.get("open"):
        rows.append([(words("tg-line-place"), f"dlp:{at}")])
    return lines.screen("deal-line", [*rows, home_row(words, f"d:{deal.public}")])
