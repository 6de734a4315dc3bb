"""Goal 7: every statement of the repositories finds its rows by an index, however many there are.

The methods are asked by themselves, with values made from their signatures. A new repository is
one line in REPOSITORIES; a method whose arguments cannot be guessed is one line in BY_HAND.
"""

import asyncio
import shutil

import pytest

from core.messaging.model import Endpoint, State
from otdel.sample.maker import fill
from storage.database import Database
from storage.repositories.approvals import SqlApprovals
from storage.repositories.cards import SqlCards
from storage.repositories.deals import SqlDeals
from storage.repositories.digests import SqlDigests
from storage.repositories.due import SqlDue
from storage.repositories.forms import SqlForms
from storage.repositories.groups import SqlGroups
from storage.repositories.hours import SqlHours
from storage.repositories.news import SqlNews
from storage.repositories.prices import SqlPrices
from storage.repositories.products import SqlProducts
from storage.repositories.reservations import SqlReservations
from storage.repositories.shipments import SqlShipments
from storage.repositories.stock import SqlStock
from storage.repositories.tasks import SqlTasks
from storage.unit_of_work import SqlUnits
from tests import postgres
from tests.clock import START, FrozenClock
from tests.storage.plans import Listener, calls_of, scans
from tests.storage.stuffing import stuff

REPOSITORIES = {
    "people": lambda unit: unit.people,
    "clients": lambda unit: unit.clients,
    "messages": lambda unit: unit.messages,
    "outbox": lambda unit: unit.outbox,
    "inbox": lambda unit: unit.inbox,
    "audit": lambda unit: unit.audit,
    "approvals": lambda unit: SqlApprovals(unit._connection),
    "books": lambda unit: unit.books,
    "boards": lambda unit: unit.boards,
    "daybook": lambda unit: unit.daybook,
    "cards": lambda unit: SqlCards(unit._connection),
    "deals": lambda unit: SqlDeals(unit._connection),
    "digests": lambda unit: SqlDigests(unit._connection),
    "due": lambda unit: SqlDue(unit._connection),
    "forms": lambda unit: SqlForms(unit._connection),
    "groups": lambda unit: SqlGroups(unit._connection),
    "hours": lambda unit: SqlHours(unit._connection),
    "news": lambda unit: SqlNews(unit._connection),
    "prices": lambda unit: SqlPrices(unit._connection),
    "products": lambda unit: SqlProducts(unit._connection, writing=True),
    "reservations": lambda unit: SqlReservations(unit._connection),
    "shipments": lambda unit: SqlShipments(unit._connection),
    "stock": lambda unit: SqlStock(unit._connection),
    "tasks": lambda unit: SqlTasks(unit._connection),
}

BY_HAND = {
    "inbox.next": lambda u: u.inbox.next(["twilio", "telegram"], START, 100),
    "outbox.claimable": lambda u: u.outbox.claimable("telegram", "bot1", START, 50, ["1"]),
    "outbox.listing": lambda u: u.outbox.listing([State.FAILED, State.DENIED], 9),
    "conversations_at": lambda u: u.messages.conversations_at(
        [Endpoint("whatsapp", "AC1", "+7"), Endpoint("whatsapp", "AC1", "+8")]
    ),
    "by_external": lambda u: u.messages.by_external(
        [("twilio", "AC1", "", "SM1"), ("twilio", "AC1", "", "SM2")]
    ),
    "raise_state": lambda u: u.messages.raise_state(1, State.SENT),
    "identities_at": lambda u: u.clients.identities_at(
        [("twilio", "AC1", "+7"), ("twilio", "AC1", "+8")], ["+7", "+8"]
    ),
    "opted_out": lambda u: u.clients.opted_out([("twilio", "AC1", "+7"), ("twilio", "AC1", "+8")]),
    "by a phone": lambda u: u.clients.listing("+7 000 200-00-07"),
    "by one's own phones": lambda u: u.clients.listing("7 000 20", None, 16, [3]),
    "by nobody's phones": lambda u: u.clients.listing("7 000 20", None, 16, [None]),
    "by an INN": lambda u: u.clients.listing("0090000071"),
    "by two letters": lambda u: u.clients.listing("qz"),
    "command": lambda u: u.command("inbox:1", 0),
    "resolve_public": lambda u: u.resolve_public(1, "x"),
    "cursor": lambda u: u.cursor("x"),
}

