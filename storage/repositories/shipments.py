"""What left for a deal, part by part."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import DealId, PersonId, ShipmentId
from core.orders.model import Departure, Shipment
from storage.dialects import padded
from storage.repositories.prices import kopecks, roubles
from storage.tables import shipment_lines, shipments

_last = select(func.max(shipments.c.number)).where(shipments.c.deal_id == bindparam("deal"))
_of_deals = (
    select(shipments)
    .where(shipments.c.deal_id.in_(bindparam("ids", expanding=True)))
    .order_by(shipments.c.deal_id, shipments.c.number)
)
_lines = (
    select(shipment_lines)
    .join(shipments, shipments.c.id == shipment_lines.c.shipment_id)
    .where(shipments.c.deal_id.in_(bindparam("ids", expanding=True)))
    .order_by(shipment_lines.c.id)
)


class SqlShipments:
    """Implements core.orders.ports.Shipments."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, deal: DealId, person: PersonId, now: datetime) -> tuple[ShipmentId, int]:
        """The caller holds the deal, so nobody else counts at the same time."""
        number = int(await self._connection.scalar(_last, {"deal": deal}) or 0) + 1
        row = {"deal_id": deal, "number": number, "shipped_at": now, "person_id": person}
        made = await self._connection.execute(shipments.insert().returning(shipments.c.id), row)
        return ShipmentId(made.scalar_one()), number

    async def add_lines(self, shipment: Shipment) -> None:
        rows = [
            {
                "shipment_id": shipment.id,
                "line_id": line.line_id,
                "grams": line.grams,
                "vat_percent": int(line.vat_percent),
                "cost": kopecks(line.cost) if line.cost is not None else None,
            }
            for line in shipment.lines
        ]
        await self._connection.execute(shipment_lines.insert(), rows)

    async def of_deals(self, deals: Iterable[DealId]) -> dict[DealId, list[Shipment]]:
        ids = padded(deals)
        found: dict[DealId, list[Shipment]] = {deal: [] for deal in ids}
        if not ids:
            return found
        lines: dict[ShipmentId, list[Departure]] = defaultdict(list)
        for row in await self._connection.execute(_lines, {"ids": ids}):
            cost = roubles(row.cost) if row.cost is not None else None
            lines[row.shipment_id].append(
                Departure(row.line_id, row.grams, Decimal(row.vat_percent), cost)
            )
        for row in await self._connection.execute(_of_deals, {"ids": ids}):
            parts = tuple(lines[row.id])
            found[row.deal_id].append(
                Shipment(row.id, row.deal_id, row.number, row.shipped_at, row.person_id, parts)
            )
        return found
