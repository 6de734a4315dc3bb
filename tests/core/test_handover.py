"""One lane a client: a new owner opens a new one; the wall keeps history apart (POLICY, I7)."""

import asyncio

import pytest

from core.errors import InvalidInput, NotFound
from core.messaging.model import State
from core.staff.model import Role


async def test_the_new_owner_is_told_and_shown_what_is_unanswered(office):
    manager = await office.person()
    heir = await office.person(present=False)
    asked = await office.writes("первое")
    await office.answers(manager, asked)
    office.later(6)
    await office.sent()
    for text in ("второе", "третье"):
        await office.writes(text)
    lane = await office.core.handover.give(asked.client_id, heir.id)
    rows = [r for r in await office.rows() if r.receiver.id == heir.id]
    assert [r.code for r in rows] == ["given", "client-message", "client-message"]
    assert [r.payload["text"].splitlines()[-1] for r in rows[1:]] == ["второе", "третье"]
    assert {r.lane_id for r in rows} == {lane.id}
    assert (lane.owner_id, lane.epoch) == (heir.id, 2)


async def test_giving_to_the_owner_changes_nothing(office):
    manager = await office.person()
    asked = await office.writes()
    before = await office.rows()
    lane = await office.core.handover.give(asked.client_id, manager.id)
    assert lane.id == asked.lane_id
    assert await office.rows() == before


async def test_only_those_who_sell_own_clients(office):
    await office.person()
    asked = await office.writes()
    for role in (Role.SECRETARY, Role.LAWYER, Role.DIRECTOR):
        with pytest.raises(InvalidInput, match="cannot-own"):
            await office.core.handover.give(asked.client_id, (await office.person(role)).id)


async def test_unknown_clients_and_people_are_refused(office):
    manager = await office.person()
    with pytest.raises(NotFound, match="client-unknown"):
        await office.core.handover.give(404, manager.id)
    with pytest.raises(InvalidInput, match="person-unknown"):
        await office.core.handover.give(404, 404)
    with pytest.raises(InvalidInput, match="same-person"):
        await office.core.handover.dismiss(manager.id, manager.id)
    with pytest.raises(InvalidInput, match="person-unknown"):
        await office.core.handover.dismiss(404, manager.id)


async def test_who_leaves_hands_every_client_over_in_one_step(office):
    manager = await office.person()
    heir = await office.person(present=False)
    phones = [f"+7900{n:07}" for n in range(5)]
    await office.receive(*(office.message(phone=phone) for phone in phones))
    assert await office.core.handover.dismiss(manager.id, heir.id) == 5
    owners = {await office.owner_of(line.client.id) for line in await office.clients()}
    assert owners == {heir.id}
    with pytest.raises(InvalidInput, match="person-unknown"):
        await office.core.handover.dismiss(manager.id, heir.id)


async def test_a_dismissal_to_somebody_who_cannot_own_changes_nothing(office):
    manager = await office.person()
    secretary = await office.person(Role.SECRETARY)
    asked = await office.writes()
    with pytest.raises(InvalidInput, match="cannot-own"):
        await office.core.handover.dismiss(manager.id, secretary.id)
    assert await office.owner_of(asked.client_id) == manager.id
    async with office.units.read() as unit:
        assert (await unit.people.get(manager.id)).placed


async def test_who_owns_nobody_may_leave_to_anybody(office):
    lawyer, secretary = await office.person(Role.LAWYER), await office.person(Role.SECRETARY)
    assert await office.core.handover.dismiss(lawyer.id, secretary.id) == 0


async def test_ten_gifts_at_once_leave_one_open_lane(office):
    """POLICY: exactly one lane; the last gift stands, none is torn."""
    await office.person()
    heirs = [await office.person(present=False) for _ in range(10)]
    asked = await office.writes()
    await asyncio.gather(*(office.core.handover.give(asked.client_id, h.id) for h in heirs))
    async with office.units.read() as unit:
        (line,) = await unit.clients.listing()
        lane = (await unit.clients.lanes_of([asked.client_id]))[asked.client_id]
    assert lane.epoch == 11
    assert line.responsible_id == lane.owner_id


