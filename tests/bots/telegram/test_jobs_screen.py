"""/jobs: what comes by the clock and what has come, in the firm's zone (P10)."""

from datetime import UTC, datetime

import pytest

from core.errors import NotAllowed
from core.schedule.model import Fire, Next, State
from core.staff.model import Role
from tests.bots.telegram.fakes import ANNA, person


@pytest.fixture
async def director(room):
    room.staff.people[ANNA] = person(Role.DIRECTOR)
    return room


def at(hour, minute=0):
    return datetime(2026, 11, 23, hour, minute, tzinfo=UTC)


async def test_the_jobs_are_told_soonest_first_with_their_state(director, outside):
    director.jobs.coming = [
        Next("later-one", at(11), Fire("later-one/1", at(6), at(6, 5), State.LATE)),
        Next("sooner-one", at(7), None, overdue=at(6, 30)),
        Next("nothing-yet", None, None),
    ]
    director.jobs.recent = [
        *(Fire(f"often/{n}", at(8), at(8), State.FIRED) for n in range(3)),
        Fire("sooner-one/5", at(6), at(6, 5), State.LATE),
        Fire("sooner-one/6", at(6), at(6, 5), State.VOID),
    ]
    await director.types("/jobs")
    text = (await outside.shown())[-1]["text"]
    assert text.index("23.11 07:00") < text.index("06:30") < text.index("23.11 11:00")
    assert text.index("11:00") < text.index("в ближайшие 8 дней ничего")
    assert "23.11 11:00 · Задание · было 23.11 06:05, с опозданием" in text
    assert "23.11 08:00 · Задание ×3 · вовремя" in text
    assert "23.11 06:05 · Задание · с опозданием" in text
    assert "23.11 06:05 · Задание · делать было нечего" in text


async def test_who_may_not_look_is_told_so(director, outside):
    director.jobs.refusal = NotAllowed(permission="job:read")
    await director.types("/jobs")
    assert "⏰" not in (await outside.shown())[-1]["text"]
