"""Goal 7: every hot query finds its rows by an index, however many rows there are."""

import re

import pytest
from sqlalchemy import event

from core.messaging.model import Endpoint, State
from core.staff.model import Role
from storage.database import Database
from storage.unit_of_work import SqlUnits

_SMALL = {"people", "attendance", "groups", "invitations", "lanes", "sqlite_sequence"}


@pytest.fixture
async def statements(sqlite_url, clock):
    database = Database(sqlite_url)
    seen = []

    def remember(_conn, _cursor, statement, parameters, _context, _many):
        seen.append((statement, parameters))

    for engine in (database._writer, database._reader):
        event.listen(engine.sync_engine, "before_cursor_execute", remember)
    yield SqlUnits(database, clock), seen, database
    await database.close()


async def _ask_everything(unit, now):
    outbox, messages, clients = unit.outbox, unit.messages, unit.clients
    await unit.inbox.next(["twilio", "telegram"], now, 100)
    await unit.inbox.next_due(now)
    await unit.inbox.done([1, 2, 3], now)
    await unit.inbox.asides(9)
    await outbox.claimable("telegram", "bot1", now, 50, ["1"])
    await outbox.next_due("telegram", "bot1")
    await outbox.claim([1, 2], now)
    await outbox.interrupted("telegram", "bot1")
    await outbox.unlinked_to("bot1", "7", now)
    await outbox.of_message(1)
    await outbox.held_of(1)
    await outbox.holding([1, 2])
    await outbox.open_in("k")
    await outbox.queued_to("k", "mark")
    await outbox.by_dedupe("k")
    await outbox.by_provider_id("bot1", "7")
    await outbox.provider_ids(1)
    await outbox.listing([State.FAILED, State.DENIED], 9)
    await outbox.pending()
    await messages.conversations_at([Endpoint("whatsapp", "AC1", "+7")])
    await messages.conversations([1])
    await messages.conversations_of(1)
    await messages.recent_conversations(1, 8)
    await messages.recent_conversations(None, 8)
    await messages.unanswered(1, 5)
    await messages.by_external([("twilio", "AC1", "", "SM1")])
    await messages.raise_state(1, State.SENT)
    await messages.last_price("whatsapp", "utility")
    await messages.media_of([1])
    await messages.due_media(now, 9)
    await messages.link("telegram", "bot1", "7", "1")
    await messages.links_of(1, "shown")
    await messages.thread_of(1, 1, "bot1")
    await clients.identities_at([("twilio", "AC1", "+7")], ["+7"])
    await clients.lanes_of([1, 2])
    await clients.opted_out([("twilio", "AC1", "+7")])
    await clients.timeline(1, 8, 0)
    await unit.people.by_telegram(7)
    await unit.people.of_roles(Role.MANAGER)
    await unit.command("inbox:1", 0)
    await unit.resolve_public(1, "x")
    await unit.audit.listing(9, "deny")


async def test_no_hot_query_scans_a_large_table(statements, clock):
    units, seen, database = statements
    async with units.begin() as unit:
        await _ask_everything(unit, clock.now())
    asked = [(s, p) for s, p in seen if re.match(r"(SELECT|UPDATE|DELETE)", s)]
    assert len(asked) > 40
    scans = []
    async with database.read() as connection:
        for statement, parameters in asked:
            plan = await connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, parameters)
            scans += [(row.detail, statement) for row in plan if _scans(row.detail)]
    assert scans == []


def _scans(detail):
    if detail.endswith("(provider=?)"):
        return True
    table = re.match(r"SCAN (\w+)", detail)
    by_index = re.search(r"USING (COVERING )?INDEX (ix_\w+)", detail)
    return (
        table is not None
        and by_index is None
        and table[1] not in _SMALL | {"CONSTANT"}
        and "VIRTUAL" not in detail
    )
