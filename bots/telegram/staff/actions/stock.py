"""Commands and presses about goods: lists, one grade, the ledger, the forms that change it."""

from bots.telegram.screen import Screen
from bots.telegram.staff.actions.arguments import Commands, NoButton, Presses, number
from bots.telegram.staff.actions.naming import can, name_of, named
from bots.telegram.staff.forms.steps import Entry
from bots.telegram.staff.office import Turn
from bots.telegram.staff.screens.stock import (
    LIST,
    Hands,
    ledger_screen,
    product_screen,
    stock_screen,
)
from core.ids import ProductId, WarehouseId
from core.notices.buttons import STOCK
from core.stock.model import PAGE, Product

OPENED = {
    "find": "find-product",
    "im": "import",
    "np": "new-product",
    "nw": "new-warehouse",
    "cw": "close-warehouse",
    "rate": "rate",
    "task": "task",
}
"""Forms that begin with nothing known; by the word in the data."""
EDITED = {"rc": "receive", "cn": "recount", "mv": "move", "wo": "write-off", "pk": "packs"}
PRICED = {"pl": "list-price", "pf": "floor"}
TEMPLATE = "sit"
"""Prefix of the button that sends an empty table for an import."""


async def stock(turn: Turn, rest: str) -> None:
    """`/stock` lists everything, `/stock 158` what holds that in its name."""
    await _list(turn, 0, rest.strip())


async def _list(turn: Turn, page: int, text: str = "") -> None:
    goods = turn.office.goods
    found = list(await goods.catalog.products(turn.person, text or None, limit=400))
    pages = max(1, -(-len(found) // PAGE))
    page = 0 if text else min(page, pages - 1)
    shown = found[page * PAGE : (page + 1) * PAGE]
    free: dict[int, int] = {}
    for line in await goods.ledger.show(turn.person):
        product = int(line["product_id"])
        free[product] = free.get(product, 0) + int(line["free"])
    names = await named(turn, "product", [int(one.id) for one in shown])
    lines = [(names[int(one.id)], one, free.get(int(one.id), 0)) for one in shown]
    await turn.show(stock_screen(turn.words, lines, (page, pages), _hands(turn), text))


def _hands(turn: Turn) -> Hands:
    return Hands(
        reserve=can(turn, "reservation:place"),
        edit=can(turn, "stock:edit"),
        houses=can(turn, "warehouse:edit"),
        ledger=can(turn, "ledger:read"),
        prices=can(turn, "price:set"),
    )


async def _page(turn: Turn, page: str) -> str:
    await _list(turn, number(page))
    return ""


async def _product(turn: Turn, public: str) -> str:
    await draw_product(turn, await _resolved(turn, public))
    return ""


async def _resolved(turn: Turn, public: str) -> Product:
    product = ProductId(await turn.office.names.resolve(turn.person, public, "product"))
    return await turn.office.goods.catalog.product(turn.person, product)


async def draw_product(turn: Turn, product: Product) -> None:
    await turn.show(await product_shown(turn, product))


async def product_shown(turn: Turn, product: Product) -> Screen:
    goods = turn.office.goods
    public = await name_of(turn, "product", product.id)
    shelves = await goods.ledger.show(turn.person, product.id)
    names = await named(turn, "warehouse", [int(one["warehouse_id"]) for one in shelves])
    prices = await goods.prices.current(turn.person, product.id) if can(turn, "price:read") else {}
    rows = [(names[int(one["warehouse_id"])], one) for one in shelves]
    return product_screen(turn.words, public, product, rows, prices, _hands(turn), turn.office.zone)


async def reserve(turn: Turn, rest: str) -> None:
    del rest
    await turn.office.forms.start(turn, "reserve")


async def _reserve(turn: Turn, public: str, house: str) -> str:
    """From the card of a grade: product and warehouse are known."""
    product = await _resolved(turn, public)
    warehouse = await turn.office.names.resolve(turn.person, house, "warehouse")
    name = await _house(turn, warehouse)
    given = {"product": _entry(product), "warehouse": Entry(warehouse, name)}
    await turn.office.forms.start(turn, "reserve", given)
    return ""


def _entry(product: Product) -> Entry:
    return Entry(int(product.id), product.name)


async def _house(turn: Turn, warehouse: int) -> str:
    found = await turn.office.goods.catalog.warehouses(turn.person)
    return next((one.name for one in found if one.id == warehouse), "")


async def _open(turn: Turn, what: str) -> str:
    if what not in OPENED:
        raise NoButton
    await turn.office.forms.start(turn, OPENED[what])
    return ""


async def _edit(turn: Turn, what: str, public: str) -> str:
    if what not in EDITED:
        raise NoButton
    product = await _resolved(turn, public)
    await turn.office.forms.start(turn, EDITED[what], {"product": _entry(product)})
    return ""


async def _list_price(turn: Turn, public: str) -> str:
    return await _priced(turn, "pl", public)


async def _floor(turn: Turn, public: str) -> str:
    return await _priced(turn, "pf", public)


async def _priced(turn: Turn, what: str, public: str) -> str:
    product = await _resolved(turn, public)
    await turn.office.forms.start(turn, PRICED[what], {"product": _entry(product)})
    return ""


async def _ledger(turn: Turn, public: str, house: str, page: str) -> str:
    product = await _resolved(turn, public)
    warehouse = WarehouseId(await turn.office.names.resolve(turn.person, house, "warehouse"))
    found = await turn.office.goods.ledger.rows(turn.person, product.id, warehouse, number(page))
    title = (product.name, await _house(turn, warehouse))
    at, zone = (found.page, found.pages), turn.office.zone
    await turn.show(ledger_screen(turn.words, (public, house), found.rows, at, title, zone))
    return ""


async def _template(turn: Turn, which: str) -> str:
    """A table with the columns that an import reads, and a row to show how."""
    del which
    words = turn.words
    head, row = words("tg-import-columns").split(", "), words("tg-import-example").split(" | ")
    body = await turn.office.trade.tables.xlsx(head, [row])
    await turn.send_file("template", words("tg-import-file"), body)
    return ""


PRESSES: Presses = {
    TEMPLATE: (_template, 1),
    LIST: (_page, 1),
    STOCK: (_product, 1),
    "sr": (_reserve, 2),
    "so": (_open, 1),
    "se": (_edit, 2),
    "sl": (_ledger, 3),
    "pl": (_list_price, 1),
    "pf": (_floor, 1),
}
COMMANDS: Commands = {"stock": stock, "reserve": reserve}
