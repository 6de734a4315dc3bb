"""Forms of a deal: positions, terms, delivery, and why it was lost (E12)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bots.telegram.screen import Screen
from bots.telegram.staff.forms.answers import (
    as_price,
    day,
    name,
    near_days,
    price_of,
    products,
    quantity,
    sale_price,
    shelves,
    words,
)
from bots.telegram.staff.forms.engine import Form
from bots.telegram.staff.forms.floors import LAST_LOOK
from bots.telegram.staff.forms.looks import goods
from bots.telegram.staff.forms.steps import (
    Among,
    Choice,
    Choose,
    Confirm,
    Entry,
    Parse,
    Search,
    Talk,
    Typed,
)
from bots.telegram.staff.forms.told import DEAL, deal_in, told_deal, version_in
from bots.telegram.staff.screens.figures import money as money_text
from bots.telegram.staff.screens.figures import number as number_text
from core.amounts import money as read_money
from core.errors import InvalidInput
from core.ids import LineId, ProductId, WarehouseId

EDITING = ("deal:edit:own", "deal:edit:any")
ABSENT = 0
"""The choice "on no warehouse": such goods are sold as absent (B9)."""
MOST_DAYS, WHOLE = 365, 100


async def _places(talk: Talk) -> list[Choice]:
    absent = Choice(talk.words("tg-deal-absent"), ABSENT)
    return [*await shelves(talk), absent]


def _absent(values: Mapping[str, Any]) -> bool:
    return values.get("warehouse") == ABSENT


async def money(talk: Talk, text: str) -> Entry:
    amount = read_money(text)
    return Entry(str(amount), money_text(talk.words, amount))


async def _cost(talk: Talk, text: str) -> Entry:
    """What a tonne of the absent goods will cost, in roubles without VAT."""
    priced = await price_of(talk, text)
    per_tonne, currency, _ = priced.value
    if currency != "RUB":
        raise InvalidInput("currency-unknown", currency=str(currency))
    return Entry(str(per_tonne), priced.shown)


async def _add(talk: Talk) -> Screen:
    values = talk.values
    warehouse = int(values["warehouse"])
    cost = values.get("cost")
    added = await talk.office.trade.deals.add_line(
        talk.person,
        deal_in(talk),
        version_in(talk),
        ProductId(int(values["product"])),
        WarehouseId(warehouse) if warehouse else None,
        int(values["quantity"]),
        as_price(values["price"]),
        Decimal(str(cost)) if cost else None,
        cause=talk.cause,
    )
    below = str(added.get("floor_state")) == "below"
    return await told_deal(talk, talk.words("tg-line-below" if below else "tg-line-added"))


async def _change(talk: Talk) -> Screen:
    """A new quantity, a new price, or both; the floor is asked anew (B10)."""
    values = talk.values
    quantity_now, price_now = values.get("quantity"), values.get("price")
    changed = await talk.office.trade.deals.change_line(
        talk.person,
        deal_in(talk),
        version_in(talk),
        LineId(int(values["line"])),
        grams=int(quantity_now) if quantity_now else None,
        price=as_price(price_now) if price_now else None,
        cause=talk.cause,
    )
    below = str(changed.get("floor_state")) == "below"
    return await told_deal(talk, talk.words("tg-line-below" if below else "tg-line-changed"))


def _whole(least: int, most: int, unit: str) -> Parse:
    async def parse(talk: Talk, text: str) -> Entry:
        typed = text.strip().rstrip("%").strip()
        if not (typed.isascii() and typed.isdigit() and len(typed) <= len(str(most))):
            raise InvalidInput("number-range", field=unit, most=most)
        if not least <= int(typed) <= most:
            raise InvalidInput("number-range", field=unit, most=most)
        return Entry(int(typed), number_text(talk.words, int(typed)))

    return parse


def _quick(*numbers: int) -> Among:
    async def among(talk: Talk) -> list[Choice]:
        return [Choice(number_text(talk.words, one), one) for one in numbers]

    return among


async def _terms(talk: Talk) -> Screen:
    said = await talk.office.trade.deals.set_terms(
        talk.person,
        deal_in(talk),
        version_in(talk),
        int(talk.values["prepayment"]),
        int(talk.values["deferral"]),
        cause=talk.cause,
    )
    return await told_deal(talk, talk.words.either(f"tg-terms-{said}", "tg-done"))


async def _deliver(talk: Talk) -> Screen:
    values = talk.values
    when = values.get("ship_on")
    fields = {
        "city": values.get("city"),
        "address": values.get("address"),
        "contact": values.get("contact"),
        "hours": values.get("hours"),
        "ship_on": date.fromisoformat(when) if when else None,
    }
    given = {name_: value for name_, value in fields.items() if value is not None}
    await talk.office.trade.deals.set_delivery(
        talk.person, deal_in(talk), version_in(talk), given, cause=talk.cause
    )
    return await told_deal(talk, talk.words("tg-delivery-kept"))


async def _lose(talk: Talk) -> Screen:
    await talk.office.trade.deals.lose(
        talk.person,
        deal_in(talk),
        version_in(talk),
        str(talk.values["reason"]),
        cause=talk.cause,
    )
    return await told_deal(talk, talk.words("tg-deal-lost"))


async def _reasons(talk: Talk) -> list[Choice]:
    keys = ("price", "terms", "time", "competitor", "need")
    return [Choice(talk.words(f"tg-lost-{key}"), talk.words(f"tg-lost-{key}")) for key in keys]


_QUANTITY = Typed(name="quantity", label="tg-field-quantity", ask="tg-ask-quantity", parse=quantity)
ADD = Form(
    name="deal-line",
    title="tg-form-line",
    rights=EDITING,
    steps=(
        DEAL,
        Search(name="product", label="tg-field-product", ask="tg-ask-product", find=products),
        Choose(name="warehouse", label="tg-field-warehouse", ask="tg-ask-place", among=_places),
        _QUANTITY,
        Typed(name="price", label="tg-field-price", ask="tg-ask-price", parse=sale_price),
        Typed(
            name="cost", label="tg-field-cost", ask="tg-ask-cost", when=_absent, optional=True,
            parse=_cost,
        ),
        LAST_LOOK,
    ),
    finish=_add,
)  # fmt: skip
CHANGE = Form(
    name="deal-line-change",
    title="tg-form-line-change",
    rights=EDITING,
    steps=(
        DEAL,
        Typed(
            name="quantity", label="tg-field-quantity", ask="tg-ask-quantity", optional=True,
            parse=quantity,
        ),
        Typed(
            name="price", label="tg-field-price", ask="tg-ask-price", optional=True,
            parse=sale_price,
        ),
        LAST_LOOK,
    ),
    finish=_change,
)  # fmt: skip
TERMS = Form(
    name="deal-terms",
    title="tg-form-terms",
    rights=EDITING,
    steps=(
        DEAL,
        Typed(
            name="prepayment", label="tg-field-prepayment", ask="tg-ask-prepayment",
            parse=_whole(0, WHOLE, "prepayment_percent"), quick=_quick(0, 30, 50, 100),
        ),
        Typed(
            name="deferral", label="tg-field-deferral", ask="tg-ask-deferral",
            parse=_whole(0, MOST_DAYS, "deferral_days"), quick=_quick(0, 7, 14, 30),
        ),
    ),
    finish=_terms,
)  # fmt: skip
DELIVER = Form(
    name="deal-delivery",
    title="tg-form-delivery",
    rights=EDITING,
    steps=(
        DEAL,
        Typed(name="city", label="tg-field-city", ask="tg-ask-city", optional=True, parse=name),
        Typed(
            name="address", label="tg-field-address", ask="tg-ask-address", optional=True,
            parse=words,
        ),
        Typed(
            name="contact", label="tg-field-contact", ask="tg-ask-unloading", optional=True,
            parse=name,
        ),
        Typed(name="hours", label="tg-field-hours", ask="tg-ask-hours", optional=True, parse=name),
        Typed(
            name="ship_on", label="tg-field-ship-on", ask="tg-ask-ship-on", optional=True,
            parse=day, quick=near_days,
        ),
        Confirm(),
    ),
    finish=_deliver,
)  # fmt: skip
LOSE = Form(
    name="deal-lose",
    title="tg-form-lose",
    rights=EDITING,
    steps=(
        DEAL,
        Typed(
            name="reason", label="tg-field-reason", ask="tg-ask-lost", parse=words, quick=_reasons
        ),
        Confirm(say=goods("open", "open_sum", "lose", stage="ordered")),
    ),
    finish=_lose,
)
FORMS = (ADD, CHANGE, TERMS, DELIVER, LOSE)
