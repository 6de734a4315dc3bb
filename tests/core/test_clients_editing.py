"""Who changes what on a card: A1, A9, A10, D1, D3, with requests and decisions."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from core.approvals.model import OwnRequest
from core.clients.errors import DuplicateClient
from core.errors import InvalidInput, NotAllowed, NotFound, Stale
from core.staff.model import Role
from tests.core.register import INNS, Register, cause, company

LOCKED = {
    "name": "Новое имя", "inn": INNS[5], "kpp": "770101001", "ogrn": "1027700132195",
    "address": "Тула", "delivery_address": "Орёл", "unloading_contact": "Пётр",
}  # fmt: skip


@pytest.fixture
async def register(office):
    return await Register(office).team()


@pytest.fixture
async def client(register):
    return await register.created()


@pytest.mark.parametrize("field", LOCKED)
async def test_a_locked_field_is_changed_by_administrators_at_once(register, client, field):
    for actor in (register.director, register.sysadmin):
        value = LOCKED[field] if actor is register.director else ""
        if actor is register.sysadmin and field in {"name", "inn"}:
            value = {"name": "Ещё имя", "inn": INNS[4]}[field]
        version = await register.version(client)
        said = await register.registry.change(actor, client, version, {field: value}, cause())
        assert said == "changed"
        assert (await register.card(client))[field] == (value or ("" if field == "kpp" else None))


@pytest.mark.parametrize("field", LOCKED)
@pytest.mark.parametrize("role", ["manager", "head"])
async def test_others_only_ask_for_a_locked_field(register, client, role, field):
    """A1 MUST-FAIL: editing by anyone but sysadmin and director."""
    before = await register.card(client)
    said = await register.registry.change(
        getattr(register, role), client, before["version"], {field: LOCKED[field]}, cause()
    )
    assert said == "requested"
    assert await register.card(client) == before
    (request,) = await register.waiting()
    assert request["kind"] == "client-edit"


async def test_nobody_even_asks_to_change_anothers_client(register, client):
    for actor in (register.other, await register.office.person(Role.LAWYER)):
        with pytest.raises(NotAllowed):
            await register.registry.change(actor, client, 1, {"address": "Тула"}, cause())


async def test_an_approved_request_is_applied_and_remembered_and_told(register, client):
    await register.registry.change(register.manager, client, 1, {"address": "Тула"}, cause())
    assert await register.decide() == "approved"
    card = await register.card(client)
    assert (card["address"], card["version"]) == ("Тула", 2)
    (change,) = await register.registry.changes(register.director, client)
    assert (change["field"], change["before"], change["after"]) == ("address", None, "Тула")
    assert change["person"] == "Директор"


async def test_a_rejected_request_changes_nothing(register, client):
    await register.registry.change(register.manager, client, 1, {"address": "Тула"}, cause())
    assert await register.decide(yes=False) == "rejected"
    assert (await register.card(client))["address"] is None


async def test_a_request_is_void_when_the_field_has_moved_on(register, client):
    await register.registry.change(register.manager, client, 1, {"address": "Тула"}, cause())
    await register.registry.change(register.director, client, 1, {"address": "Орёл"}, cause())
    assert await register.decide() == "void"
    assert (await register.card(client))["address"] == "Орёл"


async def test_an_inn_that_became_anothers_meanwhile_makes_the_request_void(register, client):
    await register.registry.change(register.manager, client, 1, {"inn": INNS[1]}, cause())
    await register.created(register.other, company(1))
    assert await register.decide() == "void"
    assert (await register.card(client))["inn"] == INNS[0]


async def test_the_head_of_sales_and_the_asker_cannot_decide_it(register, client):
    await register.registry.change(register.manager, client, 1, {"address": "Тула"}, cause())
    (request,) = await register.waiting()
    for actor in (register.manager, register.head):
        with pytest.raises((NotAllowed, OwnRequest)):
            await register.core.approvals.decide(
                actor, request["id"], request["version"], True, "", cause()
            )


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"inn": "7707083894"}, "inn-invalid"), ({"inn": ""}, "inn-missing"),
        ({"kpp": "1"}, "kpp-invalid"), ({"name": ""}, "name-missing"),
        ({"region": "Тула"}, "field-unknown"), ({"compartment": "x"}, "field-unknown"),
        ({}, "nothing-changed"), ({"inn": INNS[0]}, "nothing-changed"),
        ({"address": "я" * 501}, "too-long"),
    ],
)  # fmt: skip
async def test_what_cannot_stand_in_a_field_is_refused_at_once(register, client, typed, code):
    for actor in (register.manager, register.director):
        with pytest.raises(InvalidInput, match=code):
            await register.registry.change(actor, client, 1, typed, cause())
    assert await register.version(client) == 1


async def test_a_number_of_another_client_is_refused(register, client):
    await register.created(register.other, company(1))
    with pytest.raises(DuplicateClient) as known:
        await register.registry.change(register.director, client, 1, {"inn": INNS[1]}, cause())
    assert known.value.fields["name"] == "ООО «Ромашка 1»"


async def test_a_request_for_an_inn_that_another_branch_has_names_it_to_who_decides(register):
    """DOMAIN: a branch has the same INN rightly, a slip of the finger does not."""
    client = await register.created(new=company(kpp="770701001"))
    await register.created(register.other, company(1, kpp="780201001"))
    await register.registry.change(register.manager, client, 1, {"inn": INNS[1]}, cause())
    (request,) = await register.waiting()
    assert request["facts"]["client"]["same_inn"] == ["ООО «Ромашка 1»", {"holder": "Ольга"}]
    cards = [row.payload["text"] for row in await register.office.rows(code="approval")]
    assert len(cards) == 2
    assert all("Тот же ИНН у: ООО «Ромашка 1», Ольга" in text for text in cards)


async def test_a_request_for_a_number_of_another_client_is_refused_to_the_asker_too(register):
    client = await register.created()
    await register.created(register.other, company(1))
    with pytest.raises(DuplicateClient) as known:
        await register.registry.change(register.manager, client, 1, {"inn": INNS[1]}, cause())
    assert known.value.fields == {
        "name": "ООО «Ромашка 1»", "inn": INNS[1], "responsible": "Ольга", "who": "named",
        "known": "inn",
    }  # fmt: skip
    assert await register.waiting() == []


async def test_a_stale_card_is_not_changed_and_tells_who_was_first(register, client):
    await register.registry.change(register.director, client, 1, {"address": "Тула"}, cause())
    with pytest.raises(Stale) as stale:
        await register.registry.change(register.sysadmin, client, 1, {"address": "x"}, cause())
    assert stale.value.fields["by"] == "Директор"
    assert datetime.fromisoformat(stale.value.fields["at"]) == register.office.clock.now()


async def test_the_responsible_describes_his_client_and_nobody_else(register, client):
    """A10, A13."""
    typed = {
        "peculiarities": "Только WhatsApp\nБез шуток", "materials": "ПВХ, ПЭТ, пвх",
        "region": "Тула", "competitor": "Полимер", "unloading_hours": "9-18",
    }  # fmt: skip
    await register.registry.describe(register.manager, client, 1, typed, cause())
    card = await register.card(client)
    assert {name: card[name] for name in typed} == typed | {"materials": ["пвх", "ПЭТ"]}
    for actor in (register.other, register.secretary):
        with pytest.raises(NotAllowed):
            await register.registry.describe(actor, client, 2, {"region": "x"}, cause())
    for field in ("name", "address", "delivery_address", "inn"):
        with pytest.raises(InvalidInput, match="field-locked"):
            await register.registry.describe(register.manager, client, 2, {field: "x"}, cause())


async def test_a_name_too_long_for_a_contact_is_refused_and_the_companys_is_cut(register, client):
    """PostgreSQL takes no more than a column's length."""
    typed = (register.manager, client, "ы" * 201, "", "", "", cause())
    with pytest.raises(InvalidInput, match="too-long"):
        await register.registry.add_contact(*typed)
    long = company(1, name="ы" * 300, phone="+79160000009")
    made = await register.created(new=long)
    (contact,) = await register.registry.contacts(register.manager, made)
    assert (contact.name, contact.phone) == ("ы" * 200, "+79160000009")


