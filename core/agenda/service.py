"""☑️ Сегодня: what one person has to see to today, and nothing of anybody else's (A12, E7)."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from core.agenda.deferrals import owing
from core.agenda.ports import Unit, Units
from core.clients.room import side_of
from core.firm import Firm
from core.ids import DealId
from core.messaging.ports import WAITS, Waiting
from core.orders.model import Deal, Deferred
from core.orders.money import NOTHING
from core.policy.actors import looking
from core.policy.permissions import may
from core.ports import Clock
from core.schedule.calendar import Calendar
from core.staff.model import Person
from core.tasks import service as tasks

LISTED = 50
"""Lines of a section; who has more is behind with more than a list."""
LOOKED_AT = 500

Lines = list[dict[str, Any]]
Owed = list[tuple[date, Decimal]]
Section = Callable[[Unit, Person], Awaitable[Lines]]


class Agenda:
    def __init__(self, units: Units, clock: Clock, firm: Firm, calendar: Calendar) -> None:
        self._units = units
        self._clock = clock
        self._firm = firm
        self._calendar = calendar
        self._sections: Sequence[tuple[str, tuple[str, ...], Section]] = (
            ("samples", ("sample:write:own",), self._samples),
            ("reservations", ("reservation:read:own",), self._reservations),
            ("deferrals", ("deal:read:own",), self._deferrals),
            (
                "unanswered",
                ("conversation:read:own", "conversation:read:unassigned"),
                self._unanswered,
            ),
            ("tasks", ("task:read:own",), self._tasks),
        )

    async def today(self, actor: Person) -> list[dict[str, Any]]:
        """Sections in the order of the screen: {"section", "lines"}.

        Each line has kind, id, version (None where nothing is changed by it) and what its label
        needs. A section that the actor has no permission for is not there.
        """
        async with self._units.read() as unit:
            return await self.sections(unit, await looking(unit.people, actor))

    async def sections(self, unit: Unit, reader: Person) -> list[dict[str, Any]]:
        """The same within a transaction, for the reader as it was read there."""
        return [
            {"section": name, "lines": await lines(unit, reader)}
            for name, permissions, lines in self._sections
            if any(may(reader, one) for one in permissions)
        ]

    async def overdue(self, unit: Unit, deferred: Sequence[Deferred]) -> list[Decimal]:
        """Roubles of each of these deals that should have been paid before today."""
        today = self._firm.day(self._clock.now())
        debts = [
            sum((amount for on, amount in owed if on < today), start=NOTHING)
            for _, owed in await self._owed(unit, self._come_due(deferred, today))
        ]
        return [debt for debt in debts if debt > NOTHING]

    def _end_of_day(self, days: int = 0) -> datetime:
        """Midnight of the firm's own calendar after today, or so many days later."""
        after = self._firm.day(self._clock.now()) + timedelta(days=days + 1)
        return datetime.combine(after, time(), ZoneInfo(self._firm.timezone))

    async def _samples(self, unit: Unit, actor: Person) -> Lines:
        """A12: whom to call about a sample today."""
        found = await unit.cards.due_samples(actor.id, self._end_of_day(), side_of(actor))
        return [
            {
                "kind": "sample",
                "id": one.id,
                "version": one.version,
                "client": one.client_name,
                "client_id": one.client_id,
                "product": one.product_name,
                "grams": one.grams,
                "call_at": one.call_at,
            }
            for one in found[:LISTED]
        ]

    async def _reservations(self, unit: Unit, actor: Person) -> Lines:
        """A4: the day before the end and on the day."""
        end = self._end_of_day(days=1)
        found = await unit.reservations.lines(self._clock.now(), actor.id, LISTED, 0)
        return [
            {
                "kind": "reservation",
                "id": line.reservation.id,
                "version": line.reservation.version,
                "product": line.product,
                "warehouse": line.warehouse,
                "client": line.client,
                "client_id": line.reservation.client_id,
                "grams": line.reservation.grams,
                "lapses_at": line.reservation.lapses_at,
            }
            for line in found
            if line.reservation.lapses_at is not None and line.reservation.lapses_at < end
        ]

    async def _deferrals(self, unit: Unit, actor: Person) -> Lines:
        """One line for each deal and due day that has come; the oldest debt first."""
        today = self._firm.day(self._clock.now())
        numbers = self._come_due(await unit.deals.deferred_of(actor.id), today)
        found = await self._owed(unit, numbers[:LOOKED_AT])
        names = await unit.deals.clients_of({deal.client_id for deal, _ in found})
        lines = [
            {
                "kind": "deferral",
                "id": deal.id,
                "version": deal.version,
                "client": names.get(deal.client_id, ""),
                "client_id": deal.client_id,
                "due_on": on,
                "sum": amount,
                "overdue": on < today,
            }
            for deal, owed in found
            for on, amount in owed
            if on <= today
        ]
        return sorted(lines, key=lambda line: (line["due_on"], line["id"]))[:LISTED]

    async def _owed(self, unit: Unit, numbers: Sequence[DealId]) -> list[tuple[Deal, Owed]]:
        """What each deal still has to bring, by due day."""
        deals = await unit.deals.by_ids(numbers)
        sold, gone = await unit.deals.lines(numbers), await unit.shipments.of_deals(numbers)
        payments = await unit.deals.payments(numbers)
        found = []
        for deal in deals:
            paid = sum((p.amount for p in payments if p.deal_id == deal.id), start=NOTHING)
            parts = gone.get(deal.id, [])
            found.append((deal, owing(deal, sold.get(deal.id, []), parts, paid, self._due_on)))
        return found

    def _due_on(self, since: datetime, days: int) -> date:
        """Calendar days; one that ends on a day off ends on the next working day (DOMAIN)."""
        return self._calendar.next_working(self._firm.day(since) + timedelta(days=days))

    def _come_due(self, deferred: Sequence[Deferred], today: date) -> list[DealId]:
        """Of which something may be owed by now, the longest first: most still have their time."""
        dated = [(self._due_on(one.since, one.days), one.id) for one in deferred]
        return [number for on, number in sorted(dated) if on <= today]

    async def _unanswered(self, unit: Unit, actor: Person) -> Lines:
        """Clients who wait for an answer, the longest first."""
        since = self._clock.now() - WAITS
        found: list[Waiting] = []
        if may(actor, "conversation:read:own"):
            found += await unit.messages.waiting_for(actor.id, since, LISTED)
        if may(actor, "conversation:read:unassigned"):
            found += await unit.messages.waiting_for(None, since, LISTED)
        clients = await unit.clients.by_ids({one.client_id for one in found})
        return [
            {
                "kind": "conversation",
                "id": one.conversation_id,
                "version": None,
                "client": clients[one.client_id].name,
                "client_id": one.client_id,
                "channel": one.channel,
                "unanswered": one.count,
                "since": one.at,
            }
            for one in sorted(found, key=lambda one: one.message_id)[:LISTED]
        ]

    async def _tasks(self, unit: Unit, actor: Person) -> Lines:
        """Overdue first, then what is due today, then what has no time."""
        end = self._end_of_day()
        found = await unit.tasks.open_of(actor.id, LOOKED_AT, 0)
        today = [task for task in found if task.due_at is None or task.due_at < end][:LISTED]
        views = await tasks.views(unit, actor, today, self._clock.now())
        return [view | {"kind": "task"} for view in views]
