"""Our side of the Twilio emulator: one account, an intake in memory, rows and tickets."""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import aiohttp
from twilio.request_validator import RequestValidator

from bots.whatsapp.config import TwilioConfig
from core.errors import MediaRefused, StorageUnavailable
from core.ids import InboxId, OutboxId
from core.messaging.model import InboxItem, OutboxRow, Party, RawItem
from core.policy.gate import Question, Side, Ticket, Verdict

ACCOUNT = "AC" + "1" * 32
TOKEN = "t" * 32
OURS = "whatsapp:+70000000099"
OUR_SMS = "+70000000098"
PERSON = "whatsapp:+70000000100"
HELLO = "HX" + "a" * 32
CAST = {
    "bots": [],
    "users": [],
    "phones": [],
    "twilio": {
        "account_sid": ACCOUNT,
        "auth_token": TOKEN,
        "whatsapp_from": OURS,
        "sms_from": OUR_SMS,
        "options": {"receipt_delay": 0.01, "price_delay": 0.01},
    },
    "templates": [
        {
            "sid": HELLO,
            "friendly_name": "hello",
            "language": "ru",
            "body": "Здравствуйте, {{1}}!",
            "approved": True,
            "category": "utility",
        },
        {
            "sid": "HX" + "b" * 32,
            "friendly_name": "draft",
            "language": "ru",
            "body": "Черновик",
            "approved": False,
            "category": "marketing",
        },
    ],
}


def config(**changes: Any) -> TwilioConfig:
    values: dict[str, Any] = {
        "account_sid": ACCOUNT,
        "auth_token": TOKEN,
        "whatsapp_from": OURS,
        "sms_from": OUR_SMS,
        "api_base": None,
        "public_url": "https://firm.example",
    }
    return TwilioConfig(**(values | changes))


@dataclass
class MemoryIntake:
    """Keeps each key once; `broken` refuses everything, as a full disk does."""

    items: dict[tuple[str, str, str, str], RawItem] = field(default_factory=dict)
    broken: bool = False

    async def put(self, items: Sequence[RawItem]) -> list[bool]:
        if self.broken:
            raise StorageUnavailable
        return [self._add(item) for item in items]

    def _add(self, item: RawItem) -> bool:
        key = (item.provider, item.account, item.scope, item.external_id)
        fresh = key not in self.items
        self.items.setdefault(key, item)
        return fresh

    def of_kind(self, kind: str) -> list[InboxItem]:
        found = [item for item in self.items.values() if item.kind == kind]
        return [inbox_item(item) for item in found]


@dataclass
class MemoryBlobs:
    kept: dict[str, bytes] = field(default_factory=dict)

    async def write(self, chunks: AsyncIterator[bytes], limit: int) -> tuple[str, int]:
        body = b"".join([chunk async for chunk in chunks])
        if len(body) > limit:
            raise MediaRefused("too-large")
        name = hashlib.sha256(body).hexdigest()
        self.kept[name] = body
        return name, len(body)

    async def read(self, blob: str) -> bytes:
        return self.kept[blob]


def inbox_item(raw: RawItem, received_at: datetime | None = None) -> InboxItem:
    return InboxItem(InboxId(7), raw, received_at or datetime(2026, 11, 20, 10, 0, tzinfo=UTC))


def row(text: str = "Добрый день", **changes: Any) -> OutboxRow:
    values: dict[str, Any] = {
        "provider": "twilio",
        "account": ACCOUNT,
        "channel": "whatsapp",
        "chat": PERSON,
        "order_key": f"twilio:{PERSON}",
        "code": "answer",
        "payload": {"text": text},
        "author": Party("person", 1),
        "receiver": Party("client", 1),
        "id": OutboxId(17),
        "payload_hash": "h" * 64,
        "claimed_at": datetime.now(UTC),
    }
    return OutboxRow(**(values | changes))


def ticket(payload_hash: str = "h" * 64, *, allowed: bool = True) -> Ticket:
    question = Question("message", Side("manager", "person", 1), Side("client", "client", 1))
    return Ticket(Verdict(allowed, "allowed", question, "send"), payload_hash)


def sign(url: str, fields: Sequence[tuple[str, str]]) -> str:
    """By Twilio's own validator, with all values of a repeated key."""
    return RequestValidator(TOKEN).compute_signature(url, Fields(fields))


class Fields(dict[str, str]):
    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        super().__init__(pairs)
        self._pairs = pairs

    def getall(self, name: str) -> list[str]:
        return [value for key, value in self._pairs if key == name]


def raw(kind: str = "message", scope: str = "", **fields: str) -> InboxItem:
    """An item as the webhook stores it."""
    values = {"MessageSid": "SM" + "0" * 32, "AccountSid": ACCOUNT, "From": PERSON, "To": OURS}
    form = {**values, **fields}
    return inbox_item(
        RawItem(
            provider="twilio",
            account=ACCOUNT,
            scope=scope,
            external_id=form["MessageSid"],
            channel="whatsapp",
            kind=kind,
            order_key=f"twilio:{form['From']}",
            payload=urlencode(form).encode(),
        )
    )


@dataclass
class Control:
    """What people and tests do on the other side."""

    url: str
    http: aiohttp.ClientSession

    async def post(self, path: str, /, **body: Any) -> Any:
        async with self.http.post(f"{self.url}/control/{path}", json=body) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def messages(self) -> list[dict[str, Any]]:
        async with self.http.get(f"{self.url}/control/twilio/messages") as answer:
            return await answer.json()

    async def outgoing(self) -> list[dict[str, Any]]:
        return [m for m in await self.messages() if m["direction"] != "inbound"]

    async def fault(self, kind: str, method: str = "POST Messages", **more: Any) -> None:
        await self.post("faults", provider="twilio", method=method, kind=kind, count=1, **more)

    async def inbound(self, **body: Any) -> dict[str, Any]:
        return await self.post("twilio/inbound", **({"from": PERSON} | body))


async def eventually(check: Callable[[], Any], seconds: float = 30.0) -> Any:
    until = time.monotonic() + seconds
    while not (value := check()):
        assert time.monotonic() < until, "it never came"
        await asyncio.sleep(0.02)
    return value
