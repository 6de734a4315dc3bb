"""E10: two cards become one, and two again; nothing is destroyed on the way."""

import asyncio

import pytest
from sqlalchemy import func, select

from core.clients.errors import DuplicateClient
from core.clients.model import NewClient
from core.errors import InvalidInput, NotAllowed, NotFound, Stale
from core.messaging.model import State
from core.staff.model import Role
from storage.tables import metadata
from tests.core.register import INNS, Register, cause, company

A_PHONE, B_PHONE = "+79160000001", "+79160000002"


@pytest.fixture
async def register(office):
    return await Register(office).team()


async def contents(register, client):
    """Table → ids (or number of rows) of everything that is this client's."""
    found = {}
    skipped = {"client_changes", "lanes", "clients", "merges"}
    async with register.units._database.read() as connection:
        for name, table in metadata.tables.items():
            if name in skipped or "client_id" not in table.c:
                continue
            shown = table.c.id if "id" in table.c else func.count()
            query = select(shown).where(table.c.client_id == client)
            rows = [row for row in (await connection.execute(query)).scalars() if row]
            if rows:
                found[name] = sorted(rows)
    return found


async def two_cards(register, second=None):
    """Both have a phone, correspondence, a contact, a comment, a sample, materials, a task."""
    first = await register.created(new=company(phone=A_PHONE, contact_name="Анна"))
    other = await register.created(new=second or NewClient("Иван", phone=B_PHONE))
    product = await register.product()
    for n, client in enumerate((first, other)):
        manager = register.manager
        await register.office.writes(f"письмо {n}", (A_PHONE, B_PHONE)[n])
        await register.core.comments.write(manager, client, f"заметка {n}", cause())
        await register.core.samples.send(manager, client, product, 1000, cause())
        version = await register.version(client)
        typed = {"materials": [f"сырьё {n}"], "peculiarities": f"особенность {n}"}
        await register.registry.describe(manager, client, version, typed, cause())
    return first, other


async def merged(register, kept, gone, actor=None):
    return await register.core.merging.merge(actor or register.head, kept, gone, cause())


async def test_everything_of_the_merged_card_becomes_the_kept_ones(register):
    kept, gone = await two_cards(register)
    before = [await contents(register, c) for c in (kept, gone)]
    await merged(register, kept, gone)
    assert await contents(register, gone) in ({}, {"client_materials": [1]})
    after = await contents(register, kept)
    for table in ("identities", "conversations", "messages", "comments", "samples"):
        assert after[table] == sorted(before[0][table] + before[1][table])
    card = await register.card(kept)
    assert card["materials"] == ["сырьё 0", "сырьё 1"]
    assert card["peculiarities"] == "особенность 0"
    assert {i["phone"] for i in card["identities"]} == {A_PHONE, B_PHONE}
    assert [c.client.id for c in await register.office.clients()] == [kept]


async def test_the_merged_card_opens_as_the_kept_one_and_cannot_be_changed(register):
    kept, gone = await two_cards(register)
    await merged(register, kept, gone)
    assert (await register.card(gone))["id"] == kept
    for stale in (
        register.registry.change(register.director, gone, 4, {"address": "x"}, cause()),
        register.core.merging.merge(register.head, gone, kept, cause()),
        register.core.handover.reassign(register.head, gone, register.other.id, cause()),
    ):
        with pytest.raises((Stale, NotAllowed)):
            await stale


async def test_what_comes_from_either_phone_is_the_kept_clients(register):
    kept, gone = await two_cards(register)
    await merged(register, kept, gone)
    for phone in (A_PHONE, B_PHONE):
        message = await register.office.writes("ещё", phone)
        assert message.client_id == kept
    asked = await register.office.writes("и ещё", B_PHONE)
    await register.office.answers(register.manager, asked, "ответ")
    register.office.later(6)
    sent = [row for row in await register.office.sent() if row.code == "answer"]
    assert [row.client_id for row in sent] == [kept]


async def test_an_answer_under_way_still_leaves_after_a_merge_of_one_owners_cards(register):
    kept, gone = await two_cards(register)
    asked = await register.office.writes("вопрос", B_PHONE)
    await register.office.answers(register.manager, asked, "ответ")
    await merged(register, kept, gone)
    register.office.later(6)
    assert "answer" in [row.code for row in await register.office.sent()]
    assert await register.office.rows(State.DENIED) == []


async def test_undone_everything_stands_as_before(register):
    kept, gone = await two_cards(register)
    before = [await contents(register, c) for c in (kept, gone)]
    cards = [await register.card(c) for c in (kept, gone)]
    merge = await merged(register, kept, gone)
    assert await register.core.merging.undo(register.head, merge, cause()) == "undone"
    assert [await contents(register, c) for c in (kept, gone)] == before
    again = [await register.card(c) for c in (kept, gone)]
    for old, new in zip(cards, again, strict=True):
        assert {k: v for k, v in new.items() if k not in {"version", "changes"}} == {
            k: v for k, v in old.items() if k not in {"version", "changes"}
        }
    message = await register.office.writes("после", B_PHONE)
    assert message.client_id == gone


async def test_what_was_written_since_goes_back_with_its_conversation(register):
    kept, gone = await two_cards(register)
    merge = await merged(register, kept, gone)
    since = await register.office.writes("между", B_PHONE)
    own = await register.office.writes("и это", A_PHONE)
    await register.core.merging.undo(register.head, merge, cause())
    assert since.id in (await contents(register, gone))["messages"]
    assert own.id in (await contents(register, kept))["messages"]


