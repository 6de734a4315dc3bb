"""What changes stock: goods that come, are counted, moved, written off; new grades (A2, A15)."""

from collections.abc import Sequence
from decimal import Decimal

from bots.telegram.screen import Button, Lines, Screen
from bots.telegram.staff.actions.naming import name_of
from bots.telegram.staff.actions.stock import product_shown
from bots.telegram.staff.forms.answers import (
    as_price,
    counted,
    price_of,
    products,
    quantity,
    rate,
    rate_known,
    seen_shelves,
    shelves,
    vat_kinds,
    warehouses,
    words,
)
from bots.telegram.staff.forms.engine import Form
from bots.telegram.staff.forms.steps import (
    Choices,
    Choose,
    Confirm,
    Search,
    Step,
    Talk,
    Typed,
    Values,
)
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.figures import weight
from core.ids import ProductId, WarehouseId
from core.notices.buttons import STOCK, data

EDIT = ("stock:edit",)


def _product() -> Step:
    return Search(name="product", label="tg-field-product", ask="tg-ask-product", find=products)


def _quantity() -> Step:
    return Typed(name="quantity", label="tg-field-quantity", ask="tg-ask-quantity", parse=quantity)


def _reason() -> Step:
    return Typed(name="reason", label="tg-field-reason", ask="tg-ask-reason", parse=words)


def _goods(talk: Talk) -> tuple[ProductId, WarehouseId]:
    house = talk.values["warehouse"]
    return ProductId(talk.values["product"]), WarehouseId(house[0] if _seen(house) else house)


def _seen(house: object) -> bool:
    return isinstance(house, list)


async def done(talk: Talk, key: str, **fields: object) -> Screen:
    """What was done, with the way back to the goods."""
    public = await name_of(talk.turn, "product", talk.values["product"])
    lines = Lines().line(talk.words(key, **fields), "bold")
    lines.line(talk.shown["product"])
    row: list[Button] = [(talk.shown["product"], data(STOCK, public))]
    return lines.screen("form", [row, home_row(talk.words, data(STOCK, public))])


async def _find(talk: Talk) -> Screen:
    product = await talk.office.goods.catalog.product(
        talk.person, ProductId(talk.values["product"])
    )
    return await product_shown(talk.turn, product)


FIND = Form(
    name="find-product",
    title="tg-form-find-product",
    rights=("stock:read",),
    steps=(_product(),),
    finish=_find,
)


def _priced(values: Values) -> bool:
    return values.get("price") is not None


def _foreign(values: Values) -> bool:
    return _priced(values) and values["price"][1] != "RUB"


async def _receive(talk: Talk) -> Screen:
    values = talk.values
    price = as_price(values["price"], vat=values["vat"]) if _priced(values) else None
    fixed = Decimal(values["rate"]) if values.get("rate") is not None else None
    await talk.office.goods.ledger.receive(
        talk.person, *_goods(talk), values["quantity"], price, fixed,
        reason=values["note"] or "", cause=talk.cause,
    )  # fmt: skip
    return await done(
        talk, "tg-receive-done", quantity=talk.shown["quantity"], warehouse=talk.shown["warehouse"]
    )


RECEIVE = Form(
    name="receive",
    title="tg-form-receive",
    rights=EDIT,
    steps=(
        _product(),
        Choose(
            name="warehouse", label="tg-field-warehouse", ask="tg-ask-warehouse", among=warehouses
        ),
        _quantity(),
        Typed(
            name="price",
            label="tg-field-purchase",
            ask="tg-ask-purchase",
            parse=price_of,
            optional=True,
        ),
        Choose(name="vat", label="tg-field-vat", ask="tg-ask-vat", among=vat_kinds, when=_priced),
        Typed(
            name="rate",
            label="tg-field-rate",
            ask="tg-ask-lot-rate",
            parse=rate,
            quick=rate_known,
            when=_foreign,
        ),
        Typed(
            name="note",
            label="tg-field-delivery-note",
            ask="tg-ask-delivery-note",
            parse=words,
            optional=True,
        ),
        Confirm(),
    ),
    finish=_receive,
)


