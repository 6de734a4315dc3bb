"""What became of a message, told in any order (fault 19), and never a failure hidden (P7)."""

import itertools

import pytest

from core.errors import Unknown
from core.messaging.delivery import Outcome
from core.messaging.model import RANK, Receipt, Sent, State
from core.messaging.receipts import ReceiptUnmatched
from tests.core.office import TWILIO

TOLD = ("queued", "sent", "delivered", "read", "failed")


async def _answer(office, text="есть"):
    manager = await office.person()
    asked = await office.writes()
    await office.answers(manager, asked, text)
    office.later(6)
    return manager, asked


async def test_receipts_in_any_order_end_in_the_highest_state(office):
    """Fault 19: every permutation; the last states of the message and of its row."""
    _, asked = await _answer(office)
    await office.sent(provider_id="SM1")
    answer = await office.answer_of(asked.client_id)
    (row,) = await office.rows(code="answer")
    few = office.units._database.dialect == "postgresql"
    for order in [*itertools.permutations(TOLD)][:: 11 if few else 1]:
        told = [Receipt("twilio", TWILIO, "SM1", State(s), error_code="30008") for s in order]
        async with office.units.begin() as unit:
            await unit.messages.put_state(answer.id, State.SENT)
            await unit.outbox.save(row)
            await office.core.receipts.apply(unit, told)
            ends = (await unit.messages.get(answer.id)).state
            stands = (await unit.outbox.get(row.id)).state
        highest = max((State(s) for s in ("sent", *order)), key=RANK.__getitem__)
        assert ends is highest, order
        assert stands is (State.FAILED if highest is State.FAILED else State.SENT), order


async def test_the_manager_sees_each_step_as_a_mark_and_a_failure_in_words(office):
    await _answer(office)
    await office.shown()
    await office.sent(provider_id="SM1")
    for state in ("sent", "delivered", "read", "delivered"):
        await office.receipt("SM1", state)
        await office.shown()
    marks = [r.payload["react"]["emoji"] for r in await office.rows(code="mark")]
    assert marks == ["✍", "👌", "👌", "👀"]


async def test_a_failure_says_why_and_what_to_do_with_one_tap_to_resend(office):
    """P7, fault 16."""
    await _answer(office)
    await office.sent(provider_id="SM1")
    await office.receipt("SM1", "failed", error_code="63016")
    (told,) = await office.rows(code="failed")
    assert "24 часа" in told.payload["text"]
    (row,) = await office.rows(State.FAILED)
    assert told.payload["buttons"][0][0]["data"] == f"rs:{row.id}"
    assert (row.code, row.error_code) == ("answer", "63016")


async def test_an_unknown_code_is_told_as_it_is(office):
    await _answer(office)
    await office.sent(provider_id="SM1")
    await office.receipt("SM1", "failed", error_code="99999")
    (told,) = await office.rows(code="failed")
    assert "99999" in told.payload["text"]


async def test_a_receipt_of_nothing_we_sent_is_parked_and_harmless_in_a_list(office):
    with pytest.raises(ReceiptUnmatched):
        await office.receipt("SM404", "read")
    await office.receipt("SM404", "read", strict=False)
    with pytest.raises(ReceiptUnmatched):
        await office.receipt("SM404", "read", outbox_id=999)


async def test_a_receipt_may_name_our_row_before_the_answer_came(office):
    """The send's answer was lost, its callback is here: linked, nothing is repeated."""
    _, asked = await _answer(office)
    ((row, _),) = await office.taken()
    await office.receipt("SM7", "delivered", outbox_id=row.id)
    await office.delivery.settle([Outcome(row, Unknown("connection-lost"))])
    standing = await office.row(row.id)
    assert (standing.state, standing.provider_id) == (State.SENT, "SM7")
    assert (await office.answer_of(asked.client_id)).external_id == "SM7"
    assert (await office.answer_of(asked.client_id)).state is State.DELIVERED


async def test_a_failure_that_overtakes_the_answer_stays_a_dead_letter(office):
    """P7: the provider's acceptance, read late, does not bury it."""
    _, asked = await _answer(office)
    ((row, _),) = await office.taken()
    await office.receipt("SM7", "failed", outbox_id=row.id, error_code="63024")
    await office.delivery.settle([Outcome(row, Sent(("SM7",)))])
    standing = await office.row(row.id)
    assert (standing.state, standing.error_code) == (State.FAILED, "63024")
    assert (await office.answer_of(asked.client_id)).state is State.FAILED


async def test_a_receipt_of_another_account_with_our_rows_number_is_not_taken(office):
    await _answer(office)
    ((row, _),) = await office.taken()
    foreign = Receipt("twilio", "AC2", "SMX", State.READ, outbox_id=row.id)
    with pytest.raises(ReceiptUnmatched):
        async with office.units.begin() as unit:
            await office.core.receipts.apply(unit, [foreign])


async def test_a_lost_piece_of_a_long_answer_is_a_failure_though_another_was_read(office):
    """P7: no part of an answer disappears behind the rest of it."""
    await _answer(office, "слово " * 400)
    rows = []
    while sent := await office.sent():
        rows += sent
    assert len(rows) == 2
    await office.receipt(f"OUT{rows[0].id}", "read")
    await office.receipt(f"OUT{rows[1].id}", "failed", error_code="63018")
    assert [r.state for r in await office.rows(code="answer")] == [State.SENT, State.FAILED]
    (told,) = await office.rows(code="failed")
    assert told.payload["buttons"][0][0]["data"] == f"rs:{rows[1].id}"


async def test_a_confirmation_that_failed_is_a_dead_letter_too(office):
    """P7: also for rows that are no message of the record."""
    await office.writes("СТОП")
    (row,) = await office.sent(provider_id="SM1")
    await office.receipt("SM1", "failed", error_code="63024")
    assert (await office.row(row.id)).state is State.FAILED
