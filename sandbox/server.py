import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.control import Control
from sandbox.control_mail import MailControl
from sandbox.control_telegram import TelegramControl
from sandbox.control_twilio import TwilioControl
from sandbox.mail.post import PostOffice
from sandbox.product import Product
from sandbox.rates.api import RatesApi
from sandbox.telegram.api import BotApi
from sandbox.twilio.api import TwilioApi
from sandbox.world import World

BODY_LIMIT = 60 * 1024 * 1024
PAGE = Path(__file__).parent / "page"


class Sandbox:
    """All emulators and the page on one port of 127.0.0.1; remembers nothing after a stop."""

    def __init__(
        self,
        cast: dict[str, Any],
        state_dir: Path | str,
        clock_file: Path | str | None = None,
        *,
        port: int = 0,
        call_log: Path | str | None = None,
        product_pid: Path | str | None = None,
        wall_log: str | None = None,
    ) -> None:
        Path(state_dir).mkdir(parents=True, exist_ok=True)
        self._folder = Path(tempfile.mkdtemp(prefix="sandbox-", dir=state_dir))
        self.world = World(
            self._folder,
            Path(clock_file) if clock_file else None,
            Path(call_log) if call_log else None,
            float(cast.get("clock_offset", 0)),
        )
        self._port = port
        self.telegram = BotApi(self.world, cast)
        self.twilio = TwilioApi(self.world, cast)
        self.rates = RatesApi(self.world)
        self.mail = PostOffice(self.world)
        self._product = Product(self.world, Path(product_pid) if product_pid else None, wall_log)
        self._control = Control(self.world, self._product, cast, self.mail)
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Without a slash at the end."""
        return self.world.url

    async def start(self) -> None:
        app = web.Application(client_max_size=BODY_LIMIT)
        app.add_routes(self.telegram.routes())
        app.add_routes(self.twilio.routes())
        app.add_routes(self.rates.routes())
        app.add_routes(self._control.routes())
        app.add_routes(TelegramControl(self.telegram).routes())
        app.add_routes(TwilioControl(self.twilio).routes())
        app.add_routes(MailControl(self.mail.post).routes())
        app.add_routes([web.get("/", _index), web.get("/page/{path:.+}", _page)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        port: int = self._runner.addresses[0][1]
        self.world.url = f"http://127.0.0.1:{port}"
        await self.mail.start()
        self.world.write_clock()
        self.telegram.webhooks.start()
        self.world.spawn(self._product.watch())

    async def stop(self) -> None:
        self.world.closing.set()
        self.world.publish("stop", {})
        await self.mail.stop()
        for bot in self.telegram.state.bots.values():
            bot.updates.wake()
        if self._runner is not None:
            await self._runner.cleanup()
        await self.world.close()
        await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)


async def _index(_request: web.Request) -> web.StreamResponse:
    if not (PAGE / "index.html").is_file():
        return web.Response(text="The sandbox runs; its page is not installed.")
    return web.FileResponse(PAGE / "index.html", headers={"Cache-Control": "no-store"})


async def _page(request: web.Request) -> web.StreamResponse:
    """Nothing outside the page's folder."""
    wanted = (PAGE / request.match_info["path"]).resolve()
    if not wanted.is_relative_to(PAGE.resolve()) or not wanted.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(wanted, headers={"Cache-Control": "no-store"})
