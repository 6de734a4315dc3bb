"""What somebody wants every day: at his hour, once, as long as he may see it (P10)."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text

from core.digest.model import SubscriptionGone
from core.digest.wanted import KINDS
from core.errors import InvalidInput, NotAllowed
from core.messaging.model import State
from core.policy.permissions import may
from core.pricing.model import Rate
from core.staff.model import Role
from tests.core.dealings import Dealings, cause
from tests.core.office import Office

HOUR = time(9, 30)


def moscow(day, hour, minute=0, month=11):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=3)


@pytest.fixture
async def begun(office):
    await office.core.schedule.tick()
    return office


async def at(office, moment):
    office.later((moment - office.clock.now()).total_seconds())
    await office.core.schedule.tick()


async def subscribe(office, person, kind="rates", days="daily", hour=HOUR, key=None):
    return await office.core.subscriptions.subscribe(person, kind, hour, days, key or cause())


async def came(office, kind="rates"):
    return [
        r.payload["text"].replace("\xa0", " ")
        for r in await office.rows(code=f"subscription-{kind}")
    ]


async def set_rate(office, rate="92.35"):
    async with office.units.begin() as unit:
        made = Rate("USD", date(2026, 11, 20), Decimal(rate), "manual")
        await unit.prices.put_rate(made, None, office.clock.now())


async def test_it_comes_every_day_at_its_hour_and_once(begun):
    manager = await begun.person()
    await set_rate(begun)
    await subscribe(begun, manager)
    await at(begun, moscow(21, 9, 29))
    assert await came(begun) == []
    await at(begun, moscow(21, 9, 30))
    await at(begun, moscow(21, 9, 31))
    assert await came(begun) == ["💱 Курсы\n💱 USD: 92,35 ₽ · 20.11.2026 (на сегодня нет)"]
    await at(begun, moscow(22, 9, 30))
    assert len(await came(begun)) == 2


@pytest.mark.parametrize(
    ("away", "state"), [(3 * 3600 - 1, State.SENT), (3 * 3600, State.CANCELLED)]
)
async def test_what_the_messenger_takes_hours_later_is_left_out(begun, away, state):
    """MUST-FAIL: yesterday's evening does not come with this morning."""
    manager = await begun.person()
    await subscribe(begun, manager, hour=time(9))
    await at(begun, moscow(23, 9))
    begun.later(away)
    for _ in range(2):
        await begun.shown()
    rows = {row.code: row for row in await begun.rows()}
    assert set(rows) == {"digest-morning", "subscription-rates"}
    assert [row.state for row in rows.values()] == [state, state]
    stopped = [one["rule"] for one in await begun.audit("deny")]
    assert stopped == ([] if state is State.SENT else ["too-late"] * 2)


@pytest.mark.parametrize(("slept", "waits"), [(3_600, 2 * 3_600), (3 * 3_600 - 60, 15 * 60)])
async def test_what_comes_late_waits_for_the_messenger_to_the_same_limit(begun, slept, waits):
    """P10: three hours in all, and a quarter of an hour for what was only now written."""
    manager = await begun.person()
    await subscribe(begun, manager, hour=time(9))
    await at(begun, moscow(23, 8, 59))
    await at(begun, moscow(23, 9) + timedelta(seconds=slept))
    leaves = {datetime.fromisoformat(r.fields["leaves-by"]) for r in await begun.rows()}
    assert leaves == {begun.clock.now() + timedelta(seconds=waits)}


async def test_on_working_days_a_week_end_is_left_out(begun):
    manager = await begun.person()
    await subscribe(begun, manager, days="working")
    await at(begun, moscow(22, 12))
    assert await came(begun) == []
    await at(begun, moscow(23, 9, 30))
    assert await came(begun) == ["💱 Курсы\nПока пусто."]


async def test_what_was_before_it_was_asked_for_is_not_caught_up(begun):
    """P10: on its second day the firm runs since yesterday; 9:30 of today was nobody's."""
    manager = await begun.person()
    await at(begun, moscow(21, 9))
    begun.later(3 * 3600)
    await subscribe(begun, manager)
    await at(begun, moscow(21, 12, 1))
    assert await came(begun) == []


async def test_an_hour_that_has_passed_today_begins_tomorrow(begun):
    """Subscribed on Friday 13:00 to 9:30."""
    manager = await begun.person()
    await subscribe(begun, manager)
    await at(begun, moscow(20, 13, 1))
    assert await came(begun) == []


