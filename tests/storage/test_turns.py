"""The intake never queues behind the workers (P1: a provider hangs up after seconds)."""

import asyncio

import pytest

from storage.turns import Turns


@pytest.fixture
def turns():
    return Turns()


async def waiting(turns, name, order, *, urgent=False):
    async def take():
        await turns.acquire(urgent=urgent)
        order.append(name)
        turns.release()

    task = asyncio.create_task(take())
    await asyncio.sleep(0)
    return task


async def test_the_urgent_go_before_the_others_and_each_kind_in_the_order_of_asking(turns):
    order = []
    await turns.acquire()
    tasks = [await waiting(turns, name, order) for name in ("first", "second")]
    tasks += [await waiting(turns, name, order, urgent=True) for name in ("intake", "poller")]
    turns.release()
    await asyncio.gather(*tasks)
    assert order == ["intake", "poller", "first", "second"]


async def test_whoever_asks_again_after_an_urgent_turn_lets_a_worker_in_between(turns):
    order = []

    async def intake():
        for _ in range(3):
            await turns.acquire(urgent=True)
            order.append("intake")
            turns.release()

    await turns.acquire()
    workers = [await waiting(turns, "worker", order) for _ in range(2)]
    busy = asyncio.create_task(intake())
    await asyncio.sleep(0)
    turns.release()
    await asyncio.gather(busy, *workers)
    assert order == ["intake", "worker", "intake", "worker", "intake"]


async def test_one_that_gave_up_waiting_is_passed_over(turns):
    order = []
    await turns.acquire()
    gone = await waiting(turns, "gone", order)
    stays = await waiting(turns, "stays", order)
    gone.cancel()
    turns.release()
    await asyncio.gather(gone, stays, return_exceptions=True)
    assert order == ["stays"]


async def test_a_turn_that_comes_in_the_moment_of_giving_up_goes_to_the_next(turns):
    order = []
    await turns.acquire()
    gone = await waiting(turns, "gone", order)
    stays = await waiting(turns, "stays", order)
    turns.release()
    gone.cancel()
    await asyncio.gather(gone, stays, return_exceptions=True)
    assert order == ["stays"]


async def test_a_turn_is_free_again_when_nobody_waits(turns):
    await turns.acquire()
    turns.release()
    async with asyncio.timeout(30):
        await turns.acquire()
