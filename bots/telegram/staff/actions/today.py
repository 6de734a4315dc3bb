"""☑️ Сегодня: what the day asks of one person, and its two quick answers (MENUS)."""

from functools import partial

from bots.telegram.staff.actions.arguments import Commands, Presses, number, or_anew
from bots.telegram.staff.office import Turn
from bots.telegram.staff.screens.today import DONE, KINDS, LATER, today_screen
from core.ids import TaskId


async def today(turn: Turn, rest: str = "") -> None:
    del rest
    found = await turn.office.duties.agenda.today(turn.person)
    lines = [one for section in found for one in section["lines"]]
    things = [(KINDS[one["kind"]], int(one["id"])) for one in lines]
    names = await turn.office.names.of(turn.person, things)
    sections = [
        (
            str(section["section"]),
            [(names[KINDS[one["kind"]], int(one["id"])], one) for one in section["lines"]],
        )
        for section in found
    ]
    await turn.show(today_screen(turn.words, sections, turn.office.zone))


async def _today(turn: Turn) -> str:
    await today(turn)
    return ""


async def _task(turn: Turn, public: str) -> TaskId:
    return TaskId(await turn.office.names.resolve(turn.person, public, "task"))


async def _done(turn: Turn, public: str, version: str) -> str:
    return await or_anew(turn, _finished(turn, public, number(version)), partial(today, turn))


async def _finished(turn: Turn, public: str, version: int) -> str:
    await turn.office.duties.tasks.done(
        turn.person, await _task(turn, public), version, cause=turn.cause
    )
    await today(turn)
    return turn.words("tg-task-is-done")


async def _later(turn: Turn, public: str, version: str) -> str:
    return await or_anew(turn, _postponed(turn, public, number(version)), partial(today, turn))


async def _postponed(turn: Turn, public: str, version: int) -> str:
    await turn.office.duties.tasks.postpone(
        turn.person, await _task(turn, public), version, 1, cause=turn.cause
    )
    await today(turn)
    return turn.words("tg-task-postponed")


PRESSES: Presses = {"td": (_today, 0), DONE: (_done, 2), LATER: (_later, 2)}
COMMANDS: Commands = {"today": today}