SMALL = {
    "people", "attendance", "groups", "invitations", "products", "product_packs", "warehouses",
    "balances", "statuses", "vat_rates", "rates", "cursors", "forms",
    "boards", "leadership", "hours", "subscriptions",
}  # fmt: skip
"""Their size follows that of the firm, not of its history."""

WHOLE = {
    ("books.gaps", "movements"): "the doctor adds up every book, on demand",
    ("books.gaps", "lots"): "the doctor adds up every book, on demand",
    ("books.unrated", "lots"): "the doctor looks at every lot of which something is left",
    ("books.figures", "absent_sales"): "a register of what hardly ever happens",
    ("clients.listing", "clients"): "newest first, ends at the limit",
    ("clients.listing(text=None)", "clients"): "newest first, ends at the limit",
    ("clients.listing(owner=None)", "clients"): "newest first, ends at the limit",
    ("cards.merges", "merges"): "newest first, ends at the limit",
    ("cards.likely_pairs", "contacts"): "a search through everything, on demand: once, no pairs",
    ("cards.likely_pairs", "identities"): "a search through everything, on demand: once, no pairs",
    ("news.listing", "announcements"): "newest first, ends at the limit",
    ("deals.absent", "absent_sales"): "newest first, ends at the limit",
    ("deals.count_absent", "absent_sales"): "a register of what hardly ever happens",
    ("deals.count_not_noted", "absent_sales"): "every row is unread here; read ones are left out",
    ("reservations.history", "reservations"): "newest first, ends at the limit",
    ("cards.likely_pairs", "clients"): "every card beside every other, for an administrator",
    ("cards.segment_values(owner=None)", "clients"): "counts all clients by dimension",
    ("deals.count", "deals"): "counts a tenth of all deals here, a manager's own",
    ("stock.lots(product=None)", "lots"): "every lot of which something is left",
}
"""Who may walk through a large table, and why."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def full_url(request, sqlite_template, postgres_server, tmp_path_factory):
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("plans") / "otdel.db"
        shutil.copy(sqlite_template, file)
        yield _filled(f"sqlite+aiosqlite:///{file}")
        return
    made = "CREATE DATABASE plans TEMPLATE template_otdel"
    asyncio.run(postgres.run_on(postgres_server, made))
    yield _filled(postgres_server.set(database="plans").render_as_string(hide_password=False))
    asyncio.run(postgres.run_on(postgres_server, "DROP DATABASE plans WITH (FORCE)"))


def _filled(url):
    async def work():
        database = Database(url)
        await fill(database, "S", START)
        await stuff(database, SMALL)
        await database.close()

    asyncio.run(work())
    return url


@pytest.fixture
async def full(full_url):
    database = Database(full_url)
    yield database
    await database.close()


@pytest.fixture
async def asked(full):
    listener, units = Listener(full), SqlUnits(full, FrozenClock())
    async with units.read() as unit:
        named = {name: list(calls_of(found(unit))) for name, found in REPOSITORIES.items()}
    for name, calls in named.items():
        for how, call in calls:
            of = REPOSITORIES[name]
            await listener.ask(units, f"{name}.{how}", lambda u, c=call, o=of: c(o(u)))
    for name, call in BY_HAND.items():
        await listener.ask(units, name, call)
    return listener.asked


async def test_no_statement_walks_through_a_large_table(full, asked):
    walked = await scans(full, asked, SMALL)
    assert len({one.statement for one in asked}) > 120
    assert sorted(walked - set(WHOLE)) == []


async def test_every_repository_is_asked(asked):
    assert {one.by.partition(".")[0] for one in asked} >= set(REPOSITORIES)
