"""A reservation that is about to lapse, told to whoever holds the goods, with what can be done."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from core.firm import Firm
from core.notices import buttons
from core.notices.bell import CLOSED, Bell, Notice, Press, Rows
from core.notices.clients import client_name, lane_of, owned
from core.notices.goods import names_of
from core.notices.ports import Unit
from core.notices.speech import Speech
from core.policy.permissions import may_with_client
from core.staff.model import Person
from core.stock.events import (
    ReservationBound,
    ReservationExtended,
    ReservationLapsed,
    ReservationMoved,
    ReservationReleased,
    ReservationShipped,
)
from core.stock.model import Reservation, State

DAY_BEFORE, DAY_OF = "day-before", "day-of"
Over = (
    ReservationExtended
    | ReservationReleased
    | ReservationLapsed
    | ReservationShipped
    | ReservationMoved
    | ReservationBound
)
ENDS: Mapping[type, str] = {
    ReservationExtended: "notice-holding-extended",
    ReservationReleased: "notice-holding-released",
    ReservationLapsed: "notice-holding-lapsed",
    ReservationShipped: "notice-holding-shipped",
    ReservationMoved: "notice-holding-moved",
    ReservationBound: "notice-holding-bound",
}


class HoldingNotices:
    def __init__(self, bell: Bell, firm: Firm) -> None:
        self._bell = bell
        self._firm = firm

    async def remind(
        self, unit: Unit, one: Reservation, kind: str, now: datetime, late: timedelta | None
    ) -> bool:
        """A4: by Telegram and by e-mail. A5: nothing to one who has lost the client.

        False: nobody is told.
        """
        manager = await unit.people.get(one.person_id)
        lane = await lane_of(unit, one.client_id)
        if manager is None or not may_with_client(manager, "client:read", lane):
            return False
        say, more = self._bell.speech(manager), self._may_extend(manager, one)
        lines = [
            self._head(say, one, now),
            await self._about(unit, manager, one),
            *([] if more else [say("notice-holding-no-more")]),
            *say.late(late),
        ]
        notice = Notice(
            manager,
            "reservation-reminder",
            _key(one, kind, one.extensions),
            "\n".join(lines),
            self._presses(say, one, now if more else None),
            ("reservation:read:own",),
            owned(manager, lane),
            mail=True,
        )
        return await self._bell.ring(unit, [notice])

    def _head(self, say: Speech, one: Reservation, now: datetime) -> str:
        """By the day on which it is read: of a lapse in the night that is the evening before."""
        at = one.lapses_at
        today = at is not None and self._firm.day(now) == self._firm.day(at)
        key = "notice-holding-today" if today else "notice-holding-tomorrow"
        return say(key, at=say.moment(at))

    async def _about(self, unit: Unit, reader: Person, one: Reservation) -> str:
        say, lane = self._bell.speech(reader), await lane_of(unit, one.client_id)
        product, warehouse = await names_of(unit, one.product_id, one.warehouse_id)
        return say(
            "notice-holding-about",
            product=product,
            grams=say.weight(one.grams),
            warehouse=warehouse,
            client=await client_name(unit, reader, one.client_id, lane),
        )

    def _may_extend(self, manager: Person, one: Reservation) -> bool:
        limit = self._firm.reservation_extensions.get(manager.role)
        return limit is None or one.extensions < limit

    def _presses(self, say: Speech, one: Reservation, now: datetime | None) -> Rows:
        """What is in a deal already is shipped, or given up, from there. `now`: if extended."""
        thing, seen = ("reservation", int(one.id)), (one.version,)
        first = []
        if now is not None:
            days = self._firm.reservation_days
            until = self._firm.day(now + timedelta(days=days)).strftime("%d.%m")
            more = say("tg-reservation-extend", count=days, until=until)
            first = [Press("button-open", buttons.EXTEND, thing, seen, words=more)]
        release = Press("tg-reservation-release", buttons.RELEASE, thing, seen)
        onward = Press("tg-reservation-deal", buttons.TO_DEAL, thing, seen)
        if one.deal_id is not None:
            onward = Press("button-deal", buttons.DEAL, ("deal", int(one.deal_id)))
        return [row for row in (first, [release, onward]) if row]

    async def closed(self, unit: Unit, events: Sequence[Over]) -> None:
        """Fault 29: a reminder that was acted upon says so, and its buttons are gone.

        They name a version that has passed even where the goods are still held.
        """
        for event in events:
            one = event.reservation
            manager = await unit.people.get(one.person_id)
            lane = await lane_of(unit, one.client_id)
            if manager is None or not may_with_client(manager, "client:read", lane):
                continue
            about = await self._about(unit, manager, one)
            await self._close(unit, manager, event, about)

    async def _close(self, unit: Unit, manager: Person, event: Over, about: str) -> None:
        one, kind = event.reservation, type(event)
        at = one.lapses_at if kind in {ReservationExtended, ReservationLapsed} else one.ended_at
        held = one.state is State.ACTIVE and kind is not ReservationExtended

        def text(reader: Person) -> str:
            say = self._bell.speech(reader)
            still = held and one.lapses_at is not None
            lines = [say(_ending(event), at=say.moment(at)), about]
            if still:
                lines.append(say("notice-holding-still", at=say.moment(one.lapses_at)))
            return "\n".join(lines)

        before = one.extensions - (1 if kind is ReservationExtended else 0)
        mark = f"held:{one.version}" if held else CLOSED
        for which in (DAY_BEFORE, DAY_OF):
            await self._bell.rewrite(unit, _key(one, which, before), [manager], text, mark)


def _ending(event: Over) -> str:
    one = event.reservation
    if isinstance(event, ReservationShipped) and one.grams > 0:
        return "notice-holding-part"
    if isinstance(event, ReservationBound) and one.lapses_at is None:
        return "notice-holding-ordered"
    return ENDS[type(event)]


def _key(one: Reservation, kind: str, extensions: int) -> str:
    """Each extension has reminders of its own."""
    return f"reservation-reminder:{one.id}:{kind}:{extensions}"
