"""E11: a new lead goes to whoever is present and has waited longest."""

from collections import Counter

from core.staff.model import Role


async def _leads(office, *phones):
    await office.receive(*(office.message(phone=phone) for phone in phones))
    return [await office.owner_of(line.client.id) for line in await office.clients()]


def phones(count, start=0):
    return [f"+7900{n:07}" for n in range(start, start + count)]


async def test_the_turn_goes_round_within_a_batch(office):
    a, b, c = [await office.person() for _ in range(3)]
    assert await _leads(office, *phones(7)) == [a.id, b.id, c.id, a.id, b.id, c.id, a.id]


async def test_the_turn_is_remembered_between_batches(office):
    a, b, c = [await office.person() for _ in range(3)]
    for n in range(9):
        office.later(1)
        owners = await _leads(office, f"+7901{n:07}")
    assert owners == [a.id, b.id, c.id] * 3


async def test_nobody_gets_two_more_than_another_however_the_leads_come(office):
    people = [await office.person() for _ in range(3)]
    start = 0
    for size in (1, 4, 2, 5, 1, 7):
        office.later(1)
        owners = await _leads(office, *phones(size, start))
        start += size
    counted = Counter(owners)
    assert max(counted.values()) - min(counted.get(p.id, 0) for p in people) <= 1


async def test_who_went_home_or_has_no_telegram_gets_nothing(office):
    await office.person(present=False)
    await office.person(telegram_id=None)
    here = await office.person()
    assert await _leads(office, *phones(2)) == [here.id, here.id]


async def test_with_nobody_present_the_secretary_sorts_out_unassigned_ones(office):
    await office.person(present=False)
    secretary = await office.person(Role.SECRETARY)
    await office.person(Role.SALES_HEAD)
    assert await _leads(office, *phones(2)) == [None, None]
    shown = await office.rows(code="client-message")
    assert {row.receiver.id for row in shown} == {secretary.id}


async def test_without_a_secretary_the_head_of_sales_gets_them(office):
    head = await office.person(Role.SALES_HEAD, present=False)
    assert await _leads(office, *phones(2)) == [head.id, head.id]


async def test_with_nobody_at_all_the_administrators_are_told_once_without_a_word_of_it(office):
    director = await office.person(Role.DIRECTOR)
    await office.receive(office.message("тайна"), office.message("ещё тайна"))
    (note,) = await office.rows()
    assert (note.code, note.receiver.id) == ("unseen", director.id)
    assert "тайна" not in str(note.payload)


async def test_a_known_client_stays_with_its_owner_who_went_home(office):
    manager = await office.person()
    await office.writes()
    async with office.units.begin() as unit:
        await unit.people.finish_day(manager.id, office.clock.now())
    other = await office.person()
    await office.writes("ещё")
    rows = await office.rows(code="client-message")
    assert {row.receiver.id for row in rows} == {manager.id} != {other.id}
    assert len(rows) == 2
