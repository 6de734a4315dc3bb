"""B10: a line below its floor is stopped until director or head of sales approves exactly it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.amounts import Price, rounded
from core.approvals import model as approvals
from core.approvals.model import DISCOUNT, Approval, Outdated
from core.approvals.service import Approvals
from core.errors import NotFound
from core.ids import ApprovalId, LineId, ProductId
from core.orders.breaches import breach_facts
from core.orders.desk import DealDesk, OpenDeal
from core.orders.errors import FloorBreach, RuleBreach
from core.orders.events import LineBelowFloor
from core.orders.model import STOPPED, UNCONFIRMED, Deal, FloorState, Line
from core.orders.ports import Unit
from core.policy.actors import acting
from core.pricing.model import Goods, PriceRow, VatRate
from core.pricing.rules import floors_at, is_below, percent_of, rules_at, with_vat
from core.staff.model import Person

OBJECT = "line"


class Floors:
    def __init__(self, approvals: Approvals) -> None:
        self._approvals = approvals

    async def judge(self, opened: OpenDeal, line: Line) -> Line:
        """A new or changed line, by the floor of this moment; below it, approval is asked for."""
        basis = await Basis.of(opened.unit, [line], opened.now, opened.day)
        floor = basis.under(line)
        if floor is None:
            return await _put(opened, line, FloorState.FINE, None, basis.number(line))
        return await self._ask(opened, line, floor, basis)

    async def _ask(self, opened: OpenDeal, line: Line, floor: PriceRow, basis: "Basis") -> Line:
        goods, percent = basis.goods[line.product_id], basis.percent(line)
        price = Price(rounded(with_vat(line.price, percent)))
        least = Price(rounded(with_vat(floor.price, percent)))
        fields = await _facts(opened, line, goods.name, price, least)
        fields["facts"]["deal"] |= await breach_facts(opened, line, percent, price, least)
        filed = await self._approvals.file(
            opened.unit, opened.actor, DISCOUNT, OBJECT, line.id, fields
        )
        opened.events.append(
            LineBelowFloor(
                opened.deal.id,
                line.id,
                line.product_id,
                goods.name,
                line.grams,
                price,
                least,
                opened.actor.id,
                filed.id,
            )
        )
        return await _put(opened, line, FloorState.BELOW, filed.id, floor.id)

    async def overtaken(self, desk: DealDesk, actor: Person, unit: Unit, deal: Deal) -> None:
        """A request about a line that no floor stops any more is void: it goes without an answer.

        Ahead of the deal's lock, as requests are; the line itself is judged under it.
        """
        lines = (await unit.deals.lines([deal.id]))[deal.id]
        asked = [line for line in lines if line.floor_state is FloorState.BELOW]
        if not asked:
            return
        judged_by = Basis.of if deal.stage in UNCONFIRMED else Basis.of_rules
        now = desk.clock.now()
        basis = await judged_by(unit, asked, now, desk.firm.day(now))
        person = await acting(unit.people, actor)
        for line in sorted(asked, key=lambda one: one.id):
            if basis.under(line) is None:
                for one in await self._approvals.withdraw(unit, DISCOUNT, OBJECT, line.id):
                    await self._approvals.note(unit, person, one, approvals.VOID)

    async def breach(self, opened: OpenDeal) -> FloorBreach | None:
        """Judges every line anew by the floors of this moment; the first that is stopped.

        A confirmed order keeps its price: its papers are made whatever has risen since.
        """
        if not opened.unconfirmed:
            return None
        lines = list(opened.lines.values())
        basis = await Basis.of(opened.unit, lines, opened.now, opened.day)
        return await self._first(opened, lines, basis)

    async def leaving(self, opened: OpenDeal, lines: Sequence[Line]) -> FloorBreach | None:
        """B8: what is about to be shipped below an announcement's rule; the first that is stopped.

        A floor that has risen since the order was confirmed stops nothing; the rule is the
        director's word for these very days, so each sale below it is asked about.
        """
        basis = await Basis.of_rules(opened.unit, lines, opened.now, opened.day)
        return await self._first(opened, lines, basis)

    async def _first(
        self, opened: OpenDeal, lines: Sequence[Line], basis: "Basis"
    ) -> FloorBreach | None:
        found = None
        for line in lines:
            judged = await self._again(opened, line, basis)
            if judged.floor_state in STOPPED and found is None:
                found = basis.refusal(judged)
        return found

    async def _again(self, opened: OpenDeal, line: Line, basis: "Basis") -> Line:
        """An approval holds for the floor that it was given against, and for any lower one."""
        floor = basis.under(line)
        if floor is None and not opened.unconfirmed and line.floor_state not in STOPPED:
            return line
        if floor is None:
            return await _put(opened, line, FloorState.FINE, None, basis.number(line))
        if await self._stands(opened, line, floor, basis.percent(line)):
            return line
        return await self._ask(opened, line, floor, basis)

    @staticmethod
    async def _stands(opened: OpenDeal, line: Line, floor: PriceRow, percent: Decimal) -> bool:
        """Refused, still asked about, or approved against a floor no lower than this one."""
        if line.floor_state is FloorState.APPROVED:
            return not await _risen(opened.unit, line, floor, percent)
        if line.floor_state is FloorState.BELOW:
            return await waits(opened.unit, line.approval_id)
        return line.floor_state is FloorState.REJECTED


@dataclass(frozen=True, slots=True)
class Basis:
    """What lines are judged by at one moment, read once for all of them."""

    floors: Mapping[ProductId, PriceRow]
    goods: Mapping[ProductId, Goods]
    rates: Sequence[VatRate]
    day: date

    @classmethod
    async def of(cls, unit: Unit, lines: Iterable[Line], now: datetime, day: date) -> "Basis":
        """The floors in force, of the product or of an announcement (B8)."""
        products = {line.product_id for line in lines}
        return await cls._made(unit, products, await floors_at(unit, products, now, day), day)

    @classmethod
    async def of_rules(cls, unit: Unit, lines: Iterable[Line], now: datetime, day: date) -> "Basis":
        """Those of announcements alone."""
        products = {line.product_id for line in lines}
        return await cls._made(unit, products, await rules_at(unit, products, now, day), day)

    @classmethod
    async def _made(
        cls,
        unit: Unit,
        products: set[ProductId],
        floors: Mapping[ProductId, PriceRow],
        day: date,
    ) -> "Basis":
        prices = unit.prices
        return cls(floors, await prices.goods(products), await prices.vat_rates(), day)

    def percent(self, line: Line) -> Decimal:
        return percent_of(self.rates, self.goods[line.product_id].vat_kind, self.day)

    def number(self, line: Line) -> int | None:
        floor = self.floors.get(line.product_id)
        return floor.id if floor is not None else None

    def under(self, line: Line) -> PriceRow | None:
        """The floor that the line goes below."""
        floor, percent = self.floors.get(line.product_id), self.percent(line)
        return floor if floor is not None and is_below(line.price, floor.price, percent) else None

    def refusal(self, line: Line) -> FloorBreach:
        """Names the announcement where it is its rule that is broken."""
        floor, percent = self.floors.get(line.product_id), self.percent(line)
        least = rounded(with_vat(floor.price, percent)) if floor is not None else None
        told = {
            "product": self.goods[line.product_id].name,
            "price": per_kilogram(rounded(with_vat(line.price, percent))),
            "floor": per_kilogram(least) if least is not None else "—",
            "state": line.floor_state.value,
        }
        if floor is None or floor.news is None or floor.until is None:
            return FloorBreach(**told)
        return RuleBreach(**told, news=floor.news, until=floor.until.isoformat())


async def broken(
    unit: Unit, product: ProductId, price: Price, now: datetime, on: date
) -> Price | None:
    """The floor that a sale at this price would go below. Raises NotFound."""
    goods = (await unit.prices.goods([product])).get(product)
    if goods is None:
        raise NotFound
    floor = (await floors_at(unit, [product], now, on)).get(product)
    percent = percent_of(await unit.prices.vat_rates(), goods.vat_kind, on)
    if floor is None or not is_below(price, floor.price, percent):
        return None
    return Price(rounded(with_vat(floor.price, percent)))


async def waits(unit: Unit, approval: ApprovalId | None) -> bool:
    """A request may have become void without the deal: then it is asked for anew."""
    found = await unit.approvals.get(approval) if approval is not None else None
    return found is not None and found.state == approvals.WAITING


async def _risen(unit: Unit, line: Line, floor: PriceRow, percent: Decimal) -> bool:
    if line.floor_id is None or line.floor_id == floor.id:
        return line.floor_id is None
    known = (await unit.prices.by_ids([line.floor_id])).get(line.floor_id)
    return known is None or with_vat(floor.price, percent) > with_vat(known.price, percent)


async def _put(
    opened: OpenDeal,
    line: Line,
    state: FloorState,
    approval: ApprovalId | None,
    floor: int | None,
) -> Line:
    judged = replace(line, floor_state=state, approval_id=approval, floor_id=floor)
    if judged != line:
        opened.lines[line.id] = judged
        await opened.unit.deals.judge_line(judged)
    return judged


async def _facts(
    opened: OpenDeal, line: Line, product: str, price: Price, floor: Price
) -> dict[str, Any]:
    """What the decider looks at, in the names of fields.csv."""
    client = opened.deal.client_id
    names = await opened.unit.deals.clients_of([client])
    return {
        "client_id": client,
        "deal_id": opened.deal.id,
        "line_id": line.id,
        "facts": {
            "stock": {"product": product},
            "deal": {
                "number": str(opened.deal.id),
                "client": names.get(client, ""),
                "lines": approvals.grams(line.grams),
                "prices": approvals.price(price),
                "floors": approvals.price(floor),
            },
        },
    }


def shown(amount: Decimal) -> str:
    """Roubles with spaces between thousands; kopecks only where there are some."""
    whole, _, rest = f"{amount:,f}".partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", "\u00a0") + ("," + rest.ljust(2, "0") if rest else "")


def per_kilogram(per_tonne: Decimal) -> str:
    """As prices are spoken of; exact, or a line a kopeck a tonne too low would look equal."""
    return shown(per_tonne / 1000)


async def floor_decided(unit: Unit, approval: Approval, decider: Person) -> None:  # noqa: ARG001 - the shape of an outcome
    """The outcome of a discount request: for exactly that line as it was asked for.

    Takes no lock of the deal, so a decision never waits for a seller in a circle. Raises
    Outdated: the line has been changed, removed, or its floor lowered.
    """
    yes = approval.state == approvals.APPROVED
    state = FloorState.APPROVED if yes else FloorState.REJECTED
    if not await unit.deals.decide_line(LineId(approval.object_id), approval.id, state):
        raise Outdated
