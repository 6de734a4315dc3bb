"""In order per chat, in batches, and a poison item alone waits (P3, P4, fault 6)."""

import asyncio
import json
from collections import Counter
from datetime import timedelta

import pytest

from core.errors import StorageUnavailable
from core.messaging.model import Receipt, State
from core.staff.model import Role
from scheduler.inbox import TRIES, Feeds, InboxWorker
from storage.intake import GroupCommit
from tests.scheduler.working import running, until
from tests.storage.making import raw

PLACE = ("twilio", "AC1")


@pytest.fixture
async def intake(database, clock):
    made = GroupCommit(database, clock)
    made.start()
    yield made
    await made.close()


class Source:
    """Converts what `item_of` packed; breaks on what it is told to."""

    def __init__(self, office):
        self.office, self.broken, self.seen = office, set(), Counter()

    def convert(self, item):
        fields = json.loads(item.raw.payload)
        self.seen[item.raw.external_id] += 1
        if item.raw.external_id in self.broken:
            raise ValueError("секрет клиента")
        if "receipt" in fields:
            return Receipt("twilio", "AC1", fields["receipt"], State.READ)
        return self.office.message(
            fields["text"], fields["phone"], external_id=item.raw.external_id,
            inbox_id=item.id,
        )  # fmt: skip


def item(external_id, text="текст", phone="+79000000001", **more):
    payload = json.dumps({"text": text, "phone": phone}).encode()
    return raw(external_id, **({"payload": payload, "order_key": phone} | more))


def worker_of(office, meter, convert=None, handle=None):
    feeds = Feeds()
    if convert:
        feeds.convert[PLACE] = convert
    if handle:
        feeds.handle[PLACE] = handle
    core = office.core
    return InboxWorker(
        office.units, office.clock, core.receiver, core.receipts, core.reactor, feeds, meter,
        ["twilio"],
    )  # fmt: skip


@pytest.fixture
def source(office):
    return Source(office)


async def _left(office):
    async with office.units.read() as unit:
        return [i.raw.external_id for i in await unit.inbox.next(["twilio"], _far(office), 9999)]


def _far(office):
    return office.clock.now() + timedelta(days=9)


async def _asides(office):
    async with office.units.read() as unit:
        return [i.raw.external_id for i in await unit.inbox.asides(99)]


async def test_a_backlog_is_filed_in_batches_in_order(office, meter, intake, source):
    await intake.put([item(f"SM{n}", f"{n}", f"+7900000000{n % 3}") for n in range(250)])
    worker = worker_of(office, meter, source.convert)
    assert [await worker.turn(), await worker.turn(), await worker.turn()] == [200, 50, 0]
    assert await _left(office) == []
    for line in await office.clients():
        texts = [int(m.text) for m in await office.messages(line.client.id)]
        assert texts == sorted(texts)
    assert len(meter.times) == 250


async def test_a_poison_item_is_tried_and_set_aside_while_the_others_flow(
    office, meter, intake, source
):
    """P4: behind it waits its own chat, and nobody else; the administrator is told."""
    sysadmin = await office.person(Role.SYSADMIN)
    source.broken = {"SM1"}
    await intake.put([item("SM0"), item("SM1"), item("SM2"), item("SM3", phone="+79000000002")])
    worker = worker_of(office, meter, source.convert)
    await worker.turn()
    assert await _left(office) == ["SM1", "SM2"]
    for _ in range(TRIES):
        office.later(60)
        await worker.turn()
    assert await _asides(office) == ["SM1"]
    office.later(60)
    await worker.turn()
    assert await _left(office) == []
    (alert,) = await office.rows(code="aside")
    assert alert.receiver.id == sysadmin.id
    assert "секрет" not in str(alert.payload)
    # Each try once in the batch that it breaks, and once alone.
    assert source.seen["SM1"] <= 2 * TRIES


async def test_an_error_tells_its_place_in_the_log_and_not_its_text(
    office, meter, intake, source, capsys
):
    """P22."""
    source.broken = {"SM1"}
    await intake.put([item("SM1")])
    worker = worker_of(office, meter, source.convert)
    for _ in range(TRIES):
        await worker.turn()
        office.later(60)
    printed = "".join(capsys.readouterr())
    assert "секрет" not in printed
    assert "inbox.failed" in printed
    assert "convert" in printed


async def test_a_receipt_of_nothing_we_sent_waits_and_is_then_done_with_silently(
    office, meter, intake, source
):
    await office.person(Role.SYSADMIN)
    await intake.put([
        item("R1", payload=json.dumps({"receipt": "SM404"}).encode(), order_key="status"),
        item("SM1"),
    ])  # fmt: skip
    worker = worker_of(office, meter, source.convert)
    await worker.turn()
    assert len(await office.clients()) == 1
    for _ in range(TRIES):
        office.later(400)
        await worker.turn()
    assert await _left(office) == await _asides(office) == []
    assert await office.rows(code="aside") == []


