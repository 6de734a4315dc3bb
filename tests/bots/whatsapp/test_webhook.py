import asyncio
import gzip
import subprocess
import sys
import zlib
from urllib.parse import urlencode

import pytest

from bots.whatsapp.webhook import BODY_LIMIT
from tests.bots.whatsapp.twilio_world import ACCOUNT, OURS, PERSON, sign

FORM = "application/x-www-form-urlencoded; charset=UTF-8"
SID = "SM" + "a" * 32
MESSAGE = [
    ("MessageSid", SID),
    ("AccountSid", ACCOUNT),
    ("From", PERSON),
    ("To", OURS),
    ("Body", "Цена на ПВХ?"),
    ("NumMedia", "0"),
    ("Blank", ""),
]
RECEIPT = [
    ("MessageSid", SID),
    ("AccountSid", ACCOUNT),
    ("MessageStatus", "delivered"),
    ("From", OURS),
    ("To", PERSON),
]


async def post(http, url, pairs, *, signature=None, body=None, content_type=FORM, **headers):
    raw = urlencode(pairs).encode() if body is None else body
    presented = sign(url, pairs) if signature is None else signature
    headers |= {"Content-Type": content_type}
    if presented:
        headers["X-Twilio-Signature"] = presented
    async with http.post(url, data=raw, headers=headers, skip_auto_headers=["Accept"]) as answer:
        return answer.status, await answer.text()


async def test_a_message_is_on_disk_before_the_answer_and_kept_as_it_came(product, http) -> None:
    url = f"{product.url}/webhooks/twilio"
    assert await post(http, url, MESSAGE) == (200, "<Response/>")
    (item,) = product.intake.items.values()
    assert (item.provider, item.account, item.scope) == ("twilio", ACCOUNT, "")
    assert (item.external_id, item.channel, item.kind) == (SID, "whatsapp", "message")
    assert item.order_key == f"twilio:{PERSON}"
    assert item.payload == urlencode(MESSAGE).encode()
    assert product.results == [("whatsapp", "accepted")]


async def test_a_repeat_is_answered_alike_and_counted_as_one(product, http) -> None:
    url = f"{product.url}/webhooks/twilio"
    answers = await asyncio.gather(*(post(http, url, MESSAGE) for _ in range(20)))
    assert {status for status, _ in answers} == {200}
    assert len(product.intake.items) == 1
    assert sorted(r for _, r in product.results) == ["accepted"] + ["duplicate"] * 19


async def test_an_sms_comes_by_the_same_address(product, http) -> None:
    pairs = [(k, {"From": "+79990000001", "To": "+70000000098"}.get(k, v)) for k, v in MESSAGE]
    await post(http, f"{product.url}/webhooks/twilio", pairs)
    (item,) = product.intake.items.values()
    assert (item.channel, item.order_key) == ("sms", "twilio:+79990000001")


@pytest.mark.parametrize("signature", [False, "", "bad", "ж" * 28, "%%%", "A" * 28 + "="])
async def test_without_a_genuine_signature_nothing_is_stored(product, http, signature) -> None:
    for path in ("", "/status"):
        url = f"{product.url}/webhooks/twilio{path}"
        status, _ = await post(http, url, RECEIPT, signature=signature)
        assert status == 403
    assert product.intake.items == {}
    assert product.results == [("whatsapp", "rejected")] * 2


async def test_a_changed_body_is_refused(product, http) -> None:
    url = f"{product.url}/webhooks/twilio"
    body = urlencode(MESSAGE).replace("NumMedia=0", "NumMedia=1").encode()
    status, _ = await post(http, url, MESSAGE, body=body)
    assert (status, product.intake.items) == (403, {})


async def test_spoofed_proxy_headers_change_nothing(product, http) -> None:
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    signature = sign("https://evil.example/webhooks/twilio", MESSAGE)
    url = f"{product.url}/webhooks/twilio"
    status, _ = await post(http, url, MESSAGE, signature=signature, **forged)
    assert status == 403


def without(name):
    return [(k, v) for k, v in MESSAGE if k != name]


def changed(name, value):
    return [*without(name), (name, value)]


@pytest.mark.parametrize(
    "pairs",
    [
        without("MessageSid"),
        without("From"),
        changed("AccountSid", "AC" + "2" * 32),
        changed("MessageSid", "SM\x00"),
        changed("MessageSid", "S" * 65),
        changed("MessageSid", "ёжик"),
        changed("From", "whatsapp:" + "9" * 300),
        changed("From", "a\x00b"),
        [*MESSAGE, ("otdel.sent", "2020-01-01T00:00:00+00:00")],
        [*MESSAGE, *((f"F{n}", "") for n in range(1000))],
    ],
)
async def test_signed_nonsense_is_malformed(product, http, pairs) -> None:
    status, _ = await post(http, f"{product.url}/webhooks/twilio", pairs)
    assert (status, product.intake.items) == (400, {})
    assert product.results == [("whatsapp", "malformed")]


@pytest.mark.parametrize("content_type", ["application/json", "multipart/form-data", "", "текст"])
async def test_another_content_type_is_malformed(product, http, content_type) -> None:
    url = f"{product.url}/webhooks/twilio"
    status, _ = await post(http, url, MESSAGE, content_type=content_type)
    assert status == 400


