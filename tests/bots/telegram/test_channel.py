import asyncio
import json

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat
from aiogram.methods import CopyMessage, ForwardMessage, SendMessage, SetMyCommands

from bots.telegram.channel import TelegramChannel
from bots.telegram.failures import channel_error
from bots.telegram.plan import plan
from bots.telegram.session import BoundedSession, with_ticket
from bots.telegram.uploads import file_name, upload
from core.errors import Permanent, Temporary, Unknown
from core.policy.gate import GateClosed
from tests.bots.telegram.fakes import (
    ACCOUNT,
    ANNA,
    PNG,
    STAFF_TOKEN,
    FakeBlobs,
    FakeThreads,
    row,
    ticket,
)

WILD = "<b>*_[x](y) & `\u202e😀 tg://user?id=1"
HEAD = {"type": "bold", "offset": 0, "length": 5}


@pytest.fixture
def threads():
    return FakeThreads()


@pytest.fixture
async def channel(bot, outside, threads):
    await outside.write("/hi")
    blobs = FakeBlobs(png=PNG, text=b"hello", broken=b"no picture at all")
    return TelegramChannel(bot, ACCOUNT, blobs, threads)


def files(*kinds, blob="png", content_type="image/png"):
    return [{"blob": blob, "name": f"{k}.png", "type": content_type, "kind": k} for k in kinds]


async def test_text_and_entities_arrive_exactly_as_they_are(channel, outside):
    text = f"Иван:\n{WILD}"
    sent = await channel.send(row({"text": text, "entities": [HEAD]}), ticket())

    [shown] = await outside.shown()
    assert (shown["text"], shown["entities"]) == (text, [HEAD])
    assert sent.provider_ids == (str(shown["message_id"]),)
    [call] = await outside.calls("sendMessage")
    assert "parse_mode" not in call["params"]
    assert "true" in str(call["params"]["link_preview_options"]).lower()


async def test_buttons_reply_and_protection_arrive(channel, outside):
    typed = (await outside.write("вопрос"))["message_id"]
    payload = {
        "text": "да",
        "buttons": [[{"text": "✍️", "data": "r:abc"}, {"text": "↗", "url": "https://a.example"}]],
        "reply_to": str(typed),
        "protect": True,
    }
    await channel.send(row(payload), ticket())

    shown = (await outside.shown())[-1]
    assert shown["reply_to_message"]["message_id"] == typed
    assert shown["has_protected_content"] is True
    [buttons] = shown["reply_markup"]["inline_keyboard"]
    assert [b.get("callback_data") for b in buttons] == ["r:abc", None]


async def test_a_reply_to_a_deleted_message_is_sent_all_the_same(channel, outside):
    sent = await channel.send(row({"text": "да", "reply_to": "99999"}), ticket())

    assert sent.provider_ids == (str((await outside.shown())[-1]["message_id"]),)


async def test_a_forced_reply_opens_the_reply_field(channel, outside):
    await channel.send(row({"text": "ответ?", "force_reply": True}), ticket())

    [call] = await outside.calls("sendMessage")
    assert "force_reply" in str(call["params"]["reply_markup"])


@pytest.mark.parametrize(
    "case",
    [
        ("photo", "png", "image/png", "photo"),
        ("image", "png", "image/jpeg", "photo"),
        ("photo", "png", "image/heic", "document"),
        ("document", "text", "text/plain", "document"),
        ("voice", "text", "audio/ogg", "voice"),
        ("audio", "text", "audio/mpeg", "audio"),
        ("video", "text", "video/mp4", "video"),
        ("animation", "text", "video/mp4", "animation"),
        ("video_note", "text", "video/mp4", "video_note"),
        ("sticker", "text", "image/webp", "sticker"),
        ("quite_new", "text", "", "document"),
    ],
)
async def test_each_kind_of_file_leaves_as_its_own_kind(channel, outside, case):
    kind, blob, content_type, field = case
    await channel.send(row({"files": files(kind, blob=blob, content_type=content_type)}), ticket())

    assert field in (await outside.shown())[-1]


async def test_a_lone_files_text_is_its_caption_with_buttons_under_it(channel, outside):
    payload = {
        "text": "Иван: вот",
        "entities": [HEAD],
        "files": files("photo"),
        "buttons": [[{"text": "x", "data": "r:1"}]],
    }
    await channel.send(row(payload), ticket())

    [shown] = await outside.shown()
    assert (shown["caption"], shown["caption_entities"]) == ("Иван: вот", [HEAD])
    assert "reply_markup" in shown


