"""Goal 2: how long a webhook waits for its answer while the whole firm works.

The product runs with everything plugged in, so the same process files the messages and shows them
in Telegram meanwhile. Posts leave at appointed times; what queues in front of the server counts.
"""

from pathlib import Path
from typing import Any

from tests.bench.child import load, running
from tests.bench.firm import working_firm
from tests.bench.posts import WRITERS
from tests.bench.report import Findings, quantile
from tests.bench.slow_disk import MILLISECONDS, WHY_NOT, slow_disk

ROUNDS = 4
SECONDS = 3.0
CALM, BUSY = 80.0, 500.0
ADDED_MS, SLOW_MS = 10, 100


def goal_2(folder: Path) -> Findings:
    found = Findings(2, "the wait for a webhook's answer, the whole product at work")
    calm = _beside_bare(folder / "usual")
    added = quantile(calm["product"], 0.99) - quantile(calm["bare"], 0.99)
    what = f"p99 at {CALM:g}/s, above the bare handler's"
    found.ratio(what, added, ADDED_MS, "ms", at_most=True)
    for kind, waits in calm.items():
        _figures(found, f"{CALM:g}/s, {kind}", waits)
    _slow(found, folder)
    return found


def _slow(found: Findings, folder: Path) -> None:
    what = f"p99 at {BUSY:g}/s with fsync +{MILLISECONDS} ms"
    environment = slow_disk(folder)
    if environment is None:
        found.ratio(what, None, SLOW_MS, "ms", at_most=True, why=WHY_NOT)
        return
    with working_firm(folder / "slow", environment) as firm:
        _introduce(firm.port)
        waits = [w for _ in range(ROUNDS) for w in _waits(firm.port, BUSY)]
    found.ratio(what, quantile(waits, 0.99), SLOW_MS, "ms", at_most=True)
    _figures(found, f"{BUSY:g}/s, fsync +{MILLISECONDS} ms, product", waits)


def _beside_bare(folder: Path) -> dict[str, list[float]]:
    """Turn by turn, so that both meet the same machine."""
    waits: dict[str, list[float]] = {"bare": [], "product": []}
    bare_folder = folder / "bare"
    bare_folder.mkdir(parents=True)
    words = ["tests.bench.servers", "bare", str(bare_folder)]
    with running(words) as bare, working_firm(folder) as firm:
        ports = {"bare": bare.port(), "product": firm.port}
        _introduce(firm.port)
        for _ in range(ROUNDS):
            for kind, port in ports.items():
                waits[kind] += _waits(port, CALM)
    return waits


def _introduce(port: int) -> None:
    """Every writer is a client already when it is measured."""
    load(port, 5, count=WRITERS)


def _waits(port: int, rate: float) -> list[float]:
    told: dict[str, Any] = load(port, SECONDS, rate, count=int(rate * SECONDS))
    refused = {status: n for status, n in told["statuses"].items() if status != "200"}
    # What was refused took for ever.
    return told["latencies_ms"] + [float("inf")] * sum(refused.values())


def _figures(found: Findings, what: str, waits: list[float]) -> None:
    for name, share in (("p50", 0.5), ("p99", 0.99), ("worst", 1.0)):
        found.figure(f"{what}, {name}", quantile(waits, share), "ms")
