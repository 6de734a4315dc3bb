"""The board of reservations and figures, pinned and kept up to date in place (A14, B2)."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from core.board.figures import Today, today
from core.board.model import LOOK, Pinboard
from core.board.ports import Unit, Units
from core.board.words import told
from core.firm import Firm
from core.ids import OutboxId
from core.messaging.cards import TELEGRAM_TEXT, bold
from core.messaging.marks import with_payload
from core.messaging.model import OutboxRow, State
from core.messaging.post import enqueue
from core.messaging.readers import COSMETIC, to_person
from core.messaging.text import cut
from core.messaging.waiting import over
from core.notices.buttons import BOARD, data
from core.notices.speech import Speech
from core.once import once_whole
from core.policy.actors import acting, looking
from core.policy.permissions import may, require
from core.ports import Clock, Texts
from core.schedule.calendar import Calendar
from core.staff.model import Person, Role

PIN = "board:pin"
SENT, EDIT, UNPIN = "board", "board-edit", "board-unpin"
UNSENT = frozenset({State.QUEUED, State.WAITING})
UNDER_WAY = frozenset({State.SENDING, State.UNKNOWN})
Payload = dict[str, Any]


async def stirred(unit: Unit, events: Sequence[object]) -> None:
    """What boards show has changed; they are drawn a moment later, by the tick."""
    del events
    await unit.boards.stir()


class Board:
    """`sms`: the firm has a number for them."""

    def __init__(
        self, units: Units, clock: Clock, firm: Firm, calendar: Calendar, texts: Texts, *, sms: bool
    ) -> None:
        self._units = units
        self._clock = clock
        self._firm = firm
        self._calendar = calendar
        self._texts = texts
        whatsapp = ("whatsapp",) if firm.twilio_account is not None else ()
        self._channels = (*whatsapp, *(("sms",) if sms else ()))

    async def tick(self) -> None:
        """Every second or two. Twice, or by two processes, it does no harm."""
        now = self._clock.now()
        async with self._units.read() as unit:
            readers = {p.id: p for p in await unit.people.listing() if self._reachable(p)}
            rows = await unit.boards.all()
        known = {row.person_id for row in rows}
        directors = [p.id for p in readers.values() if p.role is Role.DIRECTOR]
        missing = [number for number in directors if number not in known]
        due = [readers[r.person_id] for r in rows if r.person_id in readers and r.due(now)]
        due += [readers[number] for number in missing]
        if due:
            await self._draw(due, now)

    def _reachable(self, person: Person) -> bool:
        bound = person.telegram_id is not None and self._firm.staff_account is not None
        return bound and may(person, PIN)

    async def _draw(self, readers: Sequence[Person], now: datetime) -> None:
        """Claimed, read, written in three transactions: what changes in between stirs it again."""
        async with self._units.begin() as unit:
            await unit.boards.add(reader.id for reader in readers)
            await unit.boards.claim([reader.id for reader in readers], now)
        async with self._units.read() as unit:
            day = await today(unit, self._calendar, now)
        async with self._units.begin() as unit:
            for reader in readers:
                await self._put(unit, reader, self._payload(reader, day, now))

    def _payload(self, reader: Person, day: Today, now: datetime) -> Payload:
        say = Speech(self._texts, reader.locale, self._firm.timezone)
        text = cut(told(say, reader, day, self._channels, now), TELEGRAM_TEXT)
        return {
            "text": text,
            "entities": [bold(text.partition("\n")[0])],
            "buttons": [[{"text": say("board-all"), "data": data(BOARD, "0")}]],
        }

    async def _put(self, unit: Unit, reader: Person, payload: Payload) -> None:
        """At most one change is under way; one that has not left yet is replaced."""
        row = await unit.boards.of(reader.id)
        if row is None or not row.pinned:
            return
        mark = hashlib.sha256(payload["text"].encode()).hexdigest()
        last = await unit.outbox.get(row.outbox_id) if row.outbox_id and row.shown else None
        if last is None or row.lost:
            await self._anew(unit, reader, row, last, payload, mark)
        elif row.shown == mark:
            await self._look(unit, reader, row, last, payload, mark)
        elif last.state in UNSENT:
            await self._replaced(unit, row, last, payload, mark)
        elif last.state in UNDER_WAY or last.provider_id is None:
            await unit.boards.again(reader.id)
        else:
            edit = payload | {"edit": {"message_id": last.provider_id}}
            await self._queue(unit, reader, row, EDIT, edit, mark)

    async def _anew(
        self,
        unit: Unit,
        reader: Person,
        row: Pinboard,
        last: OutboxRow | None,
        payload: Payload,
        mark: str,
    ) -> None:
        """Nobody has to look at the edit of a message that the reader has deleted."""
        if last is not None and row.deleted:
            await unit.outbox.save(replace(last, state=State.CANCELLED))
        await self._queue(unit, reader, row, SENT, payload | {"pin": True, "silent": True}, mark)

    async def _look(
        self,
        unit: Unit,
        reader: Person,
        row: Pinboard,
        last: OutboxRow,
        payload: Payload,
        mark: str,
    ) -> None:
        """Telegram tells nobody of a deletion: after a calm time the same edit asks for it (A14).

        Only the first look at a message makes a row, which then goes out again and again.
        """
        if last.state is not State.SENT or last.sent_at is None or last.provider_id is None:
            return
        if not over(last.sent_at + LOOK, self._clock.now(), LOOK):
            return
        edit = payload | {"edit": {"message_id": last.provider_id}}
        if last.code != EDIT:
            await self._queue(unit, reader, row, EDIT, edit, mark)
            return
        # No earlier row shows the same: dropped, it would leave the board without any.
        made = self._row(reader, EDIT, edit, last.dedupe_key, replace(row, shown=""))
        await self._once_more(unit, last.id, made)

    async def _once_more(self, unit: Unit, number: OutboxId, made: OutboxRow) -> None:
        """To the reader as he stands now."""
        await unit.boards.redate(number, self._clock.now())
        await unit.outbox.save(replace(made, id=number))

    @staticmethod
    async def _replaced(
        unit: Unit, row: Pinboard, last: OutboxRow, payload: Payload, mark: str
    ) -> None:
        """What is as it was before an edit that has not left needs no edit at all."""
        if last.code == EDIT and last.fields["was"] == mark and not last.attempts:
            await unit.outbox.save(replace(last, state=State.CANCELLED))
            await unit.boards.put(row.person_id, last.fields["after"], mark)
            return
        kept = {
            name: last.payload[name] for name in ("edit", "pin", "silent") if name in last.payload
        }
        await unit.outbox.save(with_payload(last, payload | kept))
        await unit.boards.put(row.person_id, row.outbox_id, mark)

    async def _queue(
        self, unit: Unit, reader: Person, row: Pinboard, code: str, payload: Payload, mark: str
    ) -> None:
        key = f"{code}:{reader.id}:{row.outbox_id or 0}:{mark[:16]}"
        made = self._row(reader, code, payload, key, row)
        await enqueue(unit, [made], self._clock.now())
        standing = await unit.outbox.by_dedupe(key)
        if standing is None:
            return
        if standing.state is State.CANCELLED:
            # It was dropped when everything was as before for a moment.
            await self._once_more(unit, standing.id, made)
        await unit.boards.put(reader.id, standing.id, mark)

    def _row(
        self, reader: Person, code: str, payload: Payload, key: str | None, row: Pinboard
    ) -> OutboxRow:
        """In an order of its own: a board keeps no message waiting."""
        return to_person(
            self._firm,
            reader,
            code,
            payload,
            fields={"needs": [PIN], "was": row.shown, "after": row.outbox_id},
            dedupe_key=key,
            order_key=f"board:{reader.id}",
            priority=COSMETIC,
        )

    async def pinned(self, actor: Person) -> bool:
        async with self._units.read() as unit:
            person = await looking(unit.people, actor)
            require(person, PIN)
            row = await unit.boards.of(person.id)
        return row is not None and row.pinned

    async def pin(self, actor: Person, *, cause: str) -> None:
        """A new message, pinned; an earlier board is taken off. Raises NotAllowed."""
        await self._choose(actor, cause, pinned=True)

    async def unpin(self, actor: Person, *, cause: str) -> None:
        """It stays off until it is asked for again. Raises NotAllowed."""
        await self._choose(actor, cause, pinned=False)

    async def _choose(self, actor: Person, cause: str, *, pinned: bool) -> None:
        async with self._units.begin() as unit:
            person = await acting(unit.people, actor)
            require(person, PIN)

            async def work() -> dict[str, Any]:
                await self._take_off(unit, person)
                await unit.boards.choose(person.id, pinned=pinned)
                return {}

            await once_whole(unit, cause, self._clock.now(), work)

    async def _take_off(self, unit: Unit, person: Person) -> None:
        row = await unit.boards.of(person.id)
        last = await unit.outbox.get(row.outbox_id) if row and row.outbox_id else None
        if row is None or last is None:
            return
        if last.state in UNSENT:
            await unit.outbox.save(replace(last, state=State.CANCELLED))
        target = last.provider_id or (last.payload.get("edit") or {}).get("message_id")
        if target is None or last.code == UNPIN:
            return
        payload = {"unpin": {"message_id": target}}
        key = f"board:{person.id}:{row.outbox_id}:off"
        made = self._row(person, UNPIN, payload, key, row)
        await enqueue(unit, [made], self._clock.now())
        standing = await unit.outbox.by_dedupe(key)
        if standing is not None:
            await unit.boards.put(person.id, standing.id, "")
