"""Deals on their way: to the responsible, to the logistician without the client, alarms (B9)."""

from collections.abc import Sequence

from core.amounts import Price
from core.clients.model import Lane
from core.ids import DealId, PersonId
from core.notices import buttons
from core.notices.bell import Bell, Notice, Press, Rows, who_may
from core.notices.clients import lane_of, owned
from core.notices.ports import Unit
from core.notices.speech import UNKNOWN, Speech
from core.orders.events import (
    AbsentSold,
    DealStage,
    FreightFilled,
    Paid,
    PaymentReversed,
    RestReleased,
    Shipped,
)
from core.orders.model import Deal, Stage
from core.policy.fields import view_for
from core.policy.permissions import may_with_client
from core.staff.model import ADMINISTRATORS, Person, Role

DELIVER = "deal:deliver"
REGISTER = "absent:read"
Moved = DealStage | Shipped | RestReleased | FreightFilled | Paid | PaymentReversed


class DealNotices:
    def __init__(self, bell: Bell) -> None:
        self._bell = bell

    async def moved(self, unit: Unit, events: Sequence[Moved]) -> None:
        """To whoever answers for the deal, when somebody else has moved it."""
        notices = []
        for event in events:
            found = await _responsible(unit, event.deal_id, event.by)
            if found is None:
                continue
            deal, manager, lane = found
            say = self._bell.speech(manager)
            by = await unit.people.get(event.by)
            text = "\n".join(
                [
                    say("notice-deal", number=str(deal.id), by=by.name if by is not None else ""),
                    _said(say, event),
                ]
            )
            notices.append(
                Notice(
                    manager,
                    "deal",
                    f"deal:{deal.id}:{deal.version}:{type(event).__name__}",
                    text,
                    _open(deal),
                    lane=owned(manager, lane),
                )
            )
        await self._bell.ring(unit, notices)

    async def ordered(self, unit: Unit, events: Sequence[DealStage]) -> None:
        """A confirmed order is to be delivered: what, how much, where, when; never whose (A8)."""
        notices = []
        for event in events:
            deal = await unit.deals.get(event.deal_id)
            if event.after is not Stage.ORDERED or deal is None:
                continue
            goods = await _goods(unit, deal)
            for reader in await who_may(unit, DELIVER):
                text = self._delivery(reader, deal, goods)
                rows = [[Press("button-freight", buttons.FREIGHT, *_seen(deal))]]
                key = f"ordered:{deal.id}:{deal.version}"
                notices.append(Notice(reader, "ordered", key, text, rows, (DELIVER,)))
        await self._bell.ring(unit, notices)

    async def called_off(self, unit: Unit, events: Sequence[DealStage]) -> None:
        """An order that came to nothing: whoever was told to deliver it is told to leave it."""
        notices = []
        for event in events:
            if (event.before, event.after) != (Stage.ORDERED, Stage.LOST):
                continue
            for reader in await who_may(unit, DELIVER):
                text = self._bell.speech(reader)("notice-order-off", number=str(event.deal_id))
                key = f"order-off:{event.deal_id}"
                notices.append(Notice(reader, "order-off", key, text, needs=(DELIVER,)))
        await self._bell.ring(unit, notices)

    async def lightened(self, unit: Unit, events: Sequence[RestReleased]) -> None:
        """Whoever was told to deliver an order is told what of it need not be carried."""
        notices = []
        for event in events:
            freed = sum(grams for _, _, grams in event.lines)
            for reader in await who_may(unit, DELIVER):
                if reader.id == event.by:
                    continue
                say = self._bell.speech(reader)
                number, grams = str(event.deal_id), say.weight(freed)
                text = say("notice-order-less", number=number, grams=grams)
                key = f"order-less:{event.deal_id}"
                notices.append(Notice(reader, "order-less", key, text, needs=(DELIVER,)))
        await self._bell.ring(unit, notices)

    def _delivery(self, reader: Person, deal: Deal, goods: Sequence[tuple[str, int]]) -> str:
        say = self._bell.speech(reader)
        lines = [f"{product} · {say.weight(grams)}" for product, grams in goods]
        seen = view_for(
            reader,
            "deal",
            deal,
            {
                "number": str(deal.id),
                "lines": lines,
                "city": deal.city,
                "delivery_address": deal.delivery_address,
                "ship_on": deal.ship_on,
            },
        )
        where = seen.get("city") or seen.get("delivery_address") or UNKNOWN
        number, on = seen.get("number", UNKNOWN), say.day(seen.get("ship_on"))
        head = say("notice-ordered", number=number, where=where, on=on)
        return "\n".join([head, *seen.get("lines", ())])

    async def absent(self, unit: Unit, events: Sequence[AbsentSold]) -> None:
        """B9. POLICY iii: the head of sales is not told which retailer has sold."""
        readers = await unit.people.of_roles(Role.DIRECTOR, Role.SYSADMIN, Role.SALES_HEAD)
        notices = []
        for event in events:
            seller = await unit.people.get(event.person_id)
            for reader in readers:
                if reader.id == event.person_id:
                    continue
                say = self._bell.speech(reader)
                cost = event.expected_cost
                text = say(
                    "notice-absent",
                    seller=_seller(say, reader, seller),
                    product=event.product,
                    grams=say.weight(event.grams),
                    cost=say.price(None if cost is None else Price(cost, vat=False)),
                )
                rows = [[Press("button-register", buttons.REGISTER, more=("0",))]]
                key = f"absent:{event.absent_id}"
                notices.append(Notice(reader, "absent", key, text, rows, (REGISTER,), urgent=True))
        await self._bell.ring(unit, notices)


