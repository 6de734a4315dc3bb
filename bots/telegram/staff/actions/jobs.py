"""What happens by the clock, for administrators."""

from bots.telegram.staff.actions.arguments import Commands, Presses
from bots.telegram.staff.office import Turn
from bots.telegram.staff.screens.jobs import jobs_screen


async def jobs(turn: Turn, rest: str = "") -> None:
    del rest
    coming, recent = await turn.office.jobs.look(turn.person)
    await turn.show(jobs_screen(turn.words, coming, recent, turn.office.zone))


async def _jobs(turn: Turn) -> str:
    await jobs(turn)
    return ""


PRESSES: Presses = {"jb": (_jobs, 0)}
COMMANDS: Commands = {"jobs": jobs}
