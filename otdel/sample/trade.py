"""A year of deals: each is planned whole when it begins, and leaves its marks at their times."""

import heapq
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from core.amounts import TONNE
from core.stock.model import Kind
from otdel.sample.books import Books, vat_percent, whole
from otdel.sample.company import WORDS, YEAR, Company, Customer, Good, tonnes
from otdel.sample.sizes import Size
from storage.bulk import Bulk

HOLD = timedelta(days=7)
"""A reservation lives a week (A4)."""
_LOST, _CARRIED, _CORRECTED, _HELD_ONLY = 0.08, 0.06, 0.03, 0.1
_SHARE_TWO_PARTS, _TO_ORDER = 0.5, timedelta(days=2)
_WAITERS = 3


@dataclass(frozen=True, slots=True)
class Part:
    """What leaves of a deal at one time."""

    deal: int
    line: int
    number: int
    good: Good
    place: int
    grams: int
    person: int


class Trade:
    def __init__(
        self, bulk: Bulk, size: Size, company: Company, books: Books, random: Random
    ) -> None:
        self._bulk = bulk
        self._size = size
        self._company = company
        self._books = books
        self._random = random
        self._parts: list[tuple[datetime, int, Part]] = []
        self._order = itertools.count()
        self._papers = {"offer": itertools.count(1), "invoice": itertools.count(1)}
        self._by_material = company.of_material

    def play(self) -> Iterator[None]:
        """Step by step through the year; between two steps the rows may be written."""
        self._prices()
        yield
        while self._books.movements < self._size.movements:
            at = self._company.began + YEAR * (self._books.movements / self._size.movements)
            self._leave_until(at)
            self._one(at)
            yield
        self._leave_until(self._company.now)
        self._promises()
        self._books.close()
        yield

    def _one(self, at: datetime) -> None:
        chance = self._random.random()
        client = self._client()
        good = self._random.choice(self._by_material[self._random.choice(client.materials)])
        place = self._random.choice(self._company.places[:3])
        if chance < _CORRECTED:
            self._books.correct((good.id, place), at, self._company.one("sales_head"))
        elif chance < _CARRIED:
            target = self._random.choice(self._company.places)
            if target != place:
                self._books.carry(good, place, target, at, self._company.one("sales_head"))
        elif chance < _CARRIED + _LOST:
            self._lost(client, good, place, at)
        elif chance < _CARRIED + _LOST + _HELD_ONLY:
            self._held_only(client, good, place, at)
        else:
            self._deal(client, good, place, at)

    def _client(self) -> Customer:
        """A few buy much, many a little."""
        clients = self._company.clients
        return clients[int(len(clients) * self._random.random() ** 3)]

    def _prices(self) -> None:
        """B10: floor and list price, anew each quarter."""
        for quarter, good in itertools.product(range(4), self._company.goods):
            at = self._company.began + quarter * YEAR / 4
            growth = Decimal(100 + 2 * quarter) / 100
            for kind, share in (("floor", Decimal("1.04")), ("list", Decimal("1.15"))):
                price = whole(good.cost * growth * share * (100 + vat_percent(at.date())) / 100)
                self._bulk.add(
                    "prices",
                    product_id=good.id,
                    kind=kind,
                    price=price // 10_000 * 10_000,
                    vat=True,
                    valid_from=at,
                    person_id=self._company.one("director"),
                    set_at=at,
                )

    def _lost(self, client: Customer, good: Good, place: int, at: datetime) -> None:
        facts = {"stage": "lost", "ended_at": at, "lost_reason": WORDS["reasons"]["lost"]}
        deal = self._begin(client, at, ordered_at=None, **facts)
        self._line(deal, good, place, tonnes(self._random, 1, 10), at, 0)
        self._paper("offer", deal, client, at)

    def _held_only(self, client: Customer, good: Good, place: int, at: datetime) -> None:
        """A reservation that came to nothing, and is over."""
        over = at + HOLD * self._random.random()
        if over >= self._company.now:
            return
        state = self._random.choice(("lapsed", "released"))
        grams = tonnes(self._random, 1, 8)
        facts = {"state": state, "grams": grams, "ended_at": over}
        self._reservation(client, good, place, at, placed=grams, **facts)

    def _deal(self, client: Customer, good: Good, place: int, at: datetime) -> None:
        """Confirmed at `at`, shipped in one part or two, paid by its terms."""
        now, grams = self._company.now, tonnes(self._random, 1, 10)
        self._books.supply(good, place, grams, at)
        self._books.stand((good.id, place)).held += grams
        sizes = self._split(grams)
        times = [at + self._gap() * (n + 1) for n, _ in enumerate(sizes)]
        shipped = sum(part for part, when in zip(sizes, times, strict=True) if when <= now)
        due = times[-1] + timedelta(days=client.deferral)
        paid = due <= now
        deal = self._begin(client, at, **_stage(grams, shipped, paid, due), ordered_at=at)
        line, price = self._line(deal, good, place, grams, at, shipped)
        self._paper("offer", deal, client, at - _TO_ORDER)
        self._paper("invoice", deal, client, at - _TO_ORDER / 2)
        bound = {"deal_id": deal, "line_id": line, "grams": grams - shipped}
        over = {"state": "shipped", "ended_at": times[-1]}
        still = {"state": "active", "ended_at": None}
        facts = bound | (still if shipped < grams else over)
        self._reservation(client, good, place, at, placed=grams, **facts)
        if paid:
            self._pay(client, deal, price * grams // TONNE, due)
        for number, (size, when) in enumerate(zip(sizes, times, strict=True), 1):
            if when <= now:
                part = Part(deal, line, number, good, place, size, client.owner)
                heapq.heappush(self._parts, (when, next(self._order), part))

    def _gap(self) -> timedelta:
        return timedelta(days=self._random.uniform(1, 9) * self._size.pace)

    def _split(self, grams: int) -> list[int]:
        if self._random.random() > _SHARE_TWO_PARTS or grams < TONNE:
            return [grams]
        first = grams // 2 // 250_000 * 250_000
        return [first, grams - first]

    def _leave_until(self, moment: datetime) -> None:
        while self._parts and self._parts[0][0] <= moment:
            at, _, part = heapq.heappop(self._parts)
            self._leave(part, at)

    def _leave(self, part: Part, at: datetime) -> None:
        shipment = self._bulk.add(
            "shipments",
            deal_id=part.deal,
            number=part.number,
            shipped_at=at,
            person_id=part.person,
        )
        shelf = (part.good.id, part.place)
        self._books.stand(shelf).held -= part.grams
        cost = self._books.leave(shelf, part.grams, at, part.person, Kind.SHIPPED, "ship", shipment)
        self._bulk.add(
            "shipment_lines",
            shipment_id=shipment,
            line_id=part.line,
            grams=part.grams,
            vat_percent=vat_percent(at.date()),
            cost=None if cost is None else whole(cost),
        )

    def _begin(self, client: Customer, at: datetime, **facts: Any) -> int:
        return self._bulk.add(
            "deals",
            client_id=client.id,
            person_id=client.owner,
            prepayment_percent=client.prepayment,
            deferral_days=client.deferral,
            city=client.city,
            ship_on=(at + HOLD).date(),
            created_at=at - 2 * _TO_ORDER,
            **facts,
        )

    def _line(
        self, deal: int, good: Good, place: int, grams: int, at: datetime, shipped: int
    ) -> tuple[int, int]:
        """(id, kopecks a tonne): never below the floor of the day."""
        share = Decimal(self._random.randint(112, 125)) / 100
        price = whole(good.cost * share * (100 + vat_percent(at.date())) / 100) // 1_000 * 1_000
        line = self._bulk.add(
            "deal_lines",
            deal_id=deal,
            product_id=good.id,
            warehouse_id=place,
            grams=grams,
            price=price,
            vat=True,
            floor_state="fine",
            shipped=shipped,
        )
        return line, price

    def _paper(self, kind: str, deal: int, client: Customer, at: datetime) -> None:
        self._bulk.add(
            "papers",
            deal_id=deal,
            kind=kind,
            number=next(self._papers[kind]),
            valid_until=(at + HOLD).date(),
            person_id=client.owner,
            at=at,
        )

    def _pay(self, client: Customer, deal: int, amount: int, at: datetime) -> None:
        self._bulk.add(
            "payments",
            deal_id=deal,
            amount=amount,
            paid_on=at.date(),
            person_id=client.owner,
            at=at,
        )

    def _reservation(
        self, client: Customer, good: Good, place: int, at: datetime, placed: int, **facts: Any
    ) -> None:
        """`facts`: state, and what else a row of it has."""
        self._bulk.add(
            "reservations",
            product_id=good.id,
            warehouse_id=place,
            client_id=client.id,
            person_id=client.owner,
            placed=placed,
            placed_at=at,
            **facts,
        )

    def _promises(self) -> None:
        """What is held today: a bit of it lapses each day of the next week."""
        now = self._company.now
        for number in range(self._size.promised):
            client, place = self._client(), self._random.choice(self._company.places)
            good = self._random.choice(self._by_material[self._random.choice(client.materials)])
            placed = now - HOLD * self._random.random() * 0.98
            grams = tonnes(self._random, 1, 5)
            self._books.supply(good, place, grams, now)
            self._books.stand((good.id, place)).held += grams
            facts = {"state": "active", "grams": grams, "lapses_at": placed + HOLD}
            self._reservation(client, good, place, placed, placed=grams, **facts)
            if number % 2:
                self._open_deal(client, good, place)
        self._queue()

    def _open_deal(self, client: Customer, good: Good, place: int) -> None:
        stage = self._random.choice(("deal", "offered", "invoiced"))
        at = self._company.now - timedelta(days=self._random.random() * 5)
        deal = self._begin(client, at, stage=stage, ordered_at=None)
        self._line(deal, good, place, tonnes(self._random, 1, 5), at, 0)
        if stage != "deal":
            self._paper("offer", deal, client, at)

    def _queue(self) -> None:
        """Somebody waits for goods that others hold."""
        for _ in range(_WAITERS):
            client = self._client()
            good = self._random.choice(self._company.goods)
            self._bulk.add(
                "waiting",
                product_id=good.id,
                client_id=client.id,
                person_id=client.owner,
                grams=tonnes(self._random, 2, 6),
                state="waiting",
                placed_at=self._company.now - HOLD * self._random.random(),
            )


def _stage(grams: int, shipped: int, paid: bool, due: datetime) -> dict[str, Any]:
    if shipped < grams:
        return {"stage": "shipping" if shipped else "ordered", "ended_at": None}
    return {"stage": "closed", "ended_at": due} if paid else {"stage": "shipped", "ended_at": None}
