"""E10: a client who writes from a second number is joined to his card by hand."""

import pytest

from bots.telegram.screen import Words
from bots.telegram.staff.screens.client import Given, Shown, more_screen
from core.clients.errors import DuplicateClient
from core.ids import ClientId
from core.staff.model import Role
from locales import FluentTexts
from tests.bots.telegram.fake_trade import own_client
from tests.bots.telegram.fakes import ANNA, person

WORDS = Words(FluentTexts(), "ru")
INN = "7707083893"
KNOWN = {"name": "ООО Ромашка", "inn": INN, "responsible": "Борис"}


@pytest.fixture
async def head(room):
    room.staff.people[ANNA] = person(Role.SALES_HEAD)
    return room


@pytest.fixture
async def screen(head, outside):
    await head.types("/duplicates")
    return (await outside.shown())[-1]["message_id"]


async def last(outside):
    return (await outside.shown())[-1]


def every_button(message):
    rows = (message.get("reply_markup") or {}).get("inline_keyboard") or []
    return [button for row in rows for button in row]


def buttons_of(message):
    return {button["text"]: button["callback_data"] for button in every_button(message)}


def data_of(message):
    return [button["callback_data"] for button in every_button(message)]


async def pressed(room, outside, label):
    shown = await last(outside)
    await room.presses(shown["message_id"], buttons_of(shown)[label])


async def a_known_phone_is_typed(room, outside, screen):
    await room.presses(screen, "cpe:client5")
    await room.types("Иван")
    for answer in (WORDS("tg-form-skip"), "+79160000002", WORDS("tg-form-skip")):
        if answer.startswith("+"):
            await room.types(answer)
        else:
            await pressed(room, outside, answer)
    if WORDS("tg-form-yes") in buttons_of(await last(outside)):
        await pressed(room, outside, WORDS("tg-form-yes"))
    return await last(outside)


def test_the_card_offers_to_merge_to_whoever_may():
    screens = [
        more_screen(WORDS, Shown("cl5", own_client(), given=Given(people=True, merge=merge)))
        for merge in (True, False)
    ]
    offered = [[d for row in one.buttons for _, d in row if d == "cjn:cl5"] for one in screens]
    assert offered == [["cjn:cl5"], []]


async def test_the_other_card_is_searched_for_and_compared(head, screen, outside):
    other = own_client(id=8, name="Кирилл", inn=None, kind="lead")
    head.trade.answers["registry.search"] = [own_client(), other]
    await head.presses(screen, "cjn:client5")
    shown = await last(outside)
    assert [one for one in buttons_of(shown) if "·" in one] == ["Кирилл · ответственный: Анна"]
    await head.types("Кирилл")
    await pressed(head, outside, "Кирилл · ответственный: Анна")

    shown = await last(outside)
    assert WORDS("tg-merge-pair") in shown["text"]
    assert data_of(shown) == ["mgk:client5:client8", "mgk:client8:client5", "c:client5", "home"]
    assert head.trade.asked("registry.card")[-2:] == [(5,), (8,)]
    assert head.trade.asked("merging.merge") == []
    assert head.drafts.kept == {}


async def test_a_manager_is_refused_at_a_forged_press(head, screen):
    head.staff.people[ANNA] = person(Role.MANAGER)
    answer = await head.presses(screen, "cjn:client5")
    assert head.text("error-not-allowed") in answer["text"]


async def test_a_refused_number_leads_to_both_cards(head, screen, outside):
    head.trade.answers["registry.add_contact"] = DuplicateClient(**KNOWN, client=ClientId(8))
    shown = await a_known_phone_is_typed(head, outside, screen)
    assert "ООО Ромашка" in shown["text"]
    assert WORDS("tg-merge-ask") not in shown["text"]
    assert buttons_of(shown)[WORDS("tg-client-join")] == "mgj:client5:client8"
    await pressed(head, outside, WORDS("tg-client-join"))

    shown = await last(outside)
    assert WORDS("tg-merge-pair") in shown["text"]
    assert data_of(shown) == ["mgk:client5:client8", "mgk:client8:client5", "c:client5", "home"]
    assert head.drafts.kept == {}


async def test_a_manager_learns_who_can_merge_and_nothing_more(head, screen, outside):
    head.staff.people[ANNA] = person(Role.MANAGER)
    head.trade.answers["registry.add_contact"] = DuplicateClient(name="Кирилл", responsible="Ольга")
    shown = await a_known_phone_is_typed(head, outside, screen)
    assert "Клиент уже есть: Кирилл. Ответственный: Ольга." in shown["text"]
    assert WORDS("tg-merge-ask") in shown["text"]
    assert WORDS("tg-client-join") not in buttons_of(shown)


async def test_a_new_client_has_no_second_card_to_merge(head, screen, outside):
    head.trade.answers["registry.refuse_known"] = DuplicateClient(**KNOWN, client=ClientId(8))
    await head.presses(screen, "cnw")
    await pressed(head, outside, WORDS("tg-kind-company"))
    await head.types(INN)
    shown = await last(outside)
    assert "ООО Ромашка" in shown["text"]
    assert WORDS("tg-client-join") not in buttons_of(shown)
    assert WORDS("tg-merge-ask") not in shown["text"]
