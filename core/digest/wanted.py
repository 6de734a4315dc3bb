"""What somebody has asked to be told every day: the screen that he looks at anyhow, by itself."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.approvals.model import KINDS as DECIDED
from core.approvals.views import hidden
from core.digest.lines import Part
from core.digest.message import MISSED, late_line, ring
from core.digest.model import Days, Subscription
from core.digest.parts import APPROVALS, TODAY, Parts, Sections
from core.digest.ports import Unit
from core.ids import SubscriptionId
from core.notices.bell import Bell, Notice, Press
from core.notices.buttons import REGISTER
from core.notices.speech import UNKNOWN, Speech
from core.policy.fields import view_for
from core.policy.modules import SWITCHES
from core.policy.permissions import may
from core.ports import Clock
from core.schedule.calendar import Calendar
from core.schedule.model import Occurrence
from core.staff.model import Person
from core.stock.ports import ReservationLine

NAME = "subscription"
LINES = 15
"""Of a list; the rest is on its screen."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`rights`: one of them is needed, when it is asked for and at each time it is sent."""

    rights: tuple[str, ...]
    open: Press

    def allowed(self, reader: Person) -> bool:
        return any(may(reader, one) for one in self.rights)

    @property
    def closed(self) -> bool:
        """Its module is off: nobody has lost a right, and it waits (E13)."""
        return all(SWITCHES.closed(one) for one in self.rights)


KINDS: Mapping[str, Kind] = {
    "today": Kind(("task:read:own",), TODAY),
    "board": Kind(("reservation:read:any",), Press("button-board", "rb", more=(0,))),
    "rates": Kind(("rate:read",), Press("button-rates", "fx")),
    "absent": Kind(("absent:read",), Press("button-register", REGISTER, more=(0,))),
    "approvals": Kind(tuple(f"approval:decide:{kind}" for kind in DECIDED), APPROVALS),
}

Contents = Callable[[Unit, Person, Speech], Awaitable[Parts]]


class Subscribed:
    """The times of every subscription, and what is sent at them."""

    name = NAME
    permission = "hours:keep"
    missed = MISSED

    def __init__(self, clock: Clock, calendar: Calendar, sections: Sections, bell: Bell) -> None:
        self._clock = clock
        self._calendar = calendar
        self._bell = bell
        self._contents: Mapping[str, Contents] = {
            "today": sections.agenda,
            "board": self._board,
            "rates": sections.rates,
            "absent": self._absent,
            "approvals": sections.approvals,
        }

    async def due(self, unit: Unit, since: datetime, until: datetime) -> Sequence[Occurrence]:
        return [
            Occurrence(f"{one.id}:{on}", at, str(one.id))
            for one in await unit.hours.running()
            if not _closed(one)
            for on, at in self._calendar.times(
                one.at, max(since, one.created_at), until, working=one.days is Days.WORKING
            )
        ]

    async def fire(self, unit: Unit, occurrence: Occurrence, late: timedelta | None) -> bool:
        """The right is asked for again: with it the subscription ends, which is told once."""
        number, _, on = occurrence.subject.partition(":")
        one = await unit.hours.subscription(SubscriptionId(int(number)))
        if one is None or one.ended_at is not None or _closed(one):
            return False
        reader = await unit.people.get(one.person_id)
        kind = KINDS.get(one.kind)
        if reader is not None and kind is not None and kind.allowed(reader):
            return await self._send(unit, reader, one, kind, on, late)
        await unit.hours.end(one.id, self._clock.now())
        if reader is not None:
            await self._tell_ended(unit, reader, one)
        return True

    async def _send(
        self,
        unit: Unit,
        reader: Person,
        one: Subscription,
        kind: Kind,
        on: str,
        late: timedelta | None,
    ) -> bool:
        say = self._bell.speech(reader)
        parts = await self._contents[one.kind](unit, reader, say)
        head = [say(f"subscription-{one.kind}"), *late_line(say, late)]
        if not parts:
            head.append(say("subscription-empty"))
        # Of several permissions one is enough: only where there is one, the gate asks it again.
        needs = kind.rights if len(kind.rights) == 1 else ()
        key = f"{NAME}:{one.id}:{on}"
        code = f"{NAME}-{one.kind}"
        opening = (kind.open,)
        return await ring(
            unit, self._bell, reader, code, key, head, parts, opening, needs, late=late
        )

    async def _tell_ended(self, unit: Unit, reader: Person, one: Subscription) -> None:
        say = self._bell.speech(reader)
        what = say.either(f"subscription-{one.kind}", one.kind)
        text = say("subscription-ended", what=what)
        notice = Notice(reader, "subscription-ended", f"subscription-ended:{one.id}", text)
        await self._bell.ring(unit, [notice])

    async def _board(self, unit: Unit, reader: Person, say: Speech) -> Parts:
        """A14: the next to lapse first."""
        now = self._clock.now()
        count = await unit.reservations.count(now, None)
        if not count:
            return []
        found = await unit.reservations.lines(now, None, LINES, 0)
        lines = [_reserved(say, line, reader) for line in found]
        more = [say("digest-more", count=count - LINES)] if count > LINES else []
        return [Part((say("digest-board", count=count), *lines, *more))]

    async def _absent(self, unit: Unit, reader: Person, say: Speech) -> Parts:
        """B9: what nobody has noted as read; to the head of sales without a retailer's name."""
        sales = await unit.deals.not_noted(LINES)
        if not sales:
            return []
        people = await unit.people.by_ids({one.person_id for one in sales})
        names = {n: one.name for n, one in people.items() if not hidden(reader, one)}
        goods = await unit.prices.goods({one.product_id for one in sales})
        lines = [
            _line(
                say.moment(one.at),
                goods[one.product_id].name,
                say.weight(one.grams),
                names.get(one.person_id, UNKNOWN),
            )
            for one in sales
        ]
        count = await unit.deals.count_not_noted()
        more = [say("digest-more", count=count - LINES)] if count > LINES else []
        return [Part((say("digest-absent", count=count), *lines, *more))]


def _closed(one: Subscription) -> bool:
    kind = KINDS.get(one.kind)
    return kind is not None and kind.closed


def _reserved(say: Speech, line: ReservationLine, reader: Person) -> str:
    one = line.reservation
    values: dict[str, Any] = {
        "product": line.product,
        "grams": one.grams,
        "client": line.client,
        "person": line.person,
        "lapses_at": one.lapses_at,
    }
    seen = view_for(reader, "reservation", one, values)
    return _line(
        str(seen.get("product") or UNKNOWN),
        say.weight(seen["grams"]) if "grams" in seen else "",
        str(seen.get("client") or ""),
        str(seen.get("person") or ""),
        _until(say, seen["lapses_at"]) if "lapses_at" in seen else "",
    )


def _until(say: Speech, lapses_at: datetime | None) -> str:
    """What an order holds stays until it is shipped."""
    if lapses_at is None:
        return say("board-bound")
    return say("digest-until", at=say.moment(lapses_at))


def _line(*parts: str) -> str:
    return "• " + " · ".join(part for part in parts if part)
