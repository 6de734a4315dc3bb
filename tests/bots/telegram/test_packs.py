"""Packs as people write them: the unit of "100 мешков"."""

from collections.abc import Mapping

import pytest

from bots.telegram.show import Place
from bots.telegram.staff.forms.catalog import PACKS
from bots.telegram.staff.forms.steps import Talk
from bots.telegram.staff.office import Turn
from core.errors import InvalidInput
from tests.bots.telegram.fakes import ANNA, person

READ: Mapping[str, dict[str, int]] = {
    "мешок 25 кг, биг-бэг 1 т": {"мешок": 25_000, "биг-бэг": 1_000_000},
    "Биг-бэг 1,5 т, мешок 25кг": {"биг-бэг": 1_500_000, "мешок": 25_000},
    "мешок: 25 кг; паллет - 1 т": {"мешок": 25_000, "паллет": 1_000_000},
    "мешок 25 кг\nбиг-бэг 500 кг": {"мешок": 25_000, "биг-бэг": 500_000},
}
NONE = ("", "мешок", "25 кг", "мешок 25", "мешок -5 кг", "м 5 кг, ,", "биг бэг 1 т")
PACK = next(step for step in PACKS.steps if step.name == "packs")


def talk(room) -> Talk:
    return Talk(Turn(room.office, person(), {}, Place(ANNA), "cause"), {}, {})


@pytest.mark.parametrize(("text", "packs"), READ.items())
async def test_packs_are_read_as_they_are_written(room, text, packs):
    assert (await PACK.typed(talk(room), text)).value == packs


@pytest.mark.parametrize("text", NONE)
async def test_what_is_no_pack_is_refused(room, text):
    """A name of two words could be written down and never typed again."""
    with pytest.raises(InvalidInput):
        await PACK.typed(talk(room), text)
