"""Notices on their way: who is told, in what words, with which buttons, under which condition."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.clients.model import Lane
from core.firm import Firm
from core.messaging.cards import TELEGRAM_TEXT, bold
from core.messaging.marks import with_payload
from core.messaging.model import NEW, OutboxRow, State
from core.messaging.ports import Unit
from core.messaging.post import enqueue
from core.messaging.readers import to_person
from core.messaging.text import cut
from core.notices.buttons import data
from core.notices.speech import Speech
from core.policy.permissions import may
from core.ports import Clock, Texts
from core.staff.model import Person

UNSENT = frozenset({State.QUEUED, State.WAITING, State.FAILED})
"""Changed before they leave; a dead letter, before somebody resends it."""
GONE = frozenset({State.DENIED, State.CANCELLED})
PROMPT = 3
"""Before ordinary notices, behind what clients write."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button: the key of its label, its prefix, what it names, and the rest of its data."""

    label: str
    prefix: str
    thing: tuple[str, int] | None = None
    more: tuple[object, ...] = ()


Rows = Sequence[Sequence[Press]]


@dataclass(frozen=True, slots=True)
class Notice:
    """`key`: once for each reader, however often it is told.

    `lane`: told to the owner of that lane only, and stopped when it has closed (A5). `needs`:
    permissions that the reader must still hold when it leaves. `mail`: by e-mail, too (A4).
    `urgent`: with a sound in quiet hours as well.
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


class Bell:
    def __init__(self, firm: Firm, texts: Texts, clock: Clock) -> None:
        self._firm = firm
        self._texts = texts
        self._clock = clock

    def speech(self, reader: Person) -> Speech:
        return Speech(self._texts, reader.locale, self._firm.timezone)

    async def ring(self, unit: Unit, notices: Sequence[Notice]) -> None:
        """Queues them; whoever has no Telegram yet is not told."""
        heard = [n for n in notices if self._reachable(n.reader)]
        names = await _names(unit, [(n.reader, n.buttons) for n in heard])
        rows = [self._row(notice, names) for notice in heard]
        await enqueue(unit, rows, self._clock.now())

    def _reachable(self, reader: Person) -> bool:
        bound = reader.telegram_id is not None and self._firm.staff_account is not None
        return bound and reader.placed

    def _row(self, notice: Notice, names: "Names") -> OutboxRow:
        lane = notice.lane
        return to_person(
            self._firm,
            notice.reader,
            notice.code,
            self._payload(notice.reader, notice.text, notice.buttons, names),
            fields={"needs": list(notice.needs)} if notice.needs else {},
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
                [{"text": speech(p.label), "data": _data(reader, p, names)} for p in row]
                for row in buttons
            ],
        }

    async def rewrite(
        self, unit: Unit, key: str, readers: Sequence[Person], text: Callable[[Person], str]
    ) -> None:
        """Every copy of a notice says something else and has no buttons any more.

        A copy that has not left is changed before it leaves; one under way is edited behind it.
        """
        known = {f"{key}:{reader.id}": reader for reader in readers if reader.placed}
        edits = []
        for row in await unit.outbox.by_dedupes(known):
            reader = known[row.dedupe_key or ""]
            payload = self._payload(reader, text(reader), (), {})
            if row.state in UNSENT:
                await unit.outbox.save(with_payload(row, payload))
            elif row.state not in GONE:
                edits.append(self._edit(row, reader, payload))
        await enqueue(unit, edits, self._clock.now())

    def _edit(self, row: OutboxRow, reader: Person, payload: dict[str, Any]) -> OutboxRow:
        """Judged by the reader's place as it is now: what is said was written for it."""
        target = {"message_id": row.provider_id} if row.provider_id else {"outbox": row.id}
        edited = to_person(
            self._firm,
            reader,
            f"{row.code}-closed",
            payload | {"edit": target},
            dedupe_key=f"{row.dedupe_key}:closed",
            priority=PROMPT,
        )
        return replace(edited, id=NEW, chat=row.chat, order_key=row.order_key)


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
        return data(press.prefix, *(str(one) for one in press.more))
    return data(press.prefix, names[reader.id, *press.thing], *press.more)


async def who_may(unit: Unit, permission: str) -> list[Person]:
    """Everybody who holds it now."""
    return [person for person in await unit.people.listing() if may(person, permission)]
