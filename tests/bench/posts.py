"""Twilio's webhook as it comes over the wire, signed in advance: signing must not pace the load."""

import base64
import hmac
import json
from urllib.parse import urlencode

from tests.e2e.cast import ACCOUNT, AUTH, WHATSAPP

PUBLIC_URL = "https://firm.example"
PATH = "/webhooks/twilio"
TEXT = "Здравствуйте! Почём ПЭНД 276, пять тонн, самовывоз в четверг? Номер {}"
WRITERS = 200


def sid(run: int, number: int) -> str:
    return f"SM{run:08x}{number:024x}"


def phone(writer: int) -> str:
    return f"+7000{1_000_000 + writer}"


def fields(run: int, number: int) -> dict[str, str]:
    """One text message, with the fields that Twilio sends for WhatsApp."""
    writer = phone(number % WRITERS)
    return {
        "SmsMessageSid": sid(run, number),
        "NumMedia": "0",
        "ProfileName": f"Клиент {number % WRITERS} (тест)",
        "MessageType": "text",
        "SmsSid": sid(run, number),
        "WaId": writer.removeprefix("+"),
        "SmsStatus": "received",
        "Body": TEXT.format(number),
        "To": WHATSAPP,
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "MessageSid": sid(run, number),
        "AccountSid": ACCOUNT,
        "ChannelMetadata": json.dumps({"type": "whatsapp", "data": {"context": {}}}),
        "From": f"whatsapp:{writer}",
        "ApiVersion": "2010-04-01",
    }


def signature(form: dict[str, str]) -> str:
    signed = PUBLIC_URL + PATH + "".join(name + form[name] for name in sorted(form))
    mac = hmac.digest(AUTH.encode(), signed.encode(), "sha1")
    return base64.b64encode(mac).decode()


def body(run: int, number: int) -> bytes:
    return urlencode(fields(run, number)).encode()


def request(run: int, number: int) -> bytes:
    """The whole HTTP request, byte by byte."""
    form = fields(run, number)
    content = urlencode(form).encode()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: firm.example\r\nAccept: */*\r\n"
        "User-Agent: TwilioProxy/1.1\r\n"
        "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
        f"X-Twilio-Signature: {signature(form)}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content
