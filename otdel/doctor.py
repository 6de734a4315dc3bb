"""A green and red list for the sysadmin at night; each red line says how to mend it."""

import os
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
from pydantic import SecretStr

from core.errors import StorageUnavailable
from core.staff.model import ADMINISTRATORS
from feeds.working_days import CountryDays
from otdel.bootstrap import build_core
from otdel.clock import SystemClock
from otdel.config import Settings, SettingsError, load
from otdel.doctor_books import books
from otdel.doctor_jobs import jobs
from otdel.doctor_mail import mail
from otdel.doctor_rates import rates
from otdel.finding import Finding
from storage.database import Database
from storage.schema import current
from storage.unit_of_work import SqlUnits

SKEW = 60
OLD_ROW = 600
SLOW = 10.0


async def examine() -> list[Finding]:
    """Without importing aiogram; asks the providers with plain requests."""
    try:
        settings = load()
    except SettingsError as error:
        return [
            Finding(
                "settings", good=False, detail=str(error), mend="correct .env or the environment"
            )
        ]
    found = [
        Finding("settings", good=True, detail=_channels(settings)),
        _folder(settings),
        _calendar(settings.phone_region),
    ]
    found += [finding async for finding in _database(settings)]
    timeout = aiohttp.ClientTimeout(total=SLOW)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        found += [finding async for finding in _telegram(settings, session)]
        found += [finding async for finding in _twilio(settings, session)]
        found += await rates(settings, session)
    found += [finding async for finding in mail(settings)]
    return found


def _channels(settings: Settings) -> str:
    on = {
        "staff bot": settings.telegram_token,
        "client bot": settings.telegram_client_token,
        "retailer bot": settings.telegram_retailer_token,
        "whatsapp": settings.twilio_account_sid,
        "sms": settings.twilio_sms_from,
        "e-mail": settings.mail_account,
    }
    return "on: " + (", ".join(name for name, value in on.items() if value) or "no channel")


def _calendar(country: str) -> Finding:
    """By it reminders, digests and due dates know a day off."""
    known = CountryDays(country).known
    return Finding(
        "working calendar",
        good=True,
        detail=f"{country}: holidays known" if known else f"{country}: rests at week-ends only",
        mend="PHONE_REGION must be the two letters of the firm's country",
        hint=not known,
    )


def _folder(settings: Settings) -> Finding:
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".doctor-{os.getpid()}"
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
    except OSError as error:
        mend = "free space or correct DATA_DIR and its owner"
        return Finding(
            "data folder", good=False, detail=error.strerror or "not writable", mend=mend
        )
    return Finding("data folder", good=True, detail="writable")


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    try:
        have, want = await current(settings.url)
    except (StorageUnavailable, OSError) as error:
        mend = "start the database or correct DATABASE_URL"
        yield Finding("database", good=False, detail=type(error).__name__, mend=mend)
        return
    if have != want:
        detail = f"schema {have or 'empty'}, needed {want}"
        yield Finding("database", good=False, detail=detail, mend="otdel db upgrade")
        return
    yield Finding("database", good=True, detail=f"schema {have}")
    database = Database(settings.url)
    try:
        units, clock = SqlUnits(database, SystemClock()), SystemClock()
        async with units.read() as unit:
            admins = await unit.people.of_roles(*ADMINISTRATORS)
            asides = await unit.inbox.asides(100)
            pending = await unit.outbox.pending()
            agreed = await books(unit.books, datetime.now(UTC))
        timed = await jobs(build_core(settings, units, clock))
    finally:
        await database.close()
    mend = "otdel user add --role director --name … --telegram-id …"
    yield Finding("administrator", good=bool(admins), detail=f"{len(admins)}", mend=mend)
    names = ", ".join(str(item.id) for item in asides[:10])
    yield Finding(
        "set aside",
        good=not asides,
        detail=f"{len(asides)} incoming items {names}".strip(),
        mend="otdel inbox retry --all, after an update of the program",
    )
    yield _oldest(pending)
    for finding in (*agreed, *timed):
        yield finding


