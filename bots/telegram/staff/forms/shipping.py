"""Forms of what leaves: a part of an order, line by line, and what the carrier asks (A8, A18)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from bots.telegram.screen import Screen
from bots.telegram.staff.forms.card import upload
from bots.telegram.staff.forms.deals import money
from bots.telegram.staff.forms.engine import Form
from bots.telegram.staff.forms.steps import Choice, Choose, Confirm, Entry, Talk, Typed, Upload
from bots.telegram.staff.forms.told import DEAL, deal_in, told_deal, version_in
from bots.telegram.staff.screens.figures import weight
from core.amounts import quantity as read_quantity
from core.errors import InvalidInput
from core.ids import LineId, ProductId

LINES = 15
"""Lines of one order that this form asks about; [Отгрузить всё] knows no such limit."""
SHIPPING = ("deal:ship:own", "deal:ship:any")


@dataclass(frozen=True, kw_only=True)
class Part(Typed):
    """How much of one line leaves now; "0" is nothing of it."""

    place: int

    async def preview(self, talk: Talk) -> Sequence[str]:
        line = talk.values["lines"][self.place]
        return [f"{line['product']} · {weight(talk.words, int(line['open']))}"]


def _part(place: int) -> Part:
    def asked(values: Mapping[str, Any]) -> bool:
        return place < len(values.get("lines") or ())

    async def parse(talk: Talk, text: str) -> Entry:
        line = talk.values["lines"][place]
        product = await talk.office.goods.catalog.product(
            talk.person, ProductId(line["product_id"])
        )
        grams = 0 if text.strip() == "0" else read_quantity(text, product.packs)
        if grams > int(line["open"]):
            raise InvalidInput("quantity-over", open=weight(talk.words, int(line["open"])))
        return _entry(talk, line, grams)

    async def quick(talk: Talk) -> Sequence[Choice]:
        line = talk.values["lines"][place]
        whole, none = _entry(talk, line, int(line["open"])), _entry(talk, line, 0)
        all_of_it = talk.words("tg-ship-whole", amount=weight(talk.words, int(line["open"])))
        return [
            Choice(all_of_it, whole.value, whole.shown),
            Choice(talk.words("tg-ship-none"), none.value, none.shown),
        ]

    return Part(
        name=f"part{place}",
        label="tg-field-part",
        ask="tg-ask-part",
        when=asked,
        parse=parse,
        quick=quick,
        place=place,
    )


def _entry(talk: Talk, line: Mapping[str, Any], grams: int) -> Entry:
    return Entry(grams, f"{line['product']} · {weight(talk.words, grams)}")


async def _ship(talk: Talk) -> Screen:
    values = talk.values
    parts = {
        LineId(int(line["id"])): int(values[f"part{place}"])
        for place, line in enumerate(values["lines"])
        if values.get(f"part{place}")
    }
    if not parts:
        raise InvalidInput("nothing-to-ship")
    await talk.office.trade.shipping.ship(
        talk.person, deal_in(talk), version_in(talk), parts, cause=talk.cause
    )
    return await told_deal(talk, talk.words("tg-deal-part-shipped"))


async def _vat(talk: Talk) -> Sequence[Choice]:
    return [
        Choice(talk.words("tg-freight-vat"), value=True),
        Choice(talk.words("tg-freight-no-vat"), value=False),
    ]


async def _fill(talk: Talk) -> Screen:
    """A8: the amount and the carrier's invoice, whatever else of the deal has changed since."""
    values = talk.values
    since = values.get("since")
    blob, file = values.get("file") or (None, None)
    await talk.office.trade.freight.fill(
        talk.person,
        deal_in(talk),
        None,
        Decimal(str(values["amount"])),
        bool(values["vat"]),
        blob,
        file,
        cause=talk.cause,
        since=datetime.fromisoformat(since) if since else None,
    )
    return await told_deal(talk, talk.words("tg-freight-kept"))


SHIP = Form(
    name="deal-ship",
    title="tg-form-ship",
    rights=SHIPPING,
    steps=(DEAL, *(_part(place) for place in range(LINES)), Confirm()),
    finish=_ship,
)
FILL = Form(
    name="deal-freight",
    title="tg-form-freight",
    rights=("deal:freight", "deal:edit:own", "deal:edit:any"),
    steps=(
        DEAL,
        Typed(name="amount", label="tg-field-amount", ask="tg-ask-freight", parse=money),
        Choose(name="vat", label="tg-field-vat", ask="tg-ask-freight-vat", among=_vat),
        Upload(name="file", label="tg-field-invoice", ask="tg-ask-invoice", read=upload),
        Confirm(),
    ),
    finish=_fill,
)
FORMS = (SHIP, FILL)
