"""Presses under the card of a warehouse that comes to its term (A16): each opens its form."""

from collections.abc import Awaitable, Callable

from bots.telegram.staff.actions.arguments import Presses, number
from bots.telegram.staff.forms.steps import Entry
from bots.telegram.staff.office import Turn
from core.errors import InvalidInput
from core.ids import WarehouseId
from core.notices.buttons import TERM_EXTEND, TERM_MOVE, TERM_ZERO

MOVE = "term-move"


def _form(name: str) -> Callable[[Turn, str, str], Awaitable[str]]:
    """A second press is told at once who was first, and when (Stale).

    With no warehouse to move to nobody is asked where to: the press says what is missing.
    """

    async def open_(turn: Turn, public: str, version: str) -> str:
        known = WarehouseId(await turn.office.names.resolve(turn.person, public, "warehouse"))
        view = await turn.office.goods.terms.look(turn.person, known, number(version))
        given = {
            "warehouse": Entry(int(known), str(view["name"])),
            "version": Entry(int(view["version"]), ""),
        }
        if name == MOVE and not await turn.office.goods.terms.targets(turn.person, known):
            raise InvalidInput("warehouse-nowhere")
        await turn.office.forms.start(turn, name, given)
        return ""

    return open_


PRESSES: Presses = {
    TERM_MOVE: (_form(MOVE), 2),
    TERM_ZERO: (_form("term-zero"), 2),
    TERM_EXTEND: (_form("term-extend"), 2),
}