async def test_a_photo_that_telegram_refuses_goes_as_a_document(channel, outside):
    payload = {"files": files("photo", blob="broken", content_type="image/jpeg"), "text": "вот"}
    await channel.send(row(payload), ticket())

    [shown] = await outside.shown()
    assert shown["document"]["file_name"] == "photo.png"
    assert shown["caption"] == "вот"


async def test_several_photos_are_one_album_whose_ids_are_all_told(channel, outside):
    shown = files("photo", "video", "photo")
    shown[0] |= {"caption": "Иван:", "caption_entities": [HEAD]}
    sent = await channel.send(row({"files": shown}), ticket())

    album = await outside.shown()
    assert len(await outside.calls("sendMediaGroup")) == 1
    assert sent.provider_ids == tuple(str(m["message_id"]) for m in album)
    assert (album[0]["caption"], album[0]["caption_entities"]) == ("Иван:", [HEAD])


async def test_an_albums_buttons_stand_under_its_words_in_front_of_it(channel, outside):
    """An album carries no keyboard."""
    shown = files("photo", "photo")
    shown[0]["caption"] = "Иван"
    payload = {"files": shown, "buttons": [[{"text": "x", "data": "r:1"}]]}
    sent = await channel.send(row(payload), ticket())

    head, *album = await outside.shown()
    assert (head["text"], "reply_markup" in head) == ("Иван", True)
    assert [("caption" in m) for m in album] == [False, False]
    assert len(sent.provider_ids) == 3


async def test_documents_and_photos_never_share_an_album(channel, outside):
    shown = files("photo", "photo", "document", "document", "voice")
    await channel.send(row({"files": shown}), ticket())

    methods = [c["method"] for c in await outside.calls() if c["method"].startswith("send")]
    assert methods == ["sendMediaGroup", "sendMediaGroup", "sendVoice"]


async def test_an_album_with_a_refused_picture_goes_as_documents(channel, outside):
    await channel.send(row({"files": files("photo", "photo", blob="broken")}), ticket())

    assert ["document" in m for m in await outside.shown()] == [True, True]


def test_more_than_ten_pictures_are_several_albums():
    uploads = [upload(raw, PNG) for raw in files(*["photo"] * 21)]
    sizes = [len(getattr(call, "media", [1])) for call in plan({}, 1, uploads)]

    assert sizes == [10, 10, 1]


@pytest.mark.parametrize(
    ("name", "content_type", "safe"),
    [
        ("счёт 1.pdf", "application/pdf", "счёт 1.pdf"),
        ('a"\r\nX: y', "", "a___X_ y"),
        ("../../etc/passwd", "", "____etc_passwd"),
        ("", "application/pdf", "file.pdf"),
        ("..", "", "_"),
        ("счёт\u202efdp.exe", "", "счёт_fdp.exe"),
        ("x" * 300 + ".pdf", "", "x" * 96 + ".pdf"),
    ],
)
def test_a_files_name_can_neither_leave_its_header_nor_a_folder(name, content_type, safe):
    assert file_name(name, content_type) == safe


async def test_a_location_leaves_as_a_point_or_as_a_named_place(channel, outside):
    point = {"latitude": 55.7, "longitude": 37.6}
    await channel.send(row({"location": point}, number=1), ticket())
    await channel.send(row({"location": {**point, "label": "Склад"}}, number=2), ticket())

    first, second = await outside.shown()
    assert "venue" not in first
    assert second["venue"]["title"] == "Склад"


async def test_an_edit_replaces_text_and_buttons_and_a_repeated_one_is_a_success(channel, outside):
    sent = await channel.send(
        row({"text": "раз", "buttons": [[{"text": "x", "data": "u:1"}]]}), ticket()
    )
    payload = {"edit": {"message_id": sent.provider_ids[0]}, "text": WILD}
    results = [await channel.send(row(payload), ticket()) for _ in range(2)]

    [shown] = await outside.shown()
    assert (shown["text"], "reply_markup" in shown) == (WILD, False)
    assert {r.provider_ids for r in results} == {sent.provider_ids}


async def test_an_edit_of_a_photo_changes_its_caption(channel, outside):
    sent = await channel.send(row({"files": files("photo"), "text": "раз"}), ticket())
    payload = {"edit": {"message_id": sent.provider_ids[0]}, "text": "два"}
    await channel.send(row(payload), ticket())

    assert (await outside.shown())[0]["caption"] == "два"


