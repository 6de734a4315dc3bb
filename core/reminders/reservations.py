"""A4: the day before a reservation lapses, and on the day, whoever holds the goods is reminded."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from core.firm import Firm
from core.ids import ReservationId
from core.notices.holding import DAY_BEFORE, DAY_OF, HoldingNotices
from core.ports import Clock
from core.reminders.ports import Unit
from core.schedule.calendar import DAY, Calendar
from core.schedule.model import Missed, Occurrence
from core.stock.model import Reservation

LEAST = timedelta(hours=1)
"""Between the reminder of the day and the lapse, so that there is time to act."""
AHEAD = timedelta(hours=2)
"""Of a lapse in the night or in the first hour of the day."""
FURTHEST = timedelta(hours=50)
"""From the earliest reminder of a reservation to its lapse."""


class ReservationReminder:
    """The row is the truth: what was extended, released or bound to an order has no times here.

    On the day the hour is the firm's hour of reminders; where that leaves less than an hour, the
    opening; where that does too, two hours before the lapse. A missed one comes late up to the
    lapse, which is told by itself; of two missed ones only the later comes.
    """

    name = "reservation-reminder"
    permission = "reservation:read:own"
    missed = Missed(skip_after=timedelta(hours=24), coalesce=True)

    def __init__(
        self, firm: Firm, clock: Clock, calendar: Calendar, notices: HoldingNotices
    ) -> None:
        self._firm = firm
        self._clock = clock
        self._calendar = calendar
        self._notices = notices

    async def due(self, unit: Unit, since: datetime, until: datetime) -> Sequence[Occurrence]:
        found = await unit.reservations.lapsing(since, until + FURTHEST)
        times = (time for one in found for time in self._times(one))
        return [time for time in times if since < time.due_at <= until]

    def _times(self, one: Reservation) -> Iterator[Occurrence]:
        """None from before it was placed, or extended last."""
        if one.lapses_at is None:
            return
        begun = max(one.placed_at, one.lapses_at - self._firm.reservation_days * DAY)
        on = self._calendar.day(one.lapses_at)
        before = self._calendar.at(on - DAY, self._firm.remind_at)
        for kind, at in ((DAY_BEFORE, before), (DAY_OF, self._on_the_day(one.lapses_at))):
            if begun < at:
                yield Occurrence(_subject(one, kind), at, series=str(one.id))

    def _on_the_day(self, lapses_at: datetime) -> datetime:
        on = self._calendar.day(lapses_at)
        for hour in (self._firm.remind_at, self._calendar.opens):
            at = self._calendar.at(on, hour)
            if at <= lapses_at - LEAST:
                return at
        return lapses_at - AHEAD

    async def fire(self, unit: Unit, occurrence: Occurrence, late: timedelta | None) -> bool:
        """Fault 29: nothing about what has lapsed, or stands otherwise than when it was due."""
        number, kind, _ = occurrence.subject.split(":", 2)
        one = await unit.reservations.get(ReservationId(int(number)))
        now = self._clock.now()
        if one is None or not one.is_active(now) or _subject(one, kind) != occurrence.subject:
            return False
        if kind == DAY_BEFORE and self._same_day(one, now):
            return False
        return await self._notices.remind(unit, one, kind, now, late)

    def _same_day(self, one: Reservation, now: datetime) -> bool:
        """Then the reminder of the day speaks, or has spoken: never both."""
        lapse = one.lapses_at
        return lapse is not None and self._calendar.day(now) >= self._calendar.day(lapse)


def _subject(one: Reservation, kind: str) -> str:
    lapse = one.lapses_at.isoformat(timespec="minutes") if one.lapses_at is not None else ""
    return f"{one.id}:{kind}:{lapse}"
