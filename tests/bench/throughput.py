"""Goal 1: how much durability costs, beside a handler that only checks the signature.

All servers stand ready at once and the load goes round among them in short turns: whatever else
the machine does meets every side alike.
"""

import contextlib
import re
from collections import defaultdict
from pathlib import Path

from tests.bench.child import Child, load, running
from tests.bench.report import Findings, median, median_ratio
from tests.bench.slow_disk import WHY_NOT, slow_disk

ROUNDS = 5
SECONDS = 1.0
DRAINED = 1_500
MOST, MOST_ELSE = {"naive": 1_500, "each": 5_000}, 12_000
"""More than any machine answers in a turn; each is signed in advance."""
_READY = re.compile("ready")
Rates = dict[str, list[float]]


def goal_1(folder: Path) -> Findings:
    found = Findings(1, "the durable webhook and the drain against a signature alone")
    _usual_disk(found, _measured(folder / "usual", {}, ("bare", "durable", "naive", "drain")))
    slow = slow_disk(folder)
    kinds = ("bare", "durable", "each")
    _slow_disk(found, _measured(folder / "slow", slow, kinds) if slow is not None else None)
    return found


def _measured(folder: Path, environment: dict[str, str], kinds: tuple[str, ...]) -> Rates:
    rates: Rates = defaultdict(list)
    with contextlib.ExitStack() as stack:
        children = {
            kind: stack.enter_context(running(_words(kind, folder), environment)) for kind in kinds
        }
        ports = {kind: child.port() for kind, child in children.items() if kind != "drain"}
        if "drain" in children:
            children["drain"].until(_READY)
        for port in ports.values():
            load(port, 0.3, count=500)
        for _ in range(ROUNDS):
            for kind, child in children.items():
                before = child.cpu()
                rate, answered = _turn(kind, child, ports.get(kind))
                rates[kind].append(rate)
                rates[f"{kind} cpu"].append((child.cpu() - before) / answered * 1e6)
    return rates


def _words(kind: str, folder: Path) -> list[str]:
    own = folder / kind
    own.mkdir(parents=True)
    if kind == "drain":
        return ["tests.bench.drain", str(own), str((ROUNDS + 2) * DRAINED)]
    return ["tests.bench.servers", kind, str(own)]


def _turn(kind: str, child: Child, port: int | None) -> tuple[float, int]:
    """(per second, how many) of one short burst."""
    if port is None:
        return child.ask(str(DRAINED))["per_second"], DRAINED
    told = load(port, SECONDS, count=MOST.get(kind, MOST_ELSE))
    return told["per_second"], told["answered"]


def _usual_disk(found: Findings, rates: Rates) -> None:
    found.ratio("durable webhook / signature only", _ratio(rates, "durable", "bare"), 0.5)
    found.ratio("durable webhook / naive ORM handler", _ratio(rates, "durable", "naive"), 10)
    found.ratio("drain / signature only", _ratio(rates, "drain", "bare"), 0.2)
    _figures(found, rates, "")


def _slow_disk(found: Findings, rates: Rates | None) -> None:
    what = "fsync +5 ms: durable webhook / "
    if rates is None:
        found.ratio(what + "signature only", None, 0.3, why=WHY_NOT)
        found.ratio(what + "a commit each", None, 10, why=WHY_NOT)
        return
    found.ratio(what + "signature only", _ratio(rates, "durable", "bare"), 0.3)
    found.ratio(what + "a commit each", _ratio(rates, "durable", "each"), 10)
    _figures(found, rates, "fsync +5 ms: ")


def _ratio(rates: Rates, above: str, below: str) -> float:
    return median_ratio(rates[above], rates[below])


def _figures(found: Findings, rates: Rates, where: str) -> None:
    for kind, values in rates.items():
        unit = "µs" if kind.endswith(" cpu") else "/s"
        what = kind.replace(" cpu", ", processor time each")
        found.figure(where + what, median(values), unit)
