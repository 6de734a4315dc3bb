"""The morning and the evening of a working day: to each by his role, nothing of others (P10)."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text as sql

from core.messaging.model import Party, State
from core.policy.modules import SWITCHES
from core.pricing.model import Rate
from core.schedule.model import Occurrence
from core.schedule.model import State as Fired
from core.staff.model import Lens, Role
from tests.core.dealings import BLOB, Dealings, cause
from tests.core.office import Office
from tests.core.test_agenda import shipped

MORNING, EVENING = "digest-morning", "digest-evening"
HELD = "UPDATE messages SET state = 'held' WHERE direction = 'out'"


def moscow(month, day, hour, minute=0, year=2026):
    return datetime(year, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=3)


MONDAY = moscow(11, 23, 9)


@pytest.fixture
async def begun(office):
    """The firm's schedule runs since Friday noon."""
    await office.core.schedule.tick()
    return office


@pytest.fixture
async def firm(begun):
    return await Dealings(begun).opened()


async def at(office, moment):
    office.later((moment - office.clock.now()).total_seconds())
    return await office.core.schedule.tick()


async def sent(office, code=MORNING):
    """Reader → text, and what the buttons carry."""
    return {
        row.receiver.id: (
            row.payload["text"].replace("\xa0", " "),
            [b["data"] for r in row.payload["buttons"] for b in r],
        )
        for row in await office.rows(code=code)
    }


def labels(row):
    return [b["text"] for line in row.payload["buttons"] for b in line]


async def text_of(office, person, code=MORNING):
    return (await sent(office, code))[person.id][0]


async def test_a_morning_comes_once_at_the_hour_the_firm_opens(begun):
    manager = await begun.person(name="Борис")
    await at(begun, MONDAY - timedelta(seconds=1))
    assert await sent(begun) == {}
    await at(begun, MONDAY)
    await at(begun, MONDAY + timedelta(seconds=5))
    assert len(await begun.rows(code=MORNING)) == 1
    assert await sent(begun) == {
        manager.id: ("☀️ Доброе утро, Борис!\nНа сегодня ничего не ждёт. Хорошего дня!", ["td"])
    }


@pytest.mark.parametrize(
    ("month", "day", "year"),
    [(11, 22, 2026), (11, 4, 2026 + 1), (1, 2, 2027)],
)
async def test_a_day_off_begins_without_a_digest(begun, month, day, year):
    """Sunday, the holiday of 4 November, the New Year's."""
    await begun.person()
    morning = moscow(month, day, 9, year=year)
    await at(begun, morning - timedelta(hours=1))
    before = len(await begun.rows(code=MORNING))
    await at(begun, morning + timedelta(minutes=1))
    assert len(await begun.rows(code=MORNING)) == before


async def test_a_morning_slept_through_is_told_late_and_marked_so(begun):
    """P10: late within the limit."""
    manager = await begun.person(name="Борис")
    await at(begun, MONDAY + timedelta(hours=2, minutes=5))
    assert "⏰ С опозданием: 2 ч 5 мин" in await text_of(begun, manager)


async def test_a_morning_missed_by_more_than_three_hours_is_recorded_and_not_told(begun):
    await begun.person()
    await at(begun, MONDAY + timedelta(hours=3, minutes=1))
    assert await begun.rows(code=MORNING) == []
    async with begun.units.read() as unit:
        states = {f.name: f.state for f in await unit.fires.recent(10)}
    assert states[MORNING] is Fired.SKIPPED


async def test_after_days_without_us_one_morning_is_told(begun):
    """Fault 28: no mass of old mornings."""
    await begun.person()
    await at(begun, moscow(11, 26, 9, 1))
    assert len(await begun.rows(code=MORNING)) == 1


async def test_who_came_after_the_morning_is_not_told_of_it(begun):
    await at(begun, MONDAY + timedelta(hours=1))
    await begun.person()
    await at(begun, MONDAY + timedelta(hours=1, minutes=1))
    assert await begun.rows(code=MORNING) == []


