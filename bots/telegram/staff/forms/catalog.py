"""New grades and warehouses, and a supplier's list taken in whole (A2, A15)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from bots.telegram.screen import Button, Lines, Screen
from bots.telegram.staff.actions.naming import name_of
from bots.telegram.staff.actions.stock import TEMPLATE
from bots.telegram.staff.forms.answers import day, name
from bots.telegram.staff.forms.engine import Form
from bots.telegram.staff.forms.steps import (
    Choice,
    Choices,
    Choose,
    Confirm,
    Entry,
    Step,
    Talk,
    Typed,
    Upload,
    Values,
)
from bots.telegram.staff.forms.stock import done
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.figures import price, weight
from core.amounts import quantity
from core.errors import InvalidInput
from core.ids import ProductId, WarehouseId
from core.messaging.model import IncomingFile
from core.notices.buttons import STOCK, data
from core.stock.intake import Line, Preview, Row
from core.stock.model import REAL, VIRTUAL

LIMIT = 5 * 1024 * 1024
"""Bytes of a list: ten thousand rows are less than one."""
ERRORS_SHOWN, LINES_SHOWN, NEW_SHOWN = 10, 8, 20
_PACK = re.compile(
    r"(?P<name>[^\W\d_]{2,}(?:-[^\W\d_]+)*)(?:\s*[:=]\s*|\s+[—–-]\s+|\s*)(?P<size>\d.*)"
)
_NEXT = re.compile(r"[,;\n]\s*(?=[^\W\d_])")
"""Between two packs; the comma of "1,5 т" is none."""


async def _packs(talk: Talk, text: str) -> Entry:
    """Name → grams, of "мешок 25 кг, биг-бэг 1 т"."""
    found: dict[str, int] = {}
    for part in _NEXT.split(text.strip()):
        one = _PACK.fullmatch(part.strip())
        if one is None:
            raise InvalidInput("pack-unclear")
        found[one["name"].casefold()] = quantity(one["size"])
    shown = ", ".join(f"{pack} {weight(talk.words, grams)}" for pack, grams in found.items())
    return Entry(found, shown)


async def _add_product(talk: Talk) -> Screen:
    values = talk.values
    number = await talk.office.goods.catalog.add_product(
        talk.person,
        values["name"],
        values["material"],
        values["maker"] or "",
        values["standard"] or "",
        values["packs"] or {},
        cause=talk.cause,
    )
    public = await name_of(talk.turn, "product", number)
    lines = Lines().line(talk.words("tg-product-added"), "bold").line(values["name"])
    return lines.screen("form", [[(values["name"], data(STOCK, public))], home_row(talk.words)])


NEW_PRODUCT = Form(
    name="new-product",
    title="tg-form-new-product",
    rights=("stock:edit",),
    steps=(
        Typed(name="name", label="tg-field-name", ask="tg-ask-product-name", parse=name),
        Typed(name="material", label="tg-field-material", ask="tg-ask-material", parse=name),
        Typed(name="maker", label="tg-field-maker", ask="tg-ask-maker", parse=name, optional=True),
        Typed(
            name="standard",
            label="tg-field-standard",
            ask="tg-ask-standard",
            parse=name,
            optional=True,
        ),
        Typed(
            name="packs", label="tg-field-packs", ask="tg-ask-packs", parse=_packs, optional=True
        ),
        Confirm(),
    ),
    finish=_add_product,
)


async def _set_packs(talk: Talk) -> Screen:
    product = ProductId(talk.values["product"])
    await talk.office.goods.catalog.set_packs(
        talk.person, product, talk.values["packs"], cause=talk.cause
    )
    return await done(talk, "tg-packs-done", packs=talk.shown["packs"])


PACKS = Form(
    name="packs",
    title="tg-form-packs",
    rights=("stock:edit",),
    steps=(
        Step(name="product", label="tg-field-product", ask="tg-ask-product"),
        Typed(name="packs", label="tg-field-packs", ask="tg-ask-packs", parse=_packs),
        Confirm(),
    ),
    finish=_set_packs,
)


async def _kinds(talk: Talk) -> Choices:
    return [
        Choice(talk.words("tg-warehouse-real"), REAL),
        Choice(talk.words("tg-warehouse-virtual"), VIRTUAL),
    ]


def _virtual(values: Values) -> bool:
    return values.get("kind") == VIRTUAL


async def _add_warehouse(talk: Talk) -> Screen:
    until = talk.values.get("until")
    at = None if until is None else midnight(date.fromisoformat(until), talk)
    await talk.office.goods.catalog.add_warehouse(
        talk.person, talk.values["name"], talk.values["kind"], at, cause=talk.cause
    )
    lines = Lines().line(talk.words("tg-warehouse-added"), "bold").line(talk.values["name"])
    return lines.screen("form", [home_row(talk.words, "sk:0")])


def midnight(last: date, talk: Talk) -> datetime:
    """The last day counts whole, in the company's zone."""
    return datetime.combine(last, time(23, 59, 59), talk.office.zone)


