"""☑️ Сегодня: one's own day, whole, and nothing of anybody else's (A12, E7)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.agenda.deferrals import owing
from core.errors import NotFound
from core.orders.model import Deal, Departure, Line, Shipment
from core.staff.model import Role
from tests.core.dealings import Dealings, cause, rub
from tests.core.office import PHONE

DAY = 86_400


@pytest.fixture
async def firm(office):
    return await Dealings(office).opened()


async def today(firm, actor, section=None):
    found = {s["section"]: s["lines"] for s in await firm.core.agenda.today(actor)}
    return found if section is None else found[section]


@pytest.mark.parametrize(
    ("role", "sections"),
    [
        (Role.MANAGER, "samples reservations deferrals unanswered tasks"),
        (Role.SALES_HEAD, "samples reservations deferrals unanswered tasks"),
        (Role.SECRETARY, "unanswered tasks"),
        (Role.LOGISTICIAN, "tasks"),
        (Role.LAWYER, "tasks"),
        (Role.RETAILER, ""),
    ],
)
async def test_a_section_without_its_permission_is_not_there(office, role, sections):
    person = await office.person(role)
    assert [s["section"] for s in await office.core.agenda.today(person)] == sections.split()


async def test_who_has_left_has_no_day(office):
    gone = await office.person()
    async with office.units.begin() as unit:
        await unit.people.dismiss(gone.id, office.clock.now())
    with pytest.raises(NotFound):
        await office.core.agenda.today(gone)


async def test_a_reservation_stands_there_the_day_before_its_end_and_on_the_day(firm):
    one = await firm.reserved()
    assert await today(firm, firm.manager, "reservations") == []
    firm.office.later(5 * DAY)
    assert await today(firm, firm.manager, "reservations") == []
    firm.office.later(DAY)
    (line,) = await today(firm, firm.manager, "reservations")
    assert (line["id"], line["version"], line["grams"]) == (one.id, one.version, 5_000_000)
    assert (line["product"], line["client"]) == ("ПЭНД 273", "ООО Ромашка")
    assert line["lapses_at"] == one.lapses_at
    assert await today(firm, firm.head, "reservations") == []
    firm.office.later(DAY)
    assert await today(firm, firm.manager, "reservations") == []


async def test_a_call_about_a_sample_is_due_on_its_day_whatever_the_hour(firm):
    """A12: after some days of a setting; gone when the outcome stands."""
    sent = await firm.core.samples.send(firm.manager, firm.client, firm.grade, 1000, cause())
    assert await today(firm, firm.manager, "samples") == []
    firm.office.later(3 * DAY - 3600)
    (line,) = await today(firm, firm.manager, "samples")
    assert (line["id"], line["client"], line["product"]) == (sent["id"], "ООО Ромашка", "ПЭНД 273")
    assert await today(firm, firm.rival, "samples") == []
    await firm.core.samples.conclude(firm.manager, line["id"], line["version"], "берут", cause())
    assert await today(firm, firm.manager, "samples") == []


async def shipped(firm, days=14, tonnes=5):
    deal = await firm.deal(tonnes, confirmed=False)
    await firm.do(firm.core.deals.set_terms, deal, 0, days)
    for view in await firm.core.approvals.waiting(firm.director):
        await firm.core.approvals.decide(
            firm.director, view["id"], view["version"], True, "", cause()
        )
    await firm.do(firm.core.deals.confirm, deal)
    await firm.do(firm.core.shipping.ship_all, deal)
    return deal


async def test_a_deferral_is_due_so_many_days_after_the_shipment(firm):
    deal = await shipped(firm)
    firm.office.later(13 * DAY)
    assert await today(firm, firm.manager, "deferrals") == []
    firm.office.later(DAY)
    (line,) = await today(firm, firm.manager, "deferrals")
    assert (line["id"], line["sum"], line["overdue"]) == (deal, Decimal("650000.00"), False)
    firm.office.later(DAY)
    (line,) = await today(firm, firm.manager, "deferrals")
    assert line["overdue"]
    assert await today(firm, firm.rival, "deferrals") == []
    assert await today(firm, firm.head, "deferrals") == []
    on = firm.office.clock.now().date()
    await firm.do(firm.core.shipping.pay, deal, Decimal(650_000), on)
    assert await today(firm, firm.manager, "deferrals") == []


@pytest.mark.parametrize(
    ("days", "due"),
    [(7, date(2026, 11, 27)), (8, date(2026, 11, 30)), (42, date(2027, 1, 11))],
)
async def test_a_deferral_that_ends_on_a_day_off_is_due_on_the_next_working_day(firm, days, due):
    """DOMAIN: of a Friday, a week-end, and the holidays of the New Year."""
    await shipped(firm, days=days)
    firm.office.later((due - date(2026, 11, 20)).days * DAY - DAY)
    assert await today(firm, firm.manager, "deferrals") == []
    firm.office.later(DAY)
    (line,) = await today(firm, firm.manager, "deferrals")
    assert (line["due_on"], line["overdue"]) == (due, False)
    firm.office.later(DAY)
    (line,) = await today(firm, firm.manager, "deferrals")
    assert line["overdue"]


async def test_of_more_debts_than_are_looked_at_the_oldest_are_shown(firm, monkeypatch):
    """The newest deals stand first in every other list: here they would hide who is late."""
    monkeypatch.setattr("core.agenda.service.LOOKED_AT", 1)
    late = await shipped(firm, days=14, tonnes=1)
    firm.office.later(5 * DAY)
    await shipped(firm, days=10, tonnes=1)
    firm.office.later(10 * DAY)
    assert [line["id"] for line in await today(firm, firm.manager, "deferrals")] == [late]


def test_payments_cover_the_oldest_shipment_first():
    """Summed up by due date, to the kopeck."""
    start = date(2026, 3, 1)
    deal = Deal(1, 1, 1, None, deferral_days=10)
    line = Line(1, 1, 1, 1, 6_000_000, rub(100))
    parts = [
        Shipment(n, 1, n, start + timedelta(days=n), 1, (Departure(1, 2_000_000, 22, None),))
        for n in (1, 2, 3)
    ]

    def owed(paid):
        found = owing(deal, [line], parts, Decimal(paid), lambda on, days: on + timedelta(days))
        return [(on.day, amount) for on, amount in found]

    assert owed(0) == [(12, 200), (13, 200), (14, 200)]
    assert owed(150) == [(12, 50), (13, 200), (14, 200)]
    assert owed("250.50") == [(13, Decimal("149.50")), (14, 200)]
    assert owed(600) == owed(1000) == []


async def test_who_waits_for_an_answer_stands_there_until_he_has_one(office):
    manager = await office.person()
    rival = await office.person(present=False)
    message = await office.writes("сколько стоит?")
    (line,) = await today(office, manager, "unanswered")
    assert (line["client_id"], line["unanswered"]) == (message.client_id, 1)
    assert line["channel"] == "whatsapp"
    assert await today(office, rival, "unanswered") == []
    await office.answers(manager, message)
    office.later(6)
    await office.sent()
    assert await today(office, manager, "unanswered") == []


async def test_the_secretary_sees_those_whom_nobody_answers_for(office):
    secretary = await office.person(Role.SECRETARY)
    await office.writes(phone=PHONE)
    (line,) = await today(office, secretary, "unanswered")
    assert line["unanswered"] == 1


async def test_tasks_overdue_first_and_only_those_of_the_day(office):
    manager, boss = await office.person(), await office.person(Role.SALES_HEAD)
    now = office.clock.now()
    for text, due in (
        ("через три дня", now + timedelta(days=3)),
        ("вечером", now + timedelta(hours=4)),
        ("скоро", now + timedelta(hours=1)),
        ("когда-нибудь", None),
    ):
        await office.core.tasks.add(boss, manager.id, text, due, cause=text)
    office.later(2 * 3600)
    lines = await today(office, manager, "tasks")
    assert [line["text"] for line in lines] == ["скоро", "вечером", "когда-нибудь"]
    assert [line["overdue"] for line in lines] == [True, False, False]
    assert {line["kind"] for line in lines} == {"task"}
    assert await today(office, boss, "tasks") == []