async def test_one_of_a_kind_runs_and_a_new_hour_takes_the_old_one_s_place(begun):
    manager = await begun.person()
    await subscribe(begun, manager)
    await subscribe(begun, manager, hour=time(10))
    await subscribe(begun, manager, "today")
    mine = await begun.core.subscriptions.mine(manager)
    assert [(one["kind"], one["at"]) for one in mine] == [("rates", time(10)), ("today", HOUR)]
    await at(begun, moscow(21, 10))
    assert len(await came(begun)) == 1


async def test_the_same_press_handled_again_makes_one(begun):
    """Fault 17b."""
    manager = await begun.person()
    first = await subscribe(begun, manager, key="press")
    assert await subscribe(begun, manager, key="press") == first
    assert len(await begun.core.subscriptions.mine(manager)) == 1


async def test_what_has_ended_comes_no_more_and_ends_once(begun):
    manager = await begun.person()
    number = await subscribe(begun, manager)
    await begun.core.subscriptions.end(manager, number, "end")
    await begun.core.subscriptions.end(manager, number, "end")
    with pytest.raises(SubscriptionGone):
        await begun.core.subscriptions.end(manager, number, "again")
    await at(begun, moscow(21, 9, 30))
    assert await came(begun) == []


async def test_anothers_subscription_is_none(begun):
    manager, other = await begun.person(), await begun.person()
    number = await subscribe(begun, manager)
    with pytest.raises(SubscriptionGone):
        await begun.core.subscriptions.end(other, number, "x")
    assert len(await begun.core.subscriptions.mine(manager)) == 1


@pytest.mark.parametrize("kind", KINDS)
async def test_only_what_one_may_see_can_be_subscribed_to(begun, kind):
    """MUST-FAIL."""
    for role in Role:
        person = await begun.person(role)
        if any(may(person, right) for right in KINDS[kind].rights):
            await subscribe(begun, person, kind)
        else:
            with pytest.raises(NotAllowed):
                await subscribe(begun, person, kind)


@pytest.mark.parametrize(("kind", "days"), [("clients", "daily"), ("rates", "hourly")])
async def test_a_forged_kind_is_refused(begun, kind, days):
    manager = await begun.person()
    with pytest.raises(InvalidInput):
        await subscribe(begun, manager, kind, days)


async def test_a_right_that_was_lost_ends_it_and_is_told_once(begun):
    """MUST-FAIL: the board to somebody who is a manager now (P18)."""
    await begun.person(Role.MANAGER)
    head = await begun.person(Role.SALES_HEAD)
    await subscribe(begun, head, "board")
    async with begun.units.begin() as unit:
        await unit.people.move(head.id, head.version, Role.MANAGER, "manager")
    await at(begun, moscow(21, 9, 30))
    await at(begun, moscow(22, 9, 30))
    assert await came(begun, "board") == []
    (told,) = await begun.rows(code="subscription-ended")
    assert told.payload["text"] == (
        "🕘 Подписка закончилась\n«📋 Брони» больше не приходит: у вас нет права это видеть."
    )


async def test_a_right_that_is_lost_before_it_leaves_stops_it(begun):
    """P18."""
    await begun.person(Role.MANAGER)
    head = await begun.person(Role.SALES_HEAD)
    await subscribe(begun, head, "board")
    await at(begun, moscow(21, 9, 30))
    async with begun.units.begin() as unit:
        await unit.people.move(head.id, head.version, Role.MANAGER, "manager")
    await begun.shown()
    (row,) = await begun.rows(code="subscription-board")
    assert row.state is State.DENIED


async def test_who_has_left_is_told_nothing_and_it_ends(begun):
    manager = await begun.person()
    await subscribe(begun, manager)
    async with begun.units.begin() as unit:
        await unit.people.dismiss(manager.id, begun.clock.now())
    await at(begun, moscow(21, 9, 30))
    assert await begun.rows() == []
    async with begun.units.read() as unit:
        assert await unit.hours.running() == []


async def test_late_it_is_marked_so_and_too_late_it_is_left_out(begun):
    """P10: the rule is three hours."""
    manager = await begun.person()
    await subscribe(begun, manager)
    await at(begun, moscow(21, 11))
    (text,) = await came(begun)
    assert "⏰ С опозданием: 1 ч 30 мин" in text
    await at(begun, moscow(24, 12, 31))
    assert len(await came(begun)) == 1


@pytest.mark.parametrize("zone", ["Europe/Moscow", "Europe/Kyiv", "Asia/Almaty"])
async def test_each_zone_has_its_own_half_past_nine(units, clock, zone):
    """Fault 27."""
    office = Office(units, clock, company_tz=zone)
    await office.core.schedule.tick()
    manager = await office.person()
    await subscribe(office, manager)
    wanted = office.core.calendar.at(date(2026, 11, 21), HOUR)
    await at(office, wanted - timedelta(seconds=1))
    assert await came(office) == []
    await at(office, wanted)
    assert len(await came(office)) == 1


