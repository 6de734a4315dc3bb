"""`python -m tests.bench [--only 1,2] [--json FILE]`: the goals as ratios of one run.

A bench, not a test: it ends with 0 whether a goal is met or not.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench.announcing import goal_9
from tests.bench.history import goal_6, goal_7, goal_10
from tests.bench.latency import goal_2
from tests.bench.losses import goal_4
from tests.bench.report import Findings, printed
from tests.bench.routing import goal_5
from tests.bench.throughput import goal_1
from tests.bench.weight import goal_8

GOALS: dict[int, Callable[[Path], Findings]] = {
    1: goal_1,
    2: goal_2,
    4: goal_4,
    5: goal_5,
    6: goal_6,
    7: goal_7,
    8: goal_8,
    9: goal_9,
    10: goal_10,
}


def _numbers(text: str) -> list[int]:
    try:
        wanted = sorted({int(number) for number in text.split(",")})
    except ValueError:
        raise argparse.ArgumentTypeError("numbers like 1,2") from None
    unknown = [number for number in wanted if number not in GOALS]
    if unknown:
        raise argparse.ArgumentTypeError(f"measured are {', '.join(map(str, GOALS))}")
    return wanted


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--only", type=_numbers, default=list(GOALS), help="Goals, like 1,2.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="The same for machines.")
    known = parser.parse_args()
    found = []
    with tempfile.TemporaryDirectory(prefix="otdel-bench-") as name:
        for number in known.only:
            print(f"goal {number} …", file=sys.stderr, flush=True)
            folder = Path(name) / str(number)
            folder.mkdir()
            found.append(GOALS[number](folder))
    print(printed(found))
    if known.json is not None:
        rows = [one.as_json() for one in found]
        known.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
