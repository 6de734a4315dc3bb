"""Reservations: one's own with what can be done to each, and the board of all (A4, A14)."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from bots.telegram.screen import Button, Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.figures import moment, told, weight
from bots.telegram.staff.screens.hours import subscribe_row
from bots.telegram.staff.screens.wa import pager
from bots.telegram.staff.services import View
from core.messaging.text import cut
from core.notices.buttons import (
    EXTEND,
    LEAVE_QUEUE,
    RELEASE,
    RESERVATION,
    TAKE_OFFER,
    TO_DEAL,
    data,
)
from core.stock.age import age

NAME_LIMIT, SHORT = 60, 22
LABEL = 20
Named = Sequence[tuple[str, View]]


def mine_screen(words: Words, held: Named, waiting: Named, page: tuple[int, int]) -> Screen:
    """Each leads to its card; places in the queue stand below."""
    lines = Lines().line(words("tg-mine-head"), "bold")
    if not held and not waiting:
        lines.line(words("tg-mine-none"))
    if page[1] > 1:
        lines.line(words("tg-page", page=page[0] + 1, pages=page[1]))
    rows: list[list[Button]] = [
        [(_label(words, one), data(RESERVATION, name))] for name, one in held
    ]
    for name, one in waiting:
        lines.line(_queued(words, one))
        rows.append(_queue_row(words, name, one))
    return lines.screen("mine", [*rows, pager("mr", *page), home_row(words)])


def _label(words: Words, one: View) -> str:
    parts = [
        cut(told(one, "product"), 20),
        weight(words, one["grams"]),
        cut(told(one, "client"), 24),
    ]
    return " · ".join(part for part in parts if part)


def _queued(words: Words, one: View) -> str:
    key = "tg-mine-offered" if one.get("state") == "offered" else "tg-mine-waiting"
    return words(
        key,
        product=cut(told(one, "product"), NAME_LIMIT),
        quantity=weight(words, one["grams"]),
        client=cut(told(one, "client"), NAME_LIMIT),
    )


def _queue_row(words: Words, name: str, one: View) -> list[Button]:
    """Of several offers each button tells which goods it takes."""
    leave = (words("tg-queue-leave"), data(LEAVE_QUEUE, name, one["version"]))
    goods = cut(told(one, "product"), LABEL)
    if one.get("state") != "offered":
        return [(f"{leave[0]}: {goods}", leave[1])]
    take = words("tg-queue-take")
    return [(f"{take}: {goods}", data(TAKE_OFFER, name, one["version"])), leave]


def reservation_screen(
    words: Words, name: str, one: View, life: timedelta, now: datetime, zone: tzinfo
) -> Screen:
    """`life`: of an extension, which counts from now."""
    lines = Lines().line(words("tg-reservation-head"), "bold")
    lines.line(f"{told(one, 'product')} · {weight(words, one['grams'])}")
    lines.line("🏭 " + told(one, "warehouse"))
    lines.line("👤 " + told(one, "client"))
    if one.get("lapses_at"):
        lines.line(words("tg-reserve-until", at=moment(one["lapses_at"], zone)))
    else:
        lines.line(words("tg-reservation-bound"))
    if one.get("extensions"):
        lines.line(words("tg-reservation-extended", count=one["extensions"]))
    until = (now + life).astimezone(zone).strftime("%d.%m")
    more = words("tg-reservation-extend", count=life.days, until=until)
    return lines.screen("reservation", [*_acts(words, name, one, more), home_row(words, "mr:0")])


def _acts(words: Words, name: str, one: View, more: str) -> list[list[Button]]:
    if not one.get("lapses_at"):
        return []
    version = one["version"]
    return [
        [
            (more, data(EXTEND, name, version)),
            (words("tg-reservation-release"), data(RELEASE, name, version)),
        ],
        [(words("tg-reservation-deal"), data(TO_DEAL, name, version))],
    ]


def board_screen(
    words: Words,
    rows: Sequence[View],
    page: tuple[int, int],
    now: datetime,
    zone: tzinfo,
    *,
    pinned: bool | None = None,
) -> Screen:
    """A14: product, quantity, client, order, manager, placed, n-th day of seven, days left.

    `pinned`: None for whoever may have no board pinned.
    """
    lines = Lines().line(words("tg-board-head"), "bold")
    if not rows:
        lines.line(words("tg-board-none"))
    if page[1] > 1:
        lines.line(words("tg-page", page=page[0] + 1, pages=page[1]))
    for one in rows:
        lines.line().line(f"{told(one, 'product')} · {weight(words, one['grams'])}", "bold")
        who = [told(one, "client"), told(one, "person")]
        if one.get("deal"):
            who.insert(1, words("tg-number", id=str(one["deal"])))
        lines.line(" · ".join(cut(part, NAME_LIMIT) for part in who if part))
        lines.line(f"{moment(one['placed_at'], zone)} · {_age(words, one, now)}")
    return lines.screen(
        "board",
        [
            pager("rb", *page),
            _pin_row(words, pinned=pinned),
            subscribe_row(words, "board"),
            home_row(words),
        ],
    )


def _pin_row(words: Words, *, pinned: bool | None) -> list[Button]:
    if pinned is None:
        return []
    if pinned:
        return [(words("tg-board-unpin"), "bpn:0")]
    return [(words("tg-board-pin"), "bpn:1")]


def _age(words: Words, one: View, now: datetime) -> str:
    lapses = one.get("lapses_at")
    if not lapses:
        return words("tg-reservation-bound")
    known = age(one["placed_at"], lapses, now)
    return words("tg-board-age", mark=known.mark, nth=known.nth, total=known.total, left=known.left)