@pytest.mark.parametrize("body", [b"Body=%FF%FE", b"\xff\xfe", b"Body=\xd0", b"a=%ED%A0%80"])
async def test_a_body_that_is_no_text_is_malformed(product, http, body) -> None:
    status, _ = await post(http, f"{product.url}/webhooks/twilio", MESSAGE, body=body)
    assert status == 400


async def test_a_long_text_fits_and_a_larger_body_does_not(product, http) -> None:
    url = f"{product.url}/webhooks/twilio"
    text = changed("Body", "щ" * 32_768)
    assert (await post(http, url, text))[0] == 200
    body = b"Body=" + b"a" * BODY_LIMIT
    assert (await post(http, url, MESSAGE, body=body))[0] == 413

    async def chunks():
        for _ in range(10):
            yield b"a" * (BODY_LIMIT // 8)

    assert (await post(http, url, MESSAGE, body=chunks()))[0] == 413


async def test_a_body_that_unfolds_is_bounded_too(product, http) -> None:
    bomb = gzip.compress(b"a" * (64 * 1024 * 1024))
    url = f"{product.url}/webhooks/twilio"
    status, _ = await post(http, url, MESSAGE, body=bomb, **{"Content-Encoding": "gzip"})
    assert status == 413


@pytest.mark.parametrize("broken", [b"no gzip", zlib.compress(b"a" * 100)[:9], b""])
async def test_broken_compression_is_malformed(product, http, broken) -> None:
    url = f"{product.url}/webhooks/twilio"
    headers = {"Content-Encoding": "gzip"}
    status, _ = await post(http, url, MESSAGE, body=broken, **headers)
    assert status in {400, 403}


async def test_a_full_disk_is_a_503_and_nothing_is_acknowledged(product, http) -> None:
    product.intake.broken = True
    for path, pairs in (("", MESSAGE), ("/status", RECEIPT)):
        status, _ = await post(http, f"{product.url}/webhooks/twilio{path}", pairs)
        assert status == 503
    product.intake.broken = False
    assert (await post(http, f"{product.url}/webhooks/twilio", MESSAGE))[0] == 200
    assert product.results == [("whatsapp", "accepted")]


async def test_a_receipt_keeps_the_outbox_id_of_its_address(product, http) -> None:
    url = f"{product.url}/webhooks/twilio/status?outbox=17"
    assert (await post(http, url, RECEIPT))[0] == 200
    (item,) = product.intake.items.values()
    assert (item.scope, item.external_id, item.kind) == ("status", f"{SID}:delivered", "status")
    assert item.order_key == f"status:{SID}"
    assert item.payload == urlencode([*RECEIPT, ("otdel.outbox", "17")]).encode()


async def test_the_query_of_a_receipt_is_signed(product, http) -> None:
    url = f"{product.url}/webhooks/twilio/status"
    status, _ = await post(http, f"{url}?outbox=18", RECEIPT, signature=sign(url, RECEIPT))
    assert (status, product.intake.items) == (403, {})


@pytest.mark.parametrize("query", ["", "?outbox=", "?outbox=%D9%A3", "?outbox=-1", "?x=1&x=2"])
async def test_an_address_without_an_outbox_id_is_a_receipt_all_the_same(
    product, http, query
) -> None:
    url = f"{product.url}/webhooks/twilio/status{query}"
    assert (await post(http, url, RECEIPT))[0] == 200
    (item,) = product.intake.items.values()
    assert item.payload == urlencode(RECEIPT).encode()


async def test_each_state_of_a_message_comes_in_once(product, http) -> None:
    url = f"{product.url}/webhooks/twilio/status?outbox=17"
    for state in ("read", "sent", "delivered", "sent", "a_state_of_tomorrow"):
        pairs = [(k, state if k == "MessageStatus" else v) for k, v in RECEIPT]
        assert (await post(http, url, pairs))[0] == 200
    assert len(product.intake.items) == 4


@pytest.mark.parametrize("state", ["", "no such", "s" * 40, "\x00"])
async def test_a_receipt_without_a_state_is_malformed(product, http, state) -> None:
    pairs = [(k, state if k == "MessageStatus" else v) for k, v in RECEIPT]
    status, _ = await post(http, f"{product.url}/webhooks/twilio/status", pairs)
    assert status == 400


async def test_the_emulators_own_webhook_is_taken_in(product, other) -> None:
    answer = await other.inbound(body="Здравствуйте", profile_name="Ольга", times=20)
    assert answer["statuses"] == [200] * 20
    assert [key[3] for key in product.intake.items] == [answer["sid"]]


@pytest.mark.parametrize("module", ["webhook", "convert", "signature", "media", "states"])
def test_the_way_in_needs_neither_twilio_nor_aiogram(module) -> None:
    code = (
        f"import sys, bots.whatsapp.{module}; "
        "print([m for m in ('twilio', 'aiogram', 'requests') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


async def test_a_signed_message_without_an_account_is_taken(product, http) -> None:
    status, _ = await post(http, f"{product.url}/webhooks/twilio", without("AccountSid"))
    assert (status, len(product.intake.items)) == (200, 1)
