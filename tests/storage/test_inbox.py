import asyncio
from datetime import timedelta

import pytest

from core.errors import StorageUnavailable
from storage.failures import StatementRefused
from storage.intake import GroupCommit
from tests.storage.making import raw


@pytest.fixture
async def intake(database, clock):
    made = GroupCommit(database, clock)
    made.start()
    yield made
    await made.close()


async def _next(units, clock, limit=50, providers=("twilio",)):
    async with units.read() as unit:
        items = await unit.inbox.next(providers, clock.now(), limit)
    return [item.raw.external_id for item in items]


async def test_an_item_is_stored_as_it_came_before_put_returns(intake, units, clock):
    body = bytes(range(256))
    assert await intake.put([raw("1", payload=body), raw("2")]) == [True, True]
    assert await intake.put([]) == []
    async with units.read() as unit:
        (item, _) = await unit.inbox.next(["twilio"], clock.now(), 9)
    assert item.raw == raw("1", payload=body)
    assert (item.received_at, item.attempts, item.leftover) == (clock.now(), 0, False)


async def test_twenty_deliveries_of_one_id_are_one_record(intake, units, clock):
    answers = await asyncio.gather(*(intake.put([raw("1")]) for _ in range(20)))
    assert sum(answer == [True] for answer in answers) == 1
    assert await _next(units, clock) == ["1"]


async def test_of_two_equal_keys_in_one_call_the_first_is_new(intake):
    assert await intake.put([raw("1"), raw("2"), raw("1")]) == [True, True, False]
    assert await intake.put([raw("2"), raw("3")]) == [False, True]
    assert await intake.put([raw("1", account="AC2"), raw("1", scope="7")]) == [True, True]


async def test_two_intakes_on_one_database_keep_one_record(database, clock, intake, units):
    second = GroupCommit(database, clock)
    second.start()
    keys = [str(n) for n in range(50)]
    answers = await asyncio.gather(
        *(intake.put([raw(k)]) for k in keys), *(second.put([raw(k)]) for k in reversed(keys))
    )
    await second.close()
    assert sum(answer == [True] for answer in answers) == 50
    assert len(await _next(units, clock, 99)) == 50


async def test_concurrent_callers_share_commits(intake, database, clock, units):
    commits = []
    database.commits.subscribe(commits.append)
    await asyncio.gather(*(intake.put([raw(str(n))]) for n in range(600)))
    assert len(commits) <= 4
    assert set(commits) == {frozenset({"inbox:twilio"})}
    assert await _next(units, clock, 600) == [str(n) for n in range(600)]


async def test_a_bad_item_fails_its_own_caller_only(intake, units, clock):
    secret = "текст клиента"
    bad = raw("bad", order_key=None, payload=secret.encode())
    good, mixed, more = await asyncio.gather(
        intake.put([raw("1")]),
        intake.put([raw("2"), bad]),
        intake.put([raw("3")]),
        return_exceptions=True,
    )
    assert (good, more) == ([True], [True])
    assert isinstance(mixed, StatementRefused)
    assert secret not in str(mixed)
    assert await _next(units, clock) == ["1", "2", "3"]


async def test_a_full_queue_refuses(database, clock):
    intake = GroupCommit(database, clock, queue=2)
    intake.start()
    answers = await asyncio.gather(
        *(intake.put([raw(str(n))]) for n in range(3)), return_exceptions=True
    )
    await intake.close()
    assert answers[:2] == [[True], [True]]
    assert isinstance(answers[2], StorageUnavailable)


async def test_closing_stores_what_was_handed_in_and_refuses_afterwards(database, clock, units):
    intake = GroupCommit(database, clock)
    intake.start()
    waiting = [asyncio.create_task(intake.put([raw(str(n))])) for n in range(9)]
    await asyncio.sleep(0)
    await intake.close()
    assert await asyncio.gather(*waiting) == [[True]] * 9
    with pytest.raises(StorageUnavailable):
        await intake.put([raw("late")])
    assert len(await _next(units, clock)) == 9


