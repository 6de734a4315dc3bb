"""E-mail, plugged in when its section of the settings is filled."""

from functools import cache

from aiohttp import web

from core.messaging.ports import Channel
from core.ports import Clock
from otdel.act_page import ActPage
from otdel.acting import Acting
from otdel.bootstrap import act_links, build_core
from otdel.config import Settings
from storage.unit_of_work import SqlUnits


def mail_channel(settings: Settings, clock: Clock) -> Channel | None:
    """Imports the library of SMTP only where there is a server."""
    if settings.smtp_url is None:
        return None
    from bots.email.channel import MailChannel  # noqa: PLC0415 - see above
    from bots.email.config import smtp_config  # noqa: PLC0415

    url = settings.smtp_url.get_secret_value()
    return MailChannel(smtp_config(url, settings.mail_from, settings.company_name), clock)


def act_routes(settings: Settings, units: SqlUnits, clock: Clock) -> list[web.RouteDef]:
    """Addresses in letters are answered by every process, whichever of them leads."""

    @cache
    def acting() -> Acting:
        return Acting(build_core(settings, units, clock), act_links(settings, clock))

    return ActPage(acting, settings.company_name).routes()
