"""`otdel demo`: supervises the emulators and the product, in a folder that is gone afterwards.

The cast stands in demo.json: invented test data, tokens that open nothing.
"""

import asyncio
import contextlib
import json
import os
import shlex
import signal
import socket
import sys
import tempfile
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import aiohttp
import typer

from core.schedule.calendar import Calendar
from feeds.working_days import CountryDays
from otdel.bootstrap import build_core
from otdel.clock import FileClock
from otdel.config import Settings
from otdel.sample.maker import fill
from storage.database import Database
from storage.schema import upgrade
from storage.unit_of_work import SqlUnits

ROOT = Path(__file__).resolve().parent.parent
PLAY = Path(__file__).with_name("demo.json")
STOPPING = 9.0


async def play(port: int) -> None:
    """Until Ctrl-C; both children are gone within ten seconds."""
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    with tempfile.TemporaryDirectory(prefix="otdel-demo-") as name:
        folder = Path(name)
        stage = Stage(folder, port, _free_port())
        try:
            await stage.open()
            typer.echo(f"{stage.page}")
            typer.echo("The whole product on emulators; Ctrl-C ends it.", err=True)
            await stage.keep(stopping)
        finally:
            await stage.close()


class Stage:
    """The two children: `python -m sandbox` and `otdel run`."""

    def __init__(self, folder: Path, port: int, product_port: int) -> None:
        self._folder = folder
        self._port = port
        self._listen = f"127.0.0.1:{product_port}"
        self._clock = folder / "clock"
        self._play = json.loads(PLAY.read_text(encoding="utf-8"))
        self._cast = self._play["cast"]
        self._cast["clock_offset"] = _opening()
        self._cast["twilio"]["webhook"] = f"http://{self._listen}/webhooks/twilio#rc=5&rp=all"
        self.page = ""
        self._smtp = ""
        self._sandbox: asyncio.subprocess.Process | None = None
        self._product: asyncio.subprocess.Process | None = None
        self._log = (folder / "product.log").open("ab")

    async def open(self) -> None:
        await self._start_sandbox()
        await self._seed()
        await self._start_product()
        await self._first_lines()

    async def _start_sandbox(self) -> None:
        file = self._folder / "cast.json"
        file.write_text(json.dumps(self._cast, ensure_ascii=False), encoding="utf-8")
        command = f"{shlex.quote(sys.executable)} -m otdel wall log --json --limit 300"
        self._sandbox = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "sandbox",
            "--port",
            str(self._port),
            "--cast",
            str(file),
            "--state-dir",
            str(self._folder / "sandbox"),
            "--clock-file",
            str(self._clock),
            "--product-pid",
            str(self._folder / "data" / "run.pid"),
            "--wall-log",
            command,
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=self._log,
            env=self._environment(),
            start_new_session=True,
        )
        assert self._sandbox.stdout is not None  # noqa: S101 - PIPE was asked for
        line = (await self._sandbox.stdout.readline()).decode().strip()
        if not line.startswith("http"):
            raise SystemExit(f"otdel demo: the emulators did not start, is port {self._port} free?")
        self.page = line
        self._smtp = await _smtp_of(line)

    def _environment(self) -> dict[str, str]:
        """Only the demo's own settings: a real .env beside it is never touched."""
        kept = {k: v for k, v in os.environ.items() if not _is_setting(k)}
        base = self.page.rstrip("/")
        tokens = {bot["name"]: bot["token"] for bot in self._cast["bots"]}
        twilio = self._cast["twilio"]
        return kept | {
            "DATA_DIR": str(self._folder / "data"),
            "DATABASE_URL": f"sqlite+aiosqlite:///{self._folder / 'data' / 'otdel.db'}",
            "LISTEN": self._listen,
            "PUBLIC_URL": f"http://{self._listen}",
            "COMPANY_NAME": "Полимер-Тест (тест)",
            "TELEGRAM_TOKEN": tokens["staff"],
            "TELEGRAM_RETAILER_TOKEN": tokens["retailer"],
            "TELEGRAM_CLIENT_TOKEN": tokens["client"],
            "TELEGRAM_API_BASE": f"{base}/telegram" if base else "https://api.telegram.org",
            "TELEGRAM_MODE": "polling",
            "TELEGRAM_PROXY": "",
            "TWILIO_ACCOUNT_SID": twilio["account_sid"],
            "TWILIO_AUTH_TOKEN": twilio["auth_token"],
            "TWILIO_WHATSAPP_FROM": twilio["whatsapp_from"],
            "TWILIO_SMS_FROM": twilio["sms_from"],
            "TWILIO_API_BASE": f"{base}/twilio" if base else "",
            "TWILIO_MEDIA_HOSTS": base.removeprefix("http://"),
            "CBR_URL": f"{base}/rates/XML_daily.asp" if base else "off",
            "SMTP_URL": self._smtp,
            "MAIL_FROM": "otdel@polimer.example.test" if self._smtp else "",
            "PYTHONUNBUFFERED": "1",
        }

    async def _seed(self) -> None:
        """The invented people, bound and present, and the company they have worked at for a year.

        Somebody without a Telegram has clients too: others' are not everybody's (A6).
        """
        environment = self._environment()
        url = environment["DATABASE_URL"]
        await upgrade(url)
        database = Database(url)
        clock = FileClock(self._clock)
        names = {name.upper() for name in Settings.model_fields}
        given: dict[str, Any] = {k.lower(): v for k, v in environment.items() if k in names}
        core = build_core(Settings(**given), SqlUnits(database, clock), clock)
        staff: dict[str, list[int]] = {}
        for person in self._play["people"]:
            added = await core.staff.add(**person)
            staff.setdefault(person["role"], []).append(added.id)
        account = self._cast["twilio"]["account_sid"]
        await fill(database, "demo", clock.now(), account=account, staff=staff)
        await database.close()

    async def _start_product(self) -> None:
        self._product = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "otdel",
            "run",
            "--clock-file",
            str(self._clock),
            cwd=self._folder,
            env=self._environment(),
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )

    async def _first_lines(self) -> None:
        """Two clients have written before the newcomer looks; waits for the intake to answer."""
        async with aiohttp.ClientSession() as session:
            await self._until_listening(session)
            url = f"{self.page}control/twilio/inbound"
            for line in self._play["first_lines"]:
                async with session.post(url, json=line) as answer:
                    answer.raise_for_status()

    async def _until_listening(self, session: aiohttp.ClientSession) -> None:
        for _ in range(150):
            with contextlib.suppress(aiohttp.ClientError):
                async with session.get(f"http://{self._listen}/healthz"):
                    return
            await asyncio.sleep(0.1)
        raise SystemExit(f"otdel demo: the product did not start, see {self._folder}/product.log")

    async def keep(self, stopping: asyncio.Event) -> None:
        """Starts the product again whenever the page's kill button has ended it."""
        end = asyncio.ensure_future(stopping.wait())
        while not end.done():
            product = asyncio.ensure_future(_ended(self._product))
            sandbox = asyncio.ensure_future(_ended(self._sandbox))
            await asyncio.wait({end, product, sandbox}, return_when=asyncio.FIRST_COMPLETED)
            died, closed = product.done(), sandbox.done()
            for waiting in (product, sandbox):
                waiting.cancel()
            if closed:
                raise SystemExit("otdel demo: the emulators have ended")
            if died and not end.done():
                await self._start_product()

    async def close(self) -> None:
        for child in (self._product, self._sandbox):
            if child is not None and child.returncode is None:
                child.terminate()
        for child in (self._product, self._sandbox):
            if child is None or child.returncode is not None:
                continue
            try:
                async with asyncio.timeout(STOPPING):
                    await child.wait()
            except TimeoutError:
                child.kill()
                await child.wait()
        self._log.close()


async def _smtp_of(page: str) -> str:
    """Where the emulators take letters: a free port of their own choice."""
    async with aiohttp.ClientSession() as session, session.get(f"{page}control/state") as answer:
        state = await answer.json()
    return str(state["smtp"])


async def _ended(child: asyncio.subprocess.Process | None) -> None:
    if child is not None:
        await child.wait()


def _is_setting(name: str) -> bool:
    """Of this product, known here or not: the demo begins from the defaults."""
    known = {field.upper() for field in Settings.model_fields}
    return name in known or name.startswith(("TELEGRAM_", "TWILIO_", "BITRIX24_", "TELFIN_"))


def _opening() -> float:
    """Seconds to add to the clock: the demo opens at 09:58 of a working day (MENUS)."""
    calendar = Calendar(Settings.model_fields["company_tz"].default, CountryDays("RU"))
    now = datetime.now(UTC)
    morning = calendar.at(calendar.next_working(calendar.day(now)), time(9, 58))
    return (morning - now).total_seconds()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
