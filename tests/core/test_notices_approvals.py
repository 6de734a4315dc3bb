"""The card of a request on every phone, and what becomes of its copies (E5, P18)."""

import pytest

from core.approvals.model import KINDS, change, grams
from core.messaging.delivery import Outcome
from core.messaging.model import Sent, State
from core.staff.model import Role
from tests.core.office import STAFF, AnyChannel

FACTS = {"deal": {"number": "17", "prices": change("118", "110"), "lines": grams(2_500_000)}}


@pytest.fixture(autouse=True)
def without_outcomes(office):
    async def nothing(unit, approval, decider):
        return None

    office.core.approvals.plug(dict.fromkeys(KINDS, nothing))


@pytest.fixture
async def asker(office):
    return await office.person(name="Анна")


@pytest.fixture
async def director(office):
    return await office.person(Role.DIRECTOR, "Дарья")


@pytest.fixture
async def head(office):
    return await office.person(Role.SALES_HEAD, "Глеб")


async def filed(office, person, kind="discount", **fields):
    async with office.units.begin() as unit:
        return await office.core.approvals.file(
            unit, person, kind, "line", 7, {"facts": FACTS, **fields}
        )


async def decide(office, actor, approval, yes=True, reason="price"):
    return await office.core.approvals.decide(
        actor, approval.id, approval.version, yes, reason, f"press:{actor.id}"
    )


async def named(office, actor, data):
    async with office.units.read() as unit:
        return await unit.resolve_public(actor.id, data.split(":")[1])


def presses(row):
    return [button["data"] for line in row.payload["buttons"] for button in line]


async def test_everybody_who_may_decide_gets_the_card_and_nobody_else(
    office, asker, director, head
):
    for role in (Role.MANAGER, Role.LAWYER, Role.SECRETARY, Role.LOGISTICIAN, Role.SYSADMIN):
        await office.person(role)
    approval = await filed(office, asker)
    cards = await office.rows(code="approval")
    assert {row.receiver.id for row in cards} == {director.id, head.id}
    card = next(row for row in cards if row.receiver.id == director.id)
    for part in ("17", "118 → 110", "2,5 т", "Анна"):
        assert part in card.payload["text"]
    assert [data.split(":")[0] for data in presses(card)] == ["apy", "apn", "apq"]
    assert [data.split(":")[2:] for data in presses(card)] == [["1"], ["1"], []]
    assert await named(office, director, presses(card)[0]) == ("approval", approval.id)
    assert card.fields["needs"] == ["approval:decide:discount"]


async def test_the_requester_gets_no_card_of_his_own(office, director, head):
    """E5 MUST-FAIL: the head of sales asks, the director decides."""
    await filed(office, head)
    assert [row.receiver.id for row in await office.rows(code="approval")] == [director.id]


async def test_a_right_taken_before_it_leaves_stops_the_card(office, asker, director, head):
    """P18, I7: asked again at delivery."""
    await filed(office, asker)
    async with office.units.begin() as unit:
        await unit.people.dismiss(head.id, office.clock.now())
    left = await office.shown()
    assert {row.receiver.id for row in left if row.code == "approval"} == {director.id}
    denied = await office.rows(State.DENIED, code="approval")
    assert [row.receiver.id for row in denied] == [head.id]


async def test_a_card_whose_reader_may_not_decide_any_more_is_not_permitted(
    office, asker, director, monkeypatch
):
    """The rule has a name of its own (C7)."""
    await filed(office, asker)
    monkeypatch.setattr("core.messaging.gatekeeper.may", lambda *_: False)
    await office.shown()
    denied = await office.audit("deny")
    assert {row["rule"] for row in denied} == {"not-permitted"}


async def test_after_the_decision_every_copy_says_who_and_when(office, asker, director, head):
    approval = await filed(office, asker)
    await office.shown()
    await decide(office, head, approval)
    edits = await office.rows(code="approval-closed")
    assert {row.receiver.id for row in edits} == {director.id, head.id}
    for row in edits:
        assert row.payload["buttons"] == []
        assert "Одобрено: Глеб" in row.payload["text"]
        card = next(
            c for c in await office.rows(code="approval") if c.receiver.id == row.receiver.id
        )
        assert row.payload["edit"] == {"message_id": card.provider_id}
    assert len([r for r in await office.shown() if r.code == "approval-closed"]) == 2


