"""Every refusal is on record with its rule and is explained by its number (C7)."""

import pytest

from core.errors import InvalidInput, NotAllowed, NotFound, Stale
from core.messaging.post import StoppedByPolicy
from core.policy.refusals import EXPLAINED, explained, roles_with, rule_of, scope_of
from core.policy.roles import PERMISSIONS
from core.policy.wording import in_words
from core.staff.model import UNPLACED, Role
from locales import FluentTexts
from scripts.text_keys import keys

TEXTS = FluentTexts()
STOCK = NotAllowed(permission="stock:edit")


async def test_a_refusal_is_on_record_by_its_rule_and_gets_a_number(office):
    manager = await office.person()
    number = await office.core.refusals.record(manager, STOCK, "/stock", "inbox:1")
    (row,) = [row for row in await office.audit("deny") if row["id"] == number]
    assert (row["stage"], row["rule"], row["code"], row["author_id"], row["author_group"]) == (
        "act", "stock:edit", "/stock", manager.id, "manager",
    )  # fmt: skip


async def test_the_same_command_handled_again_keeps_its_number(office):
    """17b: killed between the record and the answer."""
    manager = await office.person()
    numbers = {
        await office.core.refusals.record(manager, STOCK, "/stock", "inbox:1") for _ in range(3)
    }
    assert len(numbers) == 1
    assert await office.core.refusals.record(manager, STOCK, "/stock", "inbox:2") not in numbers


async def test_a_slip_of_the_keyboard_is_no_refusal_of_the_policy(office):
    manager = await office.person()
    for error in (InvalidInput("phone-invalid"), NotFound(), Stale()):
        assert await office.core.refusals.record(manager, error, "/x", "inbox:1") is None
    assert await office.audit("deny") == []


async def test_the_thing_that_was_pressed_is_on_record_where_its_name_is_ones_own(office):
    manager, other = await office.person(), await office.person()
    asked = await office.writes()
    mine = await office.name(manager, "client", asked.client_id)
    theirs = await office.name(other, "client", asked.client_id)
    record = office.core.refusals.record
    for cause, public, thing in (
        ("a", mine, ("client", asked.client_id)),
        ("b", theirs, ("", None)),
    ):
        number = await record(manager, STOCK, "c", cause, public)
        told = await office.core.refusals.explain(manager, number)
        assert (told.object_kind, told.object_id) == thing


async def test_why_explains_the_last_one_or_a_number(office):
    manager = await office.person()
    first = await office.core.refusals.record(manager, STOCK, "/stock", "inbox:1")
    office.later(60)
    second = await office.core.refusals.record(
        manager, NotAllowed("viewing-only"), "press", "inbox:2"
    )
    explain = office.core.refusals.explain
    last, earlier = await explain(manager, None), await explain(manager, first)
    assert (last.number, last.rule, last.what, last.at) == (
        second, "viewing-only", "press", office.clock.now(),
    )  # fmt: skip
    assert (earlier.rule, earlier.allowed, earlier.who) == ("stock:edit", False, manager.id)
    assert earlier.roles == (Role.DIRECTOR, Role.SYSADMIN, Role.SALES_HEAD, Role.SECRETARY)


async def test_an_explanation_knows_the_role_that_was_refused(office):
    """Whoever reads it; with the eyes that one looks with, it was their rights that ended."""
    manager, director = await office.person(), await office.person(Role.DIRECTOR)
    release = NotAllowed(permission="reservation:release")
    number = await office.core.refusals.record(manager, release, "rvr", "inbox:1")
    explain = office.core.refusals.explain
    for reader in (manager, director):
        assert (await explain(reader, number)).role is Role.MANAGER
    seen = await office.core.lenses.view_as(director, "manager", None, "c")
    own = await office.core.refusals.record(seen, release, "rvr", "inbox:2")
    assert (await explain(seen, own)).role is Role.MANAGER
    await office.core.lenses.view_off(director, "d")
    assert (await explain(director, own)).role is Role.DIRECTOR


