import asyncio
import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from core.ids import OutboxId
from core.messaging.model import Link, Party, State
from tests.storage.making import out


async def _claimable(units, clock, limit=50, busy=()):
    async with units.begin() as unit:
        rows = await unit.outbox.claimable("telegram", "bot1", clock.now(), limit, busy)
    return [row.id for row in rows]


async def _change(units, number, **changes):
    async with units.begin() as unit:
        await unit.outbox.save(replace(await unit.outbox.get(number), **changes))


async def test_a_row_comes_back_as_it_went_in_with_the_hash_of_its_payload(make, units, clock):
    row = out(
        payload={"я": 1, "text": "Привет"},
        fields={"client": "Ромашка"},
        receiver_epoch=3,
        not_before=clock.now(),
        cause="inbox:1",
        link="shown",
        dedupe_key="d",
    )
    (number,) = await make.outbox(row)
    canonical = '{"text":"Привет","я":1}'
    async with units.read() as unit:
        stored = await unit.outbox.get(number)
        assert await unit.outbox.by_dedupe("d") == stored
        assert await unit.outbox.get(999) is None
    assert stored == replace(
        row,
        id=number,
        created_at=clock.now(),
        payload_hash=hashlib.sha256(canonical.encode()).hexdigest(),
    )


async def test_a_known_dedupe_key_is_left_out_and_ids_rise_in_order(make):
    first = await make.outbox(out(dedupe_key="a"), out(dedupe_key="a"), out(dedupe_key="b"))
    second = await make.outbox(out(dedupe_key="b"), out(), out(dedupe_key="c"))
    assert len(first) == 2
    assert len(second) == 2
    assert first + second == sorted(first + second)
    assert await make.outbox() == []


async def test_an_id_taken_before_is_kept(make, units, clock):
    async with units.begin() as unit:
        (taken,) = await unit.take_ids("outbox", 1)
        ids = await unit.outbox.add([out("a"), out("b", id=OutboxId(taken))], clock.now())
    assert taken in ids
    assert len(set(ids)) == 2


async def test_rows_of_one_key_leave_one_at_a_time_in_order(make, units, clock):
    first, second, third = await make.outbox(out("a"), out("a"), out("b"))
    assert await _claimable(units, clock) == [first, third]
    for state in (State.SENDING, State.UNKNOWN, State.WAITING):
        await _change(units, first, state=state)
        assert await _claimable(units, clock) == [third]
    for state in (State.SENT, State.HELD, State.FAILED, State.CANCELLED, State.DENIED):
        await _change(units, first, state=state)
        assert await _claimable(units, clock) == [second, third]


async def test_a_row_that_is_not_due_keeps_the_later_ones_of_its_key_back(make, units, clock):
    later = clock.now() + timedelta(seconds=5)
    first, second = await make.outbox(out("a", not_before=later), out("a"))
    async with units.read() as unit:
        assert await unit.outbox.next_due("telegram", "bot1") == later
        assert await unit.outbox.next_due("telegram", "bot2") is None
    assert await _claimable(units, clock) == []
    clock.advance(5)
    assert await _claimable(units, clock) == [first]
    assert second


@pytest.mark.parametrize("tried", [False, True])
async def test_a_clock_set_back_keeps_nothing_from_leaving(make, units, clock, tried):
    """Fault 28: a pause of seconds would have lasted for as long as the step."""
    first, second = await make.outbox(
        out("a", not_before=clock.now() + timedelta(seconds=5)), out("a")
    )
    if tried:
        clock.advance(3_600)
        async with units.begin() as unit:
            await unit.outbox.claim([first], clock.now())
        await _change(
            units, first, state=State.QUEUED, not_before=clock.now() + timedelta(minutes=5)
        )
    clock.advance(-30)
    assert await _claimable(units, clock) == []
    clock.advance(-1_800)
    assert await _claimable(units, clock) == [first]
    await _change(units, first, state=State.SENT)
    assert await _claimable(units, clock) == [second]


