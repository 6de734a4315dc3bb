"""A16: the card of a warehouse that comes to its term, and what becomes of its copies."""

from datetime import timedelta

import pytest

from core.amounts import TONNE
from core.errors import Stale
from core.staff.model import Role
from tests.core.dealings import Dealings, cause, rub
from tests.core.reminding import Reminding, datas, msk

CODE = "warehouse-term"
UNTIL = msk(30, 23, 59)


@pytest.fixture
async def firm(office):
    firm = await Dealings(office).opened()
    firm.reminds = Reminding(office, CODE)
    await firm.reminds.tick()
    firm.old = await firm.core.catalog.add_warehouse(
        firm.director, "Транзит", "virtual", UNTIL, cause=cause()
    )
    await brought(firm, 10)
    return firm


async def brought(firm, tonnes, grade=None):
    await firm.core.ledger.receive(
        firm.director, grade or firm.grade, firm.old, tonnes * TONNE, rub(100_000), None,
        cause=cause(),
    )  # fmt: skip


async def version(firm):
    return (await firm.core.terms.look(firm.director, firm.old))["version"]


async def moved(firm, actor=None):
    await firm.core.terms.move_all(
        actor or firm.head, firm.old, await version(firm), firm.shelf, "срок", cause=cause()
    )


async def test_director_and_head_of_sales_are_asked_three_times(firm):
    for at in (msk(23, 10), msk(29, 10), msk(30, 10)):
        before = len(await firm.reminds.told(CODE))
        assert await firm.reminds.at(at - timedelta(seconds=1)) == 0
        assert await firm.reminds.at(at) == 1
        assert len(await firm.reminds.told(CODE)) == before + 2
    assert await firm.names(CODE) == ["Глеб"] * 3 + ["Дарья"] * 3
    heads = [text.partition("\n")[0] for text in await firm.reminds.texts(CODE)][::2]
    assert heads == [
        "🏭 «Транзит»: срок склада выходит через 7 дней, на нём есть товар",
        "🏭 «Транзит»: срок склада выходит завтра, на нём есть товар",
        "🏭 «Транзит»: срок склада выходит сегодня, на нём есть товар",
    ]
    await firm.reminds.at(msk(5, 10, month=12))
    assert len(await firm.reminds.told(CODE)) == 6


@pytest.mark.parametrize("asked", [False, True])
async def test_goods_that_come_after_the_last_card_have_one_at_the_term(firm, asked):
    """Whether nothing lay there in the morning, or what lay there was seen to."""
    if not asked:
        await moved(firm)
    await firm.reminds.at(msk(30, 10))
    await firm.office.shown()
    if asked:
        await moved(firm)
    before = len(await firm.reminds.told(CODE))
    firm.office.clock.advance(3600)
    await brought(firm, 7)
    assert await firm.reminds.at(UNTIL - timedelta(seconds=1)) == 0
    assert await firm.reminds.at(UNTIL) == 1
    told = (await firm.reminds.texts(CODE))[before:]
    assert len(told) == 2
    assert told[0].startswith("🏭 «Транзит»: срок склада вышел, а товар на нём остался")
    await moved(firm)
    assert await firm.reminds.at(msk(5, 10, month=12)) == 0
    assert len(await firm.reminds.told(CODE)) == before + 2


async def test_the_card_has_goods_tonnes_term_and_three_actions(firm):
    other = await firm.core.catalog.add_product(firm.director, "ПП 01030", cause=cause())
    await brought(firm, 4, other)
    await firm.core.booking.place(
        firm.manager, firm.grade, firm.old, 3 * TONNE, firm.client, cause=cause()
    )
    await firm.reminds.at(msk(23, 10))
    row = (await firm.reminds.told(CODE))[0]
    assert row.payload["text"].split("\n")[1:] == [
        "Срок: 30.11 23:59",
        "• ПЭНД 273 · 10 т, из них в брони 3 т",
        "• ПП 01030 · 4 т",
        "Всего 14 т, в брони 3 т",
    ]
    labels = [button["text"] for line in row.payload["buttons"] for button in line]
    assert labels == ["🚚 Перенести", "🗑 Обнулить", "📅 Продлить"]
    assert [data.split(":")[0] for data in datas(row)] == ["wtm", "wtz", "wte"]
    assert {data.split(":")[2] for data in datas(row)} == {str(await version(firm))}


async def test_where_nothing_is_promised_the_total_says_no_zero(firm):
    await firm.reminds.at(msk(23, 10))
    said = (await firm.reminds.texts(CODE))[0]
    assert said.split("\n")[2:] == ["• ПЭНД 273 · 10 т", "Всего 10 т"]


