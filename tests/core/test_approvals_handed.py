"""A request that waits goes with its client, or to the heir of whoever leaves (A5, E5, P18)."""

import asyncio

import pytest

from core.amounts import TONNE
from core.approvals.model import Outdated, OwnRequest
from core.clients.model import NewClient
from core.errors import NotAllowed, NotFound, Stale
from core.staff.model import Role
from tests.core.dealings import Dealings, cause, rub


@pytest.fixture
async def firm(office):
    return await Dealings(office).opened()


async def asked(firm, actor=None):
    """A deal of the client's with a line below its floor, and the request that waits."""
    await firm.core.prices.set_floor(firm.director, firm.grade, rub(120_000), cause=cause())
    deals, actor = firm.core.deals, actor or firm.manager
    deal = await deals.open(actor, firm.client, cause())
    await deals.add_line(
        actor, deal, 1, firm.grade, firm.shelf, 5 * TONNE, rub(110_000), cause=cause()
    )
    (request,) = await firm.core.approvals.mine(actor)
    return deal, request


def given(firm, owner):
    return firm.core.handover.reassign(firm.head, firm.client, owner.id, cause())


def decided(firm, actor, request, yes=True):
    return firm.core.approvals.decide(
        actor, request["id"], request["version"], yes, "stays", cause()
    )


async def waiting(firm, actor):
    return [one["id"] for one in await firm.core.approvals.waiting(actor)]


async def mine(firm, actor):
    return await firm.core.approvals.mine(actor)


async def stored(firm, request):
    async with firm.office.units.read() as unit:
        return await unit.approvals.get(request["id"])


async def another(firm, owner, name="ООО Василёк", inn="7736050003"):
    return (await firm.core.registry.create(owner, NewClient(name, inn=inn), cause()))["id"]


async def about_decisions(firm, state="void"):
    async with firm.office.units.read() as unit:
        rows = await unit.audit.listing(100)
    return [(r["author_id"], r["object_id"]) for r in rows if r["rule"] == f"approval:{state}"]


async def test_who_takes_the_client_decides_nothing_about_it(firm):
    """E5 MUST-FAIL, POLICY xiv: the request is his own now."""
    _, request = await asked(firm)
    await given(firm, firm.head)
    for seen in (request, (await mine(firm, firm.head))[0]):
        with pytest.raises(OwnRequest):
            await decided(firm, firm.head, seen)
    assert await waiting(firm, firm.head) == []
    assert await waiting(firm, firm.director) == [request["id"]]


async def test_the_new_owner_asks_and_the_former_one_learns_nothing(firm):
    """A5: number, client, price, floor and margin of a deal that is another's now."""
    deal, request = await asked(firm)
    await given(firm, firm.rival)
    (seen,) = await mine(firm, firm.rival)
    assert (seen["id"], seen["own"], seen["state"]) == (request["id"], True, "waiting")
    assert seen["facts"]["deal"]["number"] == str(deal)
    assert await mine(firm, firm.manager) == []
    with pytest.raises(NotAllowed):
        await firm.core.approvals.one(firm.manager, request["id"])
    with pytest.raises(Stale):
        await decided(firm, firm.director, request)
    before = {row.id for row in await firm.office.rows()}
    assert await decided(firm, firm.director, seen) == "approved"
    fresh = [row for row in await firm.office.rows() if row.id not in before]
    assert firm.manager.id not in {row.receiver.id for row in fresh}
    (told,) = await firm.told("approval-decided")
    assert told.receiver.id == firm.rival.id
    assert "ООО Ромашка" in told.payload["text"]


async def test_what_was_decided_before_says_nothing_of_the_client_to_the_former_owner(firm):
    _, request = await asked(firm)
    await decided(firm, firm.director, request)
    await given(firm, firm.rival)
    (seen,) = await mine(firm, firm.manager)
    assert (seen["state"], "deal" in seen["facts"]) == ("approved", False)


async def test_who_has_put_it_down_does_not_decide_it_when_the_client_has_gone(firm):
    """E5: to give the client away is no way to one's own signature."""
    await given(firm, firm.head)
    _, request = await asked(firm, firm.head)
    await given(firm, firm.rival)
    (seen,) = await mine(firm, firm.rival)
    with pytest.raises(OwnRequest):
        await decided(firm, firm.head, seen)
    assert await waiting(firm, firm.head) == []
    assert not (await firm.core.approvals.one(firm.head, request["id"]))["may_decide"]
    assert await decided(firm, firm.director, seen) == "approved"


async def test_what_another_asks_for_the_deal_of_one_who_decides_he_decides(firm):
    """Two people stand behind it; a firm with one director and one head would else be stuck."""
    await given(firm, firm.head)
    _, request = await asked(firm, firm.director)
    with pytest.raises(OwnRequest):
        await decided(firm, firm.director, request)
    assert await waiting(firm, firm.head) == [request["id"]]
    assert [row.receiver.id for row in await firm.told("approval")] == [firm.head.id]
    assert await decided(firm, firm.head, request) == "approved"


