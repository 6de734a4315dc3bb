"""Papers, confirmation and loss: the checks that a deal passes on its way (E12, B9, B10)."""

from dataclasses import replace
from datetime import date

from core.approvals.model import said
from core.errors import InvalidInput
from core.orders.desk import Answer, OpenDeal, refused
from core.orders.errors import BuyerUnnamed, DealEmpty, TermsWaiting
from core.orders.events import AbsentSold
from core.orders.floors import Floors, waits
from core.orders.goods import Goods, require_absent
from core.orders.model import UNCONFIRMED, UNSHIPPED, AbsentSale, Buyer, Line, Paper, Stage
from core.orders.terms import Terms
from core.typed import storable

_STAGES = {
    "offer": (frozenset({Stage.DEAL}), Stage.OFFERED),
    "invoice": (frozenset({Stage.DEAL, Stage.OFFERED}), Stage.INVOICED),
}
"""Kind of paper → the stages that it moves a deal on from, and where to."""


class Confirming:
    def __init__(self, floors: Floors, goods: Goods, terms: Terms) -> None:
        self._floors = floors
        self._goods = goods
        self._terms = terms

    async def paper(self, opened: OpenDeal, kind: str, valid_until: date | None) -> Answer:
        if valid_until is not None and valid_until < opened.day:
            raise InvalidInput("date-past")
        if not opened.lines:
            raise DealEmpty
        breach = await self._floors.breach(opened)
        if breach is not None:
            return refused(breach)
        paper = Paper(opened.deal.id, kind, 0, valid_until, opened.actor.id, opened.now)
        number = await opened.unit.deals.add_paper(opened.deal.id, paper)
        before, after = _STAGES[kind]
        if opened.deal.stage in before:
            opened.move(after)
        return {"number": number, "stage": opened.deal.stage.value}

    async def confirm(self, opened: OpenDeal) -> Answer:
        opened.require(UNCONFIRMED)
        if not opened.lines:
            raise DealEmpty
        if await waits(opened.unit, opened.deal.terms_approval_id):
            raise TermsWaiting
        opened.change(terms_approval_id=None)
        terms = await self._terms.stop(opened, await self._buyer(opened))
        stopped = await self._floors.breach(opened) or terms
        if stopped is not None:
            return refused(stopped)
        await self._goods.reserve(opened)
        for line in opened.lines.values():
            if line.warehouse_id is None:
                await self._register(opened, line)
        opened.change(ordered_at=opened.now)
        opened.move(Stage.ORDERED)
        return {"stage": opened.deal.stage.value}

    @staticmethod
    async def _buyer(opened: OpenDeal) -> Buyer:
        """E12: a company, so that there is somebody to invoice and to deliver to."""
        buyer = await opened.unit.deals.buyer(opened.deal.client_id)
        if buyer is None or not buyer.company:
            raise BuyerUnnamed(client=buyer.name if buyer is not None else "")
        return buyer

    @staticmethod
    async def _register(opened: OpenDeal, line: Line) -> None:
        """B9: who sells what is nowhere, how much, and what it will cost."""
        await require_absent(opened, line)
        goods = (await opened.unit.prices.goods([line.product_id]))[line.product_id]
        sale = AbsentSale(
            0,
            opened.deal.id,
            line.id,
            line.product_id,
            opened.actor.id,
            line.grams,
            line.expected_cost,
            opened.now,
        )
        sale = replace(sale, id=await opened.unit.deals.add_absent(sale))
        opened.events.append(
            AbsentSold(
                sale.id,
                sale.deal_id,
                sale.line_id,
                sale.product_id,
                goods.name,
                sale.grams,
                sale.expected_cost,
                sale.person_id,
            )
        )

    async def lose(self, opened: OpenDeal, reason: str) -> Answer:
        opened.require(UNSHIPPED)
        await self._goods.release(opened, opened.lines.values())
        opened.change(lost_reason=said(storable(reason), "reason"), terms_approval_id=None)
        opened.move(Stage.LOST)
        return {"stage": opened.deal.stage.value}
