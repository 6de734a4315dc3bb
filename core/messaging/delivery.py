"""The way out: judged again, claimed, sent with nothing open, recorded.

Only the outbox worker calls it (an import contract).
"""

import asyncio
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.errors import ChannelError, Permanent, Temporary, Unknown
from core.ids import PersonId
from core.messaging.edits import addressed
from core.messaging.events import (
    Event,
    ItemSetAside,
    MessageUnshown,
    PersonUnreachable,
    StateChanged,
)
from core.messaging.gatekeeper import verdicts
from core.messaging.model import Link, Message, OutboxRow, Sent, State
from core.messaging.ports import Channel, Unit, Units
from core.messaging.waiting import ASKING, over
from core.policy.gate import TOO_LATE, Ticket, Verdict
from core.ports import Clock, React

GIVE_UP = timedelta(hours=24)
"""A provider that does not take a message for a day: a dead letter, shown and resent by hand."""
ALERT_TRIES = 10
BROKEN_TRIES = 5
"""A bug in a channel is tried this often: the row is set aside, the others go on (P4)."""
SLOWEST = timedelta(minutes=5)
LOOK_AHEAD = 4
"""Rows looked at for each that may go, since the pace holds some of them back."""
ASK_AGAIN = timedelta(seconds=2)


ASKED_AT_ONCE = 50
LOOKED_AT = 500
"""Other accounts' rows and those that have to wait stand between them."""


@dataclass(frozen=True, slots=True)
class Outcome:
    row: OutboxRow
    result: Sent | ChannelError | None
    """None: asked again, the provider has not seen it."""


