"""A module that is off is not seen and not done; what is absent is absent, never 0 (E13)."""

import pytest

from core.errors import InvalidInput, NotAllowed
from core.ids import PersonId
from core.policy.fields import view_for
from core.policy.modules import MODULES, NEEDS, SHOWN_WITH, SWITCHES, Switches, chosen
from core.policy.permissions import COMMANDS, commands_for, may, require
from core.policy.roles import PERMISSIONS
from core.staff.model import Person, Role
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
