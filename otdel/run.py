"""`otdel run`: the intake first, then everything that works it off; a graceful stop within 10 s."""

import asyncio
import contextlib
import importlib
import os
import signal
from collections.abc import Awaitable
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import aiohttp
import structlog

from bots.telegram.client.feed import ClientFeed
from bots.telegram.poller import TelegramPoller
from bots.telegram.webhook import Hook, TelegramWebhook
from bots.whatsapp.webhook import TwilioWebhook
from core.errors import StorageUnavailable
from core.messaging.ports import Channel
from core.ports import Clock, MediaSource
from otdel.bootstrap import Core, build_core
from otdel.collector import lasting
from otdel.config import Settings
from otdel.mail_part import act_routes, mail_channel
from otdel.metrics import Metrics
from otdel.signing import MediaLinks, secret
from otdel.ticking import ticker
from otdel.twilio_part import TwilioPart, twilio_config, twilio_part
from otdel.web import Pages, application, serve
from scheduler.catch_up import CatchUp
from scheduler.inbox import Feeds, InboxWorker
from scheduler.media import MediaWorker
from scheduler.outbox import OutboxWorker
from scheduler.pacing import MAIL, TELEGRAM, TWILIO, Limits, Pace
from storage.blobs import DiskBlobs
from storage.database import Database
from storage.intake import GroupCommit
from storage.leadership import Leadership
from storage.schema import upgrade
from storage.unit_of_work import SqlUnits

log = structlog.get_logger()

STANDBY = 2.0
GATHER = 0.03
"""Seconds; a text through WhatsApp takes longer than that by itself."""
MISSED_FIRST = 60.0
"""Seconds that Twilio's items wait for the first catch-up; a list that cannot be read ends it."""
READ_LIMIT = timedelta(seconds=2)