async def test_urgent_rows_go_first_then_old_ones(make, units, clock):
    slow, urgent, old = await make.outbox(
        out("a", priority=9), out("b", priority=1), out("c", priority=9)
    )
    await make.outbox(out("d", account="bot2"), out("e", provider="twilio"))
    assert await _claimable(units, clock) == [urgent, slow, old]
    assert await _claimable(units, clock, limit=1) == [urgent]
    assert await _claimable(units, clock, busy=["chat-b", "chat-c"]) == [slow]


async def test_a_claimed_row_is_being_sent_with_one_attempt_more(make, units, clock):
    first, second = await make.outbox(out("a"), out("b", state=State.HELD))
    async with units.begin() as unit:
        await unit.outbox.claim([first, second], clock.now())
        await unit.outbox.claim([], clock.now())
    async with units.read() as unit:
        claimed = await unit.outbox.get(first)
        assert [row.id for row in await unit.outbox.interrupted("telegram", "bot1")] == [first]
        assert await unit.outbox.interrupted("telegram", "bot2") == []
        assert (await unit.outbox.get(second)).state is State.HELD
    assert (claimed.state, claimed.attempts, claimed.claimed_at) == (
        State.SENDING,
        1,
        clock.now(),
    )


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_row_claimed_elsewhere_is_skipped_on_postgresql(make, units, clock, database):
    first, second, third = await make.outbox(out("a"), out("a"), out("b"))
    async with units.begin() as one, units.begin() as other:
        held = await one.outbox.claimable("telegram", "bot1", clock.now(), 1)
        rest = await other.outbox.claimable("telegram", "bot1", clock.now(), 9)
    assert [row.id for row in held] == [first]
    assert [row.id for row in rest] == [third]
    assert second


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_row_read_by_its_key_to_be_changed_is_not_claimed_meanwhile(make, units, clock):
    """MUST-FAIL: a card that is redrawn while it leaves would be sent a second time."""
    (number,) = await make.outbox(out("a", dedupe_key="card"))
    async with units.begin() as writer, units.begin() as worker:
        card = await writer.outbox.by_dedupe("card")
        rest = await worker.outbox.claimable("telegram", "bot1", clock.now(), 9)
    assert card.id == number
    assert rest == []


async def test_saving_writes_what_changes_in_a_rows_life(make, units, clock):
    (number,) = await make.outbox(out())
    changes = {
        "state": State.QUEUED,
        "payload": {"text": "иначе"},
        "attempts": 4,
        "not_before": clock.now(),
        "provider_id": "77",
        "error_code": "429",
        "possible_repeat": True,
        "sent_at": clock.now(),
        "chat": "-100",
    }
    await _change(units, number, error_detail="x" * 900, **changes)
    async with units.read() as unit:
        row = await unit.outbox.get(number)
        assert await unit.outbox.by_provider_id("bot1", "77") == row
        assert await unit.outbox.by_provider_id("bot2", "77") is None
    assert {name: getattr(row, name) for name in changes} == changes
    assert len(row.error_detail) == 500
    assert row.payload_hash == hashlib.sha256('{"text":"иначе"}'.encode()).hexdigest()


async def test_rows_that_may_have_arrived_unseen_are_found_by_chat(make, units, clock):
    rows = [
        out("a", chat="7", state=State.SENDING),
        out("a", chat="7", state=State.UNKNOWN),
        out("a", chat="7", attempts=1),
        out("a", chat="7", state=State.SENT, possible_repeat=True),
        out("a", chat="7"),
        out("a", chat="7", state=State.SENT),
        out("a", chat="8", state=State.SENDING),
        out("a", chat="7", state=State.SENDING, account="bot2"),
    ]
    ids = await make.outbox(*rows)
    async with units.read() as unit:
        found = await unit.outbox.unlinked_to("bot1", "7", clock.now())
        late = await unit.outbox.unlinked_to("bot1", "7", clock.now() + timedelta(seconds=1))
    assert [row.id for row in found] == ids[:4]
    assert late == []


