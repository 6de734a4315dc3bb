import asyncio
import contextlib
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from sandbox.faults import Fault
from sandbox.mail.letter import fault_of, shown
from sandbox.world import World

KEPT = 2_000
SLOW = 5.0


class _Talk(SMTP):
    """One client on the line, known so that a stop ends it."""

    def __init__(self, post: "Post", lines: "set[_Talk]", loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(post, hostname="sandbox.test", ident="sandbox", loop=loop)
        self._lines = lines

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._lines.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._lines.discard(self)
        super().connection_lost(error)

    def hang_up(self) -> None:
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()


class Post:
    """Every mailbox there is; what each step of a talk answers is up to the faults."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.letters: list[dict[str, Any]] = []
        self._count = 0

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: _Talk, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return await self._step(server, "MAIL", None, "250 OK")

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: _Talk, _session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        said = await self._step(server, "RCPT", address, "250 OK")
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: _Talk, _session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        said = "250 OK"
        for address in envelope.rcpt_tos:
            refused = fault_of(content, address)
            answer = refused or await self._step(server, "DATA", address, "250 OK", content)
            said = answer if not answer.startswith("250") else said
        return said

    async def _step(
        self, server: _Talk, method: str, address: str | None, fine: str, content: bytes = b""
    ) -> str:
        fault = self._world.faults.pick("smtp", method, address)
        said = await self._answer(server, fault, fine, content, address or "")
        row = {"method": method, "chat": address, "status": int(said[:3])}
        self._world.log_call("smtp", row | {"fault": fault.kind if fault else None})
        return said

    async def _answer(
        self, server: _Talk, fault: Fault | None, fine: str, content: bytes, address: str
    ) -> str:
        if fault is not None and fault.kind == "status":
            return f"{fault.status} fault"
        if fault is not None and fault.kind in ("refuse", "reset_before"):
            server.hang_up()
            return fine
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(SLOW if fault.seconds is None else fault.seconds)
        if content:
            self._keep(content, address)
        if fault is not None and fault.kind in ("lost_answer", "reset_after"):
            server.hang_up()
        if fault is not None and fault.kind == "hang":
            await self._silence(fault.seconds)
            server.hang_up()
        return fine

    async def _silence(self, seconds: float | None) -> None:
        """Until the time is over or the sandbox stops; None means for ever."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._world.closing.wait()

    def _keep(self, content: bytes, address: str) -> None:
        self._count += 1
        row = {"n": self._count, "to": address, "at": self._world.now(), **shown(content)}
        row["repeat"] = any(
            one["to"] == address and one["message_id"] == row["message_id"] for one in self.letters
        )
        self.letters = [*self.letters[-KEPT:], row]
        self._world.publish("mail", {"letter": row})


class PostOffice:
    """The server itself, on a free port of 127.0.0.1."""

    def __init__(self, world: World) -> None:
        self.post = Post(world)
        self.url = ""
        self._lines: set[_Talk] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: _Talk(self.post, self._lines, loop), "127.0.0.1", 0
        )
        self.url = f"smtp://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        for line in list(self._lines):
            line.hang_up()
        # A line that was cut tells so at the next turn of the loop.
        await asyncio.sleep(0)