async def test_who_has_no_telegram_a_place_no_more_or_is_a_retailer_is_not_told(begun):
    await begun.person(telegram_id=None)
    await begun.person(Role.RETAILER)
    gone = await begun.person()
    async with begun.units.begin() as unit:
        await unit.people.dismiss(gone.id, begun.clock.now())
    await at(begun, MONDAY)
    assert await begun.rows(code=MORNING) == []


async def test_a_managers_morning_has_his_matters_each_one_a_button(firm):
    """A12, A4, E7, E11: calls, reservations, deferrals, unanswered, tasks."""
    office = firm.office
    reservation = await firm.reserved()
    sample = await firm.core.samples.send(firm.manager, firm.client, firm.grade, 1000, cause())
    task = await firm.core.tasks.add(
        firm.head, firm.manager.id, "позвонить в порт", None, cause=cause()
    )
    await at(office, moscow(11, 27, 9))
    text, data = (await sent(office))[firm.manager.id]
    assert text.splitlines() == [
        "☀️ Доброе утро, Анна!",
        "📞 Звонки по образцам: 1",
        "📌 Брони подходят к концу: 1",
        "☑️ Задачи: 1",
    ]
    assert [one.partition(":")[0] for one in data] == ["cso", "rv", "tk", "td"]
    row = (await office.rows(code=MORNING, receiver=Party("person", firm.manager.id)))[-1]
    assert labels(row) == [
        "📞 ООО Ромашка · ПЭНД 273",
        "📌 27.11 13:00 · ПЭНД 273 · 5 т",
        "☑️ позвонить в порт",
        "☑️ Сегодня",
    ]
    wanted = [("sample", sample["id"]), ("reservation", reservation.id), ("task", task)]
    async with office.units.read() as unit:
        found = [await unit.resolve_public(firm.manager.id, one.split(":")[1]) for one in data[:3]]
    assert found == wanted


async def test_nobodys_morning_carries_anothers_client(firm):
    """A5, MUST-FAIL: not by name, not by number, not by a button."""
    await firm.reserved()
    await firm.core.samples.send(firm.manager, firm.client, firm.grade, 1000, cause())
    await shipped(firm, days=5)
    await firm.office.writes("сколько стоит?")
    await at(firm.office, moscow(11, 27, 9))
    told = await sent(firm.office)
    assert "Брони" in told[firm.manager.id][0]
    for row in await firm.office.rows(code=MORNING):
        if row.receiver.id != firm.manager.id:
            assert "Ромашка" not in row.payload["text"] + " ".join(labels(row))
    assert told[firm.rival.id] == (
        "☀️ Доброе утро, Вера!\nНа сегодня ничего не ждёт. Хорошего дня!",
        ["td"],
    )


async def test_a_client_given_away_before_it_leaves_stops_the_digest(firm):
    """A5: the queue is no way around."""
    await firm.core.samples.send(firm.manager, firm.client, firm.grade, 1000, cause())
    await at(firm.office, moscow(11, 26, 9))
    await firm.core.handover.give(firm.client, firm.rival.id)
    for _ in range(5):
        await firm.office.shown()
    states = {r.receiver.id: (r.state, r.error_code) for r in await firm.office.rows(code=MORNING)}
    assert states[firm.manager.id] == (State.DENIED, "lane-closed")
    assert states[firm.rival.id][0] is State.SENT


async def test_who_is_moved_before_it_leaves_gets_no_digest_of_his_old_place(begun):
    """P18."""
    director = await begun.person(Role.DIRECTOR)
    manager = await begun.person()
    await at(begun, MONDAY)
    async with begun.units.begin() as unit:
        await unit.people.move(manager.id, manager.version, Role.DIRECTOR, "director")
    await begun.shown()
    states = {r.receiver.id: r.state for r in await begun.rows(code=MORNING)}
    assert states == {director.id: State.SENT, manager.id: State.DENIED}


