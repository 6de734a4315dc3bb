"""The record of a card: what storage keeps and what the database itself refuses (E10, A13)."""

from datetime import timedelta

import pytest

from core.clients.errors import DuplicateClient
from core.ids import ClientId
from storage.search import likeness


async def add(unit, clock, number, **facts):
    row = {"name": f"Клиент {number}", "kind": "company", "status": "pending"} | facts
    return await unit.cards.add_card(ClientId(number), row, clock.now())


async def test_the_database_settles_whose_a_number_is(units, clock):
    async with units.begin() as unit:
        assert await add(unit, clock, 1, inn="7707083893", kpp="770701001")
        assert not await add(unit, clock, 2, inn="7707083893", kpp="770701001")
        assert await add(unit, clock, 3, inn="7707083893", kpp="780201001")
        assert await add(
            unit, clock, 4, inn="7707083893", kpp="770701001", compartment="retailer:9"
        )
        assert await add(unit, clock, 5, country="KZ", registration="77")
        assert not await add(unit, clock, 6, country="KZ", registration="77")
    with pytest.raises(DuplicateClient):
        async with units.begin() as unit:
            await unit.cards.set_facts(ClientId(3), {"kpp": "770701001"})


async def test_a_merged_card_leaves_its_number_to_others_until_it_is_parted(units, clock):
    async with units.begin() as unit:
        await add(unit, clock, 1, inn="7707083893")
        await add(unit, clock, 2, inn="7736050003")
        await unit.cards.join(ClientId(2), ClientId(1))
        assert await add(unit, clock, 3, inn="7736050003")
    async with units.begin() as unit:
        assert await unit.cards.holder("staff", {"inn": "7736050003"}) == 3
    async with units.begin() as unit:
        assert await unit.cards.part(ClientId(2)) is False


async def test_what_is_due_is_open_until_cleared(units, clock):
    soon = clock.now() + timedelta(days=3)
    async with units.begin() as unit:
        await unit.due.put("sample-call", soon, "sample", 7, {"client": 1})
        await unit.due.put("sample-call", soon, "sample", 8)
    async with units.begin() as unit:
        assert await unit.due.open_of("sample-call", "sample", 7) == [soon]
        assert await unit.due.clear("sample-call", "sample", 7, clock.now()) == 1
        assert await unit.due.clear("sample-call", "sample", 7, clock.now()) == 0
        assert await unit.due.open_of("sample-call", "sample", 8) == [soon]


async def test_a_history_mixes_kinds_by_time_and_is_cut_to_its_newest(make, units, clock):
    person = await make.person(name="Петров")
    client = await make.client("ООО Ромашка", person)
    conversation = await make.conversation(client)
    await make.message(conversation, "почём?")
    async with units.begin() as unit:
        clock.advance(60)
        await unit.cards.add_comment(client.id, person.id, "перезвонить", clock.now())
    clock.advance(60)
    await make.message(conversation, "алло")
    async with units.read() as unit:
        rows = await unit.cards.history(client.id, 10, 0)
        assert await unit.cards.history(client.id, 1, 1) == rows[1:2]
    assert [(r["kind"], r["text"]) for r in rows] == [
        ("message", "почём?"), ("comment", "перезвонить"), ("message", "алло"),
    ]  # fmt: skip
    assert rows[1]["author"] == "Петров"
    assert rows[1].keys() == rows[0].keys()


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("ООО «Ромашка»", "ромашка ООО"), ('АО "Ёлка Плюс"', "плюс елка, ао"),
        ("ИП Иванов", "Иванов"),
    ],
)  # fmt: skip
def test_names_are_alike_without_quotes_forms_and_order(one, two):
    assert likeness(one) == likeness(two) != ""
