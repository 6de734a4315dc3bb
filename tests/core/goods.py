"""A firm with goods: products, warehouses, people and clients, over real storage."""

import itertools
from decimal import Decimal

import pytest
from sqlalchemy import text

from core.amounts import TONNE, Price
from core.approvals.model import WRITE_OFF
from core.approvals.service import Approvals
from core.clients.model import Client, Lane
from core.firm import Firm
from core.staff.model import NewPerson, Role
from core.stock import shelf as shelves
from core.stock.booking import Booking
from core.stock.catalog import Catalog
from core.stock.intake import Intake
from core.stock.ledger import Ledger
from core.stock.terms import Terms
from core.stock.writing_off import WriteOffs
from reports.spreadsheet import intake_rows

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what is decided before any row is touched: one database is enough."""

T = TONNE
RUB = Price(Decimal(118_000))
_numbers = itertools.count(1)


def cause():
    return f"test:{next(_numbers)}"


class Events(list):
    """Stands where the reactions stand: what has been raised by committed and undone alike."""

    async def __call__(self, unit, events):
        self.extend(events)

    def of(self, kind):
        return [event for event in self if type(event) is kind]


class Goods:
    def __init__(self, units, clock, **firm):
        self.units = units
        self.clock = clock
        self.firm = Firm(**firm)
        self.events = Events()
        self.catalog = Catalog(units, clock, self.events)
        self.ledger = Ledger(units, clock, self.firm, self.events)
        self.booking = Booking(units, clock, self.firm, self.events)
        self.terms = Terms(units, clock, self.events)
        self.approvals = Approvals(units, clock, self.events)
        self.write_offs = WriteOffs(units, clock, self.events, self.approvals.file)
        self.approvals.plug({WRITE_OFF: self.write_offs.decided})
        self.intake = Intake(units, clock, self.firm, self.events, intake_rows)

    async def person(self, role=Role.MANAGER, name="Борис"):
        async with self.units.begin() as unit:
            return await unit.people.add(NewPerson(name, role, "ru"), self.clock.now())

    async def client(self, owner=None, name="Ромашка"):
        now = self.clock.now()
        async with self.units.begin() as unit:
            (number,) = await unit.take_ids("clients", 1)
            (lane,) = await unit.take_ids("lanes", 1)
            await unit.clients.add([Client(id=number, name=name)], now)
            await unit.clients.add_lanes([Lane(lane, number, owner and owner.id, 1)], now)
        return number

    async def product(self, name=None, **more):
        name = name or f"ПВХ С-{next(_numbers)}"
        return await self.catalog.add_product(await self.head(), name, cause=cause(), **more)

    async def warehouse(self, name=None, kind="real", until=None):
        name = name or f"Склад {next(_numbers)}"
        return await self.catalog.add_warehouse(await self.head(), name, kind, until, cause=cause())

    async def head(self):
        """The head of sales: the one who may change stock."""
        if not hasattr(self, "_head"):
            self._head = await self.person(Role.SALES_HEAD, "Глеб")
        return self._head

    async def shelf(self, grams=10 * T, price=RUB):
        """Product and warehouse with so much on it."""
        product, warehouse = await self.product(), await self.warehouse()
        if grams:
            await self.receive(product, warehouse, grams, price)
        return product, warehouse

    async def receive(self, product, warehouse, grams, price=RUB, rate=None, actor=None):
        actor = actor or await self.head()
        return await self.ledger.receive(
            actor, product, warehouse, grams, price, rate, cause=cause()
        )

    async def place(self, actor, shelf, grams, client, key=None):
        made = await self.booking.place(actor, *shelf, grams, client, cause=key or cause())
        return made["id"]

    async def recount(self, shelf, counted, why="пересчёт", seen=None, actor=None):
        seen = seen if seen is not None else (await self.balance(shelf)).version
        actor = actor or await self.head()
        return await self.ledger.recount(actor, *shelf, counted, why, seen, cause=cause())

    async def write_off(self, shelf, grams, why="брак", actor=None):
        """Asked for, and approved by the director: "approved" or "void"."""
        await self.write_offs.ask(actor or await self.head(), *shelf, grams, why, cause=cause())
        director = await self.director()
        asked = (await self.approvals.waiting(director))[-1]
        return await self.approvals.decide(
            director, asked["id"], asked["version"], True, "", cause()
        )

    async def director(self):
        if not hasattr(self, "_director"):
            self._director = await self.person(Role.DIRECTOR, "Дарья")
        return self._director

    async def balance(self, shelf):
        """As the row says, whatever the clock says."""
        async with self.units.read() as unit:
            lines = await unit.stock.lines(shelf[0], self.clock.now())
        return next(one.balance for one in lines if one.balance.warehouse_id == shelf[1])

    async def view(self, shelf, actor=None):
        views = await self.ledger.show(actor or await self.head(), shelf[0])
        return next(one for one in views if one["warehouse_id"] == shelf[1])

    async def free(self, shelf):
        return (await self.view(shelf))["free"]

    async def reservation(self, number):
        async with self.units.read() as unit:
            return await unit.reservations.get(number)

    async def waiting(self, number):
        async with self.units.read() as unit:
            return await unit.reservations.waiting(number)

    async def movements(self, shelf):
        """Oldest first, with the names of who made them."""
        async with self.units.read() as unit:
            return list(reversed(await unit.stock.movements(*shelf, 10_000, 0)))

    async def lots(self, shelf):
        async with self.units.read() as unit:
            return await unit.stock.open_lots(*shelf)

    async def ship(self, actor, shelf, grams, reservation=None):
        async def work(unit):
            held = await unit.reservations.get(reservation) if reservation else None
            now = self.clock.now()
            return await shelves.consume(
                unit, self.events, *shelf, grams, held, None, actor.id, now, day=self.firm.day
            )

        return await self.units.run(work)

    async def set_rate(self, currency, on, rate):
        async with self.units.begin() as unit:
            await unit._connection.execute(
                text('INSERT INTO rates (currency, "on", rate, source, set_at)'
                     " VALUES (:currency, :on, :rate, 'test', :at)"),
                {"currency": currency, "on": on, "rate": rate, "at": self.clock.now()},
            )  # fmt: skip

    async def require_sound(self, shelf):
        """P11: the invariants, read straight from the tables."""
        product, warehouse = shelf
        sums = text("""
            SELECT b.on_hand, b.reserved,
              (SELECT coalesce(sum(grams), 0) FROM movements
                WHERE product_id = :p AND warehouse_id = :w) AS moved,
              (SELECT coalesce(sum(remaining), 0) FROM lots
                WHERE product_id = :p AND warehouse_id = :w) AS in_lots,
              (SELECT coalesce(sum(grams), 0) FROM reservations
                WHERE product_id = :p AND warehouse_id = :w AND state = 'active') AS held
            FROM balances b WHERE b.product_id = :p AND b.warehouse_id = :w""")
        lots = text("""
            SELECT l.id FROM lots l LEFT JOIN movements m ON m.lot_id = l.id
            WHERE l.product_id = :p AND l.warehouse_id = :w
            GROUP BY l.id, l.remaining HAVING l.remaining <> coalesce(sum(m.grams), 0)""")
        async with self.units.read() as unit:
            key = {"p": product, "w": warehouse}
            row = (await unit._connection.execute(sums, key)).one_or_none()
            wrong = (await unit._connection.execute(lots, key)).all()
        if row is None:
            return None
        assert row.on_hand == row.moved == row.in_lots
        assert row.reserved == row.held
        assert 0 <= row.reserved <= row.on_hand
        assert wrong == []
        before = 0
        for movement, _ in await self.movements(shelf):
            assert movement.before == before
            before = movement.after
        assert before == row.on_hand
        return row
