"""The client's card: peculiarities first, for whoever is about to write (A10)."""

from bots.telegram.screen import Button, Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.find import responsible
from bots.telegram.staff.screens.wa import window
from core.messaging.text import cut
from core.messaging.views import ClientCard, WaLine

NAME_LIMIT, BANNER_LIMIT, ADDRESSES = 200, 1000, 20


def client_screen(words: Words, card: ClientCard) -> Screen:
    lines = Lines()
    if card.own and card.peculiarities:
        lines.line(words("tg-peculiarities", text=cut(card.peculiarities, BANNER_LIMIT)), "bold")
        lines.line()
    lines.line(cut(card.name, NAME_LIMIT), "bold")
    if card.inn:
        lines.line(words("tg-inn", inn=card.inn))
    lines.line(responsible(words, card.responsible, assigned=card.assigned))
    if not card.own:
        return lines.line().add(words("tg-card-foreign")).screen("client", [home_row(words)])
    _own(words, lines, card)
    return lines.screen("client", [*_buttons(words, card), home_row(words, "wa:0")])


def _own(words: Words, lines: Lines, card: ClientCard) -> None:
    lines.line(
        words("tg-card-status", status=_named(words, f"tg-status-{card.status}", card.status))
    )
    kind = card.contract or "none"
    contract = _named(words, f"tg-contract-{kind}", kind)
    lines.line(words("tg-card-contract", contract=contract))
    for channel, address in card.addresses[:ADDRESSES]:
        lines.line(f"{words.either(f'tg-channel-{channel}', 'tg-channel-other')} {address}")


def _named(words: Words, key: str, value: str) -> str:
    """Directories grow without code (D1): an entry without a text of its own shows its name."""
    try:
        return words(key)
    except KeyError:
        return value


def _buttons(words: Words, card: ClientCard) -> list[list[Button]]:
    rows = [[(_reply(words, line), f"r:{line.public}")] for line in card.conversations]
    return [*rows, [(words("tg-thread-button"), f"th:{card.public}:0")]]


def _reply(words: Words, line: WaLine) -> str:
    channel = words.either(f"tg-channel-{line.channel}", "tg-channel-other")
    left = window(words, line.window_left)
    return " · ".join(filter(None, [words("tg-reply"), channel, left]))
