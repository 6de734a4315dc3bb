"""What the screens ask about deals: a card, lists, deliveries, the register of absent sales."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from core.amounts import Price
from core.approvals.views import hidden
from core.errors import NotAllowed, NotFound
from core.firm import Firm
from core.ids import ClientId, DealId, PersonId, ProductId
from core.once import once_whole
from core.orders import views
from core.orders.access import READ, lane_of, reachable
from core.orders.credit import outlook, request_view
from core.orders.floors import broken
from core.orders.model import ORDERS, AbsentSale, Deal
from core.orders.plain import left_behind, plain
from core.orders.ports import Scope, Unit, Units
from core.orders.reckoning import earned, figures
from core.orders.views import Names, Whole
from core.policy.actors import acting, looking
from core.policy.fields import visible
from core.policy.permissions import may, may_with_client, require
from core.ports import Clock
from core.pricing.rules import floors_at, in_roubles
from core.staff.model import Person
from core.stock.model import PAGE, Page

OWN_SCOPE, ANY_SCOPE = "own", "any"
DELIVER, EDIT = "deal:deliver", "deal:edit"
LISTED = 1000


class DealQueries:
    def __init__(self, units: Units, clock: Clock, firm: Firm) -> None:
        self._units = units
        self._clock = clock
        self._firm = firm

    async def card(self, actor: Person, deal: DealId) -> dict[str, Any]:
        """The fields of fields.csv that the reader sees, with `id`, `version`, `own`.

        `lines` carry prices and floors for those who see them. To a logistician only orders
        exist, without the client (A8). Raises NotFound for another manager's deal (A5).
        """
        async with self._units.read() as unit:
            reader = await looking(unit.people, actor)
            found = await reachable(unit, reader, deal, READ, DELIVER)
            whole = await self._whole(unit, found)
            if not may_with_client(reader, READ, whole.lane):
                return views.delivery(reader, whole, await _names(unit, [whole], reader))
            return views.card(reader, whole, await _names(unit, [whole], reader))

    async def _whole(self, unit: Unit, deal: Deal) -> Whole:
        now = self._clock.now()
        today = self._firm.day(now)
        lines = (await unit.deals.lines([deal.id]))[deal.id]
        gone = (await unit.shipments.of_deals([deal.id]))[deal.id]
        floors = await floors_at(unit, {line.product_id for line in lines}, now, today)
        return Whole(
            deal=deal,
            lane=await lane_of(unit, deal),
            lines=lines,
            figures=(await figures(unit, [deal.id], today))[deal.id],
            shipments=gone,
            payments=await unit.deals.payments([deal.id]),
            papers=await unit.deals.papers([deal.id]),
            floors={product: row.price for product, row in floors.items()},
            profit=await earned(unit, deal, lines, gone, self._firm.day, today),
            request=await request_view(unit, deal),
        )

    async def outlook(self, actor: Person, deal: DealId) -> dict[str, Any] | None:
        """What the deferral will be stopped by at the confirmation (E5); None: by nothing.

        Raises NotFound, NotAllowed.
        """
        async with self._units.read() as unit:
            reader = await looking(unit.people, actor)
            found = await reachable(unit, reader, deal, EDIT)
            return await outlook(unit, found, self._firm.day(self._clock.now()))

    async def floor_under(self, actor: Person, product: ProductId, price: Price) -> Price | None:
        """What a line at this price would go below, and be stopped by (B10), per tonne with VAT.

        Raises NotAllowed, NotFound, InvalidInput.
        """
        now = self._clock.now()
        async with self._units.read() as unit:
            reader = await looking(unit.people, actor)
            if not (may(reader, f"{EDIT}:own") or may(reader, f"{EDIT}:any")):
                raise NotAllowed(permission=f"{EDIT}:own")
            return await broken(unit, product, in_roubles(price), now, self._firm.day(now))

    async def page(self, actor: Person, scope: str = OWN_SCOPE, page: int = 0) -> Page[Any]:
        """Newest first; `scope` "own" or, for those who may read every deal, "any".

        Raises NotAllowed.
        """
        async with self._units.read() as unit:
            reader = await looking(unit.people, actor)
            return await self._page(unit, reader, _scope(reader, scope), page)

    async def of_client(self, actor: Person, client: ClientId, page: int = 0) -> Page[Any]:
        """The deals of one client's card. Raises NotFound for another's client (A5)."""
        async with self._units.read() as unit:
            reader = await looking(unit.people, actor)
            lane = (await unit.clients.lanes_of([client])).get(client)
            if not may_with_client(reader, READ, lane):
                raise NotFound(permission=READ)
            return await self._page(unit, reader, Scope(client=client), page)

    async def papers_of(self, actor: Person, client: ClientId) -> list[dict[str, Any]]:
        """A9: offers and invoices of one client's deals, newest first: kind, number, at.

        Raises NotFound for another's client (A5).
        """
        async with self._units.read() as unit:
            reader = await looking(unit.people, actor)
            lane = (await unit.clients.lanes_of([client])).get(client)
            if not may_with_client(reader, READ, lane):
                raise NotFound(permission=READ)
            if "papers" not in visible(reader, views.RESOURCE, lane):
                return []
            deals = await unit.deals.page(Scope(client=client), LISTED, 0)
            found = await unit.deals.papers([deal.id for deal in deals])
        newest = sorted(found, key=lambda paper: paper.at, reverse=True)
        return [{"kind": one.kind, "number": one.number, "at": one.at} for one in newest]

    async def _page(self, unit: Unit, reader: Person, scope: Scope, page: int) -> Page[Any]:
        leaf = await _leaf(unit, scope, page)
        found = await self._wholes(unit, leaf.rows)
        names = await _names(unit, found, reader)
        rows = [views.row(reader, whole, names) for whole in found]
        return Page(rows, leaf.page, leaf.pages, leaf.counted)

    async def _wholes(self, unit: Unit, deals: Sequence[Deal]) -> list[Whole]:
        today = self._firm.day(self._clock.now())
        numbers = [deal.id for deal in deals]
        lanes = await unit.clients.lanes_of({deal.client_id for deal in deals})
        lines = await unit.deals.lines(numbers)
        known = await figures(unit, numbers, today)
        return [
            Whole(deal, lanes.get(deal.client_id), lines[deal.id], known[deal.id]) for deal in deals
        ]

    async def deliveries(self, actor: Person, page: int = 0) -> Page[Any]:
        """A8: every order without the client: number, goods, city, date, address, unloading.

        Raises NotAllowed.
        """
        async with self._units.read() as unit:
            reader = await looking(unit.people, actor)
            if not (may(reader, DELIVER) or may(reader, f"{READ}:any")):
                raise NotAllowed(permission=DELIVER)
            leaf = await _leaf(unit, Scope(stages=ORDERS), page)
            found = await self._wholes(unit, leaf.rows)
            names = await _names(unit, found, reader)
            rows = [views.delivery(reader, whole, names) for whole in found]
            return Page(rows, leaf.page, leaf.pages, leaf.counted)

    async def absent(self, actor: Person, page: int = 0) -> Page[Any]:
        """B9's register, newest first: who, what, grams, expected cost a tonne. NotAllowed."""
        async with self._units.read() as unit:
            reader = await looking(unit.people, actor)
            require(reader, "absent:read")
            page, pages = _turned(page, await unit.deals.count_absent())
            found = await unit.deals.absent(PAGE, page * PAGE)
            return Page(await _sales(unit, reader, found), page, pages)

    async def note_absent(self, actor: Person, sale: int, cause: str) -> dict[str, Any]:
        """Noted as read, by whoever is first: `by` and `at` (ISO). Raises NotFound, NotAllowed."""
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            require(actor, "absent:read")
            now = self._clock.now()

            async def work() -> dict[str, Any]:
                return await _noted(unit, actor, sale, now)

            return await once_whole(unit, cause, now, work)

    async def listing(self, limit: int = LISTED) -> list[dict[str, Any]]:
        """For the command line, whose user is the owner of the database: newest first."""
        async with self._units.read() as unit:
            found = await self._wholes(unit, await unit.deals.page(Scope(), limit, 0))
            names = await _names(unit, found)
            return [plain(whole, names) for whole in found]

    async def whole(self, deal: DealId) -> dict[str, Any] | None:
        """The same for one deal, with what has left, what was paid and which papers were made."""
        async with self._units.read() as unit:
            found = await unit.deals.get(deal)
            if found is None:
                return None
            whole = await self._whole(unit, found)
            return plain(whole, await _names(unit, [whole])) | left_behind(whole)


