"""Everybody in a group, each group with its own rules: data that counts at once (C5, POLICY R1)."""

import asyncio
import itertools
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DomainError, InvalidInput, NotAllowed, NotFound, Stale
from core.messaging.post import StoppedByPolicy
from core.policy.gate import Question, Side, judge, matrix
from core.policy.permissions import commands_for, may
from core.policy.roles import PERMISSIONS
from core.policy.rules import (
    NAME,
    changed_cells,
    checked,
    conditions,
    hash_of,
    receivers,
    verbs,
    with_cells,
)
from core.staff.model import UNPLACED, Group, Role
from tests.core.office import PHONE, AnyChannel

_numbers = itertools.count(1)


def cause():
    return f"g{next(_numbers)}"


@pytest.fixture
async def director(office):
    return await office.person(Role.DIRECTOR, name="Анна", present=False)


async def fresh(office, person):
    async with office.units.read() as unit:
        return await unit.people.get(person.id)


# -- the data ---------------------------------------------------------------------------------


async def test_every_role_has_its_group_from_the_first_day_on(office, director):
    groups = await office.core.groups.listing(director)
    assert {group.name: group.role for group in groups} == {role.value: role for role in Role}
    assert {g.name: g.members for g in groups if g.members} == {"director": 1}


async def test_a_group_is_made_with_a_role_and_no_rules(office, director):
    made = await office.core.groups.create(director, "Север", "manager", "c1")
    assert made == Group("Север", Role.MANAGER)
    assert await office.core.groups.create(director, "Север", "manager", "c1") == made
    with pytest.raises(InvalidInput, match="group-exists"):
        await office.core.groups.create(director, "Север", "lawyer", "c2")
    with pytest.raises(InvalidInput, match="role-unknown"):
        await office.core.groups.create(director, "Юг", "boss", "c3")


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "1st",
        "manager",
        "client",
        "unknown",
        "place",
        "a b",
        "a:b",
        "a.b",
        "a" * 33,
        "../x",
        "x\n",
    ],
)
async def test_a_name_that_means_something_else_is_refused(office, name):
    if name == "x\n":
        assert (await office.core.groups.create(None, name, "manager", cause())).name == "x"
        return
    with pytest.raises(InvalidInput, match="group-name"):
        await office.core.groups.create(None, name, "manager", cause())


async def test_a_change_is_a_new_version_and_each_cell_a_line_of_the_audit(office, director):
    change = office.core.groups.change
    await change(director, "manager", None, {"client.reply": "D", "lawyer.message": "D"}, "c1")
    group = await change(director, "manager", 2, {"client.reply": "own+relay"}, "c2")
    group = await change(director, "manager", 3, {"lawyer.message": ""}, "c3")
    assert group.rules == {"client": {"reply": "own+relay"}}
    assert group.version == 4
    lines = [row for row in await office.audit() if row["stage"] == "group"]
    assert [(r["policy_version"], r["rule"], r["code"], r["author_id"]) for r in lines] == [
        ("2", "client-reply:D", "manager", director.id),
        ("2", "lawyer-message:D", "manager", director.id),
        ("3", "client-reply:own+relay", "manager", director.id),
        ("4", "lawyer-message:matrix", "manager", director.id),
    ]
    assert len({row["payload_hash"] for row in lines}) == 3


async def test_what_changes_nothing_is_no_new_version(office):
    for _ in range(2):
        group = await office.core.groups.set_rules(
            None, "lawyer", None, {"client": {"see": "D"}, "manager": {}}, cause()
        )
    assert (group.version, group.rules) == (2, {"client": {"see": "D"}})


async def test_the_same_command_handled_again_changes_once(office):
    for _ in range(2):
        group = await office.core.groups.change(None, "lawyer", None, {"client.see": "D"}, "same")
        await office.core.groups.change(None, "lawyer", None, {"client.see": ""}, "back")
    assert group.version == 3


async def test_a_version_that_has_moved_on_is_refused(office, director):
    await office.core.groups.change(director, "lawyer", 1, {"client.see": "D"}, "c1")
    with pytest.raises(Stale):
        await office.core.groups.change(director, "lawyer", 1, {"client.see": ""}, "c2")
    with pytest.raises(Stale):
        await office.core.groups.set_rules(director, "lawyer", 1, {}, "c3")


