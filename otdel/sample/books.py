"""The ledger of the sample in memory: what every movement needs to know of those before it."""

from collections import deque
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Any

from core.amounts import TONNE, rounded
from core.stock.model import Kind
from otdel.sample.company import WORDS, Company, Good, tonnes
from storage.bulk import Bulk

NEW_VAT = date(2026, 1, 1)
_MILLION = 1_000_000
_MIDDLE = {"USD": 7_950, "CNY": 1_110}
"""Kopecks, around which the sample's rates walk."""

Shelf = tuple[int, int]
"""(product, warehouse)"""


def vat_percent(on: date) -> int:
    return 22 if on >= NEW_VAT else 20


@dataclass(slots=True)
class Lot:
    """`cost`: kopecks a tonne, ex VAT; None where nobody has said it."""

    id: int
    remaining: int
    cost: Decimal | None
    bought: dict[str, Any]


@dataclass(slots=True)
class Stand:
    on_hand: int = 0
    held: int = 0
    moved: int = 0
    lots: deque[Lot] = field(default_factory=deque)

    @property
    def free(self) -> int:
        return self.on_hand - self.held


class Books:
    """Balance = sum of movements = what is left of the lots; held ≤ on hand, at every step."""

    def __init__(self, bulk: Bulk, company: Company, random: Random) -> None:
        self._bulk = bulk
        self._company = company
        self._random = random
        self.stands: dict[Shelf, Stand] = {}
        self.movements = 0

    def stand(self, shelf: Shelf) -> Stand:
        return self.stands.setdefault(shelf, Stand())

    def supply(self, good: Good, place: int, grams: int, at: datetime) -> None:
        """Until so much is free: purchases come in truckloads."""
        stand = self.stand((good.id, place))
        if stand.free < grams:
            load = max(tonnes(self._random, 20, 60), grams - stand.free)
            self._arrive(good, place, load, at, Kind.RECEIVED, "receive")

    def leave(
        self,
        shelf: Shelf,
        grams: int,
        at: datetime,
        person: int,
        kind: Kind,
        why: str,
        shipment: int | None = None,
    ) -> Decimal | None:
        """First in, first out; the cost in kopecks ex VAT, None if a lot's is unknown."""
        stand, cost = self.stand(shelf), Decimal(0)
        known = True
        while grams:
            lot = stand.lots[0]
            part = min(grams, lot.remaining)
            lot.remaining -= part
            grams -= part
            self._move(shelf, lot, -part, at, person, kind, why, shipment)
            if lot.cost is None:
                known = False
            else:
                cost += lot.cost * part / TONNE
            self._bulk.change("lots", lot.id, remaining=lot.remaining)
            if not lot.remaining:
                stand.lots.popleft()
        return cost if known else None

    def carry(self, good: Good, source: int, target: int, at: datetime, person: int) -> None:
        """What of the first lot is free goes to another warehouse, with its cost."""
        stand = self.stand((good.id, source))
        if not stand.lots or (grams := min(stand.lots[0].remaining, stand.free)) <= 0:
            return
        like = stand.lots[0]
        self.leave((good.id, source), grams, at, person, Kind.MOVED_OUT, "move")
        self._arrive(good, target, grams, at, Kind.MOVED_IN, "move", like)

    def correct(self, shelf: Shelf, at: datetime, person: int) -> None:
        """A recount that finds a little less, or torn bags written off."""
        stand = self.stand(shelf)
        grams = min(stand.free, 25_000 * self._random.randint(1, 4))
        if grams > 0 and stand.lots:
            kind = self._random.choice((Kind.RECOUNTED, Kind.WRITTEN_OFF))
            self.leave(shelf, grams, at, person, kind, str(kind))

    def close(self) -> None:
        for (product, place), stand in self.stands.items():
            self._bulk.add(
                "balances",
                product_id=product,
                warehouse_id=place,
                on_hand=stand.on_hand,
                reserved=stand.held,
                version=stand.moved + 1,
            )

    def _arrive(
        self,
        good: Good,
        place: int,
        grams: int,
        at: datetime,
        kind: Kind,
        why: str,
        like: Lot | None = None,
    ) -> None:
        bought = self._bought(good, at) if like is None else like.bought
        number = self._bulk.add(
            "lots",
            product_id=good.id,
            warehouse_id=place,
            arrived_at=at,
            received=grams,
            remaining=grams,
            **bought,
        )
        lot = Lot(number, grams, _cost(bought, at) if like is None else like.cost, bought)
        self.stand((good.id, place)).lots.append(lot)
        self._move((good.id, place), lot, grams, at, self._company.one("sales_head"), kind, why)

    def _bought(self, good: Good, at: datetime) -> dict[str, Any]:
        """Roubles with VAT, or a currency without it, its rate fixed; sometimes nobody knows."""
        currency = self._random.choice(("RUB", "RUB", "USD", "CNY", None))
        swing = Decimal(self._random.randint(92, 108)) / 100
        if currency is None:
            return {"price": None, "currency": "RUB", "rate": _MILLION, "vat": True}
        if currency == "RUB":
            gross = good.cost * swing * (100 + vat_percent(at.date())) / 100
            return {"price": int(gross), "currency": "RUB", "rate": _MILLION, "vat": True}
        rate = rate_on(currency, at.date())
        return {
            "price": int(good.cost * swing * _MILLION / rate),
            "currency": currency,
            "rate": rate,
            "vat": False,
        }

    def _move(
        self,
        shelf: Shelf,
        lot: Lot,
        grams: int,
        at: datetime,
        person: int,
        kind: Kind,
        why: str,
        shipment: int | None = None,
    ) -> None:
        stand = self.stand(shelf)
        before, stand.on_hand = stand.on_hand, stand.on_hand + grams
        stand.moved += 1
        self.movements += 1
        self._bulk.add(
            "movements",
            product_id=shelf[0],
            warehouse_id=shelf[1],
            lot_id=lot.id,
            kind=kind.value,
            grams=grams,
            before=before,
            after=stand.on_hand,
            reason=WORDS["reasons"][why],
            person_id=person,
            shipment_id=shipment,
            at=at,
        )


def rate_on(currency: str, on: date) -> int:
    """Millionths of a rouble: a saw tooth of a month around the middle, the same in every run."""
    swing = abs(on.toordinal() % 60 - 30) - 15
    return _MIDDLE[currency] * (1_000 + swing) * 10


def _cost(row: dict[str, Any], at: datetime) -> Decimal | None:
    if row["price"] is None:
        return None
    roubles: Decimal = Decimal(row["price"]) * row["rate"] / _MILLION
    return roubles * 100 / (100 + vat_percent(at.date())) if row["vat"] else roubles


def whole(amount: Decimal) -> int:
    """Kopecks, half up."""
    return int(rounded(amount / 100) * 100)
