import asyncio
import io
import json
import re

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    MessageEntity,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    ReplyParameters,
)

from .conftest import ANNA, CLIENT, STAFF

pytestmark = pytest.mark.usefixtures("started")
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x08" + b"\0" * 40


def keyboard(data: str = "go") -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text="Да", callback_data=data)]]
    )


async def test_the_bot_tells_who_it_is(bot):
    me = await bot.get_me()
    assert (me.id, me.username, me.has_topics_enabled) == (1000001, "o_staff_bot", True)


async def test_an_unknown_parameter_is_refused(other):
    answer = await other.call("sendMessage", chat_id=ANNA, text="x", colour="red")
    assert answer == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: unknown parameter 'colour'",
    }


async def test_an_unknown_field_inside_an_object_is_refused(other):
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "b", "colour": 1}]]}
    answer = await other.call("sendMessage", chat_id=ANNA, text="x", reply_markup=markup)
    assert answer["description"].endswith("unknown field 'colour' in InlineKeyboardButton")


async def test_an_unknown_method_is_not_found(other):
    assert (await other.call("sendTelepathy"))["error_code"] == 404


async def test_a_wrong_token_is_unauthorized(other):
    assert (await other.call("getMe", token="1:x"))["error_code"] == 401


async def test_an_official_method_outside_the_emulator_says_so(other):
    answer = await other.call("sendDice", chat_id=ANNA)
    assert answer["description"] == "Bad Request: method is not emulated"


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": ANNA}, "message text is empty"),
        ({"chat_id": ANNA, "text": "  \n "}, "message text is empty"),
        ({"chat_id": ANNA, "text": "я" * 4097}, "message is too long"),
        ({"chat_id": ANNA, "text": "😀" * 2049}, "message is too long"),
        ({"chat_id": 777, "text": "x"}, "chat not found"),
        ({"chat_id": ANNA, "text": "x", "message_thread_id": 55}, "message thread not found"),
        ({"chat_id": ANNA, "text": "x", "reply_parameters": {"message_id": 99}},
         "message to be replied not found"),
        ({"chat_id": ANNA, "text": "<b>x", "parse_mode": "HTML"}, "can't parse entities"),
        ({"chat_id": ANNA, "text": "a < b", "parse_mode": "HTML"}, "can't parse entities"),
        ({"chat_id": ANNA, "text": "a & b", "parse_mode": "HTML"}, "can't parse entities"),
        ({"chat_id": ANNA, "text": "x", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
         "ENTITY_BOUNDS_INVALID"),
        ({"chat_id": ANNA, "text": "😀", "entities": [{"type": "bold", "offset": 1, "length": 1}]},
         "UTF-16"),
        ({"chat_id": ANNA, "text": "x", "entities": [{"type": "loud", "offset": 0, "length": 1}]},
         "not allowed"),
        ({"chat_id": ANNA, "text": "x", "disable_notification": "maybe"}, "must be of type"),
        ({"chat_id": ANNA, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}},
         "exactly one action"),
        ({"chat_id": ANNA, "text": "x", "reply_markup":
          {"inline_keyboard": [[{"text": "a", "url": "http://localhost/x"}]]}}, "Wrong HTTP URL"),
        ({"chat_id": ANNA, "text": "x", "reply_markup":
          {"inline_keyboard": [[{"text": "a", "web_app": {"url": "http://x.org"}}]]}},
         "Only HTTPS"),
        ({"chat_id": ANNA, "text": "\ud800"}, "UTF-8"),
    ],
)  # fmt: skip
async def test_a_wrong_message_is_refused_in_the_provider_s_words(other, params, words):
    answer = await other.call("sendMessage", **params)
    assert answer["error_code"] == 400
    assert words in answer["description"]


async def test_4096_units_are_just_right(bot):
    assert len((await bot.send_message(ANNA, "😀" * 2048)).text) == 2048


async def test_callback_data_of_65_bytes_is_refused(bot):
    await bot.send_message(ANNA, "x", reply_markup=keyboard("я" * 32))
    with pytest.raises(TelegramBadRequest, match="BUTTON_DATA_INVALID"):
        await bot.send_message(ANNA, "x", reply_markup=keyboard("я" * 32 + "x"))