async def test_twenty_changes_at_once_lose_none(office):
    cells = [f"{receiver}.{verb}" for receiver in ("manager", "lawyer") for verb in sorted(verbs())]
    await asyncio.gather(
        *(
            office.core.groups.change(None, "secretary", None, {c: "D"}, cause())
            for c in cells
            if "broadcast" not in c
        )
    )
    group = await office.core.groups.show(None, "secretary")
    assert group.version == 13
    assert sum(len(row) for row in group.rules.values()) == 12


WRONG = [
    ({"nobody": {"reply": "D"}}, "group-receiver"),
    ({"client": {"teleport": "D"}}, "group-verb"),
    ({"client": {"reply": "maybe"}}, "group-cell"),
    ({"client": {"reply": "own+maybe"}}, "group-cell"),
    ({"client": {"reply": ""}}, "group-cell"),
    ({"client": {"reply": None}}, "group-cell"),
    ({"client": {"reply": ["D"]}}, "group-cell"),
    ({"client": {1: "D"}}, "group-verb"),
    ({"client": "D"}, "group-rules-shape"),
    ({1: {"reply": "D"}}, "group-rules-shape"),
    ([], "group-rules-shape"),
    (None, "group-rules-shape"),
    ("client", "group-rules-shape"),
    ({"client": {"forward": "A"}}, "group-widens"),
    ({"retailer": {"message": "own"}}, "group-widens"),
]


@pytest.mark.parametrize(("rules", "code"), WRONG)
async def test_wrong_rules_are_refused_clearly_and_nothing_changes(office, rules, code):
    with pytest.raises(InvalidInput, match=code) as refusal:
        await office.core.groups.set_rules(None, "manager", None, rules, cause())
    if "names" in refusal.value.fields:
        assert (
            "client" in refusal.value.fields["names"]
            or "reply" in refusal.value.fields["names"]
            or "relay" in refusal.value.fields["names"]
        )
    assert (await office.core.groups.show(None, "manager")).rules == {}


async def test_a_named_group_can_be_a_receiver_with_the_limits_of_its_role(office):
    await office.core.groups.create(None, "north", "retailer", cause())
    with pytest.raises(InvalidInput, match="group-widens"):
        await office.core.groups.change(None, "manager", None, {"north.message": "A"}, cause())
    group = await office.core.groups.change(None, "manager", None, {"north.message": "D"}, cause())
    assert group.rules == {"north": {"message": "D"}}


async def test_only_administrators_read_and_change_groups(office):
    groups = office.core.groups
    for role in (Role.SALES_HEAD, Role.MANAGER, Role.SECRETARY, Role.LOGISTICIAN, Role.LAWYER):
        who = await office.person(role, present=False)
        for permission, work in (
            ("group:read", groups.listing(who)),
            ("person:read", groups.people(who)),
            ("group:read", groups.show(who, "manager")),
            ("group:edit", groups.create(who, "north", "manager", cause())),
            ("group:edit", groups.change(who, "manager", None, {"client.see": "D"}, cause())),
            ("person:place", groups.place(who, who.id, "director", None, cause())),
        ):
            with pytest.raises(NotAllowed) as refusal:
                await work
            assert refusal.value.fields == {"permission": permission}
    assert (await groups.show(None, "manager")).version == 1


async def test_a_group_that_does_not_exist_is_told(office, director):
    manager = await office.person()
    for work in (
        office.core.groups.show(director, "north"),
        office.core.groups.change(director, "north", None, {}, cause()),
        office.core.groups.place(director, manager.id, "north", None, cause()),
    ):
        with pytest.raises(NotFound, match="group-unknown"):
            await work


async def test_a_refusal_repeats_what_was_typed_and_no_more_than_a_line_of_it(office, director):
    long, groups = "ы" * 65, office.core.groups
    await groups.create(director, "Север", "manager", cause())
    for work, code, fields in (
        (groups.show(director, long), "group-unknown", {"name": long[:64]}),
        (groups.change(director, long, None, {}, cause()), "group-unknown", {"name": long[:64]}),
        (groups.create(None, long, "manager", cause()), "group-name", {"name": long[:64]}),
        (groups.create(None, "Север", "lawyer", cause()), "group-exists", {"name": "Север"}),
        (
            groups.create(None, "Юг", long, cause()),
            "role-unknown",
            {"role": long[:64], "roles": ", ".join(Role)},
        ),
    ):
        with pytest.raises(DomainError) as refusal:
            await work
        assert (refusal.value.code, refusal.value.fields) == (code, fields)


