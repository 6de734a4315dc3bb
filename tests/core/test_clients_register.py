"""Clients enter the register, are seen and found by those who may (A1, A5, D2, DOMAIN)."""

import asyncio

import pytest

from core.clients.errors import DuplicateClient
from core.clients.model import NewClient
from core.errors import InvalidInput, NotAllowed, NotFound
from core.staff.model import Role
from tests.core.register import INNS, PERSON_INN, Register, cause, company


@pytest.fixture
async def register(office):
    return await Register(office).team()


async def test_who_enters_a_client_answers_for_it_and_it_is_pending(register):
    made = await register.registry.create(
        register.manager, company(phone="8 916 000-00-01", contact_name="Анна"), cause()
    )
    assert made["state"] == "created"
    card = await register.card(made["id"], register.manager)
    assert (card["name"], card["inn"], card["kind"]) == ("ООО «Ромашка 0»", INNS[0], "company")
    assert (card["status"], card["responsible"], card["own"]) == ("pending", "Борис", True)
    assert [(c["name"], c["phone"]) for c in card["contacts"]] == [("Анна", "+79160000001")]
    assert [i["phone"] for i in card["identities"]] == ["+79160000001"]


async def test_what_the_secretary_enters_is_nobodys_until_given(register):
    client = await register.created(register.secretary)
    assert (await register.card(client))["assigned"] is False
    assert await register.office.owner_of(client) is None


async def test_a_replayed_command_enters_one_client(register):
    once = cause()
    first = await register.registry.create(register.manager, company(), once)
    assert await register.registry.create(register.manager, company(), once) == first
    assert len(await register.office.clients()) == 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"inn": "7707083894"}, "inn-invalid"), ({"inn": "0000000000"}, "inn-invalid"),
        ({"inn": "77070838"}, "inn-invalid"), ({"inn": "٧٧٠٧٠٨٣٨٩٣"}, "inn-invalid"),
        ({"inn": "000000000000"}, "inn-invalid"), ({"inn": "NaN"}, "inn-invalid"),
        ({"inn": INNS[0], "kpp": "12345"}, "kpp-invalid"),
        ({"inn": PERSON_INN, "kpp": "770701001"}, "kpp-of-company"),
        ({"inn": INNS[0], "ogrn": "1027700132196"}, "ogrn-invalid"),
        ({"inn": PERSON_INN, "ogrn": "1027700132195"}, "ogrn-invalid"),
        ({"kpp": "770701001"}, "kpp-of-company"),
        ({"country": "KZ", "ogrn": "1027700132195"}, "registration-missing"),
        ({"country": "Казахстан"}, "country-invalid"), ({"name": "  "}, "name-missing"),
        ({"name": "я" * 301}, "too-long"), ({"phone": "123"}, "phone-invalid"),
        ({"email": "почта"}, "email-invalid"),
    ],
)  # fmt: skip
async def test_bad_numbers_and_names_are_refused_and_nothing_is_kept(register, more, code):
    with pytest.raises(InvalidInput, match=code):
        await register.registry.create(
            register.manager, NewClient(**({"name": "Проба"} | more)), cause()
        )
    assert await register.office.clients() == []


async def test_numbers_are_kept_without_blanks_and_fit_each_other(register):
    new = NewClient("Сбер", "77 07 08 38 93", "7707 01-001", "1027700132195")
    card = await register.card(await register.created(new=new))
    assert (card["inn"], card["kpp"], card["ogrn"]) == (INNS[0], "770701001", "1027700132195")


async def test_a_foreign_client_has_its_own_countrys_number_and_no_inn(register):
    foreign = NewClient("Polymer LLP", country="kz", registration="110840001")
    card = await register.card(await register.created(new=foreign))
    assert (card["country"], card["registration"], card["inn"]) == ("KZ", "110840001", None)
    with pytest.raises(DuplicateClient):
        await register.created(register.other, foreign)


async def test_without_numbers_it_is_a_lead(register):
    card = await register.card(await register.created(new=NewClient("Иван", phone="89160000002")))
    assert (card["kind"], card["status"]) == ("lead", "pending")


async def test_a_known_inn_tells_name_inn_and_responsible_and_nothing_else(register):
    await register.created()
    with pytest.raises(DuplicateClient) as known:
        await register.created(register.other, company(name="Другое имя"))
    assert known.value.fields == {
        "name": "ООО «Ромашка 0»", "inn": INNS[0], "responsible": "Борис", "who": "named",
        "known": "inn",
    }  # fmt: skip
    assert known.value.client is None


