"""What a member of staff types: a command, a label of the menu, or an answer to a client."""

from collections.abc import Mapping

from bots.telegram.convert import (
    Raw,
    as_dict,
    as_text,
    content_of,
    is_service,
    own_phone,
    reply_of,
    text_of,
)
from bots.telegram.staff.commands import COMMANDS, find, start
from bots.telegram.staff.office import Turn
from bots.telegram.staff.screens.whom import whom_screen
from core.errors import DomainError
from core.messaging.views import Answered


async def handle(turn: Turn, labels: Mapping[str, str]) -> None:
    """A refusal of the core is told in the reader's language, under what was typed."""
    try:
        await _dispatch(turn, labels)
    except DomainError as error:
        await turn.say("error", turn.words.error(error))


async def _dispatch(turn: Turn, labels: Mapping[str, str]) -> None:
    message = turn.message
    text = as_text(message.get("text")).strip()
    if text.startswith("/"):
        await _command(turn, text)
    elif text in labels and not reply_of(message):
        await COMMANDS[labels[text]](turn, "")
    elif _answers_search(turn, message):
        await find(turn, text)
    elif own_phone(message) and not reply_of(message) and turn.place.thread is None:
        # The contact that bound this person, delivered again.
        await start(turn, "")
    elif not is_service(message):
        await _answer(turn)


async def _command(turn: Turn, text: str) -> None:
    name, _, rest = text[1:].partition(" ")
    command = COMMANDS.get(name.partition("@")[0].lower())
    if command is None:
        await turn.say("unknown-command", turn.words("tg-unknown-command"))
        return
    await command(turn, rest.strip())


def _answers_search(turn: Turn, message: Raw) -> bool:
    """A reply to our own question "whom to find?", known by its words in any language."""
    replied = reply_of(message)
    if as_dict(replied.get("from")).get("is_bot") is not True or not as_text(message.get("text")):
        return False
    office = turn.office
    asked = {office.texts.render("tg-find-ask", language, {}) for language in office.languages}
    return text_of(replied) in asked


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
        await turn.say("error", turn.words.error(error))
        return
    if result is not None:
        await turn.say("edit", turn.words.either(f"tg-edit-{result}", "tg-done"))
