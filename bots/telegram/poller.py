"""Long polling without aiogram, so that it runs before aiogram is even imported.

aiogram's own polling confirms updates before they are handled: of 600 pending 536 were lost in
three kills (RELIABILITY). Here an update is stored first; the offset that confirms it goes out
with the next call.
"""

import asyncio
import json
import random
from typing import Any

import aiohttp
import structlog

from bots.telegram.intake import (
    CHANNEL,
    OnResult,
    account_of,
    ignore_result,
    raw_item,
    update_id_of,
)
from core.errors import StorageUnavailable
from core.messaging.ports import Intake

POLL_SECONDS = 25
LIMIT = 100
CONNECT_SECONDS = 5
SLACK_SECONDS = 10
"""Past the poll's own length: a half-open connection is given up then (fault 10)."""

LONGEST_PAUSE = 10.0
AUTH_PAUSE = 30.0
UNAUTHORIZED, NOT_FOUND, CONFLICT, TOO_MANY = 401, 404, 409, 429

ALLOWED_UPDATES: dict[str, tuple[str, ...]] = {
    "staff": (
        "message",
        "edited_message",
        "callback_query",
        "inline_query",
        "my_chat_member",
        "message_reaction",
    ),
    "retailer": ("message", "edited_message", "callback_query", "my_chat_member"),
    "client": ("message", "edited_message", "callback_query", "my_chat_member"),
}
"""What each bot asks for, by polling and by setWebhook alike."""

log = structlog.get_logger("telegram")


class _Refused(Exception):
    """An answer that is no list of updates; `status` 0: the network failed."""

    def __init__(
        self, status: int, retry_after: float | None = None, *, webhook: bool = False
    ) -> None:
        super().__init__(str(status))
        self.status = status
        self.retry_after = retry_after
        self.webhook = webhook


class TelegramPoller:
    """One bot's updates into the inbox. `proxy`: an HTTP proxy's URL."""

    def __init__(
        self,
        token: str,
        api_base: str,
        intake: Intake,
        *,
        bot: str = "staff",
        proxy: str | None = None,
        on_result: OnResult = ignore_result,
        poll_seconds: int = POLL_SECONDS,
    ) -> None:
        self.account = account_of(token)
        self._url = f"{api_base.rstrip('/')}/bot{token}/getUpdates"
        self._intake = intake
        self._allowed = list(ALLOWED_UPDATES[bot])
        self._proxy = proxy
        self._on_result = on_result
        self._poll_seconds = poll_seconds
        self._offset: int | None = None
        self._failures = 0
        self._conflict = False
        self._stopped = asyncio.Event()

    def stop(self) -> None:
        """The poll under way is dropped: nothing of it is confirmed, so nothing is lost."""
        self._stopped.set()

    async def run(self) -> None:
        """Until `stop()` or cancellation; returns well within 2 s of either."""
        timeout = aiohttp.ClientTimeout(
            total=self._poll_seconds + SLACK_SECONDS, sock_connect=CONNECT_SECONDS
        )
        async with aiohttp.ClientSession(timeout=timeout) as session:
            work = asyncio.ensure_future(self._loop(session))
            stopped = asyncio.ensure_future(self._stopped.wait())
            try:
                await asyncio.wait({work, stopped}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                await _finished(stopped)
                await _finished(work)

    async def _loop(self, session: aiohttp.ClientSession) -> None:
        while True:
            pause = await self.once(session)
            if pause:
                await asyncio.sleep(pause)

    async def once(self, session: aiohttp.ClientSession) -> float:
        """One poll: fetch, store, move the offset. Returns the seconds to wait before the next."""
        try:
            updates = await self._fetch(session)
            await self._keep(updates)
        except _Refused as refused:
            if refused.webhook:
                await self._drop_webhook(session)
            return self._pause(refused)
        except StorageUnavailable:
            log.warning("telegram_intake_unavailable", account=self.account)
            return self._backoff()
        self._failures = 0
        self._conflict = False
        return 0.0

    async def _fetch(self, session: aiohttp.ClientSession) -> list[Any]:
        try:
            async with session.post(
                self._url, json=self._question(), proxy=self._proxy, allow_redirects=False
            ) as answer:
                status, body = answer.status, await answer.read()
        except (aiohttp.ClientError, TimeoutError, OSError):
            # The error's own text holds the URL, and the URL holds the token.
            raise _Refused(0) from None
        return _updates(status, body)

    async def _drop_webhook(self, session: aiohttp.ClientSession) -> None:
        """Polling was chosen, and a webhook set earlier forbids it; what waits there is kept."""
        log.warning("telegram_webhook_dropped", account=self.account)
        url = f"{self._url.removesuffix('getUpdates')}deleteWebhook"
        try:
            async with session.post(url, proxy=self._proxy, allow_redirects=False) as answer:
                await answer.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("telegram_webhook_kept", error=type(error).__name__)

    def _question(self) -> dict[str, Any]:
        question: dict[str, Any] = {
            "timeout": self._poll_seconds,
            "limit": LIMIT,
            "allowed_updates": self._allowed,
        }
        return question if self._offset is None else {**question, "offset": self._offset}

    async def _keep(self, updates: list[Any]) -> None:
        """Stored first, confirmed afterwards.

        A kill in between makes duplicates, which the inbox's key drops (P2, P3).
        """
        good = [update for update in updates if update_id_of(update) is not None]
        for _ in range(len(updates) - len(good)):
            self._on_result(CHANNEL, "malformed")
        if not good:
            return
        fresh = await self._intake.put([raw_item(self.account, update) for update in good])
        for new in fresh:
            self._on_result(CHANNEL, "accepted" if new else "duplicate")
        # The last one, not the largest: after a week's silence ids start anew (fault 23).
        self._offset = int(good[-1]["update_id"]) + 1

    def _pause(self, refused: _Refused) -> float:
        if refused.webhook:
            return self._backoff()
        if refused.status == CONFLICT:
            if not self._conflict:
                log.error("telegram_another_poller", account=self.account)
            self._conflict = True
            return self._backoff()
        if refused.status in {UNAUTHORIZED, NOT_FOUND}:
            log.error("telegram_token_refused", account=self.account, status=refused.status)
            return AUTH_PAUSE
        pause = self._backoff()
        log.warning("telegram_poll_failed", account=self.account, status=refused.status)
        return max(pause, refused.retry_after or 0.0)

    def _backoff(self) -> float:
        """Doubling with jitter, so that many processes do not come back at once."""
        self._failures = min(self._failures + 1, 10)
        return float(min(LONGEST_PAUSE, 0.25 * 2**self._failures) * random.uniform(0.5, 1.0))


async def _finished(task: asyncio.Task[Any]) -> None:
    """Ends a task; what a finished one raised goes on to the caller."""
    if not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=2)
    if not task.cancelled():
        task.result()


def _updates(status: int, body: bytes) -> list[Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise _Refused(status) from None
    found = answer.get("result") if isinstance(answer, dict) and answer.get("ok") is True else None
    if isinstance(found, list):
        return found
    words = str(answer.get("description")) if isinstance(answer, dict) else ""
    wait = _retry_after(answer) if status == TOO_MANY else None
    raise _Refused(status, wait, webhook=status == CONFLICT and "webhook" in words)


def _retry_after(answer: Any) -> float | None:
    parameters = answer.get("parameters") if isinstance(answer, dict) else None
    wait = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return float(wait) if isinstance(wait, (int, float)) else None
