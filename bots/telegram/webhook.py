"""Updates by webhook: checked, stored, and only then answered 200 (P1, P17, P19)."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from aiohttp import web

from bots.telegram.intake import CHANNEL, OnResult, ignore_result, raw_item, update_id_of
from core.errors import StorageUnavailable
from core.messaging.ports import Intake

BODY_LIMIT = 1024 * 1024
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
log = structlog.get_logger("telegram")


@dataclass(frozen=True, slots=True)
class Hook:
    """One bot's webhook. An empty secret lets nobody in."""

    account: str
    secret: str = field(repr=False)


class TelegramWebhook:
    """`hooks`: "staff", "retailer" and "client" to the bots that are switched on."""

    def __init__(
        self, intake: Intake, hooks: Mapping[str, Hook], on_result: OnResult = ignore_result
    ) -> None:
        self._intake = intake
        self._hooks = dict(hooks)
        self._on_result = on_result

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/webhooks/telegram/{bot}", self.handle)]

    async def handle(self, request: web.Request) -> web.Response:
        hook = self._hooks.get(request.match_info["bot"])
        if hook is None:
            return web.Response(status=404)
        if not _knows_secret(request, hook.secret):
            return self._answer("rejected", 403)
        body = await _bounded(request)
        if body is None:
            return self._answer("malformed", 413)
        update = _parsed(body)
        if update is None:
            return self._answer("malformed", 400)
        return await self._store(hook, update)

    async def _store(self, hook: Hook, update: dict[str, Any]) -> web.Response:
        try:
            fresh = await self._intake.put([raw_item(hook.account, update)])
        except StorageUnavailable:
            log.warning("telegram_intake_unavailable", account=hook.account)
            return self._answer("rejected", 503)
        return self._answer("accepted" if fresh[0] else "duplicate", 200)

    def _answer(self, result: str, status: int) -> web.Response:
        self._on_result(CHANNEL, result)
        return web.Response(status=status)


def _knows_secret(request: web.Request, secret: str) -> bool:
    """In constant time, as bytes: a non-ASCII header would make `compare_digest` raise."""
    given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
    return bool(secret) and hmac.compare_digest(given, secret.encode())


async def _bounded(request: web.Request) -> bytes | None:
    """The body, or None past the limit, whatever Content-Length says."""
    body = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)


def _parsed(body: bytes) -> dict[str, Any] | None:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return update if update_id_of(update) is not None else None