async def test_the_kept_card_takes_over_what_it_did_not_know_and_gives_it_back(register):
    company_card, lead = await two_cards(register)
    merge = await merged(register, lead, company_card)
    card = await register.card(lead)
    assert (card["inn"], card["kind"], card["name"]) == (INNS[0], "company", "Иван")
    with pytest.raises(DuplicateClient):
        await register.created(register.other, company())
    await register.core.merging.undo(register.head, merge, cause())
    card = await register.card(lead)
    assert (card["inn"], card["kind"]) == (None, "lead")
    assert (await register.card(company_card))["inn"] == INNS[0]


async def test_what_was_changed_since_the_merge_is_not_taken_out_again(register):
    company_card, lead = await two_cards(register)
    merge = await merged(register, lead, company_card)
    version = await register.version(lead)
    await register.registry.change(register.director, lead, version, {"inn": INNS[1]}, cause())
    await register.core.merging.undo(register.head, merge, cause())
    assert (await register.card(lead))["inn"] == INNS[1]


async def test_a_number_that_became_anothers_keeps_the_merge(register):
    kept, gone = await two_cards(register, company(1, phone=B_PHONE))
    merge = await merged(register, kept, gone)
    await register.created(register.other, company(1))
    with pytest.raises(DuplicateClient):
        await register.core.merging.undo(register.head, merge, cause())
    assert (await register.card(gone))["id"] == kept


async def test_merges_are_undone_from_the_last_one_and_each_once(register):
    kept, gone = await two_cards(register)
    third = await register.created(new=company(3))
    first = await merged(register, gone, third)
    second = await merged(register, kept, gone)
    undo = register.core.merging.undo
    with pytest.raises(Stale):
        await undo(register.head, first, cause())
    await undo(register.head, second, cause())
    await undo(register.head, first, cause())
    with pytest.raises(Stale):
        await undo(register.head, first, cause())
    assert len(await register.office.clients()) == 3
    recent = await register.core.merging.recent(register.director)
    assert [(row["id"], row["undone_by"]) for row in recent] == [
        (second, "Глава"), (first, "Глава"),
    ]  # fmt: skip


async def test_both_cards_remember_and_a_replay_merges_once(register):
    kept, gone = await two_cards(register)
    once = cause()
    merges = {await register.core.merging.merge(register.head, kept, gone, once) for _ in "ab"}
    (merge,) = merges
    await register.core.merging.undo(register.director, merge, cause())
    for client in (kept, gone):
        told = await register.registry.changes(register.director, client)
        both = [row for row in told if row["field"] == "merged"]
        assert [row["person"] for row in both] == ["Директор", "Глава"]
        assert both[1]["after"] == {"merge": merge, "kept": kept, "merged": gone}


async def test_only_those_who_may_merge_do_and_never_across_the_wall(register):
    kept, gone = await two_cards(register)
    for actor in (register.manager, register.secretary):
        with pytest.raises(NotAllowed):
            await merged(register, kept, gone, actor)
        with pytest.raises(NotAllowed):
            await register.core.merging.suggestions(actor)
    with pytest.raises(InvalidInput, match="same-client"):
        await merged(register, kept, kept)
    with pytest.raises(NotFound):
        await merged(register, kept, 404)
    retailer = await register.office.person(Role.RETAILER, "Агент")
    await register.core.handover.give(gone, retailer.id)
    with pytest.raises(InvalidInput, match="merge-across-wall"):
        await merged(register, kept, gone)


async def test_suggested_are_the_same_inn_phone_and_name(register):
    person = register.manager
    one = await register.created(person, company(name="ООО «Ромашка Плюс»", kpp="770701001"))
    two = await register.created(register.other, company(name="Филиал", kpp="780201001"))
    three = await register.created(register.other, NewClient('АО "ПЛЮС РОМАШКА"'))
    await register.created(person, NewClient("Иван"))
    await register.created(register.other, NewClient("Иван"))
    found = await register.core.merging.suggestions(register.head)
    assert [(p["kept"]["id"], p["merged"]["id"], p["reason"]) for p in found] == [
        (one, two, "inn"), (one, three, "name"),
    ]  # fmt: skip
    async with register.units.begin() as unit:
        for client in (two, three):
            contact = (await unit.cards.contacts_of(client)) or None
            assert contact is None
    merge = await merged(register, one, three)
    await register.core.merging.undo(register.head, merge, cause())
    left = await register.core.merging.suggestions(register.head)
    assert [p["merged"]["id"] for p in left] == [two]


async def test_two_opposite_merges_at_once_leave_one_card(register):
    kept, gone = await two_cards(register)
    results = await asyncio.gather(
        merged(register, kept, gone), merged(register, gone, kept), return_exceptions=True
    )
    assert len([r for r in results if isinstance(r, Stale)]) == 1
    assert len(await register.office.clients()) == 1


async def test_a_message_that_comes_while_cards_are_merged_is_on_the_kept_one(register):
    """Whoever is first, no message stays behind on a card that nobody opens."""
    kept, gone = await two_cards(register)
    item = register.office.message("гонка", B_PHONE)
    await asyncio.gather(register.office.receive(item), merged(register, kept, gone))
    assert (await register.office.filed(item)).client_id == kept
    assert (await contents(register, gone)).keys() <= {"client_materials"}


async def test_a_number_of_another_card_names_that_card_to_whoever_may_merge(register):
    """E10: the same client writes from a second phone; to others it stays three fields (A5)."""
    own, lead = await two_cards(register)
    known = []
    for actor in (register.head, register.director, register.manager):
        with pytest.raises(DuplicateClient) as met:
            await register.registry.add_contact(actor, own, "Иван", "", B_PHONE, "", cause())
        known.append(met.value.client)
    assert known == [lead, lead, None]
    with pytest.raises(DuplicateClient) as met:
        await register.registry.refuse_known(register.head, INNS[0], "", lead)
    assert met.value.client == own
