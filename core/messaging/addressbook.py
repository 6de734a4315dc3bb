"""Who writes, and through what: everything a batch of messages needs to know, read at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.clients.model import Address, Client, Identity, Lane
from core.ids import ClientId, ConversationId, PersonId
from core.messaging.model import Conversation, Endpoint, InboundMessage, Message
from core.messaging.ports import Unit
from core.staff.model import Person, Role

Key = tuple[str, str, str]
_NEVER = datetime.min.replace(tzinfo=UTC)


def key(address: Address) -> Key:
    return (address.provider, address.account, address.external_id)


@dataclass(frozen=True, slots=True)
class Writer:
    client: Client
    lane: Lane
    owner: Person | None


class Rota:
    """E11: the turn goes round among present managers, the longest without a new lead first.

    Nobody present: unassigned for the secretary, else the head of sales.
    """

    def __init__(self, people: Sequence[Person]) -> None:
        reachable = [p for p in people if p.telegram_id is not None]
        managers = [p for p in reachable if p.role is Role.MANAGER and p.present]
        self._turn = sorted(managers, key=lambda p: (p.last_given_at or _NEVER, p.id))
        secretary = any(p.role is Role.SECRETARY for p in reachable)
        heads = [p for p in reachable if p.role is Role.SALES_HEAD]
        self._otherwise = None if secretary or not heads else heads[0]
        self.given: dict[PersonId, datetime] = {}
        self._count = 0

    def next(self, now: datetime) -> Person | None:
        if not self._turn:
            return self._otherwise
        person = self._turn.pop(0)
        self._turn.append(person)
        self._count += 1
        # A moment apart, so that the next batch goes on where this one stopped.
        self.given[person.id] = now + timedelta(microseconds=self._count)
        return person


class AddressBook:
    """Read with a handful of set-based statements, then extended by the batch itself."""

    def __init__(self) -> None:
        self._identities: dict[Key, Identity] = {}
        self._phones: dict[str, Identity] = {}
        self._insiders: set[PersonId] = set()
        self._writers: dict[ClientId, Writer] = {}
        self._conversations: dict[Endpoint, Conversation] = {}
        self._messages: dict[tuple[str, str, str, str], Message] = {}
        self._held: set[ConversationId] = set()
        self.rota = Rota([])

    @classmethod
    async def load(cls, unit: Unit, batch: Sequence[InboundMessage]) -> "AddressBook":
        book = cls()
        addresses = {address for item in batch for address in item.addresses}
        found = await unit.clients.identities_at(
            {key(a) for a in addresses}, {a.phone for a in addresses if a.phone}
        )
        for identity in found:
            book.remember_identity(identity)
        await book._load_people(unit, found)
        if any(book.unknown(item.addresses) for item in batch):
            roles = (Role.MANAGER, Role.SECRETARY, Role.SALES_HEAD)
            # People are held before clients, as wherever both are (decision 0012).
            book.rota = Rota(await unit.people.of_roles(*roles, held=True))
        await book._load_clients(unit, found)
        book._conversations = await unit.messages.conversations_at({i.endpoint for i in batch})
        book._messages = await unit.messages.by_external(_message_keys(batch))
        book._held = await unit.outbox.holding([c.id for c in book._conversations.values()])
        return book

    async def _load_people(self, unit: Unit, found: Sequence[Identity]) -> None:
        ids = {i.person_id for i in found if i.person_id is not None}
        if ids:
            people = await unit.people.by_ids(ids)
            self._insiders = {
                person.id for person in people.values() if person.dismissed_at is None
            }

    async def _load_clients(self, unit: Unit, found: Sequence[Identity]) -> None:
        ids = {i.client_id for i in found if i.client_id is not None}
        if not ids:
            return
        clients = await self._standing(unit, ids)
        lanes = await unit.clients.lanes_of(clients)
        owners = await unit.people.by_ids(
            {lane.owner_id for lane in lanes.values() if lane.owner_id is not None}
        )
        for number in ids:
            client = clients[number]
            while client.merged_into_id is not None:
                client = clients[client.merged_into_id]
            lane = lanes[client.id]
            owner = owners.get(lane.owner_id) if lane.owner_id else None
            self._writers[number] = Writer(client, lane, owner)

    @staticmethod
    async def _standing(unit: Unit, ids: set[ClientId]) -> dict[ClientId, Client]:
        """Held against a merge; those that have been merged since, beside what they became."""
        clients = await unit.clients.held(ids)
        while moved := {c.merged_into_id for c in clients.values()} - {None, *clients}:
            clients |= await unit.clients.held([c for c in moved if c is not None])
        return clients

    def _of(self, address: Address) -> Identity | None:
        known = self._identities.get(key(address))
        if known is None and address.phone:
            known = self._phones.get(address.phone)
        return known

    def knows(self, address: Address) -> bool:
        return key(address) in self._identities

    def insider(self, addresses: Sequence[Address]) -> PersonId | None:
        """POLICY vii: an address of any placed person never opens a lead."""
        for address in addresses:
            known = self._of(address)
            if known is not None and known.person_id in self._insiders:
                return known.person_id
        return None

    def writer(self, addresses: Sequence[Address]) -> Writer | None:
        client = self._client_at(addresses)
        return None if client is None else self._writers[client]

    def _client_at(self, addresses: Sequence[Address]) -> ClientId | None:
        """By the first address that belongs to a client."""
        for address in addresses:
            known = self._of(address)
            if known is not None and known.client_id is not None:
                return known.client_id
        return None

    def unknown(self, addresses: Sequence[Address]) -> bool:
        return self.insider(addresses) is None and self._client_at(addresses) is None

    def conversation(self, endpoint: Endpoint) -> Conversation | None:
        return self._conversations.get(endpoint)

    def holds(self, conversation: ConversationId) -> bool:
        """Whether answers are held there until the client writes."""
        return conversation in self._held

    def message_of(self, item: InboundMessage) -> Message | None:
        return self._messages.get(
            (item.provider, item.endpoint.account, item.scope, item.external_id)
        )

    def quoted(self, item: InboundMessage) -> Message | None:
        """The message that this one answers."""
        if item.reply_to is None:
            return None
        return self._messages.get((item.provider, item.endpoint.account, item.scope, item.reply_to))

    def remember_identity(self, identity: Identity) -> None:
        self._identities[key(identity.address)] = identity
        if identity.address.phone:
            self._phones.setdefault(identity.address.phone, identity)

    def remember_writer(self, writer: Writer) -> None:
        self._writers[writer.client.id] = writer

    def remember_conversation(self, conversation: Conversation) -> None:
        self._conversations[conversation.endpoint] = conversation

    def remember_message(self, message: Message) -> None:
        if message.external_id is not None:
            place = (message.provider, message.account, message.scope, message.external_id)
            self._messages[place] = message


def _message_keys(batch: Sequence[InboundMessage]) -> set[tuple[str, str, str, str]]:
    """The messages themselves, for edits and replays, and those they answer."""
    found = set()
    for item in batch:
        place = (item.provider, item.endpoint.account, item.scope)
        found.add((*place, item.external_id))
        if item.reply_to is not None:
            found.add((*place, item.reply_to))
    return found
