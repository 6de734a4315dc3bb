"""A pinned board that rests is edited as it is, so that a deleted one is found (A14)."""

import pytest

from core.errors import Permanent
from core.messaging.model import State
from tests.core.dealings import Dealings, cause
from tests.core.test_board import MINUTE, Wall

HOUR = 60 * MINUTE


@pytest.fixture
async def wall(office):
    return Wall(await Dealings(office).opened())


async def test_a_board_that_rests_is_looked_at_each_quarter_of_an_hour_by_one_row(wall):
    """A14: Telegram tells nobody of a deletion. One row, however long the board rests."""
    await wall.tick()
    await wall.arrives("77")
    shown = await wall.text()
    for _ in range(4):
        await wall.tick(14 * MINUTE)
        assert await wall.rows(State.QUEUED) == []
        await wall.tick(MINUTE + 2)
        (look,) = await wall.rows(State.QUEUED)
        assert (look.code, look.payload["text"]) == ("board-edit", shown)
        assert look.payload["edit"] == {"message_id": "77"}
        assert "pin" not in look.payload
        # Its age is that of the look: no queue seems to have stood for hours, nor gives it up.
        assert (look.created_at, look.attempts) == (wall.clock.now(), 0)
        await wall.tick(MINUTE)
        await wall.arrives("77")
        assert await wall.codes() == [("board", "sent"), ("board-edit", "sent")]


async def test_an_edit_is_a_look_too(wall):
    await wall.tick()
    await wall.arrives()
    await wall.tick(14 * MINUTE)
    await wall.firm.reserved()
    await wall.tick()
    await wall.arrives()
    await wall.tick(14 * MINUTE)
    assert await wall.codes() == [("board", "sent"), ("board-edit", "sent")]


@pytest.mark.parametrize("rests", [1, 2])
async def test_a_look_that_finds_it_deleted_sends_and_pins_it_anew(wall, rests):
    """Nothing has changed on it, and nothing is left for anybody to look at."""
    await wall.tick()
    await wall.arrives("77")
    for _ in range(rests - 1):
        await wall.tick(16 * MINUTE)
        await wall.arrives()
    await wall.tick(16 * MINUTE)
    await wall.fails(Permanent("message-not-found"))
    await wall.tick()
    (fresh,) = await wall.rows(State.QUEUED)
    assert (fresh.code, fresh.payload["pin"], fresh.payload["silent"]) == ("board", True, True)
    await wall.arrives("99")
    assert await wall.rows(State.FAILED) == []
    await wall.tick(16 * MINUTE)
    assert (await wall.newest()).payload["edit"] == {"message_id": "99"}


async def test_what_changes_while_a_look_waits_goes_with_it_there_and_back(wall):
    """MUST-FAIL: a look that is dropped, and with it the only row of the board."""
    await wall.tick()
    await wall.arrives()
    for _ in range(2):
        await wall.tick(16 * MINUTE)
        await wall.arrives()
    calm = await wall.text()
    await wall.tick(16 * MINUTE)
    one = await wall.firm.reserved()
    await wall.tick()
    assert "ПЭНД 273" in await wall.text()
    await wall.firm.core.booking.release(wall.firm.manager, one.id, one.version, cause=cause())
    await wall.tick()
    assert (await wall.newest()).payload["text"] == calm
    await wall.arrives()
    await wall.tick(MINUTE)
    assert await wall.codes() == [("board", "sent"), ("board-edit", "sent")]


async def test_a_clock_set_back_does_not_keep_a_board_from_being_looked_at(wall):
    """Fault 28: it would wait for eight hours to come round again."""
    wall.clock.advance(8 * HOUR)
    await wall.tick()
    await wall.arrives()
    wall.clock.advance(-8 * HOUR)
    await wall.tick()
    (look,) = await wall.rows(State.QUEUED)
    await wall.arrives()
    assert (await wall.office.row(look.id)).sent_at == wall.clock.now()
    await wall.tick(14 * MINUTE)
    assert await wall.rows(State.QUEUED) == []


async def test_nobody_looks_at_a_board_that_was_taken_off(wall):
    await wall.tick()
    await wall.arrives()
    await wall.board.unpin(wall.firm.director, cause="u1")
    await wall.arrives()
    for _ in range(3):
        await wall.tick(16 * MINUTE)
    assert await wall.rows(State.QUEUED) == []