NEW_WAREHOUSE = Form(
    name="new-warehouse",
    title="tg-form-new-warehouse",
    rights=("warehouse:edit",),
    steps=(
        Typed(name="name", label="tg-field-name", ask="tg-ask-warehouse-name", parse=name),
        Choose(name="kind", label="tg-field-kind", ask="tg-ask-kind", among=_kinds),
        Typed(
            name="until",
            label="tg-field-until",
            ask="tg-ask-until",
            parse=day,
            optional=True,
            when=_virtual,
        ),
        Confirm(),
    ),
    finish=_add_warehouse,
)


async def _houses(talk: Talk) -> Choices:
    """With the version that is closed: what came in meanwhile is noticed."""
    found = await talk.office.goods.catalog.warehouses(talk.person)
    return [Choice(one.name, [int(one.id), one.version]) for one in found if not one.closed_at]


async def _close_warehouse(talk: Talk) -> Screen:
    house, version = talk.values["warehouse"]
    await talk.office.goods.catalog.close_warehouse(
        talk.person, WarehouseId(house), version, cause=talk.cause
    )
    lines = Lines().line(talk.words("tg-warehouse-closed"), "bold").line(talk.shown["warehouse"])
    return lines.screen("form", [home_row(talk.words, "sk:0")])


CLOSE_WAREHOUSE = Form(
    name="close-warehouse",
    title="tg-form-close-warehouse",
    rights=("warehouse:edit",),
    steps=(
        Choose(
            name="warehouse",
            label="tg-field-warehouse",
            ask="tg-ask-close-warehouse",
            among=_houses,
        ),
        Confirm(),
    ),
    finish=_close_warehouse,
)


@dataclass(frozen=True, kw_only=True)
class _Sheet(Upload):
    def ways(self, talk: Talk) -> Sequence[Button]:
        return [(talk.words("tg-import-template"), f"{TEMPLATE}:0")]


async def _sheet(talk: Talk, file: IncomingFile) -> Entry:
    """Fetched and read at once: a file that cannot be read does not get past this step."""
    kept = await talk.office.files.keep(file, LIMIT)
    await _rows(talk, kept.blob)
    return Entry(kept.blob, kept.name)


async def _rows(talk: Talk, blob: str) -> Sequence[Row]:
    return await talk.office.goods.intake.read(talk.person, await talk.office.files.read(blob))


async def _preview(talk: Talk) -> Sequence[str]:
    found = await _looked(talk)
    lines = [talk.words("tg-import-lines", count=len(found.lines))]
    lines += [f"• {_line(talk, one)}" for one in found.lines[:LINES_SHOWN]]
    new = [*found.creates.products, *found.creates.warehouses]
    if new:
        lines.append(talk.words("tg-import-creates", names=", ".join(new[:NEW_SHOWN])))
    if found.errors:
        lines.append(talk.words("tg-import-errors", count=len(found.errors)))
    lines += [_error(talk, *one) for one in found.errors[:ERRORS_SHOWN]]
    return lines


async def _looked(talk: Talk) -> Preview:
    rows = await _rows(talk, talk.values["file"])
    return await talk.office.goods.intake.preview(talk.person, rows)


def _line(talk: Talk, one: Line) -> str:
    """The price as it was understood, a kilogram."""
    paid = [price(talk.words, one.price)] if one.price is not None else []
    return " · ".join([one.product, one.warehouse, weight(talk.words, one.grams), *paid])


def _error(talk: Talk, row: int, code: str, fields: Mapping[str, Any]) -> str:
    told = talk.words.either(f"error-{code}", "error-invalid-input", **fields)
    return talk.words("tg-import-error", row=row, text=told)


async def _book(talk: Talk) -> Choices:
    """All or nothing: with one wrong row there is nothing to confirm."""
    found = await _looked(talk)
    return () if found.errors else [Choice(talk.words("tg-import-apply"), True)]


async def _import(talk: Talk) -> Screen:
    rows = await _rows(talk, talk.values["file"])
    await talk.office.goods.intake.apply(talk.person, rows, cause=talk.cause)
    lines = Lines().line(talk.words("tg-import-done", count=len(rows)), "bold")
    return lines.screen("form", [home_row(talk.words, "sk:0")])


IMPORT = Form(
    name="import",
    title="tg-form-import",
    rights=("stock:edit",),
    steps=(
        _Sheet(name="file", label="tg-field-file", ask="tg-ask-import", read=_sheet),
        Confirm(ask="tg-import-confirm", say=_preview, among=_book),
    ),
    finish=_import,
)
FORMS = (NEW_PRODUCT, PACKS, NEW_WAREHOUSE, CLOSE_WAREHOUSE, IMPORT)
