"""E10: nothing new lands on a card that was merged away, whoever asks and however late."""

import asyncio

import pytest

from core.errors import NotFound, Stale
from tests.core.register import Register, cause, company


@pytest.fixture
async def register(office):
    made = await Register(office).team()
    made.kept, made.gone = await made.created(), await made.created(new=company(1))
    made.goods = await made.product()
    made.store = await made.core.catalog.add_warehouse(made.director, "Основной", cause=cause())
    return made


def attempts(register, actor):
    core, gone = register.core, register.gone
    goods = (register.goods, register.store, 1000, gone)
    return {
        "reserve": lambda: core.booking.place(actor, *goods, cause=cause()),
        "queue": lambda: core.booking.queue(actor, *goods, cause=cause()),
        "deal": lambda: core.deals.open(actor, gone, cause()),
        "task": lambda: core.tasks.add(
            actor, actor.id, "позвонить", None, client=gone, cause=cause()
        ),
        "comment": lambda: core.comments.write(actor, gone, "x", cause()),
        "sample": lambda: core.samples.send(actor, gone, register.goods, 1000, cause()),
    }


@pytest.mark.parametrize("what", ["reserve", "queue", "deal", "task", "comment", "sample"])
async def test_an_old_button_puts_nothing_on_a_card_that_was_merged_away(register, what):
    await register.core.merging.merge(register.head, register.kept, register.gone, cause())
    for actor in (register.director, register.head):
        with pytest.raises((Stale, NotFound)):
            await attempts(register, actor)[what]()


@pytest.mark.parametrize("what", ["reserve", "queue", "deal", "task", "comment", "sample"])
async def test_who_comes_while_cards_are_merged_waits_and_finds_it_gone(register, what):
    """The merge holds the card; on PostgreSQL whoever had read it before would be too late."""
    async with register.units.begin() as unit:
        await unit.clients.lock(register.gone)
        lane = (await unit.clients.lanes_of([register.gone]))[register.gone]
        await unit.clients.close_lane(lane.id, register.office.clock.now())
        await unit.cards.join(register.gone, register.kept)
        late = asyncio.create_task(attempts(register, register.manager)[what]())
        await asyncio.sleep(0.2)
        assert not late.done()
    with pytest.raises((Stale, NotFound)):
        await late
