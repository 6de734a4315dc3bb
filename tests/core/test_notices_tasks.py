"""Who is told of a task, and who has done it already (E7)."""

import pytest

from core.messaging.model import State
from core.staff.model import Role


@pytest.fixture
async def boss(office):
    return await office.person(Role.SALES_HEAD, "Глеб")


@pytest.fixture
async def manager(office):
    return await office.person(Role.MANAGER, "Анна")


async def given(office, actor, doer, **more):
    return await office.core.tasks.add(actor, doer.id, "позвонить", None, cause="set", **more)


async def test_the_assignee_is_told_with_the_two_buttons(office, boss, manager):
    number = await given(office, boss, manager)
    (row,) = await office.rows(code="task")
    assert row.receiver.id == manager.id
    assert row.payload["text"] == "☑️ Задача от Глеб\nпозвонить"
    done, later = row.payload["buttons"][0]
    assert (done["data"][:4], later["data"][:4]) == ("tkd:", "tkp:")
    assert done["data"].endswith(":1")
    name = done["data"].split(":")[1]
    async with office.units.read() as unit:
        assert await unit.resolve_public(manager.id, name) == ("task", number)


async def test_one_s_own_task_rings_nobody(office, manager):
    number = await given(office, manager, manager)
    await office.core.tasks.done(manager, number, 1, cause="done")
    assert await office.rows() == []


@pytest.mark.parametrize("by_author", [True, False])
async def test_the_other_one_is_told_that_it_is_done(office, boss, manager, by_author):
    doer, told = (boss, manager) if by_author else (manager, boss)
    number = await given(office, boss, manager)
    await office.core.tasks.done(doer, number, 1, cause="done")
    (row,) = await office.rows(code="task-done")
    assert row.receiver.id == told.id
    assert doer.name in row.payload["text"]


async def test_a_client_of_another_by_then_stops_the_notice(office, boss, manager):
    """A5: it names the client to its owner only."""
    message = await office.writes()
    await given(office, boss, manager, client=message.client_id)
    (row,) = await office.rows(code="task")
    assert "Иван" in row.payload["text"]
    heir = await office.person(present=False)
    await office.core.handover.give(message.client_id, heir.id)
    await office.shown()
    stopped = await office.row(row.id)
    assert (stopped.state, stopped.error_code) == (State.DENIED, "lane-closed")
