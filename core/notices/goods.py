"""Reservations and the queue, told to those whose they are; a recount that does not fit (A4)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.ids import ProductId, WarehouseId
from core.notices import buttons
from core.notices.bell import Bell, Notice, Press, Rows, who_may
from core.notices.clients import client_name, lane_of, owned
from core.notices.ports import Unit
from core.notices.speech import UNKNOWN, Speech
from core.staff.model import Person, Role
from core.stock.events import (
    GoodsOffered,
    RecountConflict,
    ReservationExtended,
    ReservationLapsed,
    ReservationMoved,
    ReservationPlaced,
    ReservationReleased,
    ReservationShipped,
    StockChanged,
)
from core.stock.model import Kind, Reservation

WRITE_OFFS = "approval:decide:write-off"
LATE_AFTER = timedelta(minutes=5)
"""A lapse that is told later than this says when it was (P10)."""
Changed = (
    ReservationPlaced
    | ReservationExtended
    | ReservationReleased
    | ReservationShipped
    | ReservationMoved
)
KEYS = {
    ReservationPlaced: "notice-reservation-placed",
    ReservationExtended: "notice-reservation-extended",
    ReservationReleased: "notice-reservation-released",
    ReservationShipped: "notice-reservation-shipped",
    ReservationMoved: "notice-reservation-moved",
}


class GoodsNotices:
    def __init__(self, bell: Bell) -> None:
        self._bell = bell

    async def changed(self, unit: Unit, events: Sequence[Changed]) -> None:
        """To the manager whose reservation it is, when somebody else has done it."""
        notices = []
        for event in events:
            one = event.reservation
            manager = await unit.people.get(one.person_id)
            if manager is None or event.person == manager.id:
                continue
            by = await unit.people.get(event.person) if event.person is not None else None
            grams = event.grams if isinstance(event, ReservationShipped) else one.grams
            say = self._bell.speech(manager)
            who = by.name if by is not None else say("notice-system")
            head = say(KEYS[type(event)], grams=say.weight(grams), by=who)
            key = f"reservation:{one.id}:{one.version}:{KEYS[type(event)]}"
            rows: Rows = _open(one) if not isinstance(event, ReservationReleased) else ()
            held = rows and one.lapses_at is not None
            until = [say("notice-reservation-until", at=say.moment(one.lapses_at))] if held else []
            notices.append(await self._about(unit, manager, one, key, rows, (head, *until)))
        await self._bell.ring(unit, notices)

    async def lapsed(self, unit: Unit, events: Sequence[ReservationLapsed]) -> None:
        """The time is over and the goods are free: the manager may reserve them anew."""
        notices = []
        for event in events:
            one = event.reservation
            manager = await unit.people.get(one.person_id)
            if manager is None:
                continue
            say = self._bell.speech(manager)
            head = say("notice-reservation-lapsed", grams=say.weight(one.grams))
            rows = [[Press("button-stock", buttons.STOCK, ("product", int(one.product_id)))]]
            key, late = f"reservation:{one.id}:lapsed", _late(say, one, event.at)
            notices.append(await self._about(unit, manager, one, key, rows, (head, *late)))
        await self._bell.ring(unit, notices)

    async def _about(
        self,
        unit: Unit,
        manager: Person,
        one: Reservation,
        key: str,
        rows: Rows,
        told: tuple[str, ...],
    ) -> Notice:
        """`told`: the head, and what stands below the goods."""
        say = self._bell.speech(manager)
        lane = await lane_of(unit, one.client_id)
        product, warehouse = await names_of(unit, one.product_id, one.warehouse_id)
        about = say(
            "notice-reservation-about",
            product=product,
            warehouse=warehouse,
            client=await client_name(unit, manager, one.client_id, lane),
        )
        text = "\n".join([told[0], about, *told[1:]])
        return Notice(manager, "reservation", key, text, rows, lane=owned(manager, lane))

    async def offered(self, unit: Unit, events: Sequence[GoodsOffered]) -> None:
        """The next in the queue: an offer holds nothing, whoever is quicker has the goods."""
        notices = []
        for event in events:
            one = event.waiting
            manager = await unit.people.get(one.person_id)
            if manager is None:
                continue
            place = one.offered_warehouse_id or one.warehouse_id
            product, warehouse = await names_of(unit, one.product_id, place)
            lane = await lane_of(unit, one.client_id)
            say = self._bell.speech(manager)
            text = say(
                "notice-offered",
                product=product,
                warehouse=warehouse,
                grams=say.weight(one.grams),
                client=await client_name(unit, manager, one.client_id, lane),
            )
            thing, seen = ("waiting", int(one.id)), (one.version,)
            press = [
                Press("button-take-offer", buttons.TAKE_OFFER, thing, seen),
                Press("button-leave-queue", buttons.LEAVE_QUEUE, thing, seen),
            ]
            key = f"offered:{one.id}:{one.version}"
            notices.append(
                Notice(manager, "offered", key, text, [press], lane=owned(manager, lane))
            )
        await self._bell.ring(unit, notices)

    async def conflict(self, unit: Unit, events: Sequence[RecountConflict]) -> None:
        """Fewer were counted than are promised: director and head of sales decide who waits."""
        notices = []
        for event in events:
            product, warehouse = await names_of(unit, event.product, event.warehouse)
            by = await unit.people.get(event.person) if event.person is not None else None
            held = await _held(unit, event)
            key = f"recount:{event.product}:{event.warehouse}:{event.at.isoformat()}"
            for reader in await unit.people.of_roles(Role.DIRECTOR, Role.SALES_HEAD):
                say = self._bell.speech(reader)
                text = say(
                    "notice-recount",
                    product=product,
                    warehouse=warehouse,
                    counted=say.weight(event.counted),
                    reserved=say.weight(event.reserved),
                    by=by.name if by is not None else say("notice-system"),
                )
                text = "\n".join([text, *(f"• {say.weight(n)} · {who}" for n, who in held)])
                rows = [[Press("button-stock", buttons.STOCK, ("product", int(event.product)))]]
                notices.append(
                    Notice(reader, "recount", key, text, rows, ("reservation:read:any",))
                )
        await self._bell.ring(unit, notices)

    async def missing(self, unit: Unit, events: Sequence[StockChanged]) -> None:
        """E5: a write-off is approved, so a count that finds less is told to those who approve."""
        notices = []
        for event in events:
            if event.kind is not Kind.RECOUNTED or event.after >= event.before:
                continue
            product, warehouse = await names_of(unit, event.product, event.warehouse)
            by = await unit.people.get(event.person) if event.person is not None else None
            key = f"missing:{event.product}:{event.warehouse}:{event.at.isoformat()}"
            for reader in await who_may(unit, WRITE_OFFS):
                if reader.id == event.person:
                    continue
                say = self._bell.speech(reader)
                text = say(
                    "notice-missing",
                    product=product,
                    warehouse=warehouse,
                    before=say.weight(event.before),
                    after=say.weight(event.after),
                    short=say.weight(event.before - event.after),
                    by=by.name if by is not None else say("notice-system"),
                    reason=event.reason or UNKNOWN,
                )
                rows = [[Press("button-stock", buttons.STOCK, ("product", int(event.product)))]]
                notices.append(Notice(reader, "missing", key, text, rows, (WRITE_OFFS,)))
        await self._bell.ring(unit, notices)


async def _held(unit: Unit, event: RecountConflict) -> list[tuple[int, str]]:
    """Grams and whose, the most first: whom the two have to speak with."""
    found: dict[str, int] = {}
    for one in await unit.reservations.at(event.product, event.warehouse, event.at):
        found[one.person] = found.get(one.person, 0) + one.reservation.grams
    return sorted(((grams, who) for who, grams in found.items()), reverse=True)


def _late(say: Speech, one: Reservation, told_at: datetime) -> list[str]:
    if one.lapses_at is None or told_at - one.lapses_at <= LATE_AFTER:
        return []
    lapsed = say("notice-reservation-lapsed-at", at=say.moment(one.lapses_at))
    return [lapsed, *say.late(told_at - one.lapses_at)]


def _open(one: Reservation) -> Rows:
    return [[Press("button-open", buttons.RESERVATION, ("reservation", int(one.id)))]]


async def names_of(
    unit: Unit, product: ProductId, warehouse: WarehouseId | None
) -> tuple[str, str]:
    """Of a product and a warehouse; a closed one is a dash."""
    products = await unit.products.by_ids([product])
    places = {place.id: place.name for place in await unit.products.warehouses()}
    named = products[product].name if product in products else UNKNOWN
    return named, places.get(warehouse, UNKNOWN) if warehouse is not None else UNKNOWN
