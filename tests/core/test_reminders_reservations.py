"""A4: the day before a reservation lapses and on the day; late, never twice, never stale."""

import asyncio

import pytest
from sqlalchemy import text

from core.amounts import TONNE
from core.errors import DomainError
from core.messaging.model import State as Row
from core.stock.errors import ReservationEnded
from core.stock.model import State
from tests.core.dealings import Dealings, cause, rub
from tests.core.office import Office
from tests.core.reminding import Reminding, datas, msk

CODE = "reservation-reminder"
BEFORE, ON = msk(26, 10), msk(27, 10)
"""Placed on Friday 20.11 at 13:00, it lapses on Friday 27.11 at 13:00."""


@pytest.fixture
async def firm(office):
    firm = await Dealings(office).opened()
    firm.reminds = Reminding(office, CODE)
    await firm.reminds.tick()
    return firm


async def stored(firm, one):
    async with firm.office.units.read() as unit:
        return await unit.reservations.get(one.id)


async def extended(firm, one, actor=None):
    version = (await stored(firm, one)).version
    return await firm.core.booking.extend(actor or firm.manager, one.id, version, cause=cause())


async def test_it_is_told_the_day_before_and_on_the_day(firm):
    one = await firm.reserved()
    assert await firm.reminds.coming() == BEFORE
    assert await firm.reminds.at(msk(26, 9, 59)) == 0
    assert await firm.reminds.at(BEFORE) == 1
    (row,) = await firm.reminds.told(CODE)
    assert row.receiver.id == firm.manager.id
    assert row.payload["text"] == (
        "⏳ Бронь снимется завтра: 27.11 13:00\nПЭНД 273 · 5 т\nОсновной · ООО Ромашка"
    )
    assert await firm.reminds.at(ON) == 1
    assert (await firm.reminds.texts(CODE))[1].startswith("⏳ Бронь снимется сегодня: 27.11 13:00")
    assert await firm.reminds.fires() == [("day-before", "fired"), ("day-of", "fired")]
    assert (await stored(firm, one)).state is State.ACTIVE


async def test_it_has_buttons_that_act_with_the_version_that_was_shown(firm):
    one = await firm.reserved()
    await firm.reminds.at(BEFORE)
    (row,) = await firm.reminds.told(CODE)
    labels = [button["text"] for line in row.payload["buttons"] for button in line]
    assert labels == ["🔁 Ещё 7 дней · до 03.12", "Снять", "В сделку / отгрузить"]
    assert [data.split(":")[0] for data in datas(row)] == ["rve", "rvr", "rvd"]
    _, name, version = datas(row)[0].split(":")
    async with firm.office.units.read() as unit:
        assert await unit.resolve_public(firm.manager.id, name) == ("reservation", one.id)
    until = await firm.core.booking.extend(firm.manager, one.id, int(version), cause=cause())
    assert until == msk(3, 10, month=12)


async def test_when_it_may_be_extended_no_more_it_says_who_may(firm):
    """Two times for a manager: a third press would only be refused."""
    one = await firm.reserved()
    for _ in range(2):
        firm.office.later(86_400)
        await extended(firm, one)
    await firm.reminds.at(msk(28, 10))
    (row,) = await firm.reminds.told(CODE)
    assert [data.split(":")[0] for data in datas(row)] == ["rvr", "rvd"]
    assert row.payload["text"].split("\n")[3] == (
        "Продлевать больше нельзя: продлит руководитель продаж"
    )


async def test_whoever_extends_without_a_limit_keeps_the_button(firm):
    one = await firm.reserved(actor=firm.head)
    for _ in range(3):
        firm.office.later(86_400)
        await extended(firm, one, firm.head)
    await firm.reminds.at(msk(29, 10))
    rows = await firm.reminds.told(CODE)
    assert [data.split(":")[0] for data in datas(rows[0])] == ["rve", "rvr", "rvd"]