def _scope(reader: Person, scope: str) -> Scope:
    if scope == ANY_SCOPE:
        require(reader, f"{READ}:any")
        return Scope()
    if not (may(reader, f"{READ}:own") or may(reader, f"{READ}:any")):
        raise NotAllowed(permission=f"{READ}:own")
    return Scope(owner=reader.id)


async def _leaf(unit: Unit, scope: Scope, page: int) -> Page[Deal]:
    """One page.

    The deals of the whole firm are too many to be counted at each press: of those it is only
    looked whether another page follows.
    """
    if scope.owner is not None or scope.client is not None:
        page, pages = _turned(page, await unit.deals.count(scope))
        return Page(await unit.deals.page(scope, PAGE, page * PAGE), page, pages)
    found = await unit.deals.page(scope, PAGE + 1, max(page, 0) * PAGE)
    if not found and page > 0:
        return await _leaf(unit, scope, 0)
    page = max(page, 0)
    return Page(found[:PAGE], page, page + 1 + (len(found) > PAGE), counted=False)


def _turned(page: int, count: int) -> tuple[int, int]:
    """(the page, as far as there is one; how many there are)."""
    pages = max(1, -(-count // PAGE))
    return min(max(page, 0), pages - 1), pages


async def _names(unit: Unit, wholes: Iterable[Whole], reader: Person | None = None) -> Names:
    """As far as the reader may know them: a retailer is named to administrators only (POLICY i).

    `reader` None: the command line, whose user is the owner of the database.
    """
    wholes = list(wholes)
    lines = [line for whole in wholes for line in whole.lines]
    people = await unit.people.by_ids({p for whole in wholes for p in views.people_in(whole)})
    goods = await unit.prices.goods({line.product_id for line in lines})
    places = {line.warehouse_id for line in lines if line.warehouse_id is not None}
    return Names(
        await unit.deals.clients_of({whole.deal.client_id for whole in wholes}),
        {n: one.name for n, one in people.items() if reader is None or not hidden(reader, one)},
        {number: one.name for number, one in goods.items()},
        await unit.deals.warehouses_of(places),
    )


async def _sales(unit: Unit, reader: Person, sales: Sequence[AbsentSale]) -> list[dict[str, Any]]:
    """POLICY iii: to the head of sales without the seller, where that is a retailer."""
    people = await unit.people.by_ids(
        {n for sale in sales for n in (sale.person_id, sale.noted_by) if n is not None}
    )
    names: dict[PersonId | None, str] = {
        number: one.name for number, one in people.items() if not hidden(reader, one)
    }
    goods = await unit.prices.goods({sale.product_id for sale in sales})
    return [
        {
            "id": sale.id,
            "deal": sale.deal_id,
            "product": goods[sale.product_id].name,
            "product_id": sale.product_id,
            "person": names.get(sale.person_id),
            "grams": sale.grams,
            "expected_cost": sale.expected_cost,
            "at": sale.at,
            "noted_by": names.get(sale.noted_by),
            "noted_at": sale.noted_at,
        }
        for sale in sales
    ]


async def _noted(unit: Unit, actor: Person, number: int, now: datetime) -> dict[str, Any]:
    sale = await unit.deals.note_absent(number, actor.id, now)
    if sale is None or sale.noted_by is None or sale.noted_at is None:
        raise NotFound
    person = await unit.people.get(sale.noted_by)
    return {"by": person.name if person else "", "at": sale.noted_at.isoformat()}
