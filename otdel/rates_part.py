"""What ticks beside the schedule: the central bank's rates (B7) and the pinned board (A14)."""

from datetime import timedelta

import aiohttp

from core.pricing.fetching import RateFetching
from feeds.central_bank import CentralBank
from otdel.bootstrap import Core
from otdel.config import Settings
from scheduler.jobs import Job

EVERY = timedelta(minutes=1)
"""How often it is looked whether rates are due; the bank itself is asked far less often."""
DRAWN = timedelta(seconds=2)


def rates_jobs(settings: Settings, core: Core, session: aiohttp.ClientSession) -> tuple[Job, ...]:
    """Nothing where CBR_URL is off."""
    if settings.rates_url is None:
        return ()
    source = CentralBank(settings.rates_url, session)
    fetching = RateFetching(core.units, core.clock, core.calendar, source, core.reactor)
    return (Job("rates", EVERY, fetching.tick, at_start=True),)


def board_job(core: Core) -> Job:
    """Almost every tick finds nothing to do, so they are not counted as fires."""
    return Job("board", DRAWN, core.board.tick, at_start=True, counted=False)