async def test_of_what_is_in_a_deal_already_the_button_leads_there(firm):
    one = await firm.reserved()
    deal = await firm.core.deals.open(firm.manager, firm.client, cause())
    await firm.core.deals.take_reservation(firm.manager, one.id, deal, rub(130_000), cause=cause())
    await firm.reminds.at(BEFORE)
    (row,) = await firm.reminds.told(CODE)
    assert [data.split(":")[0] for data in datas(row)] == ["rve", "rvr", "d"]


async def test_a_confirmed_order_is_not_reminded_of(firm):
    await firm.deal()
    await firm.reminds.at(ON)
    assert await firm.reminds.told(CODE) == []


async def test_nobody_is_told_twice_however_often_it_ticks(firm):
    await firm.reserved()
    await firm.reminds.at(BEFORE)
    await asyncio.gather(*(firm.reminds.tick() for _ in range(4)))
    firm.office.clock.advance(-3600)
    await firm.reminds.tick()
    assert len(await firm.reminds.told(CODE)) == 1


@pytest.mark.parametrize("kind", ["extend", "release"])
async def test_what_was_acted_upon_before_is_not_reminded_of(firm, kind):
    """Fault 29: no stale reminder."""
    one = await firm.reserved()
    firm.office.clock.advance((msk(26, 9) - firm.office.clock.now()).total_seconds())
    await getattr(firm.core.booking, kind)(firm.manager, one.id, one.version, cause=cause())
    await firm.reminds.at(BEFORE)
    await firm.reminds.at(msk(28, 10))
    assert await firm.reminds.told(CODE) == []
    if kind == "extend":
        await firm.reminds.at(msk(2, 10, month=12))
        assert len(await firm.reminds.told(CODE)) == 1


async def test_an_answered_reminder_says_so_and_loses_its_buttons(firm):
    one = await firm.reserved()
    await firm.reminds.at(BEFORE)
    await firm.office.shown()
    await extended(firm, one)
    (edit,) = await firm.reminds.told(f"{CODE}-closed")
    assert edit.payload["text"].startswith("🔁 Бронь продлена до 03.12 10:00\nПЭНД 273 · 5 т")
    assert edit.payload["buttons"] == []
    await firm.reminds.at(msk(2, 10, month=12))
    assert len(await firm.reminds.told(CODE)) == 2


async def test_the_button_of_an_old_reminder_changes_nothing(firm):
    """Fault 29, 50: the version that it shows has moved on."""
    one = await firm.reserved()
    await firm.reminds.at(BEFORE)
    await extended(firm, one)
    for verb in ("extend", "release"):
        with pytest.raises(DomainError):
            await getattr(firm.core.booking, verb)(firm.manager, one.id, one.version, cause=cause())
    assert (await stored(firm, one)).extensions == 1


async def test_after_downtime_the_later_of_two_missed_ones_comes_marked_late(firm):
    """P10, fault 25: late up to the lapse, and one message for both."""
    await firm.reserved()
    assert await firm.reminds.at(msk(27, 12, 5)) == 2
    (said,) = await firm.reminds.texts(CODE)
    assert said.startswith("⏳ Бронь снимется сегодня: 27.11 13:00")
    assert said.endswith("⏰ С опозданием: 2 ч 5 мин")
    assert await firm.reminds.fires() == [("day-before", "skipped"), ("day-of", "late")]


async def test_a_late_one_of_the_day_before_comes_while_it_is_that_day(firm):
    await firm.reserved()
    await firm.reminds.at(msk(26, 23, 30))
    (said,) = await firm.reminds.texts(CODE)
    assert said.startswith("⏳ Бронь снимется завтра: 27.11 13:00")
    assert "С опозданием: 13 ч 30 мин" in said


@pytest.mark.parametrize("back", [msk(27, 1), msk(27, 9, 58)])
async def test_on_the_day_itself_the_one_of_the_day_before_is_left_out(firm, back):
    """One message, not two within minutes."""
    await firm.reserved()
    await firm.reminds.at(back)
    assert await firm.reminds.told(CODE) == []
    await firm.reminds.at(ON)
    (said,) = await firm.reminds.texts(CODE)
    assert said.startswith("⏳ Бронь снимется сегодня: 27.11 13:00")
    assert "С опозданием" not in said


