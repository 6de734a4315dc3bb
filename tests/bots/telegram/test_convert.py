import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.telegram.client.feed import ClientFeed
from bots.telegram.convert import (
    content_of,
    kind_of,
    order_key,
    origin_of,
    own_phone,
    phone_of,
    reply_of,
    thread_of,
)
from tests.bots.telegram.fakes import item

HEAD = {"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}, "from": {"id": 7}}


@pytest.mark.parametrize(
    ("extra", "kind", "source", "content_type", "name"),
    [
        (
            {"photo": [{"file_id": "s", "width": 90, "height": 90},
                       {"file_id": "L", "width": 900, "height": 900, "file_size": 5}]},
            "photo", "L", "image/jpeg", "",
        ),
        (
            {"document": {"file_id": "d", "mime_type": "application/pdf", "file_name": "a.pdf"}},
            "document", "d", "application/pdf", "a.pdf",
        ),
        ({"voice": {"file_id": "v", "mime_type": "audio/ogg"}}, "voice", "v", "audio/ogg", ""),
        ({"audio": {"file_id": "a", "file_name": "x.mp3"}}, "audio", "a", "audio/mpeg", "x.mp3"),
        ({"video": {"file_id": "w"}}, "video", "w", "video/mp4", ""),
        ({"video_note": {"file_id": "n"}}, "video_note", "n", "video/mp4", ""),
        ({"sticker": {"file_id": "k", "emoji": "x"}}, "sticker", "k", "image/webp", ""),
        (
            {"animation": {"file_id": "g"}, "document": {"file_id": "g"}},
            "animation", "g", "video/mp4", "",
        ),
    ],
)  # fmt: skip
def test_every_kind_of_file_is_one_file_of_its_kind(extra, kind, source, content_type, name):
    content = content_of({**HEAD, **extra, "caption": "вот", "media_group_id": "77"})

    assert [(f.kind, f.source, f.content_type, f.name) for f in content.files] == [
        (kind, source, content_type, name)
    ]
    assert (content.text, content.parts, content.group) == ("вот", (), "77")


@pytest.mark.parametrize(
    ("extra", "part"),
    [
        (
            {"location": {"latitude": 55.7, "longitude": 37.6}},
            {"kind": "location", "latitude": 55.7, "longitude": 37.6},
        ),
        (
            {"location": {"latitude": 1, "longitude": 2},
             "venue": {"location": {"latitude": 1, "longitude": 2}, "title": "Склад",
                       "address": "Мира, 1"}},
            {"kind": "location", "latitude": 1, "longitude": 2, "label": "Склад",
             "address": "Мира, 1"},
        ),
        (
            {"contact": {"phone_number": "79161234567", "first_name": "Иван", "last_name": "П"}},
            {"kind": "contact", "name": "Иван П", "phone": "+79161234567"},
        ),
        (
            {"poll": {"question": "Когда?", "options": [{"text": "да"}, {"text": "нет"}]}},
            {"kind": "poll", "question": "Когда?", "options": "да / нет"},
        ),
        ({"dice": {"emoji": "🎲", "value": 4}}, {"kind": "dice", "emoji": "🎲", "value": 4}),
        ({"story": {"id": 1}}, {"kind": "unknown", "type": "story"}),
        ({"quite_new_thing": {}}, {"kind": "unknown", "type": "quite_new_thing"}),
        ({}, {"kind": "unknown", "type": ""}),
    ],
)  # fmt: skip
def test_what_is_neither_text_nor_file_is_a_part_and_unknown_kinds_are_told_of(extra, part):
    assert content_of({**HEAD, **extra}).parts == (part,)


@pytest.mark.parametrize("name", ["pinned_message", "forum_topic_edited", "new_chat_members"])
def test_a_service_message_says_nothing(name):
    content = content_of({**HEAD, name: {}})

    assert (content.text, content.files, content.parts) == ("", (), ())


def test_text_comes_without_nul_and_without_half_characters():
    assert content_of({**HEAD, "text": "a\x00b\ud800c"}).text == "a␀b\ufffdc"


def test_markup_in_a_text_is_left_alone():
    assert content_of({**HEAD, "text": "<b>*_[x](y)"}).text == "<b>*_[x](y)"


def test_the_origin_tells_all_about_the_message_replied_to():
    replied = {
        "message_id": 3,
        "caption": "Иван",
        "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "r:abc"}]]},
    }
    origin = origin_of("1", {**HEAD, "text": "ответ", "reply_to_message": replied})

    assert (origin.chat, origin.message_id, origin.reply_to) == ("7", "5", "3")
    assert (origin.reply_text, origin.reply_data) == ("Иван", ("r:abc",))


def test_the_head_of_a_topic_is_not_a_reply_and_only_a_topic_has_a_thread():
    message = {**HEAD, "message_thread_id": 9, "reply_to_message": {"forum_topic_created": {}}}

    assert reply_of(message) == {}
    assert thread_of(message) == ""
    assert thread_of({**message, "is_topic_message": True}) == "9"


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("79161234567", "+79161234567"),
        ("+7 916 123-45-67", "+79161234567"),
        ("12", None),
        ("٧٩١٦١٢٣٤٥٦٧", None),
        ("", None),
    ],
)
def test_a_contacts_number_becomes_e164_or_nothing(typed, phone):
    assert phone_of({"phone_number": typed}) == phone


