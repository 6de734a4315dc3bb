"""Parsers and lists that several forms use; each refuses in words, nothing is guessed."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bots.telegram.staff.forms.steps import Choice, Entry, Talk
from bots.telegram.staff.screens.figures import money, number, weight
from core.amounts import Price
from core.amounts import price as read_price
from core.amounts import quantity as read_quantity
from core.errors import InvalidInput
from core.ids import ProductId
from core.pricing.rules import in_roubles
from core.stock.model import Product

TEXT_LIMIT = 1000
NAME_LIMIT = 200
AHEAD = timedelta(days=3660)
"""The last day of the calendar has no next one, nor that evening in every zone."""
_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?|(\d{4})-(\d{2})-(\d{2})")
_NEGATIVE = re.compile(r"[-−–]\s*\d")
_RATE = re.compile(r"\d{1,6}(?:[.,]\d{1,6})?")
_CENTURY = 2000
_SHORT_YEAR = 100


async def quantity(talk: Talk, text: str) -> Entry:
    """In grams: "2,5т", "2500 кг", or "100 мешков" by the packs of the chosen product."""
    if _NEGATIVE.match(text):
        raise InvalidInput("quantity-range")
    product = await _product(talk)
    grams = read_quantity(text, product.packs)
    return Entry(grams, weight(talk.words, grams))


async def counted(talk: Talk, text: str) -> Entry:
    """A recount may find nothing: "0" needs no unit."""
    if text.strip() == "0":
        return Entry(0, weight(talk.words, 0))
    return await quantity(talk, text)


async def _product(talk: Talk) -> Product:
    return await talk.office.goods.catalog.product(talk.person, ProductId(talk.values["product"]))


async def price_of(talk: Talk, text: str) -> Entry:
    """As in "118 руб/кг" or "1 250 $/т"; kept per tonne, with VAT unless a later step says so."""
    read = read_price(text)
    shown = money(talk.words, read.per_tonne / 1000, read.currency)
    value = [str(read.per_tonne), read.currency, read.vat]
    return Entry(value, talk.words("tg-per-kilogram", price=shown))


async def sale_price(talk: Talk, text: str) -> Entry:
    """The same of a sale, which is in roubles: another currency is refused at once."""
    entry = await price_of(talk, text)
    in_roubles(as_price(entry.value))
    return entry


def as_price(value: Sequence[object], *, vat: bool | None = None) -> Price:
    """What `price_of` has kept; `vat` where it was asked apart."""
    inside = bool(value[2]) if vat is None else vat
    return Price(Decimal(str(value[0])), str(value[1]), inside)


async def vat_kinds(talk: Talk) -> list[Choice]:
    return [
        Choice(talk.words("tg-vat-inside"), value=True),
        Choice(talk.words("tg-vat-outside"), value=False),
    ]


async def rate_known(talk: Talk) -> list[Choice]:
    """The latest rate of the price's currency, to be taken by one press."""
    currency = talk.values["price"][1]
    found = await talk.office.goods.prices.rates(talk.person)
    fitting = [one for one in found if one["currency"] == currency]
    if not fitting:
        return []
    last = max(fitting, key=lambda one: one["on"])
    shown = number(talk.words, last["rate"])
    return [Choice(f"{shown} · {last['on']:%d.%m.%Y}", str(last["rate"]), shown)]


async def rate(talk: Talk, text: str) -> Entry:
    """Roubles for one unit of a currency."""
    if not _RATE.fullmatch(text) or not Decimal(text.replace(",", ".")):
        raise InvalidInput("rate-unclear")
    value = Decimal(text.replace(",", "."))
    return Entry(str(value), number(talk.words, value))


async def words(talk: Talk, text: str) -> Entry:
    del talk
    if len(text) > TEXT_LIMIT:
        raise InvalidInput("text-too-long", limit=TEXT_LIMIT)
    return Entry(text, text)


async def name(talk: Talk, text: str) -> Entry:
    del talk
    told = " ".join(text.split())
    if len(told) > NAME_LIMIT:
        raise InvalidInput("text-too-long", limit=NAME_LIMIT)
    return Entry(told, told)


async def day(talk: Talk, text: str) -> Entry:
    """Today or later, in the company's calendar: "25.11", "2026-11-25", "tomorrow", "Friday"."""
    today = talk.office.today()
    found = told_day(talk, text)
    if found < today:
        raise InvalidInput("date-past")
    if found > today + AHEAD:
        raise InvalidInput("date-far")
    return day_entry(found)


def told_day(talk: Talk, text: str) -> date:
    """A name of a day, in the reader's language, or its figures. Raises InvalidInput."""
    today, said = talk.office.today(), text.strip().casefold()
    names = {f"tg-day-said-{ahead}": ahead for ahead in range(3)}
    names |= {f"tg-weekday-{one}": (one - today.weekday() - 1) % 7 + 1 for one in range(7)}
    ahead = _named_day(talk, said, names)
    return today + timedelta(days=ahead) if ahead is not None else read_day(text, today)


