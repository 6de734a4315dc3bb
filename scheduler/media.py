"""Fetches announced files, side by side, with retries that survive a restart."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import structlog

from core.errors import MediaRefused, StorageUnavailable, Temporary
from core.messaging.media import MediaDesk
from core.messaging.model import Media
from core.messaging.ports import Units
from core.ports import BlobStore, Clock, MediaSource
from scheduler.wake import Wake

log = structlog.get_logger()

SIDE_BY_SIDE = 6
LOOKED_AT = 500
"""Files of accounts that are switched off stay pending before those that can be fetched."""
IDLE = 5.0
TROUBLE = 1.0
BROKEN_PAUSE = timedelta(minutes=5)


class MediaWorker:
    def __init__(
        self,
        units: Units,
        clock: Clock,
        desk: MediaDesk,
        blobs: BlobStore,
        sources: Mapping[tuple[str, str], MediaSource],
    ) -> None:
        self._units = units
        self._clock = clock
        self._desk = desk
        self._blobs = blobs
        self._sources = sources
        self.wake = Wake()
        self.bells = frozenset({"media"})

    async def run(self) -> None:
        while True:
            try:
                worked = await self.turn()
            except StorageUnavailable:
                worked = False
                await asyncio.sleep(TROUBLE)
            except Exception as error:  # noqa: BLE001 - one file must not end everybody's work
                worked = False
                log.error("media.turn", error=type(error).__name__)  # noqa: TRY400
            if not worked:
                await self.wake.wait(IDLE)

    async def turn(self) -> bool:
        """One round of due files; whether there was anything to do."""
        async with self._units.read() as unit:
            due = await unit.messages.due_media(self._clock.now(), LOOKED_AT)
        due = [media for media in due if (media.provider, media.account) in self._sources]
        due = due[:SIDE_BY_SIDE]
        fetched = await asyncio.gather(*(self._fetch(media) for media in due))
        for media, result in zip(due, fetched, strict=True):
            await self._record(media, result)
        return bool(due)

    async def _record(
        self, media: Media, result: tuple[str, int, str] | MediaRefused | Temporary
    ) -> None:
        try:
            async with self._units.begin() as unit:
                if isinstance(result, tuple):
                    await self._desk.stored(unit, media, *result)
                else:
                    await self._desk.failed(unit, media, result)
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - what follows from this file is broken: later
            log.error("media.broken", media=media.id, error=type(error).__name__)  # noqa: TRY400
            later = replace(
                media, attempts=media.attempts + 1, due_at=self._clock.now() + BROKEN_PAUSE
            )
            async with self._units.begin() as unit:
                await unit.messages.save_media(later)

    async def _fetch(self, media: Media) -> tuple[str, int, str] | MediaRefused | Temporary:
        source = self._sources[media.provider, media.account]
        try:
            return await source.fetch(media.source, self._blobs)
        except (MediaRefused, Temporary) as error:
            return error
        except Exception as error:  # noqa: BLE001 - one file must not stop the others
            name = type(error).__name__
            # Without the traceback: its text may hold an address with a token.
            log.error("media.broken", media=media.id, error=name)  # noqa: TRY400
            return Temporary(name)
