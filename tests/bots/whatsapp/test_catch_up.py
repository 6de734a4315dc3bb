import base64
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bots.whatsapp import catch_up as module
from bots.whatsapp.catch_up import CatchUp
from bots.whatsapp.channel import connect
from bots.whatsapp.convert import TwilioFeed
from bots.whatsapp.doctor import check
from core.errors import Temporary
from core.messaging.model import State
from tests.bots.whatsapp.twilio_world import (
    ACCOUNT,
    OUR_SMS,
    PERSON,
    config,
    inbox_item,
    row,
    ticket,
)

PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(40)).decode()
FEED = TwilioFeed(ACCOUNT)


@pytest.fixture
def catch_up(settings, client) -> CatchUp:
    return CatchUp(settings, client)


def lately() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=1)


async def test_what_no_webhook_brought_comes_in_oldest_first(catch_up, other) -> None:
    texts = [f"№ {n}" for n in range(5)]
    for text in texts:
        await other.inbound(body=text, deliver=False)
        await other.post("clock", advance=1)
    items = await catch_up.missed(lately())
    assert [FEED.convert(inbox_item(item)).text for item in items] == texts


async def test_a_listed_message_has_the_key_of_its_webhook(catch_up, other, product) -> None:
    """Nothing lost, nothing twice: the intake knows it already (fault 16b)."""
    await other.inbound(body="пришло", media=[{"type": "image/png", "b64": PIXEL}])
    (item,) = await catch_up.missed(lately())
    (by_webhook,) = product.intake.items.values()
    assert await product.intake.put([item]) == [False]
    listed, delivered = (FEED.convert(inbox_item(i)) for i in (item, by_webhook))
    assert (listed.text, listed.files) == (delivered.text, delivered.files)
    assert (listed.addresses, listed.endpoint) == (delivered.addresses, delivered.endpoint)


async def test_media_of_a_listed_message_come_along(catch_up, other) -> None:
    await other.inbound(
        **{"from": "+79990000001"},
        to=OUR_SMS,
        body="",
        media=[{"type": "image/png", "b64": PIXEL}, {"type": "application/pdf", "b64": "JVBERi0="}],
        deliver=False,
    )
    (item,) = await catch_up.missed(lately())
    got = FEED.convert(inbox_item(item))
    assert [file.kind for file in got.files] == ["photo", "document"]
    assert (item.channel, got.parts) == ("sms", ())


async def test_a_listed_message_keeps_its_own_time(catch_up, other) -> None:
    await other.inbound(body="х", deliver=False)
    (item,) = await catch_up.missed(lately())
    got = FEED.convert(inbox_item(item, datetime(2030, 1, 1, tzinfo=UTC)))
    assert abs(got.occurred_at - datetime.now(UTC)) < timedelta(minutes=1)


async def test_every_page_is_read(catch_up, other, monkeypatch) -> None:
    monkeypatch.setattr(module, "PAGE", 3)
    for n in range(8):
        await other.inbound(body=str(n), deliver=False)
    items = await catch_up.missed(lately())
    assert [FEED.convert(inbox_item(item)).text for item in items] == [str(n) for n in range(8)]


async def test_reading_ends_at_its_bound_and_says_so(catch_up, other, monkeypatch) -> None:
    monkeypatch.setattr(module, "PAGE", 2)
    monkeypatch.setattr(module, "PAGES", 2)
    for n in range(6):
        await other.inbound(body=str(n), deliver=False)
    with capture_logs() as said:
        assert len(await catch_up.missed(lately())) == 4
    assert [(one["event"], one["pages"]) for one in said] == [("twilio.listing_cut_off", 2)]


async def test_only_what_is_inbound_and_recent_is_read(catch_up, channel, other) -> None:
    await other.inbound(body="давно", deliver=False)
    await channel.send(row("наше"), ticket())
    assert len(await catch_up.missed(lately())) == 1
    assert await catch_up.missed(datetime.now(UTC) + timedelta(minutes=11)) == []


async def test_a_listed_row_without_a_sender_stops_nothing(catch_up, other, monkeypatch) -> None:
    await other.inbound(body="первое", deliver=False)
    answer = await other.inbound(body="второе", deliver=False)
    genuine = module.message_item

    def strict(account, fields, payload):
        if fields["MessageSid"] != answer["sid"]:
            raise module.Malformed("From")
        return genuine(account, fields, payload)

    monkeypatch.setattr(module, "message_item", strict)
    (item,) = await catch_up.missed(lately())
    assert item.external_id == answer["sid"]


async def test_states_and_prices_of_what_was_sent_are_read(catch_up, channel, other) -> None:
    await other.post("twilio/options", receipts="none")
    failed = await channel.send(row("вне окна"), ticket())
    await other.inbound(body="х")
    sent = await channel.send(row("в окне"), ticket())

    async def read():
        return {r.external_id: r for r in await catch_up.receipts(lately())}

    for _ in range(200):
        found = await read()
        if found[sent.provider_ids[0]].price:
            break
    bad, good = found[failed.provider_ids[0]], found[sent.provider_ids[0]]
    assert (bad.state, bad.error_code, bad.price) == (State.FAILED, "63016", None)
    assert (good.state, good.price, good.price_unit) == (State.DELIVERED, "0.005", "USD")
    assert good.outbox_id is None
    assert set(found) == {*failed.provider_ids, *sent.provider_ids}


@pytest.mark.parametrize("kind", ["status", "garbage", "truncated", "retry_after"])
async def test_trouble_at_twilio_is_only_tried_again(catch_up, other, kind) -> None:
    await other.inbound(body="х", deliver=False)
    await other.fault(kind, method="GET Messages", status=502)
    with pytest.raises(Temporary):
        await catch_up.missed(lately())
    assert len(await catch_up.missed(lately())) == 1


@pytest.mark.parametrize(
    ("kept", "good", "code"),
    [
        ("/webhooks/twilio#rc=5&rp=all", True, "ok"),
        ("/webhooks/twilio#rp=all&rc=5", True, "ok"),
        ("/webhooks/twilio", False, "webhook-no-retries"),
        ("/webhooks/twilio#rc=1", False, "webhook-no-retries"),
        ("/elsewhere#rc=5&rp=all", False, "webhook-elsewhere"),
        ("", False, "webhook-elsewhere"),
    ],
)
async def test_doctor_reads_the_webhook_that_twilio_keeps(
    client, settings, sandbox, kept, good, code
) -> None:
    url = settings.public_url + kept if kept else ""
    sandbox.twilio.account.set_options({"webhook": url})
    assert await check(client, settings) == [
        ("twilio-public-url", True, "ok"),
        ("twilio-account", True, "ok"),
        ("twilio-webhook", good, code),
    ]


async def test_doctor_leaves_a_webhook_that_it_may_not_read(client, settings, other) -> None:
    await other.fault("status", method="GET Senders", status=403)
    assert (await check(client, settings))[2] == ("twilio-webhook", True, "unreadable")


async def test_doctor_names_a_wrong_token_and_address(settings, http) -> None:
    wrong = config(
        api_base=settings.api_base, public_url="http://firm.example", auth_token="w" * 32
    )
    assert await check(connect(wrong, http), wrong) == [
        ("twilio-public-url", False, "not-https"),
        ("twilio-account", False, "auth"),
    ]
    assert PERSON not in repr(wrong)