async def test_the_secretary_sees_the_unassigned_and_the_head_whom_the_team_keeps_waiting(office):
    manager = await office.person(name="Анна")
    await office.core.schedule.tick()
    secretary = await office.person(Role.SECRETARY, "Дина")
    head = await office.person(Role.SALES_HEAD, "Глеб")
    await office.writes("почём?")
    await office.core.staff.finish_day(manager)
    await office.writes("а есть ПВХ?", phone="+79000000002")
    await at(office, MONDAY)
    assert "💬 Ждут ответа: 1" in await text_of(office, secretary)
    assert (await text_of(office, head)).splitlines()[1:] == [
        "💬 Клиенты ждут ответа команды: 2",
        "· Анна: 1",
        "· без менеджера: 1",
    ]
    assert "💬 Ждут ответа: 1" in await text_of(office, manager)


async def test_the_team_is_counted_as_each_managers_own_day(office):
    """E11: on two channels, held for the window, after a STOP, long ago: one definition."""
    manager = await office.person(name="Анна")
    head = await office.person(Role.SALES_HEAD, "Глеб")
    await office.writes("давно", phone="+79000000009")
    office.later(31 * 86_400)
    await office.core.schedule.tick()
    await office.writes("раз")
    await office.writes("два", channel="sms")
    held = await office.writes("а ночью?", phone="+79000000002")
    await office.answers(manager, held)
    async with office.units.begin() as unit:
        await unit._connection.execute(sql(HELD))
    await office.writes("почём?", phone="+79000000003")
    await office.writes("стоп", phone="+79000000003")
    await at(office, moscow(12, 22, 9))
    assert "💬 Ждут ответа: 1" in await text_of(office, manager)
    said, data = (await sent(office))[head.id]
    assert said.splitlines()[1:] == ["💬 Клиенты ждут ответа команды: 1", "· Анна: 1"]
    assert [one.partition(":")[0] for one in data] == ["c", "td"]
    row = (await office.rows(code=MORNING, receiver=Party("person", head.id)))[-1]
    assert labels(row)[0] == "💬 Иван · Анна"
    await at(office, moscow(12, 22, 18))
    said, data = (await sent(office, EVENING))[head.id]
    assert "· 💬 Клиенты ждут ответа команды: 1" in said
    assert [one.partition(":")[0] for one in data] == ["c"]


async def test_what_has_been_answered_keeps_nobody_waiting(office):
    manager = await office.person()
    head = await office.person(Role.SALES_HEAD)
    await office.core.schedule.tick()
    message = await office.writes("почём?")
    await office.answers(manager, message)
    office.later(6)
    await office.sent()
    await at(office, MONDAY)
    assert "ждут" not in (await text_of(office, head)).lower().replace("не ждёт", "")


async def test_the_logistician_has_the_orders_without_freight_and_no_client(firm):
    """A8."""
    deal = await firm.deal()
    await at(firm.office, MONDAY)
    text, data = (await sent(firm.office))[firm.logistician.id]
    assert text.splitlines()[1:] == ["🚚 Заказы без стоимости доставки: 1"]
    async with firm.office.units.read() as unit:
        named = await unit.resolve_public(firm.logistician.id, data[0].split(":")[1])
    assert (data[0][:2], named) == ("d:", ("deal", deal))
    await firm.do(
        firm.core.freight.fill, deal, Decimal(10_000), True, BLOB, "счёт.pdf",
        actor=firm.logistician,
    )  # fmt: skip
    await at(firm.office, moscow(11, 24, 9))
    assert "Заказы" not in await text_of(firm.office, firm.logistician)


async def test_the_lawyer_has_the_contracts_and_the_director_what_waits_for_him(firm):
    lawyer = await firm.office.person(Role.LAWYER, "Нина")
    await firm.deal(price=130_000, confirmed=False, days=14)
    await at(firm.office, MONDAY)
    assert "Договоры" not in await text_of(firm.office, lawyer)
    text, data = (await sent(firm.office))[firm.director.id]
    assert "✅ Ждут вашего решения: 1" in text
    assert data[0].startswith("ap:")


