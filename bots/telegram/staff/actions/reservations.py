"""Commands and presses about reservations and the queue for goods (A4, A14)."""

from functools import partial

from bots.telegram.staff.actions.arguments import Commands, Presses, number, or_anew
from bots.telegram.staff.actions.naming import can, named_views
from bots.telegram.staff.office import Turn
from bots.telegram.staff.screens.figures import moment
from bots.telegram.staff.screens.reservations import (
    board_screen,
    mine_screen,
    reservation_screen,
)
from core.board.service import PIN
from core.errors import NotFound
from core.ids import ReservationId, WaitingId
from core.notices.buttons import (
    BOARD,
    EXTEND,
    LEAVE_QUEUE,
    RELEASE,
    RESERVATION,
    TAKE_OFFER,
)
from core.stock.model import PAGE
from core.stock.queues import OfferTaken


async def mine(turn: Turn, rest: str = "") -> None:
    del rest
    await _draw_mine(turn, 0)


async def _draw_mine(turn: Turn, page: int) -> None:
    goods = turn.office.goods
    held = list(await goods.booking.mine(turn.person))
    pages = max(1, -(-len(held) // PAGE))
    page = min(page, pages - 1)
    shown = await named_views(turn, "reservation", held[page * PAGE : (page + 1) * PAGE])
    waiting = await named_views(
        turn, "waiting", list(await goods.booking.my_queue(turn.person))[:PAGE]
    )
    await turn.show(mine_screen(turn.words, shown, waiting, (page, pages)))


async def _mine(turn: Turn, page: str) -> str:
    await _draw_mine(turn, number(page))
    return ""


async def board(turn: Turn, rest: str = "") -> None:
    del rest
    await _draw_board(turn, 0)


async def _draw_board(turn: Turn, page: int) -> None:
    found = await turn.office.goods.booking.board(turn.person, page)
    now, at = turn.office.clock.now(), (found.page, found.pages)
    pinned = await turn.office.goods.pinboard.pinned(turn.person) if can(turn, PIN) else None
    screen = board_screen(turn.words, found.rows, at, now, turn.office.zone, pinned=pinned)
    await turn.show(screen)


async def _board(turn: Turn, page: str) -> str:
    await _draw_board(turn, number(page))
    return ""


async def _pin(turn: Turn, wanted: str) -> str:
    pinboard, on = turn.office.goods.pinboard, wanted == "1"
    await (pinboard.pin if on else pinboard.unpin)(turn.person, cause=turn.cause)
    await _draw_board(turn, 0)
    return turn.words("tg-board-pinned" if on else "tg-board-unpinned")


async def _number(turn: Turn, public: str) -> ReservationId:
    return ReservationId(await turn.office.names.resolve(turn.person, public, "reservation"))


async def _card(turn: Turn, public: str) -> str:
    await _draw_card(turn, public)
    return ""


async def _draw_card(turn: Turn, public: str) -> None:
    """What has lapsed or was released meanwhile is gone: the list is shown instead."""
    reservation = await _number(turn, public)
    try:
        view = await turn.office.goods.booking.one(turn.person, reservation)
    except NotFound:
        await mine(turn)
        return
    office = turn.office
    life, now = office.reservation_life, office.clock.now()
    await turn.show(reservation_screen(turn.words, public, view, life, now, office.zone))


async def _extend(turn: Turn, public: str, version: str) -> str:
    return await or_anew(
        turn, _extended(turn, public, number(version)), partial(_redraw, turn, public)
    )


async def _extended(turn: Turn, public: str, version: int) -> str:
    until = await turn.office.goods.booking.extend(
        turn.person, await _number(turn, public), version, cause=turn.cause
    )
    await _redraw(turn, public)
    return turn.words("tg-reservation-until", at=moment(until, turn.office.zone))


async def _redraw(turn: Turn, public: str) -> None:
    """Under a notice there is nothing to redraw: the toast tells."""
    if turn.place.edit is not None:
        await _draw_card(turn, public)


async def _release(turn: Turn, public: str, version: str) -> str:
    return await or_anew(
        turn, _released(turn, public, number(version)), partial(_redraw, turn, public)
    )


async def _released(turn: Turn, public: str, version: int) -> str:
    await turn.office.goods.booking.release(
        turn.person, await _number(turn, public), version, cause=turn.cause
    )
    if turn.place.edit is not None:
        await mine(turn)
    return turn.words("tg-reservation-released")


async def _waiting(turn: Turn, public: str) -> WaitingId:
    return WaitingId(await turn.office.names.resolve(turn.person, public, "waiting"))


async def _take(turn: Turn, public: str, version: str) -> str:
    return await or_anew(turn, _taken(turn, public, number(version)), partial(_list, turn))


async def _taken(turn: Turn, public: str, version: int) -> str:
    """A second press is told what the first one did."""
    said, place = turn.words("tg-queue-taken"), await _waiting(turn, public)
    try:
        await turn.office.goods.booking.take_offer(turn.person, place, version, cause=turn.cause)
    except OfferTaken as error:
        said = turn.told(error)
    await _list(turn)
    return said


async def _list(turn: Turn) -> None:
    if turn.place.edit is not None:
        await mine(turn)


async def _leave(turn: Turn, public: str, version: str) -> str:
    return await or_anew(turn, _left(turn, public, number(version)), partial(_list, turn))


async def _left(turn: Turn, public: str, version: int) -> str:
    await turn.office.goods.booking.leave_queue(
        turn.person, await _waiting(turn, public), version, cause=turn.cause
    )
    await _list(turn)
    return turn.words("tg-queue-left")


PRESSES: Presses = {
    "mr": (_mine, 1),
    BOARD: (_board, 1),
    "bpn": (_pin, 1),
    RESERVATION: (_card, 1),
    EXTEND: (_extend, 2),
    RELEASE: (_release, 2),
    TAKE_OFFER: (_take, 2),
    LEAVE_QUEUE: (_leave, 2),
}
COMMANDS: Commands = {"mine": mine, "board": board}
