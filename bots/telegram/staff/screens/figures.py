"""Quantities, money and times as people read them, in the reader's language."""

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from bots.telegram.screen import Words
from core.amounts import Price, weighed

THOUSANDS = "\u00a0"
MINUS = "\u2212"
KOPECKS = 2


def number(words: Words, value: Decimal | int, fewest: int = 0) -> str:
    """Thousands apart, no zeros that say nothing; the decimal mark is the language's.

    `fewest`: decimals of a number that has any at all.
    """
    sign = MINUS if value < 0 else ""
    whole, _, rest = f"{abs(value):,f}".partition(".")
    rest = rest.rstrip("0")
    if rest:
        rest = rest.ljust(fewest, "0")
    mark = words("tg-decimal-mark")
    return sign + whole.replace(",", THOUSANDS) + (mark + rest if rest else "")


def weight(words: Words, grams: int) -> str:
    unit, amount = weighed(grams)
    return words(f"figure-{unit}", amount=number(words, amount))


def owed(words: Words, rest: Decimal | None) -> str:
    """What is still to be paid; less than nothing is an overpayment."""
    over = rest is not None and rest < 0
    told = money(words, None if rest is None else abs(rest))
    return words("figure-overpaid" if over else "figure-owed", sum=told)


def money(words: Words, amount: Decimal | None, currency: str = "RUB") -> str:
    """Unknown is a dash, never 0 (DOMAIN)."""
    if amount is None:
        return "—"
    sign = words.either(f"tg-currency-{currency.lower()}", "tg-currency-rub")
    return f"{number(words, amount, KOPECKS)}{THOUSANDS}{sign}"


def price(words: Words, one: Price) -> str:
    """Per kilogram, as it is spoken of on the phone."""
    per_kilogram = money(words, one.per_tonne / 1000, one.currency)
    return words("tg-price-with-vat" if one.vat else "tg-price-without-vat", price=per_kilogram)


def percent(words: Words, value: Decimal | None) -> str:
    return "—" if value is None else f"{number(words, value)}{THOUSANDS}%"


def moment(value: Any, zone: tzinfo) -> str:
    """Day and minute in the company's zone; ISO text is taken as well."""
    known = datetime.fromisoformat(value) if isinstance(value, str) else value
    return known.astimezone(zone).strftime("%d.%m %H:%M") if known else "—"


def day(value: Any, zone: tzinfo) -> str:
    known = datetime.fromisoformat(value) if isinstance(value, str) else value
    if isinstance(known, datetime):
        known = known.astimezone(zone).date()
    return known.strftime("%d.%m.%Y") if isinstance(known, date) else "—"


def told(view: Mapping[str, Any], key: str) -> str:
    """A field that may be hidden, absent or empty."""
    return str(view.get(key) or "").strip()
