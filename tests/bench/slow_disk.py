"""Five milliseconds for every fsync of one child process, where a C compiler is at hand."""

import shutil
import subprocess
from pathlib import Path

MILLISECONDS = 5
WHY_NOT = "no C compiler: the slow disk cannot be made"


def slow_disk(folder: Path) -> dict[str, str] | None:
    """The environment that makes a process wait; None without gcc or cc."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        return None
    library = folder / "slow_disk.so"
    source = Path(__file__).with_name("slow_disk.c")
    words = [compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(source), "-ldl"]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        return None
    return {"LD_PRELOAD": str(library), "BENCH_FSYNC_MS": str(MILLISECONDS)}
