"""People find their place, keep their day, and leave (E6, fault 52, POLICY R1)."""

import asyncio

import pytest
from sqlalchemy import text

from core.errors import InvalidInput, InvitationInvalid, NotAllowed, NotFound
from core.staff.model import INVITATION_LIFE, Role
from tests.core.office import PHONE

OTHER = "+79000000002"


async def _bind(office, token, telegram_id, phone=PHONE, cause=None):
    await office.core.staff.begin_binding(token, telegram_id)
    return await office.core.staff.finish_binding(
        telegram_id, phone, "Новый", cause or f"c{telegram_id}"
    )


async def test_an_invitation_binds_the_owner_of_the_phone_once(office):
    director = await office.person(Role.DIRECTOR)
    token = await office.core.staff.invite(director, "manager", "8 (900) 000-00-01")
    person = await _bind(office, token, 101)
    assert (person.role, person.phone, person.telegram_id, person.present) == (
        Role.MANAGER, PHONE, 101, True,
    )  # fmt: skip
    for telegram_id in (101, 102):
        with pytest.raises(InvitationInvalid):
            await office.core.staff.begin_binding(token, telegram_id)


async def test_twenty_accounts_at_once_use_an_invitation_once(office):
    token = await office.core.staff.invite(None, "manager", PHONE)
    for telegram_id in range(101, 121):
        await office.core.staff.begin_binding(token, telegram_id)
    found = await asyncio.gather(
        *(
            office.core.staff.finish_binding(telegram_id, PHONE, "Я", f"c{telegram_id}")
            for telegram_id in range(101, 121)
        ),
        return_exceptions=True,
    )
    bound = [one for one in found if not isinstance(one, BaseException)]
    assert len(bound) == 1
    async with office.units.read() as unit:
        assert [p.id for p in await unit.people.listing()] == [bound[0].id]


async def test_the_same_contact_handled_again_is_the_same_person(office):
    """17b: killed between the effect and the mark."""
    token = await office.core.staff.invite(None, "manager", PHONE)
    first = await _bind(office, token, 101, cause="inbox:1")
    again = await office.core.staff.finish_binding(101, PHONE, "Новый", "inbox:1")
    assert first == again


@pytest.mark.parametrize(("late", "usable"), [(-1, True), (0, False), (1, False)])
async def test_an_invitation_lives_for_a_day_to_the_second(office, late, usable):
    token = await office.core.staff.invite(None, "manager", PHONE)
    await office.core.staff.begin_binding(token, 101)
    office.later(INVITATION_LIFE.total_seconds() + late)
    if usable:
        assert (await office.core.staff.finish_binding(101, PHONE, "Я", "c")).role is Role.MANAGER
        return
    with pytest.raises(InvitationInvalid):
        await office.core.staff.begin_binding(token, 102)
    with pytest.raises(InvitationInvalid):
        await office.core.staff.finish_binding(101, PHONE, "Я", "c")


async def test_the_wrong_phone_a_foreign_link_and_no_link_are_told_alike(office):
    """Fault 52, I11."""
    token = await office.core.staff.invite(None, "manager", PHONE)
    told = []
    await office.core.staff.begin_binding(token, 101)
    for telegram_id, phone in ((101, OTHER), (102, PHONE)):
        with pytest.raises(InvitationInvalid) as refusal:
            await office.core.staff.finish_binding(telegram_id, phone, "Я", "c")
        told.append((refusal.value.code, refusal.value.fields))
    for made_up in ("", "x", token + "x", token[:-1]):
        with pytest.raises(InvitationInvalid) as refusal:
            await office.core.staff.begin_binding(made_up, 103)
        told.append((refusal.value.code, refusal.value.fields))
    assert len({code for code, _ in told}) == 1
    assert (await _bind(office, token, 101)).phone == PHONE


async def test_only_who_may_invites(office):
    manager = await office.person()
    with pytest.raises(NotAllowed):
        await office.core.staff.invite(manager, "manager", PHONE)
    director = await office.person(Role.DIRECTOR)
    for role, phone, code in (("boss", PHONE, "role-unknown"), ("manager", "12", "phone-invalid")):
        with pytest.raises(InvalidInput, match=code):
            await office.core.staff.invite(director, role, phone)


async def test_a_token_is_kept_as_a_hash_only(office, database):
    token = await office.core.staff.invite(None, "manager", PHONE)
    async with database.read() as connection:
        rows = (await connection.execute(text("SELECT * FROM invitations"))).all()
    assert len(rows) == 1
    assert token not in str(rows)


