"""Processes of the bench: each started here, bounded in time, and ended here by its own id."""

import contextlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

ROOT = Path.cwd()
PATIENCE = 60.0
_PORT = re.compile(r"\d{2,5}\Z")


class Broken(Exception):
    """A process of the bench did not do its part."""


class Child:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def line(self) -> str:
        assert self.process.stdout is not None
        said = self.process.stdout.readline().strip()
        if not said and self.process.poll() is not None:
            raise Broken(f"{self.process.args!r} ended")
        return said

    def until(self, pattern: re.Pattern[str]) -> str:
        """The line that it says when it is ready; what libraries say before is passed over."""
        while not pattern.fullmatch(said := self.line()):
            pass
        return said

    def port(self) -> int:
        return int(self.until(_PORT))

    def ask(self, line: str) -> Any:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return json.loads(self.line())

    def rss(self) -> float:
        """MB that are resident now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8")
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def start(
    words: Sequence[str],
    environment: dict[str, str] | None = None,
    cwd: Path | None = None,
    log: IO[bytes] | None = None,
) -> Child:
    """`python -m` and the words; its standard output is read, what goes wrong is in the log."""
    process = subprocess.Popen(
        [sys.executable, "-m", *words],
        cwd=cwd or ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log or subprocess.DEVNULL,
        text=True,
    )
    return Child(process)


@contextlib.contextmanager
def running(words: Sequence[str], environment: dict[str, str] | None = None) -> Iterator[Child]:
    child = start(words, environment)
    try:
        yield child
    finally:
        child.end()


_marks = iter(range(int(time.time()) % 10**8, 2**31))


def load(port: int, seconds: float, rate: float | None = None, count: int = 30_000) -> Any:
    """One burst of the load generator against a port of this machine."""
    words = ["tests.bench.load", str(port), str(count), str(seconds), "--mark", str(next(_marks))]
    if rate is not None:
        words += ["--rate", str(rate)]
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=seconds + PATIENCE,
        check=False,
    )
    if done.returncode:
        raise Broken(done.stderr.strip().rpartition("\n")[2] or "the load generator failed")
    return json.loads(done.stdout)
