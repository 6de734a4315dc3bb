"""Out in order, side by side, no faster than allowed, and never a result forgotten (P4, P7, P8)."""

import asyncio
import time
from datetime import timedelta

import pytest

from core.errors import Permanent, StorageUnavailable, Temporary, Unknown
from core.messaging.model import Party, State
from scheduler.outbox import OutboxWorker
from scheduler.pacing import Limits, Pace
from tests.scheduler.working import Provider, running, until
from tests.storage.making import out

FAST = Limits(overall=10_000, chat=None)


def worker_of(office, meter, provider, in_flight=8, limits=FAST):
    core = office.core
    return OutboxWorker(
        office.units, office.clock, core.reactor, provider, Pace(limits), meter, in_flight
    )


async def _queue(office, *rows):
    async with office.units.begin() as unit:
        return await unit.outbox.add(rows, office.clock.now())


async def _rows(office, keys, each=1, **more):
    more["receiver"] = Party("person", (await office.person()).id)
    made = [
        out(f"k{k}", account="1000001", payload={"text": f"{k}-{n}"}, **more)
        for n in range(each)
        for k in range(keys)
    ]
    return await _queue(office, *made)


async def _none_open(office):
    return not await office.rows(State.QUEUED, State.SENDING, State.UNKNOWN)


@pytest.mark.parametrize("in_flight", [1, 4])
async def test_rows_of_one_key_never_overlap_and_all_share_the_places(office, meter, in_flight):
    provider = Provider()
    worker = worker_of(office, meter, provider, in_flight)
    await _rows(office, keys=6, each=5)
    async with running(worker):
        await until(lambda: _none_open(office))
    assert len(provider.sent) == 30
    assert provider.overlaps == 0
    assert provider.most <= min(in_flight, 6)
    for key in range(6):
        mine = [text for _, order_key, text in provider.sent if order_key == f"k{key}"]
        assert mine == [f"{key}-{n}" for n in range(5)]
    assert meter.counts["otdel_outbound_total", "sent", "telegram"] == 30
    assert {row.state for row in await office.rows()} == {State.SENT}


async def test_a_slow_chat_delays_only_itself(office, meter):
    """P4, fault 38."""
    provider = Provider()
    provider.answers["0-0"] = [Temporary("429", retry_after=60)]
    worker = worker_of(office, meter, provider, limits=Limits(overall=10_000, chat=1000))
    await _rows(office, keys=5, each=3)
    async with running(worker):
        await until(lambda: len(provider.sent) >= 12)
        texts = [text for _, _, text in provider.sent]
    assert not [text for text in texts if text.startswith("0-")]
    waiting = await office.rows(State.QUEUED)
    assert {row.order_key for row in waiting} == {"k0"}
    assert waiting[0].not_before >= office.clock.now() + timedelta(seconds=60)


async def test_an_overdue_row_of_a_slowed_chat_does_not_keep_the_worker_spinning(office, meter):
    worker = worker_of(office, meter, Provider(), limits=Limits(overall=10_000, chat=1000))
    await _rows(office, keys=1, not_before=office.clock.now() - timedelta(seconds=5))
    worker._unknown = False
    worker._pace.slow_down("chat-k0", time.monotonic(), 3600)
    assert await worker._send_due() == 0
    assert await worker._until_next() > 0.5


async def test_when_the_account_is_told_to_wait_nobody_sends(office, meter):
    provider = Provider()
    provider.answers["0-0"] = [Temporary("429", retry_after=0.4, whole_account=True)]
    worker = worker_of(office, meter, provider, in_flight=1)
    await _rows(office, keys=3)
    started = time.monotonic()
    async with running(worker):
        await until(lambda: _none_open(office))
    assert provider.sent[0][0] - started >= 0.4
    assert len(provider.sent) == 3


async def test_each_outcome_is_recorded_and_counted(office, meter):
    provider = Provider()
    provider.answers = {"0-0": [Permanent("403")], "1-0": [Unknown("lost")], "2-0": [KeyError("x")]}
    worker = worker_of(office, meter, provider)
    await _rows(office, keys=4)

    async def settled():
        states = [row.state for row in await office.rows()]
        return states == [State.FAILED, State.UNKNOWN, State.QUEUED, State.SENT]

    async with running(worker):
        await until(settled)
    for state in ("permanent", "unknown", "sent"):
        assert meter.counts["otdel_outbound_total", *sorted([state, "telegram"])] == 1


async def test_an_unknown_outcome_is_repeated_and_marked_where_nobody_can_tell(office, meter):
    """P2."""
    provider = Provider()
    provider.answers = {"0-0": [Unknown("lost")]}
    worker = worker_of(office, meter, provider)
    await _rows(office, keys=1)
    async with running(worker):
        await until(lambda: office.rows(State.UNKNOWN))
        office.later(3)
        worker.wake.set()
        await until(lambda: _none_open(office))
    (row,) = await office.rows()
    assert (row.state, row.possible_repeat, row.attempts) == (State.SENT, True, 2)


async def test_what_a_dead_process_was_sending_is_taken_up_as_possibly_gone(office, meter):
    await _rows(office, keys=1)
    await office.delivery.take(Provider(), 9)
    worker = worker_of(office, meter, Provider())
    async with running(worker):
        await until(lambda: office.rows(State.UNKNOWN))
        office.later(3)
        worker.wake.set()
        await until(lambda: _none_open(office))
    (row,) = await office.rows()
    assert row.possible_repeat is True


async def test_a_stop_lets_what_is_under_way_finish_and_records_it(office, meter):
    """Fault 4."""
    provider = Provider(seconds=0.2)
    worker = worker_of(office, meter, provider)
    await _rows(office, keys=3)
    async with running(worker):
        await until(lambda: sum(provider.under_way.values()) == 3)
    assert [row.state for row in await office.rows()] == [State.SENT] * 3


async def test_a_result_waits_in_memory_while_the_storage_is_away(office, meter, monkeypatch):
    """P13: never "sent" without record, and no second send."""
    monkeypatch.setattr("scheduler.outbox.TROUBLE", 0.02)
    provider = Provider()
    worker = worker_of(office, meter, provider)
    settle, away = worker._delivery.settle, [1, 1, 1]

    async def failing(outcomes):
        if away:
            away.pop()
            raise StorageUnavailable
        await settle(outcomes)

    monkeypatch.setattr(worker._delivery, "settle", failing)
    await _rows(office, keys=2)
    async with running(worker):
        await until(lambda: _none_open(office))
    assert len(provider.sent) == 2
    assert {row.state for row in await office.rows()} == {State.SENT}


async def test_another_accounts_rows_are_left_alone(office, meter):
    await _rows(office, keys=1)
    provider = Provider(account="other")
    async with running(worker_of(office, meter, provider)) as task:
        await asyncio.sleep(0.1)
        assert not task.done()
    assert provider.sent == []
