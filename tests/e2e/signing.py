"""Webhook posts as Twilio signs them, and as attackers would like them to be."""

import base64
import hashlib
import hmac
import http.client
from urllib.parse import urlencode, urlsplit

from tests.e2e.cast import ACCOUNT, AUTH, WHATSAPP
from tests.e2e.firm import Firm

FORM = "application/x-www-form-urlencoded"


def form(sid: str, sender: str, body: str, **more: str) -> dict[str, str]:
    return {
        "MessageSid": sid,
        "AccountSid": ACCOUNT,
        "From": sender,
        "To": WHATSAPP,
        "Body": body,
        "NumMedia": "0",
        "ProfileName": f"Отправитель {sid[-6:]}",
    } | more


def signature(firm: Firm, fields: dict[str, str], path: str = "/webhooks/twilio") -> str:
    text = f"{firm.base}{path}" + "".join(k + fields[k] for k in sorted(fields))
    return base64.b64encode(hmac.new(AUTH.encode(), text.encode(), hashlib.sha1).digest()).decode()


def post(
    firm: Firm,
    body: bytes,
    signed: str | None,
    content_type: str = FORM,
    path: str = "/webhooks/twilio",
    **headers: str,
) -> int:
    """The status; `signed` goes out byte by byte, whatever it holds."""
    connection = http.client.HTTPConnection(urlsplit(firm.base).netloc, timeout=15)
    try:
        connection.putrequest("POST", path)
        connection.putheader("Content-Type", content_type)
        if signed is not None:
            connection.putheader("X-Twilio-Signature", signed.encode("utf-8"))
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        if "Transfer_Encoding" not in headers:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders()
        connection.send(body)
        return connection.getresponse().status
    except (BrokenPipeError, ConnectionResetError):
        # It answered and hung up before the whole body was sent.
        return connection.getresponse().status if connection.sock else 413
    finally:
        connection.close()


def encoded(fields: dict[str, str]) -> bytes:
    return urlencode(fields).encode("ascii")
