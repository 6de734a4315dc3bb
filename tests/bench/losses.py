"""Goal 4: what is lost and what is repeated when the process or the providers fail.

The emulators' own ledgers judge, as in `tests/e2e/kill`, whose long version throws 200 kills.
"""

import asyncio
import contextlib
import time
from pathlib import Path

from tests.bench.report import Findings
from tests.e2e.kill.load import Load
from tests.e2e.kill.oracle import Oracle, Verdict
from tests.e2e.kill.rounds import LANES, PEOPLE, play
from tests.e2e.kill.stand import Late, Stand, until

KILLS = 4
WRITING = 15.0
ARRIVING = 90.0
BROKEN = {"kind": "status", "status": 502, "rate": 0.1}


def goal_4(folder: Path) -> Findings:
    found = Findings(4, "lost and repeated, both ways, by the emulators' ledgers")
    killed = asyncio.run(play(folder / "kills", KILLS, seed=int(time.time()))).verdict
    _tell(found, f"{KILLS} × kill -9", killed, KILLS * LANES)
    refused = asyncio.run(_refused(folder / "refusals"))
    _tell(found, "10 % of calls answered 502, Telegram's rate caps on", refused, LANES)
    return found


async def _refused(folder: Path) -> Verdict:
    async with Stand(folder, managers=PEOPLE) as stand:
        await stand.start()
        await stand.working()
        await stand.control("telegram/options", limits=True)
        for provider in ("telegram", "twilio"):
            await stand.control("faults", provider=provider, **BROKEN)
        load = Load(stand, clients=PEOPLE)
        load.start()
        await asyncio.sleep(WRITING)
        await load.stop_writing()
        oracle = Oracle(stand, load)
        with contextlib.suppress(Late):  # the verdict names what is lost
            await until("everything arrived", ARRIVING, lambda: _arrived(oracle))
        await load.stop()
        return await oracle.verdict()


async def _arrived(oracle: Oracle) -> bool:
    """Twice in a row, because an answer is typed when its question is seen."""
    if await oracle.missing():
        return False
    await asyncio.sleep(1.5)
    return not await oracle.missing()


def _tell(found: Findings, what: str, verdict: Verdict, in_flight: int) -> None:
    repeats = verdict.repeats_shown + verdict.repeats_sent
    found.ratio(f"{what}: lost", len(verdict.lost), 0, "", at_most=True)
    found.ratio(f"{what}: repeats, of as many in flight", repeats, in_flight, "", at_most=True)
    found.figure(f"{what}: messages", verdict.messages, "")
    found.figure(f"{what}: answers", verdict.answers, "")
    found.figure(f"{what}: out of order", len(verdict.inversions), "")
