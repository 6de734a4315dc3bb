"""Goal 9: an announcement to a thousand uses the allowed rate, and nothing urgent waits behind it.

The emulator enforces Telegram's limits; its own ledger tells when each call came and was taken.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.staff.model import NewPerson, Role
from otdel.clock import SystemClock
from storage.database import Database
from storage.unit_of_work import SqlUnits
from tests.bench.report import Findings, quantile
from tests.e2e.cast import user
from tests.e2e.firm import Firm, until
from tests.e2e.phones import Writer, lead

READERS = 1000
FIRST = 60_000
"""Telegram ids of the readers."""
ALLOWED = 30.0
WRITERS = 3
PAUSE = 2.0
URGENT_SECONDS = 1.5
LASTING = 120.0
Call = dict[str, Any]


def goal_9(folder: Path) -> Findings:
    found = Findings(9, f"an announcement to {READERS} within Telegram's limits")
    with _opened(folder) as firm:
        asyncio.run(_hire(firm))
        writers = [lead(firm).writer for _ in range(WRITERS)]
        firm.quiet()
        firm.post("telegram/options", limits=True)
        since = firm.last_call()
        firm.do("announce", "Всем: завтра санитарный день", "--to", "lawyer", "--as", 1)
        waits = _urgent(firm, writers, since)
        calls = _messages(firm, since)
    _tell(found, calls, waits)
    return found


@contextmanager
def _opened(folder: Path) -> Iterator[Firm]:
    firm = Firm(folder)
    try:
        firm.open()
        yield firm
    finally:
        firm.close()


async def _hire(firm: Firm) -> None:
    """Readers who have opened the bot: straight into the database, beside the running firm."""
    for number in range(READERS):
        known = user(FIRST + number, f"Читатель-{number}", started=["staff"])
        await asyncio.to_thread(firm.post, "telegram/user", **known)
    database, clock = Database(firm.environment["DATABASE_URL"]), SystemClock()
    async with SqlUnits(database, clock).begin() as unit:
        for number in range(READERS):
            one = NewPerson(f"Читатель-{number}", Role.LAWYER, "ru", telegram_id=FIRST + number)
            await unit.people.add(one, clock.now())
    await database.close()


def _urgent(firm: Firm, writers: Sequence[Writer], since: int) -> list[float]:
    """A client writes every two seconds while it lasts; seconds until a manager is shown it."""
    began, asked = time.time(), {}
    until(lambda: _told(_messages(firm, since)), "the announcement leaves")
    number = 0
    while _told(_messages(firm, since)) < READERS and time.time() - began < LASTING:
        text = f"Срочный вопрос {number} во время рассылки"
        asked[text] = time.time()
        writers[number % len(writers)].writes(text)
        number += 1
        time.sleep(max(0.0, asked[text] + PAUSE - time.time()))
    firm.quiet()
    shown = _messages(firm, since)
    return [_first(shown, text) - at for text, at in asked.items()]


def _first(calls: Sequence[Call], text: str) -> float:
    """When it was shown; never is for ever."""
    taken = (c["at"] for c in calls if c["status"] == 200 and text in str(c["params"]))
    return min(taken, default=float("inf"))


def _told(calls: Sequence[Call]) -> int:
    return sum(1 for call in calls if call["status"] == 200 and _reader(call))


def _reader(call: Call) -> bool:
    return FIRST <= int(call["params"].get("chat_id", 0)) < FIRST + READERS


def _messages(firm: Firm, since: int) -> list[Call]:
    """Those that the limits count."""
    counted = ("send", "edit", "copy", "forward")
    return [c for c in firm.calls("telegram", since) if c["method"].startswith(counted)]


def _tell(found: Findings, calls: Sequence[Call], waits: Sequence[float]) -> None:
    """Over the time that the announcement took; whatever else left then used the rate as well."""
    told = [call["at"] for call in calls if call["status"] == 200 and _reader(call)]
    inside = [c for c in calls if told[0] <= c["at"] <= told[-1]]
    taken = [c for c in inside if c["status"] == 200]
    refused = [c for c in inside if c["status"] == 429]
    lasted = told[-1] - told[0]
    used = (len(taken) - 1) / lasted / ALLOWED
    found.ratio("of the allowed rate used, all messages", used, 0.95)
    found.ratio("429, of all calls", len(refused) / len(inside) * 100, 1, "%", at_most=True)
    urgent = quantile(waits, 0.99)
    found.ratio("urgent, p99", urgent, URGENT_SECONDS, "s", at_most=True)
    found.ratio("readers who were told", len(told) / READERS, 1)
    found.figure("the announcement took", lasted, "s")
    found.figure("urgent messages meanwhile", len(waits), "")
    found.figure("urgent, median", quantile(waits, 0.5) * 1000, "ms")
    found.figure("urgent, the slowest", max(waits) * 1000, "ms")
