"""Presses on the client's card and its tabs. Another's client is three fields (A5)."""

from collections.abc import Sequence
from functools import partial

from bots.telegram.staff.actions.arguments import Commands, Presses, number, or_anew
from bots.telegram.staff.actions.deals import deals_of
from bots.telegram.staff.actions.deliveries import send_stored
from bots.telegram.staff.actions.naming import (
    can,
    client_of,
    name_of,
    named_views,
)
from bots.telegram.staff.forms.find import FIND, SEARCH_LIMIT, found, nobody
from bots.telegram.staff.office import Turn
from bots.telegram.staff.screens.client import (
    Given,
    Shown,
    client_screen,
    more_screen,
    papers_screen,
)
from bots.telegram.staff.screens.samples import samples_screen
from bots.telegram.staff.services import View
from core.errors import NotFound
from core.ids import ClientId
from core.messaging.text import cut
from core.messaging.views import WaLine


async def shown(turn: Turn, client: ClientId) -> Shown:
    """The card as the presser may see it now."""
    office = turn.office
    view = await office.trade.registry.card(turn.person, client)
    public = await name_of(turn, "client", client)
    talks: Sequence[WaLine] = ()
    reads = ("conversation:read:own", "conversation:read:any", "conversation:read:unassigned")
    if view.get("own") and can(turn, *reads):
        talks = (await office.queries.card(turn.person, public)).conversations
    given = Given(
        status=can(turn, "client:status:any", "client:status:team"),
        give=can(turn, "client:give"),
        sell=can(turn, "deal:open:own", "deal:open:any"),
        deals=can(turn, "deal:read:own", "deal:read:any"),
        talks=can(turn, *reads),
        access=can(turn, "client:ask-access"),
        original=can(turn, "client:contract:own", "client:contract:any"),
        edit=can(turn, "client:ask-edit", "client:edit-locked"),
        remark=can(turn, "comment:write:own", "comment:write:any"),
        describe=can(turn, "client:describe:own", "client:describe:any"),
        people=can(turn, "contact:create:own", "contact:create:any", "contact:create:unassigned"),
        merge=can(turn, "client:merge"),
    )
    return Shown(public, view, talks, office.zone, given, office.region)


async def draw_card(turn: Turn, client: ClientId) -> None:
    await turn.show(client_screen(turn.words, await shown(turn, client)))


async def _card(turn: Turn, public: str) -> str:
    """By the client's name, or by that of one of its conversations."""
    await draw_card(turn, await turn.office.queries.client_of(turn.person, public))
    return ""


async def _more(turn: Turn, public: str) -> str:
    card = await _own(turn, await client_of(turn, public))
    await turn.show(more_screen(turn.words, card))
    return ""


async def _own(turn: Turn, client: ClientId) -> Shown:
    """Raises NotFound for another's: their tabs do not exist for the presser (A5)."""
    card = await shown(turn, client)
    if not card.view.get("own"):
        raise NotFound
    return card


async def _ask_access(turn: Turn, public: str) -> str:
    client = await client_of(turn, public)
    await turn.office.trade.registry.ask_access(turn.person, client, cause=turn.cause)
    return turn.words("tg-access-asked")


async def _deals(turn: Turn, public: str, page: str) -> str:
    client = await client_of(turn, public)
    await _own(turn, client)
    await deals_of(turn, client, public, number(page))
    return ""


async def _samples(turn: Turn, public: str) -> str:
    client = await client_of(turn, public)
    found = await turn.office.trade.samples.of(turn.person, client)
    named = await named_views(turn, "sample", found)
    await turn.show(samples_screen(turn.words, public, named, turn.office.zone))
    return ""


async def _papers(turn: Turn, public: str) -> str:
    client = await client_of(turn, public)
    card = await _own(turn, client)
    papers: Sequence[View] = ()
    if card.given.deals:
        papers = await turn.office.trade.orders.papers_of(turn.person, client)
    await turn.show(papers_screen(turn.words, card, papers))
    return ""


async def _open_file(turn: Turn, public: str) -> str:
    """The stored file, to the presser, in the presser's chat (A9)."""
    client = await client_of(turn, public)
    blob, name = await turn.office.trade.registry.contract_file(turn.person, client)
    await send_stored(turn, "contract", blob, name)
    return ""


async def _original(turn: Turn, public: str, version: str) -> str:
    client = await client_of(turn, public)

    async def work() -> str:
        registry = turn.office.trade.registry
        await registry.mark_original(turn.person, client, number(version), cause=turn.cause)
        await draw_card(turn, client)
        return turn.words("tg-original-marked")

    return await or_anew(turn, work(), partial(draw_card, turn, client))


async def _review(turn: Turn, public: str, version: str) -> str:
    """The contract goes to the lawyer; the answer comes to whoever has asked."""
    client = await client_of(turn, public)

    async def work() -> str:
        registry = turn.office.trade.registry
        await registry.ask_review(turn.person, client, number(version), cause=turn.cause)
        return turn.words("tg-review-asked")

    return await or_anew(turn, work(), partial(draw_card, turn, client))


PRESSES: Presses = {
    "c": (_card, 1),
    "cmo": (_more, 1),
    "cax": (_ask_access, 1),
    "cdl": (_deals, 2),
    "csm": (_samples, 1),
    "cdo": (_papers, 1),
    "cfo": (_open_file, 1),
    "cor": (_original, 2),
    "crv": (_review, 2),
}


async def find(turn: Turn, rest: str) -> None:
    """Until somebody is found it asks; in a client's topic only where nothing was asked for."""
    screen = await found(turn, rest) if rest else None
    if screen is None and rest and turn.place.thread is not None:
        screen = nobody(turn, rest)
    if screen is not None:
        await turn.show(screen)
        return
    await turn.office.forms.start(turn, FIND, query=cut(rest, SEARCH_LIMIT))


COMMANDS: Commands = {"find": find}
