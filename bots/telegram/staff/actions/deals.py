"""Presses on deals and orders. What a deal may do next is the core's to say, at each press."""

from collections.abc import Awaitable, Callable
from functools import partial

from bots.telegram.staff.actions.arguments import Commands, NoButton, Presses, number, or_anew
from bots.telegram.staff.actions.deliveries import draw_delivery
from bots.telegram.staff.actions.naming import (
    can,
    client_of,
    deal_number,
    deal_of,
    line_of,
    name_of,
    named,
    named_views,
)
from bots.telegram.staff.office import Turn
from bots.telegram.staff.screens.deal import Deal, deal_screen, line_screen
from bots.telegram.staff.screens.deals import deals_screen, scopes, whose_screen
from core.errors import NotFound
from core.ids import ClientId, DealId
from core.messaging.text import cut

FOUND, LONGEST = 16, 200
SCOPES = {"mine": "own", "team": "any"}
"""Word in the data → scope of the list."""


async def deals(turn: Turn, scope: str = "mine", page: int = 0) -> None:
    """The own deals; whoever may read all of them turns to the team's (MENUS)."""
    team = can(turn, "deal:read:any")
    found = await turn.office.trade.orders.page(turn.person, SCOPES[scope], page)
    views = await named_views(turn, "deal", found.rows)
    other = scopes(turn.words, scope, team=team)
    at, pages, here = found.page, found.pages, f"dls:{scope}"
    counted = found.counted
    await turn.show(
        deals_screen(turn.words, views, at, pages, turn=here, other=other, counted=counted)
    )


async def deals_of(turn: Turn, client: ClientId, public: str, page: int) -> None:
    found = await turn.office.trade.orders.of_client(turn.person, client, page)
    views = await named_views(turn, "deal", found.rows)
    here, back = f"cdl:{public}", f"c:{public}"
    await turn.show(deals_screen(turn.words, views, found.page, found.pages, turn=here, back=back))


async def _deals(turn: Turn, scope: str, page: str) -> str:
    if scope not in SCOPES:
        raise NoButton
    await deals(turn, scope, number(page))
    return ""


async def shown(turn: Turn, deal: DealId) -> Deal:
    """The deal as the presser may see it now."""
    view = await turn.office.trade.orders.card(turn.person, deal)
    public = await name_of(turn, "deal", deal)
    lines = await named(turn, "line", [int(line["id"]) for line in view.get("lines") or ()])
    client = ""
    if view.get("client_id") is not None and can(turn, "client:read:own", "client:read:any"):
        client = await name_of(turn, "client", int(view["client_id"]))
    fills = can(turn, "deal:freight", "deal:edit:any")
    fills = fills or (bool(view.get("own")) and can(turn, "deal:edit:own"))
    return Deal(public, view, lines, client, turn.office.zone, fills)


async def draw_deal(turn: Turn, deal: DealId) -> None:
    await turn.show(deal_screen(turn.words, await shown(turn, deal)))


async def _deal(turn: Turn, public: str) -> str:
    await _drawn(turn, await deal_of(turn, public))
    return ""


async def _drawn(turn: Turn, deal: DealId) -> None:
    """To a logistician it is a delivery: nothing of the client (A8)."""
    if can(turn, "deal:deliver") and not can(turn, "deal:read:own", "deal:read:any"):
        await draw_delivery(turn, deal)
    else:
        await draw_deal(turn, deal)


async def _new(turn: Turn, client: str) -> str:
    known = await client_of(turn, client)
    opened = await turn.office.trade.deals.open(turn.person, known, cause=turn.cause)
    await draw_deal(turn, opened)
    return turn.words("tg-deal-opened")


async def _line(turn: Turn, deal: str, line: str) -> str:
    known, wanted = await deal_of(turn, deal), await line_of(turn, line)
    card = await shown(turn, known)
    found = next((one for one in card.lines if int(one["id"]) == wanted), None)
    if found is None:
        raise NotFound
    await turn.show(line_screen(turn.words, card, found))
    return ""


async def _remove(turn: Turn, deal: str, line: str, version: str) -> str:
    known, wanted = await deal_of(turn, deal), await line_of(turn, line)

    async def work() -> str:
        services = turn.office.trade.deals
        await services.remove_line(turn.person, known, number(version), wanted, cause=turn.cause)
        await draw_deal(turn, known)
        return turn.words("tg-line-removed")

    return await or_anew(turn, work(), partial(draw_deal, turn, known))


Step = Callable[[Turn, DealId, int], Awaitable[str]]
"""One move of a deal; the toast."""


async def _moved(turn: Turn, deal: str, version: str, step: Step) -> str:
    """Afterwards the card shows where the deal stands now; so it does when it had moved on."""
    known, seen = await deal_of(turn, deal), number(version)

    async def work() -> str:
        said = await step(turn, known, seen)
        await draw_deal(turn, known)
        return said

    return await or_anew(turn, work(), partial(draw_deal, turn, known))


async def _offered(turn: Turn, deal: DealId, version: int) -> str:
    """Numbered, and an event of the day (DOMAIN); valid as long as the firm's setting says."""
    made = await turn.office.trade.deals.offer(turn.person, deal, version, None, cause=turn.cause)
    return turn.words("tg-deal-offered", number=str(made["number"]))


async def _invoiced(turn: Turn, deal: DealId, version: int) -> str:
    services = turn.office.trade.deals
    made = await services.invoice(turn.person, deal, version, None, cause=turn.cause)
    return turn.words("tg-deal-invoiced", number=str(made["number"]))


def _press(step: Step) -> Callable[[Turn, str, str], Awaitable[str]]:
    return lambda turn, deal, version: _moved(turn, deal, version, step)


PRESSES: Presses = {
    "dls": (_deals, 2),
    "d": (_deal, 1),
    "dnw": (_new, 1),
    "dln": (_line, 2),
    "dlr": (_remove, 3),
    "dof": (_press(_offered), 2),
    "div": (_press(_invoiced), 2),
}


async def _wanted(turn: Turn, text: str) -> None:
    """A number, or a part of a client's name; another's client has no deals to show (A5)."""
    known = deal_number(text)
    if known is not None:
        await _drawn(turn, known)
        return
    registry = turn.office.trade.registry
    views = await registry.search(turn.person, cut(text, LONGEST), FOUND, own=True)
    found = await named_views(turn, "client", views)
    if len(found) == 1:
        ((public, one),) = found
        await deals_of(turn, ClientId(int(one["id"])), public, 0)
    elif found:
        await turn.show(whose_screen(turn.words, found))
    else:
        await turn.say("deals", turn.words("tg-deals-unknown", text=cut(text, LONGEST)))


async def deal(turn: Turn, rest: str = "") -> None:
    """A director sells nothing himself: who has no deals of his own sees everybody's at once."""
    if rest:
        await _wanted(turn, rest)
        return
    own = await turn.office.trade.orders.page(turn.person, SCOPES["mine"], 0)
    team = can(turn, "deal:read:any") and not own.rows
    await deals(turn, "team" if team else "mine")


COMMANDS: Commands = {"deal": deal}
