"""What the staff bot's screens are handed: the core's services, room by room."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from aiogram import Bot

from bots.telegram.show import Show
from bots.telegram.staff.files import ChatFiles
from bots.telegram.staff.forms.book import BOOK
from bots.telegram.staff.forms.engine import FormDesk
from bots.telegram.staff.office import Office
from bots.telegram.staff.services import Duties, Goods, News, Trade
from core.ports import BlobStore, MediaSource
from locales import languages
from otdel.bootstrap import Core
from otdel.config import Settings
from otdel.tables import XlsxTables


def staff_office(
    bot: Bot, settings: Settings, core: Core, blobs: BlobStore, media: MediaSource
) -> Office:
    return Office(
        bot=bot,
        account=str(bot.id),
        staff=core.staff,
        desk=core.desk,
        held=core.held,
        queries=core.queries,
        groups=core.groups,
        lenses=core.lenses,
        refusals=core.refusals,
        news=News(core.publishing, core.news),
        jobs=core.schedule,
        show=Show(bot, core.screens, core.texts),
        texts=core.texts,
        forms=FormDesk(core.forms, BOOK),
        names=core.names,
        files=ChatFiles(media, blobs),
        clock=core.clock,
        goods=_goods(core),
        duties=_duties(core),
        trade=_trade(core, blobs),
        language=settings.company_locale,
        languages=languages(),
        zone=ZoneInfo(settings.company_tz),
        closes=core.firm.closes,
        region=settings.phone_region,
        reservation_life=timedelta(days=settings.reservation_days),
    )


def _goods(core: Core) -> Goods:
    return Goods(
        catalog=core.catalog,
        ledger=core.ledger,
        write_offs=core.write_offs,
        booking=core.booking,
        pinboard=core.board,
        terms=core.terms,
        intake=core.intake,
        prices=core.prices,
        clients=core.registry,
    )


def _duties(core: Core) -> Duties:
    return Duties(
        tasks=core.tasks,
        agenda=core.agenda,
        colleagues=core.colleagues,
        quotes=core.quotes,
        quiet=core.quiet_hours,
        subscriptions=core.subscriptions,
    )


def _trade(core: Core, blobs: BlobStore) -> Trade:
    return Trade(
        registry=core.registry,
        statuses=core.statuses,
        comments=core.comments,
        samples=core.samples,
        segments=core.segments,
        merging=core.merging,
        handing=core.handover,
        deals=core.deals,
        shipping=core.shipping,
        freight=core.freight,
        orders=core.deal_queries,
        approvals=core.approvals,
        tables=XlsxTables(),
        shelf=blobs,
    )