class Handler:
    def __init__(self, seconds=0.002):
        self.seconds, self.done, self.under_way = seconds, [], Counter()
        self.overlaps = self.most = 0

    async def __call__(self, item):
        self.under_way[item.raw.order_key] += 1
        self.overlaps += self.under_way[item.raw.order_key] > 1
        self.most = max(self.most, sum(self.under_way.values()))
        await asyncio.sleep(self.seconds)
        self.under_way[item.raw.order_key] -= 1
        self.done.append((item.raw.order_key, item.raw.external_id))


async def test_commands_of_one_chat_are_handled_one_by_one_and_chats_side_by_side(
    office, meter, intake
):
    handler = Handler()
    await intake.put([item(f"{k}-{n}", phone=f"k{k}") for n in range(6) for k in range(5)])
    async with running(worker_of(office, meter, handle=handler)):
        await until(lambda: len(handler.done) == 30)
    assert handler.overlaps == 0
    assert 2 <= handler.most <= 5
    for key in range(5):
        mine = [external for order_key, external in handler.done if order_key == f"k{key}"]
        assert mine == [f"{key}-{n}" for n in range(6)]


async def test_a_chat_that_hangs_keeps_nobody_else_and_is_given_up(
    office, meter, intake, monkeypatch
):
    monkeypatch.setattr("scheduler.inbox.PATIENCE", 0.3)
    handled = []

    async def handle(item):
        if item.raw.order_key == "stuck":
            await asyncio.sleep(60)
        handled.append(item.raw.external_id)

    await intake.put([item("1", phone="stuck"), *(item(f"ok{n}", phone="free") for n in range(3))])
    async with running(worker_of(office, meter, handle=handle)):
        await until(lambda: len(handled) == 3)
        for _ in range(TRIES):
            office.later(60)
            await asyncio.sleep(0.02)

        async def aside():
            office.later(60)
            return await _asides(office) == ["1"]

        await until(aside)
    assert handled == ["ok0", "ok1", "ok2"]


async def test_a_flood_in_one_chat_does_not_hold_back_a_quiet_one(office, meter, intake):
    """Fault 38: more waiting in one chat than a round looks at."""
    passed, done = asyncio.Event(), []

    async def handle(item):
        if item.raw.order_key == "quiet":
            passed.set()
        else:
            await passed.wait()
        done.append(item.raw.external_id)

    await intake.put([item(f"f{n}", phone="flood") for n in range(400)])
    await intake.put([item("quiet", phone="quiet")])
    async with running(worker_of(office, meter, handle=handle)):
        await until(lambda: done)
    assert done[0] == "quiet"


async def test_a_storage_that_is_away_counts_no_try(office, meter, intake, monkeypatch):
    """P13."""
    monkeypatch.setattr("scheduler.inbox.TROUBLE", 0.02)
    problems = [StorageUnavailable()] * (TRIES + 3)
    handled = []

    async def handle(item):
        if problems:
            raise problems.pop()
        handled.append(item.raw.external_id)

    await intake.put([item("1")])
    async with running(worker_of(office, meter, handle=handle)):
        await until(lambda: handled)
    assert handled == ["1"]
    assert await _asides(office) == []


async def test_items_of_a_channel_that_is_off_wait_for_it(office, meter, intake, source):
    await intake.put([item("SM1", account="AC-off"), item("SM2", phone="+79000000002")])
    worker = worker_of(office, meter, source.convert)
    await worker.turn()
    assert await _left(office) == ["SM1"]
    worker._feeds.convert["twilio", "AC-off"] = source.convert
    await worker.turn()
    assert await _left(office) == []


async def test_what_ended_the_process_is_found_by_itself_and_set_aside(
    office, meter, intake, source
):
    """Fault 6: an item that kills the process, however often it is started again."""
    await office.person(Role.SYSADMIN)
    await intake.put([item(f"SM{n}", phone=f"+7900000000{n}") for n in range(4)])

    class Killed(BaseException):
        pass

    class Receiver:
        async def receive(self, unit, batch):
            if any(message.external_id == "SM2" for message in batch):
                raise Killed
            await office.core.receiver.receive(unit, batch)

    starts = 0
    while await _left(office):
        starts += 1
        assert starts < 20
        async with office.units.begin() as unit:
            await unit.inbox.mark_leftovers(["twilio", "telegram"])
        worker = worker_of(office, meter, source.convert)
        worker._receiver = Receiver()
        try:
            while await worker.turn():
                pass
        except Killed:
            continue
    assert await _asides(office) == ["SM2"]
    assert len(await office.clients()) == 3
    assert starts <= TRIES + 2
