"""A real server of e-mail on loopback that answers what a test wants, and broken ones."""

import asyncio
import email
from email.policy import default

from aiosmtpd.smtp import SMTP, AuthResult


class Post:
    """What aiosmtpd asks at each step; `answers` replaces its own "250 OK"."""

    def __init__(self):
        self.letters, self.answers, self.logins = [], {}, []
        self.slow = 0.0
        self.drop_at = ""

    async def _step(self, server, name):
        if self.slow:
            await asyncio.sleep(self.slow)
        if self.drop_at == name:
            server.transport.abort()
        return self.answers.get(name, "250 OK")

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        envelope.mail_from = address
        return await self._step(server, "MAIL")

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        envelope.rcpt_tos.append(address)
        return await self._step(server, "RCPT")

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        said = await self._step(server, "DATA")
        if said.startswith("250"):
            self.letters.append((session, envelope))
        return said

    def authenticate(self, server, session, envelope, mechanism, data):
        encrypted = server.transport.get_extra_info("sslcontext") is not None
        self.logins.append((data.login.decode(), data.password.decode(), encrypted))
        return AuthResult(success=data.password == b"right", handled=False)

    def last(self):
        """Read anew; aiosmtpd asks for every attribute, so it is none."""
        return email.message_from_bytes(self.letters[-1][1].content, policy=default)


class Server:
    """`async with Server() as server`: its port, what it has heard."""

    def __init__(self, host="127.0.0.1", tls=None, starttls=None, auth=False):
        self.post, self.host, self._tls = Post(), host, tls
        self._more = {"tls_context": starttls}
        if auth:
            self._more |= {"authenticator": self.post.authenticate, "auth_require_tls": False}

    async def __aenter__(self):
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(self.post, hostname="mx.test", loop=loop, **self._more),
            self.host,
            0,
            ssl=self._tls,
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self._server.close()


class Raw:
    """Bytes of one's own making on a socket: silence, a trickle, nonsense."""

    def __init__(self, talk):
        self._talk, self._tasks = talk, []

    async def __aenter__(self):
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def _serve(self, reader, writer):
        self._tasks.append(asyncio.current_task())
        try:
            await self._talk(reader, writer)
        except ConnectionError:
            return
        finally:
            writer.close()

    async def __aexit__(self, *_):
        self._server.close()
        for task in self._tasks:
            task.cancel()
