import json

import pytest
from aiogram import Bot

from bots.telegram.session import BoundedSession
from bots.telegram.show import Place, Show
from bots.telegram.staff.screens.whom import chosen_screen
from core.messaging.views import Answered
from core.staff.model import Role
from tests.bots.telegram.fakes import ANNA, BORIS, STAFF_TOKEN, FakeGate, item, person

TOKEN = "abcdefgh12345678"


async def last(outside, user=ANNA):
    return (await outside.shown(user))[-1]


async def test_strangers_dismissed_and_retailers_get_one_and_the_same_text(room, outside):
    room.staff.people[BORIS] = person(Role.RETAILER, BORIS)
    for user in (ANNA, BORIS):
        for text in ("привет", "/start", "/wa", "/start inv_wrong-token-00", "/help"):
            await room.types(text, user)
        await room.types(None, user, contact=True)

    said = {m["text"] for user in (ANNA, BORIS) for m in await outside.shown(user)}
    assert said == {room.text("tg-neutral")}
    assert room.desk.calls == []
    assert room.queries.calls == []
    assert {(receiver, code) for receiver, code, _ in room.gate.admitted} == {(None, "neutral")}


async def test_a_good_link_asks_for_the_contact_and_the_own_contact_opens_the_menu(room, outside):
    room.staff.invitations[TOKEN] = "+70000000001"
    await room.types(f"/start inv_{TOKEN}")
    assert (await last(outside))["text"] == room.text("tg-contact-ask")
    asked = (await outside.calls("sendMessage"))[-1]
    assert "request_contact" in str(asked["params"]["reply_markup"])

    await room.types(None, contact=True)
    [bound] = room.staff.calls
    assert bound[:4] == ("bound", ANNA, "+70000000001", "Анна Первая")
    assert (await last(outside))["text"] == room.text("tg-bound", name="Анна")
    menu = str((await outside.calls("sendMessage"))[-1]["params"]["reply_markup"])
    assert "request_contact" not in menu
    commands = await outside.calls("setMyCommands")
    assert len(commands) == 1


@pytest.mark.parametrize(
    "contact",
    [
        {"phone_number": "70000000001", "first_name": "Анна", "user_id": BORIS},
        {"phone_number": "70000000001", "first_name": "Анна"},
    ],
)
async def test_a_foreign_contact_binds_nobody(room, outside, contact):
    room.staff.invitations[TOKEN] = "+70000000001"
    await room.types(f"/start inv_{TOKEN}")
    await room.types(None, contact=contact)

    assert (await last(outside))["text"] == room.text("tg-contact-own")
    assert room.staff.calls == []


async def test_a_forwarded_own_contact_binds_nobody(room, outside):
    room.staff.invitations[TOKEN] = "+70000000001"
    await room.types(f"/start inv_{TOKEN}")
    origin = {"type": "hidden_user", "sender_user_name": "x", "date": 1}
    await room.types(None, contact=True, raw={"forward_origin": origin})

    assert (await last(outside))["text"] == room.text("tg-contact-own")
    assert room.staff.calls == []


async def test_a_phone_that_is_not_the_invited_one_is_refused(room, outside):
    room.staff.invitations[TOKEN] = "+79999999999"
    await room.types(f"/start inv_{TOKEN}")
    await room.types(None, contact=True)

    assert (await last(outside))["text"] == room.text("error-invitation-invalid")
    assert room.staff.people == {}


async def test_a_link_opened_in_a_group_does_nothing(room, outside):
    room.staff.invitations[TOKEN] = "+70000000001"
    await outside.post(
        "telegram/group", id=-100500, title="Группа", users=[ANNA], bots=["staff"], admins=["staff"]
    )
    await room.types(f"/start inv_{TOKEN}", chat=-100500)
    await room.types("привет", chat=-100500)

    assert room.staff.begun == {}
    assert await outside.calls("sendMessage") == []


async def test_the_menu_follows_the_permissions(room, outside):
    room.staff.people = {ANNA: person(), BORIS: person(Role.LOGISTICIAN, BORIS)}
    await room.types("/start")
    await room.types("/start", BORIS)

    keyboards = [str(c["params"]["reply_markup"]) for c in await outside.calls("sendMessage")]
    labels = [[b["text"] for r in json.loads(k)["keyboard"] for b in r] for k in keyboards]
    assert room.text("tg-menu-wa") in labels[0]
    assert room.text("tg-menu-wa") not in labels[1]
    assert room.text("tg-menu-start_day") in labels[1]


async def test_commands_are_set_for_the_person_alone_in_their_language(room, outside):
    room.staff.people[ANNA] = person(locale="en")
    await room.types("/start")

    [call] = await outside.calls("setMyCommands")
    assert json.loads(call["params"]["scope"]) == {"type": "chat", "chat_id": ANNA}
    shown = {c["command"]: c["description"] for c in json.loads(call["params"]["commands"])}
    assert shown["find"] == room.text("tg-command-find", "en")


@pytest.mark.parametrize("kind", ["status", "reset_before", "garbage", "retry_after"])
async def test_a_screen_that_cannot_be_shown_does_not_fail_the_command(room, outside, kind):
    room.staff.people[ANNA] = person()
    await outside.fault(kind)
    await outside.write("/start_day")
    await handled_without_polling(room, outside)

    assert [call[0] for call in room.staff.calls] == ["start_day"]


async def handled_without_polling(room, outside):
    """The update reaches the handler, and every call of the handler fails."""
    message = (await outside.chat())[-1]
    update = {"update_id": 1, "message": {k: v for k, v in message.items() if k in KEPT}}
    await room.feed.handle(item(json.dumps(update).encode(), 77))


KEPT = ("message_id", "date", "chat", "from", "text")


async def test_a_closed_gate_shows_nothing_and_fails_nothing(room, outside):
    room.staff.people[ANNA] = person()
    room.gate.closed = True
    await room.types("/start_day")

    assert [call[0] for call in room.staff.calls] == ["start_day"]
    assert await outside.calls("sendMessage") == []


async def test_a_blocked_person_is_ignored(api_base, outside):
    bot = Bot(STAFF_TOKEN, session=BoundedSession(api_base))
    gate = FakeGate()
    await outside.write("/hi")
    await outside.post("telegram/user", id=ANNA, blocked=["staff"])
    words = type("W", (), {"__call__": lambda self, key, **fields: key})()
    try:
        await Show(bot, gate).screen(
            person(), Place(ANNA), chosen_screen(words, Answered("queued", "x"))
        )
    finally:
        await bot.session.close()
    assert [row["status"] for row in await outside.calls("sendMessage")] == [403]
