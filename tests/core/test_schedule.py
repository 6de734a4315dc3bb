"""Each due time fires once: on time, late and marked, or recorded as left out (P10)."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta

import pytest

from core.errors import NotAllowed
from core.schedule.calendar import Calendar
from core.schedule.errors import Fenced
from core.schedule.events import JobFailed
from core.schedule.keeping import KEPT, LedgerKeeping
from core.schedule.model import Missed, Occurrence, State
from core.schedule.service import FURTHEST, TRIES, Schedule
from core.staff.model import NewPerson, Role
from feeds.working_days import CountryDays
from tests.clock import FrozenClock
from tests.core.goods import Events

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Ten:
    """A job each day at ten: what it does is one row of a cursor, in the ledger's transaction."""

    name = "ten"

    def __init__(self, zone="Europe/Moscow", missed=None):
        self.calendar = Calendar(zone, CountryDays("RU"))
        self.missed = missed or Missed(skip_after=6 * HOUR, coalesce=True)
        self.broken = False
        self.busy = True
        self.fired = []

    async def due(self, unit, since, until):
        times = self.calendar.times(time(10), since, until, working=False)
        return [Occurrence(on.isoformat(), at) for on, at in times]

    async def fire(self, unit, occurrence, late):
        done = int(await unit.cursor("done") or 0) + 1
        await unit.set_cursor("done", str(done))
        if self.broken:
            raise ValueError
        self.fired.append((occurrence.due_at, late))
        return self.busy


class Stand:
    """A firm that began at START of tests/clock.py: Friday 2026-11-20, 13:00 in Moscow."""

    def __init__(self, units, clock):
        self.units = units
        self.clock = clock
        self.job = Ten()
        self.events = Events()
        self.told = []
        self.epoch = None
        self.schedule = self.made()

    def made(self, job=None, clock=None):
        return Schedule(
            self.units,
            clock or self.clock,
            self.events,
            [job or self.job],
            lambda: self.epoch,
            lambda name, state: self.told.append((name, state)),
        )

    def at(self, *parts):
        self.clock._now = datetime(*parts, tzinfo=UTC)

    async def done(self):
        async with self.units.read() as unit:
            return int(await unit.cursor("done") or 0)

    async def ledger(self):
        async with self.units.read() as unit:
            return [(one.job, one.state) for one in await unit.fires.recent(200)]


@pytest.fixture
async def stand(units, clock):
    made = Stand(units, clock)
    await made.schedule.tick()
    return made


TEN = (2026, 11, 21, 7)
"""Ten o'clock in Moscow of the next day."""


async def test_it_fires_at_its_time_and_not_a_second_earlier(stand):
    stand.at(2026, 11, 21, 6, 59, 59)
    assert await stand.schedule.tick() == 0
    stand.at(*TEN)
    assert await stand.schedule.tick() == 1
    assert stand.job.fired == [(datetime(*TEN, tzinfo=UTC), None)]
    assert stand.told == [("ten", State.FIRED)]


async def test_however_often_it_is_ticked_it_fires_once(stand):
    stand.at(*TEN)
    for _ in range(5):
        await stand.schedule.tick()
        stand.clock.advance(1)
    assert await stand.done() == 1
    assert await stand.ledger() == [("ten/2026-11-21", State.FIRED)]


async def test_a_process_started_anew_knows_what_has_fired(stand):
    stand.at(*TEN)
    await stand.schedule.tick()
    await stand.made(Ten()).tick()
    assert await stand.done() == 1


async def test_many_schedulers_at_the_same_instant_fire_once(stand):
    """Fault 26: the ledger's key decides, whoever leads."""
    stand.at(*TEN)
    fired = await asyncio.gather(*(stand.made().tick() for _ in range(6)))
    assert sum(fired) == 1
    assert await stand.done() == 1


@pytest.mark.parametrize(
    ("down_until", "state"),
    [
        ((2026, 11, 21, 7, 0, 59), State.FIRED),
        ((2026, 11, 21, 7, 3), State.LATE),
        ((2026, 11, 21, 13), State.LATE),
        ((2026, 11, 21, 13, 0, 1), State.SKIPPED),
    ],
)
async def test_after_downtime_it_is_late_and_says_so_or_is_recorded_as_left_out(
    stand, down_until, state
):
    """Fault 25."""
    stand.at(*down_until)
    await stand.schedule.tick()
    await stand.schedule.tick()
    assert await stand.ledger() == [("ten/2026-11-21", state)]
    assert await stand.done() == (0 if state is State.SKIPPED else 1)
    late = stand.clock.now() - datetime(*TEN, tzinfo=UTC)
    expected = {State.FIRED: [None], State.LATE: [late], State.SKIPPED: []}[state]
    assert [marked for _, marked in stand.job.fired] == expected


