"""The way out: judged again, each outcome on record, nothing silently gone (P2, P7, P8, I7)."""

from datetime import timedelta

import pytest

from core.errors import Permanent, Temporary, Unknown
from core.messaging.delivery import ALERT_TRIES, BROKEN_TRIES, GIVE_UP, Outcome, pause_after
from core.messaging.model import Sent, State
from core.messaging.waiting import ASKING
from core.staff.model import Role
from tests.core.office import AnyChannel


@pytest.fixture
async def answered(office):
    """(manager, the client's message); the answer is due."""
    manager = await office.person()
    asked = await office.writes()
    await office.answers(manager, asked)
    office.later(6)
    return manager, asked


async def _take_one(office, channel=None):
    ((row, _),) = await office.taken(channel)
    return row


async def _settle(office, result):
    row = await _take_one(office)
    await office.delivery.settle([Outcome(row, result)])
    return await office.row(row.id)


async def test_a_lane_that_moved_stops_the_answer_at_the_door(office, answered):
    """I7, fault 62: judged when queued and again when leaving; audited, explained, not sent."""
    _, asked = answered
    await office.core.handover.give(asked.client_id, (await office.person()).id)
    assert await office.taken() == []
    (row,) = await office.rows(State.DENIED)
    assert row.error_code == "not-own"
    denied = (await office.audit("deny"))[-1]
    assert (denied["stage"], denied["rule"], denied["object_id"]) == ("send", "not-own", row.id)
    assert (await office.answer_of(asked.client_id)).state is State.DENIED
    assert "😢" in {r.payload["react"]["emoji"] for r in await office.rows(code="mark")}


async def test_a_client_who_came_back_has_a_lane_of_his_own_again(office, answered):
    """POLICY: a new lane each time, so what was under way in the first one stays closed."""
    manager, asked = answered
    await office.core.handover.give(asked.client_id, (await office.person()).id)
    await office.core.handover.give(asked.client_id, manager.id)
    assert await office.taken() == []
    (row,) = await office.rows(State.DENIED)
    assert row.error_code == "lane-closed"


async def test_what_waits_for_a_dismissed_reader_does_not_leave(office):
    manager = await office.person()
    await office.writes("тайна")
    await office.core.handover.dismiss(manager.id, (await office.person()).id)
    while await office.shown():
        pass
    rows = await office.rows(code="client-message")
    assert [(r.receiver.id == manager.id, r.state) for r in rows] == [
        (True, State.DENIED), (False, State.SENT),
    ]  # fmt: skip


async def test_every_sent_row_has_an_audit_row_with_its_hash(office, answered):
    """I10."""
    await office.sent()
    (row,) = await office.rows(State.SENT)
    last = (await office.audit("allow"))[-1]
    assert (last["stage"], last["object_id"], last["payload_hash"], last["policy_version"]) == (
        "send", row.id, row.payload_hash, "1",
    )  # fmt: skip


async def test_an_acceptance_is_recorded_with_its_links(office, answered):
    _manager, asked = answered
    row = await _settle(office, Sent(("SM1", "SM2")))
    assert (row.state, row.provider_id, row.sent_at) == (State.SENT, "SM1", office.clock.now())
    answer = await office.answer_of(asked.client_id)
    assert (answer.state, answer.external_id) == (State.SENT, "SM1")
    async with office.units.read() as unit:
        assert {link.external_id for link in await unit.messages.links_of(answer.id, "sent")} == {
            "SM1", "SM2",
        }  # fmt: skip


async def test_a_refusal_for_ever_is_a_dead_letter_that_is_explained_and_resent(office, answered):
    manager, asked = answered
    row = await _settle(office, Permanent("63024", "no such user"))
    assert (row.state, row.error_code) == (State.FAILED, "63024")
    assert len(await office.rows(code="failed")) == 1
    resend = office.core.queries.resend
    assert [await resend(manager, row.id, cause) for cause in ("c1", "c1", "c2")] == [
        "queued", "queued", "not-dead",
    ]  # fmt: skip
    assert await office.sent()
    assert (await office.answer_of(asked.client_id)).state is State.SENT


async def test_not_now_means_later_and_never_earlier_than_asked(office, answered):
    """P8."""
    row = await _settle(office, Temporary("429", retry_after=35))
    assert (row.state, row.not_before - office.clock.now()) == (State.QUEUED, timedelta(seconds=35))
    office.later(34.9)
    assert await office.taken() == []
    office.later(0.2)
    assert (await _take_one(office)).attempts == 2


async def test_growing_pauses_never_undercut_what_the_provider_asks(office, answered):
    for attempt in range(1, 8):
        row = await _settle(office, Temporary("502", retry_after=3))
        waits = (row.not_before - office.clock.now()).total_seconds()
        assert waits >= 3
        assert row.attempts == attempt
        office.later(waits)
    assert waits > 20


def test_pauses_grow_and_end_at_five_minutes():
    assert pause_after(1) < pause_after(4) < pause_after(8)
    assert all(pause_after(n) <= ASKING for n in range(1, 500))


async def test_when_the_whole_account_waits_the_row_itself_does_not(office, answered):
    row = await _settle(office, Temporary("429", retry_after=60, whole_account=True))
    assert (row.state, row.not_before) == (State.QUEUED, None)


async def _refused_for_a_day(office):
    """The last of many tries comes a day after the first."""
    for _ in range(ALERT_TRIES - 1):
        row = await _settle(office, Temporary("502"))
        office.later(600)
    assert row.state is State.QUEUED
    office.later(GIVE_UP.total_seconds())
    await office.writes("я тут")
    return await _settle(office, Temporary("502"))


