"""What is not needed is not loaded: aiogram takes seconds and 130 MB."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
sys.argv = ["otdel", *sys.argv[1:]]
from otdel.cli import main
try:
    main()
finally:
    heavy = {"aiogram", "aiosmtplib", "twilio", "sandbox"}
    print(*sorted(heavy & set(sys.modules)), file=sys.stderr)
"""


def loaded(folder, *words):
    """Which of the heavy ones a command has loaded by its end."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    own = {"DATA_DIR": str(folder / "data"), "LISTEN": "127.0.0.1:9", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words],
        cwd=folder,
        env=kept | own,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "unexpected" not in done.stderr, done.stderr
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["doctor"], ["db", "upgrade"]])
def test_help_doctor_and_migrations_do_without_the_channels_libraries(tmp_path, words):
    """PERFORMANCE, goal 8."""
    assert loaded(tmp_path, *words) == set()


@pytest.mark.parametrize("words", [["client", "list", "--json"], ["outbox", "list", "--json"]])
def test_listings_do_without_them_too(tmp_path, words):
    loaded(tmp_path, "db", "upgrade")
    assert loaded(tmp_path, *words) == set()


def test_what_answers_first_does_without_them():
    """The web server is up before aiogram is imported (goal 8): it needs none of it."""
    heavy = {"aiogram", "aiosmtplib", "twilio"}
    code = f"import sys, otdel.run; print(*sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.split() == []
