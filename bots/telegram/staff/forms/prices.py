"""Floors, list prices and rates: set by whoever has the right, shown before (B7, B10)."""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal

from bots.telegram.screen import Lines, Screen
from bots.telegram.staff.forms.answers import (
    as_price,
    day,
    near_days,
    products,
    rate,
    sale_price,
    vat_kinds,
)
from bots.telegram.staff.forms.engine import Finish, Form
from bots.telegram.staff.forms.steps import (
    Choice,
    Choices,
    Choose,
    Confirm,
    Entry,
    Search,
    Talk,
    Typed,
)
from bots.telegram.staff.forms.stock import done
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.figures import price
from core.amounts import CURRENCIES, Price
from core.ids import ProductId


async def _now(talk: Talk) -> Sequence[str]:
    """The price that stands, beside the one that will."""
    found = await talk.office.goods.prices.current(talk.person, ProductId(talk.values["product"]))
    return [
        talk.words(f"tg-price-{key}-is", price=price(talk.words, found[key]))
        for key in ("list", "floor")
        if found.get(key) is not None
    ]


def _begins(talk: Talk) -> datetime | None:
    """None: at once."""
    value = talk.values.get("from")
    if value is None or date.fromisoformat(value) <= talk.office.today():
        return None
    return datetime.combine(date.fromisoformat(value), time(0), talk.office.zone)


async def _set_list(talk: Talk) -> Screen:
    await talk.office.goods.prices.set_list(talk.person, *_what(talk), cause=talk.cause)
    return await done(talk, "tg-price-list-done", price=talk.shown["price"])


async def _set_floor(talk: Talk) -> Screen:
    await talk.office.goods.prices.set_floor(talk.person, *_what(talk), cause=talk.cause)
    return await done(talk, "tg-price-floor-done", price=talk.shown["price"])


def _what(talk: Talk) -> tuple[ProductId, Price, datetime | None]:
    one = as_price(talk.values["price"], vat=talk.values["vat"])
    return ProductId(talk.values["product"]), one, _begins(talk)


def _form(name: str, title: str, finish: Finish) -> Form:
    return Form(
        name=name,
        title=title,
        rights=("price:set",),
        steps=(
            Search(name="product", label="tg-field-product", ask="tg-ask-product", find=products),
            Typed(name="price", label="tg-field-price", ask="tg-ask-price", parse=sale_price),
            Choose(name="vat", label="tg-field-vat", ask="tg-ask-vat", among=vat_kinds),
            Typed(
                name="from",
                label="tg-field-from",
                ask="tg-ask-from",
                parse=day,
                quick=near_days,
                optional=True,
            ),
            Confirm(say=_now),
        ),
        finish=finish,
    )


async def _currencies(talk: Talk) -> Choices:
    del talk
    return [Choice(one, one) for one in CURRENCIES if one != "RUB"]


async def _rate_day(talk: Talk, text: str) -> Entry:
    entry = await day(talk, text)
    talk.office.goods.prices.check_rate_day(date.fromisoformat(entry.value))
    return entry


async def _rate_days(talk: Talk) -> Choices:
    """The near ones that a rate may be for."""
    last = talk.office.goods.prices.last_rate_day().isoformat()
    return [one for one in await near_days(talk) if one.value <= last]


async def _set_rate(talk: Talk) -> Screen:
    values = talk.values
    on = date.fromisoformat(values["on"])
    await talk.office.goods.prices.set_rate(
        talk.person, values["currency"], on, Decimal(values["rate"]), cause=talk.cause
    )
    told = talk.words("tg-rate-done", currency=values["currency"], rate=talk.shown["rate"])
    return Lines().line(told, "bold").screen("form", [home_row(talk.words)])


RATE = Form(
    name="rate",
    title="tg-form-rate",
    rights=("rate:set",),
    steps=(
        Choose(
            name="currency", label="tg-field-currency", ask="tg-ask-currency", among=_currencies
        ),
        Typed(name="rate", label="tg-field-rate", ask="tg-ask-rate", parse=rate),
        Typed(name="on", label="tg-field-on", ask="tg-ask-on", parse=_rate_day, quick=_rate_days),
        Confirm(),
    ),
    finish=_set_rate,
)
FORMS = (
    _form("list-price", "tg-form-list-price", _set_list),
    _form("floor", "tg-form-floor", _set_floor),
    RATE,
)
