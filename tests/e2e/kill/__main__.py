"""`python -m tests.e2e.kill --kills 200`: the long version of the proof, one JSON line a round."""

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path

from tests.e2e.kill.rounds import Result, play


def main() -> int:
    words = argparse.ArgumentParser(prog="python -m tests.e2e.kill", description=__doc__)
    words.add_argument("--kills", type=int, default=200)
    words.add_argument("--round", type=int, default=25, help="kills of one firm")
    words.add_argument("--seed", type=int, default=1)
    asked = words.parse_args()
    results = []
    for first in range(0, asked.kills, asked.round):
        kills = min(asked.round, asked.kills - first)
        with tempfile.TemporaryDirectory(prefix="otdel-kill-") as folder:
            result = asyncio.run(play(Path(folder), kills, asked.seed + first))
        results.append(result)
        print(json.dumps(result.row()), flush=True)
        for what in ("lost", "inversions", "unmarked", "twice_in_record"):
            found = getattr(result.verdict, what)
            if found:
                print(f"  {what}: {found[:20]}", flush=True)
    print(json.dumps({"total": _total(results)}))
    return 0 if all(_kept(result) for result in results) else 1


def _total(results: list[Result]) -> dict[str, float]:
    rows = [result.row() for result in results]
    return {name: sum(row[name] for row in rows) for name in rows[0]}  # type: ignore[misc]


def _kept(result: Result) -> bool:
    verdict = result.verdict
    broken = verdict.lost or verdict.inversions or verdict.unmarked or verdict.twice_in_record
    repeats = verdict.repeats_shown + verdict.repeats_sent
    return not broken and repeats <= result.row()["limit"]  # type: ignore[operator]


if __name__ == "__main__":
    sys.exit(main())
