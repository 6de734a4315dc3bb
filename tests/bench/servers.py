"""What the product's webhook is compared with: `python -m tests.bench.servers KIND FOLDER`.

bare: the signature and nothing else. each: the signature and a commit of its own for every
message. naive: Twilio's validator and a session of the ORM for every message. durable: the
product's own webhook, intake and web server. Prints its port.
"""

import asyncio
import base64
import hmac
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import parse_qsl

from aiohttp import web

from tests.bench import posts

Handler = Callable[[web.Request], Awaitable[web.Response]]
_KEY = hmac.new(posts.TOKEN.encode(), digestmod="sha1")
_KEY.update((posts.PUBLIC_URL + posts.PATH).encode())


def _thanks() -> web.Response:
    return web.Response(body=b"<Response/>", content_type="text/xml")


async def _signed(request: web.Request) -> tuple[bytes, dict[str, str]]:
    """As lean as a genuine check can be: the figure that all others are measured by."""
    body = await request.read()
    fields = parse_qsl(body.decode(), keep_blank_values=True)
    mac = _KEY.copy()
    mac.update("".join([name + value for name, value in sorted(fields)]).encode())
    presented = request.headers.get("X-Twilio-Signature", "")
    if not hmac.compare_digest(base64.b64encode(mac.digest()), presented.encode()):
        raise web.HTTPForbidden
    return body, dict(fields)


async def bare(_: Path) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        await _signed(request)
        return _thanks()

    return handle


async def each(folder: Path) -> Handler:
    import aiosqlite

    connection = await aiosqlite.connect(folder / "each.db", isolation_level=None)
    await connection.execute("PRAGMA journal_mode=WAL")
    await connection.execute("PRAGMA synchronous=FULL")
    await connection.execute("CREATE TABLE inbox (sid TEXT PRIMARY KEY, payload BLOB)")

    async def handle(request: web.Request) -> web.Response:
        body, fields = await _signed(request)
        await connection.execute(
            "INSERT INTO inbox VALUES (?, ?) ON CONFLICT DO NOTHING", (fields["MessageSid"], body)
        )
        return _thanks()

    return handle


async def naive(folder: Path) -> Handler:
    from sqlalchemy import event
    from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
    from twilio.request_validator import RequestValidator

    class Base(DeclarativeBase):
        pass

    class Message(Base):
        __tablename__ = "messages"
        id: Mapped[int] = mapped_column(primary_key=True)
        sid: Mapped[str] = mapped_column(unique=True)
        sender: Mapped[str]
        body: Mapped[str]

    engine = create_async_engine(
        f"sqlite+aiosqlite:///{folder / 'naive.db'}", pool_size=1, max_overflow=0
    )

    @event.listens_for(engine.sync_engine, "connect")
    def durable(connection: object, _: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    sessions = async_sessionmaker(engine)
    validator = RequestValidator(posts.TOKEN)

    async def handle(request: web.Request) -> web.Response:
        form = dict(await request.post())
        presented = request.headers["X-Twilio-Signature"]
        if not validator.validate(posts.PUBLIC_URL + posts.PATH, form, presented):
            raise web.HTTPForbidden
        async with sessions() as session:
            session.add(Message(sid=form["MessageSid"], sender=form["From"], body=form["Body"]))
            await session.commit()
        return _thanks()

    return handle


async def durable(folder: Path) -> Handler:
    from bots.whatsapp.config import TwilioConfig
    from bots.whatsapp.webhook import TwilioWebhook
    from otdel.clock import SystemClock
    from otdel.metrics import Metrics
    from storage.database import Database
    from storage.intake import GroupCommit
    from storage.schema import upgrade

    url = f"sqlite+aiosqlite:///{folder / 'durable.db'}"
    await upgrade(url)
    intake = GroupCommit(Database(url), SystemClock())
    intake.start()
    config = TwilioConfig(
        account_sid=posts.ACCOUNT,
        auth_token=posts.TOKEN,
        whatsapp_from=posts.OURS,
        sms_from=None,
        api_base=None,
        public_url=posts.PUBLIC_URL,
    )
    return TwilioWebhook(config, intake, Metrics().inbound).message


KINDS = {"bare": bare, "each": each, "naive": naive, "durable": durable}


async def serve(kind: str, folder: Path) -> None:
    """All in the same web server, set up as the product sets it up."""
    from otdel.web import application
    from otdel.web import serve as listen

    handler = await KINDS[kind](folder)
    runner = await listen(application([web.post(posts.PATH, handler)]), "127.0.0.1", 0)
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], Path(sys.argv[2])))
