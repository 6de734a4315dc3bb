from typing import TYPE_CHECKING

from yarl import URL

from bots.whatsapp.config import TwilioConfig, safe_scheme
from core.errors import ChannelError, Permanent, Temporary

if TYPE_CHECKING:
    from twilio.rest import Client

Finding = tuple[str, bool, str]
"""(what was checked, whether it is right, code of the reason)."""


async def check(client: "Client", config: TwilioConfig) -> list[Finding]:
    """For the green and red list of `doctor`; the codes have their texts in the locale files.

    Reading one row of the Messages list proves the API base, the credential and the account. The
    WhatsApp sender's own webhook address cannot be read by the API and is left out.
    """
    return [_public(config), await _account(client, config)]


def _public(config: TwilioConfig) -> Finding:
    """The signature is checked over exactly this address."""
    url = URL(config.public_url) if config.public_url else None
    right = url is not None and url.host is not None and safe_scheme(url)
    return ("twilio-public-url", right, "ok" if right else "not-https")


async def _account(client: "Client", config: TwilioConfig) -> Finding:
    try:
        await client.messages.page_async(to=config.whatsapp_from, page_size=1)
    except ChannelError as error:
        return ("twilio-account", False, _reason(error))
    return ("twilio-account", True, "ok")


def _reason(error: ChannelError) -> str:
    if isinstance(error, Temporary):
        return error.reason
    return error.code if isinstance(error, Permanent) else "unknown"
