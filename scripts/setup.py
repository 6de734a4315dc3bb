"""Set up the checkout's own environment from the hashed lock, and nothing else.

uv does it in about a second; its pinned wheel is taken from the same lock, so that every
byte that is installed was named by its hash. Without uv plain pip does the same, slower.
"""

import re
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"


def _pin(name: str) -> str:
    """The lock's own lines for one package: version and hashes."""
    found = re.search(rf"^{name}==(?:.*\\\n)*.*", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        sys.exit(f"requirements.lock names no {name}")
    return found.group(0) + "\n"


def main(folder: Path) -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - the reader's interpreter, not ours
        sys.exit("Otdel needs Python 3.11 or newer")
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
    pin = folder / "uv.txt"
    pin.write_text(_pin("uv"), encoding="utf-8")
    pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    lock = ["--require-hashes", "-r", str(LOCK)]
    quick = [str(folder / "bin" / "uv"), "pip", "install", "-q", "--python", str(python)]
    found = subprocess.call([*pip, "--require-hashes", "--no-deps", "-r", str(pin)]) == 0
    if found and subprocess.call([*quick, *lock]) == 0:
        pip = quick
    else:
        subprocess.check_call([*pip, *lock])
    subprocess.check_call([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
