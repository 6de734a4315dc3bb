"""One Twilio account: its senders, options and everything that passed through it."""

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from sandbox.world import World

WINDOW = 24 * 3600
KEPT = 100_000
RANK = {"queued": 0, "sending": 1, "sent": 2, "delivered": 3, "read": 4}


def new_sid(prefix: str) -> str:
    return prefix + secrets.token_hex(16)


def rfc2822(at: float | None) -> str | None:
    return None if at is None else format_datetime(datetime.fromtimestamp(int(at), UTC))


@dataclass
class Media:
    sid: str
    type: str
    size: int
    disk: Path
    at: float
    name: str = ""
    cdn: str = field(default_factory=lambda: secrets.token_hex(16))


@dataclass
class Sms:
    """A Message resource, either way."""

    sid: str
    direction: str
    sender: str
    to: str
    body: str
    status: str
    created: float
    updated: float
    sent: float | None = None
    error_code: int | None = None
    error_message: str | None = None
    price: str | None = None
    media: list[Media] = field(default_factory=list)
    num_media: int = 0
    callback: str | None = None
    content_sid: str | None = None
    messaging_service_sid: str | None = None
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def whatsapp(self) -> bool:
        return self.to.startswith("whatsapp:")


@dataclass
class Options:
    receipts: str = "auto"
    receipt_delay: float = 0.05
    opted_out: list[str] = field(default_factory=list)
    unreachable: list[str] = field(default_factory=list)
    failures: dict[str, int] = field(default_factory=dict)
    price: str = "-0.005"
    price_delay: float = 0.1
    per_second: float = 0
    webhook: str | None = None


class Account:
    def __init__(self, world: World, cast: dict[str, Any]) -> None:
        row = cast.get("twilio", {})
        self.world = world
        self.sid: str = row.get("account_sid", "AC" + "0" * 32)
        self.token: str = row.get("auth_token", "")
        self.whatsapp_from: str = row.get("whatsapp_from", "")
        self.sms_from: str = row.get("sms_from", "")
        self.options = Options(webhook=row.get("webhook"))
        self.set_options(row.get("options", {}))
        self.messages: dict[str, Sms] = {}
        self.folder = world.media_dir / "twilio"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.by_cdn: dict[str, Media] = {}
        self._last_inbound: dict[tuple[str, str], float] = {}
        self._second = (0, 0)

    def set_options(self, given: dict[str, Any]) -> None:
        for name, value in given.items():
            if name not in Options.__dataclass_fields__:
                raise ValueError(f"unknown option {name!r}")
            setattr(self.options, name, value)

    @property
    def senders(self) -> set[str]:
        return {sender for sender in (self.whatsapp_from, self.sms_from) if sender}

    def add(self, message: Sms) -> None:
        self.messages[message.sid] = message
        if len(self.messages) > KEPT:
            del self.messages[next(iter(self.messages))]
        if message.direction == "inbound":
            self._last_inbound[(message.sender, message.to)] = message.created
        self.publish(message)

    def window_open(self, person: str, ours: str) -> bool:
        """24 hours from the person's last message to that sender, by the sandbox's clock."""
        last = self._last_inbound.get((person, ours))
        return last is not None and self.world.now() - last < WINDOW

    def set_status(self, message: Sms, status: str, error_code: int | None = None) -> None:
        message.status = status
        message.updated = self.world.now()
        if status == "sent":
            message.sent = message.updated
        if error_code is not None:
            message.error_code = error_code
        self.publish(message)

    def keep(self, body: bytes, content_type: str, name: str = "") -> Media:
        disk = self.folder / secrets.token_hex(12)
        disk.write_bytes(body)
        media = Media(new_sid("ME"), content_type, len(body), disk, self.world.now(), name)
        self.by_cdn[media.cdn] = media
        return media

    def over_rate(self) -> bool:
        """More API calls in this second than `per_second` allows."""
        if not self.options.per_second:
            return False
        second, count = self._second
        now = int(time.monotonic())
        self._second = (now, count + 1 if now == second else 1)
        return self._second[1] > self.options.per_second

    def publish(self, message: Sms) -> None:
        self.world.publish("twilio", {"message": self.as_row(message)})

    async def charge(self, message: Sms) -> None:
        """The price appears a little after the message went."""
        await asyncio.sleep(self.options.price_delay)
        message.price = self.options.price
        message.updated = self.world.now()

    def uri(self, message: Sms) -> str:
        return f"/2010-04-01/Accounts/{self.sid}/Messages/{message.sid}"

    def as_json(self, message: Sms) -> dict[str, Any]:
        return {
            "account_sid": self.sid,
            "api_version": "2010-04-01",
            "body": message.body,
            "date_created": rfc2822(message.created),
            "date_sent": rfc2822(message.sent),
            "date_updated": rfc2822(message.updated),
            "direction": message.direction,
            "error_code": message.error_code,
            "error_message": message.error_message,
            "from": message.sender,
            "messaging_service_sid": message.messaging_service_sid,
            "num_media": str(message.num_media),
            "num_segments": "1",
            "price": message.price,
            "price_unit": "USD" if message.price else None,
            "sid": message.sid,
            "status": message.status,
            "subresource_uris": {"media": f"{self.uri(message)}/Media.json"},
            "to": message.to,
            "uri": f"{self.uri(message)}.json",
        }

    def as_row(self, message: Sms) -> dict[str, Any]:
        """For the page and the tests: the media can be opened there without credentials."""
        media = [
            {"sid": m.sid, "type": m.type, "name": m.name, "size": m.size,
             "url": f"/twilio-cdn/{m.cdn}"} for m in message.media
        ]  # fmt: skip
        extras = {"media": media, "content_sid": message.content_sid, "fields": message.fields}
        return {**self.as_json(message), **extras, "at": message.created}
