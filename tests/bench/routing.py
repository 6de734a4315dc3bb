"""Goal 5: an update through all routers of the staff bot, beside a dispatcher without any."""

import re
from pathlib import Path
from typing import Any

from tests.bench.child import running
from tests.bench.report import Findings, median, median_ratio

ROUNDS = 7
UPDATES = 600
_READY = re.compile("ready")
RATES = ("empty", "all", "raw empty", "raw all")


def goal_5(_: Path) -> Findings:
    found = Findings(5, "dispatch with all routers against an empty dispatcher")
    with running(["tests.bench.dispatch", str(UPDATES)]) as child:
        child.until(_READY)
        turns: list[dict[str, Any]] = [child.ask("go") for _ in range(ROUNDS)]
    rates = {name: [turn[name] for turn in turns] for name in RATES}
    parsed = median_ratio(rates["all"], rates["empty"])
    stored = median_ratio(rates["raw all"], rates["raw empty"])
    found.ratio("parsed update to the core's services / unhandled", parsed, 0.5)
    found.ratio("stored update, parsing included / the same unhandled", stored, 0.5)
    blocking = max(turn["blocking"] for turn in turns)
    found.ratio("synchronous filters and handlers", blocking, 0, "", at_most=True)
    for name, values in rates.items():
        found.figure(name, median(values), "/s")
    return found