async def test_rows_of_a_message_and_of_a_conversation_are_found(make, units, clock):
    client = await make.client()
    conversation = await make.conversation(client)
    message = await make.message(conversation, direction="out")
    to_client = {
        "receiver": Party("client", client.id),
        "message_id": message.id,
        "conversation_id": conversation.id,
    }
    carried, held, _ = await make.outbox(
        out("c", **to_client, provider_id="SM1"),
        out("c", **to_client, state=State.HELD),
        out("m", message_id=message.id),
    )
    link = Link("twilio", "AC1", "", "SM2", "sent", conversation.id, message.id)
    async with units.begin() as unit:
        await unit.messages.add_links([link])
    async with units.read() as unit:
        assert [r.id for r in await unit.outbox.of_message(message.id)] == [carried, held]
        assert [r.id for r in await unit.outbox.held_of(conversation.id)] == [held]
        assert await unit.outbox.holding([conversation.id, 99]) == {conversation.id}
        assert await unit.outbox.holding([]) == set()
        assert [r.id for r in await unit.outbox.open_in("c")] == [carried, held]
        assert await unit.outbox.provider_ids(conversation.id) == ["SM1", "SM2"]
    clock.advance(timedelta(days=4).total_seconds())
    async with units.read() as unit:
        assert await unit.outbox.provider_ids(conversation.id) == []


async def test_a_row_to_replace_is_the_last_of_its_key_and_still_waiting(make, units):
    first, second = await make.outbox(out("a", code="mark"), out("a", code="mark"))
    async with units.read() as unit:
        assert (await unit.outbox.queued_to("a", "mark")).id == second
        assert await unit.outbox.queued_to("a", "card") is None
        assert await unit.outbox.queued_to("b", "mark") is None
    await _change(units, second, state=State.SENDING)
    async with units.read() as unit:
        assert await unit.outbox.queued_to("a", "mark") is None
    assert first


async def test_listings_are_newest_first_and_by_state(make, units):
    ids = await make.outbox(
        out("a"), out("b", state=State.FAILED), out("c", state=State.SENT, channel="whatsapp")
    )
    async with units.read() as unit:
        for states, found in (
            ((), ids[::-1]),
            ((State.FAILED,), ids[1:2]),
            ((State.QUEUED,), ids[:1]),
            ((State.SENT, State.QUEUED), [ids[2], ids[0]]),
        ):
            assert [row.id for row in await unit.outbox.listing(states, 9)] == found
        assert [row.id for row in await unit.outbox.listing((), 1)] == ids[2:]


async def test_what_is_on_its_way_is_counted_by_channel(make, units, clock):
    await make.outbox(out("a"))
    start = clock.now()
    clock.advance(9)
    await make.outbox(out("b"), out("c", channel="whatsapp"), out("d", state=State.SENT))
    async with units.read() as unit:
        assert await unit.outbox.pending() == [("telegram", 2, start), ("whatsapp", 1, clock.now())]


@pytest.mark.parametrize("look", ["get", "of_message", "queued_to"])
async def test_what_is_read_to_be_changed_is_not_claimed_meanwhile(make, units, clock, look):
    """An undo, or a tenth photo for an album, never overwrites a row that is leaving."""
    message = await make.message(await make.conversation(await make.client()))
    row = out("k", code="answer", message_id=message.id, receiver=Party("client", 1))
    (number,) = await make.outbox(row)
    read = asyncio.Event()

    async def change():
        async with units.begin() as unit:
            if look == "get":
                found = await unit.outbox.get(number)
            elif look == "of_message":
                (found,) = await unit.outbox.of_message(message.id)
            else:
                found = await unit.outbox.queued_to("k", "answer")
            read.set()
            await asyncio.sleep(0.2)
            await unit.outbox.save(replace(found, state=State.CANCELLED))

    async def claim():
        await read.wait()
        async with units.begin() as unit:
            rows = await unit.outbox.claimable("telegram", "bot1", clock.now(), 9)
            await unit.outbox.claim([one.id for one in rows], clock.now())
        return [one.id for one in rows]

    _, claimed = await asyncio.gather(change(), claim())
    assert claimed == []
