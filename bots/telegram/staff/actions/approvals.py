"""Presses on requests: yes, no with a reason, a question; each answers who was first (E5)."""

from collections.abc import Awaitable
from functools import partial

from bots.telegram.staff.actions.arguments import Commands, Presses, number, or_anew
from bots.telegram.staff.actions.naming import approval_of, can, name_of, named_views
from bots.telegram.staff.forms.steps import Entry
from bots.telegram.staff.office import Turn
from bots.telegram.staff.screens.approvals import (
    approval_screen,
    approvals_screen,
    decided_toast,
    title_of,
)
from bots.telegram.staff.screens.hours import subscribe_row
from core.approvals.model import CONTRACT, AlreadyDecided, Outdated
from core.approvals.service import PAGE
from core.digest.wanted import KINDS
from core.ids import ApprovalId

DECIDING = KINDS["approvals"].rights


async def approvals(turn: Turn, page: int = 0) -> None:
    """What the presser may decide now; where nothing is, what he has asked for himself."""
    found = await turn.office.trade.approvals.waiting(turn.person, page)
    more = page + (2 if len(found) >= PAGE else 1)
    mine = await turn.office.trade.approvals.mine(turn.person) if page == 0 else ()
    waiting = await named_views(turn, "approval", found)
    asked = await named_views(turn, "approval", mine)
    wanted = subscribe_row(turn.words, "approvals") if can(turn, *DECIDING) else ()
    await turn.show(
        approvals_screen(
            turn.words, waiting, page, more, turn.office.zone, asked=asked, wanted=wanted
        )
    )


async def _approvals(turn: Turn, page: str) -> str:
    await approvals(turn, number(page))
    return ""


async def draw(turn: Turn, approval: ApprovalId, public: str) -> None:
    view = await turn.office.trade.approvals.one(turn.person, approval)
    known = view.get("client_id")
    client = await name_of(turn, "client", int(known)) if known is not None else ""
    await turn.show(approval_screen(turn.words, public, view, turn.office.zone, client))


async def _approval(turn: Turn, public: str) -> str:
    await draw(turn, await approval_of(turn, public), public)
    return ""


async def _redraw(turn: Turn, approval: ApprovalId, public: str) -> None:
    """A card that was pushed is edited wherever it stands, by what follows from the decision."""
    if turn.place.edit is not None:
        await draw(turn, approval, public)


async def _first(turn: Turn, work: Awaitable[str], approval: ApprovalId, public: str) -> str:
    """A second press tells who was first and when, and draws the card as it stands."""
    try:
        return await or_anew(turn, work, partial(draw, turn, approval, public))
    except (AlreadyDecided, Outdated) as error:
        await _redraw(turn, approval, public)
        return decided_toast(turn.words, error, turn.office.zone)


async def _yes(turn: Turn, public: str, version: str) -> str:
    """The toast; the card shows afterwards who decided and when."""
    known, seen = await approval_of(turn, public), number(version)

    async def work() -> str:
        services = turn.office.trade.approvals
        state = await services.decide(turn.person, known, seen, True, "", cause=turn.cause)
        await _redraw(turn, known, public)
        return turn.words.either(f"tg-decided-{state}", "tg-done")

    return await _first(turn, work(), known, public)


async def _no(turn: Turn, public: str, version: str) -> str:
    """Asks why, by a chip or typed words; nothing is decided by this press."""
    known, seen = await approval_of(turn, public), number(version)
    view = await turn.office.trade.approvals.one(turn.person, known)
    if not view["may_decide"] or view["version"] != seen:
        await draw(turn, known, public)
        return "" if view["state"] != "waiting" else turn.words("tg-changed")
    given = {
        "approval": Entry(int(known), title_of(turn.words, view)),
        "kind": Entry(str(view["kind"]), ""),
        "version": Entry(seen, ""),
    }
    # Of a contract that is to be mended none of the chips says anything.
    form = "approval-correct" if view["kind"] == CONTRACT else "approval-reject"
    await turn.office.forms.start(turn, form, given)
    return ""


PRESSES: Presses = {
    "aps": (_approvals, 1),
    "ap": (_approval, 1),
    "apy": (_yes, 2),
    "apn": (_no, 2),
}


async def approve(turn: Turn, rest: str = "") -> None:
    del rest
    await approvals(turn)


COMMANDS: Commands = {"approve": approve}
