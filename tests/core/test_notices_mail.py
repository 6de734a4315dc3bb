"""A notice that also goes by e-mail: who gets a letter, and what its links may do (A4)."""

from dataclasses import replace

import pytest

from core.messaging.model import State
from core.notices import buttons
from core.notices.bell import Bell, Notice, Press
from core.staff.model import Role
from tests.core.office import AnyChannel, Office

SENDER = "otdel@firm.test"
BORIS = "boris@example.test"


class Links:
    """What a link would say; opens nothing."""

    def act(self, person, mailbox, data):
        shown = f"act:{person}:{mailbox}:{data}"
        return None if data.startswith(buttons.RESERVATION + ":") else shown


@pytest.fixture
def writing(units, clock):
    return Office(units, clock, smtp_url="smtp://127.0.0.1:9", mail_from=SENDER)


@pytest.fixture
async def boris(writing):
    return await writing.person(Role.MANAGER, "Борис", email=BORIS)


def bell_of(office):
    return Bell(office.core.firm, office.core.texts, office.clock, Links())


def notice(reader, **more):
    thing = ("reservation", 5)
    rows = [
        [Press("button-task-done", buttons.EXTEND, thing, (3,))],
        [Press("button-open", buttons.RESERVATION, thing)],
    ]
    given = {"buttons": rows, "mail": True} | more
    return Notice(reader, "reminder", "reservation:5:tomorrow", "Завтра бронь\nПЭНД 273", **given)


async def ring(office, *notices):
    async with office.units.begin() as unit:
        await bell_of(office).ring(unit, notices)
    rows = await office.rows(code="reminder")
    return {row.channel: row for row in rows}


async def test_a_notice_for_both_goes_to_the_chat_and_to_the_mailbox(writing, boris):
    told = await ring(writing, notice(boris, needs=("reservation:read:own",)))
    letter, chat = told["email"], told["telegram"]
    assert (letter.provider, letter.account, letter.chat) == ("smtp", SENDER, BORIS)
    assert letter.order_key == f"mail:{BORIS}"
    assert letter.payload["subject"] == "Завтра бронь"
    assert letter.payload["text"] == chat.payload["text"] == "Завтра бронь\nПЭНД 273"
    assert letter.fields == chat.fields == {"needs": ["reservation:read:own"]}
    assert letter.receiver == chat.receiver


async def test_letters_about_several_goods_have_subjects_of_their_own(writing, boris):
    """Of a second line in parts the first says what it is about; other lines stay inside."""
    about = "Завтра бронь\nПЭНД 273 · 5 т\nОсновной · ООО Ромашка"
    other = "Завтра бронь\nПП 01030 · 2 т\nОсновной · ООО Ромашка"
    for text in (about, other, "Завтра бронь\nПозвоните"):
        await ring(writing, replace(notice(boris), text=text, key=text))
    rows = await writing.rows(code="reminder", channel="email")
    assert [row.payload["subject"] for row in rows] == [
        "Завтра бронь · ПЭНД 273", "Завтра бронь · ПП 01030", "Завтра бронь",
    ]  # fmt: skip


async def test_only_what_acts_becomes_a_link_and_the_same_data_as_the_button(writing, boris):
    told = await ring(writing, notice(boris))
    pressed = told["telegram"].payload["buttons"][0][0]
    assert told["email"].payload["links"] == [
        [pressed["text"], f"act:{boris.id}:{BORIS}:{pressed['data']}"]
    ]
    assert "14 дней" in told["email"].payload["footer"]


async def test_a_letter_without_links_says_nothing_of_links(writing, boris):
    told = await ring(writing, notice(boris, buttons=()))
    assert told["email"].payload["links"] == []
    assert "14 дней" not in told["email"].payload["footer"]


async def test_whoever_has_only_one_of_the_two_gets_that_one(writing):
    mailbox = await writing.person(name="Вера", email="vera@example.test", telegram_id=None)
    phone = await writing.person(name="Егор")
    await ring(writing, notice(mailbox), notice(phone))
    rows = await writing.rows(code="reminder")
    assert [(r.channel, r.receiver.id) for r in rows] == [
        ("telegram", phone.id), ("email", mailbox.id),
    ]  # fmt: skip


@pytest.mark.parametrize("address", ["не адрес", "a@b", "x" * 250 + "@c.test"])
async def test_an_address_that_is_none_costs_the_reader_only_the_letter(writing, address):
    person = await writing.person(name="Вера", email=address[:254])
    assert list(await ring(writing, notice(person))) == ["telegram"]