async def test_an_edit_without_text_changes_the_buttons_only(channel, outside):
    sent = await channel.send(row({"text": "раз"}), ticket())
    buttons = [[{"text": "x", "data": "u:1"}]]
    payload = {"edit": {"message_id": sent.provider_ids[0]}, "buttons": buttons}
    await channel.send(row(payload), ticket())

    [shown] = await outside.shown()
    assert (shown["text"], "reply_markup" in shown) == ("раз", True)


async def test_an_edit_of_a_message_that_is_gone_is_permanent(channel):
    with pytest.raises(Permanent) as refused:
        await channel.send(row({"edit": {"message_id": "99999"}, "text": "x"}), ticket())
    assert refused.value.code == "message-not-found"


async def test_a_deletion_succeeds_twice(channel, outside):
    sent = await channel.send(row({"text": "раз"}), ticket())
    payload = {"delete": {"message_id": sent.provider_ids[0]}}
    results = [await channel.send(row(payload), ticket()) for _ in range(2)]

    assert await outside.shown() == []
    assert [r.provider_ids for r in results] == [sent.provider_ids] * 2


async def test_a_reaction_is_set_and_taken_away(channel, outside):
    typed = (await outside.write("ответ"))["message_id"]
    for emoji in ("👌", None):
        payload = {"react": {"message_id": str(typed), "emoji": emoji}}
        await channel.send(row(payload), ticket())

    calls = await outside.calls("setMessageReaction")
    assert [json.loads(c["params"]["reaction"]) for c in calls] == [
        [{"type": "emoji", "emoji": "👌"}],
        [],
    ]
    assert [c["status"] for c in calls] == [200, 200]


async def test_a_server_without_reactions_stops_nothing(channel, outside):
    """404 means a wrong token too, for which the whole account would wait a minute."""
    typed = (await outside.write("ответ"))["message_id"]
    await outside.fault("status", "setMessageReaction", status=404, count=1)
    mark = {"react": {"message_id": str(typed), "emoji": "👌"}}

    assert (await channel.send(row(mark), ticket())).provider_ids == (str(typed),)


CLIENT = {"text": "привет", "client": 5, "client_name": "  ООО\nРомашка "}


async def test_a_client_gets_a_topic_of_his_own_that_is_used_again(channel, outside, threads):
    sent = [await channel.send(row(CLIENT, number=n), ticket()) for n in (1, 2)]

    [topic] = await outside.topics()
    assert topic["name"] == "ООО Ромашка"
    assert {s.thread for s in sent} == {str(topic["id"])}
    assert threads.open == {(1, 5, ACCOUNT): (str(ANNA), str(topic["id"]))}


async def test_a_deleted_topic_is_closed_and_made_again(channel, outside, threads):
    await channel.send(row(CLIENT, number=1), ticket())
    [gone] = await outside.topics()
    await outside.post("telegram/topic", bot="staff", chat=ANNA, thread=gone["id"])
    sent = await channel.send(row(CLIENT, number=2), ticket())

    fresh = [t for t in await outside.topics() if not t["deleted"]]
    assert [str(t["id"]) for t in fresh] == [sent.thread]
    assert threads.closed == [(ACCOUNT, str(ANNA), str(gone["id"]))]


async def test_rows_sent_at_once_make_one_topic(channel, outside):
    await asyncio.gather(*(channel.send(row(CLIENT, number=n), ticket()) for n in range(1, 6)))

    assert len(await outside.topics()) == 1


async def test_without_topics_the_plain_chat_is_used(channel, outside):
    await outside.post("telegram/options", topics={"staff": False})
    sent = await channel.send(row(CLIENT), ticket())

    assert sent.thread is None
    assert len(await outside.shown()) == 1


async def test_where_a_topic_cannot_be_made_the_plain_chat_is_used(channel, outside):
    await outside.fault("status", "createForumTopic", status=400)
    sent = [await channel.send(row(CLIENT, number=n), ticket()) for n in (1, 2)]

    assert [s.thread for s in sent] == [None, None]
    assert len(await outside.calls("createForumTopic")) == 1


async def test_a_server_that_knows_no_topics_gets_the_plain_chat(channel, outside):
    await outside.fault("status", "createForumTopic", status=404, count=1)

    assert (await channel.send(row(CLIENT), ticket())).thread is None


async def test_a_named_thread_is_kept_and_a_vanished_one_falls_back(channel, outside):
    await channel.send(row(CLIENT, number=1), ticket())
    [topic] = await outside.topics()
    kept = await channel.send(row({"text": "x", "thread": str(topic["id"])}, number=2), ticket())
    lost = await channel.send(row({"text": "x", "thread": "99999"}, number=3), ticket())

    assert (kept.thread, lost.thread) == (str(topic["id"]), None)