async def test_administrators_see_everybody_in_the_order_of_coming(office, director):
    first, second = await office.person(name="Яна"), await office.person(name="Борис")
    await office.core.groups.place(director, first.id, UNPLACED, None, cause())
    await office.core.handover.dismiss(second.id, director.id)
    for actor in (director, None):
        seen = await office.core.groups.people(actor)
        assert [one.id for one in seen] == [director.id, first.id, second.id]


async def test_a_new_group_and_a_new_place_stand_in_the_audit(office, director):
    await office.core.groups.create(director, "Север", "manager", cause())
    manager = await office.person(present=False)
    await office.core.groups.place(director, manager.id, "Север", None, cause())
    made, placed = [row for row in await office.audit() if row["stage"] in {"group", "place"}]
    assert (made["rule"], made["code"], made["verdict"]) == ("role:manager", "Север", "allow")
    assert (made["author_id"], made["object_kind"], made["object_id"]) == (
        director.id, "group", None,
    )  # fmt: skip
    assert (placed["rule"], placed["verdict"]) == ("group:Север", "allow")
    assert (placed["object_kind"], placed["object_id"]) == ("person", manager.id)
    assert made["at"] == placed["at"] == office.clock.now().isoformat()


# -- people in them ---------------------------------------------------------------------------


async def test_placing_changes_role_group_and_epoch_at_once(office, director):
    await office.core.groups.create(director, "north", "lawyer", cause())
    manager = await office.person(present=False)
    placed = await office.core.groups.place(director, manager.id, "north", manager.version, "c1")
    assert (placed.role, placed.group, placed.epoch) == (Role.LAWYER, "north", manager.epoch + 1)
    assert placed == await fresh(office, manager)
    again = await office.core.groups.place(director, manager.id, "north", manager.version, "c1")
    assert again == placed
    row = next(row for row in await office.audit() if row["stage"] == "place")
    assert (row["rule"], row["code"], row["author_id"], row["object_id"]) == (
        "group:north", "manager", director.id, manager.id,
    )  # fmt: skip
    assert {g.name: g.members for g in await office.core.groups.listing(director)}["north"] == 1


async def test_somebody_without_a_placed_group_has_no_rights(office, director):
    """POLICY R1: until an administrator places them again."""
    manager = await office.person()
    gone = await office.core.groups.place(director, manager.id, UNPLACED, None, cause())
    assert not gone.placed
    assert not any(may(gone, name) for name in PERMISSIONS[Role.MANAGER])
    assert commands_for(gone) == ("lang", "help")
    assert await office.core.staff.person_at(manager.telegram_id) is None
    with pytest.raises(NotFound):
        await office.core.staff.start_day(manager)
    async with office.units.read() as unit:
        assert await unit.people.of_roles(Role.MANAGER) == []
    asked = await office.writes()
    assert await office.owner_of(asked.client_id) is None
    back = await office.core.groups.place(director, manager.id, "manager", gone.version, cause())
    assert back.placed
    assert (await office.core.staff.person_at(manager.telegram_id)).id == manager.id


async def test_somebody_whose_place_was_taken_opens_no_lead(office, director):
    """POLICY vii: their address is the firm's until they are dismissed."""
    manager = await office.person(phone=PHONE)
    await office.core.groups.place(director, manager.id, UNPLACED, None, cause())
    await office.receive(office.message("это я", PHONE))
    assert await office.clients() == []


async def test_a_stale_version_moves_nobody(office, director):
    manager = await office.person(present=False)
    await office.core.groups.place(director, manager.id, "lawyer", manager.version, cause())
    with pytest.raises(Stale):
        await office.core.groups.place(director, manager.id, "secretary", manager.version, cause())
    assert (await fresh(office, manager)).role is Role.LAWYER


