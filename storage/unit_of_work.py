"""One transaction over every repository."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from core.approvals.ports import ApprovalBook
from core.board.ports import Boards, DayBook
from core.clients.cardfile import CardFile
from core.clients.ports import Clients, Due
from core.digest.ports import Figures, Hours
from core.forms import Drafts
from core.ids import PersonId
from core.messaging.ports import Inbox, Messages, Outbox
from core.news.ports import NewsBook
from core.orders.ports import Deals, Shipments
from core.policy.ports import Audit
from core.ports import Clock
from core.pricing.ports import PriceList
from core.schedule.ports import Ledger
from core.staff.ports import Groups, People
from core.stock.ports import Products, Reservations, Stock
from core.tasks.ports import TaskBook
from storage.commits import Callback
from storage.database import Database
from storage.dialects import take_ids
from storage.failures import Conflict
from storage.repositories.approvals import SqlApprovals
from storage.repositories.audit import SqlAudit
from storage.repositories.boards import SqlBoards, SqlDaybook
from storage.repositories.books import SqlBooks
from storage.repositories.cards import SqlCards
from storage.repositories.clients import SqlClients
from storage.repositories.deals import SqlDeals
from storage.repositories.digests import SqlDigests
from storage.repositories.due import SqlDue
from storage.repositories.fires import SqlFires
from storage.repositories.forms import SqlForms
from storage.repositories.groups import SqlGroups
from storage.repositories.hours import SqlHours
from storage.repositories.inbox import SqlInbox
from storage.repositories.journal import Journal
from storage.repositories.messages import SqlMessages
from storage.repositories.news import SqlNews
from storage.repositories.outbox import SqlOutbox
from storage.repositories.people import SqlPeople
from storage.repositories.prices import SqlPrices
from storage.repositories.products import SqlProducts
from storage.repositories.reservations import SqlReservations
from storage.repositories.shipments import SqlShipments
from storage.repositories.stock import SqlStock
from storage.repositories.tasks import SqlTasks

T = TypeVar("T")

_TRIES = 5


class SqlUnit:
    """Implements core.messaging.ports.Unit over one open transaction."""

    people: People
    groups: Groups
    clients: Clients
    cards: CardFile
    due: Due
    digests: Figures
    fires: Ledger
    hours: Hours
    messages: Messages
    outbox: Outbox
    inbox: Inbox
    audit: Audit
    news: NewsBook
    products: Products
    stock: Stock
    reservations: Reservations
    approvals: ApprovalBook
    tasks: TaskBook
    forms: Drafts
    prices: PriceList
    deals: Deals
    shipments: Shipments
    books: SqlBooks
    boards: Boards
    daybook: DayBook

    def __init__(self, connection: AsyncConnection, clock: Clock, *, writing: bool) -> None:
        self.touched: set[str] = set()
        self.people = SqlPeople(connection, clock)
        self.groups = SqlGroups(connection)
        self.clients = SqlClients(connection)
        self.cards = SqlCards(connection)
        self.due = SqlDue(connection)
        self.digests = SqlDigests(connection)
        self.fires = SqlFires(connection)
        self.hours = SqlHours(connection)
        self.messages = SqlMessages(connection, self.touched)
        self.outbox = SqlOutbox(connection, clock, self.touched, writing=writing)
        self.inbox = SqlInbox(connection, self.touched)
        self.audit = SqlAudit(connection)
        self.news = SqlNews(connection)
        self.products = SqlProducts(connection, writing=writing)
        self.stock = SqlStock(connection)
        self.reservations = SqlReservations(connection)
        self.approvals = SqlApprovals(connection)
        self.tasks = SqlTasks(connection)
        self.forms = SqlForms(connection)
        self.prices = SqlPrices(connection)
        self.deals = SqlDeals(connection)
        self.shipments = SqlShipments(connection)
        self.books = SqlBooks(connection)
        self.boards = SqlBoards(connection)
        self.daybook = SqlDaybook(connection)
        self._journal = Journal(connection)
        self._connection = connection

    async def take_ids(self, table: str, count: int) -> Sequence[int]:
        return await take_ids(self._connection, table, count)

    async def command(self, cause: str, n: int) -> dict[str, Any] | None:
        return await self._journal.command(cause, n)

    async def record_command(
        self, cause: str, n: int, result: Mapping[str, Any], now: datetime
    ) -> None:
        await self._journal.record_command(cause, n, result, now)

    async def public_ids(
        self, person: PersonId, things: Iterable[tuple[str, int]]
    ) -> dict[tuple[str, int], str]:
        return await self._journal.public_ids(person, things)

    async def names_for(
        self, wanted: Iterable[tuple[PersonId, str, int]]
    ) -> dict[tuple[PersonId, str, int], str]:
        return await self._journal.names_for(wanted)

    async def resolve_public(self, person: PersonId, public: str) -> tuple[str, int] | None:
        return await self._journal.resolve_public(person, public)

    async def cursor(self, name: str) -> str | None:
        return await self._journal.cursor(name)

    async def set_cursor(self, name: str, value: str) -> None:
        await self._journal.set_cursor(name, value)


class SqlUnits:
    """Implements core.messaging.ports.Units."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def subscribe(self, callback: Callback) -> None:
        """Called after each commit with the places that have new work (`storage.commits`)."""
        self._database.commits.subscribe(callback)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[SqlUnit]:
        touched: set[str] = set()
        try:
            async with self._database.write() as connection:
                unit = SqlUnit(connection, self._clock, writing=True)
                touched = unit.touched
                yield unit
        except asyncio.CancelledError:  # perhaps in the commit: waking once too often harms nobody
            self._announce(touched)
            raise
        self._announce(touched)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlUnit]:
        async with self._database.read() as connection:
            yield SqlUnit(connection, self._clock, writing=False)

    def _announce(self, touched: set[str]) -> None:
        if touched:
            self._database.commits.announce(frozenset(touched))

    async def run(self, work: Callable[[SqlUnit], Awaitable[T]]) -> T:
        """`work` in a writing transaction, run again whole after a conflict (fault 37).

        It must have no effect outside the unit.
        """
        for attempt in range(_TRIES):
            try:
                async with self.begin() as unit:
                    return await work(unit)
            except Conflict:
                if attempt == _TRIES - 1:
                    raise
        raise AssertionError("unreachable")
