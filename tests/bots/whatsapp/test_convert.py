from datetime import UTC, datetime

import pytest

from bots.whatsapp.convert import TwilioFeed, file_kind
from bots.whatsapp.states import error_code, price_paid, state_of
from core.clients.model import Address
from core.messaging.model import RANK, Endpoint, IncomingFile, State
from tests.bots.whatsapp.twilio_world import ACCOUNT, OURS, PERSON, raw

FEED = TwilioFeed(ACCOUNT)


def message(**fields):
    return FEED.convert(raw(**fields))


def test_a_text_is_filed_with_its_writer_and_key() -> None:
    item = raw(Body="Цена <b>?", ProfileName="Ольга", WaId="70000000100", MessageType="text")
    got = FEED.convert(item)
    assert (got.inbox_id, got.provider, got.scope) == (item.id, "twilio", "")
    assert got.external_id == "SM" + "0" * 32
    assert got.endpoint == Endpoint("whatsapp", ACCOUNT, PERSON)
    assert got.addresses == (Address("phone", "*", "+70000000100", phone="+70000000100"),)
    assert (got.text, got.profile_name, got.occurred_at) == ("Цена <b>?", "Ольга", item.received_at)
    assert (got.files, got.parts, got.reply_to, got.edited) == ((), (), None, False)


def test_whatsapp_and_sms_of_one_number_are_one_client() -> None:
    by_sms = message(From="+70000000100", To="+70000000098", Body="x")
    assert by_sms.addresses == message(Body="x").addresses
    assert by_sms.endpoint == Endpoint("sms", ACCOUNT, "+70000000100")


def test_a_writer_without_a_phone_is_known_by_the_user_id() -> None:
    got = message(From="whatsapp:US.1234", ExternalUserId="US.1234", Body="hi")
    assert got.addresses == (Address("whatsapp", ACCOUNT, "US.1234"),)
    assert got.endpoint.chat == "whatsapp:US.1234"


def test_a_phone_comes_before_the_user_id_when_both_are_told() -> None:
    got = message(ExternalUserId="US.1234", Body="hi")
    assert got.addresses == (
        Address("phone", "*", "+70000000100", phone="+70000000100"),
        Address("whatsapp", ACCOUNT, "US.1234"),
    )


@pytest.mark.parametrize("sender", ["Beeline", "1234", "+0123456789", "+7٣٣٣٣٣٣٣"])
def test_what_is_no_phone_number_is_never_made_one(sender) -> None:
    (address,) = message(From=sender, Body="x").addresses
    assert (address.provider, address.account, address.phone) == ("sms", ACCOUNT, None)


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [
        ("image/jpeg", "photo"),
        ("image/webp", "sticker"),
        ("video/mp4", "video"),
        ("audio/ogg", "voice"),
        ("audio/amr", "audio"),
        ("application/pdf", "document"),
        ("text/vcard", "contact"),
        ("text/x-vcard", "contact"),
        ("", "document"),
    ],
)
def test_a_file_is_shown_by_its_type(content_type, kind) -> None:
    assert file_kind(content_type) == kind


def test_media_keep_their_order_and_no_name_of_the_senders() -> None:
    got = message(
        NumMedia="2",
        MediaUrl0="https://api.twilio.com/a",
        MediaContentType0="image/jpeg",
        MediaUrl1="https://api.twilio.com/b",
        MediaContentType1="Audio/OGG; codecs=opus",
    )
    assert got.text == ""
    assert got.parts == ()
    assert got.files == (
        IncomingFile("https://api.twilio.com/a", "photo", "image/jpeg"),
        IncomingFile("https://api.twilio.com/b", "voice", "audio/ogg"),
    )


def test_announced_media_without_an_address_are_told_missing() -> None:
    assert message(NumMedia="1", Body="фото").parts == ({"kind": "unknown", "type": "media"},)


def test_a_location_is_a_part() -> None:
    got = message(Latitude="55.75", Longitude="37.61", Label="Склад", Address="Москва")
    assert got.parts == (
        {
            "kind": "location",
            "latitude": 55.75,
            "longitude": 37.61,
            "label": "Склад",
            "address": "Москва",
        },
    )


