from collections.abc import AsyncIterator

from core.errors import Temporary
from otdel.config import Settings
from otdel.finding import Finding

_MENDS = {
    "auth": "correct the user and the password in SMTP_URL (percent-encoded)",
    "auth-unencrypted": "the server offers no encryption: use smtp+tls:// or smtps:// in SMTP_URL",
    "unreachable": "check the network, the host, port and scheme of SMTP_URL, and its certificate",
}
_OTHER = "ask who keeps the mail server, its code is beside"


async def mail(settings: Settings) -> AsyncIterator[Finding]:
    """Connects, greets and logs in; sends nothing."""
    if settings.smtp_url is None:
        return
    from bots.email.config import smtp_config  # noqa: PLC0415 - only when switched on
    from bots.email.connection import MailServer  # noqa: PLC0415

    config = smtp_config(settings.smtp_url.get_secret_value(), settings.mail_from)
    try:
        async with MailServer(config).connected() as client:
            await client.noop()
            encrypted = client.get_transport_info("sslcontext") is not None
    except Temporary as error:
        mend = _MENDS.get(error.reason, _OTHER)
        yield Finding("e-mail", good=False, detail=error.reason, mend=mend)
        return
    how = "encrypted" if encrypted else "not encrypted"
    logged = ", logged in" if config.username else ""
    buttons = "" if settings.public_url else ", letters without buttons: PUBLIC_URL is not set"
    yield Finding("e-mail", good=True, detail=f"{how}{logged}{buttons}")