async def test_after_a_day_of_refusals_it_is_given_up_and_said_so(office, answered):
    row = await _refused_for_a_day(office)
    assert (row.state, row.error_code, row.error_detail) == (State.FAILED, "gave-up", "502")
    (told,) = await office.rows(code="failed")
    assert "сутки" in told.payload["text"]


async def test_a_dead_letter_resent_by_hand_has_its_tries_again(office, answered):
    """One more 502 does not give it up at once."""
    row = await _refused_for_a_day(office)
    assert await office.core.queries.resend(answered[0], row.id, "c1") == "queued"
    assert (await _settle(office, Temporary("502"))).state is State.QUEUED


async def test_a_row_that_is_tried_for_long_is_told_once_to_the_administrators(office, answered):
    director = await office.person(Role.DIRECTOR)
    for _ in range(ALERT_TRIES + 2):
        await _settle(office, Temporary("502"))
        office.later(600)
    (alert,) = await office.rows(code="aside")
    assert alert.receiver.id == director.id


async def test_a_bug_of_a_channel_is_tried_a_few_times_then_set_aside(office, answered):
    """P4: one row, not the worker."""
    await office.person(Role.SYSADMIN)
    for attempt in range(BROKEN_TRIES):
        row = await _take_one(office)
        await office.delivery.broken(row, "KeyError")
        state = (await office.row(row.id)).state
        assert state is (State.FAILED if attempt == BROKEN_TRIES - 1 else State.QUEUED)
        office.later(600)
    assert len(await office.rows(code="aside")) == len(await office.rows(code="failed")) == 1


async def test_a_lost_connection_is_told_as_unknown_and_keeps_the_others_behind(office, answered):
    manager, asked = answered
    await office.answers(manager, asked, "второе")
    office.later(6)
    row = await _settle(office, Unknown("connection-lost"))
    assert row.state is State.UNKNOWN
    first = next(m for m in await office.messages(asked.client_id) if m.direction == "out")
    assert first.state is State.UNKNOWN
    assert await office.taken() == []


async def _unknown(office):
    row = await _settle(office, Unknown("connection-lost"))
    office.later(3)
    return row


async def test_a_provider_that_finds_it_ends_the_doubt_without_a_repeat(office, answered):
    _, asked = answered
    row = await _unknown(office)
    channel = AnyChannel(can_tell=True, found=Sent(("SM9",)))
    assert await office.delivery.resolve(channel) == 1
    standing = await office.row(row.id)
    assert (standing.state, standing.provider_id, standing.possible_repeat) == (
        State.SENT, "SM9", False,
    )  # fmt: skip
    assert await office.taken() == []
    assert (await office.answer_of(asked.client_id)).state is State.SENT


async def test_what_the_provider_has_not_seen_is_repeated_and_marked(office, answered):
    """P2."""
    row = await _unknown(office)
    await office.delivery.resolve(AnyChannel(can_tell=True, found=None))
    standing = await office.row(row.id)
    assert (standing.state, standing.possible_repeat) == (State.QUEUED, True)
    again = await _take_one(office)
    assert again.attempts == 2


async def test_a_channel_that_cannot_tell_is_not_asked(office, answered):
    row = await _unknown(office)
    channel = AnyChannel(can_tell=False)
    await office.delivery.resolve(channel)
    assert channel.asked == []
    assert (await office.row(row.id)).possible_repeat is True


async def test_a_provider_that_cannot_be_asked_now_is_asked_later(office, answered):
    row = await _unknown(office)
    channel = AnyChannel(can_tell=True, found=Temporary("unreachable"))
    await office.delivery.resolve(channel)
    assert (await office.row(row.id)).state is State.UNKNOWN
    assert await office.delivery.resolve(channel) == 0
    office.later(30)
    assert await office.delivery.resolve(channel) == 1
    assert await office.delivery.resolve(channel) == 0
    office.later(-7_200)  # fault 28: the clock is set back
    assert await office.delivery.resolve(channel) == 1


async def test_ids_of_other_messages_are_told_apart_when_the_provider_is_asked(office, answered):
    manager, asked = answered
    await office.sent(provider_id="SM1")
    await office.answers(manager, asked)
    office.later(6)
    row = await _unknown(office)
    channel = AnyChannel(can_tell=True)
    await office.delivery.resolve(channel)
    assert channel.asked == [(row.id, frozenset({"SM1"}))]


async def test_what_a_dead_process_was_sending_is_of_unknown_outcome(office, answered):
    _, asked = answered
    row = await _take_one(office)
    assert await office.delivery.interrupted(AnyChannel()) == 1
    assert (await office.row(row.id)).state is State.UNKNOWN
    assert (await office.answer_of(asked.client_id)).state is State.UNKNOWN
    assert await office.delivery.interrupted(AnyChannel()) == 0
    assert await office.delivery.interrupted(AnyChannel(account="AC2")) == 0


async def test_a_row_claimed_is_not_claimed_again(office, answered):
    assert len(await office.taken()) == 1
    assert await office.taken() == []


async def test_what_the_pace_refuses_stays_queued_and_uncounted(office, answered):
    assert await office.delivery.take(AnyChannel(), 9, admit=lambda _: False) == []
    (row,) = await office.rows(code="answer")
    assert (row.state, row.attempts) == (State.QUEUED, 0)
