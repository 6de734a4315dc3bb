"""The real product as a child process, with the emulators of its providers in this loop.

The emulators are the truth ledger: what they were given and what they were asked to send.
"""

import asyncio
import base64
import contextlib
import json
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self, TypeVar

import aiohttp

from core.policy import permissions
from core.staff.service import Staff
from otdel.clock import SystemClock
from sandbox import Sandbox
from storage.database import Database
from storage.schema import upgrade
from storage.unit_of_work import SqlUnits
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[3]
SID = "AC" + "0" * 31 + "9"
TWILIO_TOKEN = "throw-away-token-of-the-emulator"
STAFF_TOKEN = "1000001:throw-away-staff-token-emulator0001"
OUR_NUMBER = "whatsapp:+70000000099"
MANAGER, SYSADMIN = 9100, 9001
FOREIGN = ("TELEGRAM_", "TWILIO_", "BITRIX24_", "TELFIN_", "OUTBOX_", "COMPANY_", "OTDEL_")
WITH_A_START = 90
"""Seconds for whatever includes a start: importing aiogram takes four, on a busy machine thirty."""
ROW = dict[str, Any]
T = TypeVar("T")


class Late(AssertionError):
    """A condition did not come true in its time."""


async def until(what: str, seconds: float, ask: Callable[[], Awaitable[T]]) -> T:
    """The first true answer; asked ten times a second, never for longer than `seconds`."""
    end = time.monotonic() + seconds
    while True:
        answer = await ask()
        if answer:
            return answer
        if time.monotonic() > end:
            raise Late(f"not within {seconds} s: {what}")
        await asyncio.sleep(0.1)


def picture(size: int) -> ROW:
    """A file of so many bytes that begins like a PNG of one pixel."""
    head = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000")
    body = base64.b64encode(head + bytes(size - len(head))).decode()
    return {"type": "image/png", "name": "x.png", "b64": body}


def phone(client: int) -> str:
    return f"whatsapp:+7000001{client:04d}"