async def test_contacts_are_entered_by_the_responsible_and_then_locked(register, client):
    """A1."""
    entered = await register.registry.add_contact(
        register.manager, client, "Анна", "закупки", "8 916 000 00 01", "a@b.ru", cause()
    )
    version = await register.version(client)
    said = await register.registry.change_contact(
        register.manager, client, version, entered["id"], {"phone": "+79160000002"}, cause()
    )
    assert said == "requested"
    (contact,) = await register.registry.contacts(register.manager, client)
    assert contact.phone == "+79160000001"
    assert await register.decide() == "approved"
    (contact,) = await register.registry.contacts(register.manager, client)
    assert contact.phone == "+79160000002"
    phones = [i["phone"] for i in (await register.card(client))["identities"]]
    assert phones == ["+79160000002"]
    with pytest.raises(NotAllowed):
        await register.registry.add_contact(register.other, client, "Х", "", "", "", cause())


async def test_a_removed_contact_is_asked_for_and_goes_when_approved(register, client):
    made = await register.registry.add_contact(
        register.manager, client, "Анна", "", "", "", cause()
    )
    version = await register.version(client)
    assert (
        await register.registry.remove_contact(
            register.manager, client, version, made["id"], cause()
        )
        == "requested"
    )
    await register.decide()
    assert await register.registry.contacts(register.manager, client) == []
    with pytest.raises(NotFound):
        await register.registry.remove_contact(
            register.director, client, version + 1, made["id"], cause()
        )


