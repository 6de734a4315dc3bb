"""What a picked line of the inline search leads to."""

from bots.telegram.staff.actions.arguments import Commands, Presses
from bots.telegram.staff.actions.clients import draw_card
from bots.telegram.staff.actions.naming import client_of
from bots.telegram.staff.office import Turn

NAME_LIMIT = 32


async def card(turn: Turn, rest: str) -> None:
    """The card by its opaque name, which is good for this person only; a forged one is absent."""
    await draw_card(turn, await client_of(turn, rest.strip()[:NAME_LIMIT]))


PRESSES: Presses = {}
COMMANDS: Commands = {"card": card}
