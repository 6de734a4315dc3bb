"""kill -9 at random instants of start-up and of steady work (P2, faults 1 and 2)."""

import asyncio
import random
import time
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.kill.load import Load
from tests.e2e.kill.oracle import Oracle, Verdict
from tests.e2e.kill.stand import Stand

PEOPLE = 6
LANES = 2 * 8
"""Provider accounts times OUTBOX_IN_FLIGHT."""
STEADY = 4
"""Every fourth kill waits until everything is plugged in: importing aiogram takes seconds."""
STANDSTILL = 45
"""Seconds in which nothing more arrives: what is missing then is lost."""


@dataclass
class Result:
    kills: int
    steady: int
    seconds: float
    refused: int
    verdict: Verdict

    def row(self) -> dict[str, object]:
        return {
            "kills": self.kills,
            "steady": self.steady,
            "refused_webhooks": self.refused,
            **self.verdict.row(),
            "limit": self.kills * LANES,
            "seconds": round(self.seconds, 1),
        }


async def play(folder: Path, kills: int, seed: int) -> Result:
    """The firm works while the process dies `kills` times; then what it owes is awaited."""
    dice, begun = random.Random(seed), time.monotonic()
    async with Stand(folder, managers=PEOPLE) as stand:
        load = Load(stand, clients=PEOPLE, pause=2 + kills / 50)
        load.start()
        steady = 0
        for number in range(kills):
            steady += await _one(stand, dice, settled=number % STEADY == STEADY - 1)
        await stand.start()
        await load.stop_writing()
        oracle = Oracle(stand, load)
        await _caught_up(oracle)
        await load.stop()
        verdict = await oracle.verdict()
        return Result(kills, steady, time.monotonic() - begun, load.refused, verdict)


async def _one(stand: Stand, dice: random.Random, *, settled: bool) -> bool:
    """Whether the kill hit a process with everything plugged in."""
    await stand.start()
    if settled:
        await stand.working()
        await asyncio.sleep(dice.uniform(0, 1.5))
    else:
        await asyncio.sleep(dice.uniform(0.1, 7))
    steady = (await stand.state()).get("telegram") == "ok"
    await stand.kill()
    return steady


async def _caught_up(oracle: Oracle) -> None:
    """As long as more arrives: a chat takes one message a second, so a backlog takes its time."""
    fewest, since = len(await oracle.missing()), time.monotonic()
    while time.monotonic() - since < STANDSTILL:
        await asyncio.sleep(1.5)
        missing = len(await oracle.missing())
        if missing < fewest:
            since = time.monotonic()
        elif missing == fewest == 0:  # twice: an answer is typed when its question is seen
            return
        fewest = missing
