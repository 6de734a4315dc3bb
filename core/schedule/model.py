"""Something that has to happen at a time, and what is done about a time that was missed (P10)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_KEY = 160


class State(StrEnum):
    """Of a fire, as the ledger keeps it."""

    FIRED = "fired"
    LATE = "late"
    SKIPPED = "skipped"
    """Missed by more than its job allows, or made up for by a newer one: recorded, not done."""
    VOID = "void"
    """Fired, and there was nothing to do: what it was about had ended, or nobody could be told."""
    FAILED = "failed"
    """Tried so often and never done: a bug, told to the administrators."""


WRITTEN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Missed:
    """The stated rule of one job for the times it slept through.

    After `late_after` a fire is marked late. After `skip_after` it is recorded and not done.
    `coalesce`: of several missed times of one series only the newest is done. `look`: how often
    it is asked for what is due, where asking costs more than a glance.
    """

    late_after: timedelta = timedelta(minutes=1)
    skip_after: timedelta = timedelta(hours=24)
    coalesce: bool = False
    look: timedelta = timedelta()

    def left(self, late: timedelta | None) -> timedelta:
        """How long its messages may wait for a messenger that is away: to the same limit.

        What has only now been written gets a quarter of an hour in any case.
        """
        return max(WRITTEN, self.skip_after - (late or timedelta()))


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One due time of one job.

    `subject` tells it from every other time of the job, for ever: what it is about and the local
    day or the moment it was made for ("17:day-before:2026-11-27"). `series`: occurrences of one
    series make up for each other ("17", or a person's id); `thing`: the job's own.
    """

    subject: str
    due_at: datetime
    series: str = ""
    thing: object = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Fire:
    """A row of the ledger; `job` is "<name>/<subject>"."""

    job: str
    due_at: datetime
    fired_at: datetime
    state: State

    @property
    def name(self) -> str:
        return self.job.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Next:
    """When a job fires next, for `otdel doctor` and `/jobs`; None: nothing is due for it.

    `overdue`: the oldest time that has come and has not fired: nobody ticks.
    """

    name: str
    due_at: datetime | None
    last: Fire | None
    overdue: datetime | None = None