async def test_a_phone_of_another_client_or_of_a_colleague_is_refused(register, client):
    await register.created(register.other, company(1, phone="+79160000005"))
    with pytest.raises(DuplicateClient):
        await register.registry.add_contact(
            register.manager, client, "Анна", "", "+79160000005", "", cause()
        )
    with pytest.raises(InvalidInput, match="phone-taken"):
        await register.registry.add_contact(
            register.manager, client, "Анна", "", register.secretary.phone, "", cause()
        )
    assert await register.registry.contacts(register.manager, client) == []


async def test_the_contract_belongs_to_the_secretary_and_the_responsible(register, client):
    """A9."""
    for actor in (register.manager, register.secretary):
        await register.registry.set_contract(
            actor, client, await register.version(client), "scan", "12/Б", date(2026, 3, 1),
            "ab" * 32, "договор.pdf", cause(),
        )  # fmt: skip
    card = await register.card(client, register.secretary)
    assert (card["contract"], card["contract_number"]) == ("scan", "12/Б")
    assert (card["contract_date"], card["contract_file"]) == (date(2026, 3, 1), "договор.pdf")
    await register.registry.mark_original(register.secretary, client, card["version"], cause())
    card = await register.card(client)
    assert (card["contract"], card["contract_file"]) == ("original", "договор.pdf")
    assert card["original_at"] == register.office.clock.now()
    lawyer = await register.office.person(Role.LAWYER)
    for actor in (register.other, lawyer):
        with pytest.raises(NotAllowed):
            await register.registry.mark_original(actor, client, card["version"], cause())
    with pytest.raises(InvalidInput, match="contract-kind"):
        await register.registry.set_contract(
            register.manager, client, 3, "устный", "", None, None, None, cause()
        )


async def test_terms_of_payment_come_by_approval(register, client):
    typed = {"deferral_days": "30", "deferral_limit": "500 000", "prepayment_percent": 20}
    said = await register.registry.ask_terms(register.manager, client, 1, typed, cause())
    assert said == "requested"
    assert (await register.card(client))["deferral_days"] is None
    assert await register.decide(actor=register.head) == "approved"
    card = await register.card(client)
    assert (card["deferral_days"], card["prepayment_percent"]) == (30, 20)
    assert card["deferral_limit"] == Decimal("500000.00")
    for typed in ({"deferral_days": "-1"}, {"prepayment_percent": 101}, {"deferral_days": "1e9"}):
        with pytest.raises(InvalidInput, match="number-range"):
            await register.registry.ask_terms(register.manager, client, 2, typed, cause())


async def test_terms_that_changed_meanwhile_are_asked_anew(register, client):
    for days in ("10", "20"):
        await register.registry.ask_terms(
            register.manager, client, 1, {"deferral_days": days}, cause()
        )
    assert await register.decide(actor=register.head) == "approved"
    assert await register.decide(actor=register.head) == "void"
    assert (await register.card(client))["deferral_days"] == 10


