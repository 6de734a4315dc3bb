"""What follows from events. The table of these reactions stands in reactions.py."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from core.clients.model import Client, Lane
from core.firm import Firm
from core.ids import ConversationId, PersonId
from core.messaging import consent
from core.messaging.cards import Cards
from core.messaging.compose import order_key
from core.messaging.events import (
    ConsentChanged,
    InsiderWrote,
    ItemSetAside,
    LaneOpened,
    MessageEdited,
    MessageReceived,
    MessageUnshown,
    PersonUnreachable,
    StateChanged,
    WindowOpened,
)
from core.messaging.marks import Marks
from core.messaging.model import SYSTEM, Endpoint, OutboxRow, Party, State
from core.messaging.ports import Unit
from core.messaging.post import enqueue
from core.messaging.readers import (
    URGENT,
    Readers,
    ShownRows,
    conversation_key,
    to_person,
)
from core.ports import Clock
from core.staff.model import ADMINISTRATORS, Person, Role

OPTED_OUT = "21610"
"""Twilio's own number for it, with its sentence in the locales."""
SHOWN_AGAIN = 20
"""A new owner is shown at most this many of the last unanswered messages; the card has all."""


class Follow:
    """Each method is one reaction: all events of its kind in a batch, one transaction."""

    def __init__(self, firm: Firm, cards: Cards, clock: Clock, marks: Marks) -> None:
        self._firm = firm
        self._cards = cards
        self._clock = clock
        self._marks = marks
        self._rows = ShownRows(firm, cards)

    async def show(self, unit: Unit, events: Sequence[MessageReceived | MessageEdited]) -> None:
        """To the owner, or to the secretary while nobody owns the client; files follow fetched."""
        if self._firm.staff_account is None:
            return
        now = self._clock.now()
        readers = await Readers.load(unit, [event.lane for event in events])
        pairs = [(event, reader) for event in events for reader in readers.of(event.lane)]
        names = await self._reply_names(unit, pairs)
        rows: list[OutboxRow] = []
        for event, reader in pairs:
            if reader.telegram_id is not None:
                data = f"r:{names[reader.id, event.conversation.id]}"
                rows += self._rows.text(event, reader, data)
        refused = await enqueue(unit, rows, now)
        unseen = {e.client.id for e in events if not self._seen(e, readers)}
        unseen |= {row.client_id for row, _ in refused if row.client_id is not None}
        await self._unseen(unit, [e for e in events if e.client.id in unseen], now)

    @staticmethod
    def _seen(event: MessageReceived | MessageEdited, readers: Readers) -> bool:
        return any(reader.telegram_id is not None for reader in readers.of(event.lane))

    @staticmethod
    async def _reply_names(
        unit: Unit, pairs: Sequence[tuple[MessageReceived | MessageEdited, Person]]
    ) -> dict[tuple[PersonId, int], str]:
        """Opaque names of the conversations for the reply buttons."""
        names = await unit.names_for(
            (reader.id, "conversation", event.conversation.id) for event, reader in pairs
        )
        return {(reader, conversation): name for (reader, _, conversation), name in names.items()}

    async def _unseen(
        self, unit: Unit, events: Sequence[MessageReceived | MessageEdited], now: datetime
    ) -> None:
        """Nobody may or can be shown it: administrators are told that, without text."""
        if not events:
            return
        rows = []
        for person in await self._administrators(unit):
            for event in {e.lane.id: e for e in events}.values():
                payload = self._cards.note("notice-unseen", person.locale, client=event.client.id)
                key = f"unseen:{event.lane.id}:{person.id}"
                rows.append(
                    to_person(
                        self._firm, person, "unseen", payload, dedupe_key=key, cause=event.cause
                    )
                )
        await enqueue(unit, rows, now)

    async def _administrators(self, unit: Unit) -> list[Person]:
        people = await unit.people.of_roles(*ADMINISTRATORS)
        return [person for person in people if person.telegram_id is not None]

    async def confirm_consent(self, unit: Unit, events: Sequence[ConsentChanged]) -> None:
        """The client gets one confirming line; after a STOP it is the last one."""
        for event in events:
            if event.kind == "stop":
                await self._call_back(unit, event.client)
        rows = []
        for event in events:
            text = self._cards.text(
                f"consent-{event.kind}", self._firm.locale, firm=self._firm.name
            )
            row = self._to_client(event.conversation.endpoint, f"consent-{event.kind}", text)
            rows.append(
                replace(
                    row,
                    receiver=Party("client", event.client.id),
                    client_id=event.client.id,
                    conversation_id=event.conversation.id,
                    lane_id=event.lane.id,
                    cause=event.cause,
                    dedupe_key=f"consent:{event.cause}",
                )
            )
        await enqueue(unit, rows, self._clock.now())

    async def _call_back(self, unit: Unit, client: Client) -> None:
        """What has not left when a STOP arrives stays here, and its author is told."""
        stopped: list[StateChanged] = []
        for conversation in await unit.messages.conversations_of(client.id):
            if await consent.stopped(unit, client.id, conversation.endpoint.channel):
                for row in await unit.outbox.open_in(order_key(conversation)):
                    stopped += await self._fail_unsent(unit, row)
        await self.tell_state(unit, stopped)

    @staticmethod
    async def _fail_unsent(unit: Unit, row: OutboxRow) -> list[StateChanged]:
        if row.link != "sent" or row.state not in {State.QUEUED, State.WAITING}:
            return []
        failed = replace(row, state=State.FAILED, error_code=OPTED_OUT)
        await unit.outbox.save(failed)
        if row.message_id is None:
            return []
        await unit.messages.raise_state(row.message_id, State.FAILED, OPTED_OUT)
        message = await unit.messages.get(row.message_id)
        return [StateChanged(message, failed)] if message is not None else []

    def _to_client(self, endpoint: Endpoint, code: str, text: str) -> OutboxRow:
        provider = "telegram" if endpoint.channel == "telegram" else "twilio"
        return OutboxRow(
            provider=provider,
            account=endpoint.account,
            channel=endpoint.channel,
            chat=endpoint.chat,
            order_key=f"to:{endpoint.account}:{endpoint.chat}",
            code=code,
            payload={"text": text},
            author=SYSTEM,
            receiver=SYSTEM,
        )

    async def refuse_insider(self, unit: Unit, events: Sequence[InsiderWrote]) -> None:
        """POLICY vii: a neutral line back, once a day, and the administrators are told."""
        now = self._clock.now()
        day = now.date().isoformat()
        rows = []
        for event in events:
            text = self._cards.text("insider-neutral", self._firm.locale)
            row = self._to_client(event.endpoint, "insider-neutral", text)
            who = Party("person", event.person_id)
            key = f"insider:{event.endpoint.chat}:{day}"
            rows.append(replace(row, receiver=who, cause=event.cause, dedupe_key=key))
            for person in await self._administrators(unit):
                payload = self._cards.note("notice-insider", person.locale, person=event.person_id)
                told = f"insider-told:{event.person_id}:{day}:{person.id}"
                rows.append(to_person(self._firm, person, "insider", payload, dedupe_key=told))
        await enqueue(unit, rows, now)

    async def release(self, unit: Unit, events: Sequence[WindowOpened]) -> None:
        """P9: what was held leaves by itself, in the order in which it was typed."""
        for event in events:
            for row in await self._releasable(unit, event.conversation_id):
                state = await self._released(unit, row)
                await unit.outbox.save(replace(row, state=state, not_before=None))
                if row.message_id is not None:
                    await unit.messages.put_state(row.message_id, state)
                    await self._marks.mark(unit, row.message_id, state)

    @staticmethod
    async def _releasable(unit: Unit, conversation: ConversationId) -> Sequence[OutboxRow]:
        """A STOP, or any word after it but START, is no invitation to write."""
        rows = await unit.outbox.held_of(conversation)
        client = rows[0].client_id if rows else None
        if client is not None and await consent.stopped(unit, client, rows[0].channel):
            return ()
        return rows

    @staticmethod
    async def _released(unit: Unit, row: OutboxRow) -> State:
        """An answer whose file is not here yet still waits for it."""
        if row.message_id is None or row.payload.get("files"):
            return State.QUEUED
        files = (await unit.messages.media_of([row.message_id])).get(row.message_id, [])
        return State.WAITING if any(f.state == "pending" for f in files) else State.QUEUED

    async def tell_state(self, unit: Unit, events: Sequence[StateChanged]) -> None:
        """Shown on the manager's own message; a failure also in words with the next step (P7)."""
        for event in events:
            await self._marks.mark(unit, event.message.id, event.message.state)
            if event.message.state is State.HELD:
                await self._marks.held_late(unit, event.message)
            if event.message.state in {State.FAILED, State.DENIED}:
                await self._marks.explain(unit, event.message, event.row)
            if event.message.state not in {State.QUEUED, State.WAITING, State.HELD}:
                await self._marks.drop_guard(unit, event.message.id)

    async def alert(self, unit: Unit, events: Sequence[ItemSetAside]) -> None:
        """P4: the system administrator is told once; no text, no names."""
        rows = []
        for person in await unit.people.of_roles(Role.SYSADMIN, Role.DIRECTOR):
            if person.telegram_id is None or self._firm.staff_account is None:
                continue
            for event in events:
                payload = self._cards.note(
                    f"notice-aside-{event.kind}", person.locale, id=event.id, channel=event.channel
                )
                key = f"aside:{event.kind}:{event.id}:{person.id}"
                rows.append(to_person(self._firm, person, "aside", payload, dedupe_key=key))
        await enqueue(unit, rows, self._clock.now())

    async def tell_unreachable(self, unit: Unit, events: Sequence[PersonUnreachable]) -> None:
        """Somebody has blocked the bot, or never opened it: clients wait unseen. Once a day."""
        now = self._clock.now()
        rows = []
        for person in await self._administrators(unit):
            for event in events:
                if event.person_id == person.id or self._firm.staff_account is None:
                    continue
                payload = self._cards.note(
                    "notice-unreachable", person.locale, person=event.person_id, code=event.code
                )
                key = f"unreachable:{event.person_id}:{now.date().isoformat()}:{person.id}"
                rows.append(to_person(self._firm, person, "unreachable", payload, dedupe_key=key))
        await enqueue(unit, rows, now)

    async def show_elsewhere(self, unit: Unit, events: Sequence[MessageUnshown]) -> None:
        """To whoever answers for the client now: a message between two owners is lost to nobody."""
        for event in events:
            message = await unit.messages.get(event.message_id)
            client = await unit.clients.get(message.client_id) if message is not None else None
            if message is None or client is None:
                continue
            lane = (await unit.clients.lanes_of([client.id])).get(client.id)
            if lane is None or lane.id == event.lane_id:
                continue
            known = await unit.messages.conversations([message.conversation_id])
            conversation = known[message.conversation_id]
            again = MessageReceived(message, client, conversation, lane, (), f"lane:{lane.id}")
            await self.show(unit, [again])

    async def hand_over(self, unit: Unit, events: Sequence[LaneOpened]) -> None:
        """The new owner is told and shown what is still unanswered.

        Between members of staff the history follows the client; across the wall the label of
        each message stops it at the gate (POLICY xii).
        """
        clients = await unit.clients.by_ids({event.client_id for event in events})
        owners = await unit.people.by_ids(
            {event.lane.owner_id for event in events if event.lane.owner_id is not None}
        )
        told = [
            (clients[event.client_id], event.lane, owner)
            for event in events
            if self._firm.staff_account is not None
            and event.client_id in clients
            and event.lane.owner_id is not None
            and (owner := owners.get(event.lane.owner_id)) is not None
            and owner.telegram_id is not None
        ]
        names = await unit.names_for((owner.id, "client", c.id) for c, _, owner in told)
        rows = [
            self._given(names[owner.id, "client", client.id], client, lane, owner)
            for client, lane, owner in told
        ]
        await enqueue(unit, rows, self._clock.now())
        for client, lane, _ in told:
            await self._show_unanswered(unit, client, lane)

    def _given(self, public: str, client: Client, lane: Lane, owner: Person) -> OutboxRow:
        payload = self._cards.note(
            "notice-given", owner.locale, [[("button-card", f"c:{public}")]], name=client.name
        )
        return to_person(
            self._firm,
            owner,
            "given",
            payload | {"client": client.id, "client_name": client.name},
            client_id=client.id,
            lane_id=lane.id,
            priority=URGENT,
            order_key=conversation_key(self._firm, owner, client),
            dedupe_key=f"given:{lane.id}",
        )

    async def _show_unanswered(self, unit: Unit, client: Client, lane: Lane) -> None:
        unanswered = await unit.messages.unanswered(client.id, SHOWN_AGAIN)
        known = await unit.messages.conversations({m.conversation_id for m in unanswered})
        await self.show(
            unit,
            [
                MessageReceived(m, client, known[m.conversation_id], lane, (), f"lane:{lane.id}")
                for m in unanswered
            ],
        )