async def test_the_director_has_overdue_money_shipments_of_the_last_working_day_and_rates(firm):
    """B2, B7: on a Monday the last working day is the Friday."""
    await shipped(firm, days=14)
    async with firm.office.units.begin() as unit:
        for day, usd in ((20, "92.85"), (21, "92.35")):
            rate = Rate("USD", date(2026, 11, day), Decimal(usd), "manual")
            await unit.prices.put_rate(rate, None, firm.office.clock.now())
    await at(firm.office, MONDAY)
    text, data = (await sent(firm.office))[firm.director.id]
    assert data == ["td", "dls:team:0", "fx"]
    assert "🚚 Отгружено 20.11–22.11.2026: 5 т" in text
    assert "💱 USD: 92,35 ₽ · ▼ −0,50 · 21.11.2026" in text
    assert "Просрочено" not in text
    await at(firm.office, moscow(12, 7, 9))
    text = await text_of(firm.office, firm.director)
    assert "🔴 Просрочено по отсрочкам: 650 000 ₽, 1 сделка" in text
    assert "🚚 Отгружено 04.12–06.12.2026: 0 т" in text


async def test_the_administrator_has_what_did_not_leave(office):
    admin = await office.person(Role.SYSADMIN)
    await office.core.schedule.tick()
    manager = await office.person()
    await office.core.tasks.add(admin, manager.id, "позвонить", None, cause=cause())
    async with office.units.begin() as unit:
        await unit.people.dismiss(manager.id, office.clock.now())
    await office.shown()
    await at(office, MONDAY)
    text, data = (await sent(office))[admin.id]
    assert "📮 Недоставленные сообщения: 1" in text
    assert data == ["td", "dl"]


async def test_an_evening_without_anything_to_tell_is_not_told(begun):
    for role in Role:
        await begun.person(role)
    await at(begun, MONDAY + timedelta(hours=9))
    assert await begun.rows(code=EVENING) == []


async def test_an_evening_tells_what_was_done_and_what_is_left(firm):
    """B3: his own to the manager, everybody's to the head and to the director."""
    await at(firm.office, MONDAY)
    await shipped(firm, days=14, tonnes=2)
    message = await firm.office.writes("почём?", phone="+79000000009")
    async with firm.office.units.read() as unit:
        owner = await unit.people.get(await firm.office.owner_of(message.client_id))
    await firm.office.answers(owner, message)
    firm.office.later(6)
    await firm.office.sent()
    await at(firm.office, MONDAY + timedelta(hours=9))
    told = {
        reader: text.splitlines()
        for reader, (text, _) in (await sent(firm.office, EVENING)).items()
    }
    both = ["🧾 Отправлено КП: 0", "🚚 Отгружено: 2 т", "💬 Ответов клиентам: 1"]
    assert told[firm.head.id][:4] == ["🌙 Итоги дня: отдел продаж", *both]
    assert told[firm.director.id][:4] == ["🌙 Итоги дня: фирма", *both]
    assert owner.id == firm.manager.id
    assert told[firm.manager.id][:4] == ["🌙 Итоги вашего дня", *both]
    assert firm.rival.id not in told
    assert firm.logistician.id not in told


async def test_an_evening_tells_the_logistician_what_he_has_filled_in_and_what_is_left(firm):
    await at(firm.office, MONDAY)
    deal, _ = await firm.deal(tonnes=1), await firm.deal(tonnes=1)
    await firm.do(
        firm.core.freight.fill, deal, Decimal(10_000), True, BLOB, "счёт.pdf",
        actor=firm.logistician,
    )  # fmt: skip
    await at(firm.office, MONDAY + timedelta(hours=9))
    assert (await text_of(firm.office, firm.logistician, EVENING)).splitlines() == [
        "🌙 Итоги вашего дня",
        "🚚 Внесено стоимостей доставки: 1",
        "Осталось:",
        "· 🚚 Заказы без стоимости доставки: 1",
    ]


GONE = {
    "dismissed": "UPDATE people SET dismissed_at = created_at WHERE id = :id",
    "a retailer now": "UPDATE people SET role = 'retailer' WHERE id = :id",
}


