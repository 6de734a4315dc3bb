"""Announcements in words: the copy of each reader, and the author's card of results (B6, B8)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.firm import Firm
from core.messaging.cards import bold
from core.messaging.marks import with_payload
from core.messaging.model import NEW, OutboxRow
from core.messaging.post import enqueue
from core.messaging.readers import to_person
from core.messaging.text import cut, utf16_length
from core.news.events import (
    NewsCounted,
    NewsExpired,
    NewsMissed,
    NewsRead,
    NewsSent,
    RuleLifted,
)
from core.news.model import Announcement
from core.news.ports import Unit
from core.news.sending import NEWS, copy_key, product_of, reminder_key
from core.news.times import missed_by
from core.notices import buttons
from core.notices.bell import GONE, PROMPT, UNSENT, Bell, Notice, Press, who_may
from core.notices.speech import Speech
from core.ports import Clock
from core.staff.model import Person

EDIT = "news-edit"
LINE = 120
"""UTF-16 units of an announcement where it is only named."""
READ, PUBLISH = "news:read", "news:publish"


class NewsWording:
    """Implements core.news.ports.Wording."""

    def __init__(self, bell: Bell) -> None:
        self._bell = bell

    def copy(
        self, one: Announcement, reader: Person, author: str, product: str, late: timedelta | None
    ) -> dict[str, Any]:
        """Our head, the author's own words and marks, and our lines of the rule and the term."""
        say = self._bell.speech(reader)
        head = say("news-head", author=author)
        above = [say("notice-late", late=say.lasting(late))] if late is not None else []
        before = "\n".join([head, *above, ""]) + ("\n" if one.text else "")
        shift = utf16_length(before)
        marks = [dict(e) | {"offset": e["offset"] + shift} for e in one.entities]
        below = [line for line in (rule_line(say, one, product), _term(say, one)) if line]
        after = "\n\n" + "\n".join(below) if below else ""
        text = (before + one.text).rstrip("\n") + after
        payload: dict[str, Any] = {"text": text, "entities": [bold(head), *marks]}
        return payload | ({"files": [dict(file) for file in one.files]} if one.files else {})

    def reminder(self, one: Announcement, reader: Person) -> dict[str, Any]:
        say = self._bell.speech(reader)
        head = say("news-reminder")
        text = f"{head}\n{say.moment(one.last_sent_at)} · {named(say, one)}"
        return {"text": text, "entities": [bold(head)]}

    def button(self, reader: Person, public: str, run: int) -> Mapping[str, str]:
        label = self._bell.speech(reader)("button-news-read")
        return {"text": label, "data": buttons.data(buttons.NEWS_READ, public, run)}


def rule_line(say: Speech, one: Announcement, product: str) -> str:
    """B8, as "ПВХ: не ниже 118 ₽/кг до 25.11 18:00"; empty where there is no rule."""
    if one.rule is None:
        return ""
    price, until = say.price(one.rule.floor), say.moment(one.rule.until)
    return say("news-rule", product=product, price=price, until=until)


def _term(say: Speech, one: Announcement) -> str:
    return say("news-term", until=say.moment(one.expires_at)) if one.expires_at else ""


def named(say: Speech, one: Announcement) -> str:
    """Its first words; of a voice or a picture, that it is one."""
    words = " ".join(one.text.split())
    return cut(words, LINE) if words else say("news-wordless")