async def test_of_two_days_slept_through_only_the_newest_is_made_up_for(stand):
    """Fault 25, two days; fault 28, no mass spam."""
    stand.at(2026, 11, 22, 8)
    await stand.schedule.tick()
    assert sorted(await stand.ledger()) == [
        ("ten/2026-11-21", State.SKIPPED),
        ("ten/2026-11-22", State.LATE),
    ]
    assert await stand.done() == 1


async def test_what_must_not_be_lost_is_made_up_for_each_time(stand):
    stand.job = Ten(missed=Missed(skip_after=3 * DAY))
    stand.at(2026, 11, 23, 8)
    assert await stand.made().tick() == 3
    assert await stand.done() == 3


async def test_a_clock_put_back_fires_nothing_again(stand):
    """Fault 28."""
    stand.at(*TEN)
    await stand.schedule.tick()
    stand.clock.advance(-3600)
    for _ in range(4):
        await stand.schedule.tick()
        stand.clock.advance(1800)
    assert await stand.done() == 1


async def test_a_jump_of_three_days_brings_one_message_not_three(stand):
    """Fault 28."""
    stand.clock.advance(3 * 86400)
    await stand.schedule.tick()
    assert await stand.done() <= 1
    states = [state for _, state in await stand.ledger()]
    assert states.count(State.LATE) + states.count(State.FIRED) <= 1


async def test_a_new_firm_catches_up_on_nothing(units):
    """It began at noon: this morning's times are not its business."""
    clock = FrozenClock(datetime(2026, 11, 20, 9, tzinfo=UTC))
    stand = Stand(units, clock)
    assert await stand.schedule.tick() == 0
    assert await stand.ledger() == []


async def test_a_firm_whose_first_clock_was_ahead_begins_when_it_is_put_right(units, clock):
    """MUST-FAIL, fault 28: not on the day that a wrong clock had shown."""
    stand = Stand(units, clock)
    stand.at(2027, 3, 1)
    await stand.schedule.tick()
    stand.at(2026, 11, 20, 10)
    (told,) = await stand.schedule.coming()
    assert told.overdue is None
    assert await stand.schedule.tick() == 0
    stand.at(2026, 11, 21, 7, 3)
    (told,) = await stand.schedule.coming()
    assert told.overdue == datetime(*TEN, tzinfo=UTC), "doctor asks why it has not come"
    assert await stand.made().tick() == 1
    assert await stand.ledger() == [("ten/2026-11-21", State.LATE)]


async def test_another_zone_of_the_firm_brings_no_day_twice(stand):
    """Fault 27: ten in Moscow has fired; ten in Almaty of the same day has passed already."""
    stand.at(*TEN)
    await stand.schedule.tick()
    moved = Ten("Asia/Almaty")
    await stand.made(moved).tick()
    assert await stand.done() == 1
    stand.at(2026, 11, 22, 5)
    await stand.made(moved).tick()
    assert await stand.done() == 2
    assert moved.fired == [(datetime(2026, 11, 22, 5, tzinfo=UTC), None)]


async def test_both_or_neither_a_fire_that_fails_leaves_no_row(stand):
    """The effects stand in the transaction of the ledger's row."""
    stand.at(*TEN)
    stand.job.broken = True
    with pytest.raises(ExceptionGroup):
        await stand.schedule.tick()
    assert await stand.ledger() == []
    assert await stand.done() == 0
    stand.job.broken = False
    await stand.schedule.tick()
    assert await stand.done() == 1


async def test_a_fire_that_always_fails_is_set_aside_and_told_and_the_others_go_on(stand):
    """P4."""
    other = Ten()
    other.name = "other"
    both = Schedule(stand.units, stand.clock, stand.events, [stand.job, other])
    stand.at(*TEN)
    stand.job.broken = True
    for _ in range(TRIES - 1):
        with pytest.raises(ExceptionGroup):
            await both.tick()
    await both.tick()
    assert sorted(await stand.ledger()) == [
        ("other/2026-11-21", State.FIRED),
        ("ten/2026-11-21", State.FAILED),
    ]
    assert stand.events.of(JobFailed) == [JobFailed("ten/2026-11-21")]
    assert await both.tick() == 0


@pytest.mark.parametrize("moment", [TEN, (2026, 11, 21, 8)])
async def test_a_fire_with_nothing_to_do_is_neither_on_time_nor_late(stand, moment):
    """MUST-FAIL: the ledger told of a late one where nobody was told anything."""
    stand.job.busy = False
    stand.at(*moment)
    assert await stand.schedule.tick() == 1
    assert await stand.ledger() == [("ten/2026-11-21", State.VOID)]
    assert stand.told == [("ten", State.VOID)]
    assert await stand.schedule.tick() == 0