async def test_to_give_his_own_client_away_is_for_the_owner_too(firm):
    await given(firm, firm.head)
    await firm.core.registry.ask_access(firm.rival, firm.client, cause())
    (request,) = await firm.core.approvals.waiting(firm.head)
    assert await decided(firm, firm.head, request) == "approved"
    assert await firm.office.owner_of(firm.client) == firm.rival.id


async def test_a_request_about_a_deal_follows_a_merge_and_its_undoing(firm):
    """E10: with the deal; whoever answers for the card that stands asks and does not decide."""
    deal, request = await asked(firm)
    kept = await another(firm, firm.head)
    merge = await firm.core.merging.merge(firm.head, kept, firm.client, cause())
    (seen,) = await mine(firm, firm.head)
    assert seen["facts"]["deal"]["number"] == str(deal)
    with pytest.raises(OwnRequest):
        await decided(firm, firm.head, seen)
    assert await mine(firm, firm.manager) == []
    with pytest.raises(Stale):
        await decided(firm, firm.director, request)
    await firm.core.merging.undo(firm.head, merge, cause())
    assert await mine(firm, firm.head) == []
    (back,) = await mine(firm, firm.manager)
    assert await decided(firm, firm.head, back) == "approved"


async def test_what_is_asked_for_after_a_merge_goes_back_with_its_deal(firm):
    kept = await another(firm, firm.rival)
    deal = await firm.core.deals.open(firm.manager, firm.client, cause())
    merge = await firm.core.merging.merge(firm.head, kept, firm.client, cause())
    await firm.do(firm.core.deals.set_terms, deal, 0, 30, actor=firm.rival)
    (request,) = await mine(firm, firm.rival)
    await firm.core.merging.undo(firm.head, merge, cause())
    assert await mine(firm, firm.rival) == []
    (seen,) = await mine(firm, firm.manager)
    assert (seen["id"], seen["facts"]["deal"]["number"]) == (request["id"], str(deal))


async def test_a_request_about_a_card_waits_for_the_undoing_with_the_new_owner(firm):
    card = await firm.core.registry.card(firm.manager, firm.client)
    typed = {"address": "Мира, 1"}
    await firm.core.registry.change(firm.manager, firm.client, card["version"], typed, cause())
    kept = await another(firm, firm.rival)
    merge = await firm.core.merging.merge(firm.head, kept, firm.client, cause())
    assert [len(await mine(firm, one)) for one in (firm.manager, firm.rival)] == [0, 1]
    await firm.core.merging.undo(firm.head, merge, cause())
    assert [len(await mine(firm, one)) for one in (firm.manager, firm.rival)] == [1, 0]


async def test_where_nobody_answers_for_the_client_the_asker_is_told_the_answer_alone(firm):
    """The request stays his; the deal is not his any more."""
    deal, _ = await asked(firm)
    secretary = await firm.office.person(Role.SECRETARY, "Софья")
    kept = await another(firm, secretary)
    await firm.core.merging.merge(firm.head, kept, firm.client, cause())
    (seen,) = await mine(firm, firm.manager)
    assert "deal" not in seen["facts"]
    assert await decided(firm, firm.director, seen) == "approved"
    (told,) = await firm.told("approval-decided")
    assert told.receiver.id == firm.manager.id
    assert "Дарья" in told.payload["text"]
    for secret in ("ООО", "Минимум", f"Сделка №: {deal}"):
        assert secret not in told.payload["text"]
    assert told.payload["buttons"] == []


async def test_over_the_wall_a_request_is_void(firm):
    """POLICY x, xii: words and names of the staff stay on their side."""
    _, request = await asked(firm)
    agent = await firm.office.person(Role.RETAILER, "Агент", present=False)
    await firm.core.handover.give(firm.client, agent.id)
    assert (await stored(firm, request)).state == "void"
    assert await mine(firm, agent) == []
    assert await firm.told("approval-decided") == []
    assert all(row.payload["buttons"] == [] for row in await firm.told("approval"))


@pytest.mark.parametrize("yes", [True, False])
async def test_an_access_card_that_tells_what_is_not_so_any_more_decides_nothing(firm, yes):
    """P18: what was shown is "from Anna to Vera"; Anna does not answer for the client now."""
    await firm.core.registry.ask_access(firm.rival, firm.client, cause())
    await given(firm, firm.head)
    (request,) = await firm.core.approvals.waiting(firm.director)
    assert await decided(firm, firm.director, request, yes) == "void"
    assert await firm.office.owner_of(firm.client) == firm.head.id
    (told,) = await firm.told("approval-decided")
    assert (told.receiver.id, "Запрос снят" in told.payload["text"]) == (firm.rival.id, True)


