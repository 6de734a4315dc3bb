"""The central bank's rates, fetched as they are due (B7); a failing source is told of once."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta

from core.policy.modules import SWITCHES
from core.ports import Clock, React
from core.pricing.events import RatesBack, RateSet, RatesMissing
from core.pricing.model import BANK, FOREIGN, MANUAL, Rate
from core.pricing.ports import RateSource, RatesUnavailable, Unit, Units
from core.pricing.rules import for_day
from core.schedule.calendar import DAY, Calendar

PUBLISHED = time(15, 30)
"""From then on the next day's rates are asked for."""
CURSOR = "rates"
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=30)
FAILURES = 3
"""In a row before anybody is told: a single lost answer is no trouble."""
LOOKED_AT = 60


@dataclass(frozen=True, slots=True)
class Trying:
    """Kept between ticks and restarts. `tries` for `day`; `failed` in a row since `since`."""

    day: str = ""
    tries: int = 0
    next: str = ""
    failed: int = 0
    since: str = ""
    told: bool = False

    def due(self, wanted: date, now: datetime) -> bool:
        """Another day is asked for at once; a clock set back does not lengthen the pause."""
        if self.day != wanted.isoformat() or not self.next:
            return True
        left = datetime.fromisoformat(self.next) - now
        return left <= timedelta() or left > LONGEST_PAUSE

    def tried(self, wanted: date, now: datetime) -> "Trying":
        tries = self.tries + 1 if self.day == wanted.isoformat() else 1
        pause = min(FIRST_PAUSE * 2 ** min(tries - 1, 10), LONGEST_PAUSE)
        return replace(self, day=wanted.isoformat(), tries=tries, next=_stamp(now + pause))


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


class RateFetching:
    """Ticked by the scheduler. No transaction is open while the bank is asked."""

    def __init__(
        self, units: Units, clock: Clock, calendar: Calendar, source: RateSource, react: React
    ) -> None:
        self._units = units
        self._clock = clock
        self._calendar = calendar
        self._source = source
        self._react = react

    async def tick(self) -> None:
        """Asks while the rates in force are not known; costs nothing when pricing is off (E13)."""
        if SWITCHES.closed("rate:read"):
            return
        now = self._clock.now()
        wanted = self._wanted(now)
        async with self._units.read() as unit:
            trying = await _read(unit)
            if not trying.due(wanted, now) or await self._known(unit, wanted):
                return
        try:
            found = await self._source.rates(wanted)
        except RatesUnavailable as error:
            await self._failed(wanted, error.reason)
        else:
            await self._came(wanted, found)
            if self._too_old(wanted, found):
                await self._failed(wanted, "old")

    def _wanted(self, now: datetime) -> date:
        local = self._calendar.local(now)
        today = local.date()
        ahead = self._calendar.working(today) and local.time() >= PUBLISHED
        return today + DAY if ahead else today

    def _too_old(self, wanted: date, found: Sequence[Rate]) -> bool:
        """An answer for days gone by is none; the next day's may still be on its way."""
        today = self._calendar.day(self._clock.now())
        return wanted <= today and min(rate.on for rate in found) < for_day(self._calendar, wanted)

    async def _known(self, unit: Unit, wanted: date) -> bool:
        """A rate set by hand is a fallback: the bank is asked all the same."""
        since = for_day(self._calendar, wanted)
        kept = await unit.prices.rates(LOOKED_AT, wanted)
        of_bank = {r.currency for r in kept if r.source == BANK and since <= r.on}
        return of_bank >= set(FOREIGN)

    async def _failed(self, wanted: date, reason: str) -> None:
        now = self._clock.now()
        async with self._units.begin() as unit:
            before = await _read(unit)
            trying = replace(
                before.tried(wanted, now),
                failed=before.failed + 1,
                since=before.since or _stamp(now),
            )
            if trying.failed >= FAILURES and not trying.told:
                since = datetime.fromisoformat(trying.since)
                await self._react(unit, [RatesMissing(reason, since)])
                trying = replace(trying, told=True)
            await _write(unit, trying)

    async def _came(self, wanted: date, found: Sequence[Rate]) -> None:
        now = self._clock.now()
        async with self._units.begin() as unit:
            before = await _read(unit)
            await self._put(unit, wanted, found, now)
            await self._react(unit, [RateSet(r.currency, r.on, r.rate, None) for r in found])
            if self._too_old(wanted, found):
                return
            if before.told:
                await self._react(unit, [RatesBack(datetime.fromisoformat(before.since))])
            calm = replace(before.tried(wanted, now), failed=0, since="", told=False)
            await _write(unit, calm)

    async def _put(self, unit: Unit, wanted: date, found: Sequence[Rate], now: datetime) -> None:
        """The bank's rate takes the place of what was entered by hand while it was missing.

        Of every day that it is in force on: Saturday's of the Monday, too.
        """
        for rate in found:
            await unit.prices.put_rate(rate, None, now)
        on = min(rate.on for rate in found)
        if on >= for_day(self._calendar, wanted):
            await unit.prices.drop_rates(MANUAL, on, self._calendar.next_working(on))


async def _read(unit: Unit) -> Trying:
    kept = await unit.cursor(CURSOR)
    return Trying(**json.loads(kept)) if kept else Trying()


async def _write(unit: Unit, trying: Trying) -> None:
    await unit.set_cursor(CURSOR, json.dumps(asdict(trying), separators=(",", ":")))