async def test_a_stranger_and_a_blocker_cannot_be_written_to(bot, other):
    with pytest.raises(TelegramForbiddenError, match="can't initiate conversation"):
        await bot.send_message(9002, "x")
    await other.post("telegram/user", id=ANNA, blocked=["staff"])
    with pytest.raises(TelegramForbiddenError, match="blocked by the user"):
        await bot.send_message(ANNA, "x")


async def test_the_message_comes_back_as_sent(bot):
    first = await bot.send_message(
        ANNA,
        "  жирный 😀 текст ",
        entities=[MessageEntity(type="bold", offset=2, length=6)],
        reply_markup=keyboard(),
    )
    assert first.text == "жирный 😀 текст"
    assert first.entities[0].extract_from(first.text) == "жирный"
    assert first.reply_markup.inline_keyboard[0][0].callback_data == "go"
    second = await bot.send_message(
        ANNA, "ответ", reply_parameters=ReplyParameters(message_id=first.message_id)
    )
    third = await bot.send_message(
        ANNA, "ещё", reply_parameters=ReplyParameters(message_id=second.message_id)
    )
    assert third.reply_to_message.text == "ответ"
    assert third.reply_to_message.reply_to_message is None


async def test_a_missing_reply_is_forgiven_on_request(bot):
    sent = await bot.send_message(
        ANNA,
        "x",
        reply_parameters=ReplyParameters(message_id=999, allow_sending_without_reply=True),
    )
    assert sent.reply_to_message is None


async def test_html_becomes_entities(bot):
    sent = await bot.send_message(
        ANNA, "<b>Счёт &lt;1&gt;</b> <a href='https://x.org'>тут</a>", parse_mode="HTML"
    )
    assert sent.text == "Счёт <1> тут"
    assert [(e.type, e.offset, e.length) for e in sent.entities] == [
        ("bold", 0, 8),
        ("text_link", 9, 3),
    ]


async def test_a_reply_keyboard_is_not_part_of_the_message(bot, other):
    markup = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Меню")]])
    assert (await bot.send_message(ANNA, "x", reply_markup=markup)).reply_markup is None
    chat = await other.get("telegram/chat", bot="staff", chat=ANNA)
    assert chat["keyboard"]["keyboard"] == [[{"text": "Меню"}]]


async def test_edits_are_strict(bot):
    sent = await bot.send_message(ANNA, "раз", reply_markup=keyboard())
    where = {"chat_id": ANNA, "message_id": sent.message_id}
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_text("раз", reply_markup=keyboard(), **where)
    edited = await bot.edit_message_text("два", **where)
    assert (edited.text, edited.reply_markup) == ("два", None)
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_reply_markup(**where)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("x", chat_id=ANNA, message_id=4000)
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("x", chat_id=ANNA, message_id=1)
    await bot.delete_message(ANNA, sent.message_id)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("три", **where)
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(ANNA, sent.message_id)


async def test_a_photo_has_no_text_to_edit(bot):
    sent = await bot.send_photo(ANNA, BufferedInputFile(PNG, "a.png"), caption="фото")
    assert (sent.photo[-1].width, sent.photo[-1].height) == (16, 8)
    where = {"chat_id": ANNA, "message_id": sent.message_id}
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await bot.edit_message_text("x", **where)
    assert (await bot.edit_message_caption(caption="иначе", **where)).caption == "иначе"
    with pytest.raises(TelegramBadRequest, match="IMAGE_PROCESS_FAILED"):
        await bot.send_photo(ANNA, BufferedInputFile(b"hello", "a.png"))


async def test_files_go_up_and_down_and_ids_belong_to_one_bot(bot, other, started):
    body = "накладная".encode() * 1000
    sent = await bot.send_document(ANNA, BufferedInputFile(body, "Счёт.pdf"))
    assert (sent.document.file_name, sent.document.file_size) == ("Счёт.pdf", len(body))
    again = await bot.send_document(ANNA, sent.document.file_id)
    assert again.document.file_unique_id == sent.document.file_unique_id
    info = await bot.get_file(again.document.file_id)
    assert (await bot.download_file(info.file_path, io.BytesIO())).read() == body
    await other.post("telegram/send", bot="client", user=ANNA, text="/start")
    foreign = await other.call(
        "sendDocument", token=CLIENT, chat_id=ANNA, document=sent.document.file_id
    )
    assert "wrong file identifier" in foreign["description"]


