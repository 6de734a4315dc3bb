"""Plain constructor calls: how the rooms are plugged together, without a framework."""

from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, Any

from core.agenda.service import Agenda
from core.approvals.model import (
    ACCESS,
    CLIENT_EDIT,
    CONTRACT,
    DEFERRAL,
    DISCOUNT,
    WRITE_OFF,
    Approval,
)
from core.approvals.ports import Outcome
from core.approvals.service import Approvals
from core.approvals.succession import Succession
from core.board.service import Board
from core.clients.comments import Comments
from core.clients.merging import Merging
from core.clients.registry import Registry
from core.clients.samples import Samples
from core.clients.segments import Segments
from core.clients.statuses import Statuses
from core.digest.daily import daily_jobs
from core.digest.parts import Sections
from core.digest.service import QuietHours, Subscriptions
from core.digest.wanted import Subscribed
from core.firm import Firm
from core.forms import Forms
from core.messaging.cards import Cards
from core.messaging.desk import Desk
from core.messaging.follow import Follow
from core.messaging.handover import Handover
from core.messaging.held import HeldDesk
from core.messaging.marks import Marks
from core.messaging.media import MediaDesk
from core.messaging.ports import Templates
from core.messaging.queries import Queries
from core.messaging.quoting import Quotes
from core.messaging.receipts import Receipts
from core.messaging.receive import Receiver
from core.messaging.screens import ScreenGate
from core.names import Names
from core.news.feed import NewsFeed
from core.news.job import AnnouncementJob, MissedAnnouncementJob
from core.news.publishing import Publishing
from core.news.sending import Sender
from core.notices.bell import Bell
from core.notices.news import NewsWording
from core.notices.service import Notices
from core.orders.deals import Deals
from core.orders.floors import floor_decided
from core.orders.freight import Freight
from core.orders.queries import DealQueries
from core.orders.shipping import Shipping
from core.orders.terms import terms_decided
from core.policy import rights
from core.policy.groups import Groups
from core.policy.lenses import Lenses
from core.policy.modules import SWITCHES
from core.policy.refusals import Refusals
from core.ports import Clock, Texts
from core.pricing.service import Prices
from core.reactions import Reactor, reactions
from core.reminders.jobs import reminders
from core.schedule.calendar import Calendar
from core.schedule.keeping import LedgerKeeping
from core.schedule.ports import DueJob
from core.schedule.service import Schedule
from core.staff.colleagues import Colleagues
from core.staff.model import Person
from core.staff.service import Staff
from core.stock.booking import Booking
from core.stock.catalog import Catalog
from core.stock.intake import Intake
from core.stock.ledger import Ledger
from core.stock.terms import Terms
from core.stock.writing_off import WriteOffs
from core.tasks.service import Tasks
from feeds.working_days import CountryDays
from locales import FluentTexts
from otdel.act_links import ActLinks
from otdel.config import Settings, allowed_extensions
from otdel.hours_settings import span
from otdel.signing import secret
from reports import spreadsheet

if TYPE_CHECKING:
    from storage.unit_of_work import SqlUnits


@dataclass(frozen=True, slots=True)
class Core:
    """Every use case, over one way into the storage and one clock."""

    firm: Firm
    units: "SqlUnits"
    clock: Clock
    calendar: Calendar
    texts: Texts
    cards: Cards
    reactor: Reactor
    receiver: Receiver
    receipts: Receipts
    media: MediaDesk
    staff: Staff
    colleagues: Colleagues
    quotes: Quotes
    names: Names
    forms: Forms
    groups: Groups
    lenses: Lenses
    refusals: Refusals
    desk: Desk
    held: HeldDesk
    queries: Queries
    screens: ScreenGate
    handover: Handover
    registry: Registry
    statuses: Statuses
    comments: Comments
    samples: Samples
    segments: Segments
    merging: Merging
    catalog: Catalog
    ledger: Ledger
    write_offs: WriteOffs
    booking: Booking
    board: Board
    terms: Terms
    intake: Intake
    approvals: Approvals
    prices: Prices
    deals: Deals
    shipping: Shipping
    freight: Freight
    deal_queries: DealQueries
    tasks: Tasks
    agenda: Agenda
    quiet_hours: QuietHours
    subscriptions: Subscriptions
    publishing: Publishing
    news: NewsFeed
    jobs: tuple[DueJob, ...]
    """What has its times in the database; `otdel run` ticks them (P10)."""

    @property
    def schedule(self) -> Schedule:
        """To look at: what ticks is fenced by the epoch of its process (otdel/run.py)."""
        return Schedule(self.units, self.clock, self.reactor, self.jobs)


def firm_of(settings: Settings) -> Firm:
    opens, closes = span(settings.work_hours)
    quiet_from, quiet_to = span(settings.quiet_hours)
    return Firm(
        name=settings.company_name,
        locale=settings.company_locale,
        region=settings.phone_region,
        timezone=settings.company_tz,
        reservation_days=settings.reservation_days,
        sample_call_days=settings.sample_call_days,
        reservation_extensions=allowed_extensions(settings.reservation_extensions),
        staff_account=settings.staff_account,
        client_account=settings.client_account,
        retailer_account=settings.retailer_account,
        twilio_account=settings.twilio_account,
        mail_account=settings.mail_account,
        opens=opens,
        closes=closes,
        remind_at=time.fromisoformat(settings.remind_at),
        quiet_from=quiet_from,
        quiet_to=quiet_to,
        unanswered_minutes=settings.unanswered_minutes,
        escalation_minutes=settings.escalation_minutes,
    )


