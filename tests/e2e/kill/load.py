"""Clients who write and managers who answer, whatever the product is doing."""

import asyncio
import re
from collections import defaultdict

import aiohttp

from tests.e2e.kill.stand import Stand, said

PAUSE = 2.4
"""Seconds between two messages of one client. Twilio's list tells whole seconds only: the order
of what a webhook and the catch-up brought is known to the second."""
LOOK = 0.5
WRITTEN = re.compile(r"in-(\d+)-(\d+)\.")


class Load:
    """Every text carries its client and its number, and ends with a full stop."""

    def __init__(self, stand: Stand, clients: int, pause: float = PAUSE) -> None:
        self._stand = stand
        self._clients = clients
        self._pause = pause
        self.written: dict[int, list[str]] = defaultdict(list)
        self.typed: dict[int, list[str]] = defaultdict(list)
        self.refused = 0
        self._tasks: list[asyncio.Task[None]] = []
        self._writing = True

    def start(self) -> None:
        people = [self._write(client) for client in range(1, self._clients + 1)]
        people += [self._reply(manager) for manager in self._stand.managers]
        self._tasks = [asyncio.create_task(one) for one in people]

    async def stop_writing(self) -> None:
        """Clients fall silent; managers still answer what they are shown."""
        self._writing = False
        await asyncio.gather(*self._tasks[: self._clients])

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        for ended in await asyncio.gather(*self._tasks, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended

    async def _write(self, client: int) -> None:
        await asyncio.sleep(self._pause * client / self._clients)
        number = 0
        while self._writing:
            number += 1
            text = f"in-{client}-{number}."
            self.written[client].append(text)
            statuses = (await self._stand.write(client, text))["statuses"]
            self.refused += statuses != [200]
            await asyncio.sleep(self._pause)

    async def _reply(self, manager: int) -> None:
        """Every second message is answered, once, by a reply to the first copy that he sees."""
        answered = set()
        while True:
            for message in await self._shown(manager):
                found = WRITTEN.search(said(message))
                if found is None or found.group() in answered:
                    continue
                answered.add(found.group())
                client, number = int(found[1]), int(found[2])
                if number % 2 == 0:
                    text = f"an-{client}-{number}."
                    self.typed[client].append(text)
                    await self._stand.answer(manager, text, message["message_id"])
            await asyncio.sleep(LOOK)

    async def _shown(self, manager: int) -> list[dict[str, object]]:
        try:
            return await self._stand.chat(manager)
        except (AssertionError, aiohttp.ClientError):
            return []  # Nothing has been written to him yet.