async def _responsible(
    unit: Unit, number: DealId, by: PersonId
) -> tuple[Deal, Person, Lane | None] | None:
    """Whose the client is now: who sold it once is told nothing of another's deal (A5)."""
    deal = await unit.deals.get(number)
    if deal is None:
        return None
    lane = await lane_of(unit, deal.client_id)
    owner = lane.owner_id if lane is not None and lane.owner_id is not None else deal.person_id
    if owner is None or owner == by:
        return None
    manager = await unit.people.get(owner)
    if manager is None or not may_with_client(manager, "deal:read", lane):
        return None
    return deal, manager, lane


def _said(say: Speech, event: Moved) -> str:
    if isinstance(event, DealStage):
        return say("notice-deal-stage", stage=say.either(f"stage-{event.after}", event.after))
    if isinstance(event, Shipped):
        sent = sum(grams for _, _, grams in event.lines)
        return say("notice-deal-shipped", grams=say.weight(sent), rest=say.weight(event.rest))
    if isinstance(event, RestReleased):
        freed = sum(grams for _, _, grams in event.lines)
        return say("notice-deal-released", grams=say.weight(freed))
    if isinstance(event, Paid):
        return say("notice-deal-paid", sum=say.money(event.amount), rest=say.owed(event.rest))
    if isinstance(event, PaymentReversed):
        gone, rest = say.money(event.amount), say.owed(event.rest)
        return say("notice-deal-unpaid", sum=gone, rest=rest, reason=event.reason)
    return _freight(say, event)


def _freight(say: Speech, event: FreightFilled) -> str:
    if event.amount is None:
        return say("notice-freight-cleared")
    return say("notice-freight", sum=say.money(event.amount))


async def _goods(unit: Unit, deal: Deal) -> list[tuple[str, int]]:
    lines = (await unit.deals.lines([deal.id])).get(deal.id, [])
    products = await unit.products.by_ids([line.product_id for line in lines])
    return [(products[line.product_id].name, line.open) for line in lines]


def _seller(say: Speech, reader: Person, seller: Person | None) -> str:
    if seller is None:
        return UNKNOWN
    hidden = seller.role is Role.RETAILER and reader.role not in ADMINISTRATORS
    return say("role-retailer") if hidden else seller.name


def _seen(deal: Deal) -> tuple[tuple[str, int], tuple[object, ...]]:
    return ("deal", int(deal.id)), (deal.version,)


def _open(deal: Deal) -> Rows:
    return [[Press("button-deal", buttons.DEAL, ("deal", int(deal.id)))]]