async def _difference(talk: Talk) -> Sequence[str]:
    """Before and after, as the ledger will say it."""
    before = talk.values["warehouse"][2]
    told = weight(talk.words, before), weight(talk.words, talk.values["counted"])
    return [talk.words("tg-recount-change", before=told[0], after=told[1])]


async def _recount(talk: Talk) -> Screen:
    values = talk.values
    said = await talk.office.goods.ledger.recount(
        talk.person,
        *_goods(talk),
        values["counted"],
        values["reason"],
        values["warehouse"][1],
        cause=talk.cause,
    )
    if said != "conflict":
        return await done(talk, "tg-recount-done", quantity=talk.shown["counted"])
    return await _conflict(talk)


async def _conflict(talk: Talk) -> Screen:
    """Nothing was changed: whoever holds the goods has to give some up first (DOMAIN)."""
    lines = Lines().line(talk.words("tg-recount-conflict"), "bold")
    lines.line(f"{talk.shown['product']} · {talk.shown['warehouse']}")
    product, warehouse = _goods(talk)
    for shelf in await talk.office.goods.ledger.show(talk.person, product):
        if shelf["warehouse_id"] == warehouse:
            held = weight(talk.words, shelf["reserved"])
            lines.line(talk.words("tg-recount-held", quantity=held))
    for one in await talk.office.goods.booking.holders(talk.person, product, warehouse):
        told = (weight(talk.words, one["grams"]), one.get("person"), one.get("client"))
        lines.line("• " + " · ".join(str(part) for part in told if part))
    return lines.screen("form", [home_row(talk.words)])


RECOUNT = Form(
    name="recount",
    title="tg-form-recount",
    rights=EDIT,
    steps=(
        _product(),
        Choose(
            name="warehouse", label="tg-field-warehouse", ask="tg-ask-warehouse",
            among=seen_shelves,
        ),
        Typed(name="counted", label="tg-field-counted", ask="tg-ask-counted", parse=counted),
        _reason(),
        Confirm(say=_difference),
    ),
    finish=_recount,
)  # fmt: skip


async def _others(talk: Talk) -> Choices:
    return [one for one in await warehouses(talk) if one.value != talk.values["warehouse"]]


async def _move(talk: Talk) -> Screen:
    product, source = _goods(talk)
    target = WarehouseId(talk.values["target"])
    await talk.office.goods.ledger.move(
        talk.person, product, source, target, talk.values["quantity"], talk.values["reason"],
        cause=talk.cause,
    )  # fmt: skip
    way = {"source": talk.shown["warehouse"], "target": talk.shown["target"]}
    return await done(talk, "tg-move-done", quantity=talk.shown["quantity"], **way)


MOVE = Form(
    name="move",
    title="tg-form-move",
    rights=EDIT,
    steps=(
        _product(),
        Choose(name="warehouse", label="tg-field-source", ask="tg-ask-source", among=shelves),
        Choose(name="target", label="tg-field-target", ask="tg-ask-target", among=_others),
        _quantity(),
        _reason(),
        Confirm(),
    ),
    finish=_move,
)


async def _write_off(talk: Talk) -> Screen:
    """Asked for: somebody else decides (E5)."""
    await talk.office.goods.write_offs.ask(
        talk.person, *_goods(talk), talk.values["quantity"], talk.values["reason"],
        cause=talk.cause,
    )  # fmt: skip
    told = {"quantity": talk.shown["quantity"], "warehouse": talk.shown["warehouse"]}
    return await done(talk, "tg-write-off-asked", **told)


WRITE_OFF = Form(
    name="write-off",
    title="tg-form-write-off",
    rights=EDIT,
    steps=(
        _product(),
        Choose(name="warehouse", label="tg-field-warehouse", ask="tg-ask-shelf", among=shelves),
        _quantity(),
        _reason(),
        Confirm(),
    ),
    finish=_write_off,
)
FORMS = (FIND, RECEIVE, RECOUNT, MOVE, WRITE_OFF)