async def test_when_it_has_lapsed_meanwhile_only_the_lapse_is_told(firm):
    await firm.reserved()
    await firm.reminds.at(msk(27, 13))
    assert await firm.reminds.told(CODE) == []
    await firm.core.booking.sweep(firm.office.clock.now())
    await firm.reminds.tick()
    assert await firm.reminds.told(CODE) == []
    assert await firm.reminds.fires() == [("day-before", "skipped"), ("day-of", "void")]
    assert len(await firm.told("reservation")) == 1


async def test_forward_by_three_days_and_back_floods_nobody(firm):
    """Fault 28."""
    await firm.reserved()
    await firm.reminds.at(msk(29, 10))
    await firm.reminds.at(BEFORE)
    assert len(await firm.reminds.told(CODE)) <= 1


@pytest.mark.parametrize(
    ("placed", "hour"),
    [
        ((20, 13, 0), (27, 10, 0)),
        ((20, 11, 0), (27, 10, 0)),
        ((20, 10, 30), (27, 9, 0)),
        ((21, 9, 30), (28, 7, 30)),
        ((21, 2, 0), (28, 0, 0)),
        ((21, 0, 30), (27, 22, 30)),
    ],
)
async def test_on_the_day_it_comes_while_there_is_time_to_act(firm, placed, hour):
    """The hour of reminders, else the opening, else two hours before the lapse."""
    start = msk(*placed)
    firm.office.clock.advance((start - firm.office.clock.now()).total_seconds())
    await firm.reserved()
    await firm.reminds.at(msk(placed[0] + 6, 10))
    firm.office.clock.advance((msk(*hour) - firm.office.clock.now()).total_seconds() - 60)
    before = len(await firm.reminds.told(CODE))
    await firm.reminds.tick()
    assert len(await firm.reminds.told(CODE)) == before
    await firm.reminds.at(msk(*hour))
    assert len(await firm.reminds.told(CODE)) == before + 1


async def test_nothing_comes_from_before_it_was_placed_or_extended(units, clock):
    """A life of one day: the reminder of the day before would be older than the reservation."""
    firm = await Dealings(Office(units, clock, reservation_days=1)).opened()
    reminds = Reminding(firm.office, CODE)
    await reminds.tick()
    one = await firm.reserved()
    assert await reminds.tick() == 0
    assert await reminds.at(msk(21, 10)) == 1
    await extended(firm, one)
    assert await reminds.tick() == 0
    assert await reminds.fires() == [("day-of", "fired")]


async def test_it_goes_to_whoever_answers_for_it_now(firm):
    """A5: nothing to one who has lost the client, not even what is on its way."""
    await firm.reserved()
    await firm.reminds.at(BEFORE)
    await firm.core.handover.give(firm.client, firm.rival.id)
    await firm.office.shown()
    (row,) = await firm.reminds.told(CODE)
    assert (row.state, row.error_code) == (Row.DENIED, "lane-closed")
    await firm.reminds.at(ON)
    last = (await firm.reminds.told(CODE))[-1]
    assert last.receiver.id == firm.rival.id
    assert len(await firm.reminds.told(CODE)) == 2


async def test_a_colleague_without_the_client_is_not_reminded(firm):
    """A5: the reservation still bears his name, the client is another's."""
    await firm.reserved()
    async with firm.office.units.begin() as unit:
        lane = text("UPDATE lanes SET owner_id = :rival WHERE client_id = :client")
        values = {"rival": firm.rival.id, "client": firm.client}
        await unit._connection.execute(lane, values)
    await firm.reminds.at(ON)
    assert await firm.reminds.told(CODE) == []


