"""Quantities and prices as people type them, exact to the gram and the kopeck (DOMAIN).

A quantity is a whole number of grams (`int`), money a `Decimal` of roubles (or of the currency
named beside it) with two decimals, a price money per tonne: 118 a kilogram and 118 000 a tonne
are the same price. No float anywhere.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from core.errors import InvalidInput

TONNE = 1_000_000
KILOGRAM = 1_000
LARGEST = 100_000 * TONNE
"""Grams; more than any firm of this size holds, so more is a slip of the finger."""
LARGEST_PRICE = Decimal(1_000_000_000)
KOPECK = Decimal("0.01")
CURRENCIES = ("RUB", "USD", "CNY")

LONGEST = 64
"""Characters of an amount; nobody types more, and no pattern is tried on it."""

# ASCII digits only: to Python the digits of every script are digits, and 1e9 is a number.
_NUMBER = (
    r"(?P<number>[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+(?:[.,][0-9]{1,6})?"
    r"|[0-9]{1,12}(?:[.,][0-9]{1,6})?)"
)
_UNIT = r"(?P<unit>[^\W\d_]+(?:-[^\W\d_]+)*)\.?"
_QUANTITY = re.compile(_NUMBER + r"\s*" + _UNIT, re.IGNORECASE)
_BARE = re.compile(_NUMBER)
_WEIGHTS = {
    TONNE: ("т", "тн", "тонна", "тонны", "тонн", "тонну", "t", "ton", "tons", "tonne", "tonnes"),
    KILOGRAM: ("кг", "кило", "килограмм", "килограмма", "килограммов", "kg"),
    1: ("г", "гр", "грамм", "грамма", "граммов", "g"),
}
_GRAMS = {word: grams for grams, words in _WEIGHTS.items() for word in words}
_PRICE = re.compile(
    _NUMBER + r"\s*(?P<currency>[^\W\d_]+\.?|[₽$¥])?\s*(?:/|за|per)\s*" + _UNIT,
    re.IGNORECASE,
)
_MONEY = re.compile(_NUMBER + r"\s*(?P<currency>[^\W\d_]+\.?|[₽$¥])?", re.IGNORECASE)
_CURRENCY = {
    "": "RUB", "р": "RUB", "руб": "RUB", "рубль": "RUB", "рубля": "RUB", "рублей": "RUB",
    "rub": "RUB", "₽": "RUB",
    "$": "USD", "usd": "USD", "долл": "USD", "доллар": "USD", "доллара": "USD", "долларов": "USD",
    "¥": "CNY", "cny": "CNY", "юань": "CNY", "юаня": "CNY", "юаней": "CNY",
}  # fmt: skip
_SHORTEST_PACK = 3
"""Letters that tell a pack's name from another: "мешков" is a "мешок"."""


@dataclass(frozen=True, slots=True)
class Price:
    """Money per tonne, two decimals. `vat`: whether VAT is inside it."""

    per_tonne: Decimal
    currency: str = "RUB"
    vat: bool = True


def quantity(text: str, packs: Mapping[str, int] | None = None) -> int:
    """Grams of "2,5т", "2500 кг", "100 мешков"; `packs`: name of a pack → its grams.

    A number without a unit is refused: 25 is a bag to one and tonnes to another. Raises
    InvalidInput.
    """
    found = _matched(_QUANTITY, text)
    if found is None:
        raise _unclear(text)
    grams = _unit(found["unit"].casefold(), packs or {})
    if grams is None:
        raise InvalidInput("quantity-unit", unit=found["unit"][:30])
    exact = _number(found["number"]) * grams
    if exact != exact.to_integral_value():
        raise InvalidInput("quantity-too-fine")
    if not 0 < exact <= LARGEST:
        raise InvalidInput("quantity-range")
    return int(exact)


def _unclear(text: str) -> InvalidInput:
    """The commonest slip of all is told by its name."""
    bare = _matched(_BARE, text)
    return (
        InvalidInput("quantity-bare", number=bare[0]) if bare else InvalidInput("quantity-unclear")
    )


