"""The menu follows permissions: keyboard, command list and home screen of one person."""

from dataclasses import replace

import structlog
from aiogram.exceptions import TelegramAPIError
from aiogram.types import BotCommand, BotCommandScopeChat

from bots.telegram.screen import Lines, Screen, Words
from bots.telegram.staff.office import Office
from core.staff.model import Person

ON_KEYBOARD = (
    "find",
    "stock",
    "deal",
    "mine",
    "wa",
    "today",
    "approve",
    "deliveries",
    "start_day",
    "finish_day",
    "news",
    "dead",
    "help",
)
"""In this order, two in a row; `/lang` and `/invite` take arguments and stay typed."""

DESCRIBED = (
    *ON_KEYBOARD,
    "reserve",
    "board",
    "offer",
    "sample",
    "segments",
    "duplicates",
    "absent",
    "handover",
    "statuses",
    "task",
    "tasks",
    "fx",
    "lang",
    "invite",
    "users",
    "groups",
    "roles",
    "audit",
    "quiet",
    "jobs",
    "as",
    "why",
)
HOME_BUTTONS = {
    "stock": "sk:0",
    "deal": "dls:mine:0",
    "mine": "mr:0",
    "wa": "wa:0",
    "today": "td",
    "approve": "aps:0",
    "deliveries": "dvs:0",
    "absent": "abs:0",
    "duplicates": "mgd:0",
    "segments": "sg:.",
    "board": "rb:0",
    "news": "nws:f:0",
    "fx": "fx",
    "quiet": "qh:show",
    "jobs": "jb",
    "dead": "dl",
}
log = structlog.get_logger("telegram")


def labels(office: Office) -> dict[str, str]:
    """Label → command, of every language: an old keyboard works after the language changed."""
    return {
        Words(office.texts, language)(f"tg-menu-{name}"): name
        for language in office.languages
        for name in ON_KEYBOARD
    }


def menu(office: Office, person: Person, text: str) -> Screen:
    words = office.words(person)
    given = office.staff.commands_for(person)
    names = [words(f"tg-menu-{name}") for name in ON_KEYBOARD if name in given]
    rows = tuple(tuple(names[at : at + 2]) for at in range(0, len(names), 2))
    return replace(Lines().add(text).screen("menu"), keyboard=rows)


def home(office: Office, person: Person) -> Screen:
    words = office.words(person)
    given = office.staff.commands_for(person)
    buttons = [[(words(f"tg-menu-{n}"), d)] for n, d in HOME_BUTTONS.items() if n in given]
    return (
        Lines().add(words("tg-home", name=person.name)).screen("home", [*buttons, home_row(words)])
    )


def help_screen(office: Office, person: Person) -> Screen:
    words = office.words(person)
    lines = Lines().line(words("tg-help-head"), "bold")
    given = office.staff.commands_for(person)
    for name in given:
        lines.line(f"/{name} — {words.either(f'tg-command-{name}', 'tg-command-other')}")
    if "wa" in given:  # nobody else has clients to answer
        lines.line().add(words("tg-help-answering"))
    return lines.screen("help")


def home_row(words: Words, back: str | None = None) -> list[tuple[str, str]]:
    """The last row of every screen; it also marks the message as one that may be replaced."""
    row = [(words("tg-back"), back)] if back else []
    return [*row, (words("tg-home-button"), "home")]


async def publish_commands(office: Office, person: Person, chat: int) -> None:
    """The command list of this person alone, in their language; a failure costs only the list."""
    words = office.words(person)
    commands = [
        BotCommand(command=name, description=words(f"tg-command-{name}"))
        for name in office.staff.commands_for(person)
        if name in DESCRIBED
    ]
    try:
        await office.bot.set_my_commands(commands, scope=BotCommandScopeChat(chat_id=chat))
    except TelegramAPIError as error:
        log.warning("telegram_commands_not_set", error=type(error).__name__)
