"""Topics of the staff bot, kept in the database: the address is (chat, thread) (CHANNELS)."""

from dataclasses import replace

from core.ids import ClientId, PersonId
from core.messaging.model import Thread
from core.messaging.ports import Units


class StoredThreads:
    def __init__(self, units: Units) -> None:
        self._units = units

    async def find(self, person_id: PersonId, client_id: ClientId, account: str) -> str | None:
        async with self._units.read() as unit:
            found = await unit.messages.thread_of(person_id, client_id, account)
        return found.thread if found is not None else None

    async def save(
        self, person_id: PersonId, client_id: ClientId, account: str, chat: str, thread: str
    ) -> None:
        async with self._units.begin() as unit:
            await unit.messages.save_thread(Thread(person_id, client_id, account, chat, thread))

    async def close(self, account: str, chat: str, thread: str) -> None:
        """A topic that the person deleted; the next message makes a new one."""
        async with self._units.begin() as unit:
            found = await unit.messages.thread_at(account, chat, thread)
            if found is not None:
                await unit.messages.save_thread(replace(found, closed=True))
