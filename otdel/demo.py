"""`otdel demo`: supervises the emulators and the product, in a folder that is gone afterwards.

The cast below is invented test data: phones of the +7 000 range, tokens that open nothing.
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
from pathlib import Path

import aiohttp
import typer

ROOT = Path(__file__).resolve().parent.parent
SID = "AC" + "0" * 31 + "1"
TOKENS = {
    "staff": "1000001:demo-staff-token-for-the-emulator00",
    "retailer": "1000002:demo-retailer-token-for-emulator000",
    "client": "1000003:demo-client-token-for-the-emulator0",
}
STOPPING = 9.0
PEOPLE = [
    # Role, name, Telegram id, phone; all invented.
    ("director", "Анна Тестова (тест)", 9001, "+70000000001"),
    ("manager", "Борис Примеров (тест)", 9002, "+70000000002"),
    ("retailer", "Глеб Образцов (тест)", 9003, "+70000000003"),
    ("sysadmin", "Вера Пробная (тест)", 9004, "+70000000004"),
    ("secretary", "Дина Макетова (тест)", 9005, "+70000000005"),
]
FIRST_LINES = [
    (
        "whatsapp:+70000000111",
        "Завод «Тестполимер» (тест)",
        "Здравствуйте! Есть ПЭНД 276 от 5 тонн?",
    ),
    ("whatsapp:+70000000112", "ООО «Пробные трубы» (тест)", "Когда отгрузите остаток по заказу?"),
]


def cast(listen: str) -> dict[str, object]:
    """What the emulators need to know of the two sides."""
    names = {
        "staff": "otdel_demo_staff_bot",
        "retailer": "otdel_demo_agent_bot",
        "client": "otdel_demo_client_bot",
    }
    titles = {"staff": "Отдел", "retailer": "Отдел: агенты", "client": "Отдел: клиентам"}
    users = [
        {
            "id": number,
            "first_name": name.split()[0],
            "last_name": name.split(maxsplit=1)[1],
            "username": f"demo_{role}",
            "phone": phone,
            "language_code": "ru",
            "started": ["staff"],
        }
        for role, name, number, phone in PEOPLE
    ]
    phones = [
        {
            "id": "director",
            "title": "Руководитель · Анна",
            "kind": "telegram",
            "bot": "staff",
            "user": 9001,
        },
        {
            "id": "manager",
            "title": "Менеджер · Борис",
            "kind": "telegram",
            "bot": "staff",
            "user": 9002,
        },
        {
            "id": "retailer",
            "title": "Торговый агент · Глеб",
            "kind": "telegram",
            "bot": "retailer",
            "user": 9003,
        },
        {
            "id": "client",
            "title": "Клиент · WhatsApp",
            "kind": "whatsapp",
            "from": "whatsapp:+70000000100",
            "profile_name": "Иван Клиентов (тест)",
        },
    ]
    return {
        "bots": [
            {
                "name": name,
                "token": token,
                "username": names[name],
                "title": titles[name],
                "topics": name == "staff",
            }
            for name, token in TOKENS.items()
        ],
        "users": users,
        "twilio": {
            "account_sid": SID,
            "auth_token": "demo-auth-token-of-the-emulator",
            "whatsapp_from": "whatsapp:+70000000099",
            "sms_from": "+70000000098",
            "webhook": f"http://{listen}/webhooks/twilio",
        },
        "templates": [
            {
                "sid": "HX" + "0" * 31 + "1",
                "friendly_name": "follow_up",
                "language": "ru",
                "body": "Здравствуйте, {{1}}! Есть ответ на ваш вопрос. Напишите нам, когда удобно.",
                "approved": True,
                "category": "utility",
            },
        ],
        "phones": phones,
        "tour": _TOUR,
    }


_TOUR = [
    {
        "ru": "Телефон клиента: напишите что-нибудь. Сообщение появится у менеджера.",
        "en": "The client's phone: write something. It appears on the manager's phone.",
    },
    {
        "ru": "Телефон менеджера: ответьте на сообщение или напишите в теме клиента. Пять секунд "
        "ответ можно отменить.",
        "en": "The manager's phone: reply to it, or write in the client's topic. For five seconds "
        "the answer can be undone.",
    },
    {
        "ru": "Откройте телефон клиента: отметка под ответом менеджера сменится с 👌 на 👀.",
        "en": "Open the client's phone: the mark under the manager's answer turns from 👌 to 👀.",
    },
    {
        "ru": "Отправьте фото с телефона клиента и файл с телефона менеджера.",
        "en": "Send a photo from the client's phone and a file from the manager's.",
    },
    {
        "ru": "Нажмите «kill -9» и пишите дальше: после перезапуска всё дойдёт, ничего не потеряется.",
        "en": "Press “kill -9” and go on writing: after the restart everything arrives, nothing is lost.",
    },
    {
        "ru": "Прыгните на 24 часа вперёд и ответьте клиенту: окно WhatsApp закрыто, ответ ждёт, "
        "предлагается шаблон. Клиент напишет, и ответ уйдёт сам.",
        "en": "Jump 24 hours ahead and answer the client: WhatsApp's window is closed, the answer "
        "waits, a template is offered. The client writes, and the answer leaves by itself.",
    },
    {
        "ru": "Напишите с телефона агента: сообщения не принимаются. Откройте «Стену»: там каждый "
        "отправленный байт и каждый отказ.",
        "en": "Write from the agent's phone: nothing is taken. Open the wall: every byte that left "
        "and every refusal is there.",
    },
]


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
        self.page = ""
        self._sandbox: asyncio.subprocess.Process | None = None
        self._product: asyncio.subprocess.Process | None = None
        self._log = (folder / "product.log").open("ab")

    async def open(self) -> None:
        await self._start_sandbox()
        await self._otdel("db", "upgrade")
        for role, name, number, phone in PEOPLE:
            await self._otdel(
                "user",
                "add",
                "--role",
                role,
                "--name",
                name,
                "--telegram-id",
                str(number),
                "--phone",
                phone,
            )
        await self._start_product()
        await self._first_lines()

    async def _start_sandbox(self) -> None:
        file = self._folder / "cast.json"
        file.write_text(json.dumps(cast(self._listen), ensure_ascii=False), encoding="utf-8")
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

    def _environment(self) -> dict[str, str]:
        """Only the demo's own settings: a real .env beside it is never touched."""
        kept = {k: v for k, v in os.environ.items() if not _is_setting(k)}
        base = self.page.rstrip("/")
        return kept | {
            "DATA_DIR": str(self._folder / "data"),
            "DATABASE_URL": f"sqlite+aiosqlite:///{self._folder / 'data' / 'otdel.db'}",
            "LISTEN": self._listen,
            "PUBLIC_URL": f"http://{self._listen}",
            "COMPANY_NAME": "Полимер-Тест (тест)",
            "TELEGRAM_TOKEN": TOKENS["staff"],
            "TELEGRAM_RETAILER_TOKEN": TOKENS["retailer"],
            "TELEGRAM_CLIENT_TOKEN": TOKENS["client"],
            "TELEGRAM_API_BASE": f"{base}/telegram" if base else "https://api.telegram.org",
            "TELEGRAM_MODE": "polling",
            "TELEGRAM_PROXY": "",
            "TWILIO_ACCOUNT_SID": SID,
            "TWILIO_AUTH_TOKEN": "demo-auth-token-of-the-emulator",
            "TWILIO_WHATSAPP_FROM": "whatsapp:+70000000099",
            "TWILIO_SMS_FROM": "+70000000098",
            "TWILIO_API_BASE": f"{base}/twilio" if base else "",
            "TWILIO_MEDIA_HOSTS": base.removeprefix("http://"),
            "PYTHONUNBUFFERED": "1",
        }

    async def _otdel(self, *words: str) -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "otdel",
            *words,
            cwd=self._folder,
            env=self._environment(),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await process.communicate()
        if process.returncode:
            raise SystemExit(f"otdel demo: {' '.join(words[:2])}: {said.decode().strip()}")

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
            for address, name, text in FIRST_LINES:
                words = {"from": address, "profile_name": name, "body": text}
                url = f"{self.page}control/twilio/inbound"
                async with session.post(url, json=words) as answer:
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


async def _ended(child: asyncio.subprocess.Process | None) -> None:
    if child is not None:
        await child.wait()


def _is_setting(name: str) -> bool:
    return name.startswith(("TELEGRAM_", "TWILIO_", "BITRIX24_", "TELFIN_")) or name in {
        "DATABASE_URL",
        "DATA_DIR",
        "LISTEN",
        "PUBLIC_URL",
        "MODULES",
        "COMPANY_NAME",
        "COMPANY_TZ",
        "COMPANY_LOCALE",
        "PHONE_REGION",
        "OUTBOX_IN_FLIGHT",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
