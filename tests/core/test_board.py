"""The pinned board: what it shows, when it is edited, what becomes of a deleted one (A14, B2)."""

import asyncio
from datetime import date
from decimal import Decimal

import pytest

from core.amounts import TONNE
from core.board.figures import averages
from core.board.model import Sold
from core.board.service import stirred
from core.errors import NotAllowed, Permanent
from core.messaging.delivery import Outcome
from core.messaging.model import Sent, State
from core.policy.modules import SWITCHES
from core.pricing.model import VatRate
from core.staff.model import Role
from tests.core.dealings import Dealings, cause, rub
from tests.core.office import Office

SECOND, MINUTE, DAY = 1, 60, 86_400


class Wall:
    """One director's board, and the chat it stands in."""

    def __init__(self, firm):
        self.firm, self.office, self.board = firm, firm.office, firm.core.board
        self.clock = firm.office.clock

    async def tick(self, seconds=4):
        self.clock.advance(seconds)
        await self.board.tick()

    async def reserved(self, grams=TONNE // 10):
        firm = self.firm
        await firm.core.booking.place(
            firm.manager, firm.grade, firm.shelf, grams, firm.client, cause=cause()
        )

    async def rows(self, *states):
        found = await self.office.rows(*states)
        return [row for row in found if row.code.startswith("board")]

    async def newest(self):
        return (await self.rows())[-1]

    async def text(self):
        return (await self.newest()).payload["text"]

    async def arrives(self, number="77"):
        """Everything that waits has been taken by Telegram; an edit answers with its message."""
        for row in await self.rows(State.QUEUED):
            target = (row.payload.get("edit") or row.payload.get("unpin") or {}).get("message_id")
            await self.office.delivery.settle([Outcome(row, Sent((target or number,)))])

    async def fails(self, error):
        (row,) = await self.rows(State.QUEUED)
        await self.office.delivery.settle([Outcome(row, error)])

    async def codes(self):
        return [(row.code, row.state.value) for row in await self.rows()]


@pytest.fixture
async def wall(office):
    return Wall(await Dealings(office).opened())


async def test_a_director_gets_one_message_pinned_and_others_none(wall):
    for _ in range(3):
        await wall.tick()
    (row,) = await wall.rows()
    assert row.receiver.id == wall.firm.director.id
    assert (row.payload["pin"], row.payload["silent"]) == (True, True)
    assert row.payload["text"].startswith("📌 Сводка на 20.11\nБроней нет")


async def test_two_processes_that_tick_at_once_make_one_board_and_one_edit(wall):
    await asyncio.gather(*(wall.board.tick() for _ in range(3)))
    await wall.arrives()
    await wall.firm.reserved()
    wall.clock.advance(4)
    await asyncio.gather(*(wall.board.tick() for _ in range(3)))
    assert await wall.codes() == [("board", "sent"), ("board-edit", "queued")]


async def test_a_reservation_is_edited_into_the_same_message(wall):
    await wall.tick()
    await wall.arrives("77")
    await wall.firm.reserved()
    await wall.tick()
    edit = await wall.newest()
    assert edit.payload["edit"] == {"message_id": "77"}
    assert "pin" not in edit.payload
    assert "🟢 ПЭНД 273 · 5 т · ООО Ромашка · Анна · 1-й день из 7" in edit.payload["text"]


async def test_the_colour_and_the_day_go_with_the_time_and_a_lapse_takes_it_off(wall):
    await wall.firm.reserved()
    seen = []
    for _ in range(8):
        await wall.tick()
        await wall.arrives()
        line = (await wall.text()).splitlines()[2]
        seen.append(f"{line[:1]}{line.partition('Анна · ')[2][:1]}")
        wall.clock.advance(DAY - 4)
    assert seen == ["🟢1", "🟢2", "🟢3", "🟡4", "🟡5", "🔴6", "🔴7", ""]
    assert "Броней нет" in await wall.text()


async def test_nothing_that_only_ticks_is_ever_an_edit(wall):
    """MUST-FAIL: an unchanged edit is refused by Telegram."""
    await wall.firm.reserved()
    await wall.tick()
    await wall.arrives()
    for _ in range(14):
        await wall.tick(MINUTE)
    assert await wall.codes() == [("board", "sent")]


async def test_changes_that_pile_up_are_one_edit(wall):
    await wall.tick()
    await wall.arrives()
    for _ in range(3):
        await wall.firm.reserved(1)
        await wall.tick()
    (edit,) = await wall.rows(State.QUEUED)
    assert edit.payload["text"].count("ПЭНД 273") == 3
    assert edit.payload["edit"] == {"message_id": "77"}


async def test_a_change_before_the_first_message_has_left_is_written_into_it(wall):
    await wall.tick()
    await wall.firm.reserved()
    await wall.tick()
    (row,) = await wall.rows()
    assert "ПЭНД 273" in row.payload["text"]
    assert row.payload["pin"]


async def test_what_was_undone_before_its_edit_left_is_not_edited_at_all(wall):
    """MUST-FAIL: the edit would change nothing."""
    await wall.tick()
    await wall.arrives()
    one = await wall.firm.reserved()
    await wall.tick()
    await wall.firm.core.booking.release(wall.firm.manager, one.id, one.version, cause=cause())
    await wall.tick()
    assert await wall.codes() == [("board", "sent"), ("board-edit", "cancelled")]
    await wall.firm.reserved()
    await wall.tick()
    # The very edit that was dropped: it goes now.
    assert await wall.codes() == [("board", "sent"), ("board-edit", "queued")]
    assert (await wall.newest()).payload["edit"] == {"message_id": "77"}
    await wall.arrives()
    await wall.tick(MINUTE)
    assert await wall.codes() == [("board", "sent"), ("board-edit", "sent")]


async def test_an_edit_that_was_written_over_and_dropped_comes_back_with_its_own_words(wall):
    """MUST-FAIL: the words of what was wanted in between."""

    await wall.tick()
    await wall.arrives()
    one = await wall.firm.reserved(1)
    await wall.tick()
    wanted = await wall.text()
    two = await wall.firm.reserved(2)
    await wall.tick()
    for held in (one, two):
        await wall.firm.core.booking.release(
            wall.firm.manager, held.id, held.version, cause=cause()
        )
    await wall.tick()
    assert (await wall.codes())[1:] == [("board-edit", "cancelled")]
    await wall.firm.reserved(1)
    await wall.tick()
    assert (await wall.codes())[1:] == [("board-edit", "queued")]
    assert await wall.text() == wanted


async def test_while_an_edit_is_under_way_the_next_waits(wall):
    await wall.tick()
    await wall.arrives()
    await wall.firm.reserved()
    await wall.tick()
    async with wall.office.units.begin() as unit:
        await unit.outbox.claim([(await wall.newest()).id], wall.clock.now())
    await wall.firm.reserved(1)
    await wall.tick()
    assert len(await wall.rows()) == 2
    (row,) = await wall.rows(State.SENDING)
    await wall.office.delivery.settle([Outcome(row, Sent(("77",)))])
    await wall.tick()
    edit = await wall.newest()
    assert edit.payload["text"].count("ПЭНД 273") == 2
    assert edit.payload["edit"] == {"message_id": "77"}


async def test_edits_are_three_seconds_apart(wall):
    await wall.tick()
    await wall.arrives()
    await wall.firm.reserved()
    await wall.tick(1)
    assert len(await wall.rows()) == 1
    await wall.tick(2)
    assert len(await wall.rows()) == 2


@pytest.mark.parametrize("code", ["message-not-found", "message-fixed"])
async def test_a_deleted_board_is_sent_and_pinned_anew(wall, code):
    await wall.tick()
    await wall.arrives("77")
    await wall.firm.reserved()
    await wall.tick()
    await wall.fails(Permanent(code))
    await wall.tick()
    assert await wall.codes() == [
        ("board", "sent"), ("board-edit", "cancelled"), ("board", "queued"),
    ]  # fmt: skip
    fresh = await wall.newest()
    assert fresh.payload["pin"]
    assert "ПЭНД 273" in fresh.payload["text"]
    await wall.arrives("99")
    await wall.firm.reserved(1)
    await wall.tick()
    assert (await wall.newest()).payload["edit"] == {"message_id": "99"}


async def test_whoever_has_blocked_the_bot_is_tried_again_by_the_hour(wall):
    """MUST-FAIL: not by the second."""
    await wall.tick()
    await wall.fails(Permanent("blocked"))
    for _ in range(30):
        await wall.reserved()
        await wall.tick(MINUTE)
    assert len(await wall.rows()) == 1
    for _ in range(40):
        await wall.tick(MINUTE)
    assert await wall.codes() == [("board", "failed"), ("board", "queued")]


async def test_a_clock_set_back_keeps_the_board_going(wall):
    wall.clock.advance(DAY)
    await wall.tick()
    await wall.arrives()
    wall.clock.advance(-DAY)
    await wall.firm.reserved()
    await wall.tick()
    assert (await wall.newest()).code == "board-edit"


async def test_an_administrator_pins_by_choice_and_what_was_taken_off_stays_off(wall):
    admin = await wall.office.person(Role.SYSADMIN, "Захар")
    board = wall.board
    assert not await board.pinned(admin)
    await board.pin(admin, cause="p1")
    await wall.tick()
    assert {row.receiver.id for row in await wall.rows()} == {admin.id, wall.firm.director.id}
    await wall.arrives("77")
    await board.unpin(wall.firm.director, cause="u1")
    await board.unpin(wall.firm.director, cause="u1")
    (off,) = await wall.rows(State.QUEUED)
    assert (off.code, off.payload) == ("board-unpin", {"unpin": {"message_id": "77"}})
    await wall.arrives()
    await wall.firm.reserved()
    await wall.tick()
    assert {row.receiver.id for row in await wall.rows(State.QUEUED)} == {admin.id}
    assert not await board.pinned(wall.firm.director)
    await board.pin(wall.firm.director, cause="p2")
    await wall.tick()
    assert (await wall.newest()).payload["pin"]


@pytest.mark.parametrize("name", ["manager", "head", "logistician"])
async def test_others_pin_nothing(wall, name):
    """MUST-FAIL."""
    actor = getattr(wall.firm, name)
    for method in (wall.board.pin, wall.board.unpin):
        with pytest.raises(NotAllowed):
            await method(actor, cause=cause())
    with pytest.raises(NotAllowed):
        await wall.board.pinned(actor)


async def test_many_reservations_are_the_next_twenty_and_a_number(wall):
    for _ in range(22):
        await wall.reserved()
    await wall.tick()
    lines = (await wall.text()).splitlines()
    assert lines[1] == "Брони: 22"
    assert sum("ПЭНД 273" in line for line in lines) == 20
    assert "…и ещё 2" in lines


async def test_the_day_s_figures(wall):
    firm = wall.firm
    await wall.office.writes("добрый день")
    await wall.office.writes("ещё вопрос", channel="telegram", phone="555")
    deal = await firm.deal(5, 130_000)
    await firm.do(firm.core.deals.offer, await firm.deal(1, 130_000, confirmed=False), None)
    await firm.do(firm.core.shipping.ship_all, deal)
    await wall.tick()
    text = await wall.text()
    assert "Отгрузки сегодня: 1 · 5 т" in text
    assert "WhatsApp сегодня: от клиентов 1, от нас 0" in text
    assert "КП сегодня: 1" in text
    assert "SMS" not in text
    assert "без доставки: 122\u00a0950,82\u00a0₽ (23,1 %) | с доставкой: —" in text
    assert "💱 USD — · 💱 CNY —" in text


async def test_yesterday_s_figures_are_yesterday_s(wall):
    deal = await wall.firm.deal(5, 130_000)
    await wall.firm.do(wall.firm.core.shipping.ship_all, deal)
    await wall.tick()
    wall.clock.advance(DAY)
    await wall.arrives()
    await wall.tick()
    assert "Отгрузки сегодня: 0" in await wall.text()
    assert "без доставки: — | с доставкой: —" in await wall.text()


async def test_rates_stand_with_their_change_and_day(wall):
    prices, director = wall.firm.core.prices, wall.firm.director
    for day, rate in ((19, "78.40"), (20, "78.55")):
        on = date(2026, 11, day)
        await prices.set_rate(director, "USD", on, Decimal(rate), cause=cause())
    await wall.tick()
    assert "💱 USD 78,55 ▲ +0,15 на 20.11 · 💱 CNY —" in await wall.text()
    wall.clock.advance(DAY)
    await wall.tick()
    assert "💱 USD 78,55 ▲ +0,15 на 20.11 (на сегодня нет) · 💱 CNY —" in await wall.text()


async def test_a_number_for_sms_shows_sms(units, clock):
    wall = Wall(await Dealings(Office(units, clock, twilio_sms_from="+70000000098")).opened())
    await wall.tick()
    assert "SMS сегодня: от клиентов 0, от нас 0" in await wall.text()


async def test_what_is_off_is_absent_and_never_zero(units, clock):
    """E13. MUST-FAIL."""
    office = Office(units, clock, modules="stock,messaging")
    try:
        director = await office.person(Role.DIRECTOR, "Дарья")
        await office.core.board.tick()
        (row,) = await office.rows(code="board")
        assert row.receiver.id == director.id
        text = row.payload["text"]
        assert "WhatsApp сегодня" in text
        for part in ("Отгрузки", "КП", "прибыль", "USD"):
            assert part not in text
    finally:
        SWITCHES.only(())


async def test_without_stock_there_is_no_board(units, clock):
    office = Office(units, clock, modules="messaging")
    try:
        await office.person(Role.DIRECTOR, "Дарья")
        await office.core.board.tick()
        assert await office.rows(code="board") == []
    finally:
        SWITCHES.only(())


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_stirring_waits_for_nobody(wall):
    """MUST-FAIL: two sellers in two transactions must not wait for each other's boards."""
    await wall.tick()
    async with wall.office.units.begin() as first:
        await stirred(first, [])
        async with asyncio.timeout(30), wall.office.units.begin() as second:
            await stirred(second, [])
    async with wall.office.units.read() as unit:
        (row,) = await unit.boards.all()
    assert row.changed


def part(deal, grams=TONNE, cost="100000", freight=None, whole=TONNE):
    return Sold(
        shipment=deal, deal=deal, line=deal, grams=grams, price=rub(122_000),
        percent=Decimal(22), cost=None if cost is None else Decimal(cost),
        freight=None if freight is None else Decimal(freight), freight_vat=False, whole=whole,
    )  # fmt: skip


VAT = [VatRate("standard", date(2026, 1, 1), Decimal(22))]
ON = date(2026, 11, 20)


def test_the_average_is_of_the_deals_whose_figure_is_known():
    """MUST-FAIL: an unknown cost is left out, never 0."""
    without, with_transport = averages(
        [part(1, cost="90000"), part(2, cost=None), part(3, cost="80000", freight="4000")], VAT, ON
    )
    assert (without.amount, without.percent, without.known, without.all) == (
        Decimal("15000.00"), Decimal("15.0"), 2, 3,
    )  # fmt: skip
    assert (with_transport.amount, with_transport.known) == (Decimal("16000.00"), 1)
    assert averages([part(1, cost=None)], VAT, ON) == (None, None)
    assert averages([], VAT, ON) == (None, None)


def test_of_the_freight_of_a_deal_falls_the_share_of_what_left_today():
    _, half = averages([part(1, cost="90000", freight="4000", whole=2 * TONNE)], VAT, ON)
    assert half.amount == Decimal("8000.00")
