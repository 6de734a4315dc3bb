"""Presses on a deal that open a form with what its card shows, the version among it."""

from collections.abc import Awaitable, Callable

from bots.telegram.staff.actions.arguments import Press, Presses, number
from bots.telegram.staff.actions.deals import shown
from bots.telegram.staff.actions.naming import deal_of, line_of
from bots.telegram.staff.forms.steps import PRESENT, Entry, Given
from bots.telegram.staff.office import Turn
from bots.telegram.staff.screens.deal import Deal, deal_screen, line_text
from bots.telegram.staff.screens.deals import client_name
from bots.telegram.staff.screens.figures import day
from core.errors import NotFound
from core.ids import ReservationId
from core.stock.errors import ReservationEnded
from core.stock.model import State


def _titled(turn: Turn, deal: Deal) -> str:
    view = deal.view
    parts = [turn.words("tg-number", id=str(view.get("number") or "—")), client_name(view)]
    return " · ".join(part for part in parts if part)


async def _deal_given(turn: Turn, public: str, version: str) -> tuple[Deal, Given]:
    deal = await shown(turn, await deal_of(turn, public))
    given = {
        "deal": Entry(int(deal.view["id"]), _titled(turn, deal)),
        "version": Entry(number(version), ""),
    }
    return deal, given


async def _freight(turn: Turn, public: str, version: str) -> str:
    """With the moment of the freight as it is now: it hangs on nothing else of the deal."""
    deal, given = await _deal_given(turn, public, version)
    at = deal.view.get("freight_at")
    since = Entry(at.isoformat() if at is not None else None, "")
    await turn.office.forms.start(turn, "deal-freight", given | {"since": since})
    return ""


def _as_shown(go_on: Callable[..., Awaitable[str]]) -> Press:
    """Nobody fills in a form on what has changed since: the card is drawn anew instead (P18).

    `go_on` takes the turn, the deal, what is given and the arguments between name and version.
    """

    async def open_(turn: Turn, public: str, *between: str) -> str:
        *arguments, version = between
        deal, given = await _deal_given(turn, public, version)
        if int(deal.view["version"]) != number(version):
            await turn.show(deal_screen(turn.words, deal))
            return turn.words("tg-changed")
        return await go_on(turn, deal, given, *arguments)

    return open_


def _deal_form(form: str) -> Press:
    async def go_on(turn: Turn, _: Deal, given: Given) -> str:
        await turn.office.forms.start(turn, form, given)
        return ""

    return _as_shown(go_on)


async def _deliver(turn: Turn, deal: Deal, given: Given) -> str:
    """With what the deal has of it, for whoever passes a step over."""
    view, day_of = deal.view, deal.view.get("ship_on")
    fields = {
        "city": "city",
        "address": "delivery_address",
        "contact": "unloading_contact",
        "hours": "unloading_hours",
    }
    known = {step: str(view.get(field) or "") for step, field in fields.items()}
    known["ship_on"] = day(day_of, deal.zone) if day_of else ""
    await turn.office.forms.start(turn, "deal-delivery", given | {PRESENT: Entry(known, "")})
    return ""


def _line_form(form: str) -> Press:
    async def go_on(turn: Turn, deal: Deal, given: Given, line: str) -> str:
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


PRESSES: Presses = {
    "dad": (_deal_form("deal-line"), 2),
    "dtm": (_deal_form("deal-terms"), 2),
    "ddl": (_as_shown(_deliver), 2),
    "dpy": (_deal_form("deal-pay"), 2),
    "dpx": (_deal_form("deal-unpay"), 2),
    "dcf": (_deal_form("deal-confirm"), 2),
    "dsa": (_deal_form("deal-ship-all"), 2),
    "drs": (_deal_form("deal-release"), 2),
    "dcl": (_deal_form("deal-close"), 2),
    "dlo": (_deal_form("deal-lose"), 2),
    "dsh": (_as_shown(_ship), 2),
    "dlc": (_line_form("deal-line-change"), 3),
    # Absent goods have come: the line leaves from a warehouse now.
    "dlp": (_line_form("deal-line-place"), 3),
    "dfr": (_freight, 2),
    "rvd": (_take, 2),
}
