"""Files that people sent to a bot."""

import mimetypes
from collections.abc import AsyncIterator

import aiohttp
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest

from bots.telegram.failures import channel_error, says
from core.errors import ChannelError, MediaRefused, Temporary
from core.ports import BlobStore

LIMIT = 20 * 1024 * 1024
"""The Bot API serves no larger file."""
SECONDS = 120
CHUNK = 64 * 1024
OK = 200
TYPES = {".oga": "audio/ogg", ".webp": "image/webp", ".tgs": "application/x-tgsticker"}
ANYTHING = "application/octet-stream"


class TelegramMedia:
    """A file_id is good for this bot only. Its address holds the token and is never told."""

    def __init__(self, bot: Bot, session: AiohttpSession, proxy: str | None = None) -> None:
        self._bot = bot
        self._session = session
        self._proxy = proxy

    async def fetch(self, source: str, blobs: BlobStore) -> tuple[str, int, str]:
        path = await self._path(source)
        url = self._session.api.file_url(self._bot.token, path)
        try:
            return await self._stream(url, path, blobs)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Temporary(f"download: {type(error).__name__}") from None

    async def _path(self, source: str) -> str:
        """The answer is good for an hour; asked anew at each attempt."""
        try:
            file = await self._bot.get_file(source)
        except TelegramBadRequest as error:
            if says(error, "file is too big"):
                raise MediaRefused("too-large") from None
            if says(error, "invalid file_id", "wrong file identifier"):
                raise MediaRefused("unknown-file") from None
            raise Temporary("file-unavailable") from None
        except TelegramAPIError as error:
            raise _try_again(channel_error(error)) from None
        if not file.file_path:
            raise MediaRefused("too-large")
        return file.file_path

    async def _stream(self, url: str, path: str, blobs: BlobStore) -> tuple[str, int, str]:
        session = await self._session.create_session()
        timeout = aiohttp.ClientTimeout(total=SECONDS, sock_connect=5, sock_read=20)
        async with session.get(
            url, timeout=timeout, proxy=self._proxy, allow_redirects=False
        ) as answer:
            if answer.status != OK:
                raise Temporary(f"download: {answer.status}")
            blob, size = await blobs.write(_chunks(answer), LIMIT)
            return blob, size, _type(path, answer.content_type)


async def _chunks(answer: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    async for chunk in answer.content.iter_chunked(CHUNK):
        yield chunk


def _type(path: str, told: str) -> str:
    """Telegram serves everything as bytes of no type; its own file names tell more."""
    suffix = path[path.rfind(".") :] if "." in path else ""
    return TYPES.get(suffix) or mimetypes.guess_type(path)[0] or (told if told != ANYTHING else "")


def _try_again(error: ChannelError) -> ChannelError:
    """Nothing is lost by asking for a file twice."""
    return error if isinstance(error, Temporary) else Temporary("file-unavailable")