async def test_a_caller_who_goes_away_loses_nothing(intake, units, clock):
    caller = asyncio.create_task(intake.put([raw("1")]))
    await asyncio.sleep(0)
    caller.cancel()
    assert await intake.put([raw("2")]) == [True]
    assert await _next(units, clock) == ["1", "2"]


async def test_items_come_in_order_of_arrival_and_by_provider(intake, units, clock):
    await intake.put([raw("1"), raw("2", provider="telegram"), raw("3")])
    assert await _next(units, clock) == ["1", "3"]
    assert await _next(units, clock, providers=("twilio", "telegram")) == ["1", "2", "3"]
    assert await _next(units, clock, limit=1) == ["1"]


async def test_nothing_overtakes_a_postponed_item_of_its_order_key(intake, units, clock):
    await intake.put([raw("1"), raw("2"), raw("3", order_key="other")])
    due = clock.now() + timedelta(seconds=30)
    async with units.begin() as unit:
        (first, *_) = await unit.inbox.next(["twilio"], clock.now(), 9)
        await unit.inbox.postpone(first.id, "x" * 900, due)
    assert await _next(units, clock) == ["3"]
    async with units.read() as unit:
        assert await unit.inbox.next_due(clock.now()) == due
        assert await unit.inbox.next_due(due) is None
    clock.advance(-1_800)  # fault 28: no pause reaches that far
    assert await _next(units, clock) == ["1", "2", "3"]
    clock.advance(1_830)
    assert await _next(units, clock) == ["1", "2", "3"]
    async with units.read() as unit:
        assert (await unit.inbox.next(["twilio"], clock.now(), 1))[0].attempts == 1


async def test_done_and_aside_items_do_not_come_again_and_stay_known(intake, units, clock):
    await intake.put([raw("1"), raw("2"), raw("3")])
    async with units.begin() as unit:
        one, two, _ = await unit.inbox.next(["twilio"], clock.now(), 9)
        await unit.inbox.done([one.id], clock.now())
        await unit.inbox.done([], clock.now())
        await unit.inbox.set_aside(two.id, "ValueError", clock.now())
    assert await _next(units, clock) == ["3"]
    assert await intake.put([raw("1"), raw("2")]) == [False, False]
    async with units.read() as unit:
        assert [item.id for item in await unit.inbox.asides(9)] == [two.id]


async def test_what_a_crash_left_over_is_marked_and_each_try_counted(intake, units, clock):
    await intake.put([raw("1"), raw("2")])
    async with units.begin() as unit:
        (first, _) = await unit.inbox.next(["twilio"], clock.now(), 9)
        await unit.inbox.done([first.id], clock.now())
        assert await unit.inbox.mark_leftovers(["twilio"]) == 1
        (item,) = await unit.inbox.next(["twilio"], clock.now(), 9)
        assert (item.attempts, item.leftover) == (0, True)
        await unit.inbox.count_try([item.id])
        await unit.inbox.count_try([])
        await unit.inbox.postpone(item.id, "late", clock.now(), counted=True)
    async with units.read() as unit:
        (item,) = await unit.inbox.next(["twilio"], clock.now(), 9)
    assert item.attempts == 1


async def test_an_item_that_was_set_aside_is_put_back_with_all_its_tries(intake, units, clock):
    await intake.put([raw("1"), raw("2")])
    async with units.begin() as unit:
        one, two = await unit.inbox.next(["twilio"], clock.now(), 9)
        await unit.inbox.set_aside(one.id, "KeyError", clock.now())
        assert await unit.inbox.put_back([one.id, two.id]) == 1
        assert await unit.inbox.put_back([]) == 0
    async with units.read() as unit:
        items = await unit.inbox.next(["twilio"], clock.now(), 9)
        assert await unit.inbox.asides(9) == []
    assert [(item.id, item.attempts) for item in items] == [(one.id, 0), (two.id, 0)]