async def test_across_the_wall_no_history_follows_the_client(office):
    """POLICY xii, P25: what was said in a retailer's lane stays there."""
    director = await office.person(Role.DIRECTOR)
    await office.person()
    retailer = await office.person(Role.RETAILER)
    asked = await office.writes("первое, сотрудникам")
    await office.core.handover.give(asked.client_id, retailer.id)
    secret = await office.writes("тайна агента")
    assert secret.label == (f"retailer:{retailer.id}",)
    heir = await office.person(present=False)
    await office.core.handover.give(asked.client_id, heir.id)
    told = [r for r in await office.rows() if r.receiver.id == heir.id]
    assert "тайна агента" not in str([r.payload for r in told])
    rules = [row["rule"] for row in await office.audit("deny")]
    assert "label-not-cleared" in rules
    assert {r.receiver.id for r in await office.rows(code="unseen")} == {director.id}
    name = await office.name(heir, "client", asked.client_id)
    page = await office.core.queries.thread(heir, name, 0)
    assert [line.text for line in page.lines] == ["первое, сотрудникам"]
    assert retailer.name not in str(page)


async def test_a_retailer_gets_nothing_of_what_staff_said(office):
    await office.person()
    retailer = await office.person(Role.RETAILER)
    asked = await office.writes("сотрудникам")
    await office.core.handover.give(asked.client_id, retailer.id)
    assert [r for r in await office.rows() if r.receiver.id == retailer.id] == []
    assert {row["rule"] for row in await office.audit("deny")} == {"retailer-exit-closed"}


async def test_answers_under_way_of_the_former_owner_never_leave(office):
    manager = await office.person()
    asked = await office.writes()
    for n in range(3):
        await office.answers(manager, asked, f"ответ {n}")
    await office.core.handover.give(asked.client_id, (await office.person()).id)
    office.later(6)
    for _ in range(4):
        assert await office.taken() == []
    assert {r.state for r in await office.rows(code="answer")} == {State.DENIED}


async def told_taken(office, person):
    return [r.payload for r in await office.rows(code="taken") if r.receiver.id == person.id]


async def test_the_former_owner_learns_who_answers_for_a_client_now(office):
    """What A5 shows of another's client, and the way to that card."""
    former, heir = await office.person(name="Борис"), await office.person(name="Ольга")
    asked = await office.writes()
    owner = former if await office.owner_of(asked.client_id) == former.id else heir
    other = heir if owner is former else former
    await office.core.handover.give(asked.client_id, other.id)
    (told,) = await told_taken(office, owner)
    head, name, by = told["text"].splitlines()
    assert "Передан 1 ваш клиент" in head
    assert (name, f"отвечает {other.name}" in by) == ("• Иван", True)
    assert [b["data"].partition(":")[0] for row in told["buttons"] for b in row] == ["c"]
    assert await told_taken(office, other) == []


@pytest.mark.parametrize(("many", "named"), [(5, 5), (6, 0)])
async def test_one_notice_for_all_that_go_at_once(office, monkeypatch, many, named):
    monkeypatch.setattr("core.messaging.handover.AT_ONCE", 2)
    manager, head = await office.person(), await office.person(Role.SALES_HEAD, present=False)
    heir = await office.person(name="Ольга", present=False)
    phones = [f"+7900{n:07}" for n in range(many)]
    await office.receive(*(office.message(phone=phone) for phone in phones))
    give = office.core.handover.reassign_all
    assert await give(head, manager.id, heir.id, "press:all") == many
    (told,) = await told_taken(office, manager)
    assert told["text"].count("Иван") == named
    assert ("Ольга" in told["text"], f"{many}" in told["text"]) == (True, True)


async def test_nobody_is_told_across_the_wall_nor_who_has_left_nor_who_did_it(office):
    manager, head = await office.person(), await office.person(Role.SALES_HEAD, present=False)
    heir = await office.person(present=False)
    retailer = await office.person(Role.RETAILER, present=False)
    asked = await office.writes()
    give = office.core.handover
    await give.give(asked.client_id, retailer.id)
    await give.give(asked.client_id, head.id)
    await give.reassign(head, asked.client_id, manager.id, "press:one")
    await give.dismiss(manager.id, heir.id)
    assert await office.rows(code="taken") == []


async def test_a_former_owner_who_has_crossed_the_wall_is_not_told(office):
    """I7: judged again when it leaves."""
    manager, heir = await office.person(), await office.person(present=False)
    await office.person(Role.RETAILER, present=False)
    asked = await office.writes()
    await office.sent()
    await office.core.handover.give(asked.client_id, heir.id)
    assert len(await told_taken(office, manager)) == 1
    async with office.units.begin() as unit:
        await unit.people.move(manager.id, manager.version, Role.RETAILER, "retailer")
    assert "taken" not in [row.code for row in await office.sent()]