def _matched(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    typed = text.strip()
    return pattern.fullmatch(typed) if len(typed) <= LONGEST else None


def unit_of(text: str) -> str:
    """The unit that was typed with a quantity; empty where there is none."""
    found = _matched(_QUANTITY, text)
    return "" if found is None else found["unit"]


def _unit(word: str, packs: Mapping[str, int]) -> int | None:
    """A weight, a pack's very name, or the one pack whose name begins like the word."""
    if word in _GRAMS:
        return _GRAMS[word]
    for name, grams in packs.items():
        if name.casefold() == word:
            return grams
    stem = word[:_SHORTEST_PACK]
    fitting = {g for name, g in packs.items() if len(stem) == _SHORTEST_PACK
               and name.casefold().startswith(stem)}  # fmt: skip
    return fitting.pop() if len(fitting) == 1 else None


def _number(text: str) -> Decimal:
    return Decimal(re.sub(r"[ \u00a0\u202f]", "", text).replace(",", "."))


def price(text: str, packs: Mapping[str, int] | None = None, *, vat: bool = True) -> Price:
    """Of "118 руб/кг", "1 250 $/т" or, with `packs`, "2950 руб/мешок": the unit has to be named.

    The price of a pack is rounded to the kopeck a tonne. Raises InvalidInput.
    """
    found = _matched(_PRICE, text)
    if found is None:
        raise InvalidInput("price-unclear")
    word = found["unit"].casefold()
    grams = _unit(word, packs or {})
    if grams is None:
        raise InvalidInput("price-unit", unit=found["unit"][:30])
    per_tonne = _number(found["number"]) * TONNE / grams
    exact = per_tonne if word in _GRAMS else rounded(per_tonne)
    return Price(booked(exact), _currency(found), vat)


def money(text: str) -> Decimal:
    """Roubles of "118 000", "1500,50 руб". Raises InvalidInput."""
    found = _matched(_MONEY, text)
    if found is None or _currency(found) != "RUB":
        raise InvalidInput("money-unclear")
    return booked(_number(found["number"]))


def booked(amount: Decimal) -> Decimal:
    """Money that may stand in the books: above zero, whole kopecks. Raises InvalidInput."""
    if not (amount.is_finite() and 0 < amount <= LARGEST_PRICE):
        raise InvalidInput("money-range")
    if amount != amount.quantize(KOPECK):
        raise InvalidInput("money-too-fine")
    return amount.quantize(KOPECK)


def _currency(found: re.Match[str]) -> str:
    word = (found["currency"] or "").casefold().rstrip(".")
    if word not in _CURRENCY:
        raise InvalidInput("currency-unknown", currency=word[:30])
    return _CURRENCY[word]


def cost(per_tonne: Decimal, grams: int) -> Decimal:
    """Money for so many grams, to the kopeck, half up."""
    return rounded(per_tonne * grams / TONNE)


def rounded(amount: Decimal) -> Decimal:
    return amount.quantize(KOPECK, ROUND_HALF_UP)


def vat_inside(gross: Decimal, percent: Decimal) -> Decimal:
    """The VAT that a price with VAT contains: price·r / (100 + r) (DOMAIN)."""
    return rounded(gross * percent / (100 + percent))


def without_vat(amount: Decimal, percent: Decimal, *, vat: bool) -> Decimal:
    """Ex VAT, unrounded: rounding comes once, at the end of a sum."""
    return amount * 100 / (100 + percent) if vat else amount


def weighed(grams: int) -> tuple[str, Decimal]:
    """The unit in which people say it, and how many of it; nothing at all is said in tonnes."""
    if grams == 0 or abs(grams) >= TONNE:
        return "tonnes", tonnes(grams)
    if abs(grams) >= KILOGRAM:
        return "kilograms", Decimal(grams) / KILOGRAM
    return "grams", Decimal(grams)


def tonnes(grams: int) -> Decimal:
    """For people: tonnes with three decimals; grams beyond them are kept, never cut."""
    exact = Decimal(grams) / TONNE
    shown = exact.quantize(Decimal("0.001"))
    return shown if shown == exact else exact.normalize()
