"""What is due is fired once, on time or marked late, whatever was killed or slept (P10).

The ledger row stands in the transaction of the fire's effects, so both happen or neither. The
clock is looked at, never trusted to run: after a jump the same question is asked again.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from core.errors import StorageUnavailable
from core.policy.actors import looking
from core.policy.permissions import require
from core.ports import Clock, React
from core.schedule.errors import Fenced
from core.schedule.events import JobFailed
from core.schedule.model import LONGEST_KEY, Fire, Next, Occurrence, State
from core.schedule.ports import DueJob, Unit, Units
from core.staff.model import Person

TRIES = 5
"""A job that fails so often at one time has a bug: the time is set aside, the others go on (P4)."""
AHEAD = timedelta(days=8)
LOOK_BACK = timedelta(days=1)
"""Beyond the limit of a job, and before the last look: what was left out stands in the ledger."""
FURTHEST = timedelta(days=31)
"""Longer ago nothing is recorded: a program that slept for a year has no use for its year."""
SINCE = "schedule:since"
LOOKED = "schedule:looked"
NOTED = timedelta(minutes=10)
"""How often the last look is written down."""
LISTED = 40

OnFire = Callable[[str, State], None]


class Schedule:
    """`epoch`: the number of this process's leadership, None where only one process can lead."""

    def __init__(
        self,
        units: Units,
        clock: Clock,
        react: React,
        jobs: Sequence[DueJob],
        epoch: Callable[[], int | None] = lambda: None,
        on_fire: OnFire = lambda _name, _state: None,
    ) -> None:
        self._units = units
        self._clock = clock
        self._react = react
        self._jobs = tuple(jobs)
        self._epoch = epoch
        self._on_fire = on_fire
        self._failures: Counter[str] = Counter()
        self._looked: dict[str, datetime] = {}
        self._seen: datetime | None = None
        self._noted: datetime | None = None

    async def tick(self) -> int:
        """Fires everything that is due; how many.

        Raises Fenced, StorageUnavailable; what a job raised, when every other one has had its turn.
        """
        now = self._clock.now()
        since = await self._since(now)
        if self._seen is None:
            self._seen = await self._last_look(now)
        fired, broken = 0, []
        for job in self._jobs:
            try:
                fired += await self._tick(job, since, now)
            except (Fenced, StorageUnavailable):
                raise
            except Exception as error:  # noqa: BLE001 - one bad job must not end the others (P4)
                broken.append(error)
        if broken:
            raise ExceptionGroup("jobs", broken)
        await self._note(now)
        return fired

    async def _last_look(self, now: datetime) -> datetime:
        async with self._units.read() as unit:
            known = await unit.cursor(LOOKED)
        return datetime.fromisoformat(known) if known is not None else now

    async def _note(self, now: datetime) -> None:
        """So that a process started after a long sleep knows how long it was."""
        self._seen = now
        if self._noted is not None and timedelta() <= now - self._noted < NOTED:
            return

        async def write(unit: Unit) -> None:
            await unit.set_cursor(LOOKED, now.isoformat())

        await self._units.run(write)
        self._noted = now

    def _oldest(self, job: DueJob, since: datetime, now: datetime) -> datetime:
        last = min(now - job.missed.skip_after, self._seen or now)
        return max(since, now - FURTHEST, last - LOOK_BACK)

    async def _since(self, now: datetime) -> datetime:
        """Nothing is due from before the firm began: a new one catches up on nothing.

        A beginning that is still to come was read off a clock that was wrong: it is now.
        """
        async with self._units.read() as unit:
            known = await _begun(unit)
        if known is not None and known <= now:
            return known

        async def begin(unit: Unit) -> None:
            if await _begun(unit) == known:
                await unit.set_cursor(SINCE, now.isoformat())

        await self._units.run(begin)
        return now

    def _resting(self, job: DueJob, now: datetime) -> bool:
        """Asked a moment ago; a clock that was set, either way, is asked at once."""
        looked = self._looked.get(job.name)
        return looked is not None and timedelta() <= now - looked < job.missed.look

    async def _tick(self, job: DueJob, since: datetime, now: datetime) -> int:
        if self._resting(job, now):
            return 0
        async with self._units.read() as unit:
            waiting = await _unfired(unit, job, self._oldest(job, since, now), now)
        if not waiting:
            self._looked[job.name] = now
        newest = _newest(waiting) if job.missed.coalesce else {}
        ordered = sorted(waiting, key=lambda one: (one.due_at, one.subject))
        left_out = {
            one
            for one in ordered
            if newest.get(one.series, one) is not one or now - one.due_at > job.missed.skip_after
        }
        done = await self._skip(job, [one for one in ordered if one in left_out])
        broken = []
        for one in ordered:
            try:
                if one not in left_out:
                    done += await self._fire(job, one)
            except (Fenced, StorageUnavailable):
                raise
            except Exception as error:  # noqa: BLE001 - one bad subject must not hold up the others
                broken.append(error)
        if broken:
            raise ExceptionGroup(job.name, broken)
        return done

    async def _skip(self, job: DueJob, left_out: Sequence[Occurrence]) -> int:
        """Recorded together: after a long sleep there may be many."""
        if not left_out:
            return 0

        async def work(unit: Unit) -> int:
            await unit.fires.fence(self._epoch())
            times = {_key(job, one): one.due_at for one in left_out}
            return await unit.fires.skip(times, self._clock.now())

        recorded = await self._units.run(work)
        for _ in range(recorded):
            self._on_fire(job.name, State.SKIPPED)
        return recorded

    async def _fire(self, job: DueJob, occurrence: Occurrence, *, failed: bool = False) -> bool:
        """Late or not by the moment that the ledger keeps: many fires take their time."""
        key = _key(job, occurrence)

        async def work(unit: Unit) -> State | None:
            await unit.fires.fence(self._epoch())
            if key in await unit.fires.fired([key]):
                return None
            now = self._clock.now()
            late = now - occurrence.due_at
            state = State.LATE if late > job.missed.late_after else State.FIRED
            state = State.FAILED if failed else state
            if not await unit.fires.record(key, occurrence.due_at, now, state):
                return None
            if failed:
                await self._react(unit, [JobFailed(key)])
            elif not await job.fire(unit, occurrence, late if state is State.LATE else None):
                await unit.fires.void(key)
                return State.VOID
            return state

        try:
            fired = await self._units.run(work)
        except (Fenced, StorageUnavailable):
            raise
        except Exception:
            self._failures[key] += 1
            if self._failures[key] < TRIES or failed:
                raise
            return await self._fire(job, occurrence, failed=True)
        self._failures.pop(key, None)
        if fired is not None:
            self._on_fire(job.name, fired)
        return fired is not None

    async def coming(self) -> list[Next]:
        """When each job fires next, and when it last did; jobs in the order of the table."""
        now = self._clock.now()
        async with self._units.read() as unit:
            return [await self._next(unit, job, now) for job in self._jobs]

    async def _next(self, unit: Unit, job: DueJob, now: datetime) -> Next:
        since = max(min(await _begun(unit) or now, now), now - job.missed.skip_after)
        ahead = await _unfired(unit, job, now, now + AHEAD)
        behind = await _unfired(unit, job, since, now)
        last = (await unit.fires.last([job.name])).get(job.name)
        return Next(
            job.name,
            min((one.due_at for one in ahead), default=None),
            last,
            min((one.due_at for one in behind), default=None),
        )

    async def look(self, actor: Person) -> tuple[list[Next], list[Fire]]:
        """/jobs: what comes, and the latest fires. Raises NotAllowed."""
        async with self._units.read() as unit:
            require(await looking(unit.people, actor), "job:read")
            recent = await unit.fires.recent(LISTED)
        return await self.coming(), recent


async def _begun(unit: Unit) -> datetime | None:
    known = await unit.cursor(SINCE)
    return datetime.fromisoformat(known) if known is not None else None


async def _unfired(unit: Unit, job: DueJob, since: datetime, until: datetime) -> list[Occurrence]:
    found = await job.due(unit, since, until)
    known = await unit.fires.fired(_key(job, one) for one in found) if found else set()
    return [one for one in found if _key(job, one) not in known]


def _key(job: DueJob, occurrence: Occurrence) -> str:
    key = f"{job.name}/{occurrence.subject}"
    if len(key) > LONGEST_KEY:
        raise ValueError(f"the subject of {job.name} is too long for the ledger")
    return key


def _newest(waiting: Sequence[Occurrence]) -> dict[str, Occurrence]:
    ordered = sorted(waiting, key=lambda one: (one.due_at, one.subject))
    return {one.series: one for one in ordered}