class Stand:
    """`managers` people present and one system administrator; `url` is the database."""

    def __init__(
        self, folder: Path, *, managers: int = 1, topics: bool = True, url: str = ""
    ) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.file = self.data / "otdel.db"
        self.url = url or f"sqlite+aiosqlite:///{self.file}"
        self.managers = [MANAGER + n for n in range(managers)]
        self.listen = f"127.0.0.1:{free_port()}"
        self.log = folder / "product.log"
        self._clock = folder / "clock"
        self.sandbox = Sandbox(self._cast(topics=topics), folder / "sandbox", self._clock)
        self.child: asyncio.subprocess.Process | None = None
        self._children: list[asyncio.subprocess.Process] = []

    async def __aenter__(self) -> Self:
        self.data.mkdir(parents=True, exist_ok=True)
        await self.sandbox.start()
        self.http = aiohttp.ClientSession()
        await self._people()
        return self

    async def __aexit__(self, *_: object) -> None:
        for child in self._children:
            await ended(child)
        await self.http.close()
        await self.sandbox.stop()

    def _cast(self, *, topics: bool) -> ROW:
        people = [*self.managers, SYSADMIN]
        users = [{"id": n, "first_name": f"Тест{n}", "started": ["staff"]} for n in people]
        bot = {"name": "staff", "token": STAFF_TOKEN, "username": "otdel_test_bot"}
        return {
            "bots": [bot | {"title": "Отдел", "topics": topics}],
            "users": users,
            "twilio": {
                "account_sid": SID,
                "auth_token": TWILIO_TOKEN,
                "whatsapp_from": OUR_NUMBER,
                "webhook": f"http://{self.listen}/webhooks/twilio",
            },
        }

    async def _people(self) -> None:
        await upgrade(self.url)
        database, clock = Database(self.url), SystemClock()
        staff = Staff(SqlUnits(database, clock), clock, "RU", "ru", permissions)
        for number in self.managers:
            await staff.add("manager", f"Менеджер {number}", number)
        await staff.add("sysadmin", "Сисадмин", SYSADMIN)
        await database.close()

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(FOREIGN)}
        base = self.sandbox.url
        return kept | {
            "DATA_DIR": str(self.data),
            "DATABASE_URL": self.url,
            "LISTEN": self.listen,
            "PUBLIC_URL": f"http://{self.listen}",
            "TELEGRAM_TOKEN": STAFF_TOKEN,
            "TELEGRAM_API_BASE": f"{base}/telegram",
            "TWILIO_ACCOUNT_SID": SID,
            "TWILIO_AUTH_TOKEN": TWILIO_TOKEN,
            "TWILIO_WHATSAPP_FROM": OUR_NUMBER,
            "TWILIO_API_BASE": f"{base}/twilio",
            "TWILIO_MEDIA_HOSTS": base.removeprefix("http://"),
            "CBR_URL": f"{base}/rates/XML_daily.asp",
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            **more,
        }

    # The product.

    async def start(
        self, *, program: Sequence[str] = ("-m", "otdel"), **environment: str
    ) -> asyncio.subprocess.Process:
        self.child = await self.process(
            *program, "run", "--clock-file", str(self._clock), **environment
        )
        return self.child

    async def process(self, *words: str, **environment: str) -> asyncio.subprocess.Process:
        with self.log.open("ab") as log:
            child = await asyncio.create_subprocess_exec(
                sys.executable,
                *words,
                cwd=self.folder,
                env=self.environment(environment),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._children.append(child)
        return child

    async def otdel(self, *words: str) -> Any:
        """The JSON that a command prints."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "otdel",
            *words,
            cwd=self.folder,
            env=self.environment({}),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        said, complaint = await process.communicate()
        assert process.returncode == 0, complaint.decode()
        return json.loads(said)

    async def kill(self) -> None:
        """`kill -9`; nothing to do for a process that ended by itself."""
        assert self.child is not None
        await ended(self.child)

    async def died(self, seconds: float = WITH_A_START) -> int:
        """The exit code of a product that ends by itself."""
        assert self.child is not None
        async with asyncio.timeout(seconds):
            return await self.child.wait()

    async def terminate(self) -> float:
        """SIGTERM; the seconds until it was gone, at most 15."""
        assert self.child is not None
        begun = time.monotonic()
        self.child.send_signal(signal.SIGTERM)
        async with asyncio.timeout(15):
            await self.child.wait()
        return time.monotonic() - begun

    async def state(self, path: str = "/readyz", listen: str = "") -> ROW:
        """What it says of itself; {} while nothing answers."""
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            limit = aiohttp.ClientTimeout(total=15)
            address = f"http://{listen or self.listen}{path}"
            async with self.http.get(address, timeout=limit) as answer:
                found: ROW = await answer.json()
                return found
        return {}

    async def listening(self) -> None:
        async def answers() -> ROW:
            ended = self.child is None or self.child.returncode is not None
            assert not ended, self.log.read_text(encoding="utf-8")[-3000:]
            return await self.state("/healthz")

        await until("the intake listens", WITH_A_START, answers)

    async def working(self) -> None:
        async def plugged_in() -> bool:
            return (await self.state()).get("telegram") == "ok"

        await until("Telegram is plugged in", WITH_A_START, plugged_in)

    # The people on the other side.

    async def control(self, path: str, **body: Any) -> Any:
        async with self.http.post(f"{self.sandbox.url}/control/{path}", json=body) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def write(self, client: int, text: str, **more: Any) -> ROW:
        said: ROW = await self.control(
            "twilio/inbound",
            **{"from": phone(client), "profile_name": f"Клиент {client}", "body": text, **more},
        )
        return said

    async def answer(self, manager: int, text: str, reply_to: int, **more: Any) -> ROW:
        said: ROW = await self.control(
            "telegram/send", bot="staff", user=manager, text=text, reply_to=reply_to, **more
        )
        return said

    async def fault(self, provider: str, kind: str, **more: Any) -> None:
        await self.control("faults", provider=provider, kind=kind, **more)

    async def heal(self) -> None:
        async with self.http.delete(f"{self.sandbox.url}/control/faults") as answer:
            assert answer.status == 200

    async def get(self, path: str) -> Any:
        async with self.http.get(f"{self.sandbox.url}/control/{path}") as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def chat(self, person: int) -> list[ROW]:
        """The bot's messages to that person, oldest first."""
        found = await self.get(f"telegram/chat?bot=staff&chat={person}")
        return [row for row in found["messages"] if row["from_bot"] and not row["deleted"]]

    async def twilio(self, direction: str) -> list[ROW]:
        return [r for r in await self.get("twilio/messages") if r["direction"] == direction]

    async def shown(self, person: int, text: str) -> ROW | None:
        """The first message that shows `text`."""
        return next((row for row in await self.chat(person) if text in said(row)), None)

    async def sent(self, text: str) -> list[ROW]:
        return [row for row in await self.twilio("outbound-api") if text in row["body"]]

    # The record (SQLite).

    def rows(self, question: str, *values: object) -> list[ROW]:
        with contextlib.closing(sqlite3.connect(self.file, timeout=10)) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(question, values)]


async def ended(child: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        child.send_signal(signal.SIGKILL)
    await child.wait()


def said(message: Mapping[str, Any]) -> str:
    return str(message.get("text") or message.get("caption") or "")
