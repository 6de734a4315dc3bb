"""What a member of staff types: a command, a label of the menu, or an answer to a client."""

from collections.abc import Mapping

from bots.telegram.convert import (
    as_text,
    content_of,
    is_service,
    own_phone,
    reply_of,
    text_of,
)
from bots.telegram.show import NEUTRAL
from bots.telegram.staff.commands import COMMANDS, cancel, start
from bots.telegram.staff.office import Turn
from bots.telegram.staff.refused import OPEN, closed, refused
from bots.telegram.staff.screens.whom import whom_screen
from core.errors import DomainError
from core.messaging.views import Answered


async def handle(turn: Turn, labels: Mapping[str, str]) -> None:
    """A refusal of the core is told in the reader's language, under what was typed."""
    name, _ = _named(turn, labels)
    if closed(turn) and name not in OPEN:
        await turn.say(NEUTRAL, turn.words("tg-neutral"))
        return
    try:
        await _dispatch(turn, labels)
    except DomainError as error:
        await turn.say("error", await refused(turn, error, f"/{name}" if name else "answer"))


def _named(turn: Turn, labels: Mapping[str, str]) -> tuple[str, str]:
    """(command, the rest); a number may hang on its name, so that it can be tapped: /why_17."""
    text = as_text(turn.message.get("text")).strip()
    if not text.startswith("/"):
        return (labels.get(text, "") if not reply_of(turn.message) else ""), ""
    name, _, rest = text[1:].partition(" ")
    name = name.partition("@")[0].lower()
    head, _, number = name.rpartition("_")
    return (head, number) if head and number.isdigit() else (name, rest.strip())


async def _dispatch(turn: Turn, labels: Mapping[str, str]) -> None:
    message = turn.message
    text = as_text(message.get("text")).strip()
    if text.startswith("/"):
        await _command(turn, *_named(turn, labels))
    elif text in labels and not reply_of(message):
        await turn.office.forms.leave(turn)
        await COMMANDS[labels[text]](turn, "")
    elif not is_service(message) and await turn.office.forms.typed(turn):
        return
    elif own_phone(message) and not reply_of(message) and turn.place.thread is None:
        # The contact that bound this person, delivered again.
        await start(turn, "")
    elif not is_service(message):
        await _answer(turn)


async def _command(turn: Turn, name: str, rest: str) -> None:
    command = COMMANDS.get(name)
    if command is None:
        await turn.say("unknown-command", turn.words("tg-unknown-command"))
        return
    if command is not cancel:
        await turn.office.forms.leave(turn)
    await command(turn, rest)


async def _answer(turn: Turn) -> None:
    content = content_of(turn.message)
    if any(part.get("kind") == "unknown" for part in content.parts):
        await turn.say("unsupported", turn.words("tg-unsupported"))
        return
    answered = await turn.office.desk.answer(turn.person, turn.origin, content, turn.cause)
    await _tell(turn, answered)


async def _tell(turn: Turn, answered: Answered) -> None:
    """Queued and held answers are told of by cards that the core pushes."""
    if answered.state != "whom":
        return
    if answered.choices:
        await turn.show(whom_screen(turn.words, answered))
    else:
        await turn.say("whom", turn.words("tg-whom-none"))


async def edited(turn: Turn) -> None:
    """An edit before the send changes what leaves (CHANNELS); afterwards the person is told."""
    text = text_of(turn.message)
    if not text:
        return
    try:
        result = await turn.office.desk.edit(turn.person, turn.origin, text, turn.cause)
    except DomainError as error:
        await turn.say("error", await refused(turn, error, "edit"))
        return
    if result is not None:
        await turn.say("edit", turn.words.either(f"tg-edit-{result}", "tg-done"))
