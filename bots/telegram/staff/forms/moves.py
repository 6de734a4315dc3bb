"""Moves of a deal that nothing takes back: each is asked about once, with what it will do."""

from collections.abc import Awaitable, Callable, Sequence

from bots.telegram.screen import Screen
from bots.telegram.staff.forms.deals import EDITING
from bots.telegram.staff.forms.engine import Form
from bots.telegram.staff.forms.looks import goods
from bots.telegram.staff.forms.payments import PAYING
from bots.telegram.staff.forms.shipping import SHIPPING
from bots.telegram.staff.forms.steps import Confirm, Talk
from bots.telegram.staff.forms.told import DEAL, deal_in, told_deal, version_in
from bots.telegram.staff.screens.credit import credit_lines
from bots.telegram.staff.screens.figures import money, owed, weight

Moved = Callable[[Talk], Awaitable[object]]


async def _ending(talk: Talk) -> Sequence[str]:
    view = await talk.office.trade.orders.card(talk.person, deal_in(talk))
    left = weight(talk.words, sum(int(one["shipped"]) for one in view.get("lines") or ()))
    total = view.get("total") or {}
    paid, rest = money(talk.words, total.get("paid")), owed(talk.words, total.get("rest"))
    return [talk.words("tg-move-close", amount=left, sum=paid, rest=rest)]


_agreed = goods("grams", "sum", "confirm", after="tg-move-agreed")


async def _agreeing(talk: Talk) -> Sequence[str]:
    """Above the client's limit it will not pass: said before anybody is asked (E5)."""
    outlook = await talk.office.trade.orders.outlook(talk.person, deal_in(talk))
    return [*await _agreed(talk), *credit_lines(talk.words, outlook)]


async def _confirm(talk: Talk) -> Screen:
    """Of absent goods alone nothing is held, and nothing is said to be (B9)."""
    services, deal = talk.office.trade, deal_in(talk)
    await services.deals.confirm(talk.person, deal, version_in(talk), cause=talk.cause)
    lines = (await services.orders.card(talk.person, deal)).get("lines") or ()
    held = any(one.get("warehouse_id") is not None for one in lines)
    key = "tg-deal-confirmed" if held else "tg-deal-confirmed-absent"
    return await told_deal(talk, talk.words(key))


async def _ship_all(talk: Talk) -> object:
    services = talk.office.trade.shipping
    return await services.ship_all(talk.person, deal_in(talk), version_in(talk), cause=talk.cause)


async def _release(talk: Talk) -> object:
    services = talk.office.trade.shipping
    deal, version = deal_in(talk), version_in(talk)
    return await services.release_rest(talk.person, deal, version, cause=talk.cause)


async def _close(talk: Talk) -> object:
    services = talk.office.trade.shipping
    return await services.close(talk.person, deal_in(talk), version_in(talk), cause=talk.cause)


def _ended(move: Moved, done: str) -> Callable[[Talk], Awaitable[Screen]]:
    async def finish(talk: Talk) -> Screen:
        await move(talk)
        return await told_deal(talk, talk.words(done))

    return finish


CONFIRM = Form(
    name="deal-confirm",
    title="tg-deal-confirm",
    rights=EDITING,
    steps=(DEAL, Confirm(say=_agreeing)),
    finish=_confirm,
)
SHIP_ALL = Form(
    name="deal-ship-all",
    title="tg-deal-ship-all",
    rights=SHIPPING,
    steps=(DEAL, Confirm(say=goods("open", "open_sum", "ship"))),
    finish=_ended(_ship_all, "tg-deal-shipped-all"),
)
RELEASE = Form(
    name="deal-release",
    title="tg-deal-release",
    rights=SHIPPING,
    steps=(DEAL, Confirm(say=goods("open", "open_sum", "release"))),
    finish=_ended(_release, "tg-deal-rest-released"),
)
CLOSE = Form(
    name="deal-close",
    title="tg-deal-close",
    rights=PAYING,
    steps=(DEAL, Confirm(say=_ending)),
    finish=_ended(_close, "tg-deal-closed"),
)
FORMS = (CONFIRM, SHIP_ALL, RELEASE, CLOSE)