async def test_an_empty_warehouse_is_asked_about_by_nobody(firm):
    await moved(firm)
    await firm.reminds.at(msk(30, 10))
    assert await firm.reminds.told(CODE) == []


async def test_a_term_that_comes_before_the_hour_is_told_at_its_moment(firm):
    until = msk(30, 6)
    await firm.core.terms.extend_term(
        firm.head, firm.old, await version(firm), until, cause=cause()
    )
    await firm.reminds.at(msk(29, 10))
    assert await firm.reminds.at(msk(30, 5, 59)) == 0
    assert await firm.reminds.at(until) == 1
    text = (await firm.reminds.texts(CODE))[-1]
    assert text.startswith("🏭 «Транзит»: срок склада вышел, а товар на нём остался")


async def test_after_a_week_of_downtime_one_late_card_comes(firm):
    """P10."""
    assert await firm.reminds.at(msk(1, 9, month=12)) == 4
    texts = await firm.reminds.texts(CODE)
    assert len(texts) == 2
    assert texts[0].startswith("🏭 «Транзит»: срок склада вышел, а товар на нём остался")
    assert "⏰ С опозданием: 9 ч 1 мин" in texts[0]
    states = [state for _, state in await firm.reminds.fires()]
    assert states == ["skipped", "skipped", "skipped", "late"]


async def test_a_term_set_later_does_not_wake_what_would_have_been(firm):
    """Extended to the day after tomorrow: the card of a week before is not sent after the fact."""
    await firm.reminds.at(msk(23, 10))
    await firm.core.terms.extend_term(
        firm.head, firm.old, await version(firm), msk(25, 23, 59), cause=cause()
    )
    assert await firm.reminds.tick() == 0
    assert await firm.reminds.at(msk(24, 10)) == 1
    assert len(await firm.reminds.told(CODE)) == 4


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("move", "🚚 Товар перенесён на «Основной»"),
        ("zero", "🗑 Остаток списан"),
        ("extend", "📅 Срок продлён до 31.12 23:59"),
        ("forever", "📅 Склад теперь бессрочный"),
    ],
)
async def test_when_one_has_acted_every_copy_says_who_did_what_and_when(firm, action, said):
    await firm.reminds.at(msk(29, 10))
    await firm.office.shown()
    terms, seen = firm.core.terms, await version(firm)
    if action == "move":
        await moved(firm)
    elif action == "zero":
        await terms.write_off_all(firm.head, firm.old, seen, "испорчено", cause=cause())
    else:
        until = msk(31, 23, 59, month=12) if action == "extend" else None
        await terms.extend_term(firm.head, firm.old, seen, until, cause=cause())
    rows = await firm.reminds.told(f"{CODE}-closed")
    assert sorted(row.receiver.id for row in rows) == sorted([firm.director.id, firm.head.id])
    for row in rows:
        assert row.payload["text"] == (f"🏭 «Транзит»: вопрос решён\n{said}\nГлеб, 29.11 10:00")
        assert row.payload["buttons"] == []
    with pytest.raises(Stale) as refused:
        await terms.look(firm.director, firm.old, seen)
    assert refused.value.fields["by"] == "Глеб"
    await firm.reminds.at(msk(30, 10))
    assert len(await firm.reminds.told(CODE)) == 2


async def test_managers_hear_that_their_reservations_have_moved(firm):
    await firm.core.booking.place(
        firm.manager, firm.grade, firm.old, 3 * TONNE, firm.client, cause=cause()
    )
    await moved(firm)
    (row,) = await firm.told("reservation")
    assert row.receiver.id == firm.manager.id
    assert row.payload["text"].split("\n")[:2] == [
        "🏭 Глеб: ваша бронь перенесена на другой склад, 3 т",
        "ПЭНД 273 · Основной · ООО Ромашка",
    ]


async def test_who_is_no_head_any_more_does_not_get_the_card_on_its_way(firm):
    """P18: the right is asked again when it leaves."""
    await firm.reminds.at(msk(29, 10))
    async with firm.office.units.begin() as unit:
        person = await unit.people.get(firm.head.id)
        await unit.people.move(person.id, person.version, Role.MANAGER, "manager")
    await firm.office.shown()
    states = {row.receiver.id: row.state.value for row in await firm.reminds.told(CODE)}
    assert states[firm.head.id] == "denied"
    assert states[firm.director.id] != "denied"
