"""E11: a client who waits for an answer is told to whoever answers, then to the superior."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from core.errors import NotFound
from core.messaging.model import State as Row
from core.staff.model import NewPerson, Role
from tests.core.office import PHONE
from tests.core.reminding import Reminding, datas, msk

SOON, LONG = "unanswered", "unanswered-long"
MINUTE = 60
OTHER = "+79000000002"


@pytest.fixture
async def firm(office):
    """The client writes on Friday 20.11 at 13:00; Anna is the only manager."""
    firm = Reminding(office, SOON)
    firm.boss = await office.person(Role.SALES_HEAD, "Глеб", present=False)
    firm.manager = await office.person(Role.MANAGER, "Анна")
    await started(firm)
    await firm.tick()
    return firm


async def started(firm):
    async with firm.office.units.begin() as unit:
        await unit.people.start_day(firm.manager.id, firm.office.clock.now())


async def later(firm, minutes):
    firm.office.clock.advance(minutes * MINUTE)
    return await firm.tick()


async def test_after_fifteen_minutes_the_owner_is_reminded(firm):
    message = await firm.office.writes()
    assert await firm.office.owner_of(message.client_id) == firm.manager.id
    assert await later(firm, 14) == 0
    assert await later(firm, 1) == 1
    (row,) = await firm.told(SOON)
    assert row.receiver.id == firm.manager.id
    assert row.payload["text"] == (
        "💬 Клиент ждёт ответа: Иван\nНаписал 20.11 13:00, прошло 15 мин рабочего времени"
    )
    assert [data.split(":")[0] for data in datas(row)] == ["r", "c", "rns"]
    assert row.lane_id == message.lane_id


async def test_whoever_may_answer_says_that_none_is_needed(firm):
    """ "Thank you" wants none: nobody above is told, no list has it, a new question waits anew."""
    await firm.office.writes("спасибо")
    await later(firm, 15)
    (row,) = await firm.told(SOON)
    name = datas(row)[-1].split(":")[1]
    rival = await firm.office.person(name="Вера", present=False)
    with pytest.raises(NotFound):
        await firm.core.desk.settle(rival, name, "rival")
    for _ in range(2):
        assert await firm.core.desk.settle(firm.manager, name, "press") == "settled"
    assert await later(firm, 60) == 0
    sections = {s["section"]: s["lines"] for s in await firm.core.agenda.today(firm.manager)}
    assert sections["unanswered"] == []
    assert await firm.told(LONG) == []
    await firm.office.writes("и ещё вопрос")
    assert await later(firm, 15) == 1


async def test_what_came_after_the_reminder_is_not_settled_by_it(firm):
    await firm.office.writes("спасибо")
    await later(firm, 15)
    (row,) = await firm.told(SOON)
    await firm.office.writes("а цена?")
    await firm.core.desk.settle(firm.manager, datas(row)[-1].split(":")[1], "press")
    assert await later(firm, 15) == 1
    assert len(await firm.told(SOON)) == 2


async def test_after_thirty_the_superior_is_told_who_whom_and_how_long(firm):
    await firm.office.writes()
    await later(firm, 15)
    assert await later(firm, 14) == 0
    assert await later(firm, 1) == 1
    (row,) = await firm.told(LONG)
    assert row.receiver.id == firm.boss.id
    assert row.payload["text"] == (
        "💬 Клиент ждёт ответа: Иван\nНаписал 20.11 13:00, прошло 30 мин рабочего времени\n"
        "Отвечает: Анна"
    )
    assert await later(firm, 600) == 0


async def test_further_messages_of_one_stretch_are_no_reason_to_remind_again(firm):
    await firm.office.writes()
    await later(firm, 10)
    await firm.office.writes("ау")
    await later(firm, 5)
    await firm.office.writes("есть кто?")
    await later(firm, 15)
    await later(firm, 60)
    assert (len(await firm.told(SOON)), len(await firm.told(LONG))) == (1, 1)


async def test_answered_there_is_nothing_and_the_next_question_begins_anew(firm):
    message = await firm.office.writes()
    await later(firm, 10)
    await firm.office.answers(firm.manager, message)
    await firm.office.sent()
    assert await later(firm, 30) == 0
    await firm.office.writes("и ещё вопрос")
    assert await later(firm, 15) == 1
    (said,) = await firm.texts(SOON)
    assert "Написал 20.11 13:40" in said


async def test_an_answer_that_waits_for_the_window_is_an_answer(firm):
    """P9: it is held because WhatsApp takes nothing after a day."""
    message = await firm.office.writes()
    await firm.office.answers(firm.manager, message)
    async with firm.office.units.begin() as unit:
        held = text("UPDATE messages SET state = 'held' WHERE direction = 'out'")
        await unit._connection.execute(held)
    assert await later(firm, 60) == 0


async def test_an_answer_that_was_taken_back_is_none(firm):
    message = await firm.office.writes()
    await firm.office.answers(firm.manager, message)
    async with firm.office.units.begin() as unit:
        undone = text("UPDATE messages SET state = 'cancelled' WHERE direction = 'out'")
        await unit._connection.execute(undone)
    assert await later(firm, 15) == 1


async def test_an_answer_on_another_channel_is_an_answer(firm):
    """The same client by WhatsApp and by SMS: one conversation was answered, nobody waits."""
    await firm.office.writes()
    second = await firm.office.writes("я же", channel="sms")
    await firm.office.answers(firm.manager, second)
    await firm.office.sent()
    assert await later(firm, 30) == 0


async def test_the_night_and_the_weekend_do_not_count(firm):
    await firm.at(msk(20, 17, 50))
    await firm.office.writes()
    assert await firm.at(msk(20, 18, 30)) == 0
    assert await firm.at(msk(21, 12)) == 0
    assert await firm.at(msk(23, 9, 4)) == 0
    assert await firm.at(msk(23, 9, 5)) == 1
    assert await firm.at(msk(23, 9, 20)) == 1


async def test_written_at_night_the_minutes_begin_in_the_morning(firm):
    await firm.at(msk(22, 2))
    await firm.office.writes()
    assert await firm.at(msk(23, 9, 14)) == 0
    assert await firm.at(msk(23, 9, 15)) == 1


async def test_after_a_weekend_of_downtime_the_owner_is_told_late_and_has_his_minutes(firm):
    """What is told is the working time that has gone by; the superior hears after the owner."""
    await firm.at(msk(20, 17, 30))
    await firm.office.writes()
    assert await firm.at(msk(23, 8)) == 1
    (said,) = await firm.texts(SOON)
    assert "прошло 30 мин рабочего" in said
    assert "С опозданием: 2 д 14 ч" in said
    assert await firm.at(msk(23, 9, 14)) == 0
    assert await firm.at(msk(23, 9, 15)) == 1
    (said,) = await firm.texts(LONG)
    assert "прошло 45 мин рабочего" in said
    assert "С опозданием" not in said
    assert [state for _, state in await firm.fires()] == ["late", "fired"]


async def test_told_three_hours_late_it_says_three_hours(firm):
    await firm.office.writes()
    assert await later(firm, 195) == 1
    (said,) = await firm.texts(SOON)
    assert "прошло 3 ч 15 мин рабочего" in said
    assert await firm.told(LONG) == []
    assert await later(firm, 15) == 1


async def test_who_has_said_stop_wants_no_answer(firm):
    await firm.office.writes()
    await firm.office.writes("стоп")
    await firm.office.writes("?")
    await later(firm, 15)
    await later(firm, 15)
    assert await firm.told(SOON) == []
    assert await firm.told(LONG) == []


async def test_handed_over_the_new_owner_is_reminded_and_not_the_former(firm):
    message = await firm.office.writes()
    heir = await firm.office.person(name="Вера", present=False)
    await later(firm, 10)
    await firm.core.handover.give(message.client_id, heir.id)
    await later(firm, 5)
    assert [row.receiver.id for row in await firm.told(SOON)] == [heir.id]


async def test_while_nobody_owns_the_client_the_secretaries_are_reminded(office):
    firm = Reminding(office, SOON)
    await firm.tick()
    head = await office.person(Role.SALES_HEAD, "Глеб", present=False)
    secretary = await office.person(Role.SECRETARY, "Дина")
    message = await office.writes()
    assert await office.owner_of(message.client_id) is None
    await later(firm, 15)
    assert [row.receiver.id for row in await firm.told(SOON)] == [secretary.id]
    await later(firm, 15)
    assert [row.receiver.id for row in await firm.told(LONG)] == [head.id]


async def test_over_the_wall_meanwhile_nobody_of_the_staff_hears_of_the_client(firm):
    """P25: the client of a retailer is not even named to the head of sales."""
    message = await firm.office.writes()
    await later(firm, 15)
    await later(firm, 15)
    agent = await firm.office.person(Role.RETAILER, "Агент", present=False)
    await firm.core.handover.give(message.client_id, agent.id)
    for _ in range(5):
        await firm.office.shown()
    for code in (SOON, LONG):
        (row,) = await firm.told(code)
        assert (row.state, row.error_code) == (Row.DENIED, "lane-closed")


async def test_the_superior_of_the_owner_comes_before_the_heads(office):
    firm = Reminding(office, SOON)
    await firm.tick()
    await office.person(Role.SALES_HEAD, "Глеб", present=False)
    boss = await office.person(Role.MANAGER, "Борис", present=False)
    now = office.clock.now()
    more = {"telegram_id": 777, "phone": "+79110000777", "superior_id": boss.id}
    async with office.units.begin() as unit:
        await unit.people.add(NewPerson("Анна", Role.MANAGER, "ru", **more), now)
    await office.writes()
    await later(firm, 15)
    await later(firm, 15)
    (row,) = await firm.told(LONG)
    assert row.receiver.id == boss.id
    assert "Клиент ждёт ответа: Иван" in row.payload["text"]
    assert row.payload["buttons"] == [], "another's client stays closed (A5)"


async def test_without_a_head_of_sales_the_directors_are_told(office):
    firm = Reminding(office, SOON)
    await firm.tick()
    director = await office.person(Role.DIRECTOR, "Дарья", present=False)
    await office.person(Role.MANAGER, "Анна")
    await office.writes()
    await later(firm, 15)
    await later(firm, 15)
    assert [row.receiver.id for row in await firm.told(LONG)] == [director.id]


async def test_a_superior_whom_nothing_reaches_is_passed_over(office):
    """MUST-FAIL: without Telegram neither the superior nor the head of sales hears of it."""
    firm = Reminding(office, SOON)
    await firm.tick()
    boss = await office.person(Role.MANAGER, "Борис", present=False, telegram_id=None)
    head = await office.person(Role.SALES_HEAD, "Глеб", present=False)
    await office.person(Role.MANAGER, "Анна", superior_id=boss.id)
    await office.writes()
    await later(firm, 15)
    await later(firm, 15)
    assert [row.receiver.id for row in await firm.told(LONG)] == [head.id]


async def test_heads_of_sales_whom_nothing_reaches_leave_it_to_the_directors(office):
    firm = Reminding(office, SOON)
    await firm.tick()
    await office.person(Role.SALES_HEAD, "Глеб", present=False, telegram_id=None)
    director = await office.person(Role.DIRECTOR, "Дарья", present=False)
    await office.person(Role.MANAGER, "Анна")
    await office.writes()
    await later(firm, 15)
    await later(firm, 15)
    assert [row.receiver.id for row in await firm.told(LONG)] == [director.id]


async def test_what_nobody_was_told_is_void_in_the_ledger(office):
    """The owner has no Telegram, and there is nobody above."""
    firm = Reminding(office, SOON)
    await firm.tick()
    await office.person(Role.MANAGER, "Анна", telegram_id=None)
    await office.writes()
    await later(firm, 15)
    await later(firm, 15)
    assert await office.rows(code=SOON) == []
    assert await firm.fires() == [("owner", "void"), ("superior", "void")]


async def test_a_client_of_a_retailer_is_told_to_nobody_of_the_staff(firm):
    message = await firm.office.writes()
    agent = await firm.office.person(Role.RETAILER, "Агент", present=False)
    async with firm.office.units.begin() as unit:
        lane = text("UPDATE lanes SET owner_id = :agent WHERE client_id = :client")
        values = {"agent": agent.id, "client": message.client_id}
        await unit._connection.execute(lane, values)
    await later(firm, 15)
    await later(firm, 15)
    assert await firm.told(SOON) == []
    assert await firm.told(LONG) == []


async def test_each_client_is_reminded_of_for_himself(firm):
    await firm.office.writes()
    await firm.office.writes(phone=OTHER)
    assert await later(firm, 15) == 2
    assert len(await firm.told(SOON)) == 2


async def test_what_was_written_long_before_the_firm_began_is_not_dug_up(office):
    await office.person(Role.MANAGER, "Анна")
    item = office.message(phone=PHONE)
    await office.receive(replace(item, occurred_at=msk(1, 12)))
    firm = Reminding(office, SOON)
    await firm.tick()
    assert await later(firm, 60) == 0
