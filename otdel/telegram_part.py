"""The three Telegram bots. Importing this imports aiogram, which takes seconds: it comes last."""

from dataclasses import dataclass

from aiogram import Bot

from bots.telegram.channel import TelegramChannel
from bots.telegram.media import TelegramMedia
from bots.telegram.poller import ALLOWED_UPDATES
from bots.telegram.retailer.feed import RetailerFeed
from bots.telegram.session import BoundedSession
from bots.telegram.show import Show
from bots.telegram.staff.feed import StaffFeed
from bots.telegram.staff.router import staff_dispatcher
from core.ports import BlobStore, MediaSource
from otdel.bootstrap import Core
from otdel.config import Settings
from otdel.staff_office import staff_office
from otdel.threads import StoredThreads
from scheduler.inbox import Handle


@dataclass(frozen=True, slots=True)
class TelegramBot:
    """One bot, as the workers use it. `handle` None: its items are converted and filed."""

    name: str
    account: str
    bot: Bot
    channel: TelegramChannel
    media: MediaSource
    handle: Handle | None


def telegram_bots(settings: Settings, core: Core, blobs: BlobStore) -> list[TelegramBot]:
    tokens = {
        "staff": settings.telegram_token,
        "client": settings.telegram_client_token,
        "retailer": settings.telegram_retailer_token,
    }
    return [
        _bot(name, token.get_secret_value(), settings, core, blobs)
        for name, token in tokens.items()
        if token is not None
    ]


def _bot(name: str, token: str, settings: Settings, core: Core, blobs: BlobStore) -> TelegramBot:
    proxy = settings.telegram_proxy.get_secret_value() if settings.telegram_proxy else None
    session = BoundedSession(settings.telegram_api_base, proxy)
    bot = Bot(token, session=session)
    account = str(bot.id)
    media = TelegramMedia(bot, session, proxy)
    threads = StoredThreads(core.units) if name == "staff" else None
    return TelegramBot(
        name=name,
        account=account,
        bot=bot,
        channel=TelegramChannel(bot, account, blobs, threads),
        media=media,
        handle=_handler(name, bot, settings, core, blobs, media),
    )


def _handler(
    name: str, bot: Bot, settings: Settings, core: Core, blobs: BlobStore, media: MediaSource
) -> Handle | None:
    if name == "retailer":
        show = Show(bot, core.screens, core.texts)
        return RetailerFeed(core.staff, show, core.texts, settings.company_locale).handle
    if name == "client":
        return None
    office = staff_office(bot, settings, core, blobs, media)
    return StaffFeed(staff_dispatcher(office), bot).handle


async def choose_mode(one: TelegramBot, settings: Settings) -> None:
    """Polling and webhook exclude each other at Telegram; the settings decide."""
    secret = settings.telegram_webhook_secret
    if settings.telegram_mode == "polling" or secret is None:
        await one.bot.delete_webhook(drop_pending_updates=False)
        return
    await one.bot.set_webhook(
        f"{settings.base}/webhooks/telegram/{one.name}",
        secret_token=secret.get_secret_value(),
        allowed_updates=list(ALLOWED_UPDATES[one.name]),
    )
