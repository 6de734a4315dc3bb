"""One message is one record, whatever the network does; a forged one is none (P3, P17, P19)."""

import secrets

import pytest

from tests.e2e.cast import ACCOUNT
from tests.e2e.firm import Firm, until
from tests.e2e.phones import client_id, lead, writer
from tests.e2e.signing import FORM, encoded, form, post, signature


def sid() -> str:
    return "SM" + secrets.token_hex(16)


def inbound(firm: Firm, result: str) -> float:
    return firm.metrics().get(f'otdel_inbound_total{{channel="whatsapp",result="{result}"}}', 0.0)


def test_the_same_post_twenty_times_at_once_is_one_message(firm: Firm):
    """Fault 17: the unique key decides, not a look before the insert."""
    who = writer(firm)
    before = inbound(firm, "duplicate")
    answer = who.writes("Двадцать раз одно и то же", times=20)
    assert answer["statuses"] == [200] * 20
    new = lead(firm, "А это второе сообщение того же", who)
    assert len(new.phone.shown("Двадцать раз одно и то же")) == 1
    shown = firm.json("client", "show", client_id(firm, who.name))
    assert [line["text"] for line in shown["timeline"]] == [
        "Двадцать раз одно и то же",
        "А это второе сообщение того же",
    ]
    # More, when the list of messages has been read meanwhile, too.
    assert inbound(firm, "duplicate") - before >= 19


@pytest.mark.parametrize("signed", [None, "", "A" * 28, "подпись-не-аски", "=?utf-8?b?8J+Zgg==?="])
def test_a_bad_missing_or_non_ascii_signature_is_refused(firm: Firm, signed: str | None):
    """Fault 54, RELIABILITY 7: 401 or 403, never a 500."""
    fields = form(sid(), "whatsapp:+79019999999", "Подделка")
    before = inbound(firm, "accepted")
    assert post(firm, encoded(fields), signed) in {401, 403}
    assert inbound(firm, "accepted") == before


def test_a_signature_over_another_text_address_or_path_is_refused_and_nothing_is_stored(
    firm: Firm,
):
    fields = form(sid(), "whatsapp:+79019999998", "Настоящее")
    good = signature(firm, fields)
    forged = fields | {"Body": "Поддельное"}
    spoofed = {"X_Forwarded_Host": "evil.example", "X_Forwarded_Proto": "https"}
    assert post(firm, encoded(forged), good) == 403
    assert post(firm, encoded(forged), good, **spoofed) == 403
    assert post(firm, encoded(fields), good, path="/webhooks/twilio/status") == 403
    assert post(firm, encoded(fields), good, path="/webhooks/twilio?x=1") == 403
    assert firm.json("client", "list", fields["ProfileName"]) == []
    assert post(firm, encoded(fields), good) == 200


@pytest.mark.parametrize(
    "broken",
    [
        {"MessageSid": ""},
        {"MessageSid": "SM-не-аски"},
        {"MessageSid": "S" * 65},
        {"From": ""},
        {"From": "whatsapp:" + "9" * 300},
        {"AccountSid": ACCOUNT[:-1] + "0"},
        {"otdel.outbox": "1"},
    ],
    ids=lambda broken: next(iter(broken)),
)
def test_a_signed_form_that_twilio_never_sends_is_malformed(firm: Firm, broken: dict[str, str]):
    """INTERFACE: 400 malformed."""
    fields = form(sid(), "whatsapp:+79019999997", "Кривое") | broken
    assert post(firm, encoded(fields), signature(firm, fields)) == 400


def test_bodies_that_are_no_form_are_malformed(firm: Firm):
    fields = form(sid(), "whatsapp:+79019999996", "x")
    good = signature(firm, fields)
    assert post(firm, encoded(fields), good, content_type="application/json") == 400
    assert post(firm, b"Body=%ED%A0%80&From=x", good) == 400
    assert post(firm, b"\xff\xfe\x00", good) == 400
    assert post(firm, b"&".join(b"a=1" for _ in range(2000)), good) == 400
    assert post(firm, b"", good) in {400, 403}
    # aiohttp does not wake a handler that already waits for the body: then its bound refuses.
    assert post(firm, b"zzz\r\n", good, Transfer_Encoding="chunked") in {400, 408}


def test_an_oversized_body_is_refused_with_and_without_a_declared_length(firm: Firm):
    """P16, P19: nothing larger than the bound is read into memory."""
    body = b"Body=" + b"x" * 700_000
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    assert post(firm, body, "A" * 28) in {400, 413}
    assert post(firm, chunked, "A" * 28, Transfer_Encoding="chunked") in {400, 413}
    assert post(firm, b"", "A" * 28, content_type=f"{FORM}; charset=x") in {400, 403}


def test_unknown_fields_break_nothing(firm: Firm):
    """CHANNELS: unknown fields must not break anything, nor the signature."""
    who = writer(firm)
    text = f"С полями из будущего {firm.number()}"
    fields = form(sid(), who.address, text, НовоеПоле="", FutureField="1")
    fields["ProfileName"] = who.name
    assert post(firm, encoded(fields), signature(firm, fields)) == 200
    (row,) = until(lambda: firm.json("client", "list", who.name), "the lead is filed")
    assert row["name"] == who.name
