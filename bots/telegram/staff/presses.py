"""Presses by the prefix of their data. A stale, foreign or forged one does nothing (fault 50)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bots.telegram.staff.actions.arguments import NoButton, told_stale
from bots.telegram.staff.actions.table import PRESSES
from bots.telegram.staff.office import Turn
from bots.telegram.staff.refused import closed, refused
from core.errors import DomainError, Stale


@dataclass(frozen=True, slots=True)
class Answer:
    """Shown over the chat for a moment; `alert`: until the person closes it."""

    text: str = ""
    alert: bool = False


async def press(turn: Turn, data: str) -> Answer:
    name, _, rest = data.partition(":")
    if closed(turn):
        return Answer(turn.words("tg-neutral"))
    try:
        return Answer(await _arguments(name, rest)(turn))
    except NoButton:
        return Answer(turn.words("tg-stale"))
    except Stale as error:
        return Answer(told_stale(turn, error))
    except DomainError as error:
        return Answer(await refused(turn, error, name, rest.partition(":")[0]), alert=True)


def _arguments(name: str, rest: str) -> Callable[[Turn], Awaitable[str]]:
    """The handler with its arguments; the last one keeps its colons (a draft is "inbox:17")."""
    handler, count = PRESSES.get(name, (None, 0))
    given = rest.split(":", count - 1) if count and rest else [rest] if rest else []
    if handler is None or len(given) != count or not all(given):
        raise NoButton
    return lambda turn: handler(turn, *given)
