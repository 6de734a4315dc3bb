"""Forms that bring goods into a deal: a reservation, and absent goods that have come (B9)."""

from datetime import date

from bots.telegram.screen import Screen
from bots.telegram.staff.forms.answers import as_price, day, near_days, sale_price, shelves
from bots.telegram.staff.forms.deals import EDITING
from bots.telegram.staff.forms.engine import Form
from bots.telegram.staff.forms.floors import LAST_LOOK
from bots.telegram.staff.forms.steps import Choice, Choose, Confirm, Step, Talk, Typed
from bots.telegram.staff.forms.told import CLIENT, DEAL, client_in, deal_in, told_deal, version_in
from bots.telegram.staff.screens.deals import label
from core.ids import DealId, LineId, ReservationId, WarehouseId
from core.orders.model import UNCONFIRMED

NEW = 0
"""The choice "a new deal"."""
_PRODUCT = Step(name="product", label="tg-field-product", ask="tg-ask-product")


async def _open_deals(talk: Talk) -> list[Choice]:
    """Those of this client whose lines may still change, and a new one."""
    found = await talk.office.trade.orders.of_client(talk.person, client_in(talk), 0)
    known = [
        Choice(label(talk.words, one), int(one["id"]))
        for one in found.rows
        if one.get("stage") in UNCONFIRMED
    ]
    return [Choice(talk.words("tg-take-new"), NEW), *known]


async def _take(talk: Talk) -> Screen:
    services, number = talk.office.trade.deals, int(talk.values["deal"])
    deal = DealId(number)
    if number == NEW:
        # The form's cause, not the press's: refused and confirmed again, it opens one deal.
        once = f"{talk.values['opened']}:deal"
        deal = await services.open(talk.person, client_in(talk), cause=once)
    added = await services.take_reservation(
        talk.person,
        ReservationId(int(talk.values["reservation"])),
        deal,
        as_price(talk.values["price"]),
        cause=talk.cause,
    )
    here = Talk(talk.turn, {**talk.values, "deal": int(deal)}, talk.shown)
    below = str(added.get("floor_state")) == "below"
    return await told_deal(here, talk.words("tg-line-below" if below else "tg-line-added"))


async def _place(talk: Talk) -> Screen:
    await talk.office.trade.deals.set_warehouse(
        talk.person,
        deal_in(talk),
        version_in(talk),
        LineId(int(talk.values["line"])),
        WarehouseId(int(talk.values["warehouse"])),
        cause=talk.cause,
    )
    return await told_deal(talk, talk.words("tg-line-placed"))


async def _mine(talk: Talk) -> list[Choice]:
    """Open deals of one's own, the newest."""
    found = await talk.office.trade.orders.page(talk.person, "own", 0)
    return [
        Choice(label(talk.words, one), int(one["id"]))
        for one in found.rows
        if one.get("stage") in UNCONFIRMED
    ]


async def _offer(talk: Talk) -> Screen:
    """Numbered, and an event of the day (DOMAIN)."""
    view = await talk.office.trade.orders.card(talk.person, deal_in(talk))
    valid = talk.values.get("valid")
    made = await talk.office.trade.deals.offer(
        talk.person,
        deal_in(talk),
        int(view["version"]),
        date.fromisoformat(valid) if valid else None,
        cause=talk.cause,
    )
    return await told_deal(talk, talk.words("tg-deal-offered", number=str(made["number"])))


TAKE = Form(
    name="deal-take",
    title="tg-form-take",
    rights=EDITING,
    steps=(
        _PRODUCT,
        CLIENT,
        Choose(name="deal", label="tg-field-deal", ask="tg-ask-deal", among=_open_deals),
        Typed(name="price", label="tg-field-price", ask="tg-ask-price", parse=sale_price),
        LAST_LOOK,
    ),
    finish=_take,
)
PLACE = Form(
    name="deal-line-place",
    title="tg-form-place",
    rights=EDITING,
    steps=(
        DEAL,
        _PRODUCT,
        Choose(name="warehouse", label="tg-field-warehouse", ask="tg-ask-shelf", among=shelves),
        Confirm(),
    ),
    finish=_place,
)
OFFER = Form(
    name="deal-offer",
    title="tg-form-offer",
    rights=EDITING,
    steps=(
        Choose(name="deal", label="tg-field-deal", ask="tg-ask-offer", among=_mine),
        Typed(
            name="valid", label="tg-field-valid", ask="tg-ask-valid", optional=True, parse=day,
            quick=near_days,
        ),
        Confirm(),
    ),
    finish=_offer,
)  # fmt: skip
FORMS = (TAKE, PLACE, OFFER)