async def test_anothers_refusal_is_for_administrators_and_looks_absent_to_others(office):
    """I11: another's and no such number are answered alike."""
    manager, other = await office.person(), await office.person()
    number = await office.core.refusals.record(manager, STOCK, "/stock", "inbox:1")
    explain = office.core.refusals.explain
    told = []
    for wanted in (number, 404, None):
        with pytest.raises(NotFound) as refusal:
            await explain(other, wanted)
        told.append((refusal.value.code, refusal.value.fields))
    assert len({code for code, _ in told}) == 1
    for role in (Role.DIRECTOR, Role.SYSADMIN):
        assert (await explain(await office.person(role), number)).number == number


async def test_the_gates_own_refusals_and_permissions_are_explained_too(office):
    """C7: `why was this stopped?`"""
    director, manager = await office.person(Role.DIRECTOR, present=False), await office.person()
    asked = await office.writes()
    cells = {"client.message": "D", "client.reply": "D"}
    await office.core.groups.change(director, "manager", None, cells, "c")
    with pytest.raises(StoppedByPolicy) as refusal:
        await office.answers(manager, asked, "нет")
    (gate,) = [row for row in await office.audit("deny") if row["stage"] == "queue"]
    told = await office.core.refusals.explain(manager, gate["id"])
    assert (told.stage, told.rule) == ("queue", refusal.value.fields["rule"])
    number = await office.core.refusals.record(manager, refusal.value, "answer", "inbox:9")
    assert (await office.core.refusals.explain(manager, number)).rule == told.rule
    allowed = [row for row in await office.audit("allow") if row["stage"] != "group"]
    if allowed:
        with pytest.raises(NotFound):
            await office.core.refusals.explain(manager, allowed[0]["id"])
        assert (await office.core.refusals.explain(director, allowed[0]["id"])).allowed


async def test_an_explanation_tells_the_line_of_the_audit_as_it_stands(office):
    """The verb, the side that wrote, and the person only where it was one."""
    director, manager = await office.person(Role.DIRECTOR, present=False), await office.person()
    asked = await office.writes()
    cells = {"client.message": "D", "client.reply": "D"}
    await office.core.groups.change(None, "manager", None, cells, "c")
    with pytest.raises(StoppedByPolicy):
        await office.answers(manager, asked, "нет")
    kinds, verbs = set(), set()
    for row in await office.audit():
        told = await office.core.refusals.explain(director, row["id"])
        kinds.add(row["author_kind"])
        verbs.add(told.verb)
        assert (told.number, told.stage, told.rule) == (row["id"], row["stage"], row["rule"])
        assert (told.verb, told.group, told.what) == (row["verb"], row["author_group"], row["code"])
        assert (told.object_kind, told.object_id) == (row["object_kind"], row["object_id"])
        assert told.who == (row["author_id"] if row["author_kind"] == "person" else None)
    assert "person" in kinds
    assert len(kinds) == 2
    assert verbs & {"message", "reply"}


async def test_the_newest_refusals_are_listed_for_administrators(office):
    manager = await office.person()
    for n in range(3):
        await office.core.refusals.record(manager, STOCK, f"/{n}", f"inbox:{n}")
    director = await office.person(Role.DIRECTOR)
    assert [one.what for one in await office.core.refusals.listing(director)] == ["/2", "/1", "/0"]
    for role in (Role.MANAGER, Role.SALES_HEAD, Role.SECRETARY):
        with pytest.raises(NotAllowed):
            await office.core.refusals.listing(await office.person(role))


async def test_who_has_no_place_is_explained_nothing(office):
    manager = await office.person()
    number = await office.core.refusals.record(manager, STOCK, "/stock", "inbox:1")
    await office.core.groups.place(None, manager.id, UNPLACED, None, "p")
    with pytest.raises(NotFound):
        await office.core.refusals.explain(manager, number)
    with pytest.raises(NotAllowed):
        await office.core.refusals.explain(await office.person(Role.RETAILER), None)


async def test_a_look_is_explained_to_the_one_who_looks(office):
    director = await office.person(Role.DIRECTOR)
    seen = await office.core.lenses.view_as(director, "retailer", None, "c")
    with pytest.raises(NotAllowed) as refusal:
        await office.core.staff.start_day(seen)
    number = await office.core.refusals.record(seen, refusal.value, "/start_day", "inbox:1")
    told = await office.core.refusals.explain(seen, None)
    assert (told.number, told.rule, told.who) == (number, "viewing-only", director.id)