def _oldest(pending: list[tuple[str, int, datetime | None]]) -> Finding:
    now = datetime.now(UTC)
    ages = [(now - at).total_seconds() for _, _, at in pending if at is not None]
    waiting = sum(rows for _, rows, _ in pending)
    return Finding(
        "outbox",
        good=max(ages, default=0) < OLD_ROW,
        detail=f"{waiting} waiting, oldest {int(max(ages, default=0))} s",
        mend="otdel outbox list; is `otdel run` running, can the provider be reached?",
    )


async def _telegram(settings: Settings, session: aiohttp.ClientSession) -> AsyncIterator[Finding]:
    bots = {
        "staff bot": (settings.telegram_token, "TELEGRAM_TOKEN"),
        "client bot": (settings.telegram_client_token, "TELEGRAM_CLIENT_TOKEN"),
        "retailer bot": (settings.telegram_retailer_token, "TELEGRAM_RETAILER_TOKEN"),
    }
    for name, (token, key) in bots.items():
        if token is not None:
            async for finding in _bot(settings, session, name, token, key):
                yield finding


async def _bot(
    settings: Settings, session: aiohttp.ClientSession, name: str, token: SecretStr, key: str
) -> AsyncIterator[Finding]:
    base = settings.telegram_api_base.rstrip("/")
    proxy = settings.telegram_proxy.get_secret_value() if settings.telegram_proxy else None
    url = f"{base}/bot{token.get_secret_value()}/getMe"
    try:
        async with session.get(url, proxy=proxy) as answer:
            body = await answer.json(content_type=None)
            clock = _clock(answer.headers.get("Date"))
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        mend = "check the network, TELEGRAM_API_BASE and TELEGRAM_PROXY"
        yield Finding(name, good=False, detail=type(error).__name__, mend=mend)
        return
    if not isinstance(body, dict) or not body.get("ok"):
        yield Finding(name, good=False, detail="token refused", mend=f"correct {key} (@BotFather)")
        return
    me = body["result"]
    topics = "topics on" if me.get("has_topics_enabled") else "no topics: replies instead"
    yield Finding(name, good=True, detail=f"@{me.get('username')}, {topics}")
    if clock is not None:
        yield clock


def _clock(date: str | None) -> Finding | None:
    """The provider's clock against ours: a wrong one breaks windows, terms and signatures."""
    if date is None:
        return None
    try:
        skew = time.time() - parsedate_to_datetime(date).timestamp()
    except ValueError:
        return None
    mend = "switch time synchronisation on (timedatectl set-ntp true)"
    return Finding("clock", good=abs(skew) < SKEW, detail=f"{skew:+.0f} s", mend=mend)


async def _twilio(settings: Settings, session: aiohttp.ClientSession) -> AsyncIterator[Finding]:
    if not settings.twilio_account_sid:
        return
    from bots.whatsapp.channel import connect  # noqa: PLC0415 - only when switched on
    from bots.whatsapp.doctor import check  # noqa: PLC0415
    from otdel.twilio_part import twilio_config  # noqa: PLC0415

    config = twilio_config(settings)
    for name, good, code in await check(connect(config, session), config):
        mend = _TWILIO_MENDS.get(code, _TWILIO_OTHER)
        yield Finding(name.replace("-", " "), good, code, mend)


_TWILIO_MENDS = {
    "auth": "correct TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN (Twilio console, Account info)",
    "not-https": "PUBLIC_URL must be the https address under which Twilio reaches this server",
    "webhook-elsewhere": "in Twilio's console let the sender post to PUBLIC_URL/webhooks/twilio",
    "webhook-no-retries": "append #rc=5&rp=all to the sender's webhook address at Twilio",
}
_TWILIO_OTHER = "check the network, PUBLIC_URL and TWILIO_API_BASE"
