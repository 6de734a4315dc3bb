"""Clients' messages into the record, a whole batch with a few statements (A19, A21, E11).

An item is filed, its writer found or made a lead, and what follows is told as events. The
caller marks the inbox rows done in the same transaction, so a replay finds nothing to do.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from core.clients.model import Address, Client, Identity, Lane
from core.ids import ClientId, ConversationId, IdentityId, LaneId, MediaId, MessageId
from core.messaging import consent
from core.messaging.addressbook import AddressBook, Writer
from core.messaging.events import (
    ConsentChanged,
    Event,
    InsiderWrote,
    MessageEdited,
    MessageReceived,
    WindowOpened,
)
from core.messaging.model import (
    Conversation,
    Endpoint,
    InboundMessage,
    Media,
    Message,
    State,
)
from core.messaging.ports import Unit
from core.ports import Clock, React
from core.staff.model import compartment_of


class Receiver:
    def __init__(self, clock: Clock, react: React, unnamed: Callable[[], str]) -> None:
        self._clock = clock
        self._react = react
        self._unnamed = unnamed

    async def receive(self, unit: Unit, batch: Sequence[InboundMessage]) -> None:
        """Files the batch; nothing is kept in memory between two calls."""
        now = self._clock.now()
        book = await AddressBook.load(unit, batch)
        filing = Filing(book, now, self._unnamed())
        await filing.take_ids(unit, [item for item in batch if book.message_of(item) is None])
        edits = []
        for item in batch:
            if book.message_of(item) is None:
                filing.file(item)
            elif item.edited:
                edits.append(item)
        await filing.write(unit)
        for item in edits:
            await self._edit(unit, book, filing, item, now)
        await self._react(unit, filing.events)

    async def _edit(
        self, unit: Unit, book: AddressBook, filing: "Filing", item: InboundMessage, now: datetime
    ) -> None:
        message = book.message_of(item)
        writer = book.writer(item.addresses)
        if message is None or writer is None or message.text == item.text:
            return
        await unit.messages.edit(message.id, item.text, now)
        edited = replace(message, text=item.text, edited_at=now, version=message.version + 1)
        book.remember_message(edited)
        conversation = book.conversation(item.endpoint)
        if conversation is not None and writer.client.id == message.client_id:
            filing.events.append(
                MessageEdited(
                    edited, writer.client, conversation, writer.lane, f"inbox:{item.inbox_id}"
                )
            )


class Filing:
    """What one batch adds, collected first and written with one statement a table."""

    def __init__(self, book: AddressBook, now: datetime, unnamed: str) -> None:
        self._book = book
        self._now = now
        self._unnamed = unnamed
        self.events: list[Event] = []
        self._clients: list[Client] = []
        self._lanes: list[Lane] = []
        self._identities: list[Identity] = []
        self._conversations: list[Conversation] = []
        self._messages: list[Message] = []
        self._media: list[Media] = []
        self._heard: dict[ConversationId, datetime] = {}
        self._consents: list[tuple[ClientId, Address, str, str]] = []
        self._renamed: dict[ClientId, str] = {}

    async def take_ids(self, unit: Unit, batch: Sequence[InboundMessage]) -> None:
        strangers = len({item.addresses[0] for item in batch if self._book.unknown(item.addresses)})
        ways = len({i.endpoint for i in batch if self._book.conversation(i.endpoint) is None})
        files = sum(len(item.files) for item in batch)
        self._message_ids = iter(await unit.take_ids("messages", len(batch)))
        self._client_ids = iter(await unit.take_ids("clients", strangers))
        self._lane_ids = iter(await unit.take_ids("lanes", strangers))
        self._conversation_ids = iter(await unit.take_ids("conversations", ways))
        self._media_ids = iter(await unit.take_ids("media", files))

    def file(self, item: InboundMessage) -> None:
        insider = self._book.insider(item.addresses)
        if insider is not None:
            self.events.append(
                InsiderWrote(insider, item.endpoint, item.addresses[0], f"inbox:{item.inbox_id}")
            )
            return
        known = self._book.writer(item.addresses)
        writer = self._named(item, known) if known is not None else self._open_lead(item)
        self._know_addresses(item, writer.client)
        conversation = self._conversation(item.endpoint, writer.client)
        message = self._message(item, writer, conversation)
        media = tuple(self._files(item, message.id))
        self._messages.append(message)
        self._media += media
        self._book.remember_message(message)
        self._hear(item, conversation)
        quoted = self._book.quoted(item)
        self.events.append(
            MessageReceived(
                message,
                writer.client,
                conversation,
                writer.lane,
                media,
                f"inbox:{item.inbox_id}",
                quoted.text if quoted else "",
                known is None,
            )
        )
        self._obey(item, writer, conversation)

    def _open_lead(self, item: InboundMessage) -> Writer:
        """E11: an unknown writer becomes a lead, given by rotation to somebody present."""
        owner = self._book.rota.next(self._now)
        address = item.addresses[0]
        name = _profile_name(item) or address.phone or self._unnamed
        client = Client(ClientId(next(self._client_ids)), name, created_at=self._now)
        lane = Lane(LaneId(next(self._lane_ids)), client.id, owner.id if owner else None, 1)
        self._clients.append(client)
        self._lanes.append(lane)
        writer = Writer(client, lane, owner)
        self._book.remember_writer(writer)
        return writer

    def _named(self, item: InboundMessage, writer: Writer) -> Writer:
        """A lead that had only a number for a name gets the first name that it is known by.

        What the catch-up fetches carries no profile name; people's own entries are never touched.
        """
        name = _profile_name(item)
        stands = {self._unnamed, *(address.phone for address in item.addresses)}
        if not name or writer.client.kind != "lead" or writer.client.name not in stands:
            return writer
        named = replace(writer, client=replace(writer.client, name=name))
        self._book.remember_writer(named)
        self._renamed[named.client.id] = name
        return named

    def _know_addresses(self, item: InboundMessage, client: Client) -> None:
        """E10: every further address that the provider tells becomes the same client's."""
        for address in item.addresses:
            if not self._book.knows(address):
                identity = Identity(IdentityId(0), client.id, None, item.endpoint.channel, address)
                self._identities.append(identity)
                self._book.remember_identity(identity)

    def _conversation(self, endpoint: Endpoint, client: Client) -> Conversation:
        known = self._book.conversation(endpoint)
        if known is not None:
            return known
        made = Conversation(
            ConversationId(next(self._conversation_ids)), "client", client.id, endpoint
        )
        self._conversations.append(made)
        self._book.remember_conversation(made)
        return made

    def _message(self, item: InboundMessage, writer: Writer, conversation: Conversation) -> Message:
        quoted = self._book.quoted(item)
        return Message(
            id=MessageId(next(self._message_ids)),
            conversation_id=conversation.id,
            client_id=writer.client.id,
            lane_id=writer.lane.id,
            direction="in",
            channel=item.endpoint.channel,
            author_kind="client",
            author_id=writer.client.id,
            origin=item.provider,
            label=(compartment_of(writer.owner),),
            text=item.text,
            occurred_at=item.occurred_at,
            state=State.RECEIVED,
            parts=item.parts,
            reply_to_id=quoted.id if quoted else None,
            provider=item.provider,
            account=item.endpoint.account,
            scope=item.scope,
            external_id=item.external_id,
        )

    def _files(self, item: InboundMessage, message: MessageId) -> list[Media]:
        return [
            Media(
                MediaId(next(self._media_ids)),
                message,
                position,
                item.provider,
                item.endpoint.account,
                file.source,
                file.kind,
                file.content_type,
                file.name,
                file.size,
                due_at=self._now,
            )
            for position, file in enumerate(item.files)
        ]

    def _hear(self, item: InboundMessage, conversation: Conversation) -> None:
        """The 24-hour window starts anew; answers that were held for it may leave (P9)."""
        before = self._heard.get(conversation.id, conversation.last_inbound_at)
        if before is None or item.occurred_at > before:
            self._heard[conversation.id] = item.occurred_at
        if self._book.holds(conversation.id) and conversation.id not in self._released:
            self.events.append(WindowOpened(conversation.id))

    @property
    def _released(self) -> set[ConversationId]:
        return {e.conversation_id for e in self.events if isinstance(e, WindowOpened)}

    def _obey(self, item: InboundMessage, writer: Writer, conversation: Conversation) -> None:
        """STOP, START and HELP as whole messages (CHANNELS, consent)."""
        word = consent.word(item.text)
        if word is None:
            return
        self._consents.append((writer.client.id, item.addresses[0], word, f"inbox:{item.inbox_id}"))
        self.events.append(
            ConsentChanged(writer.client, conversation, writer.lane, word, f"inbox:{item.inbox_id}")
        )

    async def write(self, unit: Unit) -> None:
        """Parents before children; an empty list costs nothing."""
        if self._clients:
            await unit.clients.add(self._clients, self._now)
            await unit.clients.add_lanes(self._lanes, self._now)
            await unit.people.mark_given(self._book.rota.given)
        for client_id, name in self._renamed.items():
            await unit.clients.rename(client_id, name)
        if self._identities:
            await unit.clients.add_identities(self._identities, self._now)
        if self._conversations:
            await unit.messages.add_conversations(self._conversations, self._now)
        if self._messages:
            await unit.messages.add(self._messages, self._now)
        if self._media:
            await unit.messages.add_media(self._media)
        if self._heard:
            await unit.messages.heard(self._heard)
        for client, address, kind, source in self._consents:
            if kind != "help":
                await unit.clients.consent(client, address, kind, source, self._now)


def _profile_name(item: InboundMessage) -> str:
    return item.profile_name.strip()[:200]