def past_day(talk: Talk, text: str) -> date | None:
    """Today, yesterday, or a weekday: the last one before today. None: no such name."""
    today, said = talk.office.today(), text.strip().casefold()
    names = {"tg-day-said-0": 0, "tg-day-said-before": 1}
    names |= {f"tg-weekday-{one}": (today.weekday() - one - 1) % 7 + 1 for one in range(7)}
    ago = _named_day(talk, said, names)
    return today - timedelta(days=ago) if ago is not None else None


def _named_day(talk: Talk, said: str, names: Mapping[str, int]) -> int | None:
    keys = (key for key in names if said in talk.words(key).split(", "))
    return next((names[key] for key in keys), None)


def day_entry(one: date) -> Entry:
    return Entry(one.isoformat(), one.strftime("%d.%m.%Y"))


def read_day(text: str, today: date) -> date:
    """Without a year: the next such day. Raises InvalidInput."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        raise InvalidInput("date-unclear")
    try:
        return _date(found, today)
    except ValueError:
        raise InvalidInput("date-unclear") from None


def _date(found: re.Match[str], today: date) -> date:
    if found[4]:
        return date(int(found[4]), int(found[5]), int(found[6]))
    month, number = int(found[2]), int(found[1])
    if found[3]:
        year = int(found[3])
        return date(year + _CENTURY if year < _SHORT_YEAR else year, month, number)
    this = date(today.year, month, number)
    return this if this >= today else date(today.year + 1, month, number)


async def near_days(talk: Talk) -> list[Choice]:
    """Today, tomorrow, in three days."""
    return days_from(talk, talk.office.today())


def days_from(talk: Talk, first: date) -> list[Choice]:
    """That day, the next one, the third after it; near ones by their names."""
    today = talk.office.today()
    near = {0: "tg-day-today", 1: "tg-day-tomorrow", 3: "tg-day-three"}
    found = []
    for ahead in near:
        one = first + timedelta(days=ahead)
        entry, key = day_entry(one), near.get((one - today).days)
        label = f"{talk.words(key)} · {entry.shown}" if key else entry.shown
        found.append(Choice(label, entry.value, entry.shown))
    return found


def end_of(value: str, talk: Talk) -> datetime:
    """The end of that working day, by the company's hours and in its zone."""
    return datetime.combine(date.fromisoformat(value), talk.office.closes, talk.office.zone)


async def products(talk: Talk, text: str) -> list[Choice]:
    found = await talk.office.goods.catalog.products(talk.person, text or None, limit=400)
    return [Choice(one.name, int(one.id)) for one in found]


async def warehouses(talk: Talk) -> list[Choice]:
    """Those that take goods now."""
    now = talk.office.clock.now()
    found = await talk.office.goods.catalog.warehouses(talk.person)
    return [Choice(one.name, int(one.id)) for one in found if one.open(now)]


async def shelves(talk: Talk) -> list[Choice]:
    """Where the chosen product lies: name, free, reserved."""
    lines = await talk.office.goods.ledger.show(talk.person, ProductId(talk.values["product"]))
    return [_shelf(talk, line["warehouse"], line) for line in lines]


async def seen_shelves(talk: Talk) -> list[Choice]:
    """The same for a recount, which names the balance that it saw: id, version, grams."""
    lines = await talk.office.goods.ledger.show(talk.person, ProductId(talk.values["product"]))
    found = []
    for one in lines:
        hand = talk.words("tg-stock-hand", amount=weight(talk.words, one["on_hand"]))
        value = [int(one["warehouse_id"]), int(one["version"]), int(one["on_hand"])]
        found.append(Choice(f"{one['warehouse']} · {hand}", value, str(one["warehouse"])))
    return found


def _shelf(talk: Talk, name: str, line: Mapping[str, Any]) -> Choice:
    free = talk.words("tg-stock-free", amount=weight(talk.words, line["free"]))
    return Choice(f"{name} · {free}", int(line["warehouse_id"]), name)


async def own_clients(talk: Talk, text: str) -> list[Choice]:
    """A5: goods are reserved for clients of one's own; others are not offered."""
    found = await talk.office.goods.clients.search(talk.person, text, own=True)
    return [Choice(_named(one), int(one["id"]), str(one["name"])) for one in found]


def _named(view: Mapping[str, Any]) -> str:
    inn = view.get("inn")
    return f"{view['name']} · {inn}" if inn else str(view["name"])


def free_of(lines: Sequence[Mapping[str, Any]], warehouse: int) -> int:
    return sum(int(one["free"]) for one in lines if int(one["warehouse_id"]) == warehouse)
