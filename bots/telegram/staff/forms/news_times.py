"""When an announcement comes, and until when what it says holds (B6, B8)."""

import re
from datetime import date, datetime, time, timedelta, tzinfo

from bots.telegram.staff.forms.answers import day, days_from, told_day
from bots.telegram.staff.forms.steps import Choice, Entry, Parse, Talk, Values
from core.errors import InvalidInput
from core.news.model import WORKING
from core.schedule.errors import TimeUnclear

NOW = "now"
HOURS = (time(10), time(14))
"""B8: the two hours of the company's day that announcements come at."""
_CLOCK = re.compile(r"(?:(?P<day>.+?)\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})")


async def read_when(talk: Talk, text: str) -> Entry:
    """10:00 alone is the next such hour of a working day; with a day it is exactly that."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None or int(found["hour"]) > 23 or int(found["minute"]) > 59:  # noqa: PLR2004
        raise TimeUnclear
    clock = time(int(found["hour"]), int(found["minute"]))
    if not found["day"]:
        return _at(talk, talk.office.news.publishing.next_at(clock))
    wall = datetime.combine(told_day(talk, found["day"]), clock)
    if wall.replace(tzinfo=talk.office.zone) <= talk.office.clock.now():
        raise InvalidInput("news-past")
    return _at(talk, wall)


def _at(talk: Talk, wall: datetime) -> Entry:
    today = talk.office.today()
    near = {today: "tg-day-today", today + timedelta(days=1): "tg-day-tomorrow"}
    key = near.get(wall.date())
    shown = talk.words(key) if key else wall.strftime("%d.%m.%Y")
    return Entry(wall.isoformat(), f"{shown} {wall:%H:%M}")


async def hours(talk: Talk) -> list[Choice]:
    """Now, the next 10:00 and 14:00, and the same hours of tomorrow."""
    tomorrow = talk.office.today() + timedelta(days=1)
    found = [talk.office.news.publishing.next_at(clock) for clock in HOURS]
    walls = {*found, *(datetime.combine(tomorrow, clock) for clock in HOURS)}
    entries = [_at(talk, wall) for wall in sorted(walls)]
    now = talk.words("tg-news-now")
    return [Choice(now, NOW), *(Choice(one.shown, one.value) for one in entries)]


async def repeats(talk: Talk) -> list[Choice]:
    clock = datetime.fromisoformat(talk.values["when"])
    daily = talk.words("tg-news-daily", at=f"{clock:%H:%M}")
    return [Choice(talk.words("tg-news-once"), ""), Choice(daily, WORKING)]


def later(values: Values) -> bool:
    return values.get("when") not in {None, NOW}


def _comes(talk: Talk) -> datetime:
    """The moment that it is sent, the first time. Raises InvalidInput: that has passed."""
    when, repeat = talk.values["when"], str(talk.values.get("repeat") or "")
    wall = None if when == NOW else datetime.fromisoformat(when)
    return talk.office.news.publishing.first_at(wall, repeat)


async def days_after(talk: Talk) -> list[Choice]:
    """From the day on that it is sent on."""
    try:
        first = _comes(talk).astimezone(talk.office.zone).date()
    except InvalidInput:
        first = talk.office.today()
    return days_from(talk, first)


def after_it(code: str) -> Parse:
    """A day whose end comes after the sending; `code` of the refusal."""

    async def parse(talk: Talk, text: str) -> Entry:
        found = await day(talk, text)
        if end_of_day(found.value, talk.office.zone) <= _comes(talk):
            raise InvalidInput(code)
        return found

    return parse


def end_of_day(value: str, zone: tzinfo) -> datetime:
    """The end of that day; a moment that was given to the minute stays."""
    if "T" in value:
        return datetime.fromisoformat(value)
    return datetime.combine(date.fromisoformat(value), time(23, 59), zone)
