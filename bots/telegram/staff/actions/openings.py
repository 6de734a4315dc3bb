"""Presses that open a form with what the card already knows, the version it showed among it."""

from collections.abc import Awaitable, Callable

from bots.telegram.staff.actions.approvals import draw as draw_approval
from bots.telegram.staff.actions.arguments import Command, Commands, Press, Presses, number
from bots.telegram.staff.actions.clients import draw_card, shown
from bots.telegram.staff.actions.naming import approval_of, client_of, sample_of
from bots.telegram.staff.forms.steps import PRESENT, Entry, Given
from bots.telegram.staff.office import Turn
from bots.telegram.staff.screens.approvals import title_of
from bots.telegram.staff.screens.client import Shown
from bots.telegram.staff.screens.figures import day
from bots.telegram.staff.services import View
from core.errors import NotFound
from core.ids import ClientId


async def _new_client(turn: Turn) -> str:
    await turn.office.forms.start(turn, "client-new")
    return ""


def _contract_now(card: Shown) -> dict[str, str]:
    view = card.view
    signed = view.get("contract_date")
    return {
        "number": str(view.get("contract_number") or ""),
        "signed": day(signed, card.zone) if signed else "",
        "file": str(view.get("contract_file") or ""),
    }


def _client_form(form: str, present: Callable[[Shown], dict[str, str]] | None = None) -> Press:
    """Nobody fills in a form on what has changed since: the card is drawn anew instead (P18).

    `present`: what stands on the card already, for whoever passes a step over.
    """

    async def open_(turn: Turn, public: str, version: str) -> str:
        client = await client_of(turn, public)
        card = await shown(turn, client)
        given = _given_of(card.view) | {"version": Entry(number(version), "")}
        if card.version != number(version):
            await draw_card(turn, client)
            return turn.words("tg-changed")
        if present is not None:
            given[PRESENT] = Entry(present(card), "")
        await turn.office.forms.start(turn, form, given)
        return ""

    return open_


def _plain_client_form(form: str) -> Callable[[Turn, str], Awaitable[str]]:
    async def open_(turn: Turn, public: str) -> str:
        given = await _given(turn, await client_of(turn, public))
        await turn.office.forms.start(turn, form, given)
        return ""

    return open_


async def _given(turn: Turn, client: ClientId) -> Given:
    return _given_of((await shown(turn, client)).view)


def _given_of(view: View) -> Given:
    """Raises NotFound where only the three fields of A5 are seen: there is nothing to fill in."""
    if not view.get("own") and "contract" not in view:
        raise NotFound
    return {"client": Entry(int(view["id"]), str(view["name"]))}


async def _give(turn: Turn, public: str) -> str:
    """Whoever hands clients over sees at least whose it is."""
    view = await turn.office.trade.registry.card(turn.person, await client_of(turn, public))
    given = {"client": Entry(int(view["id"]), str(view["name"]))}
    await turn.office.forms.start(turn, "client-give", given)
    return ""


async def _outcome(turn: Turn, sample: str, version: str) -> str:
    known = await sample_of(turn, sample)
    given = {"sample": Entry(int(known), ""), "version": Entry(number(version), "")}
    await turn.office.forms.start(turn, "sample-outcome", given)
    return ""


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


PRESSES: Presses = {
    "cnw": (_new_client, 0),
    "ced": (_client_form("client-edit"), 2),
    "cds": (_client_form("client-describe"), 2),
    "cct": (_client_form("client-contract", _contract_now), 2),
    "ctm": (_client_form("client-terms"), 2),
    "cpx": (_client_form("client-person-edit"), 2),
    "cst": (_client_form("client-status"), 2),
    "ccv": (_client_form("client-convert"), 2),
    "cpe": (_plain_client_form("client-person"), 1),
    "ccw": (_plain_client_form("comment-write"), 1),
    "cjn": (_plain_client_form("client-join"), 1),
    "css": (_plain_client_form("sample-send"), 1),
    "cgv": (_give, 1),
    "cso": (_outcome, 2),
    "apq": (_words_form("approval-clarify"), 1),
    "apa": (_words_form("approval-answer"), 1),
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
