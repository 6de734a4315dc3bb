"""A running firm: the real product as a child process, the emulators as another (F1, F3)."""

import itertools
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from tests.e2e.cast import EVERYBODY, MAIL_FROM, Member, cast, settings
from tests.ports import free_port

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
STARTING = 120.0
STOPPING = 10.0
SOON = 60.0
"""A bound that is met on failure only; how fast it is, is measured elsewhere."""
WORKDAY = datetime(2027, 1, 18, 12, tzinfo=ZoneInfo("Europe/Moscow"))
"""Noon of a Monday far from any holiday."""
INHERITED = ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "XDG_RUNTIME_DIR")
SHELL = """
import contextlib, io, json, sys
from otdel import logs
from otdel.cli import app
logs.configure("ERROR")
for line in sys.stdin:
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            app(json.loads(line), standalone_mode=False)
        failure = None
    except Exception as error:
        failure = repr(error)
    print(json.dumps([failure, said.getvalue()]), flush=True)
"""
"""Commands one after another in one process: starting Python and the drivers costs a second."""


def until(check: Callable[[], T], what: str, seconds: float = SOON, every: float = 0.05) -> T:
    """The value of `check` once it is truthy; fails in words at the deadline."""
    end = time.monotonic() + seconds
    while True:
        value = check()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds:g} s: {what}")
        time.sleep(every)


def environ(names: Sequence[str]) -> dict[str, str]:
    """These of our own environment, as far as they are set."""
    return {name: os.environ[name] for name in names if name in os.environ}


def fetch(
    url: str, body: bytes | None = None, headers: dict[str, str] | None = None, wait: float = 30
) -> tuple[int, bytes]:
    """Status and body, whatever the status is."""
    request = urllib.request.Request(url, body, headers or {})
    try:
        with urllib.request.urlopen(request, timeout=wait) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


