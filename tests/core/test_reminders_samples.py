"""A12: the manager is reminded to call about a sample, until an outcome is recorded."""

import pytest
from sqlalchemy import text

from core.schedule.model import State
from tests.core.dealings import Dealings, cause
from tests.core.reminding import Reminding, datas, msk

CODE = "sample-call"


@pytest.fixture
async def firm(office):
    firm = await Dealings(office).opened()
    firm.reminds = Reminding(office, CODE)
    await firm.reminds.tick()
    return firm


async def sent(firm):
    """On Friday 20.11 at 13:00: the call is due on Monday 23.11."""
    made = await firm.core.samples.send(firm.manager, firm.client, firm.grade, 500, cause())
    return made["id"]


async def concluded(firm, number):
    await firm.core.samples.conclude(firm.manager, number, 1, "понравился", cause())


async def test_on_its_day_the_owner_is_told_to_call(firm):
    number = await sent(firm)
    assert await firm.reminds.at(msk(23, 12, 59)) == 0
    assert await firm.reminds.at(msk(23, 13)) == 1
    (row,) = await firm.reminds.told(CODE)
    assert row.receiver.id == firm.manager.id
    assert row.payload["text"] == (
        "📞 Позвоните об образце: ООО Ромашка\nПЭНД 273 · 500 г\n"
        "Отправлен 20.11 13:00, итог ещё не записан"
    )
    outcome, card = datas(row)
    assert (outcome.split(":")[0], outcome.split(":")[2], card[:2]) == ("cso", "1", "c:")
    async with firm.office.units.read() as unit:
        named = await unit.resolve_public(firm.manager.id, outcome.split(":")[1])
    assert named == ("sample", number)


async def test_the_card_comes_once_and_the_days_after_it_are_the_digests(firm):
    """Twelve samples are no twelve messages a day: the morning digest names them in one."""
    await sent(firm)
    await firm.reminds.at(msk(23, 13))
    for day in (24, 25, 30):
        assert await firm.reminds.at(msk(day, 10)) == 0
    sections = {one["section"] for one in await firm.core.agenda.today(firm.manager)}
    assert "samples" in sections


async def test_an_outcome_before_the_day_of_the_call_leaves_nothing_to_say(firm):
    await concluded(firm, await sent(firm))
    await firm.reminds.at(msk(23, 13))
    assert await firm.reminds.told(CODE) == []


async def test_a_call_that_would_fall_on_a_day_off_is_for_the_next_working_day(firm):
    firm.office.clock._now = msk(19, 9)
    await firm.reminds.tick()
    await sent(firm)
    assert await firm.reminds.coming() == msk(23, 10)


async def test_a_missed_one_comes_late_and_says_so(firm):
    await sent(firm)
    assert await firm.reminds.at(msk(25, 11)) == 1
    (said,) = await firm.reminds.texts(CODE)
    assert said.endswith("⏰ С опозданием: 1 д 22 ч")


async def test_it_goes_to_whoever_answers_for_the_client_now(firm):
    """A5."""
    await sent(firm)
    await firm.core.handover.give(firm.client, firm.rival.id)
    await firm.reminds.at(msk(23, 13))
    (row,) = await firm.reminds.told(CODE)
    assert row.receiver.id == firm.rival.id


async def test_a_call_that_nobody_was_told_of_is_void_in_the_ledger(firm):
    """Its owner has no Telegram any more."""
    await sent(firm)
    async with firm.office.units.begin() as unit:
        await unit._connection.execute(text("UPDATE people SET telegram_id = NULL"))
    await firm.reminds.at(msk(23, 13))
    assert await firm.reminds.told(CODE) == []
    async with firm.office.units.read() as unit:
        assert [row.state for row in await unit.fires.recent(9)] == [State.VOID]


async def test_what_is_due_next_is_known(firm):
    await sent(firm)
    assert await firm.reminds.coming() == msk(23, 13)
