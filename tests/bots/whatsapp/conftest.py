import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from twilio.rest import Client

from bots.whatsapp.channel import TwilioChannel, connect
from bots.whatsapp.config import TwilioConfig
from bots.whatsapp.webhook import TwilioWebhook
from sandbox import Sandbox
from tests.bots.whatsapp.twilio_world import CAST, Control, MemoryIntake, config


@dataclass
class Product:
    """The web server of the product: webhooks, an intake in memory, one public file."""

    url: str
    intake: MemoryIntake = field(default_factory=MemoryIntake)
    results: list[tuple[str, str]] = field(default_factory=list)
    files: dict[str, tuple[bytes, str]] = field(default_factory=dict)

    def count(self, channel: str, result: str) -> None:
        self.results.append((channel, result))

    def media_url(self, blob: str, content_type: str, name: str) -> str:
        self.files.setdefault(blob, (b"%PDF-1.7 " + blob.encode(), content_type))
        return f"{self.url}/media/{blob}?name={name}"

    async def file(self, request: web.Request) -> web.Response:
        body, content_type = self.files[request.match_info["blob"]]
        return web.Response(body=body, content_type=content_type)


@pytest.fixture
async def product() -> AsyncIterator[Product]:
    listening = socket.create_server(("127.0.0.1", 0))
    served = Product(f"http://127.0.0.1:{listening.getsockname()[1]}")
    webhook = TwilioWebhook(config(public_url=served.url), served.intake, served.count)
    app = web.Application()
    app.add_routes([*webhook.routes(), web.get("/media/{blob}", served.file)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    yield served
    await runner.cleanup()


@pytest.fixture
async def sandbox(tmp_path: Path, product: Product) -> AsyncIterator[Sandbox]:
    box = Sandbox(CAST, tmp_path / "state")
    await box.start()
    box.twilio.account.set_options({"webhook": f"{product.url}/webhooks/twilio"})
    yield box
    await box.stop()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def settings(sandbox: Sandbox, product: Product) -> TwilioConfig:
    host = sandbox.url.removeprefix("http://")
    return config(api_base=f"{sandbox.url}/twilio", public_url=product.url, media_hosts=(host,))


@pytest.fixture
def other(sandbox: Sandbox, http: aiohttp.ClientSession) -> Control:
    return Control(sandbox.url, http)


@pytest.fixture
def client(settings: TwilioConfig, http: aiohttp.ClientSession) -> Client:
    return connect(settings, http)


@pytest.fixture
def channel(settings: TwilioConfig, client: Client, product: Product) -> TwilioChannel:
    return TwilioChannel(settings, client, product.media_url)
