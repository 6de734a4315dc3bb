"""What the leading process ticks: the table of jobs over the core, fenced by its own epoch."""

import aiohttp

from core.schedule.service import Schedule
from otdel.bootstrap import Core
from otdel.config import Settings
from otdel.metrics import Metrics
from otdel.rates_part import board_job, rates_jobs
from scheduler.catch_up import CatchUp
from scheduler.jobs import jobs
from scheduler.runner import Runner
from storage.leadership import Leadership


def ticker(
    settings: Settings,
    core: Core,
    session: aiohttp.ClientSession,
    metrics: Metrics,
    leadership: Leadership,
    catch_up: CatchUp | None,
) -> Runner:
    """Not started yet. What it fires is fenced by the present leadership (fault 26)."""
    schedule = _schedule(core, metrics, leadership.epoch)
    table = jobs(catch_up.tick if catch_up else None, core.booking.tick, schedule.tick)
    table += (*rates_jobs(settings, core, session), board_job(core))
    return Runner(table, metrics, core.clock, leadership.lost.set)


def _schedule(core: Core, metrics: Metrics, epoch: int | None) -> Schedule:
    return Schedule(
        core.units,
        core.clock,
        core.reactor,
        core.jobs,
        lambda: epoch,
        lambda name, _: metrics.count("otdel_job_fires_total", job=name),
    )
