"""Role x permission as one golden table; menus follow permissions (A1, A2, A3, A5, A8, D3, P18)."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clients.model import Lane
from core.errors import NotAllowed
from core.ids import PersonId
from core.policy.permissions import (
    COMMANDS,
    commands_for,
    may,
    may_with_client,
    require,
    require_with_client,
    through,
)
from core.policy.roles import PERMISSIONS
from core.staff.model import ADMINISTRATORS, UNPLACED, Lens, Person, Role

# One line a permission: who has it. Whoever changes roles.py changes a line here, and is asked why.
GOLDEN = {
    "absent:read": "director sysadmin sales_head",
    "approval:decide:access": "director sysadmin sales_head",
    "approval:decide:client-edit": "director sysadmin",
    "approval:decide:contract": "director lawyer",
    "approval:decide:deferral": "director sales_head",
    "approval:decide:discount": "director sales_head",
    "approval:decide:write-off": "director sales_head",
    "board:pin": "director sysadmin",
    "audit:read": "director sysadmin",
    "client:ask-access": "director sysadmin sales_head manager",
    "client:ask-edit": "director sysadmin sales_head manager secretary",
    "client:contract:any": "director sysadmin sales_head secretary",
    "client:contract:own": "director sysadmin sales_head manager",
    "client:create": "director sysadmin sales_head manager secretary",
    "client:describe:any": "director sysadmin sales_head",
    "client:describe:own": "director sysadmin sales_head manager",
    "client:edit-locked": "director sysadmin",
    "client:export:any": "director sysadmin sales_head",
    "client:export:own": "director sysadmin sales_head manager",
    "client:find": "director sysadmin sales_head manager secretary lawyer",
    "client:give": "director sysadmin sales_head secretary",
    "client:merge": "director sysadmin sales_head",
    "client:read:any": "director sysadmin sales_head",
    "client:read:legal": "lawyer",
    "client:read:own": "director sysadmin sales_head manager",
    "client:read:unassigned": "secretary",
    "client:segment:any": "director sysadmin sales_head",
    "client:segment:own": "director sysadmin sales_head manager",
    "client:status:any": "director sysadmin",
    "client:status:team": "director sysadmin sales_head",
    "comment:edit:any": "director sysadmin",
    "comment:write:any": "director sysadmin sales_head",
    "comment:write:own": "director sysadmin sales_head manager",
    "contact:create:any": "director sysadmin sales_head",
    "contact:create:own": "director sysadmin sales_head manager",
    "contact:create:unassigned": "secretary",
    "conversation:answer:any": "director sysadmin sales_head",
    "conversation:answer:own": "director sysadmin sales_head manager",
    "conversation:answer:unassigned": "secretary",
    "conversation:read:any": "director sysadmin sales_head",
    "conversation:read:own": "director sysadmin sales_head manager",
    "conversation:read:unassigned": "secretary",
    "day:keep": "director sysadmin sales_head manager secretary logistician lawyer",
    "deal:deliver": "logistician",
    "deal:edit:any": "director sysadmin sales_head",
    "deal:edit:own": "director sysadmin sales_head manager",
    "deal:freight": "director sysadmin sales_head logistician",
    "deal:open:any": "director sysadmin sales_head",
    "deal:open:own": "director sysadmin sales_head manager",
    "deal:pay:any": "director sysadmin sales_head",
    "deal:pay:own": "director sysadmin sales_head manager",
    "deal:read:any": "director sysadmin sales_head",
    "deal:read:own": "director sysadmin sales_head manager",
    "deal:ship:any": "director sysadmin sales_head",
    "deal:ship:own": "director sysadmin sales_head manager",
    "group:edit": "director sysadmin",
    "group:read": "director sysadmin",
    "hours:keep": "director sysadmin sales_head manager secretary logistician lawyer",
    "job:read": "director sysadmin",
    "ledger:read": "director sysadmin sales_head secretary",
    "news:publish": "director sysadmin",
    "news:read": "director sysadmin sales_head manager secretary logistician lawyer",
    "outbox:read": "director sysadmin",
    "outbox:resend": "director sysadmin",
    "person:invite": "director sysadmin",
    "person:place": "director sysadmin",
    "person:read": "director sysadmin",
    "policy:view-as": "director sysadmin",
    "price:read": "director sysadmin sales_head manager secretary logistician lawyer",
    "price:set": "director sysadmin sales_head",
    "rate:read": "director sysadmin sales_head manager secretary logistician lawyer",
    "rate:set": "director sysadmin",
    "refusal:explain:any": "director sysadmin",
    "refusal:explain:own": "director sysadmin sales_head manager secretary logistician lawyer",
    "reservation:extend:any": "director sysadmin sales_head",
    "reservation:extend:own": "director sysadmin sales_head manager",
    "reservation:place": "director sysadmin sales_head manager",
    "reservation:read:any": "director sysadmin sales_head",
    "reservation:read:own": "director sysadmin sales_head manager",
    "reservation:release:any": "director sysadmin sales_head",
    "reservation:release:own": "director sysadmin sales_head manager",
    "sample:write:any": "director sysadmin sales_head",
    "sample:write:own": "director sysadmin sales_head manager",
    "status:edit": "director sysadmin",
    "stock:edit": "director sysadmin sales_head secretary",
    "stock:read": "director sysadmin sales_head manager secretary logistician lawyer",
    "task:read:any": "director sysadmin sales_head",
    "task:read:own": "director sysadmin sales_head manager secretary logistician lawyer",
    "task:set": "director sysadmin sales_head manager secretary logistician lawyer",
    "warehouse:edit": "director sysadmin sales_head",
}


def person(role, number=1, group=None, **more):
    return Person(PersonId(number), "Имя", Role(role), group or role, **more)


people = st.builds(
    person,
    st.sampled_from(list(Role)),
    st.integers(1, 3),
    group=st.sampled_from([None, "north", UNPLACED]),
    dismissed_at=st.sampled_from([None, datetime(2026, 1, 1, tzinfo=UTC)]),
    viewing=st.none() | st.builds(Lens, st.sampled_from(list(Role)), st.none() | st.integers(1, 3)),
)
permissions = st.sampled_from([*GOLDEN, "stock:write", "", "stock"])
lanes = st.none() | st.builds(
    Lane, st.just(1), st.just(1), st.none() | st.integers(1, 3), st.just(1)
)


def test_the_golden_table_is_what_each_role_may():
    table = {
        name: " ".join(role for role in Role if may(person(role), name))
        for name in sorted(set().union(*PERMISSIONS.values()))
    }
    assert table == GOLDEN


def test_a_role_without_an_entry_cannot_exist():
    assert set(PERMISSIONS) == set(Role)


def who(name):
    return set(GOLDEN[name].split())


def test_the_must_fails_of_the_requirements_stand_in_the_table():
    """A1, A2, A3, D3, B10, R7: who is not named there may not."""
    administrators = {role.value for role in ADMINISTRATORS}
    assert who("client:edit-locked") == who("comment:edit:any") == administrators
    assert who("approval:decide:client-edit") == who("status:edit") == administrators
    assert who("stock:edit") == administrators | {"sales_head", "secretary"}
    assert who("client:status:any") == administrators
    assert who("client:status:team") == administrators | {"sales_head"}
    assert who("approval:decide:discount") == {"director", "sales_head"}
    assert who("policy:view-as") == who("audit:read") == who("refusal:explain:any")
    assert who("policy:view-as") == who("group:edit") == who("person:place") == administrators


def test_the_logistician_has_the_delivery_and_nothing_of_a_client():
    """A8."""
    mine = {name for name in GOLDEN if "logistician" in who(name)}
    assert mine - {name for name in GOLDEN if "lawyer" in who(name)} == {
        "deal:deliver",
        "deal:freight",
    }
    assert [
        name for name in mine if name.startswith(("client:", "contact:", "conversation:"))
    ] == []


def test_nothing_is_a_retailers():
    """C1, C2: their three things are another bot's; no right of the firm's staff is theirs."""
    assert PERMISSIONS[Role.RETAILER] == frozenset()
    assert commands_for(person("retailer")) == ("lang", "help")


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(
    "lost", [{"dismissed_at": datetime(2026, 1, 1, tzinfo=UTC)}, {"group": UNPLACED}]
)
def test_somebody_without_a_place_may_nothing(role, lost):
    """POLICY R1: the dismissed, and those whom nobody has put in a group."""
    gone = person(role, **lost)
    assert not any(may(gone, name) for name in GOLDEN)
    assert commands_for(gone) == ("lang", "help")
    with pytest.raises(NotAllowed):
        require(gone, "day:keep")


def test_what_nobody_was_given_nobody_may():
    assert not any(may(person(role), "stock:write") for role in Role)


def test_a_refusal_names_the_permission_that_was_missing():
    """C7."""
    with pytest.raises(NotAllowed) as refusal:
        require(person("manager"), "stock:edit")
    assert refusal.value.fields == {"permission": "stock:edit"}


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


@given(people, permissions, lanes)
def test_losing_the_place_never_gives_a_right(who, name, lane):
    """I5: monotone."""
    for lost in (person(who.role, who.id, UNPLACED), person("retailer", who.id)):
        assert not may(lost, name)
        assert not may_with_client(lost, name.rpartition(":")[0], lane)


@given(people, permissions, lanes)
def test_a_narrower_relation_never_gives_more(who, name, lane):
    """A5: whoever may with another's client may with their own and with nobody's."""
    head = name.rpartition(":")[0]
    mine, foreign = Lane(1, 1, who.id, 1), Lane(1, 1, PersonId(99), 1)
    if may_with_client(who, head, foreign):
        assert may_with_client(who, head, mine)
        assert may_with_client(who, head, lane)


@given(people)
def test_a_look_through_another_role_has_exactly_that_roles_rights(who):
    """`/as`: for administrators only, and nothing of their own shines through."""
    seen = through(who)
    lens = who.viewing
    if lens is None or not may(who, "policy:view-as"):
        assert seen == who
        return
    own = person(lens.role, lens.person_id or who.id)
    assert {n for n in GOLDEN if may(seen, n)} == {n for n in GOLDEN if may(own, n)}
    assert (seen.id, commands_for(who)) == (own.id, commands_for(own))


def test_every_command_hangs_on_a_permission_that_exists():
    assert {permission for _, permission in COMMANDS} <= GOLDEN.keys()


def test_commands_follow_permissions():
    """A menu is a consequence: each command is there exactly for whom one permission opens it."""
    for role in Role:
        mine = commands_for(person(role))
        opened = {name for name, permission in COMMANDS if role.value in who(permission)}
        assert set(mine) == opened | {"lang", "help"}
        assert len(mine) == len(set(mine))
    assert "as" not in commands_for(person("sales_head"))
    assert "why" in commands_for(person("lawyer"))
    assert "find" not in commands_for(person("logistician"))
    for role, files in (("manager", True), ("secretary", True), ("logistician", False)):
        assert ("approve" in commands_for(person(role))) is files, role