async def test_who_leaves_asks_for_nobodys_client_any_more(firm):
    """P18: nobody has asked that it should go to the heir."""
    await firm.core.registry.ask_access(firm.rival, firm.client, cause())
    (request,) = await firm.core.approvals.waiting(firm.head)
    heir = await firm.office.person(Role.MANAGER, "Третий")
    await firm.core.handover.dismiss(firm.rival.id, heir.id, firm.director, cause())
    assert (await stored(firm, request)).state == "void"
    assert await about_decisions(firm) == [(firm.director.id, request["id"])]
    assert await mine(firm, heir) == []
    with pytest.raises(Outdated):
        await decided(firm, firm.head, request)
    assert await firm.office.owner_of(firm.client) == firm.manager.id


async def write_off(firm, actor):
    await firm.core.write_offs.ask(
        actor, firm.grade, firm.shelf, TONNE, "рваные мешки", cause=cause()
    )
    (request,) = await mine(firm, actor)
    return request


async def test_a_write_off_goes_on_with_an_heir_who_may_ask_for_it(firm):
    """The ledger names who asks for it now."""
    secretary, heir = [await firm.office.person(Role.SECRETARY, name) for name in ("Софья", "Инна")]
    request = await write_off(firm, secretary)
    await firm.core.handover.dismiss(secretary.id, heir.id, firm.director, cause())
    with pytest.raises(Stale):
        await decided(firm, firm.head, request)
    (seen,) = await firm.core.approvals.waiting(firm.head)
    assert seen["asker"] == "Инна"
    assert await decided(firm, firm.head, seen) == "approved"
    page = await firm.core.ledger.rows(firm.director, firm.grade, firm.shelf)
    assert "Инна" in [row["who"] for row in page.rows]


async def test_a_write_off_that_the_heir_could_not_ask_for_is_void(firm):
    secretary = await firm.office.person(Role.SECRETARY, "Софья")
    request = await write_off(firm, secretary)
    await firm.core.handover.dismiss(secretary.id, firm.manager.id)
    assert (await stored(firm, request)).state == "void"
    assert await about_decisions(firm) == [(None, request["id"])]
    with pytest.raises(Outdated):
        await decided(firm, firm.head, request)


async def test_an_answer_of_the_former_owner_is_no_question_to_the_new_one(firm):
    _, request = await asked(firm)
    approvals = firm.core.approvals
    await approvals.clarify(firm.director, request["id"], "почему?", cause())
    await given(firm, firm.rival)
    assert (await mine(firm, firm.rival))[0]["question"] == "почему?"
    await approvals.answer(firm.rival, request["id"], "объём", cause())
    await given(firm, firm.manager)
    assert (await mine(firm, firm.manager))[0]["question"] == ""


async def test_a_gift_and_a_decision_at_once_leave_no_own_signature(firm):
    """Whoever is second sees what the first has done; neither waits in a circle."""
    _, request = await asked(firm)
    said, gift = await asyncio.gather(
        decided(firm, firm.head, request), given(firm, firm.head), return_exceptions=True
    )
    assert gift == "given"
    found = await stored(firm, request)
    first = (said, found.person_id) == ("approved", firm.manager.id)
    assert first or (isinstance(said, OwnRequest) and found.person_id == firm.head.id)


async def test_the_former_owner_answers_no_question_any_more(firm):
    _, request = await asked(firm)
    await firm.core.approvals.clarify(firm.director, request["id"], "почему?", cause())
    await given(firm, firm.rival)
    with pytest.raises(NotFound):
        await firm.core.approvals.answer(firm.manager, request["id"], "объём", cause())
    assert await firm.core.approvals.answer(firm.rival, request["id"], "x", cause()) == "answered"


async def test_whoever_asks_for_others_clients_goes_on_asking(firm):
    """Only the former owner's requests are the owner's now."""
    _, request = await asked(firm, firm.head)
    await given(firm, firm.rival)
    assert [one["id"] for one in await mine(firm, firm.head)] == [request["id"]]
    assert await mine(firm, firm.rival) == []
    assert await decided(firm, firm.director, request) == "approved"


async def test_a_merge_of_two_cards_of_one_owner_takes_no_request_from_anybody(firm):
    _, request = await asked(firm, firm.head)
    kept = await another(firm, firm.manager)
    merge = await firm.core.merging.merge(firm.director, kept, firm.client, cause())
    assert [one["id"] for one in await mine(firm, firm.head)] == [request["id"]]
    await firm.core.merging.undo(firm.director, merge, cause())
    assert await decided(firm, firm.director, request) == "approved"


@pytest.mark.parametrize("asker", ["manager", "head"])
async def test_what_ends_with_a_change_of_owner_has_its_audit_row(firm, asker):
    """E5, POLICY xii: over the wall, whoever asked, and that it ended is on record."""
    _, request = await asked(firm, getattr(firm, asker))
    agent = await firm.office.person(Role.RETAILER, "Агент")
    await firm.core.handover.reassign(firm.director, firm.client, agent.id, cause())
    assert [number for _, number in await about_decisions(firm)] == [request["id"]]
