"""A commit wakes those who have something to do, and nobody else."""

import asyncio
import time

from scheduler.pacing import Limits
from tests.core.office import Office
from tests.scheduler.test_inbox import worker_of as inbox_worker
from tests.scheduler.test_outbox import FAST, _rows
from tests.scheduler.test_outbox import worker_of as outbox_worker
from tests.scheduler.working import Provider


async def test_only_the_workers_of_the_place_hear_it(office: Office, meter):
    mine = outbox_worker(office, meter, Provider(), limits=FAST)
    other = outbox_worker(office, meter, Provider(account="other"), limits=FAST)
    told = []
    office.units.subscribe(told.append)
    await _rows(office, keys=1)
    (places,) = [places for places in told if any(p.startswith("outbox") for p in places)]
    assert mine.bells & places
    assert not other.bells & places
    assert not inbox_worker(office, meter).bells & places


async def test_while_the_account_is_dry_the_database_is_not_asked(office, meter, monkeypatch):
    worker = outbox_worker(office, meter, Provider(), limits=Limits(overall=0.1, chat=None))
    takes, take = [], worker._delivery.take

    async def counted(*args):
        takes.append(args)
        return await take(*args)

    monkeypatch.setattr(worker._delivery, "take", counted)
    await _rows(office, keys=5)
    assert await worker._send_due() == 1
    assert worker._pace.dry(time.monotonic()) > 0
    for _ in range(5):
        assert await worker._send_due() == 0
    assert len(takes) == 1
    await asyncio.gather(*worker._sending)