async def test_nobody_moves_themselves_and_the_last_administrator_stays(office, director):
    with pytest.raises(InvalidInput, match="own-place"):
        await office.core.groups.place(director, director.id, "manager", None, cause())
    for name in ("manager", UNPLACED):
        with pytest.raises(InvalidInput, match="last-administrator"):
            await office.core.groups.place(None, director.id, name, None, cause())
    other = await office.person(Role.SYSADMIN)
    await office.core.groups.place(other, director.id, "manager", None, cause())
    with pytest.raises(InvalidInput, match="last-administrator"):
        await office.core.groups.place(None, other.id, "manager", None, cause())


async def test_clients_never_move_to_where_nobody_keeps_them_nor_across_the_wall(office, director):
    """POLICY: a lane has one owner; there is no history across the wall."""
    manager = await office.person()
    asked = await office.writes()
    assert await office.owner_of(asked.client_id) == manager.id
    for name in ("lawyer", "secretary", "director", "retailer", UNPLACED):
        with pytest.raises(InvalidInput, match="place-has-clients"):
            await office.core.groups.place(director, manager.id, name, None, cause())
    placed = await office.core.groups.place(director, manager.id, "sales_head", None, cause())
    assert placed.role is Role.SALES_HEAD
    await office.core.handover.give(asked.client_id, (await office.person()).id)
    await office.core.groups.place(director, manager.id, "retailer", None, cause())
    assert (await fresh(office, manager)).role is Role.RETAILER


async def test_dismissed_and_unknown_people_are_placed_nowhere(office, director):
    gone = await office.person()
    await office.core.handover.dismiss(gone.id, (await office.person()).id)
    for number in (gone.id, 404):
        with pytest.raises(InvalidInput, match="person-unknown"):
            await office.core.groups.place(director, number, "manager", None, cause())


# -- at the gate ------------------------------------------------------------------------------


async def test_a_rule_stops_the_next_message_and_is_named_as_the_reason(office, director):
    """C5, I7: changed without code, in force at once."""
    manager = await office.person()
    asked = await office.writes()
    await office.answers(manager, asked, "раз")
    await office.core.groups.change(
        director, "manager", None, {"client.message": "D", "client.reply": "D"}, "c"
    )
    with pytest.raises(StoppedByPolicy) as refusal:
        await office.answers(manager, asked, "два")
    assert refusal.value.fields["rule"].startswith("group:manager-")
    assert refusal.value.fields["rule"].endswith("-client")
    await office.core.groups.set_rules(director, "manager", None, {}, "c2")
    _, said = await office.answers(manager, asked, "три")
    assert said.state == "queued"


async def test_a_rule_made_after_queueing_stops_the_message_when_it_leaves(office, director):
    """I7: evaluated again when leaving."""
    manager = await office.person()
    asked = await office.writes()
    await office.answers(manager, asked, "раз")
    cells = {f"client.{verb}": "D" for verb in ("message", "reply", "attach")}
    await office.core.groups.change(director, "manager", None, cells, "c")
    office.later(6)
    assert await office.taken(AnyChannel()) == []
    denied = [row for row in await office.audit("deny") if row["stage"] == "send"]
    assert {row["rule"].partition("-")[0] for row in denied} == {"group:manager"}


async def test_a_rule_of_one_group_does_not_touch_another_of_the_same_role(office, director):
    await office.core.groups.create(director, "north", "manager", cause())
    manager = await office.person()
    asked = await office.writes()
    await office.core.groups.change(
        director, "north", None, {"client.reply": "D", "client.message": "D"}, cause()
    )
    assert (await office.answers(manager, asked, "раз"))[1].state == "queued"
    await office.core.groups.place(director, manager.id, "north", None, cause())
    with pytest.raises(StoppedByPolicy):
        await office.answers(await fresh(office, manager), asked, "два")


def side(group, rules=(), **more):
    kind = group if group == "client" else "person"
    return Side(group, kind, 1, rules=dict(rules), **more)


def test_rules_for_a_receiver_hold_by_its_own_name_and_by_its_role():
    for rules in ({"north": {"message": "D"}}, {"lawyer": {"message": "D"}}):
        author = side("manager", rules, place="south")
        verdict = judge(Question("message", author, side("lawyer", place="north")), "queue")
        assert (verdict.allowed, verdict.rule) == (
            False, f"group:south-message-{next(iter(rules))}",
        )  # fmt: skip
        assert judge(Question("reply", author, side("lawyer", place="north")), "queue").allowed