async def test_asked_access_makes_the_asker_responsible(register, client):
    assert await register.registry.ask_access(register.other, client, cause()) == "requested"
    assert await register.decide(actor=register.head) == "approved"
    assert await register.office.owner_of(client) == register.other.id
    assert (await register.card(client, register.other))["own"] is True
    assert (await register.card(client, register.manager))["own"] is False
    with pytest.raises(InvalidInput, match="already-yours"):
        await register.registry.ask_access(register.other, client, cause())


async def test_who_decides_on_access_reads_who_loses_the_client(register, client):
    await register.registry.ask_access(register.other, client, cause())
    (request,) = await register.waiting(register.head)
    hands = {"before": {"holder": "Борис"}, "after": {"holder": "Ольга"}}
    assert request["facts"]["client"]["responsible"] == hands
    cards = [row.payload["text"] for row in await register.office.rows(code="approval")]
    assert len(cards) == 3
    assert all("Передать клиента" in text for text in cards)
    assert all("Ответственный: Борис → Ольга" in text for text in cards)


async def test_a_retailer_who_loses_a_client_is_not_named_to_the_asker(register):
    """POLICY i."""
    retailer = await register.office.person(Role.RETAILER, "Агент")
    client = await register.created()
    await register.core.handover.reassign(register.director, client, retailer.id, cause())
    await register.registry.ask_access(register.other, client, cause())
    for reader in (register.head, register.other):
        asked = await register.core.approvals.mine(register.other)
        (request,) = asked if reader is register.other else await register.waiting(reader)
        hands = {"before": {"holder": ""}, "after": {"holder": "Ольга"}}
        assert request["facts"]["client"]["responsible"] == hands


async def test_a_client_is_asked_for_once_while_the_request_waits(register, client):
    await register.registry.ask_access(register.other, client, cause())
    with pytest.raises(InvalidInput, match="access-waiting") as waits:
        await register.registry.ask_access(register.other, client, cause())
    assert datetime.fromisoformat(waits.value.fields["at"]) == register.office.clock.now()
    assert len(await register.waiting()) == 1
    await register.decide(yes=False)
    assert await register.registry.ask_access(register.other, client, cause()) == "requested"


async def test_what_was_asked_of_another_responsible_is_asked_anew(register, client):
    third = await register.office.person()
    await register.registry.ask_access(register.other, client, cause())
    await register.core.handover.reassign(register.head, client, third.id, cause())
    assert await register.registry.ask_access(register.other, client, cause()) == "requested"
    assert await register.decide(actor=register.head) == "void"
    assert await register.office.owner_of(client) == third.id


async def test_who_asked_for_a_client_that_another_has_got_is_told(register, client):
    third = await register.office.person(name="Третий")
    for actor in (register.other, third):
        await register.registry.ask_access(actor, client, cause())
    assert await register.decide(actor=register.head) == "approved"
    assert await register.waiting(register.head) == []
    assert await register.office.owner_of(client) == register.other.id
    (request,) = await register.core.approvals.mine(third)
    assert request["state"] == "void"
    told = await register.office.rows(code="approval-decided")
    assert {row.receiver.id for row in told} == {register.other.id, third.id}
    said = next(row.payload["text"] for row in told if row.receiver.id == third.id)
    assert "Запрос снят" in said
    decided = [row["rule"] for row in await register.office.audit() if row["stage"] == "decide"]
    assert decided == ["approval:approved", "approval:void"]


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("head", True), ("director", True), ("sysadmin", True), ("manager", False),
        ("other", False), ("secretary", False),
    ],
)  # fmt: skip
async def test_the_status_is_changed_by_the_superior_and_administrators_only(
    register, client, who, may
):
    """D3 MUST-FAIL for the responsible himself and everybody else."""
    change = register.registry.set_status(getattr(register, who), client, 1, "regular", cause())
    if may:
        assert await change == "changed"
    else:
        with pytest.raises(NotAllowed):
            await change
    assert (await register.card(client))["status"] == ("regular" if may else "pending")


async def test_another_head_of_sales_changes_the_status_only_where_there_is_no_superior(register):
    stranger = await register.office.person(Role.SALES_HEAD, "Другой")
    client = await register.created()
    with pytest.raises(NotAllowed):
        await register.registry.set_status(stranger, client, 1, "regular", cause())
    alone = await register.office.person(Role.MANAGER, "Один")
    free = await register.created(alone, company(1))
    assert await register.registry.set_status(stranger, free, 1, "regular", cause()) == "changed"


