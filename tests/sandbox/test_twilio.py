import asyncio
import base64
import json
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from sandbox import Sandbox

from .conftest import ACCOUNT, AUTH, CAST, KEY, OURS, PERSON, eventually

# How the real client sends its credentials; aiohttp 4 will end it.
pytestmark = [
    pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The 'auth' parameter:DeprecationWarning"),
]
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"
HELLO, DRAFT = "HX" + "a" * 32, "HX" + "b" * 32
JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 10


@pytest.fixture
async def client(sandbox):
    async with AsyncTwilioHttpClient() as http:
        real = Client(ACCOUNT, AUTH, http_client=http)
        real.api.base_url = real.content.base_url = f"{sandbox.url}/twilio"
        yield real


@pytest.fixture
async def window(other) -> None:
    await other.post("twilio/inbound", **{"from": PERSON, "body": "здравствуйте", "deliver": False})


async def final(client, sid: str):
    async def done():
        message = await client.messages(sid).fetch_async()
        return message if message.status in ("delivered", "failed") else None

    return await eventually(done)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"to": "whatsapp:+12", "from_": OURS, "body": "x"}, 21211),
        ({"to": PERSON, "from_": "whatsapp:+70000000001", "body": "x"}, 63007),
        ({"to": "+70000000100", "from_": "+70000000001", "body": "x"}, 21606),
        ({"to": PERSON, "from_": "whatsapp:nobody", "body": "x"}, 21212),
        ({"to": PERSON, "body": "x"}, 21603),
        ({"to": PERSON, "from_": "+70000000098", "body": "x"}, 21910),
        ({"to": PERSON, "from_": OURS}, 21602),
        ({"to": PERSON, "from_": OURS, "body": "я" * 1601}, 21617),
        ({"to": PERSON, "from_": OURS, "content_sid": "HX" + "0" * 32}, 21655),
        ({"to": PERSON, "from_": OURS, "content_sid": HELLO, "content_variables": "{"}, 21656),
        ({"to": PERSON, "from_": OURS, "body": "x", "media_url": ["ftp://x/y"]}, 21620),
    ],
)
async def test_a_wrong_send_is_refused_with_its_code(client, fields, code):
    with pytest.raises(TwilioRestException) as error:
        await client.messages.create_async(**fields)
    assert (error.value.code, error.value.status) == (code, 400)


async def test_an_unknown_parameter_is_refused(other):
    form = {"To": PERSON, "From": OURS, "Body": "x", "Colour": "red"}
    status, body = await other.twilio("POST", f"{MESSAGES}.json", data=form)
    assert (status, body["code"]) == (400, 20001)


async def test_wrong_credentials_are_refused(other):
    for pair in ((ACCOUNT, "no"), ("AC0", AUTH)):
        headers = {"Authorization": aiohttp.encode_basic_auth(*pair)}
        status, body = await other.twilio("GET", f"{MESSAGES}.json", headers=headers)
        assert (status, body["code"]) == (401, 20003)


async def test_free_text_outside_the_window_fails_later_with_63016(client, other, window, product):
    callback = f"{product.url}/status?outbox=7"
    first = await client.messages.create_async(to=PERSON, from_=OURS, body="x")
    assert first.status == "queued"
    assert (await final(client, first.sid)).status == "delivered"
    await other.post("clock", advance=24 * 3600 + 1)
    late = await client.messages.create_async(
        to=PERSON, from_=OURS, body="x", status_callback=callback
    )
    assert late.status == "queued"
    failed = await final(client, late.sid)
    assert (failed.status, failed.error_code) == ("failed", 63016)
    got = await eventually(lambda: [f for f in product.fields("/status") if "ErrorCode" in f])
    assert (got[0]["MessageStatus"], got[0]["ErrorCode"]) == ("failed", "63016")


async def test_a_template_goes_out_at_any_time(client):
    sent = await client.messages.create_async(
        to=PERSON, from_=OURS, content_sid=HELLO, content_variables=json.dumps({"1": "Пётр"})
    )
    done = await final(client, sent.sid)
    assert (done.status, done.body) == ("delivered", "Здравствуйте, Пётр!")


@pytest.mark.parametrize(("sid", "variables", "code"), [(DRAFT, None, 63027), (HELLO, None, 63028)])
async def test_a_bad_template_fails_later(client, sid, variables, code):
    sent = await client.messages.create_async(
        to=PERSON, from_=OURS, content_sid=sid, content_variables=variables
    )
    assert (await final(client, sent.sid)).error_code == code


async def test_receipts_are_signed_and_in_order(client, other, window, product):
    url = f"{product.url}/status?outbox=7"
    sent = await client.messages.create_async(to=PERSON, from_=OURS, body="x", status_callback=url)
    await final(client, sent.sid)
    await other.post("twilio/read", **{"from": PERSON})
    got = await eventually(lambda: len(product.got) == 4 and product.got)
    assert [body["MessageStatus"] for _, _, body in got] == ["queued", "sent", "delivered", "read"]
    for path, headers, body in got:
        assert path == "/status?outbox=7"
        validator = RequestValidator(AUTH)
        assert validator.validate(url, body, headers["X-Twilio-Signature"])
        assert not validator.validate(f"{url}8", body, headers["X-Twilio-Signature"])


