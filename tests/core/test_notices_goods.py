"""Who hears of reservations, of the queue and of a recount that does not fit (A4)."""

import pytest

from core.amounts import TONNE
from core.messaging.model import State
from tests.core.dealings import Dealings, cause

DAY = 86_400


@pytest.fixture
async def firm(office):
    return await Dealings(office).opened()


async def resolved(firm, row):
    data = row.payload["buttons"][0][0]["data"]
    async with firm.office.units.read() as unit:
        return await unit.resolve_public(row.receiver.id, data.split(":")[1])


async def test_one_s_own_reservation_rings_nobody(firm):
    one = await firm.reserved()
    firm.office.later(DAY)
    await firm.core.booking.extend(firm.manager, one.id, one.version, cause=cause())
    assert await firm.told("reservation") == []


@pytest.mark.parametrize(("verb", "said"), [("extend", "продлена"), ("release", "снята")])
async def test_the_manager_hears_what_another_did_to_his_reservation(firm, verb, said):
    one = await firm.reserved()
    firm.office.later(DAY)
    method = getattr(firm.core.booking, verb)
    await method(firm.head, one.id, one.version, cause=cause())
    (row,) = await firm.told("reservation")
    assert row.receiver.id == firm.manager.id
    for part in (said, "Глеб", "5 т", "ПЭНД 273", "Основной", "ООО Ромашка"):
        assert part in row.payload["text"]
    assert row.lane_id is not None


async def test_a_lapse_tells_the_manager_that_the_goods_are_free(firm):
    one = await firm.reserved()
    firm.office.later(8 * DAY)
    await firm.core.booking.sweep(firm.office.clock.now())
    await firm.core.booking.sweep(firm.office.clock.now())
    (row,) = await firm.told("reservation")
    assert row.receiver.id == firm.manager.id
    assert "истекла, товар свободен: 5 т" in row.payload["text"]
    assert await resolved(firm, row) == ("product", one.product_id)


@pytest.mark.parametrize(
    ("late", "below"),
    [
        (60, []),
        (300, []),
        (4 * DAY + 7200, ["Истекла 27.11 13:00", "⏰ С опозданием: 4 д 2 ч"]),
    ],
)
async def test_a_lapse_told_after_downtime_says_when_it_was(firm, late, below):
    """P10: late, but marked so."""
    one = await firm.reserved()
    firm.office.later((one.lapses_at - firm.office.clock.now()).total_seconds() + late)
    await firm.core.booking.sweep(firm.office.clock.now())
    (row,) = await firm.told("reservation")
    assert row.payload["text"].splitlines()[2:] == below


async def test_a_client_handed_over_stops_what_was_on_its_way(firm):
    """A5, I7: a changed lane stops what was meant for the owner only."""
    one = await firm.reserved()
    firm.office.later(DAY)
    await firm.core.booking.extend(firm.head, one.id, one.version, cause=cause())
    await firm.core.handover.give(firm.client, firm.rival.id)
    await firm.office.shown()
    (row,) = await firm.told("reservation")
    assert (row.state, row.error_code) == (State.DENIED, "lane-closed")


async def test_the_next_in_the_queue_is_offered_with_two_buttons(firm):
    one = await firm.reserved(20)
    await firm.core.booking.queue(
        firm.manager, firm.grade, firm.shelf, 3 * TONNE, firm.client, cause=cause()
    )
    await firm.core.booking.release(firm.manager, one.id, one.version, cause=cause())
    (row,) = await firm.told("offered")
    assert row.receiver.id == firm.manager.id
    for part in ("ПЭНД 273", "Основной", "3 т", "ООО Ромашка"):
        assert part in row.payload["text"]
    take, leave = row.payload["buttons"][0]
    assert (take["data"][:4], leave["data"][:4]) == ("wqt:", "wqn:")
    kind, number = await resolved(firm, row)
    version = int(take["data"].split(":")[2])
    assert kind == "waiting"
    await firm.core.booking.take_offer(firm.manager, number, version, cause=cause())


async def test_a_recount_that_finds_less_is_told_to_those_who_approve_a_write_off(firm):
    """E5: a count is no way around the approval that nobody sees; what was found more is."""
    for counted, told in ((30, []), (25, ["Дарья"])):
        (line,) = await firm.core.ledger.show(firm.director, firm.grade)
        await firm.core.ledger.recount(
            firm.head, firm.grade, firm.shelf, counted * TONNE, "пересыпали", line["version"],
            cause=cause(),
        )  # fmt: skip
        assert await firm.names("missing") == told
    text = (await firm.told("missing"))[0].payload["text"]
    assert (await firm.told("missing"))[0].fields["needs"] == ["approval:decide:write-off"]
    for part in ("не хватает 5 т", "Было 30 т, насчитано 25 т", "Глеб", "пересыпали"):
        assert part in text


async def test_a_recount_below_what_is_promised_is_a_card_for_the_two(firm):
    await firm.reserved(5)
    (line,) = await firm.core.ledger.show(firm.director, firm.grade)
    said = await firm.core.ledger.recount(
        firm.head, firm.grade, firm.shelf, 4 * TONNE, "пересчёт", line["version"], cause=cause()
    )
    assert said == "conflict"
    assert await firm.names("recount") == ["Глеб", "Дарья"]
    text = (await firm.told("recount"))[0].payload["text"]
    for part in ("Насчитано 4 т, в брони 5 т", "Глеб", "Остаток не изменён"):
        assert part in text
    assert text.splitlines()[-1] == f"• 5 т · {firm.manager.name}"
