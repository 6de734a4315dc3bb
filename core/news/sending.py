"""One run of an announcement: a row for each reader through the gate, a copy for each that passed.

Its rows stand behind everything urgent, each in an order of its own: nothing waits behind news.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from secrets import SystemRandom

from core.firm import Firm
from core.ids import PersonId
from core.messaging.gatekeeper import LEAVES_BY
from core.messaging.model import OutboxRow, Party
from core.messaging.post import enqueue
from core.messaging.readers import to_person
from core.news.audience import readers
from core.news.events import NewsCounted, NewsMissed, NewsSent
from core.news.model import LATE_AFTER, SKIPPED_AFTER, Announcement, Copy, State
from core.news.ports import Unit, Wording
from core.news.times import SECOND, ends_after
from core.policy.modules import SWITCHES
from core.policy.permissions import may
from core.ports import Clock, React
from core.pricing.model import PriceKind, PriceRow
from core.schedule.calendar import Calendar
from core.schedule.model import Missed
from core.schedule.quiet import resting
from core.staff.model import Person

MISSED = Missed(late_after=LATE_AFTER, skip_after=SKIPPED_AFTER, coalesce=True)
PUBLISH = "news:publish"
NEWS = "news"
"""Code of the rows, and the kind of the opaque names."""
LOWEST = 7
"""Behind notices, before what is only decoration."""


class Sender:
    def __init__(
        self, firm: Firm, clock: Clock, calendar: Calendar, wording: Wording, react: React
    ) -> None:
        self._firm = firm
        self._clock = clock
        self._calendar = calendar
        self._wording = wording
        self._react = react

    async def send(
        self, unit: Unit, one: Announcement, late: timedelta | None = None
    ) -> Announcement:
        """In the transaction of its fire or of its publishing; `one` is locked.

        Whoever may not publish any more publishes nothing (P18), nobody hears what is over, and
        no rule is one that nobody was told of: the author is told so. While announcements are
        off, nothing happens to what is scheduled (E13).
        """
        if SWITCHES.closed(PUBLISH):
            return one
        now = self._clock.now()
        author = await unit.people.get(one.author_id)
        if author is None or not may(author, PUBLISH):
            return await self.leave_out(unit, one, now, "author")
        if one.over(now):
            return await self.leave_out(unit, one, now, "over")
        rows = await self.rows(unit, author, one, late)
        if not await self._tell(unit, one, rows, now):
            return await self.leave_out(unit, one, now, "nobody")
        price = one.price_id or await self._ruled(unit, one, now)
        more = bool(one.repeat) and not ends_after(one, self._calendar, now)
        sent = replace(
            one,
            runs=one.runs + 1,
            last_sent_at=now,
            state=State.SCHEDULED if more else State.SENT,
            price_id=price,
            version=one.version + 1,
        )
        await unit.news.save(sent)
        await self._react(unit, [NewsSent(sent.id, sent.runs), *carded(one)])
        return sent

    async def leave_out(
        self, unit: Unit, one: Announcement, due_at: datetime, why: str
    ) -> Announcement:
        """Not sent, and said so. A repeated one comes next time, unless its author has no right.

        Where this time came too late, the next one may have come as well.
        """
        now = self._clock.now()
        since = now - SKIPPED_AFTER - SECOND if why == "late" else now
        over = not one.repeat or why == "author" or ends_after(one, self._calendar, since)
        skipped = replace(one, state=State.SKIPPED if over else one.state, version=one.version + 1)
        await unit.news.save(skipped)
        await self._react(unit, [NewsMissed(one.id, due_at, why), *carded(skipped)])
        return skipped

    async def rows(
        self, unit: Unit, author: Person, one: Announcement, late: timedelta | None = None
    ) -> list[OutboxRow]:
        """In an order that tells nothing of the readers (POLICY 5)."""
        found = await self._readers(unit, author, one)
        names = await unit.names_for((p.id, NEWS, int(one.id)) for p in found)
        readers = [person.id for person in found]
        quiet = await resting(unit.hours, readers, self._firm, self._clock.now())
        product = await product_of(unit, one)
        run = one.runs + 1
        made = []
        for reader in found:
            payload = self._wording.copy(one, reader, author.name, product, late)
            public = names[reader.id, NEWS, int(one.id)]
            payload["buttons"] = [[dict(self._wording.button(reader, public, run))]]
            payload |= {"silent": True} if reader.id in quiet else {}
            key = copy_key(one, run, reader.id)
            made.append(self.row(author, reader, one, payload, key, late))
        SystemRandom().shuffle(made)
        return made

    async def bare(self, unit: Unit, author: Person, one: Announcement) -> list[OutboxRow]:
        """The same without words, to ask the gate whom it would reach."""
        found = await self._readers(unit, author, one)
        return [self.row(author, p, one, {}, copy_key(one, one.runs + 1, p.id)) for p in found]

    async def _readers(self, unit: Unit, author: Person, one: Announcement) -> list[Person]:
        """Whoever has no Telegram yet is not told."""
        if self._firm.staff_account is None:
            return []
        found = await readers(unit, one.audience, author)
        return [person for person in found if person.telegram_id is not None]

    def row(
        self,
        author: Person,
        reader: Person,
        one: Announcement,
        payload: dict[str, object],
        key: str,
        late: timedelta | None = None,
    ) -> OutboxRow:
        """What has no rule of sale is a service notice: that much a system administrator may.

        While the messenger is away it waits as long as for the program, and not past its end.
        """
        latest = self._clock.now() + MISSED.left(late)
        return to_person(
            self._firm,
            reader,
            NEWS,
            payload,
            author=Party("person", author.id),
            verb="broadcast",
            fields={
                "service": one.rule is None,
                LEAVES_BY: min(latest, one.ends_at or latest).isoformat(),
            },
            order_key=f"news:{self._firm.staff_account}:{reader.telegram_id}",
            dedupe_key=key,
            priority=LOWEST,
        )

    @staticmethod
    async def _tell(unit: Unit, one: Announcement, rows: Sequence[OutboxRow], now: datetime) -> int:
        """How many. Whom the gate stops is no reader: nobody waits for them to read."""
        stopped = {row.receiver.id for row, _ in await enqueue(unit, rows, now)}
        told = [PersonId(r.receiver.id or 0) for r in rows if r.receiver.id not in stopped]
        await unit.news.add_copies([Copy(one.id, one.runs + 1, p, now) for p in told])
        return len(told)

    @staticmethod
    async def _ruled(unit: Unit, one: Announcement, now: datetime) -> int | None:
        """B8: from this moment on lines are judged by it."""
        rule = one.rule
        if rule is None:
            return None
        price = PriceRow(0, rule.product_id, PriceKind.RULE, rule.floor, now, one.author_id, now)
        return await unit.prices.add(price)


async def product_of(unit: Unit, one: Announcement) -> str:
    """Its name, where the announcement is a rule."""
    if one.rule is None:
        return ""
    goods = await unit.prices.goods([one.rule.product_id])
    return goods[one.rule.product_id].name


def carded(one: Announcement) -> list[NewsCounted]:
    """Its author's card of the last run carries the version: with a new one it is drawn anew."""
    return [NewsCounted(one.id, one.runs)] if one.runs else []


def copy_key(one: Announcement, run: int, reader: PersonId) -> str:
    return f"news:{one.id}:{run}:{reader}"


def reminder_key(one: Announcement, run: int, reader: PersonId, at: datetime) -> str:
    return f"news-reminder:{one.id}:{run}:{at.isoformat()}:{reader}"
