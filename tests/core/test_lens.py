"""`/as`: exactly what another role, or one person, sees; read only and on record (C4, I12)."""

from dataclasses import replace

import pytest

from core.errors import InvalidInput, NotAllowed, NotFound
from core.messaging.views import Content
from core.policy.actors import acting, looking, standing
from core.staff.model import Lens, Role
from tests.core.office import PHONE

INVITED = "+79000000055"


@pytest.fixture
async def director(office):
    return await office.person(Role.DIRECTOR, name="Анна", present=False)


async def fresh(office, person):
    async with office.units.read() as unit:
        return await unit.people.get(person.id)


async def test_only_administrators_look_with_anothers_eyes(office):
    for role in Role:
        who = await office.person(role, present=False)
        if role in {Role.DIRECTOR, Role.SYSADMIN}:
            seen = await office.core.lenses.view_as(who, "manager", None, f"c{role}")
            assert seen.viewing == Lens(Role.MANAGER)
            continue
        with pytest.raises(NotAllowed) as refusal:
            await office.core.lenses.view_as(who, "lawyer", None, f"c{role}")
        assert refusal.value.fields == {"permission": "policy:view-as"}
        assert (await fresh(office, who)).viewing is None


async def test_a_look_is_kept_and_on_record_with_who_and_which_role(office, director):
    manager = await office.person()
    await office.core.lenses.view_as(director, "manager", manager.id, "c1")
    await office.core.lenses.view_as(director, "manager", manager.id, "c2")
    assert (await fresh(office, director)).viewing == Lens(Role.MANAGER, manager.id)
    await office.core.lenses.view_off(await fresh(office, director), "c3")
    assert (await fresh(office, director)).viewing is None
    rows = [row for row in await office.audit() if row["stage"] == "as"]
    assert [(r["rule"], r["author_id"], r["author_group"], r["object_id"]) for r in rows] == [
        ("as:manager", director.id, "director", manager.id),
        ("as:off", director.id, "director", None),
    ]


async def test_the_same_command_handled_again_is_one_look(office, director):
    """17b."""
    await office.core.lenses.view_as(director, "lawyer", None, "c1")
    await office.core.lenses.view_off(director, "c2")
    await office.core.lenses.view_as(director, "lawyer", None, "c1")
    assert (await fresh(office, director)).viewing is None


async def test_one_looks_with_a_role_that_exists_or_with_somebody_who_has_it(office, director):
    manager = await office.person()
    gone = await office.person()
    await office.core.handover.dismiss(gone.id, manager.id)
    for role, person, code in (
        ("boss", None, "role-unknown"),
        ("lawyer", manager.id, "as-another-role"),
        ("manager", 404, "person-unknown"),
        ("manager", gone.id, "person-unknown"),
    ):
        with pytest.raises(InvalidInput) as refusal:
            await office.core.lenses.view_as(director, role, person, f"c{code}")
        assert refusal.value.code == code
    assert (await fresh(office, director)).viewing is None


async def _own_and_foreign(office):
    """Two managers with a client each; how both clients are called by the first one's buttons."""
    first = await office.person(name="Борис")
    mine = await office.writes("моё", PHONE)
    await office.person(name="Вера")
    async with office.units.begin() as unit:
        await unit.people.finish_day(first.id, office.clock.now())
    foreign = await office.writes("чужое", "+79000000002")
    return first, mine, foreign


async def test_one_persons_eyes_see_what_that_person_sees_and_no_more(office, director):
    """A5 through the lens."""
    manager, mine, foreign = await _own_and_foreign(office)
    assert [await office.owner_of(m.client_id) == manager.id for m in (mine, foreign)] == [
        True,
        False,
    ]
    seen = await office.core.lenses.view_as(director, "manager", manager.id, "c1")
    ask = office.core.queries
    for look in (lambda who: ask.find(who, "Иван"), lambda who: _lines(ask, who)):
        assert unnamed(await look(seen)) == unnamed(await look(manager)) != []
    own = await office.name(director, "client", mine.client_id)
    another = await office.name(director, "client", foreign.client_id)
    assert (await ask.card(seen, own)).own
    assert not (await ask.card(seen, another)).own
    with pytest.raises(NotAllowed):
        await ask.thread(seen, another, 0)
    with pytest.raises(NotAllowed):
        await ask.dead(seen)


async def _lines(ask, who):
    return (await ask.wa_page(who, 0)).lines


def unnamed(lines):
    """Opaque names are the presser's own, with whosever eyes they look."""
    return [replace(line, public="") for line in lines]


async def test_what_is_shown_through_the_lens_opens_by_the_same_press(office, director):
    manager = await office.person()
    await office.writes()
    seen = await office.core.lenses.view_as(director, "manager", manager.id, "c1")
    (line,) = (await office.core.queries.wa_page(seen, 0)).lines
    card = await office.core.queries.card(seen, line.public)
    assert card.own
    assert await office.core.queries.client_of(seen, card.conversations[0].public)
    with pytest.raises(NotFound):
        await office.core.queries.card(manager, line.public)


async def test_a_role_without_a_person_owns_nothing(office, director):
    await office.person()
    asked = await office.writes()
    seen = await office.core.lenses.view_as(director, "manager", None, "c1")
    assert (await office.core.queries.wa_page(seen, 0)).lines == ()
    public = await office.name(director, "client", asked.client_id)
    assert not (await office.core.queries.card(seen, public)).own


async def test_the_menu_is_that_of_the_role(office, director):
    menus = office.core.staff.commands_for
    for role in Role:
        seen = await office.core.lenses.view_as(director, role, None, f"c{role}")
        assert menus(seen) == menus(await office.person(role, present=False))
    assert "as" in menus(await office.core.lenses.view_off(director, "off"))