async def test_one_bad_subject_holds_up_no_other_of_its_job(stand):
    """P4."""

    class Two(Ten):
        async def due(self, unit, since, until):
            found = await super().due(unit, since, until)
            return [
                Occurrence(f"{name}:{o.subject}", o.due_at, name) for o in found for name in "ab"
            ]

        async def fire(self, unit, occurrence, late):
            self.broken = occurrence.series == "a"
            return await super().fire(unit, occurrence, late)

    stand.at(*TEN)
    with pytest.raises(ExceptionGroup):
        await stand.made(Two()).tick()
    assert await stand.ledger() == [("ten/b:2026-11-21", State.FIRED)]


async def test_however_long_it_slept_each_time_left_out_stands_in_the_ledger(stand):
    """P10: a week, with a job whose limit is six hours."""
    await stand.made().tick()
    stand.at(2026, 11, 27, 20)
    await stand.made(Ten()).tick()
    assert sorted(await stand.ledger()) == [
        (f"ten/2026-11-{day}", State.SKIPPED) for day in range(21, 28)
    ]


async def test_what_is_older_than_the_furthest_look_back_is_gone_through_no_more(stand):
    """Fault 29: after half a year off the ledger is not filled with every day of it."""
    await stand.made().tick()
    stand.at(2027, 5, 20, 20)
    await stand.made(Ten()).tick()
    assert len(await stand.ledger()) == FURTHEST.days


@pytest.mark.parametrize("moment", [TEN, (2026, 11, 21, 20)], ids=["due", "too late"])
async def test_whoever_does_not_lead_any_more_records_nothing(stand, moment):
    """Fault 26: the old leader, woken up, is fenced, from firing and from leaving out."""
    stand.at(*moment)
    stand.epoch = 7
    with pytest.raises(Fenced):
        await stand.schedule.tick()
    assert await stand.ledger() == []


async def test_the_next_time_and_the_last_one_are_told(stand):
    (coming,) = await stand.schedule.coming()
    assert (coming.name, coming.due_at, coming.last) == ("ten", datetime(*TEN, tzinfo=UTC), None)
    stand.at(*TEN)
    await stand.schedule.tick()
    (coming,) = await stand.schedule.coming()
    assert coming.due_at == datetime(2026, 11, 22, 7, tzinfo=UTC)
    assert coming.last.state is State.FIRED


async def test_only_administrators_look_at_the_jobs(stand):
    async with stand.units.begin() as unit:
        boss = await unit.people.add(NewPerson("Анна", Role.SYSADMIN, "ru"), stand.clock.now())
        seller = await unit.people.add(NewPerson("Борис", Role.MANAGER, "ru"), stand.clock.now())
    with pytest.raises(NotAllowed):
        await stand.schedule.look(seller)
    stand.at(*TEN)
    await stand.schedule.tick()
    coming, recent = await stand.schedule.look(boss)
    assert [one.name for one in coming] == ["ten"]
    assert [one.job for one in recent] == ["ten/2026-11-21"]


async def test_what_costs_more_than_a_glance_is_asked_seldom_but_at_once_after_a_jump(stand):
    asked = []

    class Costly(Ten):
        async def due(self, unit, since, until):
            asked.append(until)
            return await super().due(unit, since, until)

    look = timedelta(seconds=30)
    stand.job = Costly(missed=Missed(skip_after=6 * HOUR, look=look))
    schedule = stand.made()
    for _ in range(5):
        await schedule.tick()
        stand.clock.advance(2)
    assert len(asked) == 1
    stand.clock.advance(-3600)
    await schedule.tick()
    stand.at(*TEN)
    assert await schedule.tick() == 1
    stand.clock.advance(2)
    await schedule.tick()
    assert len(asked) == 4


async def test_the_ledger_forgets_what_nobody_asks_for_and_nothing_fires_again(stand):
    stand.at(*TEN)
    await stand.schedule.tick()
    keeping = LedgerKeeping(stand.clock, stand.job.calendar)
    assert FURTHEST + DAY < KEPT
    stand.at(2027, 3, 1, 0, 31)
    await stand.made(keeping).tick()
    assert not [job for job, _ in await stand.ledger() if job.startswith("ten/")]
    await stand.made().tick()
    known = {job for job, _ in await stand.ledger()}
    assert "ten/2027-02-28" in known
    assert "ten/2026-11-21" not in known


async def test_a_leap_day_and_the_end_of_a_month_have_their_hour(units):
    """Fault 28."""
    clock = FrozenClock(datetime(2028, 2, 28, 8, tzinfo=UTC))
    stand = Stand(units, clock)
    await stand.schedule.tick()
    for _ in range(3):
        clock.advance(86400)
        clock._now = clock.now().replace(hour=7)
        await stand.schedule.tick()
    days = [due.date() for due, _ in stand.job.fired]
    assert days == [date(2028, 2, 29), date(2028, 3, 1), date(2028, 3, 2)]