async def test_a_copy_that_has_not_left_is_changed_before_it_leaves(office, asker, director, head):
    approval = await filed(office, asker)
    await decide(office, head, approval, yes=False)
    assert await office.rows(code="approval-closed") == []
    for row in await office.rows(code="approval"):
        assert row.payload["buttons"] == []
        assert "Отклонено: Глеб" in row.payload["text"]
        assert "Цена слишком низкая" in row.payload["text"]


async def test_a_copy_under_way_is_edited_behind_it(office, asker, director):
    """Neither lost nor left with live buttons: the edit waits for the card's own id."""
    approval = await filed(office, asker)
    channel = AnyChannel("telegram", STAFF)
    ((card, _),) = await office.taken(channel)
    await decide(office, director, approval)
    (edit,) = await office.rows(code="approval-closed")
    assert edit.payload["edit"] == {"outbox": card.id}
    assert edit.id not in [row.id for row, _ in await office.taken(channel)]
    await office.delivery.settle([Outcome(card, Sent(("4711",)))])
    ((taken, _),) = await office.taken(channel)
    assert (taken.id, taken.payload["edit"]) == (edit.id, {"message_id": "4711"})
    assert (await office.row(edit.id)).payload == taken.payload


async def test_a_card_that_never_arrived_needs_no_edit(office, asker, director):
    approval = await filed(office, asker)
    channel = AnyChannel("telegram", STAFF)
    ((card, _),) = await office.taken(channel)
    await decide(office, director, approval)
    async with office.units.begin() as unit:
        await unit.outbox.save((await unit.outbox.get(card.id)).__class__(**_failed(card)))
    await office.shown()
    (edit,) = await office.rows(code="approval-closed")
    assert edit.state is State.CANCELLED


def _failed(row):
    values = {name: getattr(row, name) for name in row.__dataclass_fields__}
    return values | {"state": State.FAILED, "error_code": "blocked"}


@pytest.mark.parametrize(
    ("yes", "reason", "said"),
    [
        (True, "", "Одобрено: Дарья"),
        (False, "terms", "Причина: Условия не подходят"),
        (False, "слишком дёшево", "Причина: слишком дёшево"),
    ],
)
async def test_the_asker_is_told_the_result_with_its_reason(
    office, asker, director, yes, reason, said
):
    message = await office.writes()
    approval = await filed(office, asker, deal_id=5, client_id=message.client_id)
    await decide(office, director, approval, yes, reason)
    (told,) = await office.rows(code="approval-decided")
    assert told.receiver.id == asker.id
    assert said in told.payload["text"]
    assert await named(office, asker, presses(told)[0]) == ("deal", 5)


async def test_a_write_off_is_told_with_its_reason_to_those_who_decide(office, director, head):
    """E5: product, warehouse, how much of how much, why; the asker is led back to the goods."""
    secretary = await office.person(Role.SECRETARY, "Софья")
    facts = {
        "product": "ПВХ", "warehouse": "Южный", "written_off": grams(2_500_000),
        "on_hand": grams(10_000_000), "reason": "рваные мешки",
    }  # fmt: skip
    approval = await filed(office, secretary, "write-off", facts={"stock": facts})
    cards = {row.receiver.id: row.payload["text"] for row in await office.rows(code="approval")}
    assert set(cards) == {director.id, head.id}
    for part in ("Списание", "ПВХ", "Южный", "Списать: 2,5 т", "10 т", "рваные мешки", "Софья"):
        assert part in cards[director.id]
    await decide(office, head, approval)
    (told,) = await office.rows(code="approval-decided")
    assert told.receiver.id == secretary.id
    assert await named(office, secretary, presses(told)[0]) == ("product", 7)


