"""One conversation with the firm's server of e-mail: bounded in time, closed in every case."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiosmtplib import SMTP

from bots.email.config import SmtpConfig
from bots.email.errors import BROKEN, REFUSED_RETRY, unconnected
from core.errors import Temporary

CONNECT_SECONDS = 30.0
"""From the first packet to the end of the login, however slowly the bytes come."""
ANSWER_SECONDS = 20.0
QUIT_SECONDS = 2.0
"""The letter is taken by then; good-bye is a courtesy."""


class MailServer:
    def __init__(self, config: SmtpConfig) -> None:
        self._config = config
        self._tls: ssl.SSLContext | None = None

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[SMTP]:
        """Greeted, encrypted and logged in as configured. Raises Temporary for the account."""
        client = await self._client()
        try:
            await self._open(client)
            yield client
            with contextlib.suppress(*BROKEN):
                await client.quit(timeout=QUIT_SECONDS)
        finally:
            client.close()

    async def _client(self) -> SMTP:
        config = self._config
        if self._tls is None:
            self._tls = await asyncio.to_thread(_context, verified=config.verified)
        return SMTP(
            hostname=config.host,
            port=config.port,
            # Otherwise the name of this machine would be looked up and told.
            local_hostname=config.domain,
            timeout=ANSWER_SECONDS,
            use_tls=config.scheme == "smtps",
            start_tls={"smtp": None, "smtp+tls": True, "smtps": False}[config.scheme],
            tls_context=self._tls,
        )

    async def _open(self, client: SMTP) -> None:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await client.connect()
                await self._login(client)
        except BROKEN as error:
            # Without its cause: the words of a server may hold an address.
            raise unconnected(error) from None

    async def _login(self, client: SMTP) -> None:
        """A password never leaves unencrypted, except within this machine."""
        config = self._config
        if not config.username:
            return
        if client.get_transport_info("sslcontext") is None and not config.local:
            raise Temporary("auth-unencrypted", REFUSED_RETRY, whole_account=True)
        await client.login(config.username, config.password)


def _context(*, verified: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not verified:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
