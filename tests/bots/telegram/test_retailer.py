import asyncio
import json

import pytest
from aiogram import Bot

from bots.telegram.retailer.feed import RetailerFeed
from bots.telegram.session import BoundedSession
from bots.telegram.show import Show
from core.policy.gate import GateClosed
from core.staff.model import Role
from locales import FluentTexts
from tests.bots.telegram.fakes import (
    ANNA,
    BORIS,
    RETAILER_TOKEN,
    FakeGate,
    FakeStaff,
    item,
    person,
)


class NeutralGate(FakeGate):
    """To a retailer the real gate lets only the fixed texts through."""

    async def admit(self, receiver, code, payload):
        if code not in {"neutral", "retailer-closed"}:
            raise GateClosed(code)
        return await super().admit(receiver, code, payload)


@pytest.fixture
async def retail(api_base, outside):
    bot = Bot(RETAILER_TOKEN, session=BoundedSession(api_base))
    staff = FakeStaff()
    staff.people = {ANNA: person(Role.RETAILER), BORIS: person(Role.MANAGER, BORIS)}
    for user in (ANNA, BORIS):
        await outside.write("/start", user, bot="retailer")
    yield RetailerFeed(staff, Show(bot, NeutralGate()), FluentTexts())
    await bot.session.close()


def message(user, **more):
    body = {"message_id": 1, "date": 1, "chat": {"id": user, "type": "private"},
            "from": {"id": user, "is_bot": False, "first_name": "x"},
            "text": "привет", **more}  # fmt: skip
    return item(json.dumps({"update_id": 1, "message": body}).encode())


async def test_a_retailer_is_told_that_messages_are_not_accepted_and_staff_nothing(retail, outside):
    for user in (ANNA, BORIS):
        await retail.handle(message(user))
        await retail.handle(message(user, text="/wa"))

    texts = FluentTexts()
    said = {u: {m["text"] for m in await outside.shown(u, "retailer")} for u in (ANNA, BORIS)}
    assert said[ANNA] == {texts.render("tg-retailer-closed", "ru")}
    assert said[BORIS] == {texts.render("tg-neutral", "ru")}


async def test_a_retailers_press_is_answered_and_does_nothing(retail, outside):
    sent = await outside.write("x", ANNA, bot="retailer")
    body = {"bot": "retailer", "user": ANNA, "message_id": sent["message_id"], "data": "u:m1"}
    press = asyncio.ensure_future(outside.post("telegram/press", **body))
    while not (queries := [u for u in await updates(outside) if "callback_query" in u]):
        await asyncio.sleep(0.01)
    await retail.handle(item(json.dumps(queries[0]).encode()))

    assert (await press)["answer"]["text"] == FluentTexts().render("tg-retailer-closed", "ru")


async def updates(outside):
    url = f"{outside._url}/telegram/bot{RETAILER_TOKEN}/getUpdates"
    async with outside._http.post(url, json={}) as answer:
        return (await answer.json())["result"]


@pytest.mark.parametrize(
    "payload",
    [b"{", b"[]", b"{}", b'{"message": 5}', b'{"message": {"from": {"id": 9001}}}',
     b'{"callback_query": {"from": 5}}', b'{"callback_query": {"from": {"id": 9001}}}',
     b'{"edited_message": {"text": "x"}}'],
)  # fmt: skip
async def test_anything_else_is_ignored(retail, outside, payload):
    before = len(await outside.shown(ANNA, "retailer"))
    await retail.handle(item(payload))

    assert len(await outside.shown(ANNA, "retailer")) == before


async def test_a_group_gets_no_answer(retail, outside):
    await retail.handle(message(ANNA, chat={"id": -5, "type": "group"}))

    assert await outside.shown(ANNA, "retailer") == []
