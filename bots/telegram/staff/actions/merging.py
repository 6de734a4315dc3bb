"""Presses and the command about duplicates (E10)."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from bots.telegram.staff.actions.arguments import Commands, Presses, number, or_anew
from bots.telegram.staff.actions.clients import draw_card
from bots.telegram.staff.actions.naming import client_of, named, named_views
from bots.telegram.staff.office import Turn
from bots.telegram.staff.screens.merging import (
    duplicates_screen,
    merge_screen,
    merges_screen,
    pair_screen,
)
from bots.telegram.staff.services import View
from core.clients.model import PAGE


async def duplicates(turn: Turn, rest: str = "") -> None:
    del rest
    await _draw(turn, 0)


async def _draw(turn: Turn, page: int) -> None:
    pairs = await turn.office.trade.merging.suggestions(turn.person, page)
    ids = [int(view["id"]) for pair in pairs for view in (pair["kept"], pair["merged"])]
    names = await named(turn, "client", ids)

    def side(view: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
        return names[int(view["id"])], view

    shown = [(side(pair["kept"]), side(pair["merged"]), str(pair["reason"])) for pair in pairs]
    pages = page + (2 if len(pairs) >= PAGE else 1)
    await turn.show(duplicates_screen(turn.words, shown, page, pages))


async def _duplicates(turn: Turn, page: str) -> str:
    await _draw(turn, number(page))
    return ""


async def _pair(turn: Turn, left: str, right: str) -> str:
    await turn.show(pair_screen(turn.words, await _side(turn, left), await _side(turn, right)))
    return ""


async def _join(turn: Turn, own: str, other: str) -> str:
    """From the refusal of a form, which is over by that."""
    await turn.office.forms.leave(turn)
    sides = await _side(turn, own), await _side(turn, other)
    await turn.show(pair_screen(turn.words, *sides, f"c:{own}"))
    return ""


async def _side(turn: Turn, public: str) -> tuple[str, View]:
    card = turn.office.trade.registry.card
    return public, await card(turn.person, await client_of(turn, public))


async def _keep(turn: Turn, kept: str, merged: str) -> str:
    """Asks once more; nothing is merged by this press."""
    await turn.show(merge_screen(turn.words, await _side(turn, kept), await _side(turn, merged)))
    return ""


async def _merge(turn: Turn, kept: str, merged: str) -> str:
    stays, goes = await client_of(turn, kept), await client_of(turn, merged)

    async def work() -> str:
        await turn.office.trade.merging.merge(turn.person, stays, goes, cause=turn.cause)
        await draw_card(turn, stays)
        return turn.words("tg-merged")

    return await or_anew(turn, work(), partial(_draw, turn, 0))


async def _recent(turn: Turn) -> str:
    found = await turn.office.trade.merging.recent(turn.person)
    shown = await named_views(turn, "merge", found)
    await turn.show(merges_screen(turn.words, shown, turn.office.zone))
    return ""


async def _undo(turn: Turn, merge: str) -> str:
    known = await turn.office.names.resolve(turn.person, merge, "merge")

    async def work() -> str:
        await turn.office.trade.merging.undo(turn.person, known, cause=turn.cause)
        await _recent(turn)
        return turn.words("tg-merge-undone")

    return await or_anew(turn, work(), partial(_recent, turn))


PRESSES: Presses = {
    "mgd": (_duplicates, 1),
    "mgp": (_pair, 2),
    "mgj": (_join, 2),
    "mgk": (_keep, 2),
    "mgy": (_merge, 2),
    "mgr": (_recent, 0),
    "mgu": (_undo, 1),
}
COMMANDS: Commands = {"duplicates": duplicates}
