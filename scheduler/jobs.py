"""One table of what happens by the clock."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Job:
    """`at_start`: the first tick comes with the start, not one interval after it."""

    name: str
    every: timedelta
    tick: Callable[[], Awaitable[None]]
    at_start: bool = False


def jobs(
    catch_up: Callable[[], Awaitable[None]] | None, sweep: Callable[[], Awaitable[None]]
) -> tuple[Job, ...]:
    """`sweep`: reservations lapse and goods are offered on (A4); it is right to be late."""
    table = [Job("reservations", timedelta(minutes=1), sweep, at_start=True)]
    if catch_up is not None:
        table.append(Job("catch_up", timedelta(minutes=5), catch_up, at_start=True))
    return tuple(table)