async def test_a_head_of_sales_does_not_judge_his_own_client(register):
    client = await register.created(register.head, company(1))
    with pytest.raises(NotAllowed):
        await register.registry.set_status(register.head, client, 1, "regular", cause())
    nobodys = await register.created(register.secretary, company(2))
    with pytest.raises(NotAllowed):
        await register.registry.set_status(register.head, nobodys, 1, "regular", cause())


async def test_a_superior_who_has_left_is_none(register, client):
    heir = await register.office.person(Role.SALES_HEAD, "Новый")
    with pytest.raises(NotAllowed):
        await register.registry.set_status(heir, client, 1, "regular", cause())
    await register.core.handover.dismiss(register.head.id, heir.id)
    assert await register.registry.set_status(heir, client, 1, "regular", cause()) == "changed"


async def test_a_stale_or_unknown_status_does_nothing(register, client):
    await register.registry.set_status(register.head, client, 1, "regular", cause())
    with pytest.raises(Stale) as stale:
        await register.registry.set_status(register.director, client, 1, "paused", cause())
    assert stale.value.fields["by"] == "Глава"
    with pytest.raises(NotFound, match="status-unknown"):
        await register.registry.set_status(register.head, client, 2, "нет", cause())


async def test_the_directory_of_statuses_is_the_administrators(register, client):
    """D1."""
    statuses = register.core.statuses
    code = await statuses.add(register.director, " Чёрный  список ", False, cause())
    names = [s.name for s in await statuses.listing(register.manager)]
    assert names[0] == "pending"
    assert names[-1] == "Чёрный список"
    await statuses.rename(register.sysadmin, code, "Стоп-лист", cause())
    await register.registry.set_status(register.head, client, 1, code, cause())
    await statuses.archive(register.sysadmin, code, cause())
    assert code not in [s.code for s in await statuses.listing(register.manager)]
    assert code in [s.code for s in await statuses.listing(register.manager, archived=True)]
    with pytest.raises(NotFound):
        await register.registry.set_status(register.head, client, 2, code, cause())
    with pytest.raises(InvalidInput, match="status-taken"):
        await statuses.add(register.director, "PENDING", False, cause())
    with pytest.raises(InvalidInput, match="status-needed"):
        await statuses.archive(register.director, "pending", cause())
    for actor in (register.head, register.manager):
        for forbidden in (
            statuses.add(actor, "Ещё", False, cause()), statuses.restore(actor, code, cause()),
        ):  # fmt: skip
            with pytest.raises(NotAllowed):
                await forbidden


async def test_an_archived_status_comes_back(register, client):
    statuses = register.core.statuses
    await register.registry.set_status(register.head, client, 1, "in_progress", cause())
    await statuses.archive(register.director, "in_progress", cause())
    assert await statuses.restore(register.director, "in_progress", cause()) == "restored"
    (back,) = [s for s in await statuses.listing(register.manager) if s.code == "in_progress"]
    assert (back.archived_at, back.in_progress) == (None, True)
    with pytest.raises(NotFound):
        await statuses.restore(register.director, "nothing", cause())


async def test_a_new_status_by_the_name_of_an_archived_one_is_that_one(register):
    """As the administrator reads it: those of the start have their words in the locale files."""
    statuses = register.core.statuses
    before = len(await statuses.listing(register.director, archived=True))
    with pytest.raises(InvalidInput, match="status-taken"):
        await statuses.add(register.director, "в Работе", True, cause())
    await statuses.archive(register.director, "in_progress", cause())
    assert await statuses.add(register.director, "в Работе", True, cause()) == "in_progress"
    assert len(await statuses.listing(register.director)) == before


async def test_an_archived_status_whose_name_another_has_got_stays_archived(register):
    statuses = register.core.statuses
    first = await statuses.add(register.director, "Тендер", False, cause())
    other = await statuses.add(register.director, "Торги", False, cause())
    await statuses.archive(register.director, first, cause())
    await statuses.rename(register.director, other, "тендер", cause())
    with pytest.raises(InvalidInput, match="status-taken"):
        await statuses.restore(register.director, first, cause())
    assert first not in [s.code for s in await statuses.listing(register.director)]
