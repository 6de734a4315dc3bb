"""The product's own webhook and intake."""

from pathlib import Path

from bots.whatsapp.config import TwilioConfig
from bots.whatsapp.webhook import TwilioWebhook
from otdel.clock import SystemClock
from otdel.metrics import Metrics
from storage.database import Database
from storage.intake import GroupCommit
from storage.schema import upgrade
from tests.bench import posts


async def handler(folder: Path):
    url = f"sqlite+aiosqlite:///{folder / 'durable.db'}"
    await upgrade(url)
    intake = GroupCommit(Database(url), SystemClock())
    intake.start()
    config = TwilioConfig(
        account_sid=posts.ACCOUNT,
        auth_token=posts.AUTH,
        whatsapp_from=posts.WHATSAPP,
        sms_from=None,
        api_base=None,
        public_url=posts.PUBLIC_URL,
    )
    return TwilioWebhook(config, intake, Metrics().inbound).message
