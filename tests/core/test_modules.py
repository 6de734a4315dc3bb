"""A module that is off is not seen and not done; what is absent is absent, never 0 (E13)."""

from datetime import time

import pytest

from core.errors import InvalidInput, NotAllowed
from core.ids import PersonId
from core.news.model import State
from core.orders.model import FloorState
from core.policy.fields import view_for
from core.policy.modules import MODULES, NEEDS, SHOWN_WITH, SWITCHES, Switches, chosen
from core.policy.permissions import COMMANDS, commands_for, may, require
from core.policy.roles import PERMISSIONS
from core.staff.model import Person, Role
from tests.core.dealings import Dealings
from tests.core.newsroom import Newsroom, cause, utc, wall
from tests.core.office import Office, settings

EVERY = sorted(frozenset().union(*PERMISSIONS.values()))
ALL = sorted(MODULES)


@pytest.fixture(autouse=True)
def _everything_on_again():
    yield
    SWITCHES.only(())


def person(role):
    return Person(PersonId(1), "Имя", Role(role), role)


def without(name):
    """All the other modules, and none that would need it."""
    return [one for one in MODULES if one != name and name not in NEEDS.get(one, ())]


def test_every_beginning_is_that_of_a_permission_and_belongs_to_one_module():
    beginnings = [prefix for prefixes in MODULES.values() for prefix in prefixes]
    for prefix in beginnings:
        assert [name for name in EVERY if name.startswith(prefix)], prefix
        assert [one for one in beginnings if one.startswith(prefix)] == [prefix]


def test_by_default_everything_is_on():
    SWITCHES.only(())
    assert not [name for name in EVERY if SWITCHES.closed(name)]


def test_switches_that_nobody_has_set_close_nothing():
    fresh = Switches()
    assert not [name for name in EVERY if fresh.closed(name)]
    assert not fresh.hidden("client", "deals")


@pytest.mark.parametrize("name", ALL)
def test_what_belongs_to_a_module_that_is_off_nobody_may(name):
    on = without(name)
    SWITCHES.only(on)
    gone = {p for one in MODULES if one not in on for p in EVERY if p.startswith(MODULES[one])}
    for role in Role:
        left = {p for p in EVERY if may(person(role), p)}
        assert left == PERMISSIONS[role] - gone
    with pytest.raises(NotAllowed):
        require(person("director"), min(gone))


@pytest.mark.parametrize("name", ALL)
def test_its_commands_are_not_on_the_menu(name):
    SWITCHES.only(without(name))
    menu = set(commands_for(person("director")))
    open_ = {c for c, p in COMMANDS if p in PERMISSIONS[Role.DIRECTOR] and not SWITCHES.closed(p)}
    assert menu == open_ | {"lang", "help"}


def test_without_messaging_nobody_is_offered_conversations():
    SWITCHES.only(without("messaging"))
    assert "wa" not in commands_for(person("director"))
    assert "find" in commands_for(person("director"))


def test_a_field_of_a_module_that_is_off_is_absent():
    values = {"name": "А", "samples": 0, "deals": 0}
    SWITCHES.only(without("samples"))
    assert view_for(person("director"), "client", None, values) == {"name": "А", "deals": 0}
    SWITCHES.only(["messaging"])
    assert view_for(person("director"), "client", None, values) == {"name": "А"}
    assert view_for(person("director"), "deal", None, {"number": 1}) == {}


def test_every_field_that_is_shown_with_a_module_exists():
    beginnings = tuple(prefix for prefixes in MODULES.values() for prefix in prefixes)
    assert all(permission.startswith(beginnings) for permission in SHOWN_WITH.values())


@pytest.mark.parametrize("names", [["nonsense"], ["stock", "Stok"], ["all"]])
def test_an_unknown_name_is_an_error_that_names_the_known_ones(names):
    with pytest.raises(InvalidInput, match="module-unknown") as refusal:
        chosen(names)
    assert set(refusal.value.fields["names"].split(", ")) == set(MODULES)


def test_a_module_without_its_foundation_is_an_error():
    with pytest.raises(InvalidInput, match="module-needs") as refusal:
        chosen(["orders", "stock"])
    assert refusal.value.fields == {"name": "orders", "names": "pricing, approvals"}
    assert chosen([" Orders ", "stock", "pricing", "approvals"]) == {
        "orders", "stock", "pricing", "approvals",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("modules", "key"),
    [("messaging,nonsense", "no module nonsense"), ("orders", "orders needs stock")],
)
def test_the_setting_is_refused_at_the_start_by_its_key(modules, key):
    with pytest.raises(ValueError, match="MODULES: " + key):
        settings(modules=modules)


