"""When the bank is asked, what stands meanwhile, and who is told when it fails (B7)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from core.errors import InvalidInput
from core.messaging.model import Party
from core.policy.modules import SWITCHES
from core.pricing.fetching import RateFetching
from core.pricing.model import Rate
from core.pricing.ports import RatesUnavailable
from core.pricing.rules import for_day
from core.staff.model import Role
from tests.core.goods import on_sqlite
from tests.core.office import Office

MINUTE, HOUR, DAY = 60, 3600, 86_400
FRIDAY = date(2026, 11, 20)
SATURDAY = date(2026, 11, 21)


class Bank:
    """Answers by the day asked for, like the real one, or fails as it is told."""

    def __init__(self):
        self.asked, self.days, self.failing = [], {}, ""

    async def rates(self, on):
        self.asked.append(on)
        if self.failing:
            raise RatesUnavailable(self.failing)
        day = self.days.get(on, on)
        return [Rate("USD", day, Decimal("78.5"), "cbr"), Rate("CNY", day, Decimal("10.9"), "cbr")]


class Firm:
    def __init__(self, office, bank):
        self.office, self.bank, self.clock = office, bank, office.clock
        core = office.core
        self.fetching = RateFetching(office.units, office.clock, core.calendar, bank, core.reactor)
        self.tick = self.fetching.tick

    async def rates(self):
        async with self.office.units.read() as unit:
            found = await unit.prices.rates(20, date.max)
        return [(r.currency, r.on, r.rate, r.source) for r in found]

    async def told(self):
        rows = await self.office.rows(code="rates")
        return [(row.receiver.id, row.payload["text"].partition("\n")[0]) for row in rows]


@pytest.fixture
async def firm(office):
    made = Firm(office, Bank())
    made.director = await office.person(Role.DIRECTOR, "Дарья")
    made.manager = await office.person(Role.MANAGER, "Анна")
    return made


async def test_today_s_rates_are_fetched_once(firm):
    for _ in range(3):
        await firm.tick()
        firm.clock.advance(MINUTE)
    assert firm.bank.asked == [FRIDAY]
    assert ("USD", FRIDAY, Decimal("78.5"), "cbr") in await firm.rates()
    assert await firm.told() == []


async def test_from_half_past_three_the_next_day_s_are_asked_for_until_they_appear(firm):
    """The start is 13:00 in Moscow."""
    await firm.tick()
    firm.bank.days[SATURDAY] = FRIDAY
    firm.clock.advance(2 * HOUR + 29 * MINUTE)
    await firm.tick()
    assert firm.bank.asked == [FRIDAY]
    firm.clock.advance(MINUTE)
    await firm.tick()
    await firm.tick()
    assert firm.bank.asked == [FRIDAY, SATURDAY]
    del firm.bank.days[SATURDAY]
    firm.clock.advance(MINUTE)
    await firm.tick()
    assert firm.bank.asked == [FRIDAY, SATURDAY, SATURDAY]
    assert ("CNY", SATURDAY, Decimal("10.9"), "cbr") in await firm.rates()


async def test_a_weekend_and_its_monday_are_served_by_saturday_s_rate(firm):
    firm.clock.advance(3 * HOUR)
    await firm.tick()
    for _ in range(3 * 24):
        firm.clock.advance(HOUR)
        await firm.tick()
    assert firm.bank.asked == [SATURDAY, date(2026, 11, 24)]


@on_sqlite
def test_the_day_that_rates_in_force_are_for(firm):
    expected = {20: 20, 21: 21, 22: 21, 23: 21, 24: 24}
    assert {
        d: for_day(firm.office.core.calendar, date(2026, 11, d)).day for d in expected
    } == expected


async def test_a_failing_bank_is_asked_with_growing_pauses_and_told_of_once(firm):
    firm.bank.failing = "no-answer"
    for _ in range(24 * 60):
        await firm.tick()
        firm.clock.advance(MINUTE)
    assert 40 <= len(firm.bank.asked) <= 70
    ((reader, line),) = await firm.told()
    assert reader == firm.director.id
    assert "не получены" in line


async def test_a_single_lost_answer_is_told_to_nobody(firm):
    firm.bank.failing = "no-answer"
    await firm.tick()
    firm.bank.failing = ""
    firm.clock.advance(MINUTE)
    await firm.tick()
    assert (await firm.told(), len(firm.bank.asked)) == ([], 2)


async def test_that_it_works_again_is_told_once_and_only_after_the_trouble_was(firm):
    firm.bank.failing = "unreadable"
    for _ in range(10):
        await firm.tick()
        firm.clock.advance(MINUTE)
    firm.bank.failing = ""
    for _ in range(60):
        await firm.tick()
        firm.clock.advance(MINUTE)
    assert [line for _, line in await firm.told()] == [
        "💱 Курсы ЦБ не получены", "💱 Курсы ЦБ снова приходят",
    ]  # fmt: skip


async def test_a_second_trouble_is_told_again(firm):
    for day in range(2):
        firm.bank.failing = "refused"
        for _ in range(10):
            await firm.tick()
            firm.clock.advance(MINUTE)
        firm.bank.failing = ""
        firm.clock.advance(HOUR)
        await firm.tick()
        firm.clock.advance(3 * DAY + HOUR)
        assert len(await firm.told()) == 2 * day + 2


async def test_a_failure_keeps_what_was_known_and_the_hand_s_rate_stands_until_the_bank_s(firm):
    core = firm.office.core
    firm.bank.failing = "no-answer"
    await firm.tick()
    await core.prices.set_rate(firm.director, "USD", FRIDAY, Decimal("80.25"), cause="m1")
    assert await firm.rates() == [("USD", FRIDAY, Decimal("80.25"), "manual")]
    firm.bank.failing = ""
    firm.clock.advance(MINUTE)
    await firm.tick()
    assert sorted(await firm.rates()) == [
        ("CNY", FRIDAY, Decimal("10.9"), "cbr"), ("USD", FRIDAY, Decimal("78.5"), "cbr"),
    ]  # fmt: skip


async def test_a_monday_s_rate_by_hand_gives_way_to_saturday_s_which_is_in_force(firm):
    firm.clock.advance(3 * DAY)
    monday = date(2026, 11, 23)
    core = firm.office.core
    await core.prices.set_rate(firm.director, "USD", monday, Decimal("80.25"), cause="m1")
    firm.bank.days[monday] = SATURDAY
    await firm.tick()
    assert {(on, source) for _, on, _, source in await firm.rates()} == {(SATURDAY, "cbr")}


async def test_a_clock_set_back_does_not_silence_it(firm):
    firm.bank.failing = "no-answer"
    firm.clock.advance(6 * HOUR)
    for _ in range(5):
        await firm.tick()
        firm.clock.advance(20 * MINUTE)
    asked = len(firm.bank.asked)
    firm.clock.advance(-5 * HOUR)
    await firm.tick()
    assert len(firm.bank.asked) == asked + 1


async def test_without_pricing_nobody_is_asked(units, clock):
    """E13. MUST-FAIL: what is off costs nothing."""
    office = Office(units, clock, modules="messaging,tasks")
    try:
        firm = Firm(office, Bank())
        await firm.tick()
        assert firm.bank.asked == []
    finally:
        SWITCHES.only(())


async def test_the_change_is_against_the_day_before_and_the_history_is_by_days(firm):
    await firm.tick()
    firm.clock.advance(DAY)
    async with firm.office.units.begin() as unit:
        rate = Rate("USD", SATURDAY, Decimal("79.1"), "cbr")
        await unit.prices.put_rate(rate, None, datetime(2026, 11, 21, tzinfo=UTC))
    prices = firm.office.core.prices
    usd, cny = await prices.rates(firm.manager)
    assert (usd["on"], usd["rate"], usd["change"]) == (SATURDAY, Decimal("79.1"), Decimal("0.6"))
    assert (cny["on"], cny["change"]) == (FRIDAY, None)
    days = await prices.rate_history(firm.manager)
    assert [(one["on"], set(one["rates"])) for one in days] == [
        (SATURDAY, {"USD"}), (FRIDAY, {"USD", "CNY"}),
    ]  # fmt: skip


@pytest.mark.parametrize(("hours", "old"), [(0, False), (24, True)])
async def test_a_rate_of_a_day_gone_by_is_told_to_be_none_of_today(firm, hours, old):
    """B7: on Saturday the one for Saturday is in force."""
    admin = await firm.office.person(Role.SYSADMIN)
    await firm.office.core.prices.set_rate(
        admin, "USD", date(2026, 11, 20), Decimal("78.4"), cause="rate:1"
    )
    firm.clock.advance(hours * HOUR)
    assert [one["old"] for one in await firm.office.core.prices.rates(admin)] == [old]


@pytest.mark.parametrize(
    ("today", "last"), [(20, 23), (21, 23), (22, 23), (23, 24)], ids=["fri", "sat", "sun", "mon"]
)
async def test_by_hand_a_rate_is_for_the_next_working_day_at_most(firm, today, last):
    """B7. MUST-FAIL: the bank tells no later one either."""
    firm.clock.advance((today - 20) * DAY)
    prices = firm.office.core.prices
    for currency, on in (("USD", last), ("CNY", last + 1)):
        told = prices.set_rate(
            firm.director, currency, date(2026, 11, on), Decimal(80), cause=f"m{on}"
        )
        if on == last:
            await told
            continue
        with pytest.raises(InvalidInput) as refused:
            await told
        assert (refused.value.code, refused.value.fields["day"]) == (
            "rate-day", f"{last}.11.2026",
        )  # fmt: skip
    assert await firm.rates() == [("USD", date(2026, 11, last), Decimal(80), "manual")]


async def stored(firm, on, rate, source="manual"):
    async with firm.office.units.begin() as unit:
        await unit.prices.put_rate(Rate("USD", on, Decimal(rate), source), None, firm.clock.now())


async def pinned(firm):
    firm.clock.advance(4)
    await firm.office.core.board.tick()
    row = (await firm.office.rows(code="board"))[-1]
    return next(line for line in row.payload["text"].splitlines() if "USD" in line)


async def test_what_stands_for_a_later_day_is_not_told_before_it(firm):
    """On no screen: it would hide the bank's, and the change would be measured against it."""
    office = firm.office
    await office.core.schedule.tick()
    await stored(firm, date(2026, 11, 20), "78.50", "cbr")
    await stored(firm, SATURDAY, "78.75", "cbr")
    await stored(firm, date(2026, 12, 25), "99")
    (usd,) = await office.core.prices.rates(firm.manager)
    assert (usd["on"], usd["rate"], usd["change"]) == (SATURDAY, Decimal("78.75"), Decimal("0.25"))
    assert [one["on"] for one in await office.core.prices.rate_history(firm.manager)] == [
        SATURDAY, FRIDAY,
    ]  # fmt: skip
    assert "USD 78,75 ▲ +0,25 на 21.11" in await pinned(firm)
    office.later(2 * DAY + 20 * HOUR)
    await office.core.schedule.tick()
    (row,) = await office.rows(code="digest-morning", receiver=Party("person", firm.director.id))
    assert "💱 USD: 78,75\xa0₽ · ▲ +0,25 · 21.11.2026\n" in row.payload["text"] + "\n"

    office.later((date(2026, 12, 25) - date(2026, 11, 23)).days * DAY)
    assert (await office.core.prices.rates(firm.manager))[0]["rate"] == 99


