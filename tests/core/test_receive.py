"""What clients write is filed once, under the right client (A19, A21, P3, P6)."""

from datetime import timedelta

from core.clients.model import Address
from core.messaging.model import State
from core.staff.model import Role
from tests.core.office import PHONE, TWILIO, file, phone_address

OTHER = "+79000000002"
BSUID = Address("whatsapp", TWILIO, "US.1234")


async def test_an_album_of_ten_from_an_unknown_phone_is_one_client_with_ten_files(office):
    """Fault 18, in one batch."""
    await office.person()
    album = [office.message("", files=(file(source=f"u{n}"),), group="g") for n in range(10)]
    await office.receive(*album)
    (client,) = await office.clients()
    async with office.units.read() as unit:
        assert len(await unit.messages.conversations_of(client.client.id)) == 1
        assert len(await unit.messages.due_media(office.clock.now(), 99)) == 10
    messages = await office.messages(client.client.id)
    assert len(messages) == 10
    assert {m.state for m in messages} == {State.RECEIVED}


async def test_a_batch_of_strangers_makes_a_client_of_each_writer(office):
    await office.person()
    phones = [f"+7900000{n:04}" for n in range(30)]
    await office.receive(*(office.message(f"текст {p}", p) for p in phones for _ in range(3)))
    clients = await office.clients()
    assert len(clients) == 30
    for line in clients:
        assert len(await office.messages(line.client.id)) == 3


async def test_the_same_batch_again_changes_nothing(office):
    """P3, fault 24: whatever the delivery count."""
    await office.person()
    batch = [office.message("один"), office.message("", files=(file(),)), office.message("СТОП")]
    await office.receive(*batch)
    before = (await office.rows(), await office.audit(), len(await office.messages(1)))
    for _ in range(3):
        await office.receive(*batch)
    assert (await office.rows(), await office.audit(), len(await office.messages(1))) == before


async def test_a_name_is_the_profile_or_the_phone_or_the_words_for_none(office):
    await office.receive(
        office.message(phone=PHONE, profile_name="  Завод «Ромашка»  "),
        office.message(phone=OTHER, profile_name=" "),
        office.message(phone="US.1", addresses=(BSUID,), profile_name=""),
        office.message(phone="+79000000003", profile_name="и" * 900),
    )
    names = [line.client.name for line in await office.clients()]
    assert names == ["Завод «Ромашка»", OTHER, "Без имени", "и" * 200]


async def test_a_writer_without_a_phone_who_then_tells_one_stays_one_client(office):
    """E10: first only the user id, then the id with the phone, then the phone alone."""
    first = await office.writes(phone="US.1234", addresses=(BSUID,))
    both = await office.writes(phone="US.1234", addresses=(BSUID, phone_address()))
    alone = await office.writes(phone=PHONE)
    assert first.client_id == both.client_id == alone.client_id
    assert len(await office.clients()) == 1
    async with office.units.read() as unit:
        known = await unit.clients.identities_of(first.client_id)
    assert {i.address.external_id for i in known} == {"US.1234", PHONE}


async def test_both_addresses_told_in_one_batch_are_one_client(office):
    await office.receive(
        office.message("раз", "US.1234", addresses=(BSUID,)),
        office.message("два", "US.1234", addresses=(BSUID, phone_address())),
        office.message("три", PHONE),
    )
    assert len(await office.clients()) == 1


async def test_sms_and_whatsapp_of_one_phone_are_one_client_and_two_conversations(office):
    one = await office.writes()
    two = await office.writes(channel="sms")
    assert one.client_id == two.client_id
    assert one.conversation_id != two.conversation_id


async def test_a_reply_is_tied_to_what_it_answers_also_within_a_batch(office):
    await office.person()
    asked = office.message("почём?")
    reply = office.message("ау", reply_to=asked.external_id)
    stray = office.message("а?", reply_to="SM-never-seen")
    await office.receive(asked, reply, stray)
    filed = [await office.filed(one) for one in (asked, reply, stray)]
    assert [m.reply_to_id for m in filed] == [None, filed[0].id, None]
    (shown,) = [r for r in await office.rows() if r.message_id == filed[1].id]
    assert "«почём?»" in shown.payload["text"]


