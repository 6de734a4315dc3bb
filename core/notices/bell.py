"""Notices on their way: who is told, in what words, with which buttons, under which condition."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from core.clients.model import Lane
from core.emails import MAILER
from core.firm import Firm
from core.messaging.cards import TELEGRAM_TEXT, bold
from core.messaging.gatekeeper import LEAVES_BY
from core.messaging.marks import with_payload
from core.messaging.model import NEW, OutboxRow, State
from core.messaging.ports import Unit
from core.messaging.post import enqueue
from core.messaging.readers import to_person
from core.messaging.text import cut
from core.notices.buttons import data
from core.notices.letters import Letters, letter_key
from core.notices.speech import Speech
from core.policy.permissions import may
from core.ports import Clock, Links, Texts
from core.schedule.quiet import resting
from core.staff.model import Person

UNSENT = frozenset({State.QUEUED, State.WAITING, State.FAILED})
"""Changed before they leave; a dead letter, before somebody resends it."""
GONE = frozenset({State.DENIED, State.CANCELLED})
CLOSED = "closed"
SILENT = "silent"
"""In a payload: without a sound."""
PROMPT = 3
"""Before ordinary notices, behind what clients write."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button: the key of its label, its prefix, what it names, and the rest of its data.

    `words`: said as they are, in place of a key.
    """

    label: str
    prefix: str
    thing: tuple[str, int] | None = None
    more: tuple[object, ...] = ()
    words: str = ""


Rows = Sequence[Sequence[Press]]


@dataclass(frozen=True, slots=True)
class Notice:
    """`key`: once for each reader, however often it is told.

    `lane`: told to the owner of that lane only, and stopped when it has closed (A5). `needs`:
    permissions that the reader must still hold when it leaves. `mail`: by e-mail, too (A4).
    `urgent`: with a sound in quiet hours as well. `lanes`: of every client that a text about
    several names, with the same effect as `lane`. `lasts`: not told when it could not leave within.
    """

    reader: Person
    code: str
    key: str
    text: str
    buttons: Rows = ()
    needs: tuple[str, ...] = ()
    lane: Lane | None = None
    mail: bool = False
    urgent: bool = False
    lanes: tuple[Lane, ...] = ()
    lasts: timedelta | None = None


class Bell:
    def __init__(self, firm: Firm, texts: Texts, clock: Clock, links: Links | None = None) -> None:
        self._firm = firm
        self._texts = texts
        self._clock = clock
        self._letters = Letters(firm, texts, links)

    def speech(self, reader: Person) -> Speech:
        return Speech(self._texts, reader.locale, self._firm.timezone)

    async def ring(self, unit: Unit, notices: Sequence[Notice]) -> bool:
        """Queues them; whoever has neither Telegram nor a mailbox for it is not told.

        Whether anybody is: nobody is, too, where the gate stops every row.
        """
        heard = [n for n in notices if self.reaches(n.reader)]
        written = [n for n in notices if n.mail and self._letters.reach(n.reader)]
        names = await _names(unit, [(n.reader, n.buttons) for n in (*heard, *written)])
        # What is urgent comes with a sound all the same.
        calm = {notice.reader.id for notice in heard if not notice.urgent}
        quiet = await resting(unit.hours, calm, self._firm, self._clock.now())
        rows = [self._row(notice, names, silent=notice.reader.id in quiet) for notice in heard]
        rows += [self._letters.letter(n.reader, self._row(n, names)) for n in written]
        return len(await enqueue(unit, rows, self._clock.now())) < len(rows)

    @property
    def by_mail(self) -> bool:
        return self._firm.mail_account is not None

    async def write(self, unit: Unit, notices: Sequence[Notice]) -> None:
        """By e-mail alone: the chat is told in another way."""
        written = [n for n in notices if self._letters.reach(n.reader)]
        names = await _names(unit, [(n.reader, n.buttons) for n in written])
        rows = [self._letters.letter(n.reader, self._row(n, names)) for n in written]
        await enqueue(unit, rows, self._clock.now())

    def reaches(self, reader: Person) -> bool:
        """In Telegram."""
        bound = reader.telegram_id is not None and self._firm.staff_account is not None
        return bound and reader.placed

    def _row(self, notice: Notice, names: "Names", *, silent: bool = False) -> OutboxRow:
        lane = notice.lane
        payload = self._payload(notice.reader, notice.text, notice.buttons, names)
        return to_person(
            self._firm,
            notice.reader,
            notice.code,
            payload | ({SILENT: True} if silent and not notice.urgent else {}),
            fields=_conditions(notice, self._clock.now()),
            dedupe_key=f"{notice.key}:{notice.reader.id}",
            priority=PROMPT,
            client_id=lane.client_id if lane is not None else None,
            lane_id=lane.id if lane is not None else None,
        )

    def _payload(self, reader: Person, text: str, buttons: Rows, names: "Names") -> dict[str, Any]:
        """The first line is the head; foreign text is never parsed."""
        words = cut(text, TELEGRAM_TEXT)
        speech = self.speech(reader)
        return {
            "text": words,
            "entities": [bold(words.partition("\n")[0])],
            "buttons": [
                [{"text": p.words or speech(p.label), "data": _data(reader, p, names)} for p in row]
                for row in buttons
            ],
        }

    async def rewrite(
        self,
        unit: Unit,
        key: str,
        readers: Sequence[Person],
        text: Callable[[Person], str],
        mark: str = CLOSED,
    ) -> None:
        """Every copy of a notice says something else and has no buttons any more.

        A copy that has not left is changed before it leaves; one under way is edited behind it.
        `mark`: of each rewriting that is not the last.
        """
        known = {f"{key}:{reader.id}": reader for reader in readers if reader.placed}
        if self.by_mail:
            known |= {letter_key(told): reader for told, reader in known.items()}
        edits = []
        for row in await unit.outbox.by_dedupes(known):
            reader = known[row.dedupe_key or ""]
            payload = self._payload(reader, text(reader), (), {})
            if row.provider == MAILER:
                await self._rewrite_letter(unit, row, reader, payload)
            elif row.state in UNSENT:
                kept = {SILENT: True} if row.payload.get(SILENT) else {}
                await unit.outbox.save(with_payload(row, payload | kept))
            elif row.state not in GONE:
                edits.append(self._edit(row, reader, payload, mark))
        await enqueue(unit, edits, self._clock.now())

    async def _rewrite_letter(
        self, unit: Unit, row: OutboxRow, reader: Person, payload: dict[str, Any]
    ) -> None:
        """Nobody takes a letter back: its links answer for themselves (P18)."""
        if row.state in UNSENT:
            await unit.outbox.save(with_payload(row, self._letters.payload(reader, payload)))

    def _edit(
        self, row: OutboxRow, reader: Person, payload: dict[str, Any], mark: str
    ) -> OutboxRow:
        """Judged by the reader's place as it is now: what is said was written for it."""
        target = {"message_id": row.provider_id} if row.provider_id else {"outbox": row.id}
        edited = to_person(
            self._firm,
            reader,
            f"{row.code}-closed",
            payload | {"edit": target},
            dedupe_key=f"{row.dedupe_key}:{mark}",
            priority=PROMPT,
        )
        return replace(edited, id=NEW, chat=row.chat, order_key=row.order_key)


def _conditions(notice: Notice, now: datetime) -> dict[str, Any]:
    """What must still hold when it leaves, as the gate reads it."""
    found: dict[str, Any] = {"needs": list(notice.needs)} if notice.needs else {}
    if notice.lanes:
        found["lanes"] = [[lane.client_id, lane.id] for lane in notice.lanes]
    if notice.lasts is not None:
        found[LEAVES_BY] = (now + notice.lasts).isoformat()
    return found


Names = dict[tuple[Any, str, int], str]
"""(person, kind, id) → opaque name."""


async def _names(unit: Unit, wanted: Sequence[tuple[Person, Rows]]) -> Names:
    return dict(
        await unit.names_for(
            (reader.id, *press.thing)
            for reader, rows in wanted
            for row in rows
            for press in row
            if press.thing is not None
        )
    )


def _data(reader: Person, press: Press, names: Names) -> str:
    if press.thing is None:
        return ":".join([press.prefix, *(str(one) for one in press.more)])
    return data(press.prefix, names[reader.id, *press.thing], *press.more)


async def who_may(unit: Unit, permission: str) -> list[Person]:
    """Everybody who holds it now."""
    return [person for person in await unit.people.listing() if may(person, permission)]
