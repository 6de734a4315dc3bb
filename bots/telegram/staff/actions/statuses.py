"""Presses and the command of the status directory (D1)."""

from bots.telegram.staff.actions.arguments import Commands, Presses
from bots.telegram.staff.forms.steps import Entry
from bots.telegram.staff.office import Turn
from bots.telegram.staff.screens.statuses import statuses_screen, word_of
from core.errors import NotFound
from core.policy.permissions import require, through


async def statuses(turn: Turn, rest: str = "") -> None:
    del rest
    require(through(turn.person), "status:edit")
    found = await turn.office.trade.statuses.listing(turn.person, archived=True)
    await turn.show(statuses_screen(turn.words, found))


async def _add(turn: Turn) -> str:
    await turn.office.forms.start(turn, "status-new")
    return ""


async def _rename(turn: Turn, code: str) -> str:
    known = await turn.office.trade.statuses.listing(turn.person)
    status = next((one for one in known if one.code == code), None)
    if status is None:
        raise NotFound("status-unknown")
    given = {"status": Entry(code, word_of(turn.words, status))}
    await turn.office.forms.start(turn, "status-rename", given)
    return ""


async def _archive(turn: Turn, code: str) -> str:
    await turn.office.trade.statuses.archive(turn.person, code, turn.cause)
    await statuses(turn)
    return turn.words("tg-status-archived")


async def _restore(turn: Turn, code: str) -> str:
    await turn.office.trade.statuses.restore(turn.person, code, turn.cause)
    await statuses(turn)
    return turn.words("tg-status-restored")


PRESSES: Presses = {
    "stn": (_add, 0),
    "str": (_rename, 1),
    "sta": (_archive, 1),
    "stb": (_restore, 1),
}
COMMANDS: Commands = {"statuses": statuses}