async def test_branches_differ_by_kpp_and_one_without_may_be_either(register):
    await register.created(new=company(kpp="770701001"))
    await register.created(new=company(kpp="780201001"))
    for again in (company(), company(kpp="770701001")):
        with pytest.raises(DuplicateClient):
            await register.created(register.other, again)


async def test_a_form_learns_before_its_end_whether_the_numbers_are_known(register):
    """DOMAIN: INN + KPP. A company whose KPPs are known may get another branch."""
    known = register.registry.refuse_known
    await register.created(new=company(kpp="770701001"))
    await known(register.other, INNS[0], None)
    await known(register.other, INNS[0], "780201001")
    for kpp in ("", "770701001"):
        with pytest.raises(DuplicateClient) as found:
            await known(register.other, INNS[0], kpp)
        assert found.value.fields["responsible"] == "Борис"
    await register.created(new=company(1))
    with pytest.raises(DuplicateClient):
        await known(register.other, INNS[1], None)
    lawyer = await register.office.person(Role.LAWYER)
    with pytest.raises(NotAllowed):
        await known(lawyer, INNS[0], "")


async def test_a_lead_is_not_its_own_double_and_anothers_lead_tells_nothing(register):
    lead = await register.created(new=NewClient("Иван"))
    await register.created(register.other, company(1))
    known = register.registry.refuse_known
    await known(register.manager, INNS[0], "", lead)
    with pytest.raises(DuplicateClient):
        await known(register.manager, INNS[1], "", lead)
    with pytest.raises(NotAllowed):
        await known(register.other, INNS[1], "", lead)


async def test_a_retailers_clients_are_not_found_by_a_colleagues_form(register):
    """POLICY viii."""
    retailer = await register.office.person(Role.RETAILER, "Агент")
    await register.registry.create(retailer, company(), cause())
    await register.decide()
    assert await register.registry.refuse_known(register.manager, INNS[0], "") is None
    with pytest.raises(NotAllowed):
        await register.registry.refuse_known(retailer, INNS[0], "")


async def test_a_known_phone_tells_whose_it_is(register):
    await register.created(new=company(phone="+79160000001"))
    with pytest.raises(DuplicateClient) as known:
        await register.created(register.other, company(1, phone="8 (916) 000-00-01"))
    assert known.value.fields["responsible"] == "Борис"
    with pytest.raises(InvalidInput, match="phone-taken"):
        await register.created(new=company(2, phone=register.other.phone))
    assert len(await register.office.clients()) == 1


