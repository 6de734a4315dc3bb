"""E7: a task is told at its time; one that is overdue, to whoever has set it."""

import pytest

from core.messaging.model import State as Row
from core.staff.model import Role
from tests.core.reminding import Reminding, datas, msk

DUE, OVER = "task-due", "task-overdue"


@pytest.fixture
async def firm(office):
    firm = Reminding(office, DUE)
    firm.boss = await office.person(Role.SALES_HEAD, "Глеб")
    firm.manager = await office.person(Role.MANAGER, "Анна")
    await firm.tick()
    return firm


async def given(firm, due, author=None, doer=None, **more):
    return await firm.core.tasks.add(
        author or firm.boss, (doer or firm.manager).id, "Отправить счёт", due, cause="set", **more
    )


async def test_at_its_time_the_assignee_is_told_with_two_buttons(firm):
    await given(firm, msk(23, 18))
    assert await firm.at(msk(23, 17, 59)) == 0
    assert await firm.at(msk(23, 18)) == 1
    (row,) = await firm.told(DUE)
    assert row.receiver.id == firm.manager.id
    assert row.payload["text"] == "⏰ Срок задачи: 23.11 18:00\nОтправить счёт\nОт: Глеб"
    assert [data.split(":")[0] for data in datas(row)] == ["tkd", "tkp"]


async def test_the_author_is_told_once_on_the_next_working_day(firm):
    await given(firm, msk(27, 18))
    await firm.at(msk(27, 18))
    for day in (28, 29):
        assert await firm.at(msk(day, 10)) == 0
    assert await firm.at(msk(30, 10)) == 1
    (row,) = await firm.told(OVER)
    assert row.receiver.id == firm.boss.id
    assert row.payload["text"] == ("⚠️ Задача просрочена: Анна\nОтправить счёт\nСрок: 27.11 18:00")
    assert await firm.at(msk(1, 10, month=12)) == 0


async def test_a_task_that_nobody_was_told_of_is_void_in_the_ledger(firm):
    doer = await firm.office.person(Role.MANAGER, "Вера", telegram_id=None)
    await given(firm, msk(23, 18), doer=doer)
    await firm.at(msk(23, 18))
    await firm.at(msk(24, 10))
    assert await firm.told(DUE) == []
    assert [row.receiver.id for row in await firm.told(OVER)] == [firm.boss.id]
    assert await firm.fires() == [("due", "void"), ("overdue", "fired")]


async def test_one_s_own_task_is_told_once(firm):
    await given(firm, msk(23, 18), author=firm.manager)
    await firm.at(msk(23, 18))
    await firm.at(msk(24, 10))
    (row,) = await firm.told(DUE)
    assert row.payload["text"] == "⏰ Срок задачи: 23.11 18:00\nОтправить счёт"
    assert await firm.told(OVER) == []


async def test_done_or_put_off_there_is_nothing_at_the_earlier_time(firm):
    first = await given(firm, msk(23, 18))
    await firm.core.tasks.postpone(firm.manager, first, 1, 1, cause="later")
    assert await firm.at(msk(24, 10)) == 0
    assert await firm.at(msk(24, 18)) == 1
    await firm.core.tasks.done(firm.manager, first, 2, cause="done")
    assert await firm.at(msk(25, 10)) == 0
    assert len(await firm.told(DUE)) == 1
    assert await firm.told(OVER) == []


async def test_after_downtime_it_is_marked_late(firm):
    await given(firm, msk(23, 18))
    await firm.at(msk(23, 20, 30))
    (said,) = [row.payload["text"] for row in await firm.told(DUE)]
    assert said.endswith("⏰ С опозданием: 2 ч 30 мин")
    assert await firm.fires() == [("due", "late")]


async def test_missed_by_more_than_three_days_it_is_recorded_and_not_told(firm):
    await given(firm, msk(23, 18))
    await firm.at(msk(26, 19))
    assert await firm.told(DUE) == []
    assert ("due", "skipped") in await firm.fires()


async def test_a_client_that_has_gone_over_the_wall_meanwhile_is_not_named(firm, office):
    """P25: between the queue and the exit."""
    message = await office.writes()
    await given(firm, msk(23, 18), client=message.client_id)
    await firm.at(msk(24, 10))
    agent = await office.person(Role.RETAILER, "Агент", present=False)
    await office.core.handover.give(message.client_id, agent.id)
    for _ in range(5):
        await office.shown()
    for code in (DUE, OVER):
        (row,) = await firm.told(code)
        assert (row.state, row.error_code) == (Row.DENIED, "lane-closed")


async def test_the_client_is_named_to_whoever_may_read_it_only(firm, office):
    """A5: the client has gone to another since; whoever has set it is not told which."""
    message = await office.writes()
    await given(firm, msk(23, 18), firm.manager, firm.boss, client=message.client_id)
    heir = await office.person(name="Вера", present=False)
    await office.core.handover.give(message.client_id, heir.id)
    await firm.at(msk(23, 18))
    await firm.at(msk(24, 10))
    (due,), (over,) = await firm.told(DUE), await firm.told(OVER)
    assert "Иван" in due.payload["text"]
    assert over.receiver.id == firm.manager.id
    assert "Иван" not in over.payload["text"]
    assert over.lane_id is None
