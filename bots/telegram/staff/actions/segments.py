"""Presses and the command about segments of clients (A13)."""

from bots.telegram.staff.actions.arguments import Commands, NoButton, Presses, number
from bots.telegram.staff.actions.naming import can, named_views
from bots.telegram.staff.office import Turn
from bots.telegram.staff.screens.client import status_name
from bots.telegram.staff.screens.segments import (
    DIMENSIONS,
    NOTHING,
    dimension_screen,
    members_screen,
    segment_of,
    segment_screen,
)
from bots.telegram.staff.services import View

COLUMNS = (
    "name",
    "inn",
    "responsible",
    "status",
    "region",
    "materials",
    "deferral_days",
    "deferral_limit",
    "prepayment_percent",
    "competitor",
    "contract",
)
"""Of the sheet; a field that the asker may not see stays empty for every row."""


async def segment(turn: Turn, rest: str = "") -> None:
    del rest
    await _segment(turn, NOTHING)


async def _segment(turn: Turn, codes: str) -> str:
    services = turn.office.trade.segments
    values = await services.values(turn.person)
    count = await services.count(turn.person, segment_of(values, codes))
    export = can(turn, "client:export:own", "client:export:any")
    await turn.show(segment_screen(turn.words, values, codes, count, export=export))
    return ""


async def _dimension(turn: Turn, letter: str, page: str, codes: str) -> str:
    if letter not in DIMENSIONS:
        raise NoButton
    values = await turn.office.trade.segments.values(turn.person)
    await turn.show(dimension_screen(turn.words, letter, values, codes, number(page)))
    return ""


async def _members(turn: Turn, page: str, codes: str) -> str:
    services = turn.office.trade.segments
    wanted = segment_of(await services.values(turn.person), codes)
    found = await services.listing(turn.person, wanted, number(page))
    named = await named_views(turn, "client", found.rows)
    await turn.show(members_screen(turn.words, named, found.page, found.pages, codes))
    return ""


async def _export(turn: Turn, codes: str) -> str:
    """The same fields as on the screen, never more; the file goes to the presser."""
    services, words = turn.office.trade.segments, turn.words
    wanted = segment_of(await services.values(turn.person), codes)
    rows = await services.rows(turn.person, wanted)
    head = [words(f"tg-column-{name}") for name in COLUMNS]
    table = [[_cell(turn, name, row) for name in COLUMNS] for row in rows]
    body = await turn.office.trade.tables.xlsx(head, table)
    await turn.send_file("export", words("tg-segment-file"), body)
    return ""


def _cell(turn: Turn, name: str, row: View) -> object:
    value = row.get(name)
    if name == "status" and value:
        return status_name(turn.words, row)
    if name == "contract" and value:
        return turn.words.either(f"tg-contract-{value}", "tg-contract-none")
    if isinstance(value, (list, tuple)):
        return ", ".join(str(one) for one in value)
    return "" if value is None else value


PRESSES: Presses = {
    "sg": (_segment, 1),
    "sgd": (_dimension, 3),
    "sgl": (_members, 2),
    "sgx": (_export, 1),
}
COMMANDS: Commands = {"segments": segment}
