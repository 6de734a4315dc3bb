"""Rates of currencies as people ask for them."""

from bots.telegram.staff.actions.arguments import Commands, Presses
from bots.telegram.staff.actions.naming import can
from bots.telegram.staff.office import Turn
from bots.telegram.staff.screens.prices import history_screen, rates_screen


async def rates(turn: Turn, rest: str = "") -> None:
    del rest
    found = await turn.office.goods.prices.rates(turn.person)
    screen = rates_screen(turn.words, found, turn.office.zone, may_set=can(turn, "rate:set"))
    await turn.show(screen)


async def _rates(turn: Turn) -> str:
    await rates(turn)
    return ""


async def _history(turn: Turn) -> str:
    found = await turn.office.goods.prices.rate_history(turn.person)
    await turn.show(history_screen(turn.words, found, turn.office.zone))
    return ""


PRESSES: Presses = {"fx": (_rates, 0), "fxh": (_history, 0)}
COMMANDS: Commands = {"fx": rates}
