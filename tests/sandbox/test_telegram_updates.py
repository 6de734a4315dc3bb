import asyncio

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError
from aiogram.methods import SendMessage
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from .conftest import ANNA, eventually

KEYS = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="Да", callback_data="yes")]]
)


async def test_updates_stay_until_an_offset_confirms_them(bot, other):
    for text in "абв":
        await other.post("telegram/send", bot="staff", user=ANNA, text=text)
    first = await bot.get_updates()
    assert [u.message.text for u in first] == ["а", "б", "в"]
    assert [u.update_id for u in await bot.get_updates()] == [u.update_id for u in first]
    rest = await bot.get_updates(offset=first[1].update_id)
    assert [u.message.text for u in rest] == ["б", "в"]
    assert len(await bot.get_updates(limit=1)) == 1
    assert [u.message.text for u in await bot.get_updates(offset=-1)] == ["в"]
    assert len(await bot.get_updates()) == 1
    assert await bot.get_updates(offset=first[2].update_id + 1) == []


async def test_a_long_poll_ends_with_the_first_update(bot, other):
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    assert not poll.done()
    sent = await other.post("telegram/send", bot="staff", user=ANNA, text="привет")
    updates = await asyncio.wait_for(poll, 15)
    assert updates[0].update_id == sent["update_id"]
    assert updates[0].message.message_id == sent["message_id"]


async def test_a_second_poller_ends_the_first_with_409(bot, other, sandbox):
    first = asyncio.create_task(bot.get_updates(timeout=50))
    await eventually(lambda: sandbox.telegram.state.bots["staff"].updates._poll == 1)
    second = asyncio.create_task(bot.get_updates(timeout=50))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates"):
        await asyncio.wait_for(first, 30)
    await other.post("telegram/send", bot="staff", user=ANNA, text="x")
    assert len(await second) == 1


async def test_updates_older_than_24_hours_are_gone(bot, other):
    await other.post("telegram/send", bot="staff", user=ANNA, text="x")
    await other.post("clock", advance=23.9 * 3600)
    assert len(await bot.get_updates()) == 1
    await other.post("clock", advance=0.2 * 3600)
    assert await bot.get_updates() == []


async def test_reactions_come_only_when_asked_for(bot, other):
    sent = await other.post("telegram/send", bot="staff", user=ANNA, text="x")
    what = {"bot": "staff", "user": ANNA, "message_id": sent["message_id"]}
    assert (await other.post("telegram/react", emoji="👍", **what))["update_id"] is None
    await bot.get_updates(allowed_updates=["message", "message_reaction"])
    await other.post("telegram/react", emoji="🔥", **what)
    reaction = (await bot.get_updates())[-1].message_reaction
    assert (reaction.old_reaction[0].emoji, reaction.new_reaction[0].emoji) == ("👍", "🔥")
    await other.post("telegram/send", bot="staff", user=ANNA, text="y")
    assert "REACTION_INVALID" in await other.refused("telegram/react", emoji="✅", **what)


async def test_a_press_waits_for_its_answer(bot, other):
    await other.post("telegram/send", bot="staff", user=ANNA, text="/start")
    sent = await bot.send_message(ANNA, "?", reply_markup=KEYS)
    press = asyncio.create_task(
        other.post("telegram/press", bot="staff", user=ANNA, message_id=sent.message_id, text="Да")
    )
    query = await eventually(lambda: _query(bot))
    assert (query.data, query.message.text) == ("yes", "?")
    await bot.answer_callback_query(query.id, text="готово", show_alert=True)
    answer = (await press)["answer"]
    assert (answer["text"], answer["show_alert"]) == ("готово", True)
    for query_id in (query.id, "12345"):
        with pytest.raises(TelegramBadRequest, match="query is too old"):
            await bot.answer_callback_query(query_id)


async def _query(bot: Bot) -> CallbackQuery | None:
    return next((u.callback_query for u in await bot.get_updates() if u.callback_query), None)


async def test_a_person_s_message_carries_all_a_bot_needs(bot, other):
    await other.post("telegram/send", bot="staff", user=ANNA, text="/start abc")
    sent = await bot.send_message(ANNA, "вопрос", reply_markup=KEYS)
    who = {"bot": "staff", "user": ANNA}
    await other.post("telegram/send", text="ответ", reply_to=sent.message_id, **who)
    await other.post("telegram/send", contact=True, **who)
    await other.post(
        "telegram/send",
        media={"kind": "document", "name": "a.pdf", "type": "application/pdf", "b64": "aGk=",
               "caption": "вот"},
        **who,
    )  # fmt: skip
    start, reply, contact, file = [u.message for u in await bot.get_updates()]
    assert start.entities[0].type == "bot_command"
    assert reply.reply_to_message.text == "вопрос"
    assert reply.reply_to_message.reply_markup.inline_keyboard[0][0].callback_data == "yes"
    assert (contact.contact.phone_number, contact.contact.user_id) == ("70000000001", ANNA)
    assert (file.document.file_name, file.caption) == ("a.pdf", "вот")
    info = await bot.get_file(file.document.file_id)
    assert (await bot.download_file(info.file_path)).read() == b"hi"


