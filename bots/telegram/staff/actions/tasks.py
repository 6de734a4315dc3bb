"""Commands and presses about tasks (E7) and about the day."""

from functools import partial

from bots.telegram.convert import reply_of, text_of
from bots.telegram.staff.actions.arguments import Commands, Presses, number, or_anew
from bots.telegram.staff.actions.naming import named_views, pages_so_far
from bots.telegram.staff.forms.answers import TEXT_LIMIT
from bots.telegram.staff.forms.steps import Entry, Given
from bots.telegram.staff.forms.tasks import CLIENT, MESSAGE, QUOTE
from bots.telegram.staff.office import Turn
from bots.telegram.staff.screens.tasks import task_screen, tasks_screen
from core.ids import TaskId
from core.messaging.text import cut
from core.notices.buttons import TASK, TASK_DONE, TASK_LATER
from core.stock.model import PAGE

MINE, GIVEN = "tl0", "tl1"


async def task(turn: Turn, rest: str) -> None:
    """As a reply to a message it takes its words, its client and the message itself along."""
    given: Given = {}
    if reply_of(turn.message):
        quote = await turn.office.duties.quotes.find(turn.person, turn.origin)
        said = " ".join((quote.text or text_of(reply_of(turn.message))).split())
        given[QUOTE] = Entry(cut(said, TEXT_LIMIT), "")
        if quote.message_id is not None:
            given[MESSAGE] = Entry(int(quote.message_id), "")
        if quote.client_id is not None:
            given[CLIENT] = Entry(int(quote.client_id), "")
    if rest:
        told = cut(rest, TEXT_LIMIT)
        given["text"] = Entry(told, told)
    await turn.office.forms.start(turn, "task", given)


async def tasks(turn: Turn, rest: str = "") -> None:
    del rest
    await _draw(turn, 0, given=False)


async def _draw(turn: Turn, page: int, *, given: bool) -> None:
    book = turn.office.duties.tasks
    found = await (book.given if given else book.mine)(turn.person, page)
    views = await named_views(turn, "task", found)
    at = (page, pages_so_far(found, page, PAGE))
    screen = tasks_screen(turn.words, views, at, turn.office.zone, given=given)
    await turn.show(screen)


async def _mine(turn: Turn, page: str) -> str:
    await _draw(turn, number(page), given=False)
    return ""


async def _given(turn: Turn, page: str) -> str:
    await _draw(turn, number(page), given=True)
    return ""


async def _task(turn: Turn, public: str) -> TaskId:
    return TaskId(await turn.office.names.resolve(turn.person, public, "task"))


async def _card(turn: Turn, public: str) -> str:
    await _draw_card(turn, public)
    return ""


async def _draw_card(turn: Turn, public: str) -> None:
    view = await turn.office.duties.tasks.one(turn.person, await _task(turn, public))
    await turn.show(task_screen(turn.words, public, view, turn.office.zone))


async def _done(turn: Turn, public: str, version: str) -> str:
    return await or_anew(
        turn, _finished(turn, public, number(version)), partial(_draw_card, turn, public)
    )


async def _finished(turn: Turn, public: str, version: int) -> str:
    await turn.office.duties.tasks.done(
        turn.person, await _task(turn, public), version, cause=turn.cause
    )
    await _draw_card(turn, public)
    return turn.words("tg-task-is-done")


async def _later(turn: Turn, public: str, version: str) -> str:
    return await or_anew(
        turn, _postponed(turn, public, number(version)), partial(_draw_card, turn, public)
    )


async def _postponed(turn: Turn, public: str, version: int) -> str:
    await turn.office.duties.tasks.postpone(
        turn.person, await _task(turn, public), version, 1, cause=turn.cause
    )
    await _draw_card(turn, public)
    return turn.words("tg-task-postponed")


PRESSES: Presses = {
    MINE: (_mine, 1),
    GIVEN: (_given, 1),
    TASK: (_card, 1),
    TASK_DONE: (_done, 2),
    TASK_LATER: (_later, 2),
}
COMMANDS: Commands = {"task": task, "tasks": tasks}
