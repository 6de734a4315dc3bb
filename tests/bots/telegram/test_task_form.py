"""A task's day: nobody is offered one that has ended (E7)."""

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from bots.telegram.show import Place
from bots.telegram.staff.forms.answers import end_of
from bots.telegram.staff.forms.steps import Talk
from bots.telegram.staff.forms.tasks import TASK_FORM
from bots.telegram.staff.office import Turn
from tests.bots.telegram.fakes import ANNA, person
from tests.clock import FrozenClock

DUE = next(step for step in TASK_FORM.steps if step.name == "due")
OFFERED = {
    "in the middle of the day": (17, 59, ["2026-11-24", "2026-11-25", "2026-11-27"]),
    "at its end": (18, 0, ["2026-11-25", "2026-11-26", "2026-11-28"]),
    "late in the evening": (23, 59, ["2026-11-25", "2026-11-26", "2026-11-28"]),
}


def talk(room, at: datetime, closes: time = time(18)) -> Talk:
    office = replace(room.office, clock=FrozenClock(at), closes=closes)
    return Talk(Turn(office, person(), {}, Place(ANNA), "cause"), {}, {})


@pytest.mark.parametrize(("hour", "minute", "days"), OFFERED.values(), ids=OFFERED)
async def test_after_the_working_day_tasks_are_due_from_tomorrow(room, hour, minute, days):
    moment = talk(room, datetime(2026, 11, 24, hour, minute, tzinfo=UTC))

    assert [choice.value for choice in await DUE.choices(moment, "")] == days


async def test_the_day_ends_by_the_firms_own_hours(room):
    moment = talk(room, datetime(2026, 11, 24, 18, 30, tzinfo=UTC), closes=time(20))

    assert end_of("2026-11-24", moment) == datetime(2026, 11, 24, 20, tzinfo=UTC)
    assert (await DUE.choices(moment, ""))[0].value == "2026-11-24"
