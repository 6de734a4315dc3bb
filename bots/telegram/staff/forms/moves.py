"""Moves of a deal that nothing takes back: each is asked about once, with what it will do."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from bots.telegram.screen import Screen
from bots.telegram.staff.actions.arguments import told_stale
from bots.telegram.staff.forms.deals import EDITING
from bots.telegram.staff.forms.engine import Form
from bots.telegram.staff.forms.payments import PAYING
from bots.telegram.staff.forms.shipping import SHIPPING
from bots.telegram.staff.forms.steps import Confirm, Talk
from bots.telegram.staff.forms.told import DEAL, deal_in, told_deal, version_in
from bots.telegram.staff.screens.deal import LISTED
from bots.telegram.staff.screens.figures import money, weight
from core.errors import Stale

Moved = Callable[[Talk], Awaitable[object]]
NOTHING = Decimal(0)


def _goods(which: str, roubles: str, key: str) -> Callable[[Talk], Awaitable[Sequence[str]]]:
    """`which`, `roubles`: grams and money of a line that it is about; `key`: what follows."""

    async def say(talk: Talk) -> Sequence[str]:
        view = await talk.office.trade.orders.card(talk.person, deal_in(talk))
        lines = [one for one in view.get("lines") or () if one.get(which)]
        told = [f"• {one['product']} · {weight(talk.words, one[which])}" for one in lines[:LISTED]]
        return [*told, _summed(talk, lines, which, roubles, key)]

    return say


def _summed(
    talk: Talk, lines: Sequence[Mapping[str, Any]], which: str, roubles: str, key: str
) -> str:
    amount = weight(talk.words, sum(int(one[which]) for one in lines))
    worth = money(talk.words, sum((one.get(roubles) or NOTHING for one in lines), NOTHING))
    return talk.words(key, amount=amount, sum=worth)


async def _ending(talk: Talk) -> Sequence[str]:
    view = await talk.office.trade.orders.card(talk.person, deal_in(talk))
    left = weight(talk.words, sum(int(one["shipped"]) for one in view.get("lines") or ()))
    total = view.get("total") or {}
    paid, rest = (money(talk.words, total.get(key)) for key in ("paid", "rest"))
    return [talk.words("tg-move-close", amount=left, sum=paid, rest=rest)]


async def _confirm(talk: Talk) -> object:
    services = talk.office.trade.deals
    return await services.confirm(talk.person, deal_in(talk), version_in(talk), cause=talk.cause)


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
    """What has changed since it was asked about is not moved: the way back to the deal."""

    async def finish(talk: Talk) -> Screen:
        try:
            await move(talk)
        except Stale as error:
            return await told_deal(talk, told_stale(talk.turn, error))
        return await told_deal(talk, talk.words(done))

    return finish


CONFIRM = Form(
    name="deal-confirm",
    title="tg-deal-confirm",
    rights=EDITING,
    steps=(DEAL, Confirm(say=_goods("grams", "sum", "tg-move-confirm"))),
    finish=_ended(_confirm, "tg-deal-confirmed"),
)
SHIP_ALL = Form(
    name="deal-ship-all",
    title="tg-deal-ship-all",
    rights=SHIPPING,
    steps=(DEAL, Confirm(say=_goods("open", "open_sum", "tg-move-ship"))),
    finish=_ended(_ship_all, "tg-deal-shipped-all"),
)
RELEASE = Form(
    name="deal-release",
    title="tg-deal-release",
    rights=SHIPPING,
    steps=(DEAL, Confirm(say=_goods("open", "open_sum", "tg-move-release"))),
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