async def test_a_file_over_20_mb_cannot_be_downloaded(bot, other):
    sent = await bot.send_document(ANNA, BufferedInputFile(b"x" * (20 * 1024 * 1024 + 1), "b"))
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await bot.get_file(sent.document.file_id)


async def test_a_dangling_attachment_is_refused(other):
    answer = await other.call("sendDocument", chat_id=ANNA, document="attach://nothing")
    assert "attach://" in answer["description"]


async def test_an_album_shares_one_group(bot):
    media = [InputMediaPhoto(media=BufferedInputFile(PNG, f"{n}.png")) for n in range(3)]
    sent = await bot.send_media_group(ANNA, media)
    assert len({message.media_group_id for message in sent}) == 1
    with pytest.raises(TelegramBadRequest, match="2-10 items"):
        await bot.send_media_group(ANNA, [InputMediaPhoto(media="x")])


@pytest.mark.parametrize("emoji", ["✅", "❗"])
async def test_some_signs_are_no_reactions(bot, emoji):
    with pytest.raises(TelegramBadRequest, match="REACTION_INVALID"):
        await bot.set_message_reaction(ANNA, 1, [ReactionTypeEmoji(emoji=emoji)])


async def test_a_reaction_is_kept(bot, other):
    await bot.set_message_reaction(ANNA, 1, [ReactionTypeEmoji(emoji="👍")])
    chat = await other.get("telegram/chat", bot="staff", chat=ANNA)
    assert chat["messages"][0]["reactions"] == [{"by": 1000001, "emoji": "👍"}]


async def test_topics_live_in_a_private_chat(bot, other):
    topic = await bot.create_forum_topic(ANNA, "Склад")
    sent = await bot.send_message(ANNA, "x", message_thread_id=topic.message_thread_id)
    assert (sent.message_thread_id, sent.is_topic_message) == (topic.message_thread_id, True)
    where = {"chat_id": ANNA, "message_thread_id": topic.message_thread_id}
    await bot.edit_forum_topic(name="Склад 2", **where)
    with pytest.raises(TelegramBadRequest, match="TOPIC_NOT_MODIFIED"):
        await bot.edit_forum_topic(name="Склад 2", **where)
    await bot.delete_forum_topic(**where)
    with pytest.raises(TelegramBadRequest, match="message thread not found"):
        await bot.send_message(text="x", **where)
    with pytest.raises(TelegramBadRequest, match="TOPIC_ID_INVALID"):
        await bot.close_forum_topic(**where)
    chat = await other.get("telegram/chat", bot="staff", chat=ANNA)
    assert chat["topics"][0]["deleted"] is True
    assert all(row["deleted"] for row in chat["messages"] if row.get("message_thread_id"))


async def test_a_bot_without_topics_has_none(other):
    await other.post("telegram/send", bot="client", user=ANNA, text="/start")
    answer = await other.call("createForumTopic", token=CLIENT, chat_id=ANNA, name="x")
    assert answer["description"] == "Bad Request: the chat is not a forum"
    assert (await other.call("getMe", token=CLIENT))["result"]["has_topics_enabled"] is False


async def test_pins_commands_and_copies(bot, other):
    sent = await bot.send_message(ANNA, "доска", protect_content=True)
    await bot.pin_chat_message(ANNA, sent.message_id)
    assert (await bot.get_chat(ANNA)).pinned_message.text == "доска"
    with pytest.raises(TelegramBadRequest, match="can't be copied"):
        await bot.copy_message(ANNA, ANNA, sent.message_id)
    open_one = await bot.send_message(ANNA, "открыто")
    copied = await bot.copy_message(ANNA, ANNA, open_one.message_id)
    assert copied.message_id > open_one.message_id
    forwarded = await bot.forward_message(ANNA, ANNA, open_one.message_id)
    assert forwarded.forward_origin.sender_user.id == 1000001
    await bot.set_my_commands([BotCommand(command="start", description="Начать")])
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await bot.set_my_commands([BotCommand(command="Старт", description="Начать")])
    chat = await other.get("telegram/chat", bot="staff", chat=ANNA)
    assert chat["commands"][0]["commands"][0]["command"] == "start"


async def test_limits_answer_429_when_switched_on(bot, other):
    await other.post("telegram/options", limits=True)
    # At once: one by one, on a slow machine, each would find its second passed.
    sends = [bot.send_message(ANNA, "x") for _ in range(20)]
    said = await asyncio.gather(*sends, return_exceptions=True)
    refused = [one for one in said if isinstance(one, TelegramRetryAfter)]
    assert 3 <= len(said) - len(refused) < 20
    assert {one.retry_after for one in refused} == {1}


