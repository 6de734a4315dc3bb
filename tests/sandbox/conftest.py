import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import web

from sandbox import Sandbox

STAFF = "1000001:" + "A" * 35
CLIENT = "1000003:" + "C" * 35
ACCOUNT = "AC" + "1" * 32
AUTH = "t" * 32
ANNA = 9001
OURS = "whatsapp:+70000000099"
PERSON = "whatsapp:+70000000100"
KEY = {"Authorization": aiohttp.encode_basic_auth(ACCOUNT, AUTH)}
CAST = {
    "bots": [
        {"name": "staff", "token": STAFF, "username": "o_staff_bot", "title": "Отдел",
         "topics": True},
        {"name": "client", "token": CLIENT, "username": "o_client_bot", "title": "Клиенты"},
    ],
    "users": [
        {"id": ANNA, "first_name": "Анна", "username": "anna", "phone": "+70000000001"},
        {"id": 9002, "first_name": "Борис", "language_code": "ru"},
    ],
    "twilio": {
        "account_sid": ACCOUNT,
        "auth_token": AUTH,
        "whatsapp_from": OURS,
        "sms_from": "+70000000098",
        "options": {"receipt_delay": 0.01, "price_delay": 0.01},
    },
    "templates": [
        {"sid": "HX" + "a" * 32, "friendly_name": "hello", "language": "ru",
         "body": "Здравствуйте, {{1}}!", "approved": True, "category": "utility"},
        {"sid": "HX" + "b" * 32, "friendly_name": "draft", "language": "ru",
         "body": "Черновик", "approved": False, "category": "marketing"},
    ],
    "phones": [{"id": "director", "title": "Директор", "kind": "telegram", "bot": "staff",
                "user": ANNA}],
    "tour": [{"ru": "Шаг", "en": "Step"}],
}  # fmt: skip


class Product:
    """A receiver of webhooks that writes down what it got."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict, dict]] = []
        self.codes: list[int] = []
        self.reply: dict | None = None
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        json_body = request.content_type == "application/json"
        body = await request.json() if json_body else dict(await request.post())
        self.got.append((str(request.rel_url), dict(request.headers), body))
        code = self.codes.pop(0) if self.codes else 200
        return web.json_response(self.reply, status=code)

    def fields(self, path: str) -> list[dict]:
        return [body for url, _, body in self.got if url.startswith(path)]


class Client:
    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self.url, self.http = url, http

    async def post(self, path: str, /, **body) -> dict:
        async with self.http.post(f"{self.url}/control/{path}", json=body) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def refused(self, path: str, /, **body) -> str:
        async with self.http.post(f"{self.url}/control/{path}", json=body) as answer:
            assert answer.status == 400
            return (await answer.json())["error"]

    async def get(self, path: str, /, **query):
        async with self.http.get(f"{self.url}/control/{path}", params=query) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def call(self, method: str, /, token: str = STAFF, **params) -> dict:
        async with self.http.post(
            f"{self.url}/telegram/bot{token}/{method}", json=params
        ) as answer:
            return await answer.json()

    async def twilio(self, verb: str, path: str, **kwargs) -> tuple[int, dict]:
        url = f"{self.url}/twilio{path}"
        kwargs.setdefault("headers", KEY)
        async with self.http.request(verb, url, allow_redirects=False, **kwargs) as answer:
            text = await answer.text()
            return answer.status, (await answer.json() if text.startswith("{") else {"text": text})


async def eventually(check, seconds: float = 30.0):
    """The value once it is truthy."""
    until = asyncio.get_running_loop().time() + seconds
    while True:
        value = check()
        if asyncio.iscoroutine(value):
            value = await value
        if value:
            return value
        assert asyncio.get_running_loop().time() < until, "it never came"
        await asyncio.sleep(0.02)


@pytest.fixture
def call_log(tmp_path: Path) -> Path:
    return tmp_path / "calls.jsonl"


@pytest.fixture
async def sandbox(tmp_path: Path, call_log: Path) -> AsyncIterator[Sandbox]:
    box = Sandbox(CAST, tmp_path / "state", tmp_path / "clock", call_log=call_log)
    await box.start()
    yield box
    await box.stop()


@pytest.fixture
async def other(sandbox: Sandbox) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as http:
        yield Client(sandbox.url, http)


@pytest.fixture
async def product() -> AsyncIterator[Product]:
    receiver = Product()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", receiver.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield receiver
    await runner.cleanup()


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    server = TelegramAPIServer.from_base(f"{sandbox.url}/telegram")
    real = Bot(STAFF, session=AiohttpSession(api=server))
    yield real
    await real.session.close()


@pytest.fixture
async def started(other: Client) -> None:
    """Anna wrote /start to the staff bot."""
    await other.post("telegram/send", bot="staff", user=ANNA, text="/start")
