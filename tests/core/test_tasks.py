"""Who has to do what, by when, and who has done it (E7)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from core.errors import InvalidInput, NotAllowed, NotFound, Stale
from core.schedule.calendar import Calendar
from core.staff.model import Role
from core.tasks.model import Task, TaskAlreadyDone
from feeds.working_days import CountryDays
from storage.tables import people

DAY = timedelta(days=1)


@pytest.fixture
async def boss(office):
    return await office.person(Role.SALES_HEAD, "Глеб")


@pytest.fixture
async def manager(office, boss):
    return await office.person(Role.MANAGER, "Анна")


@pytest.fixture
def tasks(office):
    return office.core.tasks


async def add(office, actor, doer, text="позвонить", due=None, **more):
    more.setdefault("cause", f"set:{text}:{due}")
    number = await office.core.tasks.add(actor, doer.id, text, due, **more)
    return await office.core.tasks.one(actor, number)


async def test_a_task_stands_with_both_of_them(office, tasks, boss, manager):
    due = office.clock.now() + DAY
    task = await add(office, boss, manager, "  позвонить\nв Ромашку ", due)
    (mine,), (given,) = await tasks.mine(manager), await tasks.given(boss)
    assert mine["id"] == given["id"] == task["id"]
    assert (mine["text"], mine["due_at"], mine["overdue"]) == ("позвонить\nв Ромашку", due, False)
    assert (mine["author"], mine["assignee"], mine["mine"]) == ("Глеб", "Анна", True)
    assert await tasks.mine(boss) == await tasks.given(manager) == []


async def test_overdue_first_without_a_time_last(office, tasks, boss, manager):
    now = office.clock.now()
    for text, days in (("без срока", None), ("завтра", 1), ("через неделю", 7)):
        await add(office, boss, manager, text, now + days * DAY if days else None)
    office.later(2 * 86_400)
    mine = await tasks.mine(manager)
    assert [t["text"] for t in mine] == ["завтра", "через неделю", "без срока"]
    assert [t["overdue"] for t in mine] == [True, False, False]


@pytest.mark.parametrize("who", ["assignee", "author"])
async def test_done_once_and_a_second_press_is_told_by_whom(office, tasks, boss, manager, who):
    task = await add(office, boss, manager)
    first, second = (manager, boss) if who == "assignee" else (boss, manager)
    seen = await tasks.done(first, task["id"], 1, cause="a")
    assert (seen["done_by"], seen["done_at"]) == (first.name, office.clock.now())
    assert (await tasks.done(first, task["id"], 1, cause="a"))["version"] == 2
    with pytest.raises(TaskAlreadyDone) as told:
        await tasks.done(second, task["id"], 1, cause="b")
    assert told.value.fields == {"by": first.name, "at": office.clock.now().isoformat()}
    assert await tasks.mine(manager) == []


@pytest.mark.parametrize(("late", "expected"), [(0, 1), (0.5, 1), (3.5, 4), (4, 5)])
async def test_put_off_a_day_it_comes_back_at_its_hour(
    office, tasks, boss, manager, late, expected
):
    """[+1 день] on one long overdue brings it to the future, not to another past day."""
    due = office.clock.now() + timedelta(hours=5)
    task = await add(office, boss, manager, due=due)
    office.later(5 * 3600 + late * 86_400)
    seen = await tasks.postpone(manager, task["id"], 1, cause="p")
    assert (seen["due_at"] - due) / DAY == expected
    assert seen["due_at"] > office.clock.now()
    with pytest.raises(Stale):
        await tasks.postpone(manager, task["id"], 1, cause="q")


@pytest.mark.parametrize(
    ("due", "days", "said", "expected"),
    [
        ((24, 12), 1, (24, 9), (25, 13)),  # 15:00 in Kyiv; the clocks go back on the 25th
        ((24, 12), 2, (24, 9), (26, 13)),
        ((22, 12), 1, (26, 9), (26, 13)),
        ((22, 12), 1, (26, 13, 30), (27, 13)),
    ],
)
def test_put_off_over_a_change_of_the_clocks_it_keeps_the_hour_of_the_wall(
    due, days, said, expected
):
    """MUST-FAIL, fault 27."""
    calendar = Calendar("Europe/Kyiv", CountryDays("UA"))
    task = Task(1, 1, 1, "позвонить", october(*due), october(*due) - DAY)
    assert task.put_off(days, october(*said), calendar) == october(*expected)


def october(day, hour, minute=0):
    return datetime(2026, 10, day, hour, minute, tzinfo=UTC)


async def test_one_without_a_time_gets_one(office, tasks, boss, manager):
    task = await add(office, boss, manager)
    seen = await tasks.postpone(boss, task["id"], 1, 3, cause="p")
    assert seen["due_at"] == office.clock.now() + 3 * DAY


@pytest.mark.parametrize("days", [0, -1, 367])
async def test_put_off_by_nothing_or_for_ever_is_refused(office, tasks, boss, manager, days):
    task = await add(office, boss, manager)
    with pytest.raises(InvalidInput):
        await tasks.postpone(manager, task["id"], 1, days, cause="p")


@pytest.mark.parametrize("text", ["", " \n ", "х" * 2001])
async def test_a_task_says_what_is_to_be_done(office, boss, manager, text):
    with pytest.raises(InvalidInput):
        await add(office, boss, manager, text)


async def test_two_thousand_characters_are_a_task(office, boss, manager):
    assert len((await add(office, boss, manager, "х" * 2000, cause="long"))["text"]) == 2000


async def test_a_time_that_has_passed_is_a_slip(office, boss, manager):
    with pytest.raises(InvalidInput, match="due-past"):
        await add(office, boss, manager, due=office.clock.now() - timedelta(seconds=1))


async def test_another_s_task_looks_like_none(office, tasks, boss, manager):
    task = await add(office, boss, manager)
    stranger = await office.person()
    for attempt in (
        tasks.done(stranger, task["id"], 1, cause="a"),
        tasks.postpone(stranger, task["id"], 1, cause="b"),
        tasks.one(stranger, task["id"]),
        tasks.one(stranger, 404),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert (await tasks.mine(manager))[0]["done_at"] is None


async def test_nobody_of_the_other_side_can_be_named(office, boss, manager):
    """POLICY R6: a retailer, a stranger and a dismissed one look the same."""
    retailer = await office.person(Role.RETAILER)
    gone = await office.person()
    async with office.units.begin() as unit:
        await unit.people.dismiss(gone.id, office.clock.now())
    for number in (retailer.id, gone.id, 404):
        with pytest.raises(InvalidInput, match="person-unknown") as told:
            await office.core.tasks.add(boss, number, "позвонить", None, cause=f"x{number}")
        assert told.value.fields == {"id": number}


async def test_a_task_is_due_while_the_calendar_lasts(office, boss, manager):
    """Fault 42: of the year 9999 there is no day after."""
    far = office.clock.now().replace(year=9999, month=12, day=31)
    with pytest.raises(InvalidInput, match="date-far"):
        await office.core.tasks.add(boss, manager.id, "позвонить", far, cause="far")


async def test_a_doer_who_is_a_retailer_now_is_not_named_to_a_late_press(
    office, tasks, boss, manager
):
    """POLICY R6."""
    task = await add(office, boss, manager)
    await tasks.done(manager, task["id"], 1, cause="a")
    await office.core.groups.place(None, manager.id, "retailer", None, "moved")
    with pytest.raises(TaskAlreadyDone) as told:
        await tasks.done(boss, task["id"], 1, cause="b")
    assert told.value.fields["by"] == "—"


async def test_a_retailer_sets_and_reads_none(office, tasks, manager):
    retailer = await office.person(Role.RETAILER)
    for attempt in (
        tasks.add(retailer, manager.id, "привет", None, cause="a"),
        tasks.add(retailer, retailer.id, "привет", None, cause="b"),
        tasks.mine(retailer),
        tasks.given(retailer),
    ):
        with pytest.raises(NotAllowed):
            await attempt


async def test_who_became_a_retailer_reads_and_closes_no_task_of_his_any_more(
    office, tasks, boss, manager
):
    """P18: the right is that of now, whichever old button is pressed."""
    task = await add(office, boss, manager)
    await tasks.postpone(manager, task["id"], 1, cause="before")
    await office.core.groups.place(None, manager.id, "retailer", None, "moved")
    for attempt in (
        tasks.one(manager, task["id"]),
        tasks.done(manager, task["id"], 2, cause="a"),
        tasks.postpone(manager, task["id"], 2, cause="b"),
        tasks.postpone(manager, task["id"], 1, cause="before"),
    ):
        with pytest.raises(NotAllowed) as refused:
            await attempt
        assert refused.value.fields == {"permission": "task:read:own"}
    seen = await tasks.one(boss, task["id"])
    assert (seen["done_at"], seen["version"]) == (None, 2)


async def test_who_became_a_retailer_is_named_to_administrators_only(office, tasks, boss, manager):
    """POLICY R6: what he set as one of the staff stands, without his name."""
    director = await office.person(Role.DIRECTOR, "Дарья")
    task = await add(office, boss, manager)
    async with office.units.begin() as unit:
        moved = update(people).where(people.c.id == boss.id).values(role=Role.RETAILER.value)
        await unit._connection.execute(moved)
    for reader, name in ((manager, ""), (director, "Глеб")):
        assert (await tasks.one(reader, task["id"]))["author"] == name


async def test_set_from_a_message_it_knows_the_client(office, tasks, manager):
    message = await office.writes()
    task = await add(office, manager, manager, message=message.id)
    assert task["client_id"] == message.client_id
    assert task["client"] == (await office.clients())[0].client.name
    async with office.units.read() as unit:
        assert (await unit.tasks.get(task["id"])).message_id == message.id


async def test_the_client_is_left_out_where_the_assignee_may_not_read_it(office, boss, manager):
    """A5: a task is no way round the wall between managers."""
    message = await office.writes()
    other = await office.person(present=False)
    task = await add(office, boss, other, message=message.id)
    assert (task["client_id"], task["client"]) == (None, None)
    async with office.units.read() as unit:
        stored = await unit.tasks.get(task["id"])
    assert (stored.client_id, stored.message_id) == (None, None)


async def test_a_client_that_moved_on_is_no_longer_named(office, tasks, boss, manager):
    """A5: not to whoever has set it and lost the client since."""
    message = await office.writes()
    task = await add(office, manager, boss, client=message.client_id)
    assert (await tasks.one(manager, task["id"]))["client"]
    heir = await office.person(present=False)
    await office.core.handover.give(message.client_id, heir.id)
    assert (await tasks.one(manager, task["id"]))["client"] is None
    assert (await tasks.one(boss, task["id"]))["client"]


async def test_what_is_to_be_done_about_a_client_goes_with_it(office, tasks, boss, manager):
    """A5, E7: the new responsible is told as of a new task; an old button finds nothing."""
    message = await office.writes()
    about = await add(office, boss, manager, "об этом", client=message.client_id)
    await add(office, boss, manager, "о другом")
    done = await add(office, boss, manager, "сделано", client=message.client_id)
    await tasks.done(manager, done["id"], 1, cause="done")
    heir = await office.person(present=False)
    await office.core.handover.reassign(boss, message.client_id, heir.id, "given")
    (mine,) = await tasks.mine(heir)
    assert (mine["id"], mine["version"]) == (about["id"], 2)
    assert mine["client_id"] == message.client_id
    assert [task["text"] for task in await tasks.mine(manager)] == ["о другом"]
    (told,) = [row for row in await office.rows(code="task") if row.receiver.id == heir.id]
    assert "об этом" in told.payload["text"]
    with pytest.raises(NotFound):
        await tasks.done(manager, about["id"], 1, cause="late")


async def test_no_task_of_the_staff_goes_over_the_wall_with_a_client(office, tasks, boss, manager):
    """POLICY x: what a retailer has to do is set by himself or by the system."""
    message = await office.writes()
    task = await add(office, boss, manager, client=message.client_id)
    agent = await office.person(Role.RETAILER, "Агент", present=False)
    await office.core.handover.give(message.client_id, agent.id)
    assert [(t["id"], t["client"]) for t in await tasks.mine(manager)] == [(task["id"], None)]


async def test_tasks_follow_a_merge_and_its_undoing(office, tasks, boss, manager):
    """E10: whoever does not answer for the card that stands has nothing to do about it."""
    rival = await office.person(present=False)
    kept, gone = await office.writes(), await office.writes(phone="+79160000009")
    await office.core.handover.give(kept.client_id, rival.id)
    await office.core.handover.give(gone.client_id, manager.id)
    await add(office, boss, manager, client=gone.client_id)
    merge = await office.core.merging.merge(boss, kept.client_id, gone.client_id, "merge")
    assert [len(await tasks.mine(one)) for one in (manager, rival)] == [0, 1]
    await office.core.merging.undo(boss, merge, "undo")
    assert [len(await tasks.mine(one)) for one in (manager, rival)] == [1, 0]
    told = [row.receiver.id for row in await office.rows(code="task")]
    assert told == [manager.id, rival.id, manager.id]


async def test_another_s_message_sets_no_task(office, manager):
    message = await office.writes()
    stranger = await office.person(present=False)
    for more in (
        {"message": message.id},
        {"client": message.client_id},
        {"message": 404},
    ):
        with pytest.raises(NotFound):
            await add(office, stranger, stranger, **more)
    with pytest.raises(NotFound):
        await add(office, manager, manager, message=message.id, client=404)


async def test_the_same_command_sets_one_task(office, tasks, boss, manager):
    first = await add(office, boss, manager, cause="one")
    assert await add(office, boss, manager, cause="one") == first
    assert len(await tasks.mine(manager)) == 1


async def test_who_leaves_leaves_his_tasks_to_the_heir(office, tasks, boss, manager):
    task = await add(office, boss, manager)
    heir = await office.person()
    await office.core.handover.dismiss(manager.id, heir.id)
    (mine,) = await tasks.mine(heir)
    assert (mine["id"], mine["version"]) == (task["id"], 2)


async def test_lists_come_in_pages(office, tasks, boss, manager):
    for n in range(10):
        await add(office, boss, manager, f"дело {n}")
    assert [len(await tasks.mine(manager, page)) for page in range(3)] == [8, 2, 0]
    assert [len(await tasks.given(boss, page)) for page in range(3)] == [8, 2, 0]
