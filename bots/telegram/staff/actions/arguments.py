"""What the data of a button is made of: "<prefix>:<public>[:<version>][:argument]"."""

from collections.abc import Awaitable, Callable

from bots.telegram.staff.office import Turn
from core.errors import Stale

Press = Callable[..., Awaitable[str]]
"""Takes the turn and the arguments of the data; answers with the toast."""

Presses = dict[str, tuple[Press, int]]
"""Prefix → handler and the number of its arguments."""

Command = Callable[[Turn, str], Awaitable[None]]
Commands = dict[str, Command]
"""Name after the slash → handler; it gets the rest of the line."""

LARGEST = 18
"""Digits of a number in callback data; more would be no row of ours."""


class NoButton(Exception):
    """Data that no button of ours carries."""


def number(text: str) -> int:
    """Raises NoButton."""
    if not (text.isascii() and text.isdigit() and len(text) <= LARGEST):
        raise NoButton
    return int(text)


async def or_anew(turn: Turn, work: Awaitable[str], draw: Callable[[], Awaitable[object]]) -> str:
    """The toast of `work`; what has changed meanwhile is drawn anew and said so (fault 50)."""
    try:
        return await work
    except Stale as error:
        await draw()
        return told_stale(turn, error)


def told_stale(turn: Turn, error: Stale) -> str:
    """Who changed it and when, where the core knows."""
    if error.fields.get("by") and error.fields.get("at"):
        return turn.told(Stale("stale-by", **error.fields))
    return turn.words("tg-changed")
