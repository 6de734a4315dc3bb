"""What Twilio could not deliver is read from its list: nothing lost, nothing twice (16b)."""

from datetime import datetime, timedelta

import pytest

from core.errors import Permanent, StorageUnavailable, Temporary
from core.messaging.model import Receipt, State
from scheduler.catch_up import FIRST_LOOK_BACK, OVERLAP, CatchUp
from storage.intake import GroupCommit
from tests.storage.making import raw

CURSOR = "caught-up:AC1"


class List:
    """Twilio's Messages list, as far as the catch-up asks."""

    def __init__(self):
        self.items, self.told, self.since, self.trouble = [], [], [], None

    async def missed(self, since):
        self.since.append(since)
        if self.trouble:
            raise self.trouble
        return self.items

    async def receipts(self, since):
        if isinstance(self.trouble, Permanent):
            raise self.trouble
        return self.told


@pytest.fixture
async def listed(office, database, clock, meter):
    intake = GroupCommit(database, clock)
    intake.start()
    source = List()
    core = office.core
    yield source, CatchUp("AC1", source, intake, office.units, core.receipts, clock, meter), intake
    await intake.close()


async def _cursor(office):
    async with office.units.read() as unit:
        kept = await unit.cursor(CURSOR)
    return kept and datetime.fromisoformat(kept)


async def test_the_first_look_goes_back_a_day_and_later_ones_overlap_by_an_hour(office, listed):
    source, catch_up, _ = listed
    started = office.clock.now()
    await catch_up.tick()
    office.later(300)
    await catch_up.tick()
    assert source.since == [started - FIRST_LOOK_BACK, started - OVERLAP]
    assert await _cursor(office) == office.clock.now()
    assert catch_up.tried.is_set()


async def test_what_the_webhook_brought_is_known_and_the_rest_is_taken_in(office, listed, meter):
    source, catch_up, intake = listed
    await intake.put([raw("SM1")])
    source.items = [raw("SM1"), raw("SM2"), raw("SM3")]
    for _ in range(2):
        await catch_up.tick()
    async with office.units.read() as unit:
        items = await unit.inbox.next(["twilio"], office.clock.now(), 9)
    assert [item.raw.external_id for item in items] == ["SM1", "SM2", "SM3"]
    counted = {key[1]: n for key, n in meter.counts.items()}
    assert counted == {"accepted": 2, "duplicate": 4}


@pytest.mark.parametrize("trouble", [Temporary("unreachable"), Permanent("20003")])
async def test_a_provider_that_is_away_keeps_the_cursor_and_ends_nothing(office, listed, trouble):
    source, catch_up, _ = listed
    await catch_up.tick()
    before = await _cursor(office)
    source.trouble = trouble
    for _ in range(3):
        office.later(300)
        await catch_up.tick()
    assert await _cursor(office) == before
    source.trouble = None
    await catch_up.tick()
    assert source.since[-1] == before - OVERLAP


async def test_a_storage_that_is_away_keeps_the_cursor(office, listed):
    source, catch_up, intake = listed
    await catch_up.tick()
    before = await _cursor(office)
    await intake.close()
    source.items = [raw("SM9")]
    office.later(300)
    with pytest.raises(StorageUnavailable):
        await catch_up.tick()
    assert await _cursor(office) == before


async def test_a_receipt_that_was_lost_is_found_and_a_foreign_one_is_no_error(office, listed):
    source, catch_up, _ = listed
    manager = await office.person()
    asked = await office.writes()
    await office.answers(manager, asked)
    office.later(6)
    await office.sent(provider_id="SMx")
    source.told = [
        Receipt("twilio", "AC1", "SM-of-somebody", State.READ),
        Receipt("twilio", "AC1", "SMx", State.DELIVERED, price="-0.05", price_unit="USD"),
    ]
    await catch_up.tick()
    assert (await office.answer_of(asked.client_id)).state is State.DELIVERED


async def test_a_day_of_silence_is_looked_back_over_whole(office, listed):
    source, catch_up, _ = listed
    await catch_up.tick()
    before = office.clock.now()
    office.later(timedelta(days=3).total_seconds())
    await catch_up.tick()
    assert source.since[-1] == before - OVERLAP
