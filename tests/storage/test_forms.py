"""Forms half filled in: by person and topic, replaced, ended, kept over a restart (F3)."""

import pytest

from core.forms import ENDED, Draft, Forms
from core.staff.model import NewPerson, Role

STATE = {"token": "ab12", "entries": [["quantity", 2_500_000, "2,5 т"], ["due", None, "—"]]}


@pytest.fixture
async def people(units, clock):
    async with units.begin() as unit:
        added = [
            await unit.people.add(NewPerson(name, Role.MANAGER, "ru"), clock.now())
            for name in ("Борис", "Зоя")
        ]
    return [one.id for one in added]


@pytest.fixture
def forms(units, clock):
    return Forms(units, clock)


async def test_a_form_is_found_by_its_person_and_topic_alone(forms, people):
    boris, zoya = people
    await forms.keep(boris, "", Draft("reserve", STATE))
    await forms.keep(boris, "17", Draft("task", {}))

    assert await forms.find(boris, "") == Draft("reserve", STATE)
    assert (await forms.find(boris, "17")).name == "task"
    assert await forms.find(boris, "18") is None
    assert await forms.find(zoya, "") is None


async def test_a_form_knows_when_it_was_kept_last(forms, people, clock):
    await forms.keep(people[0], "", Draft("reserve", STATE))
    clock.advance(60)
    await forms.keep(people[0], "", Draft("reserve", STATE))

    assert (await forms.find(people[0], "")).kept_at == clock.now()


async def test_another_form_in_the_same_place_replaces_it(forms, people):
    await forms.keep(people[0], "", Draft("reserve", STATE))
    await forms.keep(people[0], "", Draft("receive", {"token": "cd34"}))

    assert await forms.find(people[0], "") == Draft("receive", {"token": "cd34"})


async def test_an_ended_form_leaves_its_mark_alone_until_the_next_one(forms, people):
    await forms.keep(people[0], "", Draft("reserve", STATE))
    await forms.end(people[0], "", {"token": "ab12"})
    await forms.end(people[0], "", {"token": "ab12"})

    assert await forms.find(people[0], "") == Draft(ENDED, {"token": "ab12"})
    await forms.keep(people[0], "", Draft("receive", {"token": "cd34"}))
    assert await forms.find(people[0], "") == Draft("receive", {"token": "cd34"})
