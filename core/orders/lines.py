"""Lines of a deal while it is not confirmed: what, from where, how much, for how much."""

from dataclasses import replace
from decimal import Decimal

from core.amounts import LARGEST, Price, booked
from core.errors import InvalidInput, NotFound
from core.ids import LineId, ProductId, ReservationId, WarehouseId
from core.orders.desk import Answer, OpenDeal
from core.orders.errors import NotYours, WrongStage
from core.orders.floors import Floors
from core.orders.goods import Goods, held, require_absent, require_free
from core.orders.model import ORDERS, UNCONFIRMED, FloorState, Line, Stage
from core.pricing.rules import in_roubles
from core.stock import shelf
from core.stock.errors import OutOfStock, ReservationBound
from core.stock.offers import passed_on

NUMBERLESS = LineId(0)
LINES = 50
"""More than one deal needs; a listing of them has to fit on a screen."""


class Lines:
    def __init__(self, floors: Floors, goods: Goods) -> None:
        self._floors = floors
        self._goods = goods

    async def add(
        self,
        opened: OpenDeal,
        product: ProductId,
        warehouse: WarehouseId | None,
        grams: int,
        price: Price,
        expected_cost: Decimal | None,
    ) -> Answer:
        opened.require(UNCONFIRMED)
        await self._sellable(opened, product)
        line = Line(
            id=NUMBERLESS,
            deal_id=opened.deal.id,
            product_id=product,
            warehouse_id=warehouse,
            grams=weighed(grams),
            price=in_roubles(price),
            expected_cost=_cost(expected_cost, warehouse),
        )
        await self._placed(opened, line)
        return await self._put_down(opened, line)

    @staticmethod
    async def _sellable(opened: OpenDeal, product: ProductId) -> None:
        goods = (await opened.unit.prices.goods([product])).get(product)
        if goods is None:
            raise NotFound
        if goods.archived:
            raise InvalidInput("product-archived", product=goods.name)
        if len(opened.lines) >= LINES:
            raise InvalidInput("too-many-lines", limit=LINES)

    @staticmethod
    async def _placed(opened: OpenDeal, line: Line) -> None:
        """Either the goods lie there, or they lie nowhere (B9)."""
        if line.warehouse_id is None:
            await require_absent(opened, line)
            return
        if line.warehouse_id not in await opened.unit.deals.warehouses_of([line.warehouse_id]):
            raise NotFound
        await require_free(opened, line)

    async def _put_down(self, opened: OpenDeal, line: Line) -> Answer:
        line = replace(line, id=await opened.unit.deals.add_line(line))
        opened.lines[line.id] = line
        judged = await self._floors.judge(opened, line)
        return {"line": judged.id, "floor_state": judged.floor_state.value}

    async def change(
        self, opened: OpenDeal, number: LineId, grams: int | None, price: Price | None
    ) -> Answer:
        """An approval was for exactly the earlier price and quantity: it is asked for anew."""
        opened.require(UNCONFIRMED)
        line = opened.line(number)
        changed = replace(
            line,
            grams=line.grams if grams is None else weighed(grams),
            price=line.price if price is None else in_roubles(price),
        )
        if changed == line and line.floor_state is not FloorState.BELOW:
            return {"line": line.id, "floor_state": line.floor_state.value}
        if changed.grams != line.grams:
            await self._placed(opened, changed)
        await opened.put(changed)
        judged = await self._floors.judge(opened, changed)
        return {"line": judged.id, "floor_state": judged.floor_state.value}

    async def remove(self, opened: OpenDeal, number: LineId) -> Answer:
        """What was reserved before it came into the deal is a plain reservation again."""
        opened.require(UNCONFIRMED)
        line = opened.line(number)
        for one in (await held(opened.unit, opened)).get(number, []):
            place, current = await shelf.held(opened.unit, self._goods.react, one.id, opened.now)
            await opened.unit.reservations.change(replace(current, deal_id=None, line_id=None))
            await passed_on(opened.unit, self._goods.react, place, opened.now)
        await opened.put(replace(line, removed_at=opened.now))
        del opened.lines[number]
        return {"line": number}

    async def take(self, opened: OpenDeal, number: ReservationId, price: Price) -> Answer:
        """A reservation becomes a line; it lapses as before until the order is confirmed."""
        opened.require(UNCONFIRMED)
        react = self._goods.react
        place, reservation = await shelf.held(opened.unit, react, number, opened.now)
        await passed_on(opened.unit, react, place, opened.now)
        if reservation.client_id != opened.deal.client_id:
            raise NotYours
        if reservation.deal_id is not None:
            raise ReservationBound
        await self._sellable(opened, reservation.product_id)
        line = Line(
            id=NUMBERLESS,
            deal_id=opened.deal.id,
            product_id=reservation.product_id,
            warehouse_id=reservation.warehouse_id,
            grams=reservation.grams,
            price=in_roubles(price),
        )
        answer = await self._put_down(opened, line)
        await shelf.bind(
            opened.unit,
            react,
            reservation,
            opened.deal.id,
            LineId(answer["line"]),
            opened.actor.id,
            opened.now,
            lasting=False,
        )
        return answer

    async def set_warehouse(
        self, opened: OpenDeal, number: LineId, warehouse: WarehouseId
    ) -> Answer:
        """Absent goods have come: the line leaves from there. The register keeps the sale (B9).

        In a confirmed order as much as is free there is held at once. Raises OutOfStock.
        """
        line = opened.line(number)
        if opened.deal.stage not in UNCONFIRMED | (ORDERS - {Stage.SHIPPED, Stage.CLOSED}):
            raise WrongStage(stage=opened.deal.stage.value)
        if line.warehouse_id is not None:
            raise InvalidInput("line-placed")
        placed = replace(line, warehouse_id=warehouse)
        if opened.unconfirmed:
            await self._placed(opened, replace(placed, expected_cost=None))
            await opened.put(replace(placed, expected_cost=None))
            return {"line": number}
        free = await shelf.free(opened.unit, line.product_id, warehouse, opened.now)
        if free <= 0:
            raise OutOfStock(0)
        await opened.put(placed)
        await self._goods.hold(opened, placed, warehouse, min(free, line.open))
        return {"line": number}


def weighed(grams: int) -> int:
    """Raises InvalidInput."""
    if not 0 < grams <= LARGEST:
        raise InvalidInput("quantity-range")
    return grams


def _cost(expected: Decimal | None, warehouse: WarehouseId | None) -> Decimal | None:
    """Roubles a tonne, ex VAT, of absent goods only: what is in stock has its lots."""
    if expected is None or warehouse is not None:
        return None
    return booked(expected)
