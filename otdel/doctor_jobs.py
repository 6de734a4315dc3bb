"""What comes by the clock and when it last came; red when nobody ticks or something failed."""

from datetime import datetime, timedelta

from core.schedule.model import Fire, Next
from otdel.bootstrap import Core
from otdel.finding import Finding

PATIENCE = timedelta(minutes=5)
LOOKED_BACK = timedelta(days=1)


async def jobs(core: Core) -> list[Finding]:
    """Times in the firm's zone."""
    now = core.clock.now()
    async with core.units.read() as unit:
        failed = await unit.fires.failed(now - LOOKED_BACK)
    found = [_job(core, one, now) for one in await core.schedule.coming()]
    return [*found, _failed(failed)]


def _job(core: Core, one: Next, now: datetime) -> Finding:
    overdue = one.overdue is not None and now - one.overdue > PATIENCE
    parts = [f"next {_told(core, one.due_at)}", f"last {_last(core, one.last)}"]
    if overdue:
        parts.append(f"due since {_told(core, one.overdue)}")
    return Finding(
        f"job {one.name}",
        good=not overdue,
        detail=", ".join(parts),
        mend="is `otdel run` running? see /jobs and the program's log",
    )


def _told(core: Core, moment: datetime | None) -> str:
    if moment is None:
        return "none within 8 days"
    return core.calendar.local(moment).strftime("%Y-%m-%d %H:%M")


def _last(core: Core, fire: Fire | None) -> str:
    return "never" if fire is None else f"{_told(core, fire.fired_at)} ({fire.state.value})"


def _failed(failed: list[Fire]) -> Finding:
    names = ", ".join(sorted({fire.name for fire in failed}))
    return Finding(
        "failed jobs",
        good=not failed,
        detail=f"{len(failed)} within a day {names}".strip(),
        mend="see the program's log; a failed time does not come again by itself",
    )
