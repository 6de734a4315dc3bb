"""Presses that open a form with what the card already knows, the version it showed among it."""

from collections.abc import Awaitable, Callable

from bots.telegram.staff.actions.approvals import draw as draw_approval
from bots.telegram.staff.actions.approvals import reject_in_words
from bots.telegram.staff.actions.arguments import Command, Commands, Press, Presses, number
from bots.telegram.staff.actions.clients import shown as shown_client
from bots.telegram.staff.actions.deals import shown as shown_deal
from bots.telegram.staff.actions.naming import (
    approval_of,
    client_of,
    comment_of,
    deal_of,
    line_of,
    sample_of,
)
from bots.telegram.staff.forms.steps import Entry
from bots.telegram.staff.office import Turn
from bots.telegram.staff.screens.approvals import title_of
from bots.telegram.staff.screens.deal import Deal, deal_screen, line_text
from bots.telegram.staff.screens.deals import client_name
from core.clients.model import PAGE
from core.errors import NotFound
from core.ids import ClientId, ReservationId
from core.messaging.text import cut
from core.stock.errors import ReservationEnded
from core.stock.model import State

Given = dict[str, Entry]
SHOWN = 200


async def _new_client(turn: Turn) -> str:
    await turn.office.forms.start(turn, "client-new")
    return ""


def _client_form(form: str) -> Callable[[Turn, str, str], Awaitable[str]]:
    """With the version that the card showed: what has changed since is told by the core."""

    async def open_(turn: Turn, public: str, version: str) -> str:
        given = await client_given(turn, await client_of(turn, public))
        await turn.office.forms.start(turn, form, given | {"version": Entry(number(version), "")})
        return ""

    return open_


def _plain_client_form(form: str) -> Callable[[Turn, str], Awaitable[str]]:
    async def open_(turn: Turn, public: str) -> str:
        given = await client_given(turn, await client_of(turn, public))
        await turn.office.forms.start(turn, form, given)
        return ""

    return open_


async def client_given(turn: Turn, client: ClientId) -> Given:
    """Raises NotFound where only the three fields of A5 are seen: there is nothing to fill in."""
    view = (await shown_client(turn, client)).view
    if not view.get("own") and "contract" not in view:
        raise NotFound
    return {"client": Entry(int(view["id"]), str(view["name"]))}


async def _give(turn: Turn, public: str) -> str:
    """Whoever hands clients over sees at least whose it is."""
    view = await turn.office.trade.registry.card(turn.person, await client_of(turn, public))
    given = {"client": Entry(int(view["id"]), str(view["name"]))}
    await turn.office.forms.start(turn, "client-give", given)
    return ""


async def _edit_comment(turn: Turn, client: str, comment: str, version: str) -> str:
    """The present text is shown above the question."""
    known, wanted = await client_of(turn, client), await comment_of(turn, comment)
    found = await _comment(turn, known, wanted)
    given = await client_given(turn, known) | {
        "comment": Entry(int(wanted), cut(str(found["text"]), SHOWN)),
        "version": Entry(number(version), ""),
    }
    await turn.office.forms.start(turn, "comment-edit", given)
    return ""


async def _comment(turn: Turn, client: ClientId, wanted: int) -> dict[str, object]:
    page, pages = 0, 1
    while page < pages:
        found = await turn.office.trade.comments.listing(turn.person, client, page)
        pages = min(int(found.pages), PAGE)
        for one in found.rows:
            if int(one["id"]) == wanted:
                return dict(one)
        page += 1
    raise NotFound


async def _outcome(turn: Turn, sample: str, version: str) -> str:
    known = await sample_of(turn, sample)
    given = {"sample": Entry(int(known), ""), "version": Entry(number(version), "")}
    await turn.office.forms.start(turn, "sample-outcome", given)
    return ""


# -- deals ---------------------------------------------------------------------------------


def _titled(turn: Turn, deal: Deal) -> str:
    view = deal.view
    parts = [turn.words("tg-number", id=str(view.get("number") or "—")), client_name(view)]
    return " · ".join(part for part in parts if part)


async def _deal_given(turn: Turn, public: str, version: str) -> tuple[Deal, Given]:
    deal = await shown_deal(turn, await deal_of(turn, public))
    given = {
        "deal": Entry(int(deal.view["id"]), _titled(turn, deal)),
        "version": Entry(number(version), ""),
    }
    return deal, given


def _deal_form(form: str) -> Callable[[Turn, str, str], Awaitable[str]]:
    async def open_(turn: Turn, public: str, version: str) -> str:
        _, given = await _deal_given(turn, public, version)
        await turn.office.forms.start(turn, form, given)
        return ""

    return open_


async def _freight(turn: Turn, public: str, version: str) -> str:
    """With the moment of the freight as it is now: it hangs on nothing else of the deal."""
    deal, given = await _deal_given(turn, public, version)
    at = deal.view.get("freight_at")
    since = Entry(at.isoformat() if at is not None else None, "")
    await turn.office.forms.start(turn, "deal-freight", given | {"since": since})
    return ""


def _as_shown(go_on: Callable[[Turn, Deal, Given], Awaitable[str]]) -> Press:
    """What it will do is told by the deal as it stands: of an older card it is not asked."""

    async def open_(turn: Turn, public: str, version: str) -> str:
        deal, given = await _deal_given(turn, public, version)
        if int(deal.view["version"]) != number(version):
            await turn.show(deal_screen(turn.words, deal))
            return turn.words("tg-changed")
        return await go_on(turn, deal, given)

    return open_


def _move_form(form: str) -> Press:
    async def go_on(turn: Turn, _: Deal, given: Given) -> str:
        await turn.office.forms.start(turn, form, given)
        return ""

    return _as_shown(go_on)


