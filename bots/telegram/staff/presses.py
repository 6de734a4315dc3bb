"""Presses by the prefix of their data. A stale, foreign or forged one does nothing (fault 50)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bots.telegram.convert import Raw, as_dict, reply_of
from bots.telegram.staff.menu import home, home_row
from bots.telegram.staff.office import Turn
from bots.telegram.staff.screens.client import client_screen
from bots.telegram.staff.screens.dead import dead_screen
from bots.telegram.staff.screens.templates import templates_screen
from bots.telegram.staff.screens.thread import thread_screen
from bots.telegram.staff.screens.wa import wa_screen
from bots.telegram.staff.screens.whom import chosen_screen
from core.errors import DomainError
from core.messaging.views import Origin

LARGEST = 18
"""Digits of a number in callback data; more would be no row of ours."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Shown over the chat for a moment; `alert`: until the person closes it."""

    text: str = ""
    alert: bool = False


class _Stale(Exception):
    """Data that no button of ours carries."""


async def press(turn: Turn, data: str) -> Answer:
    name, _, rest = data.partition(":")
    try:
        return Answer(await _arguments(name, rest)(turn))
    except _Stale:
        return Answer(turn.words("tg-stale"))
    except DomainError as error:
        return Answer(turn.words.error(error), alert=True)


def _arguments(name: str, rest: str) -> Callable[[Turn], Awaitable[str]]:
    """The handler with its arguments; the last one keeps its colons (a draft is "inbox:17")."""
    handler, count = _PRESSES.get(name, (None, 0))
    given = rest.split(":", count - 1) if count and rest else [rest] if rest else []
    if handler is None or len(given) != count or not all(given):
        raise _Stale
    return lambda turn: handler(turn, *given)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= LARGEST):
        raise _Stale
    return int(text)


async def _reply(turn: Turn, conversation: str) -> str:
    await turn.office.desk.prompt(turn.person, conversation, turn.cause)
    return ""


async def _undo(turn: Turn, message: str) -> str:
    result = await turn.office.desk.undo(turn.person, message, turn.cause)
    return turn.words.either(f"tg-undo-{result}", "tg-done")


async def _templates(turn: Turn, message: str) -> str:
    offer = await turn.office.held.templates(turn.person, message)
    await turn.show(templates_screen(turn.words, message, offer))
    return ""


async def _send_template(turn: Turn, message: str, sid: str) -> str:
    result = await turn.office.held.send_template(turn.person, message, sid, turn.cause)
    said = turn.words.either(f"tg-template-{result}", "tg-done")
    await turn.say("template", said, [home_row(turn.words)])
    return said


async def _drop_held(turn: Turn, message: str) -> str:
    result = await turn.office.held.drop_held(turn.person, message, turn.cause)
    said = turn.words.either(f"tg-held-{result}", "tg-done")
    if turn.place.edit is not None:
        await turn.say("held", said, [home_row(turn.words)])
    return said


async def _choose(turn: Turn, conversation: str, draft: str) -> str:
    origin = _typed_origin(turn)
    answered = await turn.office.desk.choose(turn.person, conversation, draft, origin, turn.cause)
    if answered.state in {"queued", "held"}:
        await turn.show(chosen_screen(turn.words, answered))
        return ""
    return turn.words("tg-stale")


def _typed_origin(turn: Turn) -> Origin:
    """The question stands as a reply to what was typed; the marks belong under the latter."""
    typed: Raw = reply_of(turn.message)
    number = as_dict(typed).get("message_id")
    return turn.origin if number is None else replace(turn.origin, message_id=str(number))


async def _wa(turn: Turn, page: str) -> str:
    found = await turn.office.queries.wa_page(turn.person, _number(page))
    await turn.show(wa_screen(turn.words, found))
    return ""


async def _card(turn: Turn, client: str) -> str:
    card = await turn.office.queries.card(turn.person, client)
    await turn.show(client_screen(turn.words, card))
    return ""


async def _thread(turn: Turn, client: str, page: str) -> str:
    found = await turn.office.queries.thread(turn.person, client, _number(page))
    await turn.show(thread_screen(turn.words, found, turn.office.zone))
    return ""


async def _dead(turn: Turn) -> str:
    lines = await turn.office.queries.dead(turn.person)
    await turn.show(dead_screen(turn.words, lines, turn.office.zone))
    return ""


async def _resend(turn: Turn, row: str) -> str:
    """From the list it redraws the list; under a failure card there is nothing to redraw."""
    result = await turn.office.queries.resend(turn.person, _number(row), turn.cause)
    said = turn.words.either(f"tg-resend-{result}", "tg-done")
    if turn.place.edit is not None:
        await _dead(turn)
    return said


async def _home(turn: Turn) -> str:
    await turn.show(home(turn.office, turn.person))
    return ""


Press = Callable[..., Awaitable[str]]
_PRESSES: dict[str, tuple[Press, int]] = {
    "r": (_reply, 1),
    "u": (_undo, 1),
    "tl": (_templates, 1),
    "ts": (_send_template, 2),
    "dh": (_drop_held, 1),
    "to": (_choose, 2),
    "wa": (_wa, 1),
    "c": (_card, 1),
    "th": (_thread, 2),
    "dl": (_dead, 0),
    "rs": (_resend, 1),
    "home": (_home, 0),
}
"""Prefix → handler and the number of its arguments."""
