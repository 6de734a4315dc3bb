"""The firm's wall clock: the right local hour, once, through every change of the clocks."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from core.schedule.calendar import Calendar
from feeds.working_days import CountryDays


def calendar(zone="Europe/Moscow", country="RU"):
    return Calendar(zone, CountryDays(country))


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "on", "clock", "moment"),
    [
        ("Europe/Moscow", date(2026, 3, 29), time(10), utc(2026, 3, 29, 7)),
        ("Asia/Almaty", date(2026, 3, 29), time(10), utc(2026, 3, 29, 5)),
        ("Europe/Kyiv", date(2026, 3, 28), time(10), utc(2026, 3, 28, 8)),
        ("Europe/Kyiv", date(2026, 3, 29), time(10), utc(2026, 3, 29, 7)),
        # 03:30 is left out in spring, and comes when the clock has been put on.
        ("Europe/Kyiv", date(2026, 3, 29), time(3, 30), utc(2026, 3, 29, 1, 30)),
        # 03:30 comes twice in autumn: the first is meant.
        ("Europe/Kyiv", date(2026, 10, 25), time(3, 30), utc(2026, 10, 25, 0, 30)),
        ("Europe/Kyiv", date(2026, 10, 25), time(10), utc(2026, 10, 25, 8)),
    ],
)
def test_a_wall_time_is_one_moment(zone, on, clock, moment):
    """Fault 27."""
    assert calendar(zone).at(on, clock) == moment


def test_every_day_has_its_hour_exactly_once_through_a_year():
    """Fault 27: 365 fires, none twice, whatever spring and autumn do."""
    kyiv = calendar("Europe/Kyiv")
    since, until = utc(2025, 12, 31, 22), utc(2026, 12, 31, 22)
    found = list(kyiv.times(time(3, 30), since, until, working=False))
    assert len(found) == 365
    assert len({on for on, _ in found}) == len({moment for _, moment in found}) == 365


def test_the_times_of_a_span_leave_out_its_beginning_and_hold_its_end():
    moscow = calendar()
    ten = utc(2026, 11, 20, 7)
    step = timedelta(seconds=1)
    assert list(moscow.times(time(10), ten, ten + step, working=False)) == []
    assert [at for _, at in moscow.times(time(10), ten - step, ten, working=False)] == [ten]


def test_holidays_and_moved_days_are_those_of_the_country():
    """DOMAIN: 4 November 2026 is a holiday in Russia, and nowhere in Kazakhstan."""
    assert not calendar().working(date(2026, 11, 4))
    assert calendar("Asia/Almaty", "KZ").working(date(2026, 11, 4))
    assert calendar().next_working(date(2026, 11, 21)) == date(2026, 11, 23)
    # 2024: the Saturday of 27 April was worked for Monday the 29th.
    assert calendar().working(date(2024, 4, 27))
    assert not calendar().working(date(2024, 4, 29))


def test_a_country_that_nobody_knows_rests_at_week_ends():
    unknown = calendar(country="ZZ")
    assert unknown.working(date(2026, 11, 4))
    assert not unknown.working(date(2026, 11, 21))


@pytest.mark.parametrize(
    ("written", "minutes", "due"),
    [
        (utc(2026, 11, 20, 9), 15, utc(2026, 11, 20, 9, 15)),
        # Friday 17:50 in Moscow: ten minutes on Friday, five on Monday morning.
        (utc(2026, 11, 20, 14, 50), 15, utc(2026, 11, 23, 6, 5)),
        # At night: counted from the opening.
        (utc(2026, 11, 19, 22), 30, utc(2026, 11, 20, 6, 30)),
        # At the week-end.
        (utc(2026, 11, 21, 12), 15, utc(2026, 11, 23, 6, 15)),
        # More than a whole working day of nine hours.
        (utc(2026, 11, 19, 6), 600, utc(2026, 11, 20, 7)),
    ],
)
def test_working_minutes_leave_out_nights_and_days_off(written, minutes, due):
    """E11: nobody is late because the firm was closed."""
    assert calendar().after_working(written, minutes) == due


def test_between_two_moments_only_working_time_counts():
    friday = utc(2026, 11, 20, 14, 30)
    firm = calendar()
    assert firm.worked(friday, utc(2026, 11, 21, 9)) == timedelta(minutes=30)
    assert firm.worked(friday, utc(2026, 11, 23, 6, 15)) == timedelta(minutes=45)
    assert firm.worked(friday, friday) == timedelta()
