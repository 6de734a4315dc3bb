import asyncio
import email.parser
import email.policy
import json
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from sandbox.telegram.state import Bot, TelegramState
from sandbox.world import World

ANSWER_WITHIN = 60
FIRST_RETRY, LONGEST_RETRY = 0.2, 5.0
Reply = Callable[[Bot, dict[str, Any]], Awaitable[None]]


class Webhooks:
    """Posts each update until a 2xx answer confirms it; a chat's updates keep their order."""

    def __init__(self, world: World, state: TelegramState, reply: Reply) -> None:
        self._world = world
        self._state = state
        self._reply = reply

    def start(self) -> None:
        for bot in self._state.bots.values():
            self._world.spawn(self._serve(bot))

    async def _serve(self, bot: Bot) -> None:
        running: dict[int, asyncio.Task[None]] = {}
        lanes: dict[str, asyncio.Lock] = {}
        while True:
            changed = asyncio.create_task(bot.updates.signal().wait())
            if bot.updates.webhook_url:
                for update in bot.updates.waiting(_room(bot)):
                    if update["update_id"] not in running:
                        lock = lanes.setdefault(_lane(update), asyncio.Lock())
                        task = self._world.spawn(self._deliver(bot, update, lock))
                        running[update["update_id"]] = task
            try:
                await asyncio.wait(
                    {changed, *running.values()}, return_when=asyncio.FIRST_COMPLETED
                )
            finally:
                changed.cancel()
            running = {key: task for key, task in running.items() if not task.done()}
            lanes = {key: lock for key, lock in lanes.items() if lock.locked()}

    async def _deliver(self, bot: Bot, update: dict[str, Any], lane: asyncio.Lock) -> None:
        pause = FIRST_RETRY
        async with lane:
            while bot.updates.webhook_url:
                if await self._post(bot, update):
                    bot.updates.confirm_one(update["update_id"])
                    return
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_RETRY)

    async def _post(self, bot: Bot, update: dict[str, Any]) -> bool:
        headers = {"Content-Type": "application/json"}
        if bot.webhook.get("secret_token"):
            headers["X-Telegram-Bot-Api-Secret-Token"] = bot.webhook["secret_token"]
        try:
            async with self._world.http.post(
                bot.updates.webhook_url,
                data=json.dumps(update),
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN),
                allow_redirects=False,
            ) as response:
                body = await response.read()
                if not response.ok:
                    self._failed(bot, f"Wrong response from the webhook: {response.status}")
                    return False
                call = _embedded_call(response.headers.get("Content-Type", ""), body)
        except (aiohttp.ClientError, TimeoutError) as error:
            self._failed(bot, f"Connection failed: {type(error).__name__}")
            return False
        if call is not None:
            await self._reply(bot, call)
        return True

    def _failed(self, bot: Bot, why: str) -> None:
        bot.webhook |= {
            "last_error_date": int(self._world.now()),
            "last_error_message": why,
        }


def _room(bot: Bot) -> int:
    room: int = bot.webhook.get("max_connections", 40)
    return room


def _lane(update: dict[str, Any]) -> str:
    for payload in update.values():
        if isinstance(payload, dict):
            message = payload.get("message", payload)
            chat = message.get("chat") or payload.get("from") or {}
            return str(chat.get("id"))
    return ""


def _embedded_call(content_type: str, body: bytes) -> dict[str, Any] | None:
    """JSON, or the multipart form that aiogram's handler writes."""
    if content_type.startswith("multipart/"):
        fields = _multipart_fields(content_type, body)
    else:
        try:
            fields = json.loads(body or b"null")
        except ValueError:
            return None
    return fields if isinstance(fields, dict) and "method" in fields else None


def _multipart_fields(content_type: str, body: bytes) -> dict[str, Any]:
    parser = email.parser.BytesParser(policy=email.policy.HTTP)
    message = parser.parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    fields: dict[str, Any] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        if isinstance(name, str) and part.get_filename() is None:
            content = part.get_payload(decode=True)
            fields[name] = content.decode() if isinstance(content, bytes) else ""
    return fields
