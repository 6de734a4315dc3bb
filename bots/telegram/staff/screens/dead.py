"""Undelivered messages for the system administrator: no texts, no names (P22)."""

from collections.abc import Sequence
from datetime import tzinfo

from bots.telegram.screen import Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from core.messaging.text import cut
from core.messaging.views import DeadLine

SHOWN = 20
CODE_LIMIT = 60


def dead_screen(words: Words, dead: Sequence[DeadLine], zone: tzinfo) -> Screen:
    lines = Lines().line(words("tg-dead-head", count=len(dead)), "bold")
    if not dead:
        lines.add(words("tg-dead-none"))
    for one in dead[:SHOWN]:
        at = one.created_at.astimezone(zone).strftime("%d.%m %H:%M")
        state = words.either(f"tg-state-{one.state}", "tg-state-other")
        why = cut(one.error_code or "—", CODE_LIMIT)
        number = words("tg-number", id=str(one.id))
        lines.line(f"{number} · {at} · {one.channel} · {one.code} · {state} · {why}")
    rows = [[(words("tg-resend", id=str(one.id)), f"rs:{one.id}")] for one in dead[:SHOWN]]
    return lines.screen("dead", [*rows, [(words("tg-refresh"), "dl")], home_row(words)])
