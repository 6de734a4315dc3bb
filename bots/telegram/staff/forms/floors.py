"""A price below the floor is said to be so before it is sent: the seller's last look (B10)."""

from collections.abc import Sequence

from bots.telegram.staff.forms.answers import as_price
from bots.telegram.staff.forms.steps import Confirm, Talk
from bots.telegram.staff.forms.told import deal_in
from bots.telegram.staff.screens.figures import price as price_text
from core.amounts import Price
from core.ids import ProductId


async def _warned(talk: Talk) -> Sequence[str]:
    price = await _asked(talk)
    if price is None:
        return ()
    product = ProductId(int(talk.values["product"]))
    floor = await talk.office.trade.orders.floor_under(talk.person, product, price)
    if floor is None:
        return ()
    return [talk.words("tg-line-under", floor=price_text(talk.words, floor))]


async def _asked(talk: Talk) -> Price | None:
    """The new price, else that of the line; None: nothing changes, so nothing is judged."""
    if talk.values.get("price"):
        return as_price(talk.values["price"])
    if not talk.values.get("quantity"):
        return None
    view = await talk.office.trade.orders.card(talk.person, deal_in(talk))
    return next(
        (one["price"] for one in view["lines"] if int(one["id"]) == int(talk.values["line"])), None
    )


LAST_LOOK = Confirm(say=_warned)
