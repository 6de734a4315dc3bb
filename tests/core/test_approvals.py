"""One card, one tap, an answer that stands (E5)."""

import asyncio

import pytest

from core.approvals.model import KINDS, AlreadyDecided, Outdated, OwnRequest, change, grams
from core.errors import InvalidInput, NotAllowed, NotFound, Stale
from core.policy.roles import PERMISSIONS
from core.staff.model import Role

FACTS = {"deal": {"number": "17", "prices": change("118", "110"), "lines": grams(2_500_000)}}


@pytest.fixture(autouse=True)
def without_outcomes(office):
    """What a decision does is for the rooms that file; here only the decision is looked at."""

    async def nothing(unit, approval, decider):
        return None

    office.core.approvals.plug(dict.fromkeys(KINDS, nothing))


@pytest.fixture
async def asker(office):
    return await office.person()


@pytest.fixture
async def director(office):
    return await office.person(Role.DIRECTOR, "Дарья")


async def filed(office, person, kind="discount", **fields):
    async with office.units.begin() as unit:
        return await office.core.approvals.file(
            unit, person, kind, "line", 7, {"facts": FACTS, **fields}
        )


def decide(office, actor, approval, yes=True, reason="price", cause="press:1", version=None):
    return office.core.approvals.decide(
        actor, approval.id, version or approval.version, yes, reason, cause
    )


async def stored(office, approval):
    async with office.units.read() as unit:
        return await unit.approvals.get(approval.id)


@pytest.mark.parametrize(("yes", "said"), [(True, "approved"), (False, "rejected")])
async def test_one_tap_decides_and_the_outcome_is_in_the_same_transaction(
    office, asker, director, yes, said
):
    """E5: applied, or nothing of the decision stays."""
    seen = []

    async def outcome(unit, approval, decider):
        seen.append((approval.state, decider.id))
        await unit.set_cursor("outcome", approval.state)

    office.core.approvals.plug({"discount": outcome})
    approval = await filed(office, asker)
    assert await decide(office, director, approval, yes) == said
    assert seen == [(said, director.id)]
    found = await stored(office, approval)
    assert (found.state, found.decided_by, found.version) == (said, director.id, 2)
    async with office.units.read() as unit:
        assert await unit.cursor("outcome") == said


@pytest.mark.parametrize(("yes", "said"), [(True, "approved"), (False, "rejected")])
async def test_a_decision_leaves_one_audit_row(office, asker, director, yes, said):
    """E5: who decided what kind of request, by its number; handled again it leaves no other."""
    approval = await filed(office, asker)
    for _ in range(2):
        await decide(office, director, approval, yes)
    async with office.units.read() as unit:
        found = [row for row in await unit.audit.listing(50) if row["stage"] == "decide"]
    [row] = found
    assert (row["rule"], row["verdict"]) == (f"approval:{said}", "allow")
    assert (row["author_id"], row["object_id"]) == (director.id, approval.id)


async def test_an_outcome_that_fails_leaves_the_request_waiting(office, asker, director):
    async def outcome(unit, approval, decider):
        await unit.set_cursor("outcome", "half")
        raise NotFound

    office.core.approvals.plug({"discount": outcome})
    approval = await filed(office, asker)
    with pytest.raises(NotFound):
        await decide(office, director, approval)
    assert await stored(office, approval) == approval
    async with office.units.read() as unit:
        assert await unit.cursor("outcome") is None


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.SALES_HEAD])
@pytest.mark.parametrize("yes", [True, False])
async def test_nobody_decides_his_own_request(office, director, role, yes):
    """E5 MUST-FAIL, POLICY xiv: in the core, for the director as well."""
    boss = await office.person(role)
    approval = await filed(office, boss)
    with pytest.raises(OwnRequest):
        await decide(office, boss, approval, yes)
    assert (await stored(office, approval)).state == "waiting"
    assert approval.id not in [v["id"] for v in await office.core.approvals.waiting(boss)]
    assert not (await office.core.approvals.one(boss, approval.id))["may_decide"]
    assert await decide(office, director, approval, yes, cause="press:2") in {
        "approved",
        "rejected",
    }


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("kind", ["client-edit", "discount", "deferral", "contract", "access"])
async def test_only_who_may_decide_that_kind_decides_it(office, asker, role, kind):
    actor = await office.person(role)
    approval = await filed(office, asker, kind)
    if f"approval:decide:{kind}" in PERMISSIONS[role]:
        assert await decide(office, actor, approval) == "approved"
        return
    for attempt in (
        decide(office, actor, approval),
        office.core.approvals.clarify(actor, approval.id, "почему?", "c"),
        office.core.approvals.one(actor, approval.id),
    ):
        with pytest.raises((NotAllowed, NotFound)):
            await attempt
    assert (await stored(office, approval)).state == "waiting"
    assert await office.core.approvals.waiting(actor) == [
        view for view in await office.core.approvals.waiting(actor) if view["kind"] != kind
    ]


