"""A topic for each client in a person's chat with the bot, where the bot has topics."""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramNotFound

from core.ids import ClientId, PersonId
from core.messaging.text import cut

KNOWN_SECONDS = 600
"""Threaded Mode is switched in BotFather, rarely; a refusal is believed as long."""
NAME_LIMIT = 128
log = structlog.get_logger("telegram")


class Threads(Protocol):
    """Which topic is whose; the rows of `core.messaging.model.Thread`."""

    async def find(self, person_id: PersonId, client_id: ClientId, account: str) -> str | None:
        """The open one."""
        ...

    async def save(
        self, person_id: PersonId, client_id: ClientId, account: str, chat: str, thread: str
    ) -> None: ...

    async def close(self, account: str, chat: str, thread: str) -> None: ...


class Topics:
    """Finds the topic, or makes it; None means the plain chat (CHANNELS: the fallback)."""

    def __init__(
        self,
        bot: Bot,
        account: str,
        threads: Threads | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bot = bot
        self._account = account
        self._threads = threads
        self._clock = clock
        self._enabled: tuple[float, bool] | None = None
        self._refused: dict[int, float] = {}
        self._making = asyncio.Lock()

    async def thread_for(
        self, person_id: PersonId, client_id: ClientId, chat: int, name: str
    ) -> int | None:
        """Raises what Telegram raises when it cannot be asked now: the message waits then."""
        if self._threads is None or self._is_refused(chat) or not await self._has_topics():
            return None
        found = await self._threads.find(person_id, client_id, self._account)
        if found is not None:
            return int(found)
        # One at a time: two rows of one client would make two topics.
        async with self._making:
            found = await self._threads.find(person_id, client_id, self._account)
            return int(found) if found else await self._make(person_id, client_id, chat, name)

    async def _make(
        self, person_id: PersonId, client_id: ClientId, chat: int, name: str
    ) -> int | None:
        title = cut(" ".join(name.split()) or f"#{client_id}", NAME_LIMIT)
        try:
            topic = await self._bot.create_forum_topic(chat_id=chat, name=title)
        except (TelegramBadRequest, TelegramNotFound):
            log.info("telegram_topic_refused", account=self._account)
            self._refused[chat] = self._clock() + KNOWN_SECONDS
            return None
        thread = topic.message_thread_id
        await self._save(person_id, client_id, chat, thread)
        return thread

    async def _save(self, person_id: PersonId, client_id: ClientId, chat: int, thread: int) -> None:
        if self._threads is not None:
            await self._threads.save(person_id, client_id, self._account, str(chat), str(thread))

    async def close(self, chat: int, thread: int) -> None:
        """It is gone at Telegram's: the next message makes a new one."""
        if self._threads is not None:
            await self._threads.close(self._account, str(chat), str(thread))

    def _is_refused(self, chat: int) -> bool:
        return self._refused.get(chat, 0.0) > self._clock()

    async def _has_topics(self) -> bool:
        if self._enabled is None or self._enabled[0] < self._clock():
            me = await self._bot.get_me()
            self._enabled = (self._clock() + KNOWN_SECONDS, bool(me.has_topics_enabled))
        return self._enabled[1]
