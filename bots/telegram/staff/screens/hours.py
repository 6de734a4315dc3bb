"""/quiet: when messages come without a sound, and what comes every day by itself."""

from collections.abc import Sequence
from datetime import time

from bots.telegram.screen import Button, Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.services import View
from core.schedule.quiet import Quiet

NIGHT = Quiet(time(22), time(7))


def quiet_screen(words: Words, quiet: View, subscribed: Sequence[tuple[str, View]]) -> Screen:
    """`quiet`: what holds, whose it is, and the firm's; each subscription with its name."""
    held, firm = quiet["quiet"], quiet["firm"]
    lines = Lines().line(words("tg-quiet-head"), "bold")
    lines.line(words("tg-quiet-now", hours=held.told) if held else words("tg-quiet-off"))
    own = words("tg-quiet-own", hours=firm.told) if quiet["own"] else words("tg-quiet-firm")
    lines.line(own).line().line(words("tg-subscriptions-head"), "bold")
    if not subscribed:
        lines.line(words("tg-subscriptions-none"))
    ends: list[list[Button]] = []
    for public, one in subscribed:
        lines.line("• " + told(words, one))
        label = words("tg-subscription-end", what=subject(words, one["kind"]))
        ends.append([(label, f"sbx:{public}")])
    new: list[Button] = [(words("tg-subscription-new"), "sb:new")]
    return lines.screen("quiet", [*_choices(words, firm), *ends, new, home_row(words)])


def _choices(words: Words, firm: Quiet) -> list[list[Button]]:
    return [
        [(words("tg-quiet-as-firm", hours=firm.told), "qh:firm"), (NIGHT.told, "qh:night")],
        [(words("tg-quiet-turn-off"), "qh:off"), (words("tg-quiet-type"), "qh:own")],
    ]


def told(words: Words, one: View) -> str:
    return words(
        "tg-subscription-line",
        what=subject(words, one["kind"]),
        days=words(f"tg-days-{one['days']}"),
        at=f"{one['at']:%H:%M}",
    )


def subject(words: Words, kind: str) -> str:
    """As the screen is called that it comes from."""
    return words(f"subscription-{kind}")


def subscribe_row(words: Words, kind: str) -> list[Button]:
    """Under a screen that can come by itself."""
    return [(words("tg-subscribe"), f"sb:{kind}")]