class NewsNotices:
    def __init__(self, bell: Bell, firm: Firm, clock: Clock) -> None:
        self._bell = bell
        self._firm = firm
        self._clock = clock

    async def sent(self, unit: Unit, events: Sequence[NewsSent]) -> None:
        """The author's card; it is edited in place as people read."""
        rows = []
        for event in events:
            one = await unit.news.get(event.announcement_id)
            author = await unit.people.get(one.author_id) if one is not None else None
            if one is not None and author is not None and self._reachable(author):
                rows.append(await self._card(unit, one, event.run, author))
        await enqueue(unit, rows, self._clock.now())

    def _reachable(self, person: Person) -> bool:
        bound = person.telegram_id is not None and self._firm.staff_account is not None
        return bound and person.placed

    async def _card(self, unit: Unit, one: Announcement, run: int, author: Person) -> OutboxRow:
        return to_person(
            self._firm,
            author,
            "news-result",
            await self._results(unit, one, run, author),
            dedupe_key=_card_key(one, run),
            order_key=_card_key(one, run),
            priority=PROMPT,
        )

    async def _results(
        self, unit: Unit, one: Announcement, run: int, author: Person
    ) -> dict[str, Any]:
        """An earlier run's card keeps its figures and has no buttons any more."""
        read, told = (await unit.news.counts([(one.id, run)]))[one.id, run]
        say = self._bell.speech(author)
        head = say("news-result-head")
        figures = say("news-result", read=read, told=told)
        late = await self._late(unit, one, run, say)
        text = "\n".join([head, named(say, one), *late, "", figures])
        payload: dict[str, Any] = {"text": text, "entities": [bold(head)]}
        if run < one.runs or read == told:
            return payload | {"buttons": []}
        public = (await unit.public_ids(author.id, [(NEWS, int(one.id))]))[NEWS, int(one.id)]
        row = [(say("button-news-unread"), buttons.data(buttons.NEWS_UNREAD, public, 0))]
        if not one.over(self._clock.now()):
            again = buttons.data(buttons.NEWS_REMIND, public, one.version)
            row.append((say("button-news-remind"), again))
        return payload | {"buttons": [[{"text": t, "data": d} for t, d in row]]}

    async def _late(self, unit: Unit, one: Announcement, run: int, say: Speech) -> list[str]:
        """Its author learns what its readers are told."""
        sent = await unit.news.sent_at(one.id, run)
        due = missed_by(one, ZoneInfo(self._firm.timezone), sent) if sent is not None else None
        if due is None:
            return []
        return [say("news-result-late", due=say.moment(due), sent=say.moment(sent))]

    async def counted(self, unit: Unit, events: Sequence[NewsCounted]) -> None:
        """One edit at most waits behind the card, and it tells the newest figures."""
        for run in dict.fromkeys((event.announcement_id, event.run) for event in events):
            one = await unit.news.get(run[0])
            author = await unit.people.get(one.author_id) if one is not None else None
            if one is None or author is None or not self._reachable(author):
                continue
            card = await unit.outbox.by_dedupe(_card_key(one, run[1]))
            if card is not None:
                payload = await self._results(unit, one, run[1], author)
                await self._redraw(unit, card, author, payload, card.order_key)

    async def _redraw(
        self, unit: Unit, shown: OutboxRow, reader: Person, payload: dict[str, Any], key: str
    ) -> None:
        """What has not left is changed before it leaves; what has is edited behind it.

        In an order of its own (`key` is that of `shown` itself) at most one edit waits.
        """
        if shown.state in UNSENT:
            await unit.outbox.save(with_payload(shown, shown.payload | payload))
            return
        if shown.state in GONE:
            return
        target = {"message_id": shown.provider_id} if shown.provider_id else {"outbox": shown.id}
        edited = payload | {"edit": target}
        waiting = await unit.outbox.queued_to(key, EDIT) if key == shown.dedupe_key else None
        if waiting is not None:
            await unit.outbox.save(with_payload(waiting, edited))
            return
        row = to_person(self._firm, reader, EDIT, edited, order_key=key, priority=PROMPT)
        await enqueue(unit, [replace(row, id=NEW, chat=shown.chat)], self._clock.now())

    async def read(self, unit: Unit, events: Sequence[NewsRead]) -> None:
        """The button under the copy, and under its last reminder, tells when it was read."""
        for event in events:
            reader = await unit.people.get(event.person_id)
            if reader is None:
                continue
            say, kind = self._bell.speech(reader), (NEWS, int(event.announcement_id))
            clock = say.moment(event.read_at).rpartition(" ")[2]
            public = (await unit.public_ids(reader.id, [kind]))[kind]
            data = buttons.data(buttons.NEWS_READ, public, event.run)
            done = [[{"text": say("button-news-done", at=clock), "data": data}]]
            await self._under_copy(unit, event, reader, done)

    async def expired(self, unit: Unit, events: Sequence[NewsExpired]) -> None:
        """There is nothing to mark any more: the button goes."""
        for event in events:
            reader = await unit.people.get(event.person_id)
            if reader is not None:
                await self._under_copy(unit, event, reader, [])

    async def _under_copy(
        self,
        unit: Unit,
        event: NewsRead | NewsExpired,
        reader: Person,
        rows: Sequence[Sequence[Mapping[str, str]]],
    ) -> None:
        one = await unit.news.get(event.announcement_id)
        if one is None or not self._reachable(reader):
            return
        keys = [copy_key(one, event.run, reader.id)]
        if event.reminded_at is not None:
            keys.append(reminder_key(one, event.run, reader.id, event.reminded_at))
        for row in await unit.outbox.by_dedupes(keys):
            key = _edit_key(row) if row.provider_id else row.order_key
            await self._redraw(unit, row, reader, {"buttons": rows}, key)

    async def missed(self, unit: Unit, events: Sequence[NewsMissed]) -> None:
        """To the author; where that one has no place any more, to whoever publishes."""
        notices = []
        for event in events:
            one = await unit.news.get(event.announcement_id)
            author = await unit.people.get(one.author_id) if one is not None else None
            if one is None:
                continue
            mine = author is not None and author.placed
            readers = [author] if author is not None and mine else await who_may(unit, PUBLISH)
            for reader in readers:
                say = self._bell.speech(reader)
                text = say(
                    f"notice-news-missed-{event.why}",
                    at=say.moment(event.due_at),
                    text=named(say, one),
                    author=author.name if author is not None else "",
                )
                key = f"news-missed:{one.id}:{event.due_at.isoformat()}"
                notices.append(Notice(reader, "news-missed", key, text))
        await self._bell.ring(unit, notices)

    async def lifted(self, unit: Unit, events: Sequence[RuleLifted]) -> None:
        """Whoever was told of the price is told that it is no rule any more."""
        notices = []
        for event in events:
            one = await unit.news.get(event.announcement_id)
            if one is None or one.rule is None:
                continue
            product = await product_of(unit, one)
            people = await unit.people.by_ids(await unit.news.readers(one.id, event.run))
            for reader in people.values():
                say = self._bell.speech(reader)
                text = say("notice-news-lifted", product=product, price=say.price(one.rule.floor))
                key = f"news-lifted:{one.id}:{one.version}"
                rows = [[Press("button-stock", buttons.STOCK, ("product", one.rule.product_id))]]
                notices.append(Notice(reader, "news-lifted", key, text, rows, needs=(READ,)))
        await self._bell.ring(unit, notices)


def _edit_key(shown: OutboxRow) -> str:
    """Behind nothing: what it changes has left."""
    return f"{EDIT}:{shown.id}"


def _card_key(one: Announcement, run: int) -> str:
    return f"news-result:{one.id}:{run}"