async def test_the_right_is_the_one_that_stands_now(office, asker, director):
    """P18: dismissed a moment ago, nothing is decided."""
    approval = await filed(office, asker)
    async with office.units.begin() as unit:
        await unit.people.dismiss(director.id, office.clock.now())
    with pytest.raises(NotFound):
        await decide(office, director, approval)


async def test_a_second_press_is_told_who_decided_and_when(office, asker, director):
    head = await office.person(Role.SALES_HEAD, "Глеб")
    approval = await filed(office, asker)
    await decide(office, head, approval)
    with pytest.raises(AlreadyDecided) as told:
        await decide(office, director, approval, yes=False, cause="press:2")
    assert told.value.fields == {
        "by": "Глеб",
        "at": office.clock.now().isoformat(),
        "state": "approved",
    }
    assert (await stored(office, approval)).decided_by == head.id


async def test_the_same_press_handled_again_answers_the_same(office, asker, director):
    approval = await filed(office, asker)
    assert [await decide(office, director, approval) for _ in range(2)] == ["approved"] * 2
    assert (await stored(office, approval)).version == 2


async def test_who_decided_and_is_a_retailer_now_is_not_named_to_a_late_press(office, asker):
    """POLICY R6."""
    first, second = [await office.person(Role.SALES_HEAD, name) for name in ("Глеб", "Зоя")]
    approval = await filed(office, asker)
    await decide(office, first, approval)
    await office.core.groups.place(None, first.id, "retailer", None, "moved")
    with pytest.raises(AlreadyDecided) as told:
        await decide(office, second, approval, cause="press:2")
    assert told.value.fields["by"] == "—"


