"""Presses under the live message of a form."""

from bots.telegram.staff.actions.arguments import Presses
from bots.telegram.staff.office import Turn


async def _form(turn: Turn, token: str, number: str, what: str) -> str:
    return await turn.office.forms.press(turn, token, number, what)


PRESSES: Presses = {"f": (_form, 3)}
