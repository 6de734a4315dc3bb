"""The firm's wall clock: local hours in UTC, working days, working minutes (DOMAIN)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.ports import WorkingDays

DAY = timedelta(days=1)
LONGEST_HOLIDAY = 60
"""Days looked through for the next working one; no calendar has so long a rest."""


class Calendar:
    """`opens` and `closes`: the working day of the firm."""

    def __init__(
        self, timezone: str, days: WorkingDays, opens: time = time(9), closes: time = time(18)
    ) -> None:
        self._zone = ZoneInfo(timezone)
        self._days = days
        self.opens = opens
        self.closes = closes

    def at(self, on: date, clock: time) -> datetime:
        """That wall time in UTC (fault 27).

        One that spring leaves out comes when the clock has been put on; of two in autumn the
        first is meant.
        """
        return datetime.combine(on, clock, self._zone).astimezone(UTC)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self._zone)

    def day(self, moment: datetime) -> date:
        return self.local(moment).date()

    def working(self, on: date) -> bool:
        return self._days.working(on)

    def next_working(self, on: date) -> date:
        """That day itself if people work on it."""
        for ahead in range(LONGEST_HOLIDAY):
            if self.working(on + ahead * DAY):
                return on + ahead * DAY
        return on

    def days(self, since: datetime, until: datetime) -> Iterator[date]:
        """Local days that touch the span, in order."""
        on = self.day(since)
        while on <= self.day(until):
            yield on
            on += DAY

    def times(
        self, clock: time, since: datetime, until: datetime, *, working: bool
    ) -> Iterator[tuple[date, datetime]]:
        """Each day's `clock` after `since` and not after `until`."""
        for on in self.days(since, until):
            moment = self.at(on, clock)
            if since < moment <= until and (not working or self.working(on)):
                yield on, moment

    def worked(self, since: datetime, until: datetime) -> timedelta:
        """Working time between the two."""
        spans = (
            min(until, self.at(on, self.closes)) - max(since, self.at(on, self.opens))
            for on in self.days(since, until)
            if self.working(on)
        )
        return sum((span for span in spans if span > timedelta()), start=timedelta())

    def after_working(self, moment: datetime, minutes: int) -> datetime:
        """So many minutes of working time later: the night and the holidays do not count."""
        left = timedelta(minutes=minutes)
        on = self.next_working(self.day(moment))
        while True:
            start = max(moment, self.at(on, self.opens))
            end = self.at(on, self.closes)
            if start + left <= end:
                return start + left
            left -= max(timedelta(), end - start)
            on = self.next_working(on + DAY)
