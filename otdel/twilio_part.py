"""WhatsApp and SMS, plugged in when the Twilio section of the settings is filled."""

from dataclasses import dataclass

import aiohttp

from bots.whatsapp.config import MEDIA_HOSTS, TwilioConfig
from bots.whatsapp.convert import TwilioFeed
from bots.whatsapp.media import TwilioMedia
from core.messaging.ports import Channel, Templates
from core.ports import MediaSource
from otdel.config import Settings
from otdel.signing import MediaLinks
from scheduler.catch_up import Missed


def twilio_config(settings: Settings) -> TwilioConfig:
    token = settings.twilio_auth_token
    return TwilioConfig(
        account_sid=settings.twilio_account_sid,
        auth_token=token.get_secret_value() if token else "",
        whatsapp_from=settings.twilio_whatsapp_from or None,
        sms_from=settings.twilio_sms_from or None,
        api_base=settings.twilio_api_base or None,
        public_url=settings.base,
        media_hosts=settings.media_hosts or MEDIA_HOSTS,
    )


@dataclass(frozen=True, slots=True)
class TwilioPart:
    account: str
    feed: TwilioFeed
    channel: Channel
    media: MediaSource
    templates: Templates
    missed: Missed


def twilio_part(
    settings: Settings, session: aiohttp.ClientSession, links: MediaLinks
) -> TwilioPart:
    """Imports Twilio's client, unless somebody has done so: the web server is up before that."""
    from bots.whatsapp.catch_up import CatchUp  # noqa: PLC0415 - see above
    from bots.whatsapp.channel import TwilioChannel, connect  # noqa: PLC0415
    from bots.whatsapp.templates import TwilioTemplates  # noqa: PLC0415

    config = twilio_config(settings)
    client = connect(config, session)
    return TwilioPart(
        account=config.account_sid,
        feed=TwilioFeed(config.account_sid),
        channel=TwilioChannel(config, client, links.link),
        media=TwilioMedia(config, session),
        templates=TwilioTemplates(client),
        missed=CatchUp(config, client),
    )
