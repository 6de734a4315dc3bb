"""Plain constructor calls: how the rooms are plugged together, without a framework."""

from dataclasses import dataclass

from core.firm import Firm
from core.messaging.cards import Cards
from core.messaging.desk import Desk
from core.messaging.follow import Follow
from core.messaging.handover import Handover
from core.messaging.held import HeldDesk
from core.messaging.marks import Marks
from core.messaging.media import MediaDesk
from core.messaging.ports import Templates, Units
from core.messaging.queries import Queries
from core.messaging.receipts import Receipts
from core.messaging.receive import Receiver
from core.messaging.screens import ScreenGate
from core.policy import permissions
from core.ports import Clock, Texts
from core.reactions import Reactor, reactions
from core.staff.service import Staff
from locales import FluentTexts
from otdel.config import Settings


@dataclass(frozen=True, slots=True)
class Core:
    """Every use case, over one way into the storage and one clock."""

    firm: Firm
    units: Units
    clock: Clock
    texts: Texts
    cards: Cards
    reactor: Reactor
    receiver: Receiver
    receipts: Receipts
    media: MediaDesk
    staff: Staff
    desk: Desk
    held: HeldDesk
    queries: Queries
    screens: ScreenGate
    handover: Handover


def firm_of(settings: Settings) -> Firm:
    return Firm(
        name=settings.company_name,
        locale=settings.company_locale,
        region=settings.phone_region,
        staff_account=settings.staff_account,
        client_account=settings.client_account,
        retailer_account=settings.retailer_account,
        twilio_account=settings.twilio_account,
    )


def build_core(
    settings: Settings, units: Units, clock: Clock, templates: Templates | None = None
) -> Core:
    firm = firm_of(settings)
    texts = FluentTexts(firm.locale)
    cards = Cards(texts)
    reactor = Reactor()
    marks = Marks(firm, cards, clock)
    reactor.plug(reactions(Follow(firm, cards, clock, marks)))
    return Core(
        firm=firm,
        units=units,
        clock=clock,
        texts=texts,
        cards=cards,
        reactor=reactor,
        receiver=Receiver(clock, reactor, lambda: texts.render("unnamed", firm.locale)),
        receipts=Receipts(clock, reactor),
        media=MediaDesk(firm, cards, clock, reactor),
        staff=Staff(units, clock, firm.region, firm.locale, permissions),
        desk=Desk(units, clock, firm, cards, marks),
        held=HeldDesk(units, clock, marks, templates),
        queries=Queries(units, clock),
        screens=ScreenGate(units, clock),
        handover=Handover(units, clock, reactor),
    )
