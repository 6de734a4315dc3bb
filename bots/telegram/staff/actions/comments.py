"""Presses on the comments of a client: the list, one of them whole, its earlier texts (A3)."""

from functools import partial

from bots.telegram.staff.actions.arguments import Presses, number, or_anew
from bots.telegram.staff.actions.clients import shown
from bots.telegram.staff.actions.naming import client_of, comment_of, named_views
from bots.telegram.staff.forms.steps import Entry
from bots.telegram.staff.office import Turn
from bots.telegram.staff.screens.comments import (
    comment_screen,
    comments_screen,
    version_screen,
    versions_screen,
)
from core.messaging.text import cut

SHOWN = 200


async def _draw(turn: Turn, public: str, page: int) -> None:
    client = await client_of(turn, public)
    found = await turn.office.trade.comments.listing(turn.person, client, page)
    named = await named_views(turn, "comment", found.rows)
    now, zone, at = turn.office.clock.now(), turn.office.zone, (found.page, found.pages)
    await turn.show(comments_screen(turn.words, public, named, at, now, zone))


async def _comments(turn: Turn, public: str, page: str) -> str:
    await _draw(turn, public, number(page))
    return ""


async def _comment(turn: Turn, client: str, comment: str, piece: str) -> str:
    view = await turn.office.trade.comments.one(turn.person, await comment_of(turn, comment))
    told = (comment, view), number(piece), turn.office.clock.now(), turn.office.zone
    await turn.show(comment_screen(turn.words, client, *told))
    return ""


async def _versions(turn: Turn, client: str, comment: str, page: str) -> str:
    known = await comment_of(turn, comment)
    found = await turn.office.trade.comments.versions(turn.person, known, number(page))
    await turn.show(versions_screen(turn.words, (client, comment), found, turn.office.zone))
    return ""


async def _version(turn: Turn, client: str, comment: str, which: str, piece: str) -> str:
    known, kept = await comment_of(turn, comment), number(which)
    view = await turn.office.trade.comments.version(turn.person, known, kept)
    at = (client, comment, kept)
    await turn.show(version_screen(turn.words, at, view, number(piece), turn.office.zone))
    return ""


async def _edit(turn: Turn, client: str, comment: str, version: str) -> str:
    """The present text stands above the question; what may not be changed asks for no new one."""
    known, wanted = await client_of(turn, client), await comment_of(turn, comment)

    async def work() -> str:
        found = await turn.office.trade.comments.to_edit(turn.person, wanted, number(version))
        view = (await shown(turn, known)).view
        given = {
            "client": Entry(int(view["id"]), str(view["name"])),
            "comment": Entry(int(wanted), cut(str(found["text"]), SHOWN)),
            "version": Entry(number(version), ""),
        }
        await turn.office.forms.start(turn, "comment-edit", given)
        return ""

    return await or_anew(turn, work(), partial(_draw, turn, client, 0))


PRESSES: Presses = {
    "ccm": (_comments, 2),
    "cco": (_comment, 3),
    "cvs": (_versions, 3),
    "cvo": (_version, 4),
    "cce": (_edit, 3),
}