def test_a_condition_of_a_rule_is_met_by_the_same_facts_as_the_matrix():
    author = side("sales_head", {"client": {"reply": "own+relay"}}, place="sales_head")
    for own in (True, False):
        verdict = judge(Question("reply", author, side("client"), own=own), "send")
        assert verdict.allowed is own
        assert verdict.rule == ("allowed" if own else "group:sales_head-reply-client")


GROUPS = sorted(receivers())
cells = st.sampled_from(["A", "D", *sorted(conditions()), "own+relay", "own+news"])
some_rules = st.dictionaries(
    st.sampled_from(GROUPS),
    st.dictionaries(st.sampled_from(sorted(verbs())), cells, max_size=7),
    max_size=5,
)


@given(
    some_rules,
    st.sampled_from([role.value for role in Role]),
    st.sampled_from(GROUPS),
    st.sampled_from(sorted(verbs())),
    st.tuples(*[st.booleans()] * 4),
)
def test_rules_never_allow_what_the_matrix_denies(rules, role, receiver, verb, facts):
    """I5: whatever the data says, also what no check has seen."""
    own, unassigned, relay, lane = facts
    more = {"own": own, "unassigned": unassigned, "relay": relay, "lane_current": lane}
    narrowed = judge(Question(verb, side(role, rules, place="x"), side(receiver), **more), "send")
    plain = judge(Question(verb, side(role), side(receiver), **more), "send")
    assert plain.allowed or not narrowed.allowed
    if plain.allowed and not narrowed.allowed:
        assert narrowed.rule == f"group:x-{verb}-{receiver}"


@given(some_rules, st.sampled_from(list(Role)))
def test_what_passes_the_check_is_within_the_matrix_and_stays_itself(rules, role):
    try:
        kept = checked(rules, role, {})
    except InvalidInput:
        return
    assert checked(kept, role, {}) == kept
    for receiver, row in kept.items():
        for verb, cell in row.items():
            assert cell == "D" or matrix()[role, receiver, verb] != "D"
    assert changed_cells(kept, kept) == []
    emptied = with_cells(kept, {f"{r}.{v}": "" for r, row in kept.items() for v in row})
    assert checked(emptied, role, {}) == {}


@pytest.mark.parametrize(
    ("rules", "code", "fields"),
    [
        ({"x" * 65: {}}, "group-receiver", {"name": "x" * 64, "names": ", ".join(GROUPS)}),
        (
            {"client": {"y" * 65: "D"}},
            "group-verb",
            {"name": "y" * 64, "names": ", ".join(sorted(verbs()))},
        ),
        (
            {"client": {"see": "z" * 65}},
            "group-cell",
            {"name": "z" * 64, "names": ", ".join(["A", "D", *sorted(conditions())])},
        ),
        (
            {"client": {"forward": "A"}},
            "group-widens",
            {"verb": "forward", "receiver": "client", "role": "manager"},
        ),
        ({"client": []}, "group-rules-shape", {}),
    ],
)
def test_a_refused_rule_names_what_is_wrong_and_what_may_stand_there(rules, code, fields):
    with pytest.raises(InvalidInput) as refusal:
        checked(rules, Role.MANAGER, {})
    assert (refusal.value.code, refusal.value.fields) == (code, fields)


def test_the_same_rules_have_the_same_hash_in_whatever_order_they_were_typed():
    one = {"client": {"see": "D", "reply": "own"}, "lawyer": {"see": "D"}}
    other = {"lawyer": {"see": "D"}, "client": {"reply": "own", "see": "D"}}
    assert hash_of(one) == hash_of(other) == hash_of(MappingProxyType(one))
    assert hash_of(one) != hash_of({"client": one["client"]})


def test_the_longest_rule_fits_the_audit():
    longest = max(len(f"group:{'x' * 32}-{verb}-{'y' * 32}") for verb in verbs())
    assert longest <= 100
    assert NAME.fullmatch("x" * 32)
    assert not NAME.fullmatch("x" * 33)