@pytest.mark.parametrize("value", ["nan", "inf", "", "x", "1e999"])
def test_a_location_that_is_no_place_is_left_out(value) -> None:
    assert message(Latitude=value, Longitude="37", Body="тут").parts == ()


def test_buttons_and_list_replies_are_parts() -> None:
    pressed = message(Body="Прайс", ButtonText="Прайс", ButtonPayload="price", MessageType="button")
    assert pressed.parts == ({"kind": "button", "text": "Прайс", "payload": "price"},)
    chosen = message(
        ListId="1", ListTitle="Мой заказ", ListDescription="№ 5", MessageType="interactive"
    )
    assert chosen.parts == (
        {"kind": "list_reply", "id": "1", "title": "Мой заказ", "description": "№ 5"},
    )


def test_a_reply_names_what_it_replies_to() -> None:
    got = message(Body="да", OriginalRepliedMessageSid="SM9", OriginalRepliedMessageSender=OURS)
    assert got.reply_to == "SM9"


def test_an_advertisement_is_told() -> None:
    got = message(Body="х", ReferralHeadline="ПВХ", ReferralSourceUrl="https://fb.example/1")
    assert got.parts == (
        {"kind": "referral", "headline": "ПВХ", "source_url": "https://fb.example/1"},
    )


def test_a_kind_of_tomorrow_is_shown_as_such() -> None:
    got = message(Body="", MessageType="order")
    assert got.parts == ({"kind": "unknown", "type": "order"},)
    assert message(Body="").parts == ({"kind": "unknown", "type": "empty"},)


def test_fields_nobody_has_heard_of_break_nothing() -> None:
    got = message(Body="х", ChannelMetadata="{", Нечто="1", AddOns="]", NumSegments="x")
    assert (got.text, got.parts) == ("х", ())


def test_what_is_stored_is_what_databases_keep() -> None:
    assert message(Body="a\x00b").text == "a\u2400b"
    assert message(Body="👩‍👩‍👧 \u202e \u200b").text == "👩‍👩‍👧 \u202e \u200b"


def test_a_listed_message_carries_its_own_time() -> None:
    got = message(Body="х", **{"otdel.sent": "2026-11-19T08:00:00+00:00"})
    assert got.occurred_at == datetime(2026, 11, 19, 8, tzinfo=UTC)


def receipt(**fields):
    return FEED.convert(raw("status", "status", **fields))


def test_a_receipt_carries_state_error_and_our_row() -> None:
    got = receipt(MessageStatus="failed", ErrorCode="63016", **{"otdel.outbox": "17"})
    assert (got.provider, got.account) == ("twilio", ACCOUNT)
    assert got.external_id == "SM" + "0" * 32
    assert (got.state, got.error_code, got.outbox_id) == (State.FAILED, "63016", 17)


def test_a_receipt_for_no_row_of_ours_has_none() -> None:
    assert receipt(MessageStatus="read").outbox_id is None
    assert receipt(SmsStatus="sent", ErrorCode="0").error_code is None


@pytest.mark.parametrize("status", ["received", "receiving", "a_state_of_tomorrow"])
def test_a_state_that_says_nothing_is_nothing_to_do(status) -> None:
    assert receipt(MessageStatus=status) is None


def test_twilios_states_climb_our_lattice() -> None:
    climb = ["queued", "sending", "sent", "delivered", "failed", "read"]
    ranks = [RANK[state_of(status)] for status in climb]
    assert ranks == sorted(ranks)
    assert state_of("undelivered") is State.FAILED
    assert state_of(None) is None


def test_a_charge_is_what_was_paid() -> None:
    assert [price_paid(p) for p in ("-0.00500", "0.0", "0.01", "", None)] == [
        "0.00500",
        "0.0",
        "-0.01",
        None,
        None,
    ]
    assert [error_code(c) for c in (63016, "63016", 0, "0", "", None)] == [
        "63016",
        "63016",
        *[None] * 4,
    ]
