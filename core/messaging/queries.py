"""What a member of staff may see: every answer is cut to the viewer's rights in its transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from core.clients.finding import PHONES, guessed, phones_of
from core.clients.model import Client, Lane
from core.clients.ports import ClientLine
from core.errors import NotAllowed, NotFound
from core.ids import ClientId, ConversationId, OutboxId, PersonId
from core.messaging.model import WINDOW, Conversation, OutboxRow, State
from core.messaging.ports import ConversationLine, Unit, Units
from core.messaging.views import (
    ClientCard,
    DeadLine,
    FoundLine,
    ThreadLine,
    ThreadPage,
    WaLine,
    WaPage,
)
from core.once import once
from core.policy.actors import acting, looking, standing
from core.policy.fields import visible
from core.policy.permissions import may, may_with_client, require
from core.ports import Clock
from core.staff.model import ADMINISTRATORS, Person, Role, compartment_of

PAGE = 8
THREAD = 10
DEEPEST = 100_000
"""Pages; a button with a larger number was forged, and no database counts so far."""
FOUND = 16
DEAD = (State.FAILED, State.DENIED)
LISTED = 400


class Queries:
    def __init__(self, units: Units, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def wa_page(self, actor: Person, page: int) -> WaPage:
        """Open conversations of the actor; the secretary's are those that nobody owns."""
        async with self._units.read() as unit:
            seeing = await looking(unit.people, actor)
            lines = await self._conversations(unit, seeing)
        pages = max(1, -(-len(lines) // PAGE))
        page = min(max(page, 0), pages - 1)
        shown = lines[page * PAGE : (page + 1) * PAGE]
        async with self._units.begin() as unit:
            things = [("conversation", int(line.conversation.id)) for line in shown]
            names = await unit.public_ids(actor.id, things)
        rows = [
            self._line(line.conversation, line.client_name, line.unanswered, names[thing])
            for line, thing in zip(shown, things, strict=True)
        ]
        return WaPage(tuple(rows), page, pages)

    async def _conversations(self, unit: Unit, actor: Person) -> list[ConversationLine]:
        found: list[ConversationLine] = []
        if may(actor, "conversation:read:own"):
            found += await unit.messages.recent_conversations(actor.id, LISTED)
        if may(actor, "conversation:read:unassigned") or may(actor, "conversation:read:any"):
            found += await unit.messages.recent_conversations(None, LISTED)
        return sorted(found, key=lambda line: line.last_at, reverse=True)

    def _line(self, conversation: Conversation, name: str, new: int, public: str) -> WaLine:
        left = _window_left(conversation, self._clock.now())
        end = conversation.endpoint
        return WaLine(public, name, end.channel, new, left, end.chat)

    async def find(self, actor: Person, text: str) -> list[FoundLine]:
        """By name, INN or phone; of another's client only name, INN and responsible (A5)."""
        wanted = text.strip()
        async with self._units.begin() as unit:
            bearer, actor = actor.id, await looking(unit.people, actor)
            require(actor, "client:find")
            phones = phones_of(actor, wanted)
            listed = await unit.clients.listing(wanted or None, None, FOUND, phones)
            lanes = await unit.clients.lanes_of([line.client.id for line in listed])
            found = [
                line
                for line in listed
                if PHONES in visible(actor, "client", lanes.get(line.client.id))
                or not guessed(wanted, line.client.name, line.client.inn)
            ]
            things = [("client", int(line.client.id)) for line in found]
            names = await unit.public_ids(bearer, things)
            hidden = await self._retailers(unit, actor, found)
        lines = []
        for line, thing in zip(found, things, strict=True):
            own = may_with_client(actor, "client:read", lanes.get(line.client.id))
            name = None if line.responsible_id in hidden else line.responsible_name
            assigned = line.responsible_id is not None
            lines.append(
                FoundLine(names[thing], line.client.name, line.client.inn, name, own, assigned)
            )
        return lines

    @staticmethod
    async def _retailers(unit: Unit, actor: Person, found: Sequence[ClientLine]) -> set[PersonId]:
        """POLICY (i): a responsible retailer is "закреплён", without a name; R7 excepts two."""
        if actor.role in ADMINISTRATORS:
            return set()
        ids = {line.responsible_id for line in found if line.responsible_id is not None}
        people = await unit.people.by_ids(ids)
        return {p.id for p in people.values() if p.role == "retailer"}

    async def card(self, actor: Person, client: str) -> ClientCard:
        """The whole card of a client of one's own; of another's the three fields of A5."""
        async with self._units.begin() as unit:
            bearer, actor = actor.id, await looking(unit.people, actor)
            found, lane = await self._client(unit, bearer, client)
            owner = await unit.people.get(lane.owner_id) if lane.owner_id else None
            secret = owner is not None and owner.role is Role.RETAILER
            if secret and actor.role not in ADMINISTRATORS:
                owner = None
            name = owner.name if owner is not None else None
            assigned = lane.owner_id is not None
            card = ClientCard(client, found.name, found.inn, name, own=False, assigned=assigned)
            if not may_with_client(actor, "client:read", lane):
                require(actor, "client:find")
                return card
            return await self._whole(unit, bearer, card, found)

    async def client_of(self, actor: Person, public: str) -> ClientId:
        """By the client's opaque name, or by that of one of its conversations: old buttons too.

        Tells nothing about the client. Raises NotFound.
        """
        async with self._units.read() as unit:
            bearer = await standing(unit.people, actor)
            found, _ = await self._client(unit, bearer.id, public)
        return found.id

    async def _whole(
        self, unit: Unit, bearer: PersonId, card: ClientCard, client: Client
    ) -> ClientCard:
        identities = await unit.clients.identities_of(client.id)
        conversations = await unit.messages.conversations_of(client.id)
        things = [("conversation", int(c.id)) for c in conversations]
        names = await unit.public_ids(bearer, things)
        addresses = {(i.channel, i.address.phone or i.address.external_id) for i in identities}
        return replace(
            card,
            own=True,
            kind=client.kind,
            status=client.status,
            peculiarities=client.peculiarities,
            contract=client.contract,
            addresses=tuple(sorted(addresses)),
            conversations=tuple(
                self._line(c, client.name, 0, names[thing])
                for c, thing in zip(conversations, things, strict=True)
            ),
        )

    @staticmethod
    async def _client(unit: Unit, bearer: PersonId, public: str) -> tuple[Client, Lane]:
        """By the client's opaque name, or by that of one of its conversations.

        Names are good for the presser only, with whosever eyes they look.
        """
        found = await unit.resolve_public(bearer, public)
        if found is None:
            raise NotFound
        kind, number = found
        if kind == "conversation":
            known = await unit.messages.conversations([ConversationId(number)])
            owner = next(iter(known.values())).client_id if known else None
            number = int(owner or 0)
        client = await unit.clients.get(ClientId(number))
        while client is not None and client.merged_into_id is not None:
            client = await unit.clients.get(client.merged_into_id)
        lane = (await unit.clients.lanes_of([client.id])).get(client.id) if client else None
        if client is None or lane is None:
            raise NotFound
        return client, lane

    async def thread(self, actor: Person, client: str, page: int) -> ThreadPage:
        """Correspondence; only of clients whose conversations the actor may read.

        Across the wall there is no history (POLICY xii): staff see what was said to staff.
        """
        async with self._units.read() as unit:
            bearer, actor = actor.id, await looking(unit.people, actor)
            found, lane = await self._client(unit, bearer, client)
            if not may_with_client(actor, "conversation:read", lane):
                raise NotAllowed
            side = None if actor.role in ADMINISTRATORS else compartment_of(actor)
            page = min(max(page, 0), DEEPEST)
            limit = THREAD * (page + 1) + 1
            rows = await unit.clients.timeline(found.id, limit, 0, side)
        page = min(page, max(0, (len(rows) - 1) // THREAD))
        end = len(rows) - page * THREAD
        shown = rows[max(0, end - THREAD) : end]
        more = 1 if end - THREAD > 0 else 0
        lines = tuple(_thread_line(row) for row in shown)
        return ThreadPage(client, found.name, found.peculiarities, lines, page, page + 1 + more)

    async def dead(self, actor: Person) -> list[DeadLine]:
        """Undelivered messages: codes and numbers, nobody's words (P22)."""
        async with self._units.read() as unit:
            actor = await looking(unit.people, actor)
            require(actor, "outbox:read")
            rows = await unit.outbox.listing(DEAD, PAGE * 3)
        moment = self._clock.now()
        return [
            DeadLine(r.id, r.code, r.channel, r.error_code, r.state, r.created_at or moment)
            for r in rows
        ]

    async def resume(self, actor: Person, account: str) -> int:
        """/start: whoever had blocked the bot gets what could not be shown meanwhile.

        Their own messages, whatever they look through at the moment.
        """
        async with self._units.begin() as unit:
            actor = await standing(unit.people, actor)
            rows = await unit.outbox.refused_by(account, str(actor.telegram_id))
            for row in rows:
                await revive(unit, row)
            return len(rows)

    async def resend(self, actor: Person, outbox_id: int, cause: str) -> str:
        """One tap for the author or an administrator: "queued", or "not-dead" when it is not."""
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            row = await unit.outbox.get(OutboxId(outbox_id))
            own = row is not None and row.author.kind == "person" and row.author.id == actor.id
            if row is None or not (own or may(actor, "outbox:resend")):
                raise NotFound
            return await once(unit, cause, self._clock.now(), partial(revive, unit, row))


async def revive(unit: Unit, row: OutboxRow) -> str:
    """A dead letter back into the queue; the gate judges it again when it leaves."""
    if row.state not in DEAD:
        return "not-dead"
    await unit.outbox.save(
        replace(
            row,
            state=State.QUEUED,
            not_before=None,
            error_code=None,
            error_detail=None,
            attempts=0,
            provider_id=None,
        )
    )
    if row.message_id is not None and row.link == "sent":
        await unit.messages.put_state(row.message_id, State.QUEUED)
    return "queued"


def _window_left(conversation: Conversation, now: datetime) -> int | None:
    if conversation.endpoint.channel != "whatsapp":
        return None
    if conversation.last_inbound_at is None:
        return 0
    return max(0, int((conversation.last_inbound_at + WINDOW - now).total_seconds()))


def _thread_line(row: Mapping[str, Any]) -> ThreadLine:
    return ThreadLine(
        datetime.fromisoformat(row["at"]),
        row["direction"],
        row["author"] or "",
        row["text"] or "",
        row["state"],
        len(row["media"]),
        bool(row["edited"]),
    )
