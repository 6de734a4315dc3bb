"""Figures and times in one reader's language; a fact is shown by its kind."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from core.amounts import Price, tonnes, weighed
from core.messaging.text import cut
from core.ports import Texts

SPACE = "\u00a0"
MINUS = "\u2212"
UNKNOWN = "—"
"""Unknown is a dash, never 0 (DOMAIN)."""
FACT = 300
KILOGRAMS = 1000
KOPECKS = 2


class Speech:
    def __init__(self, texts: Texts, language: str, timezone: str) -> None:
        self._texts = texts
        self._language = language
        self._zone = ZoneInfo(timezone)

    def __call__(self, key: str, **fields: object) -> str:
        return self._texts.render(key, self._language, fields)

    def either(self, key: str, otherwise: str) -> str:
        """For keys made of data: what has no text of its own is said otherwise."""
        try:
            return self(key)
        except (KeyError, ValueError):
            return otherwise

    def number(self, value: Decimal | int, fewest: int = 0) -> str:
        """Thousands apart, no zeros that say nothing; the decimal mark is the language's.

        `fewest`: decimals of a number that has any at all.
        """
        sign = MINUS if value < 0 else ""
        whole, _, rest = f"{abs(value):,f}".partition(".")
        rest = rest.rstrip("0")
        if rest:
            rest = rest.ljust(fewest, "0")
        mark = self("figure-mark")
        return sign + whole.replace(",", SPACE) + (mark + rest if rest else "")

    def tonnes(self, grams: int) -> str:
        return self("figure-tonnes", amount=self.number(tonnes(grams)))

    def weight(self, grams: int) -> str:
        """In the unit that fits it; a column of figures keeps to tonnes."""
        unit, amount = weighed(grams)
        return self(f"figure-{unit}", amount=self.number(amount))

    def owed(self, rest: Decimal) -> str:
        """What is still to be paid; less than nothing is an overpayment."""
        return self("figure-owed" if rest >= 0 else "figure-overpaid", sum=self.money(abs(rest)))

    def money(self, amount: Decimal | None, currency: str = "RUB") -> str:
        if amount is None:
            return UNKNOWN
        sign = self.either(f"figure-{currency.lower()}", currency)
        return f"{self.number(amount, KOPECKS)}{SPACE}{sign}"

    def price(self, one: Price | None) -> str:
        """Per kilogram, as it is spoken of on the phone."""
        if one is None:
            return UNKNOWN
        amount = self.money(one.per_tonne / KILOGRAMS, one.currency)
        return self("figure-price-vat" if one.vat else "figure-price", amount=amount)

    def moment(self, at: datetime | None) -> str:
        """Day and minute in the firm's zone."""
        return at.astimezone(self._zone).strftime("%d.%m %H:%M") if at else UNKNOWN

    def lasting(self, span: timedelta) -> str:
        """The two largest parts: "2 д 3 ч", "2 ч 5 мин", "5 мин"."""
        minutes = max(1, round(span.total_seconds() / 60))
        days, rest = divmod(minutes, 24 * 60)
        parts = [("days", days), ("hours", rest // 60), ("minutes", rest % 60)]
        told = [self(f"span-{name}", count=count) for name, count in parts if count]
        return " ".join(told[:2])

    def hours(self, span: timedelta) -> str:
        """Of working time, whose day has no 24 of them: "27 ч 5 мин"."""
        hours, rest = divmod(max(1, round(span.total_seconds() / 60)), 60)
        parts = [("hours", hours), ("minutes", rest)]
        return " ".join(self(f"span-{name}", count=count) for name, count in parts if count)

    def late(self, late: timedelta | None) -> list[str]:
        """The line of a fire that is late (P10); none while it is on time."""
        return [self("notice-late", late=self.lasting(late))] if late is not None else []

    @staticmethod
    def day(on: date | None) -> str:
        return on.strftime("%d.%m.%Y") if on else UNKNOWN

    def fact(self, value: Any) -> str:
        """What the model of approvals calls a fact: words, or figures that keep their kind."""
        if isinstance(value, list | tuple):
            return cut(", ".join(self.fact(one) for one in value), FACT)
        if not isinstance(value, Mapping):
            return cut(self._plain(value), FACT)
        for kind, told in _KINDS.items():
            if kind in value:
                return told(self, value)
        parts = (f"{name}: {self.fact(part)}" for name, part in value.items())
        return cut(", ".join(parts), FACT)

    def _plain(self, value: Any) -> str:
        if value is None or value == "":
            return UNKNOWN
        if isinstance(value, bool):
            return self("figure-yes" if value else "figure-no")
        return str(value).replace("\n", " ")

    def facts(self, facts: Mapping[str, Mapping[str, Any]]) -> list[str]:
        """One line a fact, of every resource."""
        return [
            f"{self.either(f'fact-{name}', name)}: {self._named(name, value)}"
            for values in facts.values()
            for name, value in values.items()
        ]

    def _named(self, name: str, value: Any) -> str:
        """What is kept as a code is told in words."""
        if name == "contract" and isinstance(value, str):
            return self.either(f"contract-{value}", value)
        return self.fact(value)

    def reason(self, reason: str) -> str:
        """A chip in the reader's words, or what somebody typed."""
        return self.either(f"reason-{reason}", cut(reason, FACT)) if reason else ""


def _change(say: Speech, value: Mapping[str, Any]) -> str:
    return f"{say.fact(value['before'])} → {say.fact(value['after'])}"


def _price(say: Speech, value: Mapping[str, Any]) -> str:
    return say.price(Price(Decimal(value["price"]), value["currency"], value["vat"]))


def _money(say: Speech, value: Mapping[str, Any]) -> str:
    known = value["money"]
    return say.money(None if known is None else Decimal(known))


def _margin(say: Speech, value: Mapping[str, Any]) -> str:
    """A kilogram, and in all: a line for each currency whose rate is known."""
    known = value["margin"]
    if known is None:
        return UNKNOWN
    pairs = ([say.money(Decimal(amount), name) for amount in pair] for name, pair in known.items())
    return "\n".join(say("figure-margin", kilogram=one, total=total) for one, total in pairs)


def _holder(say: Speech, value: Mapping[str, Any]) -> str:
    name = value["holder"]
    if name is None:
        return say("figure-nobody")
    return cut(str(name), FACT) or say("figure-assigned")


def _below(say: Speech, value: Mapping[str, Any]) -> str:
    amount = say.money(Decimal(value["below"]) / KILOGRAMS)
    return say("figure-below", amount=amount, percent=say.number(Decimal(value["percent"])))


_KINDS: Mapping[str, Callable[[Speech, Mapping[str, Any]], str]] = {
    "before": _change,
    "grams": lambda say, value: say.weight(value["grams"]),
    "price": _price,
    "money": _money,
    "margin": _margin,
    "below": _below,
    "holder": _holder,
    "day": lambda say, value: say.day(date.fromisoformat(value["day"])),
}
"""What tells the kind of a fact → how it is said."""
