"""Approved templates for a held answer, with preview and the last price paid (P9)."""

from bots.telegram.screen import Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from core.messaging.text import cut
from core.messaging.views import TemplateOffer

SHOWN = 8
NAME_LIMIT, PREVIEW_LIMIT = 60, 350


def templates_screen(words: Words, message: str, offer: TemplateOffer) -> Screen:
    lines = Lines().line(words("tg-templates-head", name=cut(offer.name, NAME_LIMIT)), "bold")
    shown = list(offer.templates)[:SHOWN]
    if not shown:
        lines.line().add(words("tg-templates-none"))
    for number, one in enumerate(shown, start=1):
        lines.line().line(f"{number}. {cut(one.name, NAME_LIMIT)}", "bold")
        lines.line(cut(one.preview, PREVIEW_LIMIT))
        lines.line(words("tg-price", price=one.price) if one.price else words("tg-price-unknown"))
    rows = [
        [(words("tg-template-send", name=f"{number}. {one.name}"), f"ts:{message}:{one.sid}")]
        for number, one in enumerate(shown, start=1)
    ]
    drop = [(words("tg-held-drop"), f"dh:{message}")]
    return lines.screen("templates", [*rows, drop, home_row(words)])