async def refusal(channel, payload=None, **more):
    with pytest.raises((Temporary, Permanent, Unknown)) as raised:
        await channel.send(row(payload or {"text": "секрет"}, **more), ticket())
    error = raised.value
    said = f"{error!r} {error} {error.__cause__!r}"
    assert STAFF_TOKEN not in said
    assert "секрет" not in said
    assert error.__context__ is None or error.__suppress_context__
    return error


async def test_a_429_slows_this_chat_and_names_the_time(channel, outside):
    await outside.fault("retry_after", "sendMessage", retry_after=35, count=1)

    error = await refusal(channel)
    assert isinstance(error, Temporary)
    assert (error.retry_after, error.whole_account) == (35, False)


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("status", {"status": 500}, Temporary),
        ("status", {"status": 502}, Temporary),
        ("status", {"status": 403}, Permanent),
        ("status", {"status": 400}, Permanent),
        ("status", {"status": 401}, Temporary),
        ("garbage", {}, Unknown),
        ("truncated", {}, Unknown),
        ("reset_after", {}, Unknown),
        ("lost_answer", {}, Unknown),
    ],
)
async def test_failures_are_told_apart_by_what_may_have_arrived(
    channel, outside, kind, more, expected
):
    await outside.fault(kind, "sendMessage", count=1, **more)

    assert isinstance(await refusal(channel), expected)


@pytest.mark.parametrize("method", ["editMessageText", "deleteMessage", "setMessageReaction"])
async def test_a_change_without_an_answer_is_simply_made_again(channel, outside, method):
    sent = await channel.send(row({"text": "раз"}), ticket())
    number = sent.provider_ids[0]
    payload = {
        "editMessageText": {"edit": {"message_id": number}, "text": "секрет"},
        "deleteMessage": {"delete": {"message_id": number}},
        "setMessageReaction": {"react": {"message_id": number, "emoji": "👌"}},
    }[method]
    await outside.fault("lost_answer", method, count=1)

    assert isinstance(await refusal(channel, payload), Temporary)
    assert (await channel.send(row(payload), ticket())).provider_ids == (number,)


@pytest.mark.parametrize("method", ["getMe", "createForumTopic"])
async def test_a_lost_answer_about_the_topic_is_no_lost_message(channel, outside, method):
    await outside.fault("lost_answer", method, count=1)

    assert isinstance(await refusal(channel, CLIENT), Temporary)
    assert await outside.shown() == []


async def test_a_refused_token_stops_the_whole_account_for_a_minute(channel, outside):
    await outside.fault("status", "sendMessage", status=401, count=1)

    error = await refusal(channel)
    assert (error.reason, error.retry_after, error.whole_account) == ("auth", 60, True)


async def test_silence_after_sending_is_unknown_within_bounded_time(channel, outside, monkeypatch):
    monkeypatch.setattr("bots.telegram.session.TOTAL_SECONDS", 1)
    await outside.fault("hang", "sendMessage", count=1)

    assert isinstance(await asyncio.wait_for(refusal(channel), 30), Unknown)


async def test_without_a_connection_nothing_can_have_arrived(closed_port):
    lonely = Bot(STAFF_TOKEN, session=BoundedSession(f"http://127.0.0.1:{closed_port}"))
    try:
        error = await refusal(TelegramChannel(lonely, ACCOUNT, FakeBlobs()))
    finally:
        await lonely.session.close()
    assert isinstance(error, Temporary)


async def test_a_block_is_permanent(channel, outside):
    await outside.post("telegram/user", id=ANNA, blocked=["staff"])

    assert (await refusal(channel)).code == "blocked"


async def test_an_unknown_chat_is_permanent(channel):
    assert (await refusal(channel, chat=424242)).code == "chat-not-found"
    assert (await refusal(channel, chat="nonsense")).code == "chat-not-found"


async def test_entities_that_telegram_refuses_cost_the_bold_and_not_the_message(channel, outside):
    payload = {"text": "коротко", "entities": [{"type": "bold", "offset": 0, "length": 500}]}
    await channel.send(row(payload), ticket())

    [shown] = await outside.shown()
    assert (shown["text"], "entities" in shown) == ("коротко", False)


async def test_a_retry_does_not_repeat_what_had_gone_out(channel, outside):
    payload = {"text": "слова", "files": files("photo", "photo", "voice")}
    await outside.fault("status", "sendVoice", status=500, count=1)
    await refusal(channel, payload)
    sent = await channel.send(row(payload), ticket())

    assert len(await outside.shown()) == 4
    assert len(sent.provider_ids) == 4


