import asyncio
from collections.abc import Callable
from typing import Final

import structlog
from aiohttp import web

from bots.whatsapp.config import TwilioConfig
from bots.whatsapp.envelope import (
    OUTBOX,
    RESERVED,
    Fields,
    Malformed,
    message_item,
    read_form,
    status_item,
    write_form,
)
from bots.whatsapp.signature import Signature
from core.errors import StorageUnavailable
from core.messaging.model import RawItem
from core.messaging.ports import Intake

MESSAGE_PATH: Final = "/webhooks/twilio"
STATUS_PATH: Final = "/webhooks/twilio/status"
BODY_LIMIT = 512 * 1024
"""A text of 64 KiB takes up to three times as many bytes percent-encoded."""
READ_SECONDS = 10
"""Twilio hangs up after 15 s in all; a body that trickles longer is not Twilio's."""

_FORM = "application/x-www-form-urlencoded"
_OUTBOX_DIGITS = 18
_EMPTY_TWIML = b"<Response/>"

log = structlog.get_logger("twilio")

OnResult = Callable[[str, str], None]
Read = Callable[[str, dict[str, str], bytes], RawItem]


class TwilioWebhook:
    """Takes in messages and receipts: on disk first, answered afterwards (P1).

    401/403 before anything is stored, 400 for what Twilio never sends, 503 when the intake
    cannot store (Twilio retries once, the catch-up fetches the rest), never a 5xx for an input
    of any shape (P17, P19). `on_result(channel, result)` feeds otdel_inbound_total: accepted
    and duplicate count messages, not receipts.
    """

    def __init__(self, config: TwilioConfig, intake: Intake, on_result: OnResult) -> None:
        self._account = config.account_sid
        self._intake = intake
        self._on_result = on_result
        self._message_signature = Signature(config.auth_token, config.public_url, MESSAGE_PATH)
        self._status_signature = Signature(config.auth_token, config.public_url, STATUS_PATH)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post(MESSAGE_PATH, self.message),
            web.post(STATUS_PATH, self.status),
        ]

    async def message(self, request: web.Request) -> web.Response:
        try:
            body, fields = await self._verified(request, self._message_signature)
            item = self._item(message_item, fields, body)
            (fresh,) = await self._intake.put([item])
        except web.HTTPException as refusal:
            return self._refused(refusal)
        except StorageUnavailable:
            return _unavailable()
        self._on_result(item.channel, "accepted" if fresh else "duplicate")
        return _thanks()

    async def status(self, request: web.Request) -> web.Response:
        try:
            body, fields = await self._verified(request, self._status_signature)
            item = self._item(status_item, fields, body + _outbox_field(request))
            await self._intake.put([item])
        except web.HTTPException as refusal:
            return self._refused(refusal)
        except StorageUnavailable:
            return _unavailable()
        return _thanks()

    async def _verified(self, request: web.Request, signature: Signature) -> tuple[bytes, Fields]:
        presented = request.headers.get("X-Twilio-Signature")
        if not presented or not presented.isascii():
            raise web.HTTPForbidden
        if not request.headers.get("Content-Type", "").lower().startswith(_FORM):
            raise web.HTTPBadRequest
        body = await _body(request)
        try:
            fields = read_form(body)
        except Malformed:
            raise web.HTTPBadRequest from None
        _, _, query = request.raw_path.partition("?")
        if not signature.valid(presented, fields, query):
            raise web.HTTPForbidden
        return body, fields

    def _item(self, read: Read, fields: Fields, body: bytes) -> RawItem:
        values = dict(fields)
        # Left out, the signature alone tells the account; another one's is not for us.
        if values.get("AccountSid", self._account) != self._account:
            raise web.HTTPBadRequest
        if any(name.startswith(RESERVED) for name in values):
            raise web.HTTPBadRequest
        try:
            return read(self._account, values, body)
        except Malformed:
            raise web.HTTPBadRequest from None

    def _refused(self, refusal: web.HTTPException) -> web.Response:
        """One word tells an attacker nothing; nothing of the body is logged."""
        rejected = refusal.status == web.HTTPForbidden.status_code
        self._on_result("whatsapp", "rejected" if rejected else "malformed")
        return web.Response(status=refusal.status, text=refusal.reason)


async def _body(request: web.Request) -> bytes:
    """The raw bytes, bounded after decompression too."""
    if (request.content_length or 0) > BODY_LIMIT:
        raise web.HTTPRequestEntityTooLarge(BODY_LIMIT, request.content_length or 0)
    try:
        async with asyncio.timeout(READ_SECONDS):
            return await _bounded(request)
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except web.RequestPayloadError:
        # Broken chunks or compression; the parser's own words stay out of the answer.
        raise web.HTTPBadRequest from None


async def _bounded(request: web.Request) -> bytes:
    chunks = bytearray()
    async for chunk in request.content.iter_any():
        chunks += chunk
        if len(chunks) > BODY_LIMIT:
            raise web.HTTPRequestEntityTooLarge(BODY_LIMIT, len(chunks))
    return bytes(chunks)


def _outbox_field(request: web.Request) -> bytes:
    """The outbox id that we put into the callback address ourselves, if it is one."""
    row = request.query.get("outbox", "")
    if not row.isascii() or not row.isdigit() or len(row) > _OUTBOX_DIGITS:
        return b""
    return b"&" + write_form([(OUTBOX, row)])


def _thanks() -> web.Response:
    """Empty TwiML: nothing is answered by Twilio itself."""
    return web.Response(body=_EMPTY_TWIML, content_type="text/xml")


def _unavailable() -> web.Response:
    log.warning("twilio.intake_unavailable")
    return web.Response(status=503, headers={"Retry-After": "1"})