def test_a_rule_is_the_permission_the_gates_rule_or_the_code():
    assert rule_of(STOCK) == "stock:edit"
    assert rule_of(StoppedByPolicy([type("V", (), {"rule": "not-own"})()])) == "not-own"
    assert rule_of(NotAllowed("own-request")) == "own-request"
    assert explained(NotAllowed("anything"))
    assert not explained(InvalidInput("empty"))
    assert explained(NotFound(permission="client:read"))
    assert not explained(NotFound())


def test_the_head_of_scoped_permissions_names_all_who_have_one():
    assert roles_with("comment:write") == (
        Role.DIRECTOR, Role.SYSADMIN, Role.SALES_HEAD, Role.MANAGER,
    )  # fmt: skip
    assert roles_with("spaceship:fly") == ()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_rule_has_words_in_every_language(language):
    """Permissions by who has them, the gate's rules by themselves, anything by its name."""
    gate = (
        "receiver-not-placed", "author-not-placed", "receiver-moved", "address-changed",
        "retailer-exit-closed", "label-not-cleared", "system-to-nobody", "lane-closed", "not-own",
        "not-unassigned", "not-relay", "too-late", "allowed",
    )  # fmt: skip
    for rule in gate:
        assert f"rule-{rule}" in keys(language)
        assert in_words(TEXTS, language, rule) == TEXTS.render(f"rule-{rule}", language, {})
    for name in frozenset().union(*PERMISSIONS.values()):
        words = in_words(TEXTS, language, name)
        assert words
        assert "role-" not in words
    table = in_words(TEXTS, language, "matrix:manager-message-retailer")
    assert TEXTS.render("role-retailer", language, {}) in table
    assert TEXTS.render("verb-message", language, {}) in table
    assert "north-reply-client" in in_words(TEXTS, language, "group:north-reply-client")
    for odd in ("", "a:b:c:d", "matrix:a-b", "ПРАВИЛО", "x" * 100):
        assert in_words(TEXTS, language, odd)


def test_a_permission_is_told_by_the_roles_that_have_it():
    words = in_words(TEXTS, "ru", "approval:decide:contract")
    assert "approval:decide:contract" in words
    for role in Role:
        named = TEXTS.render(f"role-{role}", "ru", {}) in words
        assert named is (role in {Role.DIRECTOR, Role.LAWYER}), role


@pytest.mark.parametrize(
    ("role", "rule", "scope"),
    [
        (Role.MANAGER, "reservation:release", "own"),
        (Role.SECRETARY, "contact:create", "unassigned"),
        (Role.SALES_HEAD, "client:status", "team"),
        (Role.SALES_HEAD, "reservation:release", ""),
        (Role.MANAGER, "deal:edit:own", ""),
        (Role.LOGISTICIAN, "reservation:release", ""),
    ],
)
def test_a_scope_is_told_where_the_role_has_no_more(role, rule, scope):
    assert scope_of(role, rule) == scope


@pytest.mark.parametrize("language", ["ru", "en"])
def test_who_has_a_permission_in_a_scope_only_is_told_so_and_not_that_he_has_it(language):
    """C7: "you need it, and these have it: manager" is no reason for a manager."""
    own = TEXTS.render("scope-own", language, {})
    manager = TEXTS.render("role-manager", language, {})
    plain = in_words(TEXTS, language, "reservation:release")
    assert f"{manager} ({own})" in plain
    told = in_words(TEXTS, language, "reservation:release", Role.MANAGER)
    assert told.endswith(plain.partition(": ")[2])
    assert told != plain
    assert in_words(TEXTS, language, "reservation:release", Role.LOGISTICIAN) == plain
    for name in frozenset().union(*PERMISSIONS.values()):
        for role in Role:
            assert in_words(TEXTS, language, name.rpartition(":")[0], role)


def test_the_reason_of_a_scope_tells_nothing_of_the_thing_itself():
    """A5: another's record and none at all are explained alike."""
    told = in_words(TEXTS, "ru", "reservation:release", Role.MANAGER)
    assert "на то, что сейчас за другим сотрудником или ни за кем, оно не действует" in told


def test_every_explained_code_has_words_of_its_own_or_a_fallback():
    for code in EXPLAINED:
        assert in_words(TEXTS, "ru", code)
