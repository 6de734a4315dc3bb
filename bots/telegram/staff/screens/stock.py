"""Goods: what there is, where, how much of it is free, and until when the warehouse lives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from bots.telegram.screen import Button, Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.figures import day, moment, price, weight
from bots.telegram.staff.screens.wa import pager
from bots.telegram.staff.services import View
from core.messaging.text import cut
from core.notices.buttons import STOCK, data
from core.stock.model import Product

NAME_LIMIT, REASON_LIMIT = 60, 80
LIST = "sk"
"""Pages of the list of goods."""
EDITING = (("rc", "tg-stock-receive"), ("cn", "tg-stock-recount"), ("mv", "tg-stock-move"),
           ("wo", "tg-stock-write-off"), ("pk", "tg-stock-packs"))  # fmt: skip
"""Of one product; what a press does stands in actions/stock.py."""
MAKING = (("im", "tg-stock-import"), ("np", "tg-stock-new-product"), ("nw", "tg-stock-new-house"),
          ("cw", "tg-stock-close-house"))  # fmt: skip
HOUSES = {"nw", "cw"}


@dataclass(frozen=True, slots=True)
class Hands:
    """What this person may do here; only menus look at it, every press is authorised anew."""

    reserve: bool
    edit: bool
    houses: bool
    ledger: bool
    prices: bool


def stock_screen(
    words: Words,
    lines_of: Sequence[tuple[str, Product, int]],
    page: tuple[int, int],
    hands: Hands,
    text: str = "",
) -> Screen:
    """Products with what is free of each: (public name, product, free grams)."""
    lines = Lines().line(words("tg-stock-head"), "bold")
    if text:
        lines.line(words("tg-stock-found", text=cut(text, NAME_LIMIT)))
    if not lines_of:
        lines.line(words("tg-stock-none"))
    if page[1] > 1:
        lines.line(words("tg-page", page=page[0] + 1, pages=page[1]))
    rows: list[list[Button]] = [
        [(f"{cut(one.name, NAME_LIMIT)} · {weight(words, free)}", data(STOCK, public))]
        for public, one, free in lines_of
    ]
    find = [(words("tg-stock-find"), "so:find")]
    making = [
        (words(key), f"so:{what}")
        for what, key in MAKING
        if (hands.houses if what in HOUSES else hands.edit)
    ]
    turning = [] if text else pager(LIST, *page)
    return lines.screen("stock", [*rows, turning, find, *_pairs(making), home_row(words)])


def _pairs(buttons: Sequence[Button]) -> list[list[Button]]:
    return [list(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]


def product_screen(
    words: Words,
    public: str,
    product: Product,
    shelves: Sequence[tuple[str, View]],
    prices: View,
    hands: Hands,
    zone: tzinfo,
) -> Screen:
    """One grade: prices, then warehouse | free | reserved | term of each warehouse."""
    lines = Lines().line(cut(product.name, NAME_LIMIT), "bold")
    about = [product.material, product.maker, product.standard]
    if any(about):
        lines.line(" · ".join(cut(one, NAME_LIMIT) for one in about if one))
    if product.packs:
        packs = [f"{name} {weight(words, grams)}" for name, grams in sorted(product.packs.items())]
        lines.line(cut(words("tg-product-packs", packs=", ".join(packs)), REASON_LIMIT))
    _prices(words, lines, prices, zone)
    if not shelves:
        lines.line().line(words("tg-stock-empty"))
    for _, shelf in shelves:
        _shelf(words, lines, shelf, zone)
    rows = [*_reserving(words, public, shelves, hands), *_editing(words, public, shelves, hands)]
    return lines.screen("stock-product", [*rows, home_row(words, f"{LIST}:0")])


def _prices(words: Words, lines: Lines, prices: View, zone: tzinfo) -> None:
    for key in ("list", "floor"):
        one = prices.get(key)
        if one is not None:
            lines.line(words(f"tg-price-{key}-is", price=price(words, one)))
    for rule in prices.get("rules") or ():
        until = moment(rule["until"], zone)
        told = price(words, rule["price"])
        lines.line(words("tg-price-rule-is", price=told, until=until, number=str(rule["news"])))


def _shelf(words: Words, lines: Lines, shelf: View, zone: tzinfo) -> None:
    lines.line().add("🏭 ").line(cut(str(shelf["warehouse"]), NAME_LIMIT), "bold")
    lines.line(
        words(
            "tg-stock-line",
            free=weight(words, shelf["free"]),
            reserved=weight(words, shelf["reserved"]),
            hand=weight(words, shelf["on_hand"]),
        )
    )
    if shelf.get("until"):
        lines.line(words("tg-stock-until", at=day(shelf["until"], zone)))


def _reserving(
    words: Words, public: str, shelves: Sequence[tuple[str, View]], hands: Hands
) -> list[list[Button]]:
    if not hands.reserve:
        return []
    return [
        [
            (
                words(
                    "tg-stock-reserve" if shelf["free"] > 0 else "tg-stock-queue",
                    warehouse=cut(str(shelf["warehouse"]), NAME_LIMIT),
                ),
                f"sr:{public}:{house}",
            )
        ]
        for house, shelf in shelves
    ]


def _editing(
    words: Words, public: str, shelves: Sequence[tuple[str, View]], hands: Hands
) -> list[list[Button]]:
    rows: list[list[Button]] = []
    if hands.edit:
        edits = [(words(key), f"se:{what}:{public}") for what, key in EDITING]
        rows += _pairs(edits)
    if hands.prices:
        rows.append([(words("tg-price-set-list"), f"pl:{public}"),
                     (words("tg-price-set-floor"), f"pf:{public}")])  # fmt: skip
    if hands.ledger:
        rows += [
            [(words("tg-stock-ledger", warehouse=cut(str(shelf["warehouse"]), NAME_LIMIT)),
              f"sl:{public}:{house}:0")]
            for house, shelf in shelves
        ]  # fmt: skip
    return rows


def ledger_screen(
    words: Words,
    names: tuple[str, str],
    rows: Sequence[View],
    page: tuple[int, int],
    title: tuple[str, str],
    zone: tzinfo,
) -> Screen:
    """A2: who, when, why, before, after; the newest first."""
    lines = Lines().line(words("tg-ledger-head", product=title[0], warehouse=title[1]), "bold")
    if not rows:
        lines.line(words("tg-ledger-none"))
    if page[1] > 1:
        lines.line(words("tg-page", page=page[0] + 1, pages=page[1]))
    for row in rows:
        kind = words.either(f"tg-movement-{row['what']}", "tg-movement-other")
        lines.line().add(f"{moment(row['when'], zone)} ").line(kind, "bold")
        grams = weight(words, abs(row["grams"]))
        sign = "+" if row["grams"] >= 0 else "−"
        before, after = weight(words, row["before"]), weight(words, row["after"])
        lines.line(f"{sign}{grams}: {before} → {after}")
        order = words("tg-ledger-order", id=str(row["deal"])) if row.get("deal") else ""
        why = [str(row["who"]), order, str(row["why"])]
        lines.line(cut(" · ".join(one for one in why if one), REASON_LIMIT), "italic")
    turning = pager(f"sl:{names[0]}:{names[1]}", *page)
    return lines.screen("stock-ledger", [turning, home_row(words, data(STOCK, names[0]))])
