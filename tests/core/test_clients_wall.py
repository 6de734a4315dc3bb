"""What the register of clients gives away of people and clients that one may not know (A5, C2)."""

import asyncio

import pytest
from sqlalchemy import update

from core.clients.errors import DuplicateClient
from core.clients.model import OWNERS, NewClient
from core.errors import InvalidInput, NotAllowed, NotFound, Stale
from core.policy.fields import table
from core.staff.model import Role
from storage.tables import client_changes
from tests.core.register import INNS, Register, cause, company


@pytest.fixture
async def register(office):
    made = await Register(office).team()
    made.retailer = await office.person(Role.RETAILER, "Агент")
    return made


async def test_a_retailers_phone_is_like_any_unknown_one_to_staff(register):
    """POLICY R6: "taken" would tell who of the world's numbers are agents of the firm."""
    client = await register.created()
    for phone in (register.retailer.phone, "+79160000077"):
        await register.registry.add_contact(
            register.manager, client, "Анна", "", phone, "", cause()
        )
    shown = [c.phone for c in await register.registry.contacts(register.manager, client)]
    assert shown == [register.retailer.phone, "+79160000077"]
    async with register.units.read() as unit:
        (known,) = await unit.clients.identities_at([], [register.retailer.phone])
    assert (known.person_id, known.client_id) == (register.retailer.id, None)


@pytest.mark.parametrize("who", ["head", "secretary"])
async def test_staff_gives_a_client_to_a_retailer_as_little_as_to_nobody(register, who):
    actor = getattr(register, who)
    client = await register.created(register.secretary)
    refused = []
    for heir in (register.retailer.id, 404):
        with pytest.raises(InvalidInput, match="person-unknown") as error:
            await register.core.handover.reassign(actor, client, heir, cause())
        refused.append(error.value.fields | {"id": 0})
    assert refused[0] == refused[1]
    give = register.core.handover.reassign
    assert await give(register.director, client, register.retailer.id, cause()) == "given"


async def test_staff_takes_nothing_over_from_a_retailer_it_does_not_know(register):
    client = await register.created()
    await register.core.handover.give(client, register.retailer.id)
    every = register.core.handover.reassign_all
    for person in (register.retailer.id, 404):
        with pytest.raises(InvalidInput, match="person-unknown"):
            await every(register.head, person, register.other.id, cause())
    assert await every(register.director, register.retailer.id, register.other.id, cause()) == 1


async def test_staff_does_not_read_a_retailers_name_in_the_past_of_a_card(register):
    client = await register.created()
    await register.registry.change(register.director, client, 1, {"address": "Тула"}, cause())
    async with register.units._database.write() as connection:
        await connection.execute(update(client_changes).values(person_id=register.retailer.id))
    seeing = {register.manager: None, register.head: None, register.director: "Агент"}
    for actor, name in seeing.items():
        (row,) = await register.registry.changes(actor, client)
        assert (row["after"], row["person"]) == ("Тула", name)
    with pytest.raises(Stale) as stale:
        await register.registry.describe(register.manager, client, 1, {"region": "Т"}, cause())
    assert "Агент" not in str(stale.value.fields)


async def test_of_anothers_client_no_phone_is_guessed_digit_by_digit(register):
    """A5: a part of a number finds those only whose numbers one may see."""
    client = await register.created(new=company(phone="+79160000001"))
    lawyer = await register.office.person(Role.LAWYER)
    for part in ("9160", "916000000", "0001"):
        for stranger in (register.other, register.secretary, lawyer):
            assert await register.registry.search(stranger, part) == []
            assert await register.core.queries.find(stranger, part) == []
        for known in (register.manager, register.head):
            assert [c["id"] for c in await register.registry.search(known, part)] == [client]
            assert len(await register.core.queries.find(known, part)) == 1
    for whole in ("9160000001", "8 (916) 000-00-01", INNS[0][:5], "ромашка 0"):
        assert [c["id"] for c in await register.registry.search(register.other, whole)] == [client]
        assert len(await register.core.queries.find(register.other, whole)) == 1


