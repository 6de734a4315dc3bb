"""Figures and times in one reader's language; a fact is shown by its kind."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from core.amounts import Price, tonnes
from core.messaging.text import cut
from core.ports import Texts

SPACE = "\u00a0"
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
        whole, _, rest = f"{value:,f}".partition(".")
        rest = rest.rstrip("0")
        if rest:
            rest = rest.ljust(fewest, "0")
        mark = self("figure-mark")
        return whole.replace(",", SPACE) + (mark + rest if rest else "")

    def tonnes(self, grams: int) -> str:
        return self("figure-tonnes", amount=self.number(tonnes(grams)))

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

    @staticmethod
    def day(on: date | None) -> str:
        return on.strftime("%d.%m.%Y") if on else UNKNOWN

    def fact(self, value: Any) -> str:
        """What the model of approvals calls a fact: words, or figures that keep their kind."""
        if not isinstance(value, Mapping):
            return cut(self._plain(value), FACT)
        if "before" in value:
            return f"{self.fact(value['before'])} → {self.fact(value['after'])}"
        if "grams" in value:
            return self.tonnes(value["grams"])
        if "price" in value:
            per_tonne = Decimal(value["price"])
            return self.price(Price(per_tonne, value["currency"], value["vat"]))
        if "money" in value:
            known = value["money"]
            return self.money(None if known is None else Decimal(known))
        parts = (f"{name}: {self.fact(part)}" for name, part in value.items())
        return cut(", ".join(parts), FACT)

    def _plain(self, value: Any) -> str:
        if value is None or value == "":
            return UNKNOWN
        if isinstance(value, bool):
            return self("figure-yes" if value else "figure-no")
        if isinstance(value, list | tuple):
            return ", ".join(self._plain(one) for one in value)
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