async def test_a_group_counts_for_its_members_only(bot, other):
    await other.post("telegram/group", id=-100500, title="Отдел", is_forum=True, bots=["staff"])
    topic = await bot.create_forum_topic(-100500, "Общее")
    assert (
        await bot.send_message(-100500, "x", message_thread_id=topic.message_thread_id)
    ).chat.is_forum
    answer = await other.call("sendMessage", token=CLIENT, chat_id=-100500, text="x")
    assert answer["error_code"] == 403
    await other.post("telegram/group", id=-100500, migrate_to=-100600)
    answer = await other.call("sendMessage", chat_id=-100500, text="x")
    assert answer["parameters"] == {"migrate_to_chat_id": -100600}


async def test_the_call_log_shows_calls_without_secrets(bot, other, call_log):
    await bot.send_photo(ANNA, BufferedInputFile(PNG, "a.png"), reply_markup=keyboard())
    await bot.set_webhook("http://127.0.0.1:9/hook", secret_token="sesame")
    await asyncio.sleep(0)
    rows = [json.loads(line) for line in call_log.read_text().splitlines()]
    photo, hook = rows
    assert photo["method"] == "sendPhoto"
    assert photo["params"]["chat_id"] == str(ANNA)
    part = re.fullmatch("attach://(.+)", photo["params"]["photo"])[1]
    assert photo["files"][part]["size"] == len(PNG)
    assert hook["params"]["secret_token"] == "hidden"
    text = call_log.read_text()
    assert STAFF not in text
    assert "sesame" not in text
    listed = await other.get("calls", provider="telegram", since=1)
    assert [row["method"] for row in listed] == ["setWebhook"]


async def test_a_wrong_token_raises_in_the_real_client(bot, sandbox):
    stranger = Bot("1:" + "z" * 35, session=bot.session)
    with pytest.raises(TelegramUnauthorizedError):
        await stranger.get_me()


async def test_every_accepted_call_in_the_log_fits_the_official_list(bot, other, call_log, sandbox):
    await bot.send_message(ANNA, "x", reply_markup=keyboard())
    await bot.send_document(ANNA, BufferedInputFile(b"x", "a.txt"), caption="y")
    await other.call("sendMessage", chat_id=ANNA, text="x", colour=1)
    rows = [json.loads(line) for line in call_log.read_text().splitlines()]
    assert [row["status"] for row in rows] == [200, 200, 400]
    for row in rows[:2]:
        sandbox.telegram.spec.methods[row["method"].lower()].check(row["params"], row["files"])
        assert row.keys() >= {"n", "at", "bot", "method", "params", "files", "status", "answer"}


@pytest.mark.parametrize("body", [b"{", b"[1]", b'"x"', b"\xff"])
async def test_a_broken_body_is_a_bad_request(other, body):
    headers = {"Content-Type": "application/json"}
    url = f"{other.url}/telegram/bot{STAFF}/sendMessage"
    async with other.http.post(url, data=body, headers=headers) as answer:
        assert answer.status == 400


async def test_a_forum_message_answers_the_topic_s_first_one(bot, other):
    await other.post("telegram/group", id=-100500, is_forum=True, bots=["staff"], users=[ANNA])
    topic = await bot.create_forum_topic(-100500, "Общее")
    thread = topic.message_thread_id
    await other.post("telegram/send", bot="staff", user=ANNA, chat=-100500, text="x", thread=thread)
    message = (await bot.get_updates())[-1].message
    assert message.reply_to_message.forum_topic_created.name == "Общее"


async def test_a_person_s_deletion_reaches_no_bot(bot, other):
    await bot.get_updates(offset=-1)
    before = len(await bot.get_updates())
    await other.post("telegram/delete", bot="staff", user=ANNA, message_id=1)
    topic = await bot.create_forum_topic(ANNA, "x")
    thread = topic.message_thread_id
    await other.post("telegram/topic", bot="staff", chat=ANNA, thread=thread)
    assert len(await bot.get_updates()) == before
    with pytest.raises(TelegramBadRequest, match="message thread not found"):
        await bot.send_message(ANNA, "x", message_thread_id=thread)
