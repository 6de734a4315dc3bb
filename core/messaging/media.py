"""What happens when a file has been fetched, or never will be."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from core.clients.model import Client, Lane
from core.errors import MediaRefused, Temporary
from core.firm import Firm
from core.messaging.cards import Cards, file_payload
from core.messaging.events import StateChanged
from core.messaging.marks import with_payload
from core.messaging.model import Media, Message, OutboxRow, State
from core.messaging.ports import Unit
from core.messaging.post import enqueue
from core.messaging.readers import ALBUM_PAUSE, Readers, ShownRows, conversation_key
from core.ports import Clock, React
from core.staff.model import Person

TRIES = 8
"""Then the file is given up; with doubling pauses that is after about an hour."""
FIRST_PAUSE = timedelta(seconds=15)
ALBUM_KINDS = frozenset({"photo", "video"})
ALBUM = 10


class MediaDesk:
    """Fetched files reach those who read the conversation, or the client who waits for them."""

    def __init__(self, firm: Firm, cards: Cards, clock: Clock, react: React) -> None:
        self._firm = firm
        self._cards = cards
        self._clock = clock
        self._react = react
        self._rows = ShownRows(firm, cards)

    async def stored(self, unit: Unit, media: Media, blob: str, size: int, kind: str) -> None:
        """The file is on disk: shown to the readers, or the waiting answer is let go."""
        media = replace(
            media,
            blob=blob,
            size=size,
            content_type=kind or media.content_type,
            state="stored",
            error=None,
        )
        await unit.messages.save_media(media)
        message = await unit.messages.get(media.message_id)
        if message is None:
            return
        if message.direction == "out":
            await self._let_go(unit, message, media)
        else:
            await self._show(unit, message, media)

    async def failed(self, unit: Unit, media: Media, error: MediaRefused | Temporary) -> None:
        """Tried again with growing pauses; given up, it is said so where the file should stand."""
        now = self._clock.now()
        attempts = media.attempts + 1
        refused = isinstance(error, MediaRefused) or attempts >= TRIES
        code = error.code if isinstance(error, MediaRefused) else "not-fetched"
        media = replace(
            media,
            attempts=attempts,
            error=code,
            state="refused" if refused else "pending",
            due_at=None if refused else now + FIRST_PAUSE * 2 ** (attempts - 1),
        )
        await unit.messages.save_media(media)
        message = await unit.messages.get(media.message_id)
        if message is None:
            return
        if message.direction == "out":
            if refused:
                await self._give_up(unit, message, code)
        elif refused or attempts == 1:
            await self._tell(unit, message, media, "file-refused" if refused else "file-late")

    async def _let_go(self, unit: Unit, message: Message, media: Media) -> None:
        """The file goes with the first piece of the answer; the others follow it."""
        rows = await unit.outbox.of_message(message.id)
        waiting = [row for row in rows if row.state in {State.WAITING, State.HELD}]
        for number, row in enumerate(waiting):
            files = {"files": [file_payload(media)]} if number == 0 else {}
            state = State.QUEUED if row.state is State.WAITING else State.HELD
            await unit.outbox.save(replace(with_payload(row, row.payload | files), state=state))
            await unit.messages.put_state(message.id, state)

    async def _give_up(self, unit: Unit, message: Message, code: str) -> None:
        for row in await unit.outbox.of_message(message.id):
            if row.state in {State.WAITING, State.HELD}:
                await unit.outbox.save(replace(row, state=State.FAILED, error_code=f"file-{code}"))
                await unit.messages.raise_state(message.id, State.FAILED, f"file-{code}")
                failed = replace(message, state=State.FAILED, error_code=f"file-{code}")
                await self._react(unit, [StateChanged(failed, None)])

    async def _readers(
        self, unit: Unit, message: Message
    ) -> tuple[Client, Lane, Sequence[tuple[Person, str]]] | None:
        client = await unit.clients.get(message.client_id)
        lane = (await unit.clients.lanes_of([message.client_id])).get(message.client_id)
        if client is None or lane is None or self._firm.staff_account is None:
            return None
        found = []
        for reader in (await Readers.load(unit, [lane])).of(lane):
            if reader.telegram_id is not None:
                thing = ("conversation", message.conversation_id)
                public = (await unit.public_ids(reader.id, [thing]))[thing]
                found.append((reader, f"r:{public}"))
        return client, lane, found

    async def _show(self, unit: Unit, message: Message, media: Media) -> None:
        found = await self._readers(unit, message)
        if found is None:
            return
        client, lane, readers = found
        now = self._clock.now()
        for reader, data in readers:
            waiting = await self._album(unit, client, reader, media)
            if waiting is not None:
                await self._join(unit, waiting, media, now)
                continue
            row = self._rows.files(message, client, lane, reader, data, [media], now)
            await enqueue(unit, [row], now)

    async def _album(
        self, unit: Unit, client: Client, reader: Person, media: Media
    ) -> OutboxRow | None:
        """The album that still waits for more, if this file may join it."""
        key = conversation_key(self._firm, reader, client)
        waiting = await unit.outbox.queued_to(key, "client-files")
        if waiting is None or media.kind not in ALBUM_KINDS:
            return None
        files = waiting.payload.get("files", [])
        fits = len(files) < ALBUM and all(file["kind"] in ALBUM_KINDS for file in files)
        return waiting if fits else None

    @staticmethod
    async def _join(unit: Unit, waiting: OutboxRow, media: Media, now: datetime) -> None:
        files = [*waiting.payload["files"], file_payload(media)]
        row = with_payload(waiting, waiting.payload | {"files": files})
        await unit.outbox.save(replace(row, not_before=now + ALBUM_PAUSE))

    async def _tell(self, unit: Unit, message: Message, media: Media, key: str) -> None:
        found = await self._readers(unit, message)
        if found is None:
            return
        client, lane, readers = found
        rows = [
            self._rows.missing_file(message, client, lane, reader, key, media, data)
            for reader, data in readers
        ]
        await enqueue(unit, rows, self._clock.now())
