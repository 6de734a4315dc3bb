"""Goals 6, 7 and 10: what a hundred times the history costs whoever works today.

Both databases stand ready at once and are asked in turns, so that what else the machine does
meets both alike.
"""

import contextlib
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.bench.child import Child, running
from tests.bench.report import Findings, median, median_ratio
from tests.bench.sized import LARGE, SIZES, SMALL, sample

ROUNDS = 5
PLACED, ASKED, DRAINED = 200, 15, 1_000
RIVALS_FOR = 10
CPU_MS, FLAT, QUERIES = 1.2, 1.2, 3.0
_READY = re.compile("ready")


def goal_6(folder: Path) -> Findings:
    found = Findings(6, "a reservation with permission, journal and what it tells")
    cpu, rates = defaultdict(list), defaultdict(list)
    over = won = 0
    with _desks(folder) as desks:
        for _, (size, desk) in _turns(desks):
            told = desk.ask(f"reserve {PLACED}")
            cpu[size].append(told["cpu_ms"])
            rates[size].append(told["per_second"])
        for desk in desks.values():
            race = desk.ask(f"race {RIVALS_FOR}")
            over, won = over + race["over"], won + race["won"]
    for size, rows in SIZES.items():
        what = f"processor time of a reservation, {rows} movements"
        found.ratio(what, median(cpu[size]), CPU_MS, "ms", at_most=True)
        found.figure(f"reservations, one after the other, {rows}", median(rates[size]), "/s")
    what = f"the same, {SIZES[LARGE]} movements / {SIZES[SMALL]}"
    found.ratio(what, median_ratio(cpu[LARGE], cpu[SMALL]), FLAT, at_most=True)
    found.ratio("32 at once want 1 t of 10 t: too much promised", over, 0, "", at_most=True)
    found.figure("32 at once want 1 t of 10 t, twice: served", won, "")
    return found


def goal_7(folder: Path) -> Findings:
    found = Findings(7, f"hot queries, {SIZES[LARGE]} messages and movements / {SIZES[SMALL]}")
    took: dict[str, dict[str, list[float]]] = {size: defaultdict(list) for size in SIZES}
    with _desks(folder) as desks:
        for _, (size, desk) in _turns(desks):
            for name, micros in desk.ask(f"hot {ASKED}").items():
                took[size][name].append(micros)
    for name, small in took[SMALL].items():
        found.ratio(name, median_ratio(took[LARGE][name], small), QUERIES, at_most=True)
    for name in took[SMALL]:
        for size, rows in SIZES.items():
            found.figure(f"{name}, {rows}", median(took[size][name]), "µs")
    return found


def goal_10(folder: Path) -> Findings:
    found = Findings(10, "a message, whatever has been said before")
    cpu = defaultdict(list)
    with contextlib.ExitStack() as stack:
        drains = {size: stack.enter_context(_drain(folder, size)) for size in SIZES}
        for drain in drains.values():
            drain.until(_READY)
        for _, (size, drain) in _turns(drains):
            cpu[size].append(drain.ask(str(DRAINED))["cpu_us"])
    what = f"processor time of a message at {SIZES[LARGE]} stored / {SIZES[SMALL]}"
    found.ratio(what, median_ratio(cpu[LARGE], cpu[SMALL]), FLAT, at_most=True)
    for size, rows in SIZES.items():
        found.figure(f"a message at {rows} stored", median(cpu[size]), "µs")
    return found


@contextlib.contextmanager
def _desks(folder: Path) -> Iterator[dict[str, Child]]:
    with contextlib.ExitStack() as stack:
        desks = {
            size: stack.enter_context(running(["tests.bench.desk", str(sample(folder, size))]))
            for size in SIZES
        }
        for desk in desks.values():
            desk.until(_READY)
        yield desks


def _drain(folder: Path, size: str) -> contextlib.AbstractContextManager[Child]:
    own = folder / size
    own.mkdir()
    (own / "drain.db").symlink_to(sample(folder, size))
    return running(["tests.bench.drain", str(own), str((ROUNDS + 1) * DRAINED)])


def _turns(children: dict[str, Child]) -> Iterator[tuple[int, tuple[str, Child]]]:
    """All of them in each round, in turn first."""
    for number in range(ROUNDS):
        order = list(children.items())
        for one in order if number % 2 else reversed(order):
            yield number, one
