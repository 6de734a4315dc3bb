"""Deals up to the order: opened, filled, offered, confirmed or lost (E12, B9, B10)."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from core.amounts import Price
from core.approvals.model import DISCOUNT
from core.approvals.service import Approvals
from core.errors import InvalidInput, NotAllowed, NotFound
from core.firm import Firm
from core.ids import ClientId, DealId, LineId, ProductId, ReservationId, WarehouseId
from core.once import once_whole
from core.orders.confirming import Confirming
from core.orders.desk import Answer, DealDesk, OpenDeal
from core.orders.events import DealStage
from core.orders.floors import OBJECT, Floors
from core.orders.goods import Goods
from core.orders.lines import Lines
from core.orders.model import ORDERS, UNCONFIRMED, Deal, Stage
from core.orders.ports import Unit, Units
from core.orders.terms import Terms, delivered
from core.policy.actors import acting
from core.policy.permissions import may_with_client
from core.ports import Clock, React
from core.staff.model import Person
from core.typed import storable

EDIT = ("deal:edit",)
DELIVERABLE = UNCONFIRMED | {Stage.ORDERED, Stage.SHIPPING}
LONGEST_NOTE = 2000


class Deals:
    def __init__(
        self, units: Units, clock: Clock, firm: Firm, react: React, approvals: Approvals
    ) -> None:
        self._desk = DealDesk(units, clock, firm, react, approvals)
        floors = self._floors = Floors(approvals)
        goods = Goods(react, firm.day)
        self._lines = Lines(floors, goods)
        self._terms = Terms(approvals)
        self._confirming = Confirming(floors, goods, self._terms)
        self._approvals = approvals

    async def open(self, actor: Person, client: ClientId, cause: str) -> DealId:
        """With the terms and the delivery of the client's card. Raises NotFound, NotAllowed."""
        now = self._desk.clock.now()

        async def attempt(unit: Unit) -> Answer:
            person = await acting(unit.people, actor)
            return await once_whole(unit, cause, now, partial(self._open, unit, person, client))

        return DealId((await self._desk.units.run(attempt))["deal"])

    async def _open(self, unit: Unit, actor: Person, client: ClientId) -> Answer:
        lane = (await unit.clients.lanes_held([client])).get(client)
        buyer = await unit.deals.buyer(client)
        if buyer is None or buyer.gone:
            raise NotFound
        if not may_with_client(actor, "deal:open", lane):
            seen = may_with_client(actor, "client:read", lane)
            raise (NotAllowed if seen else NotFound)(permission="deal:open")
        owner = lane.owner_id if lane is not None and lane.owner_id is not None else actor.id
        now = self._desk.clock.now()
        deal = Deal(
            id=DealId(0),
            client_id=client,
            person_id=owner,
            created_at=now,
            prepayment_percent=buyer.prepayment_percent,
            deferral_days=buyer.deferral_days,
            delivery_address=buyer.delivery_address,
            unloading_contact=buyer.unloading_contact,
            unloading_hours=buyer.unloading_hours,
            changed_by=actor.id,
            changed_at=now,
        )
        number = await unit.deals.add(deal)
        await self._desk.react(unit, [DealStage(number, client, owner, actor.id, None, Stage.DEAL)])
        return {"deal": number}

    async def add_line(
        self,
        actor: Person,
        deal: DealId,
        version: int,
        product: ProductId,
        warehouse: WarehouseId | None,
        grams: int,
        price: Price,
        expected_cost: Decimal | None = None,
        *,
        cause: str,
    ) -> Answer:
        """`line`, `floor_state` ("below": stopped, approval is asked for), `version`.

        `warehouse` None: absent goods, sold as such (B9); `expected_cost` roubles a tonne ex VAT.
        Raises OutOfStock, GoodsPresent, InvalidInput, WrongStage, Stale, NotFound, NotAllowed.
        """

        async def work(opened: OpenDeal) -> Answer:
            return await self._lines.add(opened, product, warehouse, grams, price, expected_cost)

        return await self._desk.change(actor, deal, version, EDIT, cause, work)

    async def change_line(
        self,
        actor: Person,
        deal: DealId,
        version: int,
        line: LineId,
        grams: int | None = None,
        price: Price | None = None,
        *,
        cause: str,
    ) -> Answer:
        """None: as before. A line that waits for approval, or has it, is judged anew (B10)."""

        async def work(opened: OpenDeal) -> Answer:
            return await self._lines.change(opened, line, grams, price)

        before = partial(self._withdraw, [line])
        return await self._desk.change(actor, deal, version, EDIT, cause, work, before)

    async def remove_line(
        self, actor: Person, deal: DealId, version: int, line: LineId, *, cause: str
    ) -> Answer:
        async def work(opened: OpenDeal) -> Answer:
            return await self._lines.remove(opened, line)

        before = partial(self._withdraw, [line])
        return await self._desk.change(actor, deal, version, EDIT, cause, work, before)

    async def set_warehouse(
        self,
        actor: Person,
        deal: DealId,
        version: int,
        line: LineId,
        warehouse: WarehouseId,
        *,
        cause: str,
    ) -> Answer:
        """Where absent goods have come in and will leave from. Raises OutOfStock, WrongStage."""

        async def work(opened: OpenDeal) -> Answer:
            return await self._lines.set_warehouse(opened, line, warehouse)

        return await self._desk.change(actor, deal, version, EDIT, cause, work)

    async def take_reservation(
        self,
        actor: Person,
        reservation: ReservationId,
        deal: DealId,
        price: Price,
        cause: str,
    ) -> Answer:
        """A reservation becomes a line (`line`, `floor_state`, `version`) and lapses as before.

        Raises ReservationEnded, ReservationBound, NotYours (another client's), WrongStage.
        """

        async def work(opened: OpenDeal) -> Answer:
            return await self._lines.take(opened, reservation, price)

        return await self._desk.change(actor, deal, None, EDIT, cause, work)

    async def _withdraw(self, lines: list[LineId], unit: Unit, deal: Deal) -> None:
        """Requests about these lines are void; whose line it is has been told by the deal."""
        known = {line.id for line in (await unit.deals.lines([deal.id]))[deal.id]}
        for line in sorted(known.intersection(lines)):
            await self._approvals.withdraw(unit, DISCOUNT, OBJECT, line)

    async def set_terms(
        self,
        actor: Person,
        deal: DealId,
        version: int,
        prepayment_percent: int,
        deferral_days: int,
        *,
        cause: str,
    ) -> str:
        """Answers "set" or "asked": more days than the client's card allows wait for approval (E5).

        Raises InvalidInput, WrongStage, Stale, NotFound, NotAllowed.
        """

        async def work(opened: OpenDeal) -> Answer:
            return await self._terms.set(opened, prepayment_percent, deferral_days)

        before = self._terms.withdraw
        answer = await self._desk.change(actor, deal, version, EDIT, cause, work, before)
        return str(answer["terms"])

    async def set_delivery(
        self,
        actor: Person,
        deal: DealId,
        version: int,
        delivery: Mapping[str, Any],
        *,
        cause: str,
    ) -> Answer:
        """Any of city, delivery_address, unloading_contact, unloading_hours and ship_on (a date).

        None clears. Raises InvalidInput, WrongStage, Stale, NotFound, NotAllowed.
        """
        values = delivered(delivery)

        async def work(opened: OpenDeal) -> Answer:
            opened.require(DELIVERABLE)
            opened.change(**values)
            return {}

        return await self._desk.change(actor, deal, version, EDIT, cause, work)

    async def note(
        self, actor: Person, deal: DealId, version: int, text: str, *, cause: str
    ) -> Answer:
        """Free words of the seller about the deal; empty clears."""
        words = storable(text).strip()
        if len(words) > LONGEST_NOTE:
            raise InvalidInput("text-too-long", limit=LONGEST_NOTE)

        async def work(opened: OpenDeal) -> Answer:
            opened.change(note=words or None)
            return {}

        return await self._desk.change(actor, deal, version, EDIT, cause, work)

    async def offer(
        self, actor: Person, deal: DealId, version: int, valid_until: date | None, *, cause: str
    ) -> Answer:
        """A commercial offer was made: its `number`. Raises FloorBreach, DealEmpty, WrongStage."""
        work = self._paper("offer", valid_until, UNCONFIRMED)
        before = partial(self._floors.overtaken, self._desk, actor)
        return await self._desk.change(actor, deal, version, EDIT, cause, work, before)

    async def invoice(
        self,
        actor: Person,
        deal: DealId,
        version: int,
        valid_until: date | None = None,
        *,
        cause: str,
    ) -> Answer:
        """An invoice was made, also of an order: its `number`. Raises as `offer` does."""
        work = self._paper("invoice", valid_until, UNCONFIRMED | ORDERS)
        before = partial(self._floors.overtaken, self._desk, actor)
        return await self._desk.change(actor, deal, version, EDIT, cause, work, before)

    def _paper(
        self, kind: str, valid_until: date | None, stages: frozenset[Stage]
    ) -> Callable[[OpenDeal], Awaitable[Answer]]:
        async def work(opened: OpenDeal) -> Answer:
            opened.require(stages)
            return await self._confirming.paper(opened, kind, valid_until)

        return work

    async def confirm(self, actor: Person, deal: DealId, version: int, *, cause: str) -> Answer:
        """The order: every line's goods are held until they ship; all or nothing.

        Absent goods go into the register and are told of (B9). Raises FloorBreach, TermsAsked,
        TermsWaiting, TermsRejected, BuyerUnnamed (a lead), DealEmpty, OutOfStock, WarehouseEnded,
        GoodsPresent, WrongStage.
        """
        work = self._confirming.confirm
        before = partial(self._floors.overtaken, self._desk, actor)
        return await self._desk.change(actor, deal, version, EDIT, cause, work, before)

    async def lose(
        self, actor: Person, deal: DealId, version: int, reason: str, *, cause: str
    ) -> Answer:
        """Before anything has left; its goods are free again. Raises InvalidInput, WrongStage."""

        async def work(opened: OpenDeal) -> Answer:
            return await self._confirming.lose(opened, reason)

        return await self._desk.change(actor, deal, version, EDIT, cause, work, self._drop)

    async def _drop(self, unit: Unit, deal: Deal) -> None:
        """Nobody decides on what is no more; requests are locked before deals, by rising id."""
        lines = (await unit.deals.lines([deal.id]))[deal.id]
        await self._withdraw([line.id for line in lines], unit, deal)
        await self._terms.withdraw(unit, deal)
