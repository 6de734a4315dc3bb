import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import ClientSession
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from bots.whatsapp.config import TwilioConfig
from bots.whatsapp.envelope import PROVIDER
from bots.whatsapp.http_client import TwilioHttp, admitted
from bots.whatsapp.listing import newest_first
from bots.whatsapp.states import state_of
from core.errors import Permanent, Unknown
from core.messaging.model import OutboxRow, Sent, State
from core.policy.gate import GateClosed, Ticket

CLOCK_SLACK = timedelta(seconds=5)
"""Twilio stamps whole seconds by its own clock."""
_LATEST = datetime.max.replace(tzinfo=UTC)
LOOK_BACK_PAGES = 4
LOOK_BACK_PAGE = 50

_NOT_FOR_CLIENTS = ("edit", "delete", "react")

MediaUrl = Callable[[str, str, str], str]
"""(blob, content type, name) → a signed, short-lived public address."""


def connect(config: TwilioConfig, session: ClientSession) -> Client:
    """Twilio's own client over our HTTP; it closes nothing, the session stays the caller's."""
    return Client(  # type: ignore[no-untyped-call]
        config.account_sid,
        config.auth_token,
        http_client=TwilioHttp(config, session),
        # Otherwise an operator's TWILIO_EDGE or TWILIO_REGION would rewrite the host.
        environment={"TWILIO_ACCOUNT_SID": config.account_sid},
    )


class TwilioChannel:
    """WhatsApp and SMS of one account."""

    provider = PROVIDER
    can_tell = True

    def __init__(self, config: TwilioConfig, client: Client, media_url: MediaUrl) -> None:
        self.account = config.account_sid
        self._config = config
        self._client = client
        self._media_url = media_url

    async def send(self, row: OutboxRow, ticket: Ticket) -> Sent:
        """One call, one message: the text travels as the body of its file.

        Raises Temporary, Permanent, Unknown; GateClosed for a ticket of another payload.
        """
        if not ticket.verdict.allowed or ticket.payload_hash != row.payload_hash:
            raise GateClosed
        content = self._content(row)
        sender = self._sender(row)
        with admitted(ticket):
            message = await self._client.messages.create_async(
                to=row.chat, from_=sender, status_callback=self._callback(row), **content
            )
        if not message.sid:
            raise Unknown("answer-without-sid")
        return Sent((message.sid,), state_of(message.status) or State.SENT)

    async def find_sent(self, row: OutboxRow, known: frozenset[str]) -> Sent | None:
        """Asks the Messages list before an unknown send is repeated (CHANNELS).

        Looks at our messages to that address since the row was claimed. The oldest match is the
        row's, since rows of one conversation leave in order, however the list is ordered.
        """
        found = [m async for m in self._since_claim(row) if m.sid not in known and _same(m, row)]
        if not found:
            return None
        message = min(reversed(found), key=lambda m: m.date_created or _LATEST)
        return Sent((str(message.sid),), state_of(message.status) or State.SENT)

    async def _since_claim(self, row: OutboxRow) -> AsyncIterator[MessageInstance]:
        """Newest first. Not narrowed by DateSent: a message still queued has none."""
        claimed = row.claimed_at or row.created_at
        messages = newest_first(
            self._client,
            to=row.chat,
            from_=self._sender(row),
            page=LOOK_BACK_PAGE,
            pages=LOOK_BACK_PAGES,
        )
        async for message in messages:
            made = message.date_created
            if claimed is None or made is None or made >= claimed - CLOCK_SLACK:
                yield message

    def _sender(self, row: OutboxRow) -> str:
        sender = self._config.sender(row.channel)
        if sender is None:
            raise Permanent("no-sender")
        return sender

    def _callback(self, row: OutboxRow) -> str:
        """The outbox id comes back with each receipt, even when the answer of the send is lost."""
        public = self._config.public_url.rstrip("/")
        return f"{public}/webhooks/twilio/status?outbox={row.id}"

    def _content(self, row: OutboxRow) -> dict[str, Any]:
        payload = row.payload
        if any(payload.get(key) for key in _NOT_FOR_CLIENTS):
            raise Permanent("not-at-this-channel")
        if template := payload.get("template"):
            return _template(template)
        content: dict[str, Any] = {}
        if payload.get("text"):
            content["body"] = payload["text"]
        if files := payload.get("files"):
            content["media_url"] = [self._file_url(files)]
        if not content:
            raise Permanent("empty")
        return content

    def _file_url(self, files: list[dict[str, Any]]) -> str:
        """WhatsApp takes one file a message."""
        if len(files) > 1:
            raise Permanent("one-file-a-message")
        (file,) = files
        ready = file.get("url")
        if ready:
            return str(ready)
        return self._media_url(file["blob"], file.get("type") or "", file.get("name") or "")


def _template(template: dict[str, Any]) -> dict[str, Any]:
    content = {"content_sid": template["sid"]}
    if variables := template.get("variables"):
        content["content_variables"] = json.dumps(variables, ensure_ascii=False)
    return content


def _same(message: MessageInstance, row: OutboxRow) -> bool:
    """Compared as a person reads it: Twilio strips white space at the ends.

    A template without a known text is told by its time alone; the caller leaves out what belongs
    to other rows.
    """
    text = row.payload.get("text") or ""
    if row.payload.get("template") and not text:
        return True
    files = len(row.payload.get("files") or ())
    same_text = _as_read(message.body or "") == _as_read(text)
    return same_text and (bool(row.payload.get("template")) or _media(message) == files)


def _as_read(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _media(message: MessageInstance) -> int:
    count = message.num_media or "0"
    return int(count) if count.isdigit() else 0