async def test_a_notice_that_is_not_for_mail_makes_no_letter(writing, boris):
    assert list(await ring(writing, notice(boris, mail=False))) == ["telegram"]


async def test_a_firm_without_mail_writes_no_letters(office):
    person = await office.person(email=BORIS)
    assert list(await ring(office, notice(person))) == ["telegram"]


async def test_told_twice_there_is_one_letter(writing, boris):
    await ring(writing, notice(boris))
    await ring(writing, notice(boris))
    assert len(await writing.rows(code="reminder", channel="email")) == 1


async def test_a_retailer_is_never_written_to(writing):
    """POLICY: that exit is closed, by mail as by chat."""
    agent = await writing.person(Role.RETAILER, "Глеб", email="gleb@example.test")
    assert await ring(writing, notice(agent)) == {}


async def test_a_letter_is_stopped_when_its_reader_is_dismissed_before_it_leaves(writing, boris):
    """P18, I7: judged again at the exit."""
    heir = await writing.person(name="Вера")
    await ring(writing, notice(boris))
    await writing.core.handover.dismiss(boris.id, heir.id)
    assert await writing.sent(AnyChannel("smtp", SENDER)) == []
    (row,) = await writing.rows(code="reminder", channel="email")
    assert row.state is State.DENIED


@pytest.mark.parametrize("typed", ["-", "new@example.test"])
async def test_nothing_goes_to_a_mailbox_that_was_taken_away(writing, boris, typed):
    """P18: the links in it would act for him."""
    admin = await writing.person(Role.SYSADMIN, "Семён")
    await ring(writing, notice(boris))
    await writing.core.staff.set_email(admin, boris.id, typed, cause="box")
    assert await writing.sent(AnyChannel("smtp", SENDER)) == []
    (row,) = await writing.rows(code="reminder", channel="email")
    assert (row.state, row.error_code) == (State.DENIED, "address-changed")


async def test_a_letter_leaves_through_its_own_account_only(writing, boris):
    await ring(writing, notice(boris))
    (row,) = await writing.sent(AnyChannel("smtp", SENDER))
    assert (row.channel, row.chat) == ("email", BORIS)


async def test_what_is_over_is_told_in_a_letter_that_has_not_left(writing, boris):
    await ring(writing, notice(boris))
    async with writing.units.begin() as unit:
        await bell_of(writing).rewrite(unit, "reservation:5:tomorrow", [boris], lambda _: "Снята")
    (letter,) = await writing.rows(code="reminder", channel="email")
    assert (letter.payload["subject"], letter.payload["links"]) == ("Снята", [])


async def test_a_letter_that_has_left_is_not_written_again(writing, boris):
    await ring(writing, notice(boris))
    await writing.sent(AnyChannel("smtp", SENDER))
    async with writing.units.begin() as unit:
        await bell_of(writing).rewrite(unit, "reservation:5:tomorrow", [boris], lambda _: "Снята")
    assert len(await writing.rows(channel="email")) == 1


async def letters(office):
    return await office.rows(code="lead")


async def test_a_new_lead_is_told_to_its_manager_by_mail_too(writing, boris):
    """E12; the words of the client stay in the chat."""
    await writing.writes("почём гранула?")
    (letter,) = await letters(writing)
    assert (letter.channel, letter.chat, letter.receiver.id) == ("email", BORIS, boris.id)
    assert letter.payload["subject"] == "🆕 Новый лид: Иван"
    assert "WhatsApp" in letter.payload["text"]
    assert "гранула" not in str(letter.payload)
    await writing.writes("ещё вопрос")
    assert len(await letters(writing)) == 1


async def test_a_lead_that_was_nobodys_is_told_when_it_is_given(writing):
    await writing.person(Role.SECRETARY, "Дина", email="dina@example.test")
    boris = await writing.person(Role.MANAGER, "Борис", present=False, email=BORIS)
    rival = await writing.person(Role.MANAGER, "Вера", present=False, email="v@example.test")
    client = (await writing.writes()).client_id
    assert await letters(writing) == []
    await writing.core.handover.give(client, boris.id)
    await writing.core.handover.give(client, rival.id)
    assert [row.chat for row in await letters(writing)] == [BORIS]


async def test_a_firm_without_mail_writes_to_nobody_of_a_lead(office):
    await office.person(email=BORIS)
    await office.writes()
    assert await office.rows(code="lead") == []
