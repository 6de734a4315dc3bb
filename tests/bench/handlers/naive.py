"""The usual bot: Twilio's own validator, and an ORM session a message that commits it with its
outgoing row.
"""

from pathlib import Path

from aiohttp import web
from sqlalchemy import ForeignKey, event
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from twilio.request_validator import RequestValidator

from tests.bench import posts
from tests.bench.handlers.bare import thanks


class Base(DeclarativeBase):
    pass


class Message(Base):
    __tablename__ = "messages"
    id: Mapped[int] = mapped_column(primary_key=True)
    sid: Mapped[str] = mapped_column(unique=True)
    sender: Mapped[str]
    body: Mapped[str]


class Outgoing(Base):
    __tablename__ = "outgoing"
    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    chat: Mapped[int]
    text: Mapped[str]
    message: Mapped[Message] = relationship()


async def handler(folder: Path):
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{folder / 'naive.db'}", pool_size=1, max_overflow=0
    )

    @event.listens_for(engine.sync_engine, "connect")
    def durable(connection, _) -> None:
        connection.execute("PRAGMA journal_mode=WAL").close()
        connection.execute("PRAGMA synchronous=FULL").close()

    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    sessions = async_sessionmaker(engine)
    validator = RequestValidator(posts.AUTH)

    async def handle(request: web.Request) -> web.Response:
        form = dict(await request.post())
        presented = request.headers["X-Twilio-Signature"]
        if not validator.validate(posts.PUBLIC_URL + posts.PATH, form, presented):
            raise web.HTTPForbidden
        message = Message(sid=form["MessageSid"], sender=form["From"], body=form["Body"])
        async with sessions() as session:
            session.add(Outgoing(message=message, chat=1, text=form["Body"]))
            await session.commit()
        return thanks()

    return handle
