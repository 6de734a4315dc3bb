"""Presses under the card of a warehouse that comes to its term (A16): each opens its form."""

from collections.abc import Awaitable, Callable

from bots.telegram.staff.actions.arguments import Presses, number
from bots.telegram.staff.forms.steps import Entry
from bots.telegram.staff.office import Turn
from core.ids import WarehouseId
from core.notices.buttons import TERM_EXTEND, TERM_MOVE, TERM_ZERO


def _form(name: str) -> Callable[[Turn, str, str], Awaitable[str]]:
    """A second press is told at once who was first, and when (Stale)."""

    async def open_(turn: Turn, public: str, version: str) -> str:
        known = WarehouseId(await turn.office.names.resolve(turn.person, public, "warehouse"))
        view = await turn.office.goods.terms.look(turn.person, known, number(version))
        given = {
            "warehouse": Entry(int(known), str(view["name"])),
            "version": Entry(int(view["version"]), ""),
        }
        await turn.office.forms.start(turn, name, given)
        return ""

    return open_


PRESSES: Presses = {
    TERM_MOVE: (_form("term-move"), 2),
    TERM_ZERO: (_form("term-zero"), 2),
    TERM_EXTEND: (_form("term-extend"), 2),
}