class Delivery:
    def __init__(self, units: Units, clock: Clock, react: React) -> None:
        self._units = units
        self._clock = clock
        self._react = react

    async def take(
        self,
        channel: Channel,
        limit: int,
        busy_chats: Iterable[str] = (),
        admit: Callable[[OutboxRow], bool] = lambda _: True,
    ) -> list[tuple[OutboxRow, Ticket]]:
        """Claims what is due, in order, after the gate has judged it again (P18, I7).

        `admit` is the pace: what it refuses stays queued.
        """
        now = self._clock.now()
        async with self._units.begin() as unit:
            due = await unit.outbox.claimable(
                channel.provider, channel.account, now, limit * LOOK_AHEAD, busy_chats
            )
            rows = [row for row in due if admit(row)][:limit]
            if not rows:
                return []
            rows = await self._hold_late(unit, await addressed(unit, rows), now)
            judged = list(zip(rows, await verdicts(unit, rows, "send", now), strict=True))
            await unit.audit.add([verdict for _, verdict in judged], now)
            allowed = [(row, verdict) for row, verdict in judged if verdict.allowed]
            await unit.outbox.claim([row.id for row, _ in allowed], now)
            await self._deny(unit, [(r, v) for r, v in judged if not v.allowed])
        return [
            (
                replace(row, state=State.SENDING, attempts=row.attempts + 1, claimed_at=now),
                Ticket(verdict, row.payload_hash),
            )
            for row, verdict in allowed
        ]

    async def _hold_late(
        self, unit: Unit, rows: Sequence[OutboxRow], now: datetime
    ) -> list[OutboxRow]:
        """An answer that waited past the end of the window is held, not failed (P9)."""
        free = [r for r in rows if r.channel == "whatsapp" and r.code == "answer"]
        ids = {r.conversation_id for r in free if r.conversation_id is not None}
        known = await unit.messages.conversations(ids) if ids else {}
        closed = {c.id for c in known.values() if not c.window_open(now)}
        late = [r for r in free if r.conversation_id in closed]
        events: list[Event] = []
        for row in late:
            await unit.outbox.save(replace(row, state=State.HELD))
            if row.message_id is not None:
                await unit.messages.put_state(row.message_id, State.HELD)
                events += await self._changed(unit, row)
        await self._react(unit, events)
        return [row for row in rows if row not in late]

    async def _deny(self, unit: Unit, refused: Sequence[tuple[OutboxRow, Verdict]]) -> None:
        """What is left out for its hour alone is no dead letter: nobody has to see to it."""
        events: list[Event] = []
        for row, verdict in refused:
            state = State.CANCELLED if verdict.rule == TOO_LATE else State.DENIED
            denied = replace(row, state=state, error_code=verdict.rule[:64])
            await unit.outbox.save(denied)
            if row.link == "sent" and row.message_id is not None:
                await unit.messages.put_state(row.message_id, state)
                events += await self._changed(unit, denied)
            if row.link == "shown" and row.author.kind == "client" and row.message_id is not None:
                events.append(MessageUnshown(row.message_id, row.lane_id))
        await self._react(unit, events)

    @staticmethod
    async def _changed(unit: Unit, row: OutboxRow) -> list[Event]:
        message: Message | None = (
            await unit.messages.get(row.message_id) if row.message_id is not None else None
        )
        return [StateChanged(message, row)] if message is not None else []

    async def settle(self, outcomes: Sequence[Outcome], *, quietly: bool = False) -> None:
        """Results of any number of sends in one transaction (P7).

        `quietly`: without what follows from them, when that is what fails.
        """
        async with self._units.begin() as unit:
            events: list[Event] = []
            for outcome in outcomes:
                events += await self._record(unit, outcome)
            if not quietly:
                await self._react(unit, events)

    async def _record(self, unit: Unit, outcome: Outcome) -> list[Event]:
        row, result = outcome.row, outcome.result
        standing = await unit.outbox.get(row.id)
        if standing is None or (standing.provider_id is not None and not isinstance(result, Sent)):
            return []  # A receipt was faster than the answer: it has arrived.
        if isinstance(result, Sent):
            return await self._sent(unit, row, result, standing)
        if isinstance(result, Permanent):
            return await self._fail(unit, row, result.code, result.detail)
        if isinstance(result, Unknown):
            return await self._unknown(unit, row, result.reason)
        if isinstance(result, Temporary):
            return await self._later(unit, row, result)
        return await self._again(unit, row)

    async def _sent(
        self, unit: Unit, row: OutboxRow, sent: Sent, standing: OutboxRow
    ) -> list[Event]:
        now = self._clock.now()
        first = sent.provider_ids[0] if sent.provider_ids else None
        taken = replace(row, state=State.SENT, provider_id=first, sent_at=now, error_code=None)
        if standing.provider_id is not None and standing.state is State.FAILED:
            # Its failure was told before its acceptance: still a dead letter.
            taken = replace(taken, state=State.FAILED, error_code=standing.error_code)
        await unit.outbox.save(taken)
        if row.link is not None:
            await unit.messages.add_links([self._link(row, one) for one in sent.provider_ids])
        if row.link != "sent" or row.message_id is None:
            return []
        if first is not None:
            scope = row.chat if row.provider == "telegram" else ""
            await unit.messages.mark_external(
                row.message_id, row.provider, row.account, scope, first
            )
        changed = await unit.messages.raise_state(row.message_id, sent.state)
        return await self._changed(unit, row) if changed else []

    @staticmethod
    def _link(row: OutboxRow, provider_id: str) -> Link:
        scope = row.chat if row.provider == "telegram" else ""
        reader = row.receiver if row.receiver.kind == "person" else None
        return Link(
            row.provider,
            row.account,
            scope,
            provider_id,
            row.link or "shown",
            row.conversation_id,
            row.message_id,
            _person_id(reader.id if reader else None),
        )

    async def _fail(self, unit: Unit, row: OutboxRow, code: str, detail: str) -> list[Event]:
        """A dead letter: listed, explained to the author, resent with one tap."""
        failed = replace(
            row, state=State.FAILED, error_code=code[:64], error_detail=detail[:500] or None
        )
        await unit.outbox.save(failed)
        if row.link == "shown" and row.receiver.kind == "person":
            return [PersonUnreachable(PersonId(row.receiver.id or 0), code)]
        if row.link != "sent" or row.message_id is None:
            return []
        await unit.messages.raise_state(row.message_id, State.FAILED, code[:64])
        return await self._changed(unit, failed)

    async def _unknown(self, unit: Unit, row: OutboxRow, reason: str) -> list[Event]:
        later = self._clock.now() + ASK_AGAIN
        await unit.outbox.save(
            replace(row, state=State.UNKNOWN, not_before=later, error_code=reason[:64])
        )
        if row.link != "sent" or row.message_id is None:
            return []
        changed = await unit.messages.raise_state(row.message_id, State.UNKNOWN)
        return await self._changed(unit, row) if changed else []

    async def _later(self, unit: Unit, row: OutboxRow, error: Temporary) -> list[Event]:
        """Never earlier than the provider asks (P8), else with growing pauses.

        When the whole account has to wait, the worker waits, not each row by itself.
        """
        now = self._clock.now()
        created = row.created_at or now
        # A dead letter that was resent is old, but has its tries before it.
        if now - created > GIVE_UP and row.attempts >= ALERT_TRIES:
            return await self._fail(unit, row, "gave-up", error.reason)
        await unit.outbox.save(
            replace(
                row,
                state=State.QUEUED,
                not_before=None if error.whole_account else now + _pause(row, error),
                error_code=error.reason[:64],
                possible_repeat=row.possible_repeat or error.may_have_gone,
            )
        )
        if row.attempts == ALERT_TRIES:
            return [ItemSetAside("slow", row.id, row.channel)]
        return []

    async def _again(self, unit: Unit, row: OutboxRow) -> list[Event]:
        """Not seen by the provider, or it cannot tell: repeated and marked so (P2).

        With growing pauses from the second time on: a crash loop is no storm (fault 5).
        """
        later = self._clock.now() + pause_after(row.attempts) if row.attempts > 1 else None
        await unit.outbox.save(
            replace(row, state=State.QUEUED, not_before=later, possible_repeat=True)
        )
        return []

    async def broken(self, row: OutboxRow, reason: str) -> None:
        """The channel raised something of its own: a bug, bounded in tries."""
        async with self._units.begin() as unit:
            if row.attempts >= BROKEN_TRIES:
                events = await self._fail(unit, row, "broken", reason)
                events.append(ItemSetAside("broken", row.id, row.channel))
            else:
                events = await self._later(unit, row, Temporary(reason))
            await self._react(unit, events)

    async def interrupted(self, channel: Channel) -> int:
        """At start: what a dead process was sending may have gone (P2)."""
        async with self._units.begin() as unit:
            rows = await unit.outbox.interrupted(channel.provider, channel.account)
            events: list[Event] = []
            for row in rows:
                events += await self._unknown(unit, row, "interrupted")
            await self._react(unit, events)
            return len(rows)

    async def resolve(self, channel: Channel) -> int:
        """Asks the provider about sends of unknown outcome, or repeats them under its rule."""
        now = self._clock.now()
        async with self._units.read() as unit:
            rows = [
                row
                for row in reversed(await unit.outbox.listing([State.UNKNOWN], LOOKED_AT))
                if row.provider == channel.provider
                and row.account == channel.account
                and over(row.not_before, now, ASKING)
            ][:ASKED_AT_ONCE]
            known = {row.id: await self._taken(unit, row) for row in rows}
        asked = (self._resolve(channel, row, known[row.id]) for row in rows)
        await asyncio.gather(*asked)
        return len(rows)

    @staticmethod
    async def _taken(unit: Unit, row: OutboxRow) -> frozenset[str]:
        """Provider ids that belong to other rows of the same conversation."""
        if row.conversation_id is None:
            return frozenset()
        return frozenset(await unit.outbox.provider_ids(row.conversation_id))

    async def _resolve(self, channel: Channel, row: OutboxRow, known: frozenset[str]) -> None:
        if not channel.can_tell:
            await self.settle([Outcome(row, None)])
            return
        try:
            found = await channel.find_sent(row, known)
        except ChannelError as error:
            later = self._clock.now() + pause_after(row.attempts)
            async with self._units.begin() as unit:
                reason = getattr(error, "reason", "")[:64]
                await unit.outbox.save(replace(row, not_before=later, error_code=reason))
            return
        await self.settle([Outcome(row, found)])


def pause_after(attempts: int) -> timedelta:
    """Doubling pauses with jitter, at most five minutes."""
    seconds = min(2.0 ** min(attempts, 10) / 2, SLOWEST.total_seconds())
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))


def _pause(row: OutboxRow, error: Temporary) -> timedelta:
    own = pause_after(row.attempts)
    if error.retry_after is None:
        return own
    asked = timedelta(seconds=error.retry_after)
    return asked if row.attempts <= 1 else max(own, asked)


def _person_id(value: int | None) -> PersonId | None:
    return PersonId(value) if value is not None else None
