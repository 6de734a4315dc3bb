"""Presses of whoever organises transport, and the register of absent sales (A8, B9)."""

from functools import partial

from bots.telegram.staff.actions.arguments import Commands, Presses, number, or_anew
from bots.telegram.staff.actions.naming import deal_number, deal_of, name_of, named_views
from bots.telegram.staff.office import Turn
from bots.telegram.staff.screens.absent import absent_screen
from bots.telegram.staff.screens.delivery import deliveries_screen, delivery_screen
from core.errors import NotFound
from core.ids import DealId


async def deliveries(turn: Turn, rest: str = "") -> None:
    """One order by its number, which is all that whoever carries it knows of it (A8)."""
    wanted = deal_number(rest)
    if wanted is not None:
        await draw_delivery(turn, wanted)
    elif rest:
        await turn.say("deliveries", turn.words("tg-deliveries-how"))
    else:
        await _list(turn, 0)


async def _list(turn: Turn, page: int) -> None:
    found = await turn.office.trade.orders.deliveries(turn.person, page)
    shown = await named_views(turn, "deal", found.rows)
    at, pages, zone = found.page, found.pages, turn.office.zone
    await turn.show(deliveries_screen(turn.words, shown, at, pages, zone, counted=found.counted))


async def _deliveries(turn: Turn, page: str) -> str:
    await _list(turn, number(page))
    return ""


async def draw_delivery(turn: Turn, deal: DealId) -> None:
    view = await turn.office.trade.orders.card(turn.person, deal)
    public = await name_of(turn, "deal", deal)
    await turn.show(delivery_screen(turn.words, public, view, turn.office.zone))


async def _delivery(turn: Turn, public: str) -> str:
    await draw_delivery(turn, await deal_of(turn, public))
    return ""


async def _invoice(turn: Turn, public: str) -> str:
    """The carrier's invoice as it was attached, to the presser."""
    view = await turn.office.trade.orders.card(turn.person, await deal_of(turn, public))
    if not view.get("freight_blob") or not view.get("freight_file"):
        raise NotFound
    await send_stored(turn, "freight", str(view["freight_blob"]), str(view["freight_file"]))
    return ""


async def send_stored(turn: Turn, code: str, blob: str, name: str) -> None:
    """Raises NotFound where the file is gone from the disk."""
    try:
        body = await turn.office.trade.shelf.read(blob)
    except FileNotFoundError:
        raise NotFound("file-gone") from None
    await turn.send_file(code, name, body)


async def absent(turn: Turn, rest: str = "") -> None:
    del rest
    await _register(turn, 0)


async def _register(turn: Turn, page: int) -> None:
    found = await turn.office.trade.orders.absent(turn.person, page)
    await turn.show(
        absent_screen(turn.words, found.rows, found.page, found.pages, turn.office.zone)
    )


async def _absent(turn: Turn, page: str) -> str:
    await _register(turn, number(page))
    return ""


async def _note(turn: Turn, sale: str) -> str:
    async def work() -> str:
        orders = turn.office.trade.orders
        await orders.note_absent(turn.person, number(sale), cause=turn.cause)
        await _register(turn, 0)
        return turn.words("tg-absent-noted-now")

    return await or_anew(turn, work(), partial(_register, turn, 0))


PRESSES: Presses = {
    "dvs": (_deliveries, 1),
    "dv": (_delivery, 1),
    "dff": (_invoice, 1),
    "abs": (_absent, 1),
    "abn": (_note, 1),
}
COMMANDS: Commands = {"deliveries": deliveries, "absent": absent}