@pytest.mark.parametrize(
    ("contact", "extra", "phone"),
    [
        ({"user_id": 7}, {}, "+79161234567"),
        ({"user_id": 8}, {}, None),
        ({}, {}, None),
        ({"user_id": 7}, {"forward_origin": {"type": "user"}}, None),
        ({"user_id": 7}, {"forward_date": 1}, None),
    ],
)
def test_only_the_senders_own_contact_that_was_not_forwarded_proves_a_number(contact, extra, phone):
    message = {**HEAD, "contact": {"phone_number": "79161234567", **contact}, **extra}

    assert own_phone(message) == phone


@pytest.mark.parametrize(
    ("update", "key"),
    [
        ({"message": HEAD}, "tg:1:7"),
        ({"update_id": 4, "callback_query": {"from": {"id": 8}, "message": HEAD}}, "tg:1:7"),
        ({"callback_query": {"from": {"id": 8}}}, "tg:1:8"),
        ({"message_reaction": {"chat": {"id": -100}, "user": {"id": 8}}}, "tg:1:-100"),
        ({"business_connection": {"user": {"id": 9}}}, "tg:1:9"),
        ({"poll": {"id": "1"}}, "tg:1:0"),
        ({"something": [1]}, "tg:1:0"),
        ({}, "tg:1:0"),
    ],
)
def test_updates_are_ordered_by_chat_and_without_one_by_user(update, key):
    assert order_key("1", update) == key


def client(update, account="3"):
    return ClientFeed(account).convert(item(json.dumps(update).encode()))


def test_a_clients_message_carries_his_address_name_and_time():
    sender = {"id": 7, "first_name": "Иван", "last_name": "Петров"}
    found = client({"message": {**HEAD, "from": sender, "date": 1700000000, "text": "цена?"}})

    assert found is not None
    assert (found.text, found.profile_name, found.edited) == ("цена?", "Иван Петров", False)
    assert (found.provider, found.scope, found.external_id) == ("telegram", "7", "5")
    assert (found.endpoint.account, found.endpoint.chat) == ("3", "7")
    assert [(a.provider, a.account, a.external_id) for a in found.addresses] == [
        ("telegram", "*", "7")
    ]
    assert found.occurred_at == datetime.fromtimestamp(1700000000, UTC)


def test_a_clients_own_contact_adds_his_number_and_a_foreign_one_does_not():
    own = {**HEAD, "contact": {"phone_number": "79161234567", "user_id": 7}}
    foreign = {**HEAD, "contact": {"phone_number": "79161234567", "user_id": 8}}

    assert [a.external_id for a in client({"message": own}).addresses] == ["7", "+79161234567"]
    assert [a.external_id for a in client({"message": foreign}).addresses] == ["7"]


def test_opening_the_bot_is_an_event_and_an_edit_is_marked():
    started = client({"message": {**HEAD, "text": "/start ref"}})
    edited = client({"edited_message": {**HEAD, "text": "иначе"}})

    assert (started.text, started.parts) == ("", ({"kind": "start"},))
    assert (edited.text, edited.edited) == ("иначе", True)


@pytest.mark.parametrize(
    "update",
    [
        {"message": {**HEAD, "chat": {"id": -5, "type": "group"}, "text": "x"}},
        {"message": {**HEAD, "from": {"id": 7, "is_bot": True}, "text": "x"}},
        {"message": {**HEAD, "pinned_message": {}}},
        {"callback_query": {"from": {"id": 7}, "data": "x"}},
        {"message": "x"},
        {},
        [],
    ],
)
def test_whatever_is_no_clients_message_is_nobodys(update):
    assert client(update) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
FIELDS = st.sampled_from(
    ["text", "caption", "photo", "document", "animation", "voice", "contact", "location", "venue",
     "poll", "dice", "from", "chat", "date", "message_id", "reply_to_message", "reply_markup",
     "media_group_id", "message_thread_id", "is_topic_message", "forward_origin", "story"]
)  # fmt: skip
MESSAGE = st.dictionaries(FIELDS, JSON)


@given(MESSAGE)
def test_no_message_of_any_shape_makes_a_conversion_fail(message):
    content, origin = content_of(message), origin_of("1", message)

    json.dumps([content.text, *content.parts]).encode()
    assert isinstance(origin.chat, str)


@given(MESSAGE, st.sampled_from(["message", "edited_message", "poll"]))
def test_no_update_of_any_shape_makes_the_client_feed_fail(message, kind):
    wrapped = {**message, "chat": {"id": 7, "type": "private"}, "from": {"id": 7}}
    for body in (message, {**wrapped, "message_id": 1}):
        found = client({"update_id": 1, kind: body})
        assert found is None or found.scope == "7" or isinstance(found.scope, str)


@given(JSON)
def test_no_json_of_any_shape_makes_the_ordering_fail(value):
    assert order_key("1", {"update_id": 1, "message": value}).startswith("tg:1:")
    assert kind_of({"update_id": 1, "x": value}) == "x"


def test_bytes_that_are_no_json_are_nobodys_message():
    assert ClientFeed("3").convert(item(b"\xff{")) is None
    assert ClientFeed("3").convert(item(b"[" * 100_000)) is None


@pytest.mark.parametrize("number", [2**63, -(10**400)])
def test_a_chat_of_no_possible_number_makes_no_key_that_a_database_refuses(number):
    assert order_key("1", {"update_id": 1, "message": {"chat": {"id": number}}}) == "tg:1:0"
