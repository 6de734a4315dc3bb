import ipaddress
from dataclasses import dataclass, field

from yarl import URL

API_HOST = "api.twilio.com"
MEDIA_HOSTS = (
    API_HOST,
    "mcs.us1.twilio.com",
    "media.twiliocdn.com",
    "s3-external-1.amazonaws.com",
)
"""Where Twilio keeps a message's files: the API answers with a redirect to its CDN or to S3."""


@dataclass(frozen=True, slots=True)
class TwilioConfig:
    """One Twilio account with its senders. Raises ValueError naming the setting at fault."""

    account_sid: str
    auth_token: str = field(repr=False)
    whatsapp_from: str | None
    """With the "whatsapp:" prefix, as Twilio writes it."""
    sms_from: str | None
    api_base: str | None
    """Replaces every Twilio host, the Content API's too."""
    public_url: str
    media_hosts: tuple[str, ...] = MEDIA_HOSTS
    """host or host:port, compared exactly (fault 48)."""

    def __post_init__(self) -> None:
        if not self.account_sid or not self.auth_token:
            raise ValueError("TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN go together")
        if not self.senders:
            raise ValueError("TWILIO_WHATSAPP_FROM or TWILIO_SMS_FROM is needed")
        if self.whatsapp_from and not self.whatsapp_from.startswith("whatsapp:"):
            raise ValueError("TWILIO_WHATSAPP_FROM must start with whatsapp:")
        if self.api_base is not None and not safe_scheme(URL(self.api_base)):
            raise ValueError("TWILIO_API_BASE must be https (http only on loopback)")

    def sender(self, channel: str) -> str | None:
        """Our own address on "whatsapp" or "sms"; None when that channel is off."""
        return {"whatsapp": self.whatsapp_from, "sms": self.sms_from}.get(channel)

    @property
    def senders(self) -> tuple[str, ...]:
        return tuple(address for address in (self.whatsapp_from, self.sms_from) if address)

    @property
    def api_url(self) -> str:
        """Without a trailing slash."""
        return (self.api_base or f"https://{API_HOST}").rstrip("/")


def safe_scheme(url: URL) -> bool:
    """The credential travels by https; plain http stays on this machine (INTERFACE)."""
    if url.scheme == "https":
        return True
    return url.scheme == "http" and is_loopback(url.host or "")


def is_loopback(host: str) -> bool:
    """Of a name as configured; other spellings of loopback (decimal, hex) are not recognised."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
