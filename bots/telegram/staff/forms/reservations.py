"""Placing a reservation: goods are held for a client until an exact minute (A4)."""

from collections.abc import Sequence

from bots.telegram.screen import Lines, Screen
from bots.telegram.staff.forms.answers import free_of, own_clients, products, quantity, shelves
from bots.telegram.staff.forms.engine import Form
from bots.telegram.staff.forms.steps import Choice, Choose, Confirm, Search, Talk, Typed
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.figures import moment, weight
from bots.telegram.staff.services import View
from core.ids import ClientId, ProductId, WarehouseId

PLACE, QUEUE = "place", "queue"


async def _free(talk: Talk) -> int:
    lines = await talk.office.goods.ledger.show(talk.person, ProductId(talk.values["product"]))
    return free_of(lines, talk.values["warehouse"])


async def _lapse(talk: Talk) -> Sequence[str]:
    """The exact minute at which it lapses; or that there is not enough."""
    free = await _free(talk)
    if free < talk.values["quantity"]:
        return [talk.words("tg-reserve-short", free=weight(talk.words, free))]
    at = talk.office.clock.now() + talk.office.reservation_life
    return [talk.words("tg-reserve-until", at=moment(at, talk.office.zone))]


async def _ways(talk: Talk) -> Sequence[Choice]:
    if await _free(talk) < talk.values["quantity"]:
        return [Choice(talk.words("tg-reserve-queue"), QUEUE)]
    return [Choice(talk.words("tg-reserve-place"), PLACE)]


async def _finish(talk: Talk) -> Screen:
    values = talk.values
    goods = (ProductId(values["product"]), WarehouseId(values["warehouse"]))
    whom = (values["quantity"], ClientId(values["client"]))
    if values["confirm"] == QUEUE:
        await talk.office.goods.booking.queue(talk.person, *goods, *whom, cause=talk.cause)
        return _told(talk, "tg-reserve-queued", {})
    placed = await talk.office.goods.booking.place(talk.person, *goods, *whom, cause=talk.cause)
    return _told(talk, "tg-reserve-placed", placed)


def _told(talk: Talk, key: str, placed: View) -> Screen:
    lines = Lines().line(talk.words(key), "bold")
    told = (talk.shown["product"], talk.shown["quantity"], talk.shown["warehouse"])
    lines.line(" · ".join(told)).line(talk.shown["client"])
    if "lapses_at" in placed:
        at = moment(placed["lapses_at"], talk.office.zone)
        lines.line(talk.words("tg-reserve-until", at=at))
    return lines.screen("form", [[(talk.words("tg-menu-mine"), "mr:0")], home_row(talk.words)])


RESERVE = Form(
    name="reserve",
    title="tg-form-reserve",
    rights=("reservation:place",),
    steps=(
        Search(name="product", label="tg-field-product", ask="tg-ask-product", find=products),
        Choose(name="warehouse", label="tg-field-warehouse", ask="tg-ask-shelf", among=shelves),
        Typed(name="quantity", label="tg-field-quantity", ask="tg-ask-quantity", parse=quantity),
        Search(name="client", label="tg-field-client", ask="tg-ask-client", find=own_clients),
        Confirm(say=_lapse, among=_ways),
    ),
    finish=_finish,
)
FORMS = (RESERVE,)
