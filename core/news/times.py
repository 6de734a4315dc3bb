"""When an announcement is due: its wall time, looked up in the calendar anew each time."""

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo

from core.errors import InvalidInput
from core.news.model import AHEAD, LATE_AFTER, Announcement
from core.schedule.calendar import DAY, Calendar

A_YEAR = timedelta(days=366)
SECOND = timedelta(seconds=1)


def times(
    one: Announcement, calendar: Calendar, since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """(wall time, moment) after `since` and not after `until`; of a repeated one while it lasts."""
    if not one.repeat:
        moment = calendar.at(one.send_at.date(), one.send_at.time())
        if since < moment <= until:
            yield one.send_at, moment
        return
    clock = one.send_at.time()
    for on, moment in calendar.times(clock, since, until, working=True):
        if on >= one.send_at.date() and not one.over(moment):
            yield datetime.combine(on, clock), moment


def stands(one: Announcement, calendar: Calendar, moment: datetime) -> bool:
    """Whether that is still a time of it: it may have been moved since it was looked at."""
    return next(times(one, calendar, moment - SECOND, moment), None) is not None


def ends_after(one: Announcement, calendar: Calendar, now: datetime) -> bool:
    """Whether a repeated one has no time before it any more."""
    if one.ends_at is None:
        return False
    last = min(one.ends_at, now + A_YEAR)
    return next(times(one, calendar, now, last), None) is None


def missed_by(one: Announcement, zone: tzinfo, sent_at: datetime) -> datetime | None:
    """The moment that a run sent then was due at, where it came late.

    None as well where its time has been changed since.
    """
    on = sent_at.astimezone(zone).date()
    walls = (datetime.combine(on - ago, one.send_at.time(), zone) for ago in (timedelta(), DAY))
    known = walls if one.repeat else iter([one.send_at.replace(tzinfo=zone)])
    due = next((wall for wall in known if wall <= sent_at), None)
    if due is None or due.date() < one.send_at.date() or sent_at - due <= LATE_AFTER:
        return None
    return due


def due_of(send_at: datetime | None, repeat: str, calendar: Calendar, now: datetime) -> datetime:
    """The moment of its first sending; a repeated one begins with the next that is to come.

    Raises InvalidInput for a past or a far one.
    """
    if send_at is None:
        return now
    wall, today = send_at, calendar.local(now).replace(tzinfo=None)
    if wall > today + AHEAD:
        raise InvalidInput("date-far")
    if repeat:
        since = max(now, calendar.at(max(wall, today).date(), wall.time()) - SECOND)
        coming = calendar.times(wall.time(), since - DAY, since + A_YEAR, working=True)
        return next(due for _, due in coming if due > now and due >= since)
    if wall < today - DAY or calendar.at(wall.date(), wall.time()) <= now:
        raise InvalidInput("news-past")
    return calendar.at(wall.date(), wall.time())