async def test_a_duplicate_is_refused_and_adds_nobody(office):
    await office.core.staff.add("manager", "Первый", telegram_id=101, phone=PHONE)
    for more, code in (
        ({"telegram_id": 101}, "telegram-taken"),
        ({"phone": "8 900 000 00 01"}, "phone-taken"),
        ({"superior_id": 404}, "superior-unknown"),
        ({"phone": "не телефон"}, "phone-invalid"),
    ):
        with pytest.raises(InvalidInput, match=code):
            await office.core.staff.add("manager", "Второй", **more)
    async with office.units.read() as unit:
        assert len(await unit.people.listing()) == 1


async def test_a_role_is_one_of_eight_in_any_case(office):
    assert (await office.core.staff.add(" Sales_Head ", "Я")).role is Role.SALES_HEAD
    with pytest.raises(InvalidInput, match="role-unknown") as refusal:
        await office.core.staff.add("boss", "Я")
    assert "retailer" in refusal.value.fields["roles"]


async def test_a_day_is_opened_and_closed_once(office):
    manager = await office.person(present=False)
    staff = office.core.staff
    calls = (staff.start_day, staff.start_day, staff.finish_day, staff.finish_day)
    assert [await call(manager) for call in calls] == [True, False, True, False]
    retailer = await office.person(Role.RETAILER)
    with pytest.raises(NotAllowed):
        await staff.start_day(retailer)


async def test_only_people_with_a_place_are_known_by_telegram(office):
    manager = await office.person(telegram_id=101)
    assert (await office.core.staff.person_at(101)).id == manager.id
    await office.core.handover.dismiss(manager.id, (await office.person()).id)
    assert await office.core.staff.person_at(101) is None
    assert await office.core.staff.person_at(404) is None
    with pytest.raises(NotFound):
        await office.core.staff.start_day(manager)


async def _dismissed(office, **more):
    gone = await office.person(phone=PHONE, telegram_id=101, **more)
    await office.core.handover.dismiss(gone.id, (await office.person(Role.SALES_HEAD)).id)
    return gone


async def test_phone_and_account_of_somebody_who_left_can_be_placed_again(office):
    gone = await _dismissed(office)
    back = await office.core.staff.add("secretary", "Снова", telegram_id=101, phone=PHONE)
    assert back.id != gone.id
    assert (await office.core.staff.person_at(101)).id == back.id
    await office.receive(office.message())
    assert await office.clients() == []


@pytest.mark.parametrize("channel", ["whatsapp", "telegram"])
async def test_somebody_who_left_and_writes_is_one_lead_however_often(office, channel):
    """Not a new lead each message, within a batch and from batch to batch."""
    await _dismissed(office)
    who = {"phone": "101", "channel": "telegram"} if channel == "telegram" else {}
    await office.receive(office.message("раз", **who), office.message("два", **who))
    for words in ("три", "четыре"):
        await office.writes(words, **who)
    (line,) = await office.clients()
    assert [m.text for m in await office.messages(line.client.id)] == [
        "раз", "два", "три", "четыре",
    ]  # fmt: skip
    assert await office.rows(code="insider-neutral") == []


async def test_a_client_who_becomes_a_colleague_is_an_insider_and_keeps_his_card(office):
    """POLICY vii, fault 60: the identity is both's, the insider rule wins."""
    asked = await office.writes("раньше")
    person = await office.core.staff.add("manager", "Бывший клиент", phone=PHONE)
    await office.receive(office.message("теперь"))
    assert [m.text for m in await office.messages(asked.client_id)] == ["раньше"]
    assert len(await office.rows(code="insider-neutral")) == 1
    async with office.units.begin() as unit:
        await unit.people.dismiss(person.id, office.clock.now())
    again = await office.writes("снова клиент")
    assert again.client_id == asked.client_id
    assert len(await office.clients()) == 1


async def test_a_lead_that_somebody_who_left_became_stays_his_when_he_is_placed_again(office):
    await _dismissed(office)
    lead = await office.writes("я ушёл")
    await office.core.staff.add("manager", "Вернулся", phone=PHONE)
    await office.receive(office.message("я вернулся"))
    assert [m.text for m in await office.messages(lead.client_id)] == ["я ушёл"]
    async with office.units.read() as unit:
        (identity,) = await unit.clients.identities_at([], [PHONE])
    assert identity.client_id == lead.client_id
    assert identity.person_id is not None