@pytest.mark.parametrize("gone", GONE.values(), ids=GONE)
@pytest.mark.parametrize("name", [MORNING, EVENING])
async def test_who_leaves_between_the_look_and_the_fire_is_told_nothing(firm, name, gone):
    """P18: the reader as he stands when it is written."""
    await at(firm.office, MONDAY)
    await shipped(firm, days=14, tonnes=2)
    (job,) = [job for job in firm.core.jobs if job.name == name]
    at_nine = Occurrence(f"{firm.manager.id}:2026-11-24", moscow(11, 24, 9))
    before = len(await firm.office.rows(code=name))
    async with firm.office.units.begin() as unit:
        await unit._connection.execute(sql(gone), {"id": firm.manager.id})
    async with firm.office.units.begin() as unit:
        assert await job.fire(unit, at_nine, None) is False
    assert len(await firm.office.rows(code=name)) == before


async def test_yesterdays_work_is_not_todays(firm):
    await at(firm.office, MONDAY)
    await shipped(firm, days=14, tonnes=2)
    await at(firm.office, moscow(11, 24, 18))
    assert firm.manager.id not in await sent(firm.office, EVENING)


async def test_five_hundred_mornings_are_five_hundred_short_transactions(begun):
    """Fault 40: each fire is one of its own; all of them leave."""
    count = 40
    for _ in range(count):
        await begun.person(present=False)
    assert await at(begun, MONDAY) >= count
    assert await begun.core.schedule.tick() == 0
    rows = await begun.rows(code=MORNING)
    assert len({row.receiver.id for row in rows}) == len(rows) == count


async def test_a_module_that_is_off_is_absent_and_no_zero(units, clock):
    """E13."""
    office = Office(units, clock, modules="messaging,tasks,approvals")
    try:
        await office.core.schedule.tick()
        director = await office.person(Role.DIRECTOR)
        await at(office, MONDAY)
        assert "Отгружено" not in await text_of(office, director)
    finally:
        SWITCHES.only(())


@pytest.mark.parametrize("zone", ["Europe/Kyiv", "Asia/Almaty", "Europe/Moscow"])
async def test_a_changed_zone_moves_the_morning_and_repeats_none(begun, zone):
    """Fault 27: what has been told of a day is told, whatever nine o'clock is now."""
    await begun.person()
    await at(begun, MONDAY)
    moved = Office(begun.units, begun.clock, company_tz=zone)
    await at(moved, MONDAY + timedelta(hours=2))
    assert len(await begun.rows(code=MORNING)) == 1
    tomorrow = moved.core.calendar.at(date(2026, 11, 24), time(9))
    await at(moved, tomorrow - timedelta(seconds=1))
    assert len(await begun.rows(code=MORNING)) == 1
    await at(moved, tomorrow)
    assert len(await begun.rows(code=MORNING)) == 2


async def test_a_clock_put_back_repeats_no_morning(begun):
    """Fault 28."""
    await begun.person()
    await at(begun, MONDAY)
    begun.later(-3600)
    await begun.core.schedule.tick()
    await at(begun, MONDAY + timedelta(seconds=1))
    assert len(await begun.rows(code=MORNING)) == 1


async def test_more_than_a_few_lines_are_counted_and_led_to(firm):
    """Three of each; the number is whole, the list one press away."""
    for number in range(5):
        await firm.core.tasks.add(firm.head, firm.rival.id, f"дело {number}", None, cause=cause())
    await at(firm.office, MONDAY)
    text, data = (await sent(firm.office))[firm.rival.id]
    assert "☑️ Задачи: 5" in text
    assert [one.partition(":")[0] for one in data] == ["tk", "tk", "tk", "td"]


async def test_through_another_s_eyes_one_s_own_morning_comes(begun):
    """`/as` is for looking: what is pushed is the director's own."""
    director = await begun.person(Role.DIRECTOR)
    async with begun.units.begin() as unit:
        await unit.people.view(director.id, Lens(Role.LAWYER))
    await at(begun, MONDAY)
    assert "Отгружено" in await text_of(begun, director)
