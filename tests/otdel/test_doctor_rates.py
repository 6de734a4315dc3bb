"""The doctor's line about the central bank (B7)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.pricing.model import Rate
from otdel.clock import SystemClock
from sandbox import Sandbox
from storage.unit_of_work import SqlUnits
from tests.feeds.test_central_bank import CAST
from tests.otdel.doctoring import examined, red


@pytest.fixture
async def bank(firm, filled, tmp_path):
    sandbox = Sandbox(CAST, tmp_path / "state")
    await sandbox.start()
    firm(CBR_URL=f"{sandbox.url}/rates/XML_daily.asp")
    yield sandbox, filled[0]
    await sandbox.stop()


async def test_a_bank_that_answers_is_green_with_the_newest_day(bank):
    _, database = bank
    async with SqlUnits(database, SystemClock()).begin() as unit:
        rate = Rate("USD", date(2026, 3, 14), Decimal("78.5"), "cbr")
        await unit.prices.put_rate(rate, None, datetime(2026, 3, 13, tzinfo=UTC))
    found = await examined()
    assert red(found) == []
    assert "newest kept is for 14.03.2026" in found["central bank"].detail


async def test_a_bank_that_fails_is_red_and_says_how_to_do_without(bank):
    sandbox, _ = bank
    sandbox.world.faults.add({"provider": "rates", "kind": "bomb"})
    found = await examined()
    assert red(found) == ["central bank"]
    assert found["central bank"].detail == "unreadable; none kept yet"
    assert "/fx" in found["central bank"].mend


async def test_nobody_is_asked_where_pricing_is_off(bank, firm):
    firm(MODULES="messaging,tasks")
    assert "central bank" not in await examined()
