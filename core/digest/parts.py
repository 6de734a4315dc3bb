"""What a day asks of each role, cut to what its reader may see (E13: what is off is absent)."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from core.agenda.service import LISTED, Agenda
from core.amounts import CURRENCIES
from core.approvals.model import CONTRACT, KINDS
from core.approvals.views import views
from core.digest.lines import NAME, SHOWN, Part, part
from core.digest.ports import Unit
from core.ids import PersonId
from core.messaging.model import State
from core.messaging.ports import WAITS, Waiting
from core.messaging.text import cut
from core.notices.bell import Press
from core.notices.buttons import CARD, DEAL
from core.notices.speech import KOPECKS, SPACE, Speech
from core.orders.money import NOTHING
from core.policy.permissions import may
from core.ports import Clock
from core.pricing.model import Rate
from core.pricing.rules import for_day, last_day
from core.schedule.calendar import LONGEST_HOLIDAY, Calendar
from core.staff.colleagues import of_the_firm
from core.staff.model import Person

TEAM = 10
RATES = 60
DEAD = (State.FAILED, State.DENIED)
DAY = timedelta(days=1)

TODAY = Press("button-today", "td")
APPROVALS = Press("button-approvals", "aps", more=(0,))
DEALS = Press("button-deals", "dls", more=("team", 0))
OPEN: Mapping[str, Press] = {
    "agenda": TODAY,
    "approvals": APPROVALS,
    "overdue": DEALS,
    "shipped": DEALS,
    "rates": Press("button-rates", "fx"),
    "jobs": Press("button-jobs", "jb"),
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
        """E11: whose clients wait for an answer, counted as in the day of each of them."""
        if not may(reader, "conversation:read:any"):
            return []
        found = await unit.messages.waiting(self._clock.now() - WAITS)
        if not found:
            return []
        people = await unit.people.by_ids({one.owner_id for one in found if one.owner_id})
        names = {one.message_id: _answers(say, people, one) for one in found}
        lines = [f"{say('digest-team')}: {len(found)}"]
        lines += [f"· {name}: {n}" for name, n in Counter(names.values()).most_common(TEAM)]
        clients = await unit.clients.by_ids({one.client_id for one in found[:SHOWN]})
        rows = [
            [_waiting(one, clients[one.client_id].name, names[one.message_id])]
            for one in found[:SHOWN]
        ]
        return [Part(tuple(lines), rows)]

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
        grams = await unit.digests.shipped(await of_the_firm(unit.people), since, until)
        last = today - DAY
        days = say.day(first) if first == last else f"{first:%d.%m}–{say.day(last)}"
        return [Part((say("digest-shipped", days=days, amount=say.tonnes(grams)),))]

    def _last_working(self, today: date) -> date:
        on = today - DAY
        while not self._calendar.working(on) and today - on < LONGEST_HOLIDAY * DAY:
            on -= DAY
        return on

    async def rates(self, unit: Unit, reader: Person, say: Speech) -> Parts:
        """B7: the newest of each currency, the change to the one before, the day it is for."""
        if not may(reader, "rate:read"):
            return []
        today = self._calendar.day(self._clock.now())
        found = await unit.prices.rates(RATES, last_day(self._calendar, today))
        known = [[one for one in found if one.currency == currency] for currency in CURRENCIES]
        since = for_day(self._calendar, today)
        lines = [_rate(say, newest_first, since) for newest_first in known if newest_first]
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


def _answers(say: Speech, people: Mapping[PersonId, Person], one: Waiting) -> str:
    owner = people.get(one.owner_id) if one.owner_id is not None else None
    return owner.name if owner is not None else say("digest-unassigned")


def _waiting(one: Waiting, client: str, who: str) -> Press:
    label = f"💬 {cut(client, NAME)} · {cut(who, NAME)}"
    return Press("", CARD, ("conversation", one.conversation_id), words=label)


def _rate(say: Speech, newest_first: Sequence[Rate], since: date) -> str:
    one, *before = newest_first
    moved = _moved(say, one.rate - before[0].rate) if before else ""
    on = say.day(one.on) + (f" ({say('rates-none-today')})" if one.on < since else "")
    parts = (f"{one.currency}: {say.money(one.rate)}", moved, on)
    return "💱 " + " · ".join(part for part in parts if part)


def _moved(say: Speech, change: Decimal) -> str:
    if not change:
        return "= 0"
    told = say.number(change, KOPECKS)
    return f"▲ +{told}" if change > 0 else f"▼ {told}"


def day_of(calendar: Calendar, on: date) -> tuple[datetime, datetime]:
    """A local day in UTC."""
    return calendar.at(on, time()), calendar.at(on + DAY, time())