async def test_the_price_comes_a_little_later(client, window):
    sent = await client.messages.create_async(to=PERSON, from_=OURS, body="x")
    assert sent.price is None

    async def priced():
        return (await client.messages(sent.sid).fetch_async()).price

    assert await eventually(priced) == "-0.005"


async def test_an_inbound_webhook_is_genuine(other, product):
    url = f"{product.url}/in"
    await other.post("twilio/options", webhook=f"{url}#rc=2&rp=all")
    given = await other.post(
        "twilio/inbound", profile_name="Иван & Ко", body="да ", **{"from": PERSON}
    )
    assert given["statuses"] == [200]
    _, headers, body = product.got[0]
    assert RequestValidator(AUTH).validate(url, body, headers["X-Twilio-Signature"])
    assert (body["From"], body["To"], body["WaId"]) == (PERSON, OURS, "70000000100")
    assert (body["ProfileName"], body["Body"], body["NumMedia"]) == ("Иван & Ко", "да ", "0")
    assert body["MessageSid"] == body["SmsSid"] == given["sid"]


async def test_a_writer_without_a_phone_has_an_id_only(other, product):
    await other.post("twilio/options", webhook=f"{product.url}/in")
    await other.post("twilio/inbound", body="x", **{"from": "whatsapp:US.1234"})
    body = product.got[0][2]
    assert (body["From"], body["ExternalUserId"]) == ("whatsapp:US.1234", "US.1234")
    assert "WaId" not in body


async def test_one_retry_and_then_the_list(client, other, product):
    await other.post("twilio/options", webhook=f"{product.url}/in")
    product.codes = [500, 200]
    assert (await other.post("twilio/inbound", body="1", **{"from": PERSON}))["statuses"] == [200]
    product.codes = [500, 500, 200]
    lost = await other.post("twilio/inbound", body="2", **{"from": PERSON})
    assert (lost["statuses"], len(product.got)) == ([500], 4)
    await other.post("twilio/options", webhook="http://127.0.0.1:9/in")
    down = await other.post("twilio/inbound", body="3", **{"from": PERSON})
    assert down["statuses"] == [0]
    listed = await client.messages.list_async(to=OURS)
    assert [message.body for message in listed] == ["3", "2", "1"]
    assert listed[0].direction == "inbound"


async def test_the_same_webhook_twenty_times_at_once(other, product):
    await other.post("twilio/options", webhook=f"{product.url}/in")
    given = await other.post("twilio/inbound", body="x", times=20, **{"from": PERSON})
    assert given["statuses"] == [200] * 20
    assert {body["MessageSid"] for body in product.fields("/in")} == {given["sid"]}


async def test_an_album_is_one_webhook_a_picture(other, product):
    await other.post("twilio/options", webhook=f"{product.url}/in")
    one = {"type": "image/jpeg", "name": "a.jpg", "b64": base64.b64encode(JPEG).decode()}
    given = await other.post("twilio/inbound", body="все", media=[one] * 10, **{"from": PERSON})
    assert len(given["sids"]) == 10
    assert sorted(body["Body"] for body in product.fields("/in")) == [""] * 9 + ["все"]
    assert {body["NumMedia"] for body in product.fields("/in")} == {"1"}


async def test_media_redirects_to_a_place_that_takes_no_credentials(client, other, sandbox):
    one = {"type": "image/jpeg", "name": "a.jpg", "b64": base64.b64encode(JPEG).decode()}
    given = await other.post("twilio/inbound", media=[one], deliver=False, **{"from": PERSON})
    media = (await client.messages(given["sid"]).media.list_async())[0]
    assert media.content_type == "image/jpeg"
    url = f"{sandbox.url}/twilio{MESSAGES}/{given['sid']}/Media/{media.sid}"
    async with other.http.get(url) as naked:
        assert naked.status == 401
    async with other.http.get(url, headers=KEY, allow_redirects=False) as answer:
        assert answer.status == 307
        place = answer.headers["Location"]
    async with other.http.get(place, headers=KEY) as both:
        assert both.status == 400
    async with other.http.get(place) as plain:
        assert await plain.read() == JPEG
    assert await client.messages(given["sid"]).media(media.sid).delete_async()
    async with other.http.get(place) as gone:
        assert gone.status == 404


async def test_outgoing_media_is_fetched_without_credentials(client, other, window, product):
    sent = await client.messages.create_async(
        to=PERSON, from_=OURS, media_url=[f"{product.url}/x.json"]
    )
    failed = await final(client, sent.sid)
    assert failed.error_code == 12300
    assert "Authorization" not in product.got[0][1]
    missing = await client.messages.create_async(
        to=PERSON, from_=OURS, media_url=["http://127.0.0.1:9/x.pdf"]
    )
    assert (await final(client, missing.sid)).error_code == 63019