async def _everything_that_writes(office, who, asked):
    origin = await office.origin(who, asked)
    conversation = await office.reply_name(who, asked)
    core = office.core
    return {
        "answer": lambda: core.desk.answer(who, origin, Content("да", ()), "w1"),
        "choose": lambda: core.desk.choose(who, conversation, "w0", origin, "w2"),
        "prompt": lambda: core.desk.prompt(who, conversation, "w3"),
        "undo": lambda: core.desk.undo(who, conversation, "w4"),
        "edit": lambda: core.desk.edit(who, origin, "нет", "w5"),
        "withdraw": lambda: core.desk.withdraw(who, origin, "w6"),
        "template": lambda: core.held.send_template(who, conversation, "HX1", "w7"),
        "drop": lambda: core.held.drop_held(who, conversation, "w8"),
        "resend": lambda: core.queries.resend(who, 1, "w9"),
        "invite": lambda: core.staff.invite(who, "manager", INVITED),
        "start": lambda: core.staff.start_day(who),
        "finish": lambda: core.staff.finish_day(who),
        "locale": lambda: core.staff.set_locale(who, "en"),
        "create": lambda: core.groups.create(who, "north", "manager", "w10"),
        "rules": lambda: core.groups.set_rules(who, "manager", None, {}, "w11"),
        "cells": lambda: core.groups.change(who, "manager", None, {}, "w12"),
        "place": lambda: core.groups.place(who, who.id, "manager", None, "w13"),
    }


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.SALES_HEAD, Role.MANAGER, Role.RETAILER])
async def test_nothing_is_changed_while_one_looks(office, director, role):
    """Every write of every room begins with `acting`: here those of messaging, staff, policy."""
    await office.person()
    asked = await office.writes()
    seen = await office.core.lenses.view_as(director, role, None, "c1")
    before = (await office.rows(), await fresh(office, director))
    for work in (await _everything_that_writes(office, seen, asked)).values():
        with pytest.raises(NotAllowed, match="viewing-only"):
            await work()
    # Also in the hand of somebody who had picked up the person before.
    for work in (await _everything_that_writes(office, director, asked)).values():
        with pytest.raises(NotAllowed, match="viewing-only"):
            await work()
    assert (await office.rows(), await fresh(office, director)) == before


async def test_a_look_that_was_handed_on_never_acts_as_the_other_person(office, director):
    manager = await office.person()
    await office.core.lenses.view_as(director, "manager", manager.id, "c1")
    async with office.units.read() as unit:
        seen = await looking(unit.people, director)
        assert (seen.id, seen.role) == (manager.id, Role.MANAGER)
        with pytest.raises(NotAllowed, match="viewing-only"):
            await acting(unit.people, seen)
        assert (await standing(unit.people, director)).id == director.id


async def test_who_receives_messages_does_not_change(office):
    """The lens is for looking: messages go by the person's own place."""
    secretary = await office.person(Role.SECRETARY)
    director = await office.person(Role.DIRECTOR)
    await office.core.lenses.view_as(director, "secretary", secretary.id, "c1")
    await office.writes()
    shown = await office.rows(code="client-message")
    assert {row.receiver.id for row in shown} == {secretary.id}
    await office.core.lenses.view_as(director, "retailer", None, "c2")
    person = await office.person(Role.MANAGER, phone=PHONE[:-1] + "9")
    await office.receive(office.message("я свой", person.phone))
    assert director.id in {row.receiver.id for row in await office.rows(code="insider")}


async def test_what_could_not_be_shown_comes_at_start_whatever_one_looks_through(office, director):
    seen = await office.core.lenses.view_as(director, "retailer", None, "c1")
    assert await office.core.queries.resume(seen, "1000001") == 0


async def test_a_new_place_or_leaving_ends_the_look_and_those_upon_one(office, director):
    manager = await office.person()
    sysadmin = await office.person(Role.SYSADMIN)
    for one in (director, sysadmin):
        await office.core.lenses.view_as(one, "manager", manager.id, f"c{one.id}")
    await office.core.groups.place(None, manager.id, "lawyer", None, "p1")
    assert [(await fresh(office, one)).viewing for one in (director, sysadmin)] == [None, None]
    await office.core.lenses.view_as(director, "lawyer", manager.id, "c3")
    await office.core.groups.place(None, director.id, "manager", None, "p2")
    demoted = await fresh(office, director)
    assert (demoted.role, demoted.viewing) == (Role.MANAGER, None)
    await office.core.lenses.view_as(sysadmin, "lawyer", manager.id, "c4")
    await office.core.handover.dismiss(manager.id, (await office.person()).id)
    assert (await fresh(office, sysadmin)).viewing is None


async def test_a_dismissed_administrator_looks_at_nothing(office, director):
    seen = await office.core.lenses.view_as(director, "manager", None, "c1")
    await office.core.handover.dismiss(director.id, (await office.person(Role.SYSADMIN)).id)
    for work in (
        office.core.queries.wa_page(seen, 0),
        office.core.lenses.view_as(seen, "lawyer", None, "c2"),
        office.core.lenses.view_off(seen, "c3"),
        office.core.refusals.explain(seen, None),
    ):
        with pytest.raises(NotFound):
            await work


async def test_one_is_looked_through_by_a_name_that_fits_nobody_else(office):
    director = await office.person(Role.DIRECTOR)
    boris, vera = await office.person(name="Борис Ясный"), await office.person(name="Вера Ясная")
    seen = await office.core.lenses.view_as(director, "manager", "борис", "c1")
    assert seen.viewing.person_id == boris.id
    for who in ("ясн", "никто"):
        with pytest.raises(InvalidInput) as refused:
            await office.core.lenses.view_as(director, "manager", who, "c2")
        assert refused.value.code == "person-unclear"
    assert vera.id != boris.id
