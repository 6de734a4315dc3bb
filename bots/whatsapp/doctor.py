from typing import TYPE_CHECKING

from yarl import URL

from bots.whatsapp.config import TwilioConfig, safe_scheme
from bots.whatsapp.webhook import MESSAGE_PATH
from core.errors import ChannelError, Permanent, Temporary

if TYPE_CHECKING:
    from twilio.rest import Client

WEBHOOK = "twilio-webhook"
RETRIES = "rc=5&rp=all"
SENDERS = 50

Finding = tuple[str, bool, str]
"""(what was checked, whether it is right, code of the reason)."""


async def check(client: "Client", config: TwilioConfig) -> list[Finding]:
    """For the green and red list of `doctor`; the codes have their texts in the locale files.

    Reading one row of the Messages list proves the API base, the credential and the account.
    """
    account = await _account(client, config)
    found = [_public(config), account]
    readable = account[1] and config.whatsapp_from is not None
    return [*found, await _webhook(client, config)] if readable else found


async def _webhook(client: "Client", config: TwilioConfig) -> Finding:
    """Twilio's side: posts here, and tries five times on every failure, not once (CHANNELS).

    "unreadable" is no fault: not every account may list its senders.
    """
    try:
        listed = await client.messaging.v2.channels_senders.list_async("whatsapp", limit=SENDERS)
    except ChannelError:
        return (WEBHOOK, True, "unreadable")
    mine = [sender for sender in listed if sender.sender_id == config.whatsapp_from]
    if not mine:
        return (WEBHOOK, True, "unreadable")
    return (WEBHOOK, *_judged(URL(_callback(mine[0].webhook)), config))


def _judged(url: URL, config: TwilioConfig) -> tuple[bool, str]:
    if str(url.with_fragment(None)) != config.public_url.rstrip("/") + MESSAGE_PATH:
        return False, "webhook-elsewhere"
    wanted = set(RETRIES.split("&"))
    return (True, "ok") if wanted <= set(url.fragment.split("&")) else (False, "webhook-no-retries")


def _callback(webhook: object) -> str:
    """The library gives what came: an object's fields, or nothing."""
    return str(webhook.get("callback_url") or "") if isinstance(webhook, dict) else ""


def _public(config: TwilioConfig) -> Finding:
    """The signature is checked over exactly this address."""
    url = URL(config.public_url) if config.public_url else None
    right = url is not None and url.host is not None and safe_scheme(url)
    return ("twilio-public-url", right, "ok" if right else "not-https")


async def _account(client: "Client", config: TwilioConfig) -> Finding:
    try:
        await client.messages.page_async(to=config.senders[0], page_size=1)
    except ChannelError as error:
        return ("twilio-account", False, _reason(error))
    return ("twilio-account", True, "ok")


def _reason(error: ChannelError) -> str:
    if isinstance(error, Temporary):
        return error.reason
    return error.code if isinstance(error, Permanent) else "unknown"