async def test_an_edit_arrives_as_one(bot, other):
    who = {"bot": "staff", "user": ANNA}
    sent = await other.post("telegram/send", text="раз", **who)
    await other.post("telegram/send", text="два", edit=sent["message_id"], **who)
    _, edit = await bot.get_updates()
    assert (edit.edited_message.text, edit.edited_message.message_id) == ("два", 1)


async def test_a_block_is_told(bot, other):
    await other.post("telegram/send", bot="staff", user=ANNA, text="/start")
    await other.post("telegram/user", id=ANNA, blocked=["staff"])
    update = (await bot.get_updates())[-1].my_chat_member
    assert update.new_chat_member.status == "kicked"


async def test_any_raw_update_can_be_given(bot, other):
    given = await other.post(
        "telegram/update", bot="staff", update={"inline_query": {
            "id": "7", "from": {"id": 5, "is_bot": False, "first_name": "x"}, "query": "q",
            "offset": "", "chat_type": "sender"}},
    )  # fmt: skip
    update = (await bot.get_updates())[-1]
    assert (update.update_id, update.inline_query.query) == (given["update_id"], "q")
    assert await bot.answer_inline_query("7", [], is_personal=True, cache_time=0)


async def test_a_dispatcher_of_the_real_library_runs_on_it(bot, other):
    dispatcher = Dispatcher()
    keys = InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text="Ещё", callback_data="more")]]
    )

    @dispatcher.message(F.text == "привет")
    async def hello(message: Message) -> None:
        await message.answer("и вам", reply_markup=keys)

    @dispatcher.callback_query()
    async def more(query: CallbackQuery) -> None:
        await query.message.edit_text("ещё раз")
        await query.answer()

    polling = asyncio.create_task(
        dispatcher.start_polling(bot, handle_signals=False, polling_timeout=5)
    )
    await other.post("telegram/send", bot="staff", user=ANNA, text="привет")

    async def answered() -> int | None:
        chat = await other.get("telegram/chat", bot="staff", chat=ANNA)
        return next((m["message_id"] for m in chat["messages"] if m["from_bot"]), None)

    message_id = await eventually(answered)
    pressed = await other.post(
        "telegram/press", bot="staff", user=ANNA, message_id=message_id, text="Ещё"
    )
    assert pressed["answer"] is not None
    await dispatcher.stop_polling()
    await polling


async def test_a_webhook_gets_updates_with_its_secret(bot, other, product):
    await bot.set_webhook(f"{product.url}/tg", secret_token="sesame")
    with pytest.raises(TelegramConflictError, match="webhook is active"):
        await bot.get_updates()
    product.codes = [500, 200]
    await other.post("telegram/send", bot="staff", user=ANNA, text="раз")
    await other.post("telegram/send", bot="staff", user=ANNA, text="два")
    await eventually(lambda: len(product.got) >= 3)
    assert [body["message"]["text"] for _, _, body in product.got] == ["раз", "раз", "два"]
    assert product.got[0][1]["X-Telegram-Bot-Api-Secret-Token"] == "sesame"

    async def delivered() -> bool:
        return (await bot.get_webhook_info()).pending_update_count == 0

    await eventually(delivered)
    assert "500" in (await bot.get_webhook_info()).last_error_message
    await bot.delete_webhook()
    assert await bot.get_updates() == []


async def test_an_answer_to_a_webhook_may_be_a_call(bot, other, product):
    product.reply = {"method": "sendMessage", "chat_id": ANNA, "text": "мимо шлюза"}
    await bot.set_webhook(f"{product.url}/tg")
    await other.post("telegram/send", bot="staff", user=ANNA, text="раз")

    async def seen() -> list:
        return await other.get("calls", provider="telegram", method="sendMessage")

    assert (await eventually(seen))[0]["status"] == 200


async def test_the_real_library_s_webhook_handler_may_answer_with_a_call(bot, other):
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def answer(message: Message) -> SendMessage:
        return message.answer("в ответе", reply_markup=KEYS)

    app = web.Application()
    handler = SimpleRequestHandler(
        dispatcher, bot, handle_in_background=False, secret_token="sesame"
    )
    handler.register(app, "/hook")
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token="sesame")
    await other.post("telegram/send", bot="staff", user=ANNA, text="раз")

    async def seen() -> list:
        return await other.get("calls", provider="telegram", method="sendMessage")

    row = (await eventually(seen))[0]
    assert (row["status"], row["params"]["text"]) == (200, "в ответе")
    await runner.cleanup()