async def test_a_file_that_is_gone_and_an_empty_payload_are_permanent(channel):
    assert (await refusal(channel, {"files": files("photo", blob="nope")})).code == "file-missing"
    assert (await refusal(channel, {"buttons": []})).code == "empty"


def test_a_group_that_became_a_supergroup_tells_its_new_id():
    method = SendMessage(chat_id=-1, text="x")
    error = channel_error(TelegramMigrateToChat(method, "x", -1002))

    assert (error.code, error.detail) == ("migrated", "-1002")


def test_a_refusal_that_quotes_the_message_is_not_passed_on():
    words = 'Bad Request: unsupported start tag "секрет" at byte offset 1'
    error = channel_error(TelegramBadRequest(SendMessage(chat_id=1, text="x"), words))

    assert "секрет" not in str(error.detail)


async def test_a_channel_cannot_tell_and_says_so(channel):
    assert channel.can_tell is False
    assert await channel.find_sent(row({"text": "x"}), frozenset()) is None


async def test_a_row_leaves_only_under_a_ticket_that_allows_it(channel, outside):
    with pytest.raises(GateClosed):
        await channel.send(row({"text": "x"}), ticket(allowed=False))
    assert await outside.calls("sendMessage") == []


async def test_a_call_without_a_ticket_never_reaches_telegram(bot, outside):
    await outside.write("/hi")
    for call in (
        bot.send_message(ANNA, "x"),
        bot.answer_callback_query("1", text="x"),
        bot.answer_callback_query("1", url="https://a.example"),
        bot.create_forum_topic(ANNA, "x"),
        bot.set_my_name("x"),
        bot.edit_message_text("x", chat_id=ANNA, message_id=1),
    ):
        with pytest.raises(GateClosed):
            await call
    assert await outside.calls() == []


async def test_forwarding_and_copying_are_refused_with_a_ticket_too(bot, outside):
    await outside.write("/hi")
    with with_ticket(ticket()):
        for call in (ForwardMessage, CopyMessage):
            with pytest.raises(GateClosed):
                await bot(call(chat_id=ANNA, from_chat_id=ANNA, message_id=1))
        for call in (bot.forward_messages, bot.copy_messages):
            with pytest.raises(GateClosed):
                await call(ANNA, ANNA, [1])
    assert await outside.calls() == []


async def test_service_calls_need_no_ticket_and_a_ticket_ends_with_its_block(bot, outside):
    await outside.write("/hi")
    await bot(SetMyCommands(commands=[]))
    assert (await bot.get_me()).username == "o_staff_bot"
    with with_ticket(ticket()):
        await bot.send_message(ANNA, "x")
    with pytest.raises(GateClosed):
        await bot.send_message(ANNA, "x")


async def test_a_ticket_of_one_task_is_no_ticket_of_another(bot, outside):
    await outside.write("/hi")
    held = asyncio.Event()

    async def holder():
        with with_ticket(ticket()):
            await held.wait()

    task = asyncio.ensure_future(holder())
    await asyncio.sleep(0)
    with pytest.raises(GateClosed):
        await bot.send_message(ANNA, "x")
    held.set()
    await task


def test_a_forbidden_answer_is_a_block():
    error = channel_error(TelegramForbiddenError(SendMessage(chat_id=1, text="x"), "Forbidden"))

    assert (type(error), error.code) == (Permanent, "blocked")


async def pinned(outside):
    return (await outside.get(f"telegram/chat?bot=staff&chat={ANNA}"))["pinned"]


async def test_a_board_is_pinned_without_a_sound_and_taken_off_again(channel, outside):
    sent = await channel.send(row({"text": "сводка", "pin": True, "silent": True}), ticket())

    [shown] = await outside.shown()
    assert await pinned(outside) == [shown["message_id"]]
    [call] = await outside.calls("pinChatMessage")
    assert str(call["params"]["disable_notification"]).lower() == "true"
    off = {"unpin": {"message_id": sent.provider_ids[0]}}
    for _ in range(2):
        assert await channel.send(row(off), ticket()) == sent
    assert await pinned(outside) == []


@pytest.mark.parametrize("kind", ["status", "reset_before"])
async def test_a_refused_pin_is_no_failure_of_the_message(channel, outside, kind):
    await outside.fault(kind, "pinChatMessage", status=400, count=1)
    sent = await channel.send(row({"text": "сводка", "pin": True}), ticket())

    assert sent.provider_ids == (str((await outside.shown())[0]["message_id"]),)
    assert await pinned(outside) == []