async def test_ten_presses_at_once_have_one_winner(office, asker):
    bosses = [await office.person(Role.DIRECTOR) for _ in range(10)]
    approval = await filed(office, asker)
    said = await asyncio.gather(
        *(
            decide(office, boss, approval, n % 2 == 0, cause=f"press:{n}")
            for n, boss in enumerate(bosses)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(one, str) for one in said) == 1
    assert sum(isinstance(one, AlreadyDecided) for one in said) == 9


async def test_what_has_moved_on_is_stale(office, asker, director):
    approval = await filed(office, asker)
    with pytest.raises(Stale):
        await decide(office, director, approval, version=approval.version + 1)
    assert (await stored(office, approval)).state == "waiting"


@pytest.mark.parametrize("reason", ["", "  ", "х" * 1001])
async def test_a_refusal_says_why(office, asker, director, reason):
    approval = await filed(office, asker)
    with pytest.raises(InvalidInput):
        await decide(office, director, approval, yes=False, reason=reason)
    assert (await stored(office, approval)).state == "waiting"


async def test_what_was_asked_for_and_changed_is_void(office, asker, director):
    approval = await filed(office, asker)
    async with office.units.begin() as unit:
        await office.core.approvals.withdraw(unit, "discount", "line", 7)
    assert (await stored(office, approval)).state == "void"
    with pytest.raises(Outdated):
        await decide(office, director, approval)


async def test_an_outcome_may_find_that_it_is_too_late(office, asker, director):
    async def outcome(unit, approval, decider):
        raise Outdated

    office.core.approvals.plug({"discount": outcome})
    approval = await filed(office, asker)
    assert await decide(office, director, approval) == "void"
    assert (await stored(office, approval)).state == "void"


async def test_a_question_goes_to_the_asker_and_comes_back(office, asker, director):
    approval = await filed(office, asker)
    await office.core.approvals.clarify(director, approval.id, "почему так дёшево?", "c1")
    view = await office.core.approvals.one(asker, approval.id)
    assert (view["question"], view["version"], view["own"]) == ("почему так дёшево?", 1, True)
    await office.core.approvals.answer(asker, approval.id, "объём", "c2")
    view = await office.core.approvals.one(director, approval.id)
    assert [word["text"] for word in view["talk"]] == ["почему так дёшево?", "объём"]
    assert view["question"] == ""
    with pytest.raises(NotFound):
        await office.core.approvals.answer(await office.person(), approval.id, "я", "c3")
    assert await decide(office, director, approval) == "approved"


async def test_facts_about_a_client_follow_the_reader(office, asker):
    """A5: the lawyer sees what a lawyer sees, whoever has put it on the card."""
    message = await office.writes()
    facts = {
        "client": {"name": "Ромашка", "inn": "7707083893", "competitor": "Василёк"},
        "deal": {"prices": "110", "profit": "1"},
        "nothing": {"secret": "1"},
    }
    approval = await filed(office, asker, "contract", facts=facts, client_id=message.client_id)
    lawyer = await office.person(Role.LAWYER)
    seen = await office.core.approvals.one(lawyer, approval.id)
    assert seen["facts"] == {"client": {"name": "Ромашка", "inn": "7707083893"}}
    director = await office.person(Role.DIRECTOR)
    whole = await office.core.approvals.one(director, approval.id)
    assert whole["facts"] == {name: facts[name] for name in ("client", "deal")}


async def test_lists_are_ones_own_and_come_in_pages(office, asker, director):
    other = await office.person()
    made = [await filed(office, asker) for _ in range(10)] + [await filed(office, other)]
    first = await office.core.approvals.waiting(director)
    second = await office.core.approvals.waiting(director, 1)
    assert [v["id"] for v in first + second] == [a.id for a in made]
    assert [v["id"] for v in await office.core.approvals.mine(other)] == [made[-1].id]
    assert first[0]["asker"] == asker.name
    assert await office.core.approvals.waiting(asker) == []


async def test_an_unknown_request_is_not_found(office, director):
    with pytest.raises(NotFound):
        await office.core.approvals.one(director, 404)
    with pytest.raises(NotFound):
        await office.core.approvals.decide(director, 404, 1, True, "", "x")
    with pytest.raises(ValueError, match="wish"):
        await filed(office, director, "wish")


async def test_who_leaves_leaves_his_requests_to_the_heir(office, asker, director):
    """An heir who may decide cannot decide what is now his own request."""
    head = await office.person(Role.SALES_HEAD)
    approval = await filed(office, asker, "write-off")
    await office.core.handover.dismiss(asker.id, head.id)
    with pytest.raises(OwnRequest):
        await decide(office, head, approval)
    with pytest.raises(Stale):
        await decide(office, director, approval, cause="press:2")
    assert await decide(office, director, approval, cause="press:3", version=2) == "approved"


async def test_a_retailer_gets_a_coded_answer_and_no_name(office, director):
    """POLICY x, iii: no clarifying, no words, nobody's name; only administrators see who asks."""
    retailer = await office.person(Role.RETAILER, "Тайный Агент")
    approval = await filed(office, retailer)
    head = await office.person(Role.SALES_HEAD)
    assert (await office.core.approvals.one(head, approval.id))["asker"] == ""
    assert (await office.core.approvals.one(director, approval.id))["asker"] == "Тайный Агент"
    with pytest.raises(NotAllowed):
        await office.core.approvals.clarify(director, approval.id, "почему?", "c1")
    await decide(office, director, approval, yes=False, reason="свои слова")
    with pytest.raises(NotFound):
        await office.core.approvals.answer(retailer, approval.id, "но", "c2")
    (view,) = await office.core.approvals.mine(retailer)
    assert (view["state"], view["reason"], view["decided_by"]) == ("rejected", "", None)
    assert view["asker"] == "Тайный Агент"
    told = [r for r in await office.rows() if r.receiver.id == retailer.id]
    assert told == []
