"""Files that a form asks for: fetched from Telegram at once, bounded, kept as blobs."""

from bots.telegram.staff.services import Kept
from bots.telegram.uploads import file_name
from core.errors import InvalidInput, MediaRefused, Temporary
from core.messaging.model import IncomingFile
from core.ports import BlobStore, MediaSource

MEGABYTE = 1024 * 1024


class ChatFiles:
    """Implements `services.Files`."""

    def __init__(self, media: MediaSource, blobs: BlobStore) -> None:
        self._media = media
        self._blobs = blobs

    async def keep(self, file: IncomingFile, limit: int) -> Kept:
        """What is announced as larger is not even asked for."""
        if file.size is not None and file.size > limit:
            raise _too_large(limit)
        try:
            blob, size, content_type = await self._media.fetch(file.source, self._blobs)
        except MediaRefused as error:
            if error.code == "too-large":
                raise _too_large(limit) from None
            raise InvalidInput("file-gone") from None
        except Temporary:
            raise InvalidInput("file-not-now") from None
        if size > limit:
            raise _too_large(limit)
        told = file.content_type or content_type
        return Kept(blob, file_name(file.name, told), size, told)

    async def read(self, blob: str) -> bytes:
        """Raises InvalidInput when the disk has lost it."""
        try:
            return await self._blobs.read(blob)
        except FileNotFoundError:
            raise InvalidInput("file-gone") from None


def _too_large(limit: int) -> InvalidInput:
    return InvalidInput("file-too-large", limit=limit // MEGABYTE)