async def test_what_an_order_holds_stays_until_its_shipment(begun):
    """As the board tells it: such a reservation lapses never."""
    firm = await Dealings(begun).opened()
    await firm.deal(tonnes=1)
    await subscribe(begun, firm.director, "board")
    await at(begun, moscow(21, 9, 30))
    (board,) = [r for r in await begun.rows() if r.code == "subscription-board"]
    assert board.payload["text"].endswith(" · до отгрузки")


async def test_the_board_the_register_and_the_requests_come_with_their_lines(begun):
    """A14, B9, E5: each with a button to its screen."""
    firm = await Dealings(begun).opened()
    await firm.reserved()
    await firm.deal(tonnes=1, confirmed=False, days=14)
    firm.grade = await firm.core.catalog.add_product(firm.director, "ПВХ С-6768", cause=cause())
    await firm.deal(tonnes=1, absent=True)
    for kind in ("board", "absent", "approvals", "today"):
        await subscribe(begun, firm.director, kind)
    await at(begun, moscow(21, 9, 30))
    rows = {
        r.code.removeprefix("subscription-"): r
        for r in await begun.rows()
        if "subscription" in r.code
    }
    board = rows["board"].payload["text"].replace("\xa0", " ")
    assert board == (
        "📋 Брони\nВсего броней: 1\n• ПЭНД 273 · 5 т · ООО Ромашка · Анна · до 27.11 13:00"
    )
    assert rows["absent"].payload["text"].replace("\xa0", " ") == (
        "🔔 Продажи отсутствующего\nНе отмечено: 1\n• 20.11 13:00 · ПВХ С-6768 · 1 т · Анна"
    )
    assert "✅ Ждут вашего решения: 1" in rows["approvals"].payload["text"]
    assert rows["today"].payload["text"] == "☑️ Мой день\nПока пусто."
    last = {kind: row.payload["buttons"][-1][0]["data"] for kind, row in rows.items()}
    assert last == {"board": "rb:0", "absent": "abs:0", "approvals": "aps:0", "today": "td"}


async def test_the_register_names_no_retailer_to_the_head_of_sales(begun):
    """POLICY iii: who sold it is for the director and the sysadmin."""
    firm = await Dealings(begun).opened()
    firm.grade = await firm.core.catalog.add_product(firm.director, "ПВХ С-6768", cause=cause())
    await firm.deal(tonnes=1, absent=True)
    async with begun.units.begin() as unit:
        place = {"role": Role.RETAILER.value, "number": firm.manager.id}
        await unit._connection.execute(
            text("UPDATE people SET role = :role WHERE id = :number"), place
        )
    for reader in (firm.head, firm.director):
        await subscribe(begun, reader, "absent")
    await at(begun, moscow(21, 9, 30))
    told = {r.receiver.id: r.payload["text"] for r in await begun.rows(code="subscription-absent")}
    assert firm.manager.name in told[firm.director.id]
    assert firm.manager.name not in told[firm.head.id]
    assert "ПВХ С-6768" in told[firm.head.id]


async def test_the_register_counts_all_that_nobody_has_noted(begun, monkeypatch):
    """B9: what was noted takes no line from what was not, and the rest is counted."""
    monkeypatch.setattr("core.digest.wanted.LINES", 2)
    firm = await Dealings(begun).opened()
    firm.grade = await firm.core.catalog.add_product(firm.director, "ПВХ С-6768", cause=cause())
    for _ in range(5):
        await firm.deal(tonnes=1, absent=True)
    async with begun.units.begin() as unit:
        for sale in await unit.deals.absent(2, 0):
            await unit.deals.note_absent(sale.id, firm.director.id, begun.clock.now())
    await subscribe(begun, firm.director, "absent")
    await at(begun, moscow(21, 9, 30))
    (row,) = await begun.rows(code="subscription-absent")
    lines = row.payload["text"].splitlines()
    assert (lines[1], len(lines[2:-1]), lines[-1]) == ("Не отмечено: 3", 2, "и ещё 1")


async def test_what_comes_of_ones_day_names_no_client_of_others(begun):
    """A5."""
    firm = await Dealings(begun).opened()
    await firm.core.samples.send(firm.manager, firm.client, firm.grade, 1000, cause())
    for person in (firm.manager, firm.rival):
        await subscribe(begun, person, "today")
    await at(begun, moscow(26, 9, 30))
    told = {r.receiver.id: str(r.payload) for r in await begun.rows(code="subscription-today")}
    assert "Ромашка" in told[firm.manager.id]
    assert "Ромашка" not in told[firm.rival.id]