async def _ship(turn: Turn, deal: Deal, given: Given) -> str:
    """Every line that still owes something is asked about."""
    lines = [
        {
            "id": int(one["id"]),
            "product": str(one["product"]),
            "product_id": int(one["product_id"]),
            "open": int(one["grams"]) - int(one["shipped"]) - int(one["released"]),
        }
        for one in deal.lines
    ]
    owed = [line for line in lines if int(str(line["open"])) > 0]
    if not owed:
        return turn.words("tg-nothing-open")
    await turn.office.forms.start(turn, "deal-ship", given | {"lines": Entry(owed, "")})
    return ""


async def _line_form(turn: Turn, form: str, public: str, line: str, version: str) -> str:
    deal, given = await _deal_given(turn, public, version)
    wanted = await line_of(turn, line)
    found = next((one for one in deal.lines if int(one["id"]) == wanted), None)
    if found is None:
        raise NotFound
    known = {
        "line": Entry(int(wanted), line_text(turn.words, found)),
        "product": Entry(int(found["product_id"]), str(found["product"])),
    }
    await turn.office.forms.start(turn, form, given | known)
    return ""


async def _change_line(turn: Turn, public: str, line: str, version: str) -> str:
    return await _line_form(turn, "deal-line-change", public, line, version)


async def _place(turn: Turn, public: str, line: str, version: str) -> str:
    """Absent goods have come: the line leaves from a warehouse now."""
    return await _line_form(turn, "deal-line-place", public, line, version)


async def _take(turn: Turn, reservation: str, version: str) -> str:
    """The reservation goes into a deal that is chosen in the form, or opened by it."""
    del version
    known = await turn.office.names.resolve(turn.person, reservation, "reservation")
    mine = await turn.office.goods.booking.mine(turn.person)
    held = next((one for one in mine if int(one["id"]) == known), None)
    if held is None:
        await _ended(turn, ReservationId(known))
        raise NotFound
    given = {
        "reservation": Entry(known, ""),
        "client": Entry(int(held["client_id"]), str(held["client"])),
        "product": Entry(int(held["product_id"]), str(held["product"])),
        "grams": Entry(int(held["grams"]), ""),
        "opened": Entry(turn.cause, ""),
    }
    await turn.office.forms.start(turn, "deal-take", given)
    return ""


async def _ended(turn: Turn, reservation: ReservationId) -> None:
    """From an old reminder: what has lapsed or was given up says so. Raises ReservationEnded."""
    view = await turn.office.goods.booking.one(turn.person, reservation)
    if view.get("state") in {State.LAPSED, State.RELEASED, State.SHIPPED}:
        raise ReservationEnded(state=str(view["state"]))


# -- approvals -----------------------------------------------------------------------------


def _words_form(form: str) -> Callable[[Turn, str], Awaitable[str]]:
    async def open_(turn: Turn, public: str) -> str:
        known = await approval_of(turn, public)
        view = await turn.office.trade.approvals.one(turn.person, known)
        if view["state"] != "waiting":
            await draw_approval(turn, known, public)
            return ""
        given = {"approval": Entry(int(known), title_of(turn.words, view))}
        if view.get("question"):
            given["question"] = Entry(str(view["question"]), str(view["question"]))
        await turn.office.forms.start(turn, form, given)
        return ""

    return open_


async def _reject(turn: Turn, public: str, version: str) -> str:
    known = await approval_of(turn, public)
    view = await turn.office.trade.approvals.one(turn.person, known)
    await reject_in_words(turn, known, number(version), view)
    return ""


PRESSES: Presses = {
    "cnw": (_new_client, 0),
    "ced": (_client_form("client-edit"), 2),
    "cds": (_client_form("client-describe"), 2),
    "cct": (_client_form("client-contract"), 2),
    "ctm": (_client_form("client-terms"), 2),
    "cpx": (_client_form("client-person-edit"), 2),
    "cst": (_client_form("client-status"), 2),
    "ccv": (_client_form("client-convert"), 2),
    "cpe": (_plain_client_form("client-person"), 1),
    "ccw": (_plain_client_form("comment-write"), 1),
    "css": (_plain_client_form("sample-send"), 1),
    "cgv": (_give, 1),
    "cce": (_edit_comment, 3),
    "cso": (_outcome, 2),
    "dad": (_deal_form("deal-line"), 2),
    "dtm": (_deal_form("deal-terms"), 2),
    "ddl": (_deal_form("deal-delivery"), 2),
    "dpy": (_move_form("deal-pay"), 2),
    "dpx": (_move_form("deal-unpay"), 2),
    "dcf": (_move_form("deal-confirm"), 2),
    "dsa": (_move_form("deal-ship-all"), 2),
    "drs": (_move_form("deal-release"), 2),
    "dcl": (_move_form("deal-close"), 2),
    "dlo": (_move_form("deal-lose"), 2),
    "dfr": (_freight, 2),
    "dsh": (_as_shown(_ship), 2),
    "dlc": (_change_line, 3),
    "dlp": (_place, 3),
    "rvd": (_take, 2),
    "apq": (_words_form("approval-clarify"), 1),
    "apa": (_words_form("approval-answer"), 1),
    "apt": (_reject, 2),
}


def _plain_form(form: str) -> Command:
    async def open_(turn: Turn, rest: str = "") -> None:
        del rest
        await turn.office.forms.start(turn, form)

    return open_


COMMANDS: Commands = {
    "offer": _plain_form("deal-offer"),
    "sample": _plain_form("sample-new"),
    "handover": _plain_form("give-all"),
}
