"""From the order to the last payment: shipped in parts, released, paid, closed (A17, A18)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

from core.amounts import booked
from core.approvals.model import said
from core.approvals.service import Approvals
from core.errors import InvalidInput, NotFound
from core.firm import Firm
from core.ids import DealId, LineId, PaymentId
from core.orders.access import lane_of
from core.orders.desk import Answer, DealDesk, OpenDeal, refused
from core.orders.errors import (
    GoodsAbsent,
    NothingShipped,
    OverShipped,
    Unpaid,
    WrongStage,
)
from core.orders.events import Paid, PaymentReversed, RestReleased, Shipped
from core.orders.floors import Floors, shown
from core.orders.goods import Goods, by_place, departure, held
from core.orders.model import Line, Payment, Shipment, Stage
from core.orders.ports import Units
from core.orders.reckoning import owed
from core.ports import Clock, React
from core.pricing.rules import percent_of
from core.staff.model import Person
from core.typed import storable

SHIP = ("deal:ship",)
PAY = ("deal:pay",)
LEAVING = frozenset({Stage.ORDERED, Stage.SHIPPING})


class Shipping:
    def __init__(
        self, units: Units, clock: Clock, firm: Firm, react: React, approvals: Approvals
    ) -> None:
        self._desk = DealDesk(units, clock, firm, react, approvals)
        self._goods = Goods(react, firm.day)
        self._floors = Floors(approvals)

    async def ship(
        self,
        actor: Person,
        deal: DealId,
        version: int,
        parts: Mapping[LineId, int],
        *,
        cause: str,
    ) -> Answer:
        """A18: these grams of these lines leave; what is left of them stays reserved.

        The movements, the shipment and its lines are one transaction (fault 8). Answers
        `shipment`, `number`, `stage`, `version`. Raises OverShipped, GoodsAbsent (a line without
        a warehouse), OutOfStock, RuleBreach (B8), WrongStage, Stale, NotFound, NotAllowed.
        """
        wanted = dict(parts)

        async def work(opened: OpenDeal) -> Answer:
            opened.require(LEAVING)
            return await self._ship(opened, wanted)

        before = partial(self._floors.overtaken, self._desk, actor)
        return await self._desk.change(actor, deal, version, SHIP, cause, work, before)

    async def ship_all(self, actor: Person, deal: DealId, version: int, *, cause: str) -> Answer:
        """A17: completing the order subtracts all that it still owes."""

        async def work(opened: OpenDeal) -> Answer:
            opened.require(LEAVING)
            return await self._ship(
                opened, {line.id: line.open for line in opened.lines.values() if line.open > 0}
            )

        before = partial(self._floors.overtaken, self._desk, actor)
        return await self._desk.change(actor, deal, version, SHIP, cause, work, before)

    async def _ship(self, opened: OpenDeal, parts: Mapping[LineId, int]) -> Answer:
        lines = by_place(opened.line(number) for number in parts)
        if not lines:
            raise InvalidInput("shipment-empty")
        goods = await opened.unit.prices.goods(line.product_id for line in lines)
        for line in lines:
            _leavable(line, parts[line.id], goods[line.product_id].name)
        breach = await self._floors.leaving(opened, lines)
        if breach is not None:
            return refused(breach)
        lines = by_place(opened.line(number) for number in parts)
        number, count = await opened.unit.shipments.add(opened.deal.id, opened.actor.id, opened.now)
        reserved = await held(opened.unit, opened)
        rates = await opened.unit.prices.vat_rates()
        gone = []
        for line in lines:
            percent = percent_of(rates, goods[line.product_id].vat_kind, opened.day)
            grams = parts[line.id]
            drawn = await self._goods.take_out(opened, line, grams, reserved, number)
            gone.append(departure(line, grams, percent, drawn))
            await opened.put(replace(line, shipped=line.shipped + grams))
        shipment = Shipment(number, opened.deal.id, count, opened.now, opened.actor.id, tuple(gone))
        await opened.unit.shipments.add_lines(shipment)
        return _shipped(opened, shipment)

    async def release_rest(
        self, actor: Person, deal: DealId, version: int, *, cause: str
    ) -> Answer:
        """What has not left is free again, and the order is done without it.

        Raises NothingShipped: an order of which nothing has left is lost instead.
        """
        return await self._desk.change(actor, deal, version, SHIP, cause, self._release)

    async def _release(self, opened: OpenDeal) -> Answer:
        opened.require(LEAVING)
        if not any(line.shipped for line in opened.lines.values()):
            raise NothingShipped
        rest = [line for line in opened.lines.values() if line.open > 0]
        await self._goods.release(opened, rest)
        for line in rest:
            await opened.put(replace(line, released=line.released + line.open))
        deal = opened.deal
        released = tuple((line.id, line.product_id, line.open) for line in rest)
        opened.events.append(
            RestReleased(deal.id, deal.client_id, deal.person_id, opened.actor.id, released)
        )
        opened.move(Stage.SHIPPED)
        return {"stage": opened.deal.stage.value}

    async def pay(
        self,
        actor: Person,
        deal: DealId,
        version: int,
        amount: Decimal,
        paid_on: date,
        *,
        cause: str,
    ) -> Answer:
        """Roubles that have come, also after closing; `rest` (text) is what stays open."""
        booked(amount)

        async def work(opened: OpenDeal) -> Answer:
            return await self._pay(opened, amount, paid_on)

        return await self._desk.change(actor, deal, version, PAY, cause, work)

    async def _pay(self, opened: OpenDeal, amount: Decimal, paid_on: date) -> Answer:
        if opened.deal.stage is Stage.LOST:
            raise WrongStage(stage=opened.deal.stage.value)
        if paid_on > opened.day:
            raise InvalidInput("date-future")
        deal = opened.deal
        payment = Payment(deal.id, amount, paid_on, opened.actor.id, opened.now)
        await opened.unit.deals.add_payment(payment)
        rest = await owed(opened.unit, deal.id, opened.day)
        opened.events.append(
            Paid(deal.id, deal.client_id, deal.person_id, opened.actor.id, amount, paid_on, rest)
        )
        return {"rest": str(rest)}

    async def take_back(
        self,
        actor: Person,
        deal: DealId,
        version: int,
        payment: PaymentId,
        reason: str,
        *,
        cause: str,
    ) -> Answer:
        """A payment that was written down by mistake, in a row of its own; both stay readable.

        A deal that was closed and owes again is open again. Raises NotFound, InvalidInput (no
        reason, or taken back before).
        """

        async def work(opened: OpenDeal) -> Answer:
            return await self._take_back(opened, payment, said(storable(reason), "reason"))

        return await self._desk.change(actor, deal, version, PAY, cause, work)

    async def _take_back(self, opened: OpenDeal, number: PaymentId, reason: str) -> Answer:
        deal = opened.deal
        wrong = _standing(await opened.unit.deals.payments([deal.id]), number)
        back = replace(
            wrong,
            amount=-wrong.amount,
            person_id=opened.actor.id,
            at=opened.now,
            reverses=number,
            reason=reason,
        )
        await opened.unit.deals.add_payment(back)
        rest = await owed(opened.unit, deal.id, opened.day)
        if deal.stage is Stage.CLOSED and rest > 0:
            await self._reopen(opened)
        opened.events.append(
            PaymentReversed(
                deal.id,
                deal.client_id,
                opened.deal.person_id,
                opened.actor.id,
                wrong.amount,
                wrong.paid_on,
                reason,
                rest,
            )
        )
        return {"rest": str(rest), "stage": opened.deal.stage.value}

    @staticmethod
    async def _reopen(opened: OpenDeal) -> None:
        """To whom the client is now: an ended deal has followed no hand-over."""
        lane = await lane_of(opened.unit, opened.deal)
        if lane is not None and lane.owner_id is not None:
            opened.change(person_id=lane.owner_id)
        opened.move(Stage.SHIPPED)

    async def close(self, actor: Person, deal: DealId, version: int, *, cause: str) -> Answer:
        """E12: shipped and paid; a debt keeps it open, or nobody is reminded. Raises Unpaid."""
        return await self._desk.change(actor, deal, version, PAY, cause, self._close)

    async def _close(self, opened: OpenDeal) -> Answer:
        opened.require(frozenset({Stage.SHIPPED}))
        rest = await owed(opened.unit, opened.deal.id, opened.day)
        if rest > 0:
            raise Unpaid(amount=shown(rest))
        opened.move(Stage.CLOSED)
        return {"stage": opened.deal.stage.value}


def _standing(payments: Sequence[Payment], number: PaymentId) -> Payment:
    """Of this deal, and not taken back yet. Raises NotFound, InvalidInput."""
    if any(one.reverses == number for one in payments):
        raise InvalidInput("payment-reversed")
    found = next((one for one in payments if one.id == number and one.reverses is None), None)
    if found is None:
        raise NotFound
    return found


def _leavable(line: Line, grams: int, product: str) -> None:
    if grams <= 0:
        raise InvalidInput("quantity-range")
    if grams > line.open:
        raise OverShipped(product=product, open=line.open, kg=line.open // 1000)
    if line.warehouse_id is None:
        raise GoodsAbsent(product=product)


def _shipped(opened: OpenDeal, shipment: Shipment) -> Answer:
    deal = opened.deal
    rest = sum(line.open for line in opened.lines.values())
    gone = tuple(
        (part.line_id, opened.lines[part.line_id].product_id, part.grams) for part in shipment.lines
    )
    opened.events.append(
        Shipped(
            deal.id,
            deal.client_id,
            shipment.id,
            shipment.number,
            deal.person_id,
            opened.actor.id,
            gone,
            rest,
        )
    )
    opened.move(Stage.SHIPPING if rest > 0 else Stage.SHIPPED)
    return {
        "shipment": shipment.id,
        "number": shipment.number,
        "stage": opened.deal.stage.value,
    }
