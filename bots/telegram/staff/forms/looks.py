"""What the last look at a move of goods says: the lines, and the tonnes and sum it is about."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from bots.telegram.staff.forms.steps import Talk
from bots.telegram.staff.forms.told import deal_in
from bots.telegram.staff.screens.deal import LISTED
from bots.telegram.staff.screens.figures import money, weight

View = Mapping[str, Any]
NOTHING = Decimal(0)


def goods(
    which: str, roubles: str, move: str, *, after: str = "", stage: str = ""
) -> Callable[[Talk], Awaitable[Sequence[str]]]:
    """`which`, `roubles`: grams and money of a line that it is about; `move`: what is done.

    Goods that are on no warehouse are said apart (B9). `after`: what follows
    in either case. `stage`: said of a deal at this stage only, "" for any.
    """

    async def say(talk: Talk) -> Sequence[str]:
        view = await talk.office.trade.orders.card(talk.person, deal_in(talk))
        if stage and view.get("stage") != stage:
            return ()
        lines = [one for one in view.get("lines") or () if one.get(which)]
        placed = [one for one in lines if one.get("warehouse_id") is not None]
        absent = [one for one in lines if one.get("warehouse_id") is None]
        told = [_line(talk, one, which) for one in lines[:LISTED]]
        texts = (f"tg-move-{move}", f"tg-move-{move}-absent")
        for key, some in zip(texts, (placed, absent), strict=True):
            if some:
                told.append(_summed(talk, some, which, roubles, key))
        return [*told, talk.words(after)] if after else told

    return say


def _line(talk: Talk, one: View, which: str) -> str:
    told = f"• {one['product']} · {weight(talk.words, one[which])}"
    return (
        told if one.get("warehouse_id") is not None else f"{told} · {talk.words('tg-deal-absent')}"
    )


def _summed(talk: Talk, lines: Sequence[View], which: str, roubles: str, key: str) -> str:
    amount = weight(talk.words, sum(int(one[which]) for one in lines))
    worth = money(talk.words, sum((one.get(roubles) or NOTHING for one in lines), NOTHING))
    return talk.words(key, amount=amount, sum=worth)
