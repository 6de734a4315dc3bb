"""Two databases of the sample company, one with a hundred times the history of the other."""

import os
import subprocess
import sys
from pathlib import Path

from tests.bench.child import ROOT, Broken

SMALL = "S"
LARGE = os.environ.get("BENCH_LARGE", "L")
"""M makes a quick run on a busy machine; the goals are those of L."""
_PATIENCE = 1_800
_ROWS = {"S": "10k", "M": "100k", "L": "1M"}
SIZES = {SMALL: _ROWS[SMALL], LARGE: _ROWS[LARGE]}
"""Size → how many messages and movements it has, in words."""


def sample(folder: Path, size: str) -> Path:
    """Made once for all goals of a run, which leave little in it."""
    file = folder.parent / f"sample-{size}.db"
    if not file.exists():
        url = f"sqlite+aiosqlite:///{file}"
        made = subprocess.run(
            [sys.executable, "-m", "otdel.sample", "--size", size, "--url", url],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
        if made.returncode:
            raise Broken(made.stderr.strip().rpartition("\n")[2])
    return file
