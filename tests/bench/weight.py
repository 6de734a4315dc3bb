"""Goal 8: memory and start-up, beside the bare imports of the same libraries."""

import re
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.child import ROOT, load, running
from tests.bench.firm import BenchFirm, working_firm
from tests.bench.report import Findings, median
from tests.e2e.cast import BORIS
from tests.e2e.firm import fetch, until

STARTS = 3
SETTLED = 3.0
BACKLOG_SECONDS = 4.0
_READY = re.compile("ready")
COMMANDS = (["--help"], ["doctor"], ["db", "upgrade"])
_WITHOUT_AIOGRAM = """
import sys
from otdel.cli import main
try:
    main()
except SystemExit:
    pass
print("aiogram" in sys.modules)
"""


def goal_8(folder: Path) -> Findings:
    found = Findings(8, "memory and start-up")
    libraries, importing = _bare_imports()
    with working_firm(folder / "firm") as firm:
        answers, updates = zip(*(_start(firm) for _ in range(STARTS)), strict=True)
        until(firm.is_ready, "the product is ready", 60)
        time.sleep(SETTLED)
        idle = firm.memory()
        load(firm.port, BACKLOG_SECONDS, count=10_000)
        until(lambda: _filed(firm), "the backlog is worked off", 120)
        loaded = firm.memory("VmHWM")
        light = [words for words in COMMANDS if not _imports_aiogram(firm, words)]
    found.ratio("memory idle / bare imports", idle / libraries, 1.35, at_most=True)
    found.ratio("memory under load", loaded, 300, "MB", at_most=True)
    found.ratio("web server answers after start", median(answers), 1, "s", at_most=True)
    added = median(updates) - importing
    found.ratio("first Telegram update, after the imports", added, 1.5, "s", at_most=True)
    what = "--help, doctor and migrations without aiogram"
    found.ratio(what, len(light), len(COMMANDS), "of 3")
    found.figure("bare imports", libraries, "MB")
    found.figure("product idle", idle, "MB")
    found.figure("product at most, under a backlog", loaded, "MB")
    found.figure("start of Python and bare imports", importing, "s")
    found.figure("start to the first answer of a Telegram bot", median(updates), "s")
    return found


def _bare_imports() -> tuple[float, float]:
    """(MB, seconds from the start of Python)."""
    sizes, times = [], []
    for _ in range(STARTS):
        began = time.perf_counter()
        with running(["tests.bench.imports"]) as child:
            child.until(_READY)
            times.append(time.perf_counter() - began)
            sizes.append(child.rss())
    return median(sizes), median(times)


def _filed(firm: BenchFirm) -> bool:
    figures = firm.metrics()
    taken = sum(v for n, v in figures.items() if n.startswith("otdel_inbound_total"))
    return figures["otdel_handle_seconds_count"] >= taken


def _start(firm: BenchFirm) -> tuple[float, float]:
    """Seconds until the web server and until the staff bot has answered, from the start."""
    firm.kill()
    before = _answers(firm)
    firm.post("telegram/send", bot="staff", user=BORIS.telegram, text="/help")
    began = time.perf_counter()
    firm.spawn()
    until(lambda: _healthy(firm), "the web server answers", 60, every=0.01)
    answered = time.perf_counter() - began
    until(lambda: _answers(firm) > before, "the bot answers", 60, every=0.02)
    return answered, time.perf_counter() - began


def _healthy(firm: BenchFirm) -> bool:
    try:
        return fetch(f"{firm.base}/healthz", wait=3)[0] == 200
    except OSError:
        return False


def _answers(firm: BenchFirm) -> int:
    """Help screens, known by a command that only they name."""
    said = firm.get("telegram/chat", bot="staff", chat=BORIS.telegram)["messages"]
    return sum("/del" in m.get("text", "") for m in said if m.get("from_bot"))


def _imports_aiogram(firm: BenchFirm, words: list[str]) -> bool:
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT_AIOGRAM, *words],
        cwd=firm.folder,
        env={**firm.environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return not done.stdout.strip().endswith("False")
