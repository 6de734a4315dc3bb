"""A warehouse at its term, on the phones of those who decide; when one has, each copy says who."""

from collections.abc import Sequence
from datetime import timedelta

from core.firm import Firm
from core.notices import buttons
from core.notices.bell import CLOSED, Bell, Notice, Press, Rows
from core.notices.ports import Unit
from core.notices.speech import Speech
from core.policy.permissions import may
from core.ports import Clock
from core.staff.model import Person, Role
from core.stock.events import WarehouseSettled
from core.stock.model import Balance, Warehouse

DAYS = (7, 1, 0)
"""Before the term: each card has its own number."""
OVER = -1
"""The number of the card at the term itself, about what came after the last one."""
SHOWN = 15
KEEPS = "warehouse:edit"
Lying = Sequence[tuple[str, Balance]]


class WarehouseNotices:
    def __init__(self, bell: Bell, firm: Firm, clock: Clock) -> None:
        self._bell = bell
        self._firm = firm
        self._clock = clock

    async def ask(
        self, unit: Unit, one: Warehouse, lying: Lying, days: int, late: timedelta | None
    ) -> bool:
        """A16: director and head of sales; goods and tonnes, the term, and what can be done.

        False: nobody is told.
        """
        readers = await unit.people.of_roles(Role.DIRECTOR, Role.SALES_HEAD)
        notices = [
            Notice(
                reader,
                "warehouse-term",
                card_key(one, days),
                self._card(self._bell.speech(reader), one, lying, late),
                _presses(one),
                (KEEPS,),
            )
            for reader in readers
            if may(reader, KEEPS)
        ]
        return await self._bell.ring(unit, notices)

    async def waits(self, unit: Unit, one: Warehouse) -> bool:
        """Whether the card of the last day has been told and nobody has acted upon it."""
        key, last = card_key(one, DAYS[-1]), "warehouse-term"
        readers = await unit.people.of_roles(Role.DIRECTOR, Role.SALES_HEAD)
        keys = [f"{key}:{reader.id}{end}" for reader in readers for end in ("", f":{CLOSED}")]
        rows = await unit.outbox.by_dedupes(keys)
        asked = any(row.code == last and row.payload["buttons"] for row in rows)
        return asked and all(row.code == last for row in rows)

    def _card(self, say: Speech, one: Warehouse, lying: Lying, late: timedelta | None) -> str:
        lines = [
            self._head(say, one),
            say("notice-term-until", at=say.moment(one.until)),
            *say.late(late),
            *(_goods(say, name, balance) for name, balance in lying[:SHOWN]),
        ]
        if len(lying) > SHOWN:
            lines.append(say("notice-term-more", count=len(lying) - SHOWN))
        hand = sum(balance.on_hand for _, balance in lying)
        held = sum(balance.reserved for _, balance in lying)
        key = "notice-term-total-held" if held else "notice-term-total"
        total = say(key, hand=say.weight(hand), reserved=say.weight(held))
        return "\n".join([*lines, total])

    def _head(self, say: Speech, one: Warehouse) -> str:
        """By the moment at which it is told: a late one may come when the term is over."""
        now = self._clock.now()
        if one.until is None or one.until <= now:
            return say("notice-term-over", warehouse=one.name)
        left = (self._firm.day(one.until) - self._firm.day(now)).days
        return say("notice-term-ahead", warehouse=one.name, count=left)

    async def settled(self, unit: Unit, events: Sequence[WarehouseSettled]) -> None:
        """Every copy of its cards loses its buttons and says who did what, and when."""
        people = [one for one in await unit.people.listing() if may(one, "stock:read")]
        for event in events:
            by = await unit.people.get(event.person)
            await self._close(unit, event, people, by.name if by is not None else "")

    async def _close(
        self, unit: Unit, event: WarehouseSettled, people: Sequence[Person], by: str
    ) -> None:
        one = event.warehouse
        if one.until is None:
            return

        def text(reader: Person) -> str:
            say = self._bell.speech(reader)
            head = say("notice-term-closed", warehouse=one.name)
            return f"{head}\n{_outcome(say, event)}\n{by}, {say.moment(event.at)}"

        for days in (*DAYS, OVER):
            await self._bell.rewrite(unit, card_key(one, days), people, text)


def _outcome(say: Speech, event: WarehouseSettled) -> str:
    if event.action == "extended" and event.until is None:
        return say("notice-term-unlimited")
    until = say.moment(event.until)
    return say(f"notice-term-{event.action}", target=event.target, at=until)


def _goods(say: Speech, name: str, balance: Balance) -> str:
    hand, held = say.weight(balance.on_hand), say.weight(balance.reserved)
    key = "notice-term-held" if balance.reserved else "notice-term-goods"
    return say(key, product=name, hand=hand, reserved=held)


def _presses(one: Warehouse) -> Rows:
    thing, seen = ("warehouse", int(one.id)), (one.version,)
    return [
        [
            Press("button-term-move", buttons.TERM_MOVE, thing, seen),
            Press("button-term-zero", buttons.TERM_ZERO, thing, seen),
            Press("button-term-extend", buttons.TERM_EXTEND, thing, seen),
        ]
    ]


def moment_of(one: Warehouse) -> str:
    return one.until.isoformat(timespec="minutes") if one.until is not None else ""


def card_key(one: Warehouse, days: int) -> str:
    return f"warehouse-term:{one.id}:{days}:{moment_of(one)}"
