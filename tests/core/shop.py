"""A firm that sells: people, clients, goods on warehouses, and the services of orders."""

import itertools
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import update

from core.amounts import TONNE, Price
from core.approvals.model import DEFERRAL, DISCOUNT
from core.approvals.service import Approvals
from core.clients.model import Client, Lane
from core.firm import Firm
from core.ids import ClientId, LaneId
from core.messaging.events import LaneOpened
from core.orders.deals import Deals
from core.orders.floors import floor_decided
from core.orders.freight import Freight
from core.orders.handing import follow_owner
from core.orders.queries import DealQueries
from core.orders.shipping import Shipping
from core.orders.terms import terms_decided
from core.pricing.service import Prices
from core.schedule.calendar import Calendar
from core.staff.model import NewPerson, Role
from core.stock.booking import Booking
from core.stock.catalog import Catalog
from core.stock.ledger import Ledger
from feeds.working_days import CountryDays
from storage.tables import clients as client_rows

BLOB = "a" * 64
_numbers = itertools.count(1)


def cause():
    return f"test:{next(_numbers)}"


def rub(per_tonne, *, vat=True):
    return Price(Decimal(per_tonne), "RUB", vat)


COST, SALE = rub(100_000), rub(130_000)


def tonnes(amount):
    return int(Decimal(str(amount)) * TONNE)


class Shop:
    def __init__(self, units, clock):
        self.units, self.clock, self.firm = units, clock, Firm()
        self.events = []
        self.approvals = Approvals(units, clock, self.react)
        self.approvals.plug({DISCOUNT: floor_decided, DEFERRAL: terms_decided})
        made = (units, clock, self.firm, self.react)
        self.prices = Prices(units, clock, self.react, Calendar("Europe/Moscow", CountryDays("RU")))
        self.deals = Deals(*made, self.approvals)
        self.shipping = Shipping(*made, self.approvals)
        self.freight = Freight(*made, self.approvals)
        self.queries = DealQueries(units, clock, self.firm)
        self.catalog = Catalog(units, clock, self.react)
        self.ledger = Ledger(*made)
        self.booking = Booking(*made)

    async def react(self, unit, events):
        self.events += events
        handed = [event for event in events if isinstance(event, LaneOpened)]
        if handed:
            await follow_owner(unit, handed)

    def told(self, kind):
        return [event for event in self.events if isinstance(event, kind)]

    async def person(self, role=Role.MANAGER, name="Борис"):
        async with self.units.begin() as unit:
            return await unit.people.add(NewPerson(name, role, "ru"), self.clock.now())

    async def client(self, owner=None, name="ООО Ромашка", **card):
        async with self.units.begin() as unit:
            number = ClientId((await unit.take_ids("clients", 1))[0])
            await unit.clients.add([Client(number, name, kind="company")], self.clock.now())
            if card:
                await unit._connection.execute(
                    update(client_rows).where(client_rows.c.id == number).values(**card)
                )
            lane = LaneId((await unit.take_ids("lanes", 1))[0])
            opened = Lane(lane, number, owner.id if owner else None, 1)
            await unit.clients.add_lanes([opened], self.clock.now())
        return number

    async def hand_over(self, client, heir):
        now = self.clock.now()
        async with self.units.begin() as unit:
            lane = (await unit.clients.lanes_of([client]))[client]
            await unit.clients.close_lane(lane.id, now)
            number = LaneId((await unit.take_ids("lanes", 1))[0])
            opened = Lane(number, client, heir.id, lane.epoch + 1)
            await unit.clients.add_lanes([opened], now)
            await self.react(unit, [LaneOpened(client, opened, lane.owner_id)])

    async def staffed(self):
        """Director, head of sales, manager, logistician, one client, one warehouse, one grade."""
        self.director = await self.person(Role.DIRECTOR, "Анна")
        self.head = await self.person(Role.SALES_HEAD, "Глеб")
        self.manager = await self.person(Role.MANAGER, "Борис")
        self.rival = await self.person(Role.MANAGER, "Вера")
        self.logistician = await self.person(Role.LOGISTICIAN, "Егор")
        self.buyer = await self.client(
            self.manager,
            deferral_days=14,
            prepayment_percent=30,
            delivery_address="Тула, Заводская 1",
            unloading_contact="Пётр +79000000007",
            unloading_hours="9-17",
        )
        self.main = await self.warehouse("Основной")
        self.grade = await self.product("ПЭНД 273-83")
        return self

    async def warehouse(self, name, kind="real", days=None):
        until = self.clock.now() + timedelta(days=days) if days else None
        return await self.catalog.add_warehouse(self.director, name, kind, until, cause=cause())

    async def product(self, name, vat_kind="standard"):
        return await self.catalog.add_product(self.director, name, vat_kind=vat_kind, cause=cause())

    async def receive(self, amount, price=COST, product=None, warehouse=None, rate=None):
        await self.ledger.receive(
            self.director,
            product or self.grade,
            warehouse or self.main,
            tonnes(amount),
            price,
            rate,
            cause=cause(),
        )

    async def stock(self, product=None, warehouse=None):
        """(on hand, reserved) in grams."""
        async with self.units.read() as unit:
            for line in await unit.stock.lines(product or self.grade, self.clock.now()):
                if line.balance.warehouse_id == (warehouse or self.main):
                    return line.balance.on_hand, line.balance.reserved
        return 0, 0

    async def version(self, deal):
        return (await self.stored(deal)).version

    async def stored(self, deal):
        async with self.units.read() as unit:
            return await unit.deals.get(deal)

    async def lines(self, deal):
        async with self.units.read() as unit:
            return (await unit.deals.lines([deal]))[deal]

    async def opened(self, actor=None, client=None):
        return await self.deals.open(actor or self.manager, client or self.buyer, cause())

    async def line(self, deal, amount=5, price=SALE, actor=None, **more):
        more = {"product": self.grade, "warehouse": self.main} | more
        answer = await self.deals.add_line(
            actor or self.manager,
            deal,
            await self.version(deal),
            more["product"],
            more["warehouse"],
            tonnes(amount),
            price,
            more.get("expected_cost"),
            cause=cause(),
        )
        return answer["line"]

    async def do(self, method, deal, *rest, actor=None, **more):
        """A command of the manager on the deal as it stands now."""
        return await method(
            actor or self.manager, deal, await self.version(deal), *rest, cause=cause(), **more
        )

    async def order(self, amount=5, price=SALE, **more):
        """A confirmed deal with one line: (deal, line)."""
        deal = await self.opened()
        line = await self.line(deal, amount, price, **more)
        await self.do(self.deals.confirm, deal)
        return deal, line

    async def waiting(self, actor=None):
        return await self.approvals.waiting(actor or self.director)

    async def decide(self, actor, yes, approval=None, reason="margin"):
        found = approval or (await self.approvals.waiting(actor))[-1]
        return await self.approvals.decide(
            actor, found["id"], found["version"], yes, reason, cause()
        )