async def test_an_edit_changes_the_message_and_is_shown_again(office):
    await office.person()
    asked = office.message("почем?", OTHER, "telegram", external_id="7")
    await office.receive(asked)
    office.later(5)
    edit = office.message("почём тонна?", OTHER, "telegram", external_id="7", edited=True)
    await office.receive(edit)
    await office.receive(edit)
    message = await office.filed(asked)
    assert message.text == "почём тонна?"
    assert message.edited_at == office.clock.now()
    shown = [r.payload["text"] for r in await office.rows(code="client-message")]
    assert len(shown) == 2
    assert "изменено" in shown[1]


async def test_an_edit_of_a_message_never_seen_is_a_message(office):
    """Fault 20: the edit overtakes its original, which then adds nothing."""
    edit = office.message("новое", OTHER, "telegram", external_id="7", edited=True)
    await office.receive(edit)
    await office.receive(office.message("старое", OTHER, "telegram", external_id="7"))
    (message,) = await office.messages(1)
    assert message.text == "новое"


async def test_a_message_and_its_edits_in_one_batch_end_in_the_last_text(office):
    first = office.message("раз", OTHER, "telegram", external_id="7")
    edits = [
        office.message(text, OTHER, "telegram", external_id="7", edited=True)
        for text in ("два", "раз")
    ]
    await office.receive(first, *edits)
    (message,) = await office.messages(1)
    assert message.text == "раз"
    assert message.edited_at is not None


async def test_edits_back_and_forth_in_one_batch_end_in_the_last_text(office):
    await office.person()
    first = office.message("раз", OTHER, "telegram", external_id="7")
    await office.receive(first)
    await office.receive(
        *(
            office.message(text, OTHER, "telegram", external_id="7", edited=True)
            for text in ("два", "раз")
        )
    )
    assert (await office.filed(first)).text == "раз"
    shown = [r.payload["text"].splitlines()[-1] for r in await office.rows(code="client-message")]
    assert shown == ["раз", "два", "раз"]


async def test_somebody_with_a_place_never_becomes_a_lead(office):
    """POLICY vii: a neutral line, the administrators told, once a day."""
    director = await office.person(Role.DIRECTOR)
    colleague = await office.person(phone=PHONE)
    for _ in range(3):
        await office.receive(office.message("это я"), office.message("ау"))
    assert await office.clients() == []
    (neutral,) = await office.rows(code="insider-neutral")
    (told,) = await office.rows(code="insider")
    assert neutral.chat == PHONE
    assert told.receiver.id == director.id
    assert "это я" not in str(told.payload)
    office.later(timedelta(days=1).total_seconds())
    await office.receive(office.message("опять я"))
    assert len(await office.rows(code="insider-neutral")) == 2
    assert colleague.name not in str(told.payload)


async def test_an_insider_is_known_by_any_of_the_addresses(office):
    await office.person(phone=PHONE)
    await office.receive(office.message(phone="US.1234", addresses=(BSUID, phone_address())))
    assert await office.clients() == []


async def test_a_retailers_phone_opens_no_lead_and_gets_no_word(office):
    await office.person(Role.RETAILER, phone=PHONE)
    await office.receive(office.message())
    assert await office.clients() == []
    assert await office.rows() == []
    assert {row["rule"] for row in await office.audit("deny")} == {"retailer-exit-closed"}


async def test_a_lead_known_by_its_number_only_gets_the_first_name_it_is_known_by(office):
    await office.receive(office.message(phone=PHONE, profile_name=""))
    await office.receive(office.message(phone=PHONE, profile_name="Иван"))
    await office.receive(office.message(phone=PHONE, profile_name="Другой"))
    assert [line.client.name for line in await office.clients()] == ["Иван"]
