"""One table of what happens by the clock."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Job:
    """`at_start`: the first tick comes with the start, not one interval after it.

    `counted`: each tick is a fire; the schedule counts its fires itself.
    """

    name: str
    every: timedelta
    tick: Callable[[], Awaitable[object]]
    at_start: bool = False
    counted: bool = True


LOOK = timedelta(seconds=2)
"""How late a due time may be seen; each look is a handful of indexed reads."""


def jobs(
    catch_up: Callable[[], Awaitable[object]] | None,
    sweep: Callable[[], Awaitable[object]],
    schedule: Callable[[], Awaitable[object]],
) -> tuple[Job, ...]:
    """`sweep`: reservations lapse and goods are offered on (A4); it is right to be late.

    `schedule`: everything that has its time in the database (decision 0014).
    """
    table = [
        Job("reservations", timedelta(minutes=1), sweep, at_start=True),
        Job("schedule", LOOK, schedule, at_start=True, counted=False),
    ]
    if catch_up is not None:
        table.append(Job("catch_up", timedelta(minutes=5), catch_up, at_start=True))
    return tuple(table)
