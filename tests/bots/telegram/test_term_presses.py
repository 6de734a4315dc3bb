"""The card of a warehouse at its term: a press that leads nowhere says what is missing (A16)."""

from types import SimpleNamespace

import pytest

from bots.telegram.staff.actions.terms import PRESSES
from core.errors import InvalidInput
from core.notices.buttons import TERM_EXTEND, TERM_MOVE
from tests.bots.telegram.fake_goods import FAR, FakeNames


class Terms:
    """A warehouse and where its goods may go."""

    def __init__(self, *found):
        self.found = found

    async def look(self, person, warehouse, version):
        return {"name": "Транзит", "version": version}

    async def targets(self, person, warehouse):
        return list(self.found)


class Started:
    def __init__(self):
        self.names = []

    async def start(self, turn, name, given):
        self.names.append(name)


async def pressed(prefix, *found):
    forms, goods = Started(), SimpleNamespace(terms=Terms(*found))
    office = SimpleNamespace(names=FakeNames(), goods=goods, forms=forms)
    press, _ = PRESSES[prefix]
    await press(SimpleNamespace(office=office, person=None), "warehouse1", "3")
    return forms.names


async def test_with_no_unlimited_warehouse_nobody_is_asked_where_to():
    with pytest.raises(InvalidInput) as refused:
        await pressed(TERM_MOVE)
    assert refused.value.code == "warehouse-nowhere"


async def test_with_one_the_form_opens():
    assert await pressed(TERM_MOVE, FAR) == ["term-move"]


async def test_another_term_needs_no_other_warehouse():
    assert await pressed(TERM_EXTEND) == ["term-extend"]
