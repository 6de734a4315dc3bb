"""Stand-ins for stock, clients and forms: a product, two warehouses, a client."""

from dataclasses import dataclass, field, fields, replace
from typing import Any

from bots.telegram.staff.services import Duties, Goods
from core.errors import DomainError
from core.forms import ENDED, Draft
from core.stock.model import Product, Warehouse
from tests.clock import FrozenClock

PRODUCT = Product(17, "ПЭ 158", packs={"мешок": 25_000})
MAIN, FAR = Warehouse(1, "Южный"), Warehouse(2, "Дальний")


@dataclass
class MemoryForms:
    """Like core.forms.Forms, which survives: kept beside the bot that is thrown away."""

    clock: FrozenClock = field(default_factory=FrozenClock)
    kept: dict[tuple[int, str], Draft] = field(default_factory=dict)
    ended: dict[tuple[int, str], Draft] = field(default_factory=dict)

    async def find(self, person, thread):
        return self.kept.get((person, thread)) or self.ended.get((person, thread))

    async def keep(self, person, thread, draft):
        self.ended.pop((person, thread), None)
        self.kept[person, thread] = replace(draft, kept_at=self.clock.now())

    async def end(self, person, thread, mark):
        self.kept.pop((person, thread), None)
        self.ended[person, thread] = Draft(ENDED, mark, self.clock.now())


class FakeNames:
    async def of(self, bearer, things):
        return {thing: f"{thing[0]}{thing[1]}" for thing in things}

    async def resolve(self, bearer, public, kind):
        return int(public.removeprefix(kind))


class FakeStock:
    """`free` grams by warehouse; `refusal` is raised where something would be done."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.products_known = [PRODUCT]
        self.free = {1: 5_000_000, 2: 1_000_000}
        self.clients_known = [{"id": 5, "name": "Ромашка", "inn": "7707083893", "own": True}]
        self.refusal: DomainError | None = None

    def _note(self, *call):
        self.calls.append(call)
        if self.refusal is not None:
            raise self.refusal

    async def products(self, actor, text=None, limit=400):
        wanted = (text or "").casefold()
        return [one for one in self.products_known if wanted in one.name.casefold()]

    async def product(self, actor, product):
        return next(one for one in self.products_known if one.id == product)

    async def warehouses(self, actor):
        return [MAIN, FAR]

    async def show(self, actor, product=None):
        return [
            {"product": "ПЭ 158", "product_id": 17, "warehouse": w.name, "warehouse_id": w.id,
             "until": None, "on_hand": self.free[w.id], "reserved": 0, "free": self.free[w.id],
             "version": 1}
            for w in (MAIN, FAR)
        ]  # fmt: skip

    async def search(self, actor, text, limit=16, *, own=False):
        known = [one for one in self.clients_known if one.get("own") or not own]
        return [c for c in known if text.casefold() in c["name"].casefold()]

    async def place(self, actor, product, warehouse, grams, client, *, cause):
        self._note("place", product, warehouse, grams, client, cause)
        return {"id": 1}

    async def queue(self, actor, product, warehouse, grams, client, *, cause):
        self._note("queue", product, warehouse, grams, client, cause)

    async def take_offer(self, actor, waiting, version, *, cause):
        self._note("take_offer", waiting, version)

    async def mine(self, actor):
        return []

    async def my_queue(self, actor):
        return []

    async def pinned(self, actor):
        return False


def goods(stock: FakeStock) -> Goods:
    return Goods(*[stock] * len(fields(Goods)))


def duties(office: object = None) -> Duties:
    return Duties(*[office] * len(fields(Duties)))
