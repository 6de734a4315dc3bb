"""What a day asks of each role, cut to what its reader may see (E13: what is off is absent)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from core.agenda.service import LISTED, Agenda
from core.amounts import CURRENCIES
from core.approvals.model import CONTRACT, KINDS
from core.approvals.views import views
from core.digest.lines import Part, part
from core.digest.ports import Unit
from core.messaging.model import State
from core.notices.bell import Press
from core.notices.buttons import DEAL
from core.notices.speech import SPACE, Speech
from core.orders.money import NOTHING
from core.policy.permissions import may
from core.ports import Clock
from core.pricing.model import Rate
from core.schedule.calendar import Calendar
from core.staff.model import Person, Role

RECENT = timedelta(days=30)
"""A client who has waited longer is no matter of this morning."""
RATES = 60
DEAD = (State.FAILED, State.DENIED)
DAY = timedelta(days=1)
STAFF = tuple(role for role in Role if role is not Role.RETAILER)

TODAY = Press("button-today", "td")
APPROVALS = Press("button-approvals", "aps", more=(0,))
OPEN: Mapping[str, Press] = {
    "agenda": TODAY,
    "approvals": APPROVALS,
    "freight": Press("button-deliveries", "dvs", more=(0,)),
    "dead": Press("button-dead", "dl"),
}
"""Where the whole list stands."""

Parts = list[Part]
Builder = Callable[[Unit, Person, Speech], Awaitable[Parts]]


class Sections:
    def __init__(self, clock: Clock, calendar: Calendar, agenda: Agenda) -> None:
        self._clock = clock
        self._calendar = calendar
        self._agenda = agenda
        self._builders: Mapping[str, Builder] = {
            "agenda": self.agenda,
            "approvals": self.approvals,
            "team": self._team,
            "freight": self.freight,
            "overdue": self._overdue,
            "shipped": self._shipped,
            "rates": self.rates,
            "dead": self._dead,
            "jobs": self._jobs,
        }

    async def of(self, unit: Unit, reader: Person, say: Speech, names: Sequence[str]) -> list[Part]:
        """In the order of the names."""
        found = []
        for name in names:
            parts = await self._builders[name](unit, reader, say)
            found += [replace(one, open=OPEN.get(name)) for one in parts]
        return found

    async def agenda(self, unit: Unit, reader: Person, say: Speech) -> Parts:
        """The reader's own day, section by section (A12, E7)."""
        found = []
        for section in await self._agenda.sections(unit, reader):
            head = say(f"digest-{section['section']}")
            found.append(part(say, head, section["lines"], LISTED))
        return [one for one in found if one is not None]

    async def approvals(self, unit: Unit, reader: Person, say: Speech) -> Parts:
        """What waits for the reader's decision, own requests left out (E5)."""
        kinds = [kind for kind in KINDS if may(reader, f"approval:decide:{kind}")]
        if not kinds:
            return []
        waiting = await unit.approvals.waiting(kinds, LISTED, 0, besides=reader.id)
        found = [view | {"kind": "approval", "of": view["kind"]}
                 for view in await views(unit, reader, waiting)]  # fmt: skip
        head = say("digest-contracts" if kinds == [CONTRACT] else "digest-approvals")
        one = part(say, head, found, LISTED)
        return [one] if one is not None else []

    async def _team(self, unit: Unit, reader: Person, say: Speech) -> Parts:
        """E11: whose clients wait for an answer."""
        if not may(reader, "conversation:read:any"):
            return []
        found = await unit.digests.unanswered(self._clock.now() - RECENT)
        if not found:
            return []
        total = sum(count for _, count in found)
        lines = [f"{say('digest-team')}: {total}", *(f"· {name}: {n}" for name, n in found[:10])]
        return [Part(tuple(lines))]

    async def freight(self, unit: Unit, reader: Person, say: Speech) -> Parts:
        """A8: orders that leave without a price of their transport; nothing of the client."""
        if not may(reader, "deal:freight"):
            return []
        found = await unit.digests.without_freight(LISTED)
        if not found:
            return []
        count = f"{len(found)}+" if len(found) >= LISTED else str(len(found))
        rows = []
        for one in found[:3]:
            on = say.day(one.ship_on) if one.ship_on is not None else ""
            words = [f"№{SPACE}{one.id}", one.city or "", on]
            label = "🚚 " + " · ".join(word for word in words if word)
            rows.append((Press("", DEAL, ("deal", one.id), words=label),))
        return [Part((f"{say('digest-freight')}: {count}",), tuple(rows))]

    async def _overdue(self, unit: Unit, reader: Person, say: Speech) -> Parts:
        if not may(reader, "deal:read:any"):
            return []
        debts = await self._agenda.overdue(unit, await unit.digests.deferred())
        if not debts:
            return []
        money = say.money(sum(debts, start=NOTHING))
        return [Part((say("digest-overdue", sum=money, count=len(debts)),))]

    async def _shipped(self, unit: Unit, reader: Person, say: Speech) -> Parts:
        """B2: since the morning of the last working day, so that a Monday tells of the Friday."""
        if not may(reader, "deal:read:any"):
            return []
        today = self._calendar.day(self._clock.now())
        first = self._last_working(today)
        since, until = (self._calendar.at(on, time()) for on in (first, today))
        people = await unit.people.of_roles(*STAFF)
        grams = await unit.digests.shipped([one.id for one in people], since, until)
        last = today - DAY
        days = say.day(first) if first == last else f"{first:%d.%m}–{say.day(last)}"
        return [Part((say("digest-shipped", days=days, amount=say.tonnes(grams)),))]

    def _last_working(self, today: date) -> date:
        on = today - DAY
        while not self._calendar.working(on) and today - on < RECENT:
            on -= DAY
        return on

    async def rates(self, unit: Unit, reader: Person, say: Speech) -> Parts:
        """B7: the newest of each currency, with the day that it is for."""
        if not may(reader, "rate:read"):
            return []
        newest: dict[str, Rate] = {}
        for rate in await unit.prices.rates(RATES):
            newest.setdefault(rate.currency, rate)
        lines = [
            f"💱 {one.currency}: {say.money(one.rate)} · {say.day(one.on)}"
            for currency in CURRENCIES
            if (one := newest.get(currency)) is not None
        ]
        return [Part(tuple(lines))] if lines else []

    async def _dead(self, unit: Unit, reader: Person, say: Speech) -> Parts:
        if not may(reader, "outbox:read"):
            return []
        found = await unit.outbox.listing(DEAD, LISTED)
        if not found:
            return []
        count = f"{len(found)}+" if len(found) >= LISTED else str(len(found))
        return [Part((f"{say('digest-dead')}: {count}",))]

    async def _jobs(self, unit: Unit, reader: Person, say: Speech) -> Parts:
        """Of the last day: what was given up by the clock (P10)."""
        if not may(reader, "job:read"):
            return []
        failed = await unit.digests.failed_jobs(self._clock.now() - DAY)
        return [Part((f"{say('digest-jobs')}: {failed}",))] if failed else []


def day_of(calendar: Calendar, on: date) -> tuple[datetime, datetime]:
    """A local day in UTC."""
    return calendar.at(on, time()), calendar.at(on + DAY, time())