async def test_of_two_who_enter_the_same_inn_at_once_one_wins(register):
    tries = [register.created(actor) for actor in (register.manager, register.other)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert len([r for r in results if isinstance(r, DuplicateClient)]) == 1
    lost = next(r for r in results if isinstance(r, DuplicateClient))
    assert lost.fields["inn"] == INNS[0]
    assert lost.fields["who"] == "named"
    assert len(await register.office.clients()) == 1


async def test_a_retailer_hears_the_same_whoever_is_known(register):
    """POLICY viii: nobody can probe who is known."""
    retailer = await register.office.person(Role.RETAILER, "Агент")
    await register.created(new=company(phone="+79160000001"))
    answers = [
        await register.registry.create(retailer, new, cause())
        for new in (company(phone="+79160000001"), company(1, phone="+79160000009"))
    ]
    assert answers == [{"id": None, "state": "checking"}] * 2
    assert len(await register.office.clients()) == 1
    assert len(await register.waiting()) == 2
    assert await register.waiting(register.head) == []


async def test_an_administrator_lets_a_retailers_client_into_the_retailers_compartment(register):
    retailer = await register.office.person(Role.RETAILER, "Агент")
    await register.created(new=company(phone="+79160000001"))
    for n in range(2):
        new = company(n, phone=f"+7916000000{n + 1}")
        await register.registry.create(retailer, new, cause())
        await register.decide()
    mine = [c for c in await register.office.clients() if c.responsible_id == retailer.id]
    assert [c.client.compartment for c in mine] == [f"retailer:{retailer.id}"] * 2
    async with register.units.read() as unit:
        identities = [await unit.clients.identities_of(c.client.id) for c in mine]
    assert [len(found) for found in identities] == [0, 1]
    card = await register.card(mine[0].client.id, register.head)
    assert (card["responsible"], card["assigned"]) == (None, True)


async def test_a_refused_newcomer_of_a_retailer_is_not_entered(register):
    retailer = await register.office.person(Role.RETAILER, "Агент")
    await register.registry.create(retailer, company(), cause())
    assert await register.decide(yes=False) == "rejected"
    assert await register.office.clients() == []


async def test_of_anothers_client_only_three_fields_are_seen_in_every_way_in(register):
    """A5 MUST-FAIL for anything more: card, search, export."""
    client = await register.created(new=company(phone="+79160000001", region="Тула"))
    await register.registry.describe(
        register.manager, client, await register.version(client), {"peculiarities": "x"}, cause()
    )
    three = {"id": client, "own": False, "assigned": True, "name": "ООО «Ромашка 0»",
             "inn": INNS[0], "responsible": "Борис"}  # fmt: skip
    assert await register.card(client, register.other) == three
    for text in ("ромашка", INNS[0], "9160000001"):
        assert await register.registry.search(register.other, text) == [three]
    for closed in (
        register.registry.changes(register.other, client),
        register.registry.contacts(register.other, client),
        register.core.comments.listing(register.other, client),
        register.core.samples.of(register.other, client),
    ):
        with pytest.raises(NotAllowed):
            await closed
    own = (await register.registry.search(register.manager, "ромашка"))[0]
    assert (own["own"], own["region"], own["peculiarities"]) == (True, "Тула", "x")


async def test_own_clients_are_found_past_however_many_of_others(register):
    """`/deal`: newer cards of other managers take no place among those that are asked for."""
    mine = await register.created()
    foreign = await register.created(register.other, company(1))
    search = register.registry.search
    for asker, found in (
        (register.manager, mine), (register.other, foreign), (register.director, foreign)
    ):  # fmt: skip
        listed = await search(asker, "ромашка", 1, own=True)
        assert [(one["id"], one["own"]) for one in listed] == [(found, True)]
    assert await search(register.manager, INNS[1], own=True) == []


async def test_the_logistician_and_the_unplaced_find_nobody(register):
    client = await register.created()
    logistician = await register.office.person(Role.LOGISTICIAN)
    for ask in (register.registry.search(logistician, "ро"), register.card(client, logistician)):
        with pytest.raises(NotAllowed):
            await ask
    gone = await register.office.person()
    await register.core.handover.dismiss(gone.id, register.manager.id)
    with pytest.raises(NotFound):
        await register.card(client, gone)


async def test_forbidden_and_absent_look_alike_to_a_retailer(register):
    retailer = await register.office.person(Role.RETAILER, "Агент")
    client = await register.created()
    errors = []
    for number in (client, 404):
        with pytest.raises(NotFound) as refused:
            await register.card(number, retailer)
        errors.append((refused.value.code, refused.value.fields))
    assert errors[0] == errors[1]


async def test_a_lead_that_becomes_a_company_is_pending_again(register):
    """D2."""
    client = await register.created(new=NewClient("Иван", phone="89160000002"))
    await register.registry.set_status(
        register.head, client, await register.version(client), "in_progress", cause()
    )
    said = await register.registry.convert(
        register.manager, client, await register.version(client), company(1), cause()
    )
    card = await register.card(client)
    assert (said, card["kind"], card["inn"]) == ("converted", "company", INNS[1])
    assert (card["status"], card["name"]) == ("pending", "ООО «Ромашка 1»")
    with pytest.raises(InvalidInput, match="not-a-lead"):
        await register.registry.convert(
            register.manager, client, card["version"], company(2), cause()
        )


async def test_a_lead_does_not_become_a_company_that_is_known(register):
    await register.created(register.other, company(1))
    client = await register.created(new=NewClient("Иван"))
    with pytest.raises(DuplicateClient) as known:
        await register.registry.convert(
            register.manager, client, await register.version(client), company(1), cause()
        )
    assert known.value.fields["responsible"] == "Ольга"
    with pytest.raises(NotAllowed):
        await register.registry.convert(register.other, client, 1, company(2), cause())
    with pytest.raises(InvalidInput, match="inn-missing"):
        await register.registry.convert(register.manager, client, 1, NewClient("Иван"), cause())


async def test_an_inbound_message_finds_the_client_by_a_typed_phone(register):
    """E10: a contact's phone is an address of the client."""
    client = await register.created()
    await register.registry.add_contact(
        register.manager, client, "Анна", "закупки", "8 916 000 00 01", "", cause()
    )
    message = await register.office.writes("здравствуйте", "+79160000001")
    assert message.client_id == client