async def test_the_setting_counts_for_the_whole_process(units, clock):
    office = Office(units, clock, modules="stock, pricing")
    manager = await office.person()
    await office.writes()
    with pytest.raises(NotAllowed):
        await office.core.refusals.listing(manager)
    assert (await office.core.queries.wa_page(manager, 0)).lines == ()
    assert "wa" not in office.core.staff.commands_for(manager)
    Office(units, clock)
    assert "wa" in office.core.staff.commands_for(manager)


def jobs_of(units, clock, **more):
    return {job.name for job in Office(units, clock, **more).core.jobs}


JOBS = {
    "stock": {"reservation-reminder", "warehouse-term"},
    "samples": {"sample-call"},
    "tasks": {"task-due"},
    "messaging": {"unanswered"},
    "news": {"announcement", "announcement-missed"},
}


@pytest.mark.parametrize("name", ALL)
async def test_its_jobs_are_neither_ticked_nor_listed(units, clock, name):
    """MUST-FAIL: what is off costs nothing."""
    on = without(name)
    left = jobs_of(units, clock, modules=",".join(on))
    gone = set().union(*(JOBS.get(one, set()) for one in MODULES if one not in on))
    assert jobs_of(units, clock) - left == gone


async def test_every_job_that_belongs_to_a_permission_names_one_that_exists(units, clock):
    named = {job.permission for job in Office(units, clock).core.jobs}
    assert named - {""} <= set(EVERY)


async def test_without_news_no_announced_rule_holds_a_sale_up(office):
    """MUST-FAIL: nobody could lift it."""
    shop = await Dealings(office).opened()
    room = await Newsroom(office).opened()
    await room.publish(rule=room.rule(shop.grade))
    SWITCHES.only(without("news"))
    deal = await shop.deal(price=117_000, confirmed=False)
    assert (await shop.line(deal)).floor_state is FloorState.FINE
    await shop.do(shop.core.deals.confirm, deal)
    assert (await shop.core.prices.current(room.director, shop.grade))["rules"] == []
    SWITCHES.only(())
    assert (await shop.core.prices.current(room.director, shop.grade))["rules"] != []


async def test_what_was_announced_for_later_waits_until_news_is_on_again(office):
    """MUST-FAIL: a module that is off is no right that was lost."""
    room = await Newsroom(office).opened()
    daily = (await room.publish(send_at=wall("2026-11-23 10:00"), repeat="working"))["news"]
    SWITCHES.only(without("news"))
    for hour in ("07:00:05", "14:00"):
        await room.tick(f"2026-11-23 {hour}")
    one = await room.one(daily)
    assert (one.state, one.version, one.runs) == (State.SCHEDULED, 1, 0)
    assert not [row.code for row in await office.rows() if row.code.startswith("news")]
    SWITCHES.only(())
    await room.tick("2026-11-24 07:00")
    assert len(await room.told()) == 4


async def test_an_announcement_whose_fire_comes_as_news_goes_off_is_left_alone(office):
    room = await Newsroom(office).opened()
    number = (await room.publish(send_at=wall("2026-11-23 10:00"), repeat="working"))["news"]
    job = next(job for job in office.core.jobs if job.name == "announcement")
    async with office.units.begin() as unit:
        [due, *_] = await job.due(unit, office.clock.now(), utc("2026-11-24"))
        SWITCHES.only(without("news"))
        await job.fire(unit, due, None)
    assert (await room.one(number)).version == 1
    assert await office.rows() == []


async def test_without_tasks_one_that_was_set_is_neither_read_nor_done(office):
    """MUST-FAIL: an old button, a letter's address."""
    manager, tasks = await office.person(), office.core.tasks
    task = await tasks.add(manager, manager.id, "позвонить", None, cause=cause())
    SWITCHES.only(without("tasks"))
    for attempt in (
        tasks.mine(manager),
        tasks.one(manager, task),
        tasks.done(manager, task, 1, cause=cause()),
        tasks.postpone(manager, task, 1, cause=cause()),
    ):
        with pytest.raises(NotAllowed):
            await attempt
    SWITCHES.only(())
    assert (await tasks.one(manager, task))["done_at"] is None


async def test_a_subscription_waits_until_its_module_is_on_again(office):
    """MUST-FAIL: it ends with a right that is lost, not with a switch."""
    manager = await office.person()
    await office.core.schedule.tick()
    await office.core.subscriptions.subscribe(manager, "rates", time(11), "daily", cause())
    SWITCHES.only(without("pricing"))
    office.later(24 * 3600)
    await office.core.schedule.tick()
    assert await office.rows() == []
    SWITCHES.only(())
    office.later(24 * 3600)
    await office.core.schedule.tick()
    assert [row.code for row in await office.rows()] == ["subscription-rates"]