class Product:
    """One running process. The intake answers from the first second; the rest joins as it loads."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._database = Database(settings.url)
        self._units = SqlUnits(self._database, clock)
        self._intake = GroupCommit(self._database, clock)
        self._blobs = DiskBlobs(settings.data_dir / "blobs")
        self._links = MediaLinks(secret(settings.data_dir), settings.base)
        self.metrics = Metrics()
        self._state: dict[str, str] = {}
        if self._bots():
            self._state["telegram"] = "starting"
        if settings.twilio_account:
            self._state["twilio"] = "starting"
        if settings.mail_account:
            self._state["mail"] = "starting"
        self._inboxes: list[InboxWorker] = []
        self._outboxes: list[OutboxWorker] = []
        self._media: MediaWorker | None = None
        self._sources: dict[tuple[str, str], MediaSource] = {}
        self._feeds = Feeds()
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        self._stopping.set()

    async def run(self) -> None:
        """Until `stop()` or a signal. Raises OSError when the port is taken."""
        self._intake.start()
        self._units.subscribe(self._ring)
        host, port = self._settings.address
        web = await serve(application(self._routes()), host, port)
        log.info("otdel.listening", address=self._settings.listen)
        leadership = Leadership(self._settings.url)
        try:
            async with aiohttp.ClientSession() as session:
                await self._while_leading(leadership, session)
        finally:
            await web.cleanup()
            await self._intake.close()
            await leadership.release()
            await self._database.close()
            log.info("otdel.stopped")

    def _routes(self) -> list[aiohttp.web.RouteDef]:
        inbound = self.metrics.inbound
        pages = Pages(self.metrics, self.ready, self._refresh, self._links, self._blobs.path)
        routes = pages.routes() + act_routes(self._settings, self._units, self._clock)
        if self._settings.twilio_account:
            config = twilio_config(self._settings)
            routes += TwilioWebhook(config, self._intake, inbound).routes()
        if self._settings.telegram_mode == "webhook":
            routes += TelegramWebhook(self._intake, self._hooks(), inbound).routes()
        return routes

    def _hooks(self) -> dict[str, Hook]:
        secret_token = self._settings.telegram_webhook_secret
        value = secret_token.get_secret_value() if secret_token else ""
        return {name: Hook(account, value) for name, account, _ in self._bots()}

    def _bots(self) -> list[tuple[str, str, str]]:
        """(name, account, token) of the bots that are switched on."""
        s = self._settings
        found = [
            ("staff", s.staff_account, s.telegram_token),
            ("client", s.client_account, s.telegram_client_token),
            ("retailer", s.retailer_account, s.telegram_retailer_token),
        ]
        return [
            (n, a, t.get_secret_value()) for n, a, t in found if a is not None and t is not None
        ]

    async def _while_leading(self, leadership: Leadership, session: aiohttp.ClientSession) -> None:
        """One process works; others only take in, and step in when it is gone."""
        while not self._stopping.is_set():
            if not await _leads(leadership):
                self._state["work"] = "standby"
                await self._sleep(STANDBY)
                continue
            self._state.pop("work", None)
            await self._until_stopped(self._work(session, leadership), leadership.lost)

    async def _sleep(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()

    async def _until_stopped(self, work: Awaitable[None], lost: asyncio.Event) -> None:
        task = asyncio.ensure_future(work)
        ends = [asyncio.ensure_future(e.wait()) for e in (self._stopping, lost)]
        await asyncio.wait({task, *ends}, return_when=asyncio.FIRST_COMPLETED)
        for end in ends:
            end.cancel()
        crashed = task.done() and not task.cancelled()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        if crashed:
            raise RuntimeError("the work ended by itself")

    async def _work(self, session: aiohttp.ClientSession, leadership: Leadership) -> None:
        self._outboxes.clear()
        # What is being sent at the end still needs its session: those are closed last.
        async with contextlib.AsyncExitStack() as sessions, asyncio.TaskGroup() as tasks:
            self._start_pollers(tasks)
            twilio = None
            if self._settings.twilio_account:
                await asyncio.to_thread(importlib.import_module, "bots.whatsapp.channel")
                twilio = twilio_part(self._settings, session, self._links)
            core = build_core(
                self._settings, self._units, self._clock, twilio.templates if twilio else None
            )
            self._media = MediaWorker(
                self._units, self._clock, core.media, self._blobs, self._sources
            )
            tasks.create_task(self._media.run())
            catch_up = self._start_twilio(tasks, core, twilio) if twilio else None
            self._start_inboxes(tasks, core, catch_up)
            self._start_mail(tasks, core)
            runner = ticker(self._settings, core, session, self.metrics, leadership, catch_up)
            runner.start()
            try:
                for one in await self._start_telegram(tasks, core):
                    sessions.push_async_callback(one.bot.session.close)
                await asyncio.Event().wait()
            finally:
                runner.stop()

    def _start_pollers(self, tasks: asyncio.TaskGroup) -> None:
        """Raw updates are stored while aiogram is still being imported."""
        if self._settings.telegram_mode != "polling":
            return
        proxy = self._settings.telegram_proxy
        for name, _, token in self._bots():
            poller = TelegramPoller(
                token,
                self._settings.telegram_api_base,
                self._intake,
                bot=name,
                proxy=proxy.get_secret_value() if proxy else None,
                on_result=self.metrics.inbound,
            )
            tasks.create_task(poller.run())

    def _start_inboxes(
        self, tasks: asyncio.TaskGroup, core: Core, catch_up: CatchUp | None
    ) -> None:
        client = self._settings.client_account
        if client is not None:
            self._feeds.convert["telegram", client] = ClientFeed(client).convert
        self._inboxes = [
            InboxWorker(
                self._units,
                self._clock,
                core.receiver,
                core.receipts,
                core.reactor,
                self._feeds,
                self.metrics,
                [provider],
                gather,
            )
            for provider, gather in (("twilio", GATHER), ("telegram", 0.0))
        ]
        twilio, telegram = self._inboxes
        tasks.create_task(telegram.run())
        tasks.create_task(_after(catch_up, twilio))

    def _start_twilio(self, tasks: asyncio.TaskGroup, core: Core, part: TwilioPart) -> CatchUp:
        self._feeds.convert["twilio", part.account] = part.feed.convert
        self._sources["twilio", part.account] = part.media
        self._start_outbox(tasks, core, part.channel, TWILIO)
        self._state["twilio"] = "ok"
        return CatchUp(
            part.account,
            part.missed,
            self._intake,
            self._units,
            core.receipts,
            self._clock,
            self.metrics,
        )

    def _start_mail(self, tasks: asyncio.TaskGroup, core: Core) -> None:
        channel = mail_channel(self._settings, self._clock)
        if channel is not None:
            self._start_outbox(tasks, core, channel, MAIL)
            self._state["mail"] = "ok"

    def _start_outbox(
        self, tasks: asyncio.TaskGroup, core: Core, channel: Channel, limits: Limits
    ) -> None:
        worker = OutboxWorker(
            self._units,
            self._clock,
            core.reactor,
            channel,
            Pace(limits),
            self.metrics,
            self._settings.outbox_in_flight,
        )
        self._outboxes.append(worker)
        tasks.create_task(worker.run())

    async def _start_telegram(self, tasks: asyncio.TaskGroup, core: Core) -> list[Any]:
        if not self._bots():
            return []
        self._state["telegram"] = "starting"
        part = await asyncio.to_thread(_import_telegram)
        bots = part.telegram_bots(self._settings, core, self._blobs)
        for one in bots:
            if one.handle is not None:
                self._feeds.handle["telegram", one.account] = one.handle
            self._sources["telegram", one.account] = one.media
            self._start_outbox(tasks, core, one.channel, TELEGRAM)
            tasks.create_task(_choose_mode(part, one, self._settings))
        self._ring(frozenset({"inbox", "media"}))
        self._state["telegram"] = "ok"
        log.info("otdel.plugged_in", bots=[one.name for one in bots])
        return list(bots)

    def _ring(self, places: frozenset[str]) -> None:
        """A commit that wrote work wakes those who do it."""
        workers: list[InboxWorker | OutboxWorker | MediaWorker]
        workers = [*self._inboxes, *self._outboxes, *([self._media] if self._media else [])]
        for worker in workers:
            if worker.bells & places:
                worker.wake.set()

    async def ready(self) -> dict[str, str]:
        state = dict(self._state)
        try:
            async with asyncio.timeout(READ_LIMIT.total_seconds()), self._units.read() as unit:
                await unit.cursor("ready")
        except (Exception, TimeoutError) as error:  # noqa: BLE001 - any failure means not ready
            state["database"] = type(error).__name__
        else:
            state["database"] = "ok"
        return state

    async def _refresh(self) -> None:
        """Figures that stand in the database are read when somebody looks."""
        now = self._clock.now()
        async with self._units.read() as unit:
            pending = await unit.outbox.pending()
            denied = await unit.audit.denials()
            figures = await unit.books.figures(now)
        oldest = [(now - at).total_seconds() for _, _, at in pending if at is not None]
        self.metrics.outbox({name: rows for name, rows, _ in pending}, max(oldest, default=0.0))
        self.metrics.denied(denied)
        self.metrics.trading(figures)


async def _after(catch_up: CatchUp | None, worker: InboxWorker) -> None:
    """What was missed while nobody listened is fetched first: it was written earlier (P4)."""
    if catch_up is not None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(MISSED_FIRST):
                await catch_up.tried.wait()
    await worker.run()


async def _leads(leadership: Leadership) -> bool:
    """A database that is away makes nobody leader; it is asked again (P13)."""
    try:
        return await leadership.acquire()
    except StorageUnavailable:
        log.warning("otdel.storage_unavailable")
        return False


def _import_telegram() -> ModuleType:
    """Aiogram takes seconds to import: in a thread, while the intake already works."""
    with lasting():
        return importlib.import_module("otdel.telegram_part")


async def _choose_mode(part: ModuleType, one: Any, settings: Settings) -> None:
    """Tried until Telegram can be reached; the poller is told by 409 meanwhile."""
    while True:
        try:
            await part.choose_mode(one, settings)
        except Exception as error:  # noqa: BLE001 - whatever it is, sending and polling go on
            log.warning("telegram.mode", bot=one.name, error=type(error).__name__)
            await asyncio.sleep(30)
        else:
            return


async def run(settings: Settings, clock: Clock) -> None:
    """The whole life of the process; SIGTERM and Ctrl-C end it in order."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    await upgrade(settings.url)
    product = Product(settings, clock)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, product.stop)
    pid = settings.data_dir / "run.pid"
    pid.write_text(str(os.getpid()), encoding="ascii")
    try:
        await product.run()
    finally:
        _forget(pid)


def _forget(pid: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        if pid.read_text(encoding="ascii") == str(os.getpid()):
            pid.unlink()