def act_links(settings: Settings, clock: Clock) -> ActLinks:
    """Every node that has the folder of data signs, and reads what another has signed."""
    return ActLinks(lambda: secret(settings.data_dir), settings.public_url, clock)


def of_either(client: Outcome, deal: Outcome) -> Outcome:
    """Terms are asked for a client, to stand on his card, or for one deal."""

    async def decided(unit: Any, approval: Approval, decider: Person) -> None:
        outcome = client if approval.object_kind == "client" else deal
        await outcome(unit, approval, decider)

    return decided


def jobs_on(*jobs: DueJob) -> tuple[DueJob, ...]:
    """What is off is not seen and costs nothing (E13)."""
    return tuple(job for job in jobs if not SWITCHES.closed(job.permission))


def build_core(
    settings: Settings, units: "SqlUnits", clock: Clock, templates: Templates | None = None
) -> Core:
    firm = firm_of(settings)
    SWITCHES.only(settings.modules_on)
    texts = FluentTexts(firm.locale)
    calendar = Calendar(firm.timezone, CountryDays(firm.region), firm.opens, firm.closes)
    cards = Cards(texts)
    reactor = Reactor()
    marks = Marks(firm, cards, clock)
    approvals = Approvals(units, clock, reactor)
    tasks = Tasks(units, clock, calendar, reactor)
    follow = Follow(firm, cards, clock, marks)
    heirs = (Succession(approvals), tasks)
    links = act_links(settings, clock)
    notices = Notices(firm, texts, clock, links)
    reactor.plug(reactions(follow, notices, heirs))
    agenda = Agenda(units, clock, firm, calendar)
    digests = Sections(clock, calendar, agenda), Bell(firm, texts, clock)
    wording = NewsWording(Bell(firm, texts, clock))
    sender = Sender(firm, clock, calendar, wording, reactor)
    registry = Registry(units, clock, firm, reactor, approvals.file)
    handover = Handover(units, clock, reactor)
    write_offs = WriteOffs(units, clock, reactor, approvals.file)
    approvals.plug(
        {
            CLIENT_EDIT: registry.apply_change,
            ACCESS: handover.access_decided,
            DISCOUNT: floor_decided,
            CONTRACT: registry.review_decided,
            DEFERRAL: of_either(registry.terms_decided, terms_decided),
            WRITE_OFF: write_offs.decided,
        }
    )
    return Core(
        firm=firm,
        units=units,
        clock=clock,
        calendar=calendar,
        texts=texts,
        cards=cards,
        reactor=reactor,
        receiver=Receiver(clock, reactor, lambda: texts.render("unnamed", firm.locale)),
        receipts=Receipts(clock, reactor),
        media=MediaDesk(firm, cards, clock, reactor),
        staff=Staff(units, clock, firm.region, firm.locale, rights),
        colleagues=Colleagues(units, rights),
        quotes=Quotes(units, clock),
        names=Names(units),
        forms=Forms(units, clock),
        groups=Groups(units, clock),
        lenses=Lenses(units, clock),
        refusals=Refusals(units, clock),
        desk=Desk(units, clock, firm, cards, marks),
        held=HeldDesk(units, clock, marks, templates),
        queries=Queries(units, clock),
        screens=ScreenGate(units, clock),
        handover=handover,
        registry=registry,
        statuses=Statuses(units, clock, texts),
        comments=Comments(units, clock, firm, reactor),
        samples=Samples(units, clock, firm, reactor),
        segments=Segments(units),
        merging=Merging(units, clock, reactor),
        catalog=Catalog(units, clock, reactor),
        ledger=Ledger(units, clock, firm, reactor),
        write_offs=write_offs,
        booking=Booking(units, clock, firm, reactor),
        terms=Terms(units, clock, reactor),
        board=Board(units, clock, firm, calendar, texts, sms=bool(settings.twilio_sms_from)),
        intake=Intake(units, clock, firm, reactor, spreadsheet.intake_rows),
        approvals=approvals,
        prices=Prices(units, clock, reactor, calendar),
        deals=Deals(units, clock, firm, reactor, approvals),
        shipping=Shipping(units, clock, firm, reactor, approvals),
        freight=Freight(units, clock, firm, reactor, approvals),
        deal_queries=DealQueries(units, clock, firm),
        tasks=tasks,
        agenda=agenda,
        quiet_hours=QuietHours(units, clock, firm),
        subscriptions=Subscriptions(units, clock),
        publishing=Publishing(units, clock, firm, calendar, sender, wording, reactor),
        news=NewsFeed(units, clock, calendar, sender, wording, reactor),
        jobs=jobs_on(
            *reminders(firm, clock, calendar, notices),
            AnnouncementJob(calendar, sender),
            *daily_jobs(calendar, *digests),
            Subscribed(clock, calendar, *digests),
            MissedAnnouncementJob(clock, calendar, sender),
            LedgerKeeping(clock, calendar),
        ),
    )