async def test_of_an_extension_and_the_lapse_one_wins(firm):
    """Fault 29, at the very moment: extended or free, never both."""
    one = await firm.reserved()
    firm.office.clock.advance((msk(27, 13) - firm.office.clock.now()).total_seconds() - 1)
    near = firm.office.clock.now()
    over = msk(27, 13)
    said = await asyncio.gather(
        extended(firm, one), firm.core.booking.sweep(over), return_exceptions=True
    )
    after = await stored(firm, one)
    if isinstance(said[0], ReservationEnded):
        assert (after.state, said[1]) == (State.LAPSED, 1)
    else:
        assert said[0] > near
        assert (after.state, after.lapses_at, said[1]) == (State.ACTIVE, said[0], 0)
    (line,) = await firm.core.ledger.show(firm.director, firm.grade)
    assert line["reserved"] == (after.grams if after.state is State.ACTIVE else 0)
    assert await firm.reminds.tick() <= 2


async def test_five_hundred_reminders_at_ten_are_told_once_each(firm):
    """Fault 40, the part that is decided here."""
    for _ in range(20):
        await firm.reserved(1)
    assert await firm.reminds.at(BEFORE) == 20
    rows = await firm.reminds.told(CODE)
    assert len({row.dedupe_key for row in rows}) == 20


async def closings(firm):
    """What the reminder says instead, in order."""
    rows = await firm.reminds.told(f"{CODE}-closed")
    assert [row.payload["buttons"] for row in rows] == [[]] * len(rows)
    return [row.payload["text"].split("\n") for row in rows]


async def test_what_went_to_another_warehouse_shows_no_button_of_an_old_version(firm):
    """Fault 29: moved by the director, it keeps its time."""
    one = await firm.reserved()
    await firm.reminds.at(BEFORE)
    await firm.office.shown()
    goal = await firm.core.catalog.add_warehouse(
        firm.director, "Новый", "real", None, cause=cause()
    )
    async with firm.office.units.read() as unit:
        seen = (await unit.products.warehouse(one.warehouse_id)).version
    await firm.core.terms.move_all(
        firm.director, one.warehouse_id, seen, goal, "переезд", cause=cause()
    )
    assert await closings(firm) == [[
        "🏭 Бронь перенесена на другой склад", "ПЭНД 273 · 5 т", "Новый · ООО Ромашка",
        "Срок прежний: 27.11 13:00",
    ]]  # fmt: skip
    await firm.reminds.at(ON)
    last = (await firm.reminds.told(CODE))[-1]
    assert datas(last)[0].endswith(str((await stored(firm, one)).version))
    await firm.core.booking.release(
        firm.manager, one.id, (await stored(firm, one)).version, cause=cause()
    )
    assert (await closings(firm))[-1][0].startswith("✖️ Бронь снята 27.11 10:00")


async def test_from_the_deal_to_the_last_tonne_the_reminder_follows(firm):
    one = await firm.reserved()
    await firm.reminds.at(BEFORE)
    await firm.office.shown()
    deals = firm.core.deals
    deal = await deals.open(firm.manager, firm.client, cause())
    await deals.take_reservation(firm.manager, one.id, deal, rub(130_000), cause=cause())
    await firm.do(deals.confirm, deal)
    line = (await firm.line(deal)).id
    for tonnes in (2, 3):
        await firm.do(firm.core.shipping.ship, deal, {line: tonnes * TONNE})
    said = await closings(firm)
    assert [lines[0] for lines in said] == [
        "🤝 Бронь взята в сделку",
        "🤝 Бронь в заказе и больше не снимется",
        "🚚 Часть брони отгружена, в брони осталось:",
        "🚚 Бронь отгружена целиком 26.11 10:00",
    ]
    assert said[0][-1] == "Срок прежний: 27.11 13:00"
    assert said[1][1:] == ["ПЭНД 273 · 5 т", "Основной · ООО Ромашка"]
    assert said[2][1:] == ["ПЭНД 273 · 3 т", "Основной · ООО Ромашка"]


async def test_a_lapse_that_is_noticed_later_is_told_with_its_own_time(firm):
    """The sweep comes behind, the goods were free at 13:00."""
    await firm.reserved()
    await firm.reminds.at(BEFORE)
    await firm.office.shown()
    await firm.reminds.at(msk(30, 10))
    await firm.core.booking.sweep(firm.office.clock.now())
    ((head, *_),) = await closings(firm)
    assert head == "⌛ Срок брони истёк 27.11 13:00, товар свободен"
