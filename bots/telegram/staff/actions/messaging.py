"""Presses about conversations with clients, and about what was not delivered."""

from dataclasses import replace

from bots.telegram.convert import Raw, as_dict, reply_of
from bots.telegram.staff.actions.arguments import Presses, number
from bots.telegram.staff.menu import home, home_row
from bots.telegram.staff.office import Turn
from bots.telegram.staff.screens.dead import dead_screen
from bots.telegram.staff.screens.templates import templates_screen
from bots.telegram.staff.screens.thread import thread_screen
from bots.telegram.staff.screens.wa import wa_screen
from bots.telegram.staff.screens.whom import chosen_screen
from core.messaging.views import Origin
from core.notices.buttons import SETTLE


async def _reply(turn: Turn, conversation: str) -> str:
    await turn.office.desk.prompt(turn.person, conversation, turn.cause)
    return ""


async def _settle(turn: Turn, message: str) -> str:
    await turn.office.desk.settle(turn.person, message, turn.cause)
    return turn.words("tg-settled")


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
    found = await turn.office.queries.wa_page(turn.person, number(page))
    await turn.show(wa_screen(turn.words, found))
    return ""


async def _thread(turn: Turn, client: str, page: str) -> str:
    found = await turn.office.queries.thread(turn.person, client, number(page))
    await turn.show(thread_screen(turn.words, found, turn.office.zone))
    return ""


async def _dead(turn: Turn) -> str:
    lines = await turn.office.queries.dead(turn.person)
    await turn.show(dead_screen(turn.words, lines, turn.office.zone))
    return ""


async def _resend(turn: Turn, row: str) -> str:
    """From the list it redraws the list; under a failure card there is nothing to redraw."""
    result = await turn.office.queries.resend(turn.person, number(row), turn.cause)
    said = turn.words.either(f"tg-resend-{result}", "tg-done")
    if turn.place.edit is not None:
        await _dead(turn)
    return said


async def _home(turn: Turn) -> str:
    await turn.show(home(turn.office, turn.person))
    return ""


PRESSES: Presses = {
    "r": (_reply, 1),
    "u": (_undo, 1),
    SETTLE: (_settle, 1),
    "tl": (_templates, 1),
    "ts": (_send_template, 2),
    "dh": (_drop_held, 1),
    "to": (_choose, 2),
    "wa": (_wa, 1),
    "th": (_thread, 2),
    "dl": (_dead, 0),
    "rs": (_resend, 1),
    "home": (_home, 0),
}
