import asyncio
from datetime import timedelta

import pytest

from core.clients.model import GLOBAL
from core.errors import InvalidInput
from core.staff.model import INVITATION_LIFE, Invitation, NewPerson, Role


async def test_a_person_bound_at_once_is_present_until_the_day_is_finished(make, units, clock):
    person = await make.person(telegram_id=101, phone="+79000000001")
    assert person.present
    assert person.group == "manager"
    async with units.begin() as unit:
        assert not await unit.people.start_day(person.id, clock.now())
        assert await unit.people.finish_day(person.id, clock.now())
        assert not await unit.people.finish_day(person.id, clock.now())
    async with units.read() as unit:
        assert not (await unit.people.get(person.id)).present


async def test_a_person_is_found_by_id_telegram_phone_and_role(make, units):
    head = await make.person(Role.SALES_HEAD, telegram_id=100)
    manager = await make.person(telegram_id=101, phone="+79000000001", superior_id=head.id)
    async with units.read() as unit:
        assert await unit.people.by_telegram(101) == manager
        assert await unit.people.by_phone("+79000000001") == manager
        assert await unit.people.of_roles(Role.MANAGER, Role.SECRETARY) == [manager]
        assert [p.id for p in await unit.people.listing()] == [head.id, manager.id]
        assert await unit.people.by_ids([]) == {}
        assert set(await unit.people.by_ids([head.id, manager.id, 999])) == {head.id, manager.id}
        assert await unit.people.by_telegram(5) is None
        assert await unit.people.by_phone("+7") is None


async def test_phone_and_telegram_of_a_person_are_identities(make, units):
    person = await make.person(telegram_id=101, phone="+79000000001")
    async with units.read() as unit:
        found = await unit.clients.identities_at([("telegram", GLOBAL, "101")], ["+79000000001"])
    assert {(i.channel, i.person_id) for i in found} == {
        ("telegram", person.id),
        ("phone", person.id),
    }


async def test_binding_opens_the_day_and_moves_the_identity(make, units, clock):
    person = await make.person(phone="+79000000001")
    for telegram in (101, 102):
        async with units.begin() as unit:
            await unit.people.bind(person.id, telegram, clock.now())
    async with units.read() as unit:
        bound = await unit.people.by_telegram(102)
        assert bound.present
        assert bound.version == 3
        keys = [("telegram", GLOBAL, "101"), ("telegram", GLOBAL, "102")]
        found = await unit.clients.identities_at(keys, [])
    assert [i.address.external_id for i in found] == ["102"]


async def test_a_telegram_account_of_a_dismissed_person_can_be_given_again(make, units, clock):
    gone = await make.person(telegram_id=101, phone="+79000000001")
    async with units.begin() as unit:
        await unit.people.dismiss(gone.id, clock.now())
    back = await make.person(Role.SECRETARY, telegram_id=101, phone="+79000000001")
    async with units.read() as unit:
        assert (await unit.people.by_telegram(101)).id == back.id
        assert (await unit.people.by_phone("+79000000001")).id == back.id
        assert (await unit.people.get(gone.id)).telegram_id is None
        found = await unit.clients.identities_at([("telegram", GLOBAL, "101")], ["+79000000001"])
    assert {i.person_id for i in found} == {back.id}


async def test_a_telegram_account_of_a_colleague_cannot_be_taken(make, clock):
    await make.person(telegram_id=101)
    with pytest.raises(InvalidInput, match="telegram-taken"):
        await make.person(telegram_id=101)


async def test_a_dismissed_person_loses_place_and_day_and_is_still_known(make, units, clock):
    person = await make.person(telegram_id=101)
    for _ in range(2):
        async with units.begin() as unit:
            await unit.people.dismiss(person.id, clock.now())
    async with units.read() as unit:
        gone = await unit.people.by_telegram(101)
        assert not gone.placed
        assert not gone.present
        assert (gone.epoch, gone.version) == (2, 2)
        assert await unit.people.of_roles(Role.MANAGER) == []


async def test_a_clients_phone_that_becomes_a_persons_belongs_to_both(make, units):
    client = await make.client(phone="+79000000001")
    person = await make.person(phone="+79000000001")
    async with units.read() as unit:
        (identity,) = await unit.clients.identities_at([], ["+79000000001"])
    assert (identity.client_id, identity.person_id) == (client.id, person.id)


async def test_the_turn_of_rotation_and_the_language_are_remembered(make, units, clock):
    first, second = await make.person(), await make.person()
    later = clock.now() + timedelta(minutes=1)
    async with units.begin() as unit:
        await unit.people.mark_given({second.id: later, first.id: clock.now()})
        await unit.people.mark_given({})
        await unit.people.set_locale(first.id, "en")
    async with units.read() as unit:
        found = await unit.people.by_ids([first.id, second.id])
    assert found[first.id].last_given_at == clock.now()
    assert found[second.id].last_given_at == later
    assert found[first.id].locale == "en"


async def _invite(units, clock):
    expires = clock.now() + INVITATION_LIFE
    invitation = Invitation("hash", Role.MANAGER, "+79000000001", expires)
    async with units.begin() as unit:
        await unit.people.add_invitation(invitation)
    return invitation


async def test_an_invitation_is_used_once_by_twenty_at_once(make, units, clock):
    invitation = await _invite(units, clock)
    person = await make.person()

    async def use():
        async with units.begin() as unit:
            return await unit.people.use_invitation("hash", person.id, clock.now())

    assert sum(await asyncio.gather(*(use() for _ in range(20)))) == 1
    async with units.read() as unit:
        used = await unit.people.invitation("hash")
        assert await unit.people.invitation("other") is None
    assert used.used_at == clock.now()
    assert (used.role, used.phone, used.expires_at) == (
        invitation.role,
        invitation.phone,
        invitation.expires_at,
    )


async def test_a_late_invitation_is_not_used(make, units, clock):
    await _invite(units, clock)
    person = await make.person()
    clock.advance(INVITATION_LIFE.total_seconds())
    async with units.begin() as unit:
        assert not await unit.people.use_invitation("hash", person.id, clock.now())


async def test_twenty_adding_the_first_of_a_role_make_one_group(units, clock):
    async def add(n):
        async with units.begin() as unit:
            return await unit.people.add(NewPerson(f"n{n}", Role.LAWYER, "ru"), clock.now())

    people = await asyncio.gather(*(add(n) for n in range(20)))
    assert len({p.id for p in people}) == 20
    assert {p.group for p in people} == {"lawyer"}
