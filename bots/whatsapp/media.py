import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus

import aiohttp
from yarl import URL

from bots.whatsapp.addressing import Resolve, is_public, resolve
from bots.whatsapp.config import API_HOST, TwilioConfig, is_loopback, safe_scheme
from bots.whatsapp.file_type import HEAD_BYTES, judged_type
from core.errors import MediaRefused, Temporary
from core.ports import BlobStore

MAX_BYTES = 16 * 1024 * 1024
"""Twilio's own limit for a file of a WhatsApp message (pictures 5 MB, which it enforces itself)."""
MAX_REDIRECTS = 3
OVERALL_SECONDS = 60
_CHUNK = 64 * 1024
_REDIRECTS = {301, 302, 303, 307, 308}

Pin = tuple[str, int | None]


class TwilioMedia:
    """Files of inbound messages (P21, fault 48).

    The address comes from outside and we present a credential to it: only pinned hosts are
    asked, over https, at public addresses (the one judged is the one connected to, so a name
    that changes its mind gains nothing); redirects are followed by hand, to pinned hosts, without
    the credential. A pin that names loopback itself may be asked there, by http too.

    MediaRefused codes: foreign-host, redirect-refused, too-large, type-refused. Everything else
    is Temporary: Twilio's storage may lag behind its webhook, even with a 404.
    """

    def __init__(
        self, config: TwilioConfig, session: aiohttp.ClientSession, look_up: Resolve = resolve
    ) -> None:
        self._api = URL(config.api_url)
        self._replaced = config.api_base is not None
        self._credential = aiohttp.encode_basic_auth(config.account_sid, config.auth_token)
        self._session = session
        self._look_up = look_up
        self._pins = {_pin(URL(f"https://{host}")) for host in config.media_hosts}
        self._pins |= {_pin(self._api), (API_HOST, None)}

    async def fetch(self, source: str, blobs: BlobStore) -> tuple[str, int, str]:
        try:
            async with asyncio.timeout(OVERALL_SECONDS):
                return await self._follow(source, blobs)
        except (aiohttp.ClientError, TimeoutError, OSError):
            # Not chained: the address stays out of logs.
            raise Temporary("media-unreachable") from None

    async def _follow(self, source: str, blobs: BlobStore) -> tuple[str, int, str]:
        url = self._pinned(source, "foreign-host")
        headers = {"Authorization": self._credential} if _pin(url) == _pin(self._api) else {}
        for _ in range(MAX_REDIRECTS + 1):
            connection, extra, name = await self._connection(url)
            async with self._session.get(
                connection,
                headers={"Accept-Encoding": "identity", **headers, **extra},
                server_hostname=name,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=OVERALL_SECONDS, sock_connect=5),
            ) as answer:
                if answer.status not in _REDIRECTS:
                    return await _keep(answer, blobs)
                location = answer.headers.get("Location", "")
            url, headers = self._pinned(location, "redirect-refused", base=url), {}
        raise MediaRefused("redirect-refused")

    def _pinned(self, address: str, refusal: str, base: URL | None = None) -> URL:
        try:
            url = base.join(URL(address)) if base is not None else URL(address)
            known = url.host is not None and safe_scheme(url) and _pin(url) in self._pins
        except ValueError:
            raise MediaRefused(refusal) from None
        if not known or url.user is not None or url.password is not None:
            raise MediaRefused(refusal)
        return self._ours(url)

    def _ours(self, url: URL) -> URL:
        """TWILIO_API_BASE replaces the API's host for its files too."""
        if not self._replaced or url.host != API_HOST:
            return url
        return URL(f"{self._api}{url.raw_path_qs}", encoded=True)

    async def _connection(self, url: URL) -> tuple[URL, dict[str, str], str | None]:
        """The same URL at a judged address, with the name kept for TLS and the Host header."""
        host = url.host or ""
        if is_loopback(host):
            return url, {}, None
        found = await self._look_up(host, url.port or 443)
        if not found or not all(is_public(address) for address in found):
            raise MediaRefused("foreign-host")
        return url.with_host(found[0]), {"Host": url.host_port_subcomponent or host}, host


def _pin(url: URL) -> Pin:
    return (url.host or "").lower(), None if url.is_default_port() else url.port


async def _keep(answer: aiohttp.ClientResponse, blobs: BlobStore) -> tuple[str, int, str]:
    if answer.status != HTTPStatus.OK:
        raise Temporary(f"media-{answer.status}")
    if (answer.content_length or 0) > MAX_BYTES:
        raise MediaRefused("too-large")
    head = await _head(answer.content)
    kind = judged_type(answer.headers.get("Content-Type", ""), head)
    if kind is None:
        raise MediaRefused("type-refused")
    blob, size = await blobs.write(_bounded(head, answer.content), MAX_BYTES)
    return blob, size, kind


async def _head(content: aiohttp.StreamReader) -> bytes:
    head = b""
    while len(head) < HEAD_BYTES and (piece := await content.read(HEAD_BYTES - len(head))):
        head += piece
    return head


async def _bounded(head: bytes, content: aiohttp.StreamReader) -> AsyncIterator[bytes]:
    """Counted as it streams: a length that was promised proves nothing."""
    size = len(head)
    yield head
    async for chunk in content.iter_chunked(_CHUNK):
        size += len(chunk)
        if size > MAX_BYTES:
            raise MediaRefused("too-large")
        yield chunk
