"""P2, faults 1 and 2. The long version: `python -m tests.e2e.kill --kills 200`."""

from pathlib import Path

import pytest

from tests.e2e.kill.rounds import LANES, play

KILLS = 20


@pytest.mark.timeout(600)
async def test_twenty_kills_at_random_instants_lose_nothing_and_turn_nothing_round(tmp_path: Path):
    result = await play(tmp_path, KILLS, seed=20)
    print(result.row())
    verdict = result.verdict
    assert verdict.messages > 100
    assert verdict.answers > 20
    assert result.steady >= KILLS // 5
    assert verdict.lost == []
    assert verdict.twice_in_record == []
    assert verdict.inversions == []
    assert verdict.repeats_shown <= KILLS * LANES
    # Twilio can be asked what it has taken, so nothing is said to a client twice.
    assert verdict.repeats_sent == 0
    assert verdict.unmarked == []
