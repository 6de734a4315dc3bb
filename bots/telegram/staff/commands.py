"""Commands by name. Rights are the core's business: each call is authorised there."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from aiogram.exceptions import TelegramAPIError

from bots.telegram.staff.actions import rights, table
from bots.telegram.staff.menu import help_screen, menu, publish_commands
from bots.telegram.staff.office import Turn
from bots.telegram.staff.screens.dead import dead_screen
from bots.telegram.staff.screens.wa import wa_screen

Command = Callable[[Turn, str], Awaitable[None]]

FIRST_PAGE = 0


async def start(turn: Turn, rest: str) -> None:
    """For somebody with a place a link does nothing: it shows the menu again."""
    del rest
    await _menu(turn, turn.words("tg-hello", name=turn.person.name))
    await turn.office.queries.resume(turn.person, turn.office.account)


async def _menu(turn: Turn, text: str) -> None:
    await turn.show(menu(turn.office, turn.person, text))
    await publish_commands(turn.office, turn.person, turn.place.chat)


async def help_(turn: Turn, rest: str) -> None:
    del rest
    await turn.show(help_screen(turn.office, turn.person))


async def wa(turn: Turn, rest: str) -> None:
    del rest
    page = await turn.office.queries.wa_page(turn.person, FIRST_PAGE)
    await turn.show(wa_screen(turn.words, page))


async def start_day(turn: Turn, rest: str) -> None:
    del rest
    fresh = await turn.office.staff.start_day(turn.person)
    await turn.say("day", turn.words("tg-day-started" if fresh else "tg-day-started-already"))


async def finish_day(turn: Turn, rest: str) -> None:
    del rest
    fresh = await turn.office.staff.finish_day(turn.person)
    await turn.say("day", turn.words("tg-day-finished" if fresh else "tg-day-finished-already"))


async def lang(turn: Turn, rest: str) -> None:
    language = rest.lower()
    if language not in turn.office.languages:
        offered = " | ".join(turn.office.languages)
        await turn.say("lang", turn.words("tg-lang-how", languages=offered))
        return
    await turn.office.staff.set_locale(turn.person, language)
    changed = turn.as_person(replace(turn.person, locale=language))
    await _menu(changed, changed.words("tg-lang-set"))


async def invite(turn: Turn, rest: str) -> None:
    """The link is told once, to the inviter; the phone is not repeated (P22)."""
    role, _, phone = rest.partition(" ")
    if not role or not phone.strip():
        await turn.say("invite", turn.words("tg-invite-how"))
        return
    name = await _bot_name(turn)
    token = await turn.office.staff.invite(turn.person, role.lower(), phone.strip())
    link = f"https://t.me/{name}?start=inv_{token}"
    await turn.say(
        "invite", turn.words("tg-invite-link", role=turn.words(f"role-{role.lower()}"), link=link)
    )


async def _bot_name(turn: Turn) -> str:
    """Asked before the invitation is made, so that a failure here makes none."""
    try:
        return (await turn.office.bot.me()).username or ""
    except TelegramAPIError as error:
        raise ConnectionError(type(error).__name__) from None


async def dead(turn: Turn, rest: str) -> None:
    del rest
    lines = await turn.office.queries.dead(turn.person)
    await turn.show(dead_screen(turn.words, lines, turn.office.zone))


async def withdraw(turn: Turn, rest: str) -> None:
    """Telegram never reports deletions to a bot: `/del` as a reply is the gesture (MENUS)."""
    del rest
    if turn.origin.reply_to is None:
        await turn.say("withdraw", turn.words("tg-del-how"))
        return
    result = await turn.office.desk.withdraw(turn.person, turn.origin, turn.cause)
    await turn.say("withdraw", turn.words.either(f"tg-withdraw-{result}", "tg-done"))


async def cancel(turn: Turn, rest: str) -> None:
    """Ends the form that is open here; where none is, the menu is what the person looks for."""
    del rest
    if await turn.office.forms.cancel(turn):
        return
    await turn.show(menu(turn.office, turn.person, turn.words("tg-cancelled")))


COMMANDS: dict[str, Command] = {
    "start": start,
    "help": help_,
    "wa": wa,
    "start_day": start_day,
    "finish_day": finish_day,
    "lang": lang,
    "invite": invite,
    "dead": dead,
    "del": withdraw,
    "cancel": cancel,
    **rights.COMMANDS,
    **table.COMMANDS,
}
