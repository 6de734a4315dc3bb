"""A clock that stands until it is moved."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


class FrozenClock:
    def __init__(self, start: datetime = START) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def advance(self, seconds: float) -> datetime:
        self._now += timedelta(seconds=seconds)
        return self._now