class Firm:
    """One folder, one database, one product process, one sandbox process."""

    def __init__(
        self,
        folder: Path,
        *,
        topics: bool = True,
        database: str = "",
        people: Sequence[Member] = EVERYBODY,
        begins: datetime | None = None,
        **more: str,
    ) -> None:
        self.folder = folder
        self.listen = f"127.0.0.1:{free_port()}"
        self.base = f"http://{self.listen}"
        self.sandbox = ""
        self.planted: set[str] = set()
        """Names, numbers and texts that no log line may hold (P22)."""
        self.tolerated = {"message is not modified"}
        """Refusals of Telegram's emulator, and log events, that a test has provoked."""
        self._mail: dict[str, str] = {}
        self._topics = topics
        self._people = people
        self._begins = begins
        self._more = more
        self._database = database or f"sqlite+aiosqlite:///{folder / 'data' / 'otdel.db'}"
        self._product: subprocess.Popen[bytes] | None = None
        self._emulators: subprocess.Popen[bytes] | None = None
        self._shell: subprocess.Popen[str] | None = None
        self._numbers = itertools.count(1)

    # -- processes ---------------------------------------------------------------------------

    @property
    def log(self) -> Path:
        return self.folder / "product.log"

    @property
    def environment(self) -> dict[str, str]:
        kept = environ(INHERITED)
        own = {"DATA_DIR": str(self.folder / "data"), "DATABASE_URL": self._database}
        return kept | settings(self.sandbox, self.listen) | self._mail | own | self._more

    def open(self) -> None:
        self._start_sandbox()
        if self._begins is not None:
            self.at(self._begins)
        self.start_shell()
        self.do("db", "upgrade")
        for member in self._people:
            self.planted |= {member.name, member.phone.lstrip("+")}
            self.do(
                "user", "add", "--role", member.role, "--name", member.name,
                "--phone", member.phone, "--telegram-id", member.telegram,
            )  # fmt: skip
        self.start()

    def _start_sandbox(self) -> None:
        file = self.folder / "cast.json"
        file.write_text(json.dumps(cast(self.listen, topics=self._topics)), encoding="utf-8")
        words = {
            "--port": "0",
            "--cast": file,
            "--state-dir": self.folder / "sandbox",
            "--clock-file": self.folder / "clock",
            "--product-pid": self.folder / "data" / "run.pid",
        }
        with (self.folder / "sandbox.log").open("ab") as log:
            self._emulators = subprocess.Popen(
                [sys.executable, "-m", "sandbox", *map(str, itertools.chain(*words.items()))],
                cwd=ROOT, stdout=subprocess.PIPE, stderr=log, start_new_session=True,
            )  # fmt: skip
        assert self._emulators.stdout is not None
        self.sandbox = self._emulators.stdout.readline().decode().strip().rstrip("/")
        assert self.sandbox.startswith("http"), "the emulators did not start"
        self._mail = {"SMTP_URL": self.get("state")["smtp"], "MAIL_FROM": MAIL_FROM}

    def spawn(self) -> subprocess.Popen[bytes]:
        """The product as an operator starts it, nothing awaited."""
        with self.log.open("ab") as log:
            self._product = subprocess.Popen(
                [sys.executable, "-m", "otdel", "run", "--clock-file", str(self.folder / "clock")],
                cwd=self.folder, env=self.environment, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        return self._product

    def start(self) -> None:
        self.spawn()
        until(self.is_ready, "the product is ready", STARTING)

    def is_ready(self) -> bool:
        assert self.alive, f"the product ended: {self.log.read_text(encoding='utf-8')[-2000:]}"
        try:
            status, body = fetch(f"{self.base}/readyz", wait=3)
        except OSError:
            return False
        state = json.loads(body)
        return status == 200 and state.get("telegram") == state.get("twilio") == "ok"

    @property
    def alive(self) -> bool:
        return self._product is not None and self._product.poll() is None

    def stop(self) -> float:
        """SIGTERM; the seconds it took. Fails beyond the promised ten (P2, fault 4)."""
        assert self._product is not None
        began = time.monotonic()
        self._product.send_signal(signal.SIGTERM)
        try:
            self._product.wait(STOPPING)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError("SIGTERM did not end the product within 10 s") from None
        return time.monotonic() - began

    def kill(self) -> None:
        assert self._product is not None
        self._product.kill()
        self._product.wait()

    def pause(self) -> None:
        assert self._product is not None
        self._product.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        assert self._product is not None
        self._product.send_signal(signal.SIGCONT)

    def restart(self) -> None:
        self.kill()
        self.start()

    def close(self) -> None:
        try:
            if self.alive:
                self.stop()
        finally:
            if self._shell is not None:
                self._shell.communicate(timeout=SOON)
            if self._emulators is not None:
                self._emulators.terminate()
                self._emulators.wait(SOON)
                assert self._emulators.stdout is not None
                self._emulators.stdout.close()

    # -- command line ------------------------------------------------------------------------

    def otdel(self, *words: str | int, ok: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "otdel", *map(str, words)],
            cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=120,
            check=False,
        )  # fmt: skip
        assert not ok or done.returncode == 0, f"otdel {words}: {done.stderr}"
        return done

    def start_shell(self) -> None:
        self._shell = subprocess.Popen(
            [sys.executable, "-c", SHELL], cwd=self.folder, env=self.environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def do(self, *words: str | int) -> str:
        """The same command line, in a process that is already there."""
        assert self._shell is not None
        assert self._shell.stdin is not None
        assert self._shell.stdout is not None
        self._shell.stdin.write(json.dumps([str(word) for word in words]) + "\n")
        self._shell.stdin.flush()
        failure, said = json.loads(self._shell.stdout.readline())
        assert failure is None, f"otdel {words}: {failure}"
        return str(said)

    def json(self, *words: str | int) -> Any:
        return json.loads(self.do(*words, "--json"))

    # -- the other side ----------------------------------------------------------------------

    def post(self, path: str, /, **body: Any) -> Any:
        url, words = f"{self.sandbox}/control/{path}", json.dumps(body).encode()
        return self._said(fetch(url, words, {"Content-Type": "application/json"}), path)

    def get(self, path: str, /, **query: Any) -> Any:
        url = f"{self.sandbox}/control/{path}?{urllib.parse.urlencode(query)}"
        return self._said(fetch(url), path)

    @staticmethod
    def _said(answer: tuple[int, bytes], path: str) -> Any:
        assert answer[0] == 200, f"{path}: {answer[1].decode(errors='replace')[:500]}"
        return json.loads(answer[1])

    def at(self, moment: datetime) -> None:
        """Puts the clock of the emulators and of the product there; not that of commands."""
        self.post("clock", offset=moment.timestamp() - time.time())

    def moment(self) -> datetime:
        """What that clock says, for commands that are told the time by `--now`."""
        return datetime.fromtimestamp(self.post("clock")["now"], WORKDAY.tzinfo)

    def fault(self, **rule: Any) -> int:
        number: int = self.post("faults", **rule)["id"]
        return number

    def calls(self, provider: str, since: int = 0, method: str | None = None) -> list[Any]:
        query = {"provider": provider, "since": since}
        return self.get("calls", **query | ({"method": method} if method else {}))

    def last_call(self) -> int:
        return max((row["n"] for row in self.get("calls")), default=0)

    def metrics(self) -> dict[str, float]:
        """Sample with its labels → value."""
        _, body = fetch(f"{self.base}/metrics")
        lines = [line for line in body.decode().splitlines() if line and line[0] != "#"]
        return {name: float(value) for name, _, value in (x.rpartition(" ") for x in lines)}

    def quiet(self) -> None:
        """Until nothing waits in the outbox any more."""
        until(
            lambda: sum(v for n, v in self.metrics().items() if "outbox_pending" in n) == 0,
            "the outbox is empty",
        )

    def number(self) -> int:
        return next(self._numbers)
