"""Role x permission as one golden table; menus follow permissions (A5, P18)."""

from datetime import UTC, datetime

import pytest

from core.clients.model import Lane
from core.errors import NotAllowed
from core.ids import PersonId
from core.policy.permissions import commands_for, may, may_with_client, require, require_with_client
from core.policy.roles import PERMISSIONS
from core.staff.model import Person, Role

ALL = (
    "client:find", "client:give", "client:read:any", "client:read:own",
    "conversation:answer:any", "conversation:answer:own", "conversation:answer:unassigned",
    "conversation:read:any", "conversation:read:own", "conversation:read:unassigned",
    "day:keep", "outbox:read", "outbox:resend", "person:invite",
)  # fmt: skip

# One line a permission: who has it.
GOLDEN = {
    "client:find": "director sysadmin sales_head manager secretary",
    "client:give": "director sysadmin sales_head secretary",
    "client:read:any": "director sysadmin sales_head",
    "client:read:own": "sales_head manager",
    "conversation:answer:any": "director sysadmin sales_head",
    "conversation:answer:own": "sales_head manager",
    "conversation:answer:unassigned": "secretary",
    "conversation:read:any": "director sysadmin sales_head",
    "conversation:read:own": "sales_head manager",
    "conversation:read:unassigned": "secretary",
    "day:keep": "director sysadmin sales_head manager secretary logistician lawyer",
    "outbox:read": "director sysadmin",
    "outbox:resend": "director sysadmin",
    "person:invite": "director sysadmin",
}


def person(role, number=1, **more):
    return Person(PersonId(number), "Имя", Role(role), role, **more)


def test_the_golden_table_is_what_each_role_may():
    assert set(GOLDEN) == set(ALL) == set().union(*PERMISSIONS.values())
    for role in Role:
        mine = {name for name in ALL if may(person(role), name)}
        assert mine == {name for name, roles in GOLDEN.items() if role.value in roles.split()}


def test_a_role_without_an_entry_cannot_exist():
    assert set(PERMISSIONS) == set(Role)


@pytest.mark.parametrize("role", list(Role))
def test_a_dismissed_person_may_nothing(role):
    gone = person(role, dismissed_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert not any(may(gone, name) for name in ALL)
    with pytest.raises(NotAllowed):
        require(gone, "day:keep")


def test_what_nobody_was_given_nobody_may():
    assert not any(may(person(role), "stock:write") for role in Role)


@pytest.mark.parametrize(
    ("role", "owner", "answers"),
    [
        ("director", 2, True), ("director", None, True), ("sales_head", 2, True),
        ("manager", 1, True), ("manager", 2, False), ("manager", None, False),
        ("secretary", None, True), ("secretary", 2, False), ("secretary", 1, False),
        ("logistician", 1, False), ("lawyer", None, False), ("retailer", 1, False),
    ],
)  # fmt: skip
def test_whom_one_may_answer_depends_on_whose_the_client_is(role, owner, answers):
    lane = Lane(1, 1, owner, 1)
    assert may_with_client(person(role), "conversation:answer", lane) is answers
    if not answers:
        with pytest.raises(NotAllowed):
            require_with_client(person(role), "conversation:answer", lane)


def test_a_client_without_a_lane_is_only_for_those_who_may_any():
    able = [role for role in Role if may_with_client(person(role), "conversation:answer", None)]
    assert able == [Role.DIRECTOR, Role.SYSADMIN, Role.SALES_HEAD]


def test_commands_follow_permissions():
    assert commands_for(person("manager")) == (
        "wa", "find", "start_day", "finish_day", "lang", "help",
    )  # fmt: skip
    assert commands_for(person("secretary")) == commands_for(person("manager"))
    assert commands_for(person("director")) == (
        "wa", "find", "start_day", "finish_day", "invite", "dead", "lang", "help",
    )  # fmt: skip
    assert commands_for(person("lawyer")) == ("start_day", "finish_day", "lang", "help")
    assert commands_for(person("retailer")) == ("lang", "help")
