"""Quiet hours: a message comes without a sound, an urgent one does not (MENUS)."""

from datetime import UTC, datetime, time, timedelta

import pytest

from core.errors import NotAllowed, NotFound
from core.ids import PersonId
from core.notices.bell import Bell, Notice
from core.policy.permissions import may
from core.schedule.quiet import Quiet
from core.staff.model import Lens, Person, Role
from tests.core.office import Office

NIGHT = Quiet(time(22), time(7))


@pytest.mark.parametrize(
    ("begin", "end", "clock", "quiet"),
    [
        ((22, 0), (7, 0), (22, 0), True),
        ((22, 0), (7, 0), (21, 59), False),
        ((22, 0), (7, 0), (0, 0), True),
        ((22, 0), (7, 0), (6, 59), True),
        ((22, 0), (7, 0), (7, 0), False),
        ((13, 0), (14, 0), (13, 30), True),
        ((13, 0), (14, 0), (14, 0), False),
        ((13, 0), (14, 0), (12, 59), False),
        ((9, 0), (9, 0), (9, 0), False),
        ((0, 0), (0, 0), (0, 0), False),
    ],
)
def test_a_span_holds_over_midnight_and_an_equal_one_never(begin, end, clock, quiet):
    assert Quiet(time(*begin), time(*end)).covers(time(*clock)) is quiet


async def ring(office, *readers, key="k", urgent=False):
    bell = Bell(office.core.firm, office.core.texts, office.clock)
    notices = [Notice(one, "test", key, "слово", urgent=urgent) for one in readers]
    async with office.units.begin() as unit:
        await bell.ring(unit, notices)


async def silent(office):
    """Reader → whether the last message to him comes without a sound."""
    return {r.receiver.id: r.payload.get("silent", False) for r in await office.rows(code="test")}


def night(office, hour=23, minute=0):
    """That hour of Moscow on the day of the clock."""
    now = office.clock.now()
    wanted = datetime(now.year, now.month, now.day, hour, minute, tzinfo=UTC) - timedelta(hours=3)
    office.later((wanted - now).total_seconds())


async def test_the_firms_hours_hold_for_whoever_has_set_none(office):
    manager = await office.person()
    await ring(office, manager, key="day")
    assert await silent(office) == {manager.id: False}
    night(office)
    await ring(office, manager, key="night")
    assert await silent(office) == {manager.id: True}


async def test_what_is_urgent_is_heard_at_night(office):
    """MUST-FAIL: an alarm without a sound."""
    manager = await office.person()
    night(office)
    await ring(office, manager, urgent=True)
    assert await silent(office) == {manager.id: False}


async def test_what_a_client_writes_is_heard_at_night(office):
    manager = await office.person()
    night(office)
    await office.writes("срочно!")
    (row,) = await office.rows(code="client-message")
    assert row.receiver.id == manager.id
    assert "silent" not in row.payload


async def test_each_has_his_own_hours_and_may_switch_them_off(office):
    usual, owl, never = [await office.person() for _ in range(3)]
    await office.core.quiet_hours.set(owl, Quiet(time(2), time(11)), "own")
    await office.core.quiet_hours.set(never, None, "off")
    night(office)
    await ring(office, usual, owl, never)
    assert await silent(office) == {usual.id: True, owl.id: False, never.id: False}
    night(office, 10, 30)
    await ring(office, usual, owl, never, key="morning")
    rows = {r.receiver.id: r for r in await office.rows(code="test")}
    assert {n: "silent" in r.payload for n, r in rows.items()} == {
        usual.id: False, owl.id: True, never.id: False,
    }  # fmt: skip


async def test_back_to_the_firms_hours(office):
    manager = await office.person()
    firm = Quiet(time(21), time(8))
    hours = office.core.quiet_hours
    assert await hours.mine(manager) == {"quiet": firm, "own": False, "firm": firm}
    await hours.set(manager, NIGHT, "set")
    assert await hours.mine(manager) == {"quiet": NIGHT, "own": True, "firm": firm}
    await hours.set(manager, Quiet(time(9), time(9)), "equal")
    assert await hours.mine(manager) == {"quiet": None, "own": True, "firm": firm}
    await hours.as_firm(manager, "firm")
    assert await hours.mine(manager) == {"quiet": firm, "own": False, "firm": firm}


async def test_a_press_handled_again_changes_nothing_that_came_after(office):
    """Fault 17b."""
    manager = await office.person()
    hours = office.core.quiet_hours
    await hours.set(manager, NIGHT, "first")
    await hours.set(manager, None, "second")
    await hours.set(manager, NIGHT, "first")
    assert (await hours.mine(manager))["quiet"] is None


async def test_a_retailer_and_a_stranger_have_no_hours_to_keep(office):
    retailer = await office.person(Role.RETAILER)
    with pytest.raises(NotAllowed):
        await office.core.quiet_hours.set(retailer, NIGHT, "x")
    gone = await office.person()
    async with office.units.begin() as unit:
        await unit.people.dismiss(gone.id, office.clock.now())
    with pytest.raises(NotFound):
        await office.core.quiet_hours.mine(gone)


async def test_through_another_s_eyes_nothing_is_set(office):
    director = await office.person(Role.DIRECTOR)
    async with office.units.begin() as unit:
        await unit.people.view(director.id, Lens(Role.MANAGER))
    with pytest.raises(NotAllowed):
        await office.core.quiet_hours.set(director, NIGHT, "x")


def test_everybody_of_the_staff_keeps_his_own_hours(office):
    for role in Role:
        assert may(_person(role), "hours:keep") is (role is not Role.RETAILER)


def _person(role):

    return Person(PersonId(1), "Имя", role, role.value)


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        # Kyiv puts its clocks on at 3:00 on 29 March 2026: 01:30 UTC is 04:30 there, not 03:30.
        (datetime(2026, 3, 28, 1, 45, tzinfo=UTC), True),
        (datetime(2026, 3, 29, 1, 45, tzinfo=UTC), False),
        # And back at 4:00 on 25 October: 01:45 UTC is 03:45 again.
        (datetime(2026, 10, 24, 1, 45, tzinfo=UTC), False),
        (datetime(2026, 10, 25, 1, 45, tzinfo=UTC), True),
    ],
)
async def test_quiet_hours_follow_the_clock_on_the_wall(units, clock, moment, quiet):
    """Fault 27: quiet until 04:00 in Kyiv."""

    office = Office(units, clock, company_tz="Europe/Kyiv", quiet_hours="23:00-04:00")
    manager = await office.person()
    office.later((moment - office.clock.now()).total_seconds())
    await ring(office, manager)
    assert await silent(office) == {manager.id: quiet}


async def test_a_silent_notice_that_is_rewritten_stays_silent(office):
    manager = await office.person()
    night(office)
    await ring(office, manager)
    bell = Bell(office.core.firm, office.core.texts, office.clock)
    async with office.units.begin() as unit:
        await bell.rewrite(unit, "k", [manager], lambda _: "иначе")
    (row,) = await office.rows(code="test")
    assert (row.payload["text"], row.payload["silent"]) == ("иначе", True)