async def test_the_list_pages_back_to_the_last_seen_message(client, other):
    # Far from midnight: a day is asked for below.
    now = datetime.now(UTC).replace(hour=12, minute=0)
    await other.post("clock", offset=(now - datetime.now(UTC)).total_seconds())
    for n in range(7):
        body = {"from": PERSON, "body": str(n), "deliver": False}
        await other.post("twilio/inbound", **body)
    page = await client.messages.page_async(to=OURS, page_size=3)
    await other.post("twilio/inbound", **{"from": PERSON, "body": "new", "deliver": False})
    seen = []
    while page is not None:
        seen += [message.body for message in page]
        page = await page.next_page_async()
    assert seen == ["6", "5", "4", "3", "2", "1", "0"]
    assert await client.messages.list_async(date_sent_after=now + timedelta(minutes=5)) == []
    assert len(await client.messages.list_async(date_sent_after=now - timedelta(minutes=1))) == 8
    assert len(await client.messages.list_async(date_sent=now.date())) == 8
    assert await client.messages.list_async(from_="whatsapp:+70000000555") == []


async def test_templates_have_the_content_api_s_shape(client):
    found = [row async for row in await client.content.v1.contents.stream_async(page_size=1)]
    assert [row.friendly_name for row in found] == ["hello", "draft"]
    assert found[0].types == {"twilio/text": {"body": "Здравствуйте, {{1}}!"}}
    both = await client.content.v1.content_and_approvals.list_async()
    assert [row.approval_requests["status"] for row in both] == ["approved", "pending"]
    one = await client.content.v1.contents(HELLO).approval_fetch().fetch_async()
    assert (one.whatsapp["name"], one.whatsapp["category"]) == ("hello", "UTILITY")


async def test_opted_out_unreachable_and_busy(client, other, window):
    await other.post("twilio/options", opted_out=[PERSON])
    with pytest.raises(TwilioRestException) as error:
        await client.messages.create_async(to=PERSON, from_=OURS, body="x")
    assert error.value.code == 21610
    await other.post("twilio/options", opted_out=[], failures={PERSON: 63024})
    sent = await client.messages.create_async(to=PERSON, from_=OURS, body="x")
    assert (await final(client, sent.sid)).error_code == 63024
    await other.post("twilio/options", per_second=1)
    asked = await asyncio.gather(*(other.twilio("GET", f"{MESSAGES}.json") for _ in range(20)))
    assert 429 in {status for status, _ in asked}


async def test_receipts_in_any_order(client, other, window, product):
    await other.post("twilio/options", receipts="none")
    sent = await client.messages.create_async(
        to=PERSON, from_=OURS, body="x", status_callback=f"{product.url}/status"
    )
    await final(client, sent.sid)
    assert product.got == []
    for status in ("read", "sent", "delivered"):
        given = await other.post("twilio/receipt", sid=sent.sid, status=status)
        assert given == {"status": 200}
    assert [f["MessageStatus"] for f in product.fields("/status")] == ["read", "sent", "delivered"]


def test_the_synchronous_client_works_too(tmp_path):
    async def run() -> str:
        box = Sandbox(CAST, tmp_path)
        await box.start()

        def send() -> str:
            real = Client(ACCOUNT, AUTH)
            real.api.base_url = f"{box.url}/twilio"
            try:
                return real.messages.create(to=PERSON, from_=OURS, body="x").sid
            finally:
                real.http_client.session.close()

        try:
            return await asyncio.to_thread(send)
        finally:
            await box.stop()

    assert asyncio.run(run()).startswith("SM")


async def test_a_replayed_webhook_is_the_very_same(other, product):
    await other.post("twilio/options", webhook=f"{product.url}/in")
    given = await other.post("twilio/inbound", body="x", **{"from": PERSON})
    assert await other.post("twilio/replay", sid=given["sid"]) == {"status": 200}
    assert product.got[0][2] == product.got[1][2]


async def test_sent_media_can_be_seen_on_the_page(client, other, window, sandbox):
    one = {"type": "image/jpeg", "name": "a.jpg", "b64": base64.b64encode(JPEG).decode()}
    given = await other.post("twilio/inbound", media=[one], deliver=False, **{"from": PERSON})
    rows = await other.get("twilio/messages")
    place = next(row for row in rows if row["sid"] == given["sid"])["media"][0]["url"]
    sent = await client.messages.create_async(
        to=PERSON, from_=OURS, media_url=[f"{sandbox.url}{place}"]
    )
    assert (await final(client, sent.sid)).status == "delivered"
    shown = (await other.get("twilio/messages"))[-1]["media"][0]
    async with other.http.get(f"{sandbox.url}{shown['url']}") as answer:
        assert (await answer.read(), answer.content_type) == (JPEG, "image/jpeg")
