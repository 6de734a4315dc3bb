import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiogram import Bot

from bots.telegram.poller import TelegramPoller
from bots.telegram.session import BoundedSession
from bots.telegram.show import Show
from bots.telegram.staff.feed import StaffFeed
from bots.telegram.staff.forms.book import BOOK
from bots.telegram.staff.forms.engine import FormDesk
from bots.telegram.staff.office import Office
from bots.telegram.staff.router import staff_dispatcher
from bots.telegram.staff.services import News
from core.ids import InboxId
from core.messaging.model import InboxItem
from locales import FluentTexts
from sandbox import Sandbox
from tests.bots.telegram.fake_goods import FakeNames, FakeStock, MemoryForms, duties, goods
from tests.bots.telegram.fake_news import FakeColleagues, FakeNews
from tests.bots.telegram.fake_rights import FakeJobs, FakeRights
from tests.bots.telegram.fake_trade import FakeTrade
from tests.bots.telegram.fakes import (
    ACCOUNT,
    ANNA,
    CAST,
    NOW,
    STAFF_TOKEN,
    FakeDesk,
    FakeGate,
    FakeIntake,
    FakeQueries,
    FakeStaff,
)
from tests.clock import FrozenClock
from tests.ports import free_port


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    running = Sandbox(CAST, tmp_path / "sandbox")
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
def api_base(sandbox: Sandbox) -> str:
    return f"{sandbox.url}/telegram"


@pytest.fixture
async def bot(api_base: str):
    made = Bot(STAFF_TOKEN, session=BoundedSession(api_base))
    yield made
    await made.session.close()


@pytest.fixture
def closed_port() -> int:
    """A port of this machine on which nobody listens."""
    return free_port()


class Outside:
    """The other side of the emulators: what people do, what they see, how the network fails."""

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self._url, self._http = url, http

    async def post(self, path: str, **body: Any) -> Any:
        async with self._http.post(f"{self._url}/control/{path}", json=body) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def get(self, path: str) -> Any:
        async with self._http.get(f"{self._url}/control/{path}") as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def write(self, text: str | None = None, user: int = ANNA, **more: Any) -> Any:
        body = more if text is None else {"text": text, **more}
        return await self.post("telegram/send", **{"bot": "staff", "user": user, **body})

    async def chat(self, user: int = ANNA, bot: str = "staff") -> list[dict[str, Any]]:
        found = await self.get(f"telegram/chat?bot={bot}&chat={user}")
        return [m for m in found["messages"] if not m.get("deleted")]

    async def shown(self, user: int = ANNA, bot: str = "staff") -> list[dict[str, Any]]:
        """What the bot wrote, service messages left out."""
        mine = [m for m in await self.chat(user, bot) if m.get("from_bot")]
        return [m for m in mine if "forum_topic_created" not in m]

    async def topics(self, user: int = ANNA) -> list[dict[str, Any]]:
        return (await self.get(f"telegram/chat?bot=staff&chat={user}"))["topics"]

    async def calls(self, method: str | None = None) -> list[dict[str, Any]]:
        rows = await self.get("calls?provider=telegram&since=0")
        rows = rows["calls"] if isinstance(rows, dict) else rows
        return [r for r in rows if method is None or r["method"] == method]

    async def fault(self, kind: str, method: str | None = None, **more: Any) -> Any:
        rule = {"provider": "telegram", "kind": kind, "method": method, **more}
        return await self.post("faults", **{k: v for k, v in rule.items() if v is not None})


@pytest.fixture
async def outside(sandbox: Sandbox) -> AsyncIterator[Outside]:
    async with aiohttp.ClientSession() as http:
        yield Outside(sandbox.url, http)


class StaffBot:
    """The staff bot as the product runs it: poller, inbox, feed; with fakes behind it."""

    def __init__(self, bot, api_base: str, outside: Outside, languages=("ru", "en")) -> None:
        self.rights = FakeRights()
        self.staff, self.desk, self.queries = FakeStaff(), FakeDesk(), FakeQueries()
        self.gate, self.intake, self.outside = FakeGate(), FakeIntake(), outside
        self.clock = FrozenClock(NOW)
        self.drafts, self.stock = MemoryForms(self.clock), FakeStock()
        self.trade, self.jobs = FakeTrade(), FakeJobs()
        self.news, self.colleagues = FakeNews(), FakeColleagues()
        self.office = Office(
            bot=bot,
            account=ACCOUNT,
            staff=self.staff,
            desk=self.desk,
            held=self.desk,
            queries=self.queries,
            groups=self.rights,
            lenses=self.rights,
            refusals=self.rights,
            jobs=self.jobs,
            news=News(self.news, self.news),
            show=Show(bot, self.gate, FluentTexts()),
            texts=FluentTexts(),
            forms=FormDesk(self.drafts, BOOK),
            names=FakeNames(),
            files=None,
            clock=self.clock,
            goods=goods(self.stock),
            duties=duties(self.colleagues),
            trade=self.trade.services(),
            languages=languages,
        )
        self.dispatcher = staff_dispatcher(self.office)
        self.feed = StaffFeed(self.dispatcher, bot)
        self._poller = TelegramPoller(STAFF_TOKEN, api_base, self.intake, poll_seconds=0)
        self._handled = 0

    async def handle(self) -> None:
        """Everything that waits at Telegram, in order."""
        await self._poll()
        kept = list(self.intake.kept.values())
        for number, raw in enumerate(kept[self._handled :], start=self._handled + 1):
            self._handled = number
            await self.feed.handle(InboxItem(InboxId(number), raw, NOW))

    async def skip(self) -> None:
        """What was written so far only opened the chat."""
        await self._poll()
        self._handled = len(self.intake.kept)

    async def _poll(self) -> None:
        async with aiohttp.ClientSession() as http:
            assert await self._poller.once(http) == 0

    async def types(self, text: str | None = None, user: int = ANNA, **more: Any) -> int:
        sent = await self.outside.write(text, user, **more)
        await self.handle()
        return sent["message_id"]

    async def presses_in(self, message: int, data: str, chat: int) -> dict[str, Any] | None:
        return await self.presses(message, data, chat=chat)

    async def presses(
        self, message: int, data: str, user: int = ANNA, **more: Any
    ) -> dict[str, Any] | None:
        """What the person sees as the answer to the press."""
        body = {"bot": "staff", "user": user, "message_id": message, "data": data, **more}
        press = asyncio.ensure_future(self.outside.post("telegram/press", **body))
        return (await self.answers(press))["answer"]

    async def answers(self, asked: asyncio.Future[dict[str, Any]]) -> dict[str, Any]:
        """Handles what comes until whoever asked has been answered, or has given up."""
        while not asked.done():
            await self.handle()
            await asyncio.sleep(0.01)
        return await asked

    def text(self, key: str, language: str = "ru", **fields: Any) -> str:
        return self.office.texts.render(key, language, fields)


@pytest.fixture
async def room(bot, api_base: str, outside: Outside) -> StaffBot:
    await outside.write("/hi")
    made = StaffBot(bot, api_base, outside)
    await made.skip()
    return made
