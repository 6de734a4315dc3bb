"""Approved templates for a held answer, with preview and the last price paid (P9)."""

from bots.telegram.screen import Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from core.messaging.text import cut
from core.messaging.views import TemplateOffer

SHOWN = 8
NAME_LIMIT, PREVIEW_LIMIT = 60, 350


def templates_screen(words: Words, message: str, offer: TemplateOffer) -> Screen:
    lines = Lines().line(words("tg-templates-head", name=cut(offer.name, NAME_LIMIT)), "bold")
    price = words("tg-price", price=offer.price) if offer.price else words("tg-price-unknown")
    lines.line(price)
    shown = list(offer.templates)[:SHOWN]
    if not shown:
        lines.line().add(words("tg-templates-none"))
    for number, (_, name, preview) in enumerate(shown, start=1):
        lines.line().line(f"{number}. {cut(name, NAME_LIMIT)}", "bold")
        lines.line(cut(preview, PREVIEW_LIMIT))
    rows = [
        [(words("tg-template-send", name=f"{number}. {name}"), f"ts:{message}:{sid}")]
        for number, (sid, name, _) in enumerate(shown, start=1)
    ]
    drop = [(words("tg-held-drop"), f"dh:{message}")]
    return lines.screen("templates", [*rows, drop, home_row(words)])
