"""Whether the central bank can be asked, and how old the newest rate is (B7)."""

from datetime import date

import aiohttp

from core.errors import StorageUnavailable
from core.policy.modules import chosen
from core.pricing.model import BANK
from core.pricing.ports import RatesUnavailable
from core.schedule.calendar import DAY
from feeds.central_bank import CentralBank
from otdel.bootstrap import firm_of
from otdel.clock import SystemClock
from otdel.config import Settings
from otdel.finding import Finding
from storage.database import Database
from storage.schema import current
from storage.unit_of_work import SqlUnits

MEND = (
    "check the network and CBR_URL; until then an administrator enters the rate with /fx"
    " (CBR_URL=off asks nobody)"
)
LOOKED_AT = 60


async def rates(settings: Settings, session: aiohttp.ClientSession) -> list[Finding]:
    """Nothing where nobody is asked, or pricing is off (E13)."""
    if settings.rates_url is None or "pricing" not in chosen(settings.modules_on):
        return []
    today = firm_of(settings).day(SystemClock().now())
    newest = await _newest(settings, today)
    kept = f"newest kept is for {newest:%d.%m.%Y}" if newest else "none kept yet"
    try:
        found = await CentralBank(settings.rates_url, session).rates(today)
    except RatesUnavailable as error:
        detail = f"{error.reason}; {kept}"
        return [Finding("central bank", good=False, detail=detail, mend=MEND)]
    detail = f"answers for {found[0].on:%d.%m.%Y}; {kept}"
    return [Finding("central bank", good=True, detail=detail)]


async def _newest(settings: Settings, today: date) -> date | None:
    """A database that is away, or of another schema, has a line of its own."""
    database = Database(settings.url)
    try:
        have, want = await current(settings.url)
        if have != want:
            return None
        async with SqlUnits(database, SystemClock()).read() as unit:
            kept = await unit.prices.rates(LOOKED_AT, today + DAY)
    except (StorageUnavailable, OSError):
        return None
    finally:
        await database.close()
    return max((rate.on for rate in kept if rate.source == BANK), default=None)
