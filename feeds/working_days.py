"""Working days of a country, moved ones included (DEPENDENCIES: holidays is right about them)."""

from datetime import date
from functools import lru_cache

import holidays

WEEKEND = 5


class CountryDays:
    """`country`: two letters; one that the library does not know rests at week-ends only."""

    def __init__(self, country: str) -> None:
        self._country = country

    @property
    def known(self) -> bool:
        """Whether its holidays are known; the doctor says so where they are not."""
        return self._country in holidays.list_supported_countries()

    def working(self, on: date) -> bool:
        return _working(self._country, on)


@lru_cache(maxsize=4096)
def _working(country: str, on: date) -> bool:
    if not CountryDays(country).known:
        return on.weekday() < WEEKEND
    return bool(_calendar(country, on.year).is_working_day(on))


@lru_cache(maxsize=16)
def _calendar(country: str, year: int) -> holidays.HolidayBase:
    return holidays.country_holidays(country, years=[year])