@pytest.mark.parametrize("who", ["manager", "secretary", "head"])
async def test_others_newer_clients_hide_none_of_whom_a_part_of_a_phone_may_find(register, who):
    """Rights before the limit: what is dropped takes no place."""
    actor = getattr(register, who)
    mine = await register.created(actor, NewClient(name="Свой", phone="+79161234567"))
    for n in range(17):
        new = NewClient(name="Чужой", phone=f"+7916123{n:04}")
        await register.created(register.other, new)
    for part in ("7916123", "+7 916 123-4", "9161234"):
        found = [c["id"] for c in await register.registry.search(actor, part)]
        names = [line.name for line in await register.core.queries.find(actor, part)]
        if who == "head":
            assert set(names) <= {"Свой", "Чужой"}
            assert found
        else:
            assert (found, names) == ([mine], ["Свой"])


async def test_of_anothers_client_a_contacts_phone_is_not_guessed_either(register):
    client = await register.created()
    await register.registry.add_contact(
        register.manager, client, "Анна", "", "+79160000077", "", cause()
    )
    for actor, found in ((register.manager, [client]), (register.other, [])):
        assert [c["id"] for c in await register.registry.search(actor, "0000077")] == found


async def test_the_secretary_opens_the_contract_that_she_files(register):
    """A9, fields.csv: contract fields are hers whoever answers for the client."""
    client = await register.created()
    await register.registry.set_contract(
        register.secretary, client, 1, "scan", "", None, "ab" * 32, "договор.pdf", cause()
    )
    found = await register.registry.contract_file(register.secretary, client)
    assert found == ("ab" * 32, "договор.pdf")
    with pytest.raises(NotAllowed):
        await register.registry.contract_file(register.other, client)


@pytest.mark.parametrize("how", ["change", "convert", "approve"])
async def test_who_loses_a_race_for_a_number_is_told_whose_it_is(register, how):
    """A5, DOMAIN: name, INN and responsible also when both had looked before either wrote."""
    first = await register.created(register.other, company(1, name="ООО Первая"))
    lead = NewClient("Иван") if how == "convert" else company(2)
    second = await register.created(new=lead)
    inn, registry = INNS[5], register.registry
    if how == "approve":
        await registry.change(register.manager, second, 1, {"inn": inn}, cause())
    late = {
        "change": lambda: registry.change(register.director, second, 1, {"inn": inn}, cause()),
        "convert": lambda: registry.convert(register.manager, second, 1, company(5), cause()),
        "approve": register.decide,
    }[how]
    async with register.units.begin() as unit:
        await unit.cards.set_facts(first, {"inn": inn})
        waits = asyncio.create_task(late())
        await asyncio.sleep(0.3)
    if how == "approve":
        assert await waits == "void"
        return
    with pytest.raises(DuplicateClient) as known:
        await waits
    told = {name: known.value.fields[name] for name in ("name", "inn", "responsible")}
    assert told == {"name": "ООО Первая", "inn": inn, "responsible": "Ольга"}


TABS = {
    "samples": lambda core, actor, client: core.samples.of(actor, client),
    "comments": lambda core, actor, client: core.comments.listing(actor, client),
    "contacts": lambda core, actor, client: core.registry.contacts(actor, client),
    "changes": lambda core, actor, client: core.registry.changes(actor, client),
    "contract_file": lambda core, actor, client: core.registry.contract_file(actor, client),
    "deals": lambda core, actor, client: core.deal_queries.of_client(actor, client),
}
"""Field of fields.csv: what a button of the card opens."""
THREAD = "correspondence"


async def _opens(register, tab, actor, client):
    try:
        if tab == THREAD:
            public = await register.office.name(actor, "client", client)
            await register.core.queries.thread(actor, public, 0)
        else:
            await TABS[tab](register.core, actor, client)
    except (NotAllowed, NotFound):
        return False
    return True


@pytest.mark.parametrize("tab", [*TABS, THREAD])
@pytest.mark.parametrize("role", Role)
async def test_a_tab_of_the_card_opens_for_whom_fields_csv_shows_its_field(register, role, tab):
    """A5: whichever button is pressed, an old or a forged one too."""
    created, give = register.created, register.core.handover.give
    clients = {
        "unassigned": await created(register.secretary, company(0)),
        "foreign": await created(register.other, company(1)),
    }
    actor = await register.office.person(role, "Смотрит")
    if role in OWNERS:
        clients["own"] = await created(register.other, company(2))
        await give(clients["own"], actor.id)
    for relation, client in clients.items():
        await register.registry.set_contract(
            register.director, client, 1, "scan", "", None, "ab" * 32, "договор.pdf", cause()
        )
        shown = table()["client", tab, role] in {"any", relation}
        assert await _opens(register, tab, actor, client) is shown, relation