async def test_saturday_s_rate_of_the_bank_takes_the_place_of_monday_s_by_hand(firm):
    """The bank tells nothing for the Monday: Saturday's is in force on it."""
    await firm.office.core.prices.set_rate(
        firm.director, "USD", date(2026, 11, 23), Decimal("80.25"), cause="m1"
    )
    firm.clock.advance(3 * HOUR)
    await firm.tick()
    assert {(on, source) for _, on, _, source in await firm.rates()} == {(SATURDAY, "cbr")}


async def test_a_currency_of_which_nothing_has_come_for_long_stays_on_the_board(firm):
    """As on every other screen, with the day that it was for."""
    for back in range(12):
        await stored(firm, FRIDAY - back * timedelta(days=1), 80 - back)
    async with firm.office.units.begin() as unit:
        rate = Rate("CNY", date(2026, 11, 6), Decimal("10.9"), "cbr")
        await unit.prices.put_rate(rate, None, firm.clock.now())
    assert "💱 CNY 10,9 на 06.11 (на сегодня нет)" in await pinned(firm)


async def test_the_bank_away_for_three_days_is_told_alike_everywhere(firm):
    """From Friday's rate on: the week end and the Monday have none of their own."""
    office = firm.office
    await office.core.schedule.tick()
    await stored(firm, FRIDAY, "78.5", "cbr")
    office.later(2 * DAY + 20 * HOUR)
    await office.core.schedule.tick()
    (row,) = await office.rows(code="digest-morning", receiver=Party("person", firm.director.id))
    assert "💱 USD: 78,50\xa0₽ · 20.11.2026 (на сегодня нет)" in row.payload["text"]
    assert "USD 78,5 на 20.11 (на сегодня нет)" in await pinned(firm)
    (usd,) = await office.core.prices.rates(firm.manager)
    assert (usd["on"], usd["old"]) == (FRIDAY, True)