async def test_a_request_withdrawn_closes_its_cards_and_tells_nobody_else(office, asker, director):
    await filed(office, asker)
    await office.shown()
    async with office.units.begin() as unit:
        await office.core.approvals.withdraw(unit, "discount", "line", 7)
    (edit,) = await office.rows(code="approval-closed")
    assert "Запрос снят" in edit.payload["text"]
    assert await office.rows(code="approval-decided") == []


async def test_a_question_and_its_answer_reach_the_other_side(office, asker, director, head):
    approval = await filed(office, asker)
    await office.core.approvals.clarify(director, approval.id, "почему?", "c1")
    asked = await office.rows(code="approval-word")
    words = {row.receiver.id: presses(row)[0].split(":")[0] for row in asked}
    assert words == {asker.id: "apa", head.id: "ap"}
    for row in asked:
        lines = row.payload["text"].splitlines()
        assert lines[1:] == ["Сделка №: 17", "💬 Дарья спрашивает: почему?"]
    await office.core.approvals.answer(asker, approval.id, "объём", "c2")
    answers = (await office.rows(code="approval-word"))[len(asked) :]
    assert {row.receiver.id for row in answers} == {director.id, head.id}
    assert all("Анна отвечает: объём" in row.payload["text"] for row in answers)
    assert all("Сделка №: 17" in row.payload["text"] for row in answers)


async def test_a_question_names_the_client_to_whoever_may_see_it_only(office, asker, director):
    """A5: the lawyer decides on the contract and reads of the deal nothing."""
    message = await office.writes()
    lawyer = await office.person(Role.LAWYER)
    facts = {"client": {"name": "Ромашка", "competitor": "Василёк"}, "deal": {"client": "Тайна"}}
    approval = await filed(office, asker, "contract", facts=facts, client_id=message.client_id)
    await office.core.approvals.clarify(director, approval.id, "чей?", "c1")
    told = {row.receiver.id: row.payload["text"] for row in await office.rows(code="approval-word")}
    assert told.keys() == {asker.id, lawyer.id}
    assert all("Ромашка" in text and "Василёк" not in text for text in told.values())
    assert "Тайна" not in told[lawyer.id]


async def test_facts_of_a_client_are_cut_for_each_reader(office, asker):
    """A5: what the lawyer may not see is not on the lawyer's card."""
    message = await office.writes()
    lawyer, director = await office.person(Role.LAWYER), await office.person(Role.DIRECTOR)
    facts = {"client": {"name": "Ромашка", "competitor": "Василёк"}}
    await filed(office, asker, "contract", facts=facts, client_id=message.client_id)
    cards = {row.receiver.id: row.payload["text"] for row in await office.rows(code="approval")}
    assert "Ромашка" in cards[lawyer.id]
    assert "Василёк" not in cards[lawyer.id]
    assert "Василёк" in cards[director.id]


async def test_a_changed_lane_stops_what_was_meant_for_the_owner(office, asker, director):
    """The result names the client to its owner; another owner by then: not sent (A5, I7)."""
    message = await office.writes()
    facts = {"client": {"name": "Ромашка"}}
    approval = await filed(office, asker, facts=facts, client_id=message.client_id)
    await decide(office, director, approval)
    heir = await office.person(present=False)
    await office.core.handover.give(message.client_id, heir.id)
    await office.shown()
    (told,) = await office.rows(code="approval-decided")
    assert (told.state, told.error_code) == (State.DENIED, "lane-closed")


async def test_who_has_no_telegram_is_not_told_and_nothing_breaks(office, asker):
    await office.person(Role.DIRECTOR, telegram_id=None)
    await filed(office, asker)
    assert await office.rows(code="approval") == []


async def test_a_reader_reads_in_his_own_language(office, asker, director):
    async with office.units.begin() as unit:
        await unit.people.set_locale(director.id, "en")
    await filed(office, asker)
    (card,) = await office.rows(code="approval")
    assert "2.5 t" in card.payload["text"]
    assert "Asked by: Анна" in card.payload["text"]
