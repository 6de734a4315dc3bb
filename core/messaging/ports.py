"""What messaging needs of the outside. Storage and channels implement it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from core.clients.ports import Clients
from core.ids import (
    ClientId,
    ConversationId,
    InboxId,
    MediaId,
    MessageId,
    OutboxId,
    PersonId,
)
from core.messaging.model import (
    Conversation,
    Endpoint,
    InboxItem,
    Link,
    Media,
    Message,
    OutboxRow,
    RawItem,
    Sent,
    State,
    Thread,
)
from core.policy.gate import Ticket
from core.policy.ports import Audit
from core.schedule.quiet import Hours
from core.staff.ports import People

T = TypeVar("T")


class Messages(Protocol):
    async def conversations_at(
        self, endpoints: Iterable[Endpoint]
    ) -> dict[Endpoint, Conversation]: ...

    async def conversations(
        self, ids: Iterable[ConversationId]
    ) -> dict[ConversationId, Conversation]: ...

    async def conversations_of(self, client: ClientId) -> list[Conversation]: ...

    async def recent_conversations(
        self, owner: PersonId | None, limit: int
    ) -> list["ConversationLine"]:
        """Open lanes of `owner` (None: the unassigned), last written first."""
        ...

    async def waiting(self, since: datetime, client: ClientId | None = None) -> list["Waiting"]:
        """Clients who wait for an answer and have written since then, or that one of them.

        Of the staff only; whoever has said STOP waits for nothing, and an answer that is held
        for the window is one (E11). The longest first.
        """
        ...

    async def waiting_for(
        self, owner: PersonId | None, since: datetime, limit: int
    ) -> list["Waiting"]:
        """Those of `owner` (None: the unassigned)."""
        ...

    async def settle(self, client: ClientId, upto: MessageId) -> None:
        """What he has written up to that message needs no answer."""
        ...

    async def add_conversations(
        self, conversations: Sequence[Conversation], now: datetime
    ) -> None: ...

    async def heard(self, last_inbound: Mapping[ConversationId, datetime]) -> None:
        """Moves `last_inbound_at` forward, never back."""
        ...

    async def add(self, messages: Sequence[Message], now: datetime) -> None: ...

    async def get(self, message: MessageId) -> Message | None: ...

    async def by_ids(self, messages: Iterable[MessageId]) -> dict[MessageId, Message]: ...

    async def by_external(
        self, keys: Iterable[tuple[str, str, str, str]]
    ) -> dict[tuple[str, str, str, str], Message]:
        """By (provider, account, scope, external_id)."""
        ...

    async def unanswered(self, client: ClientId, limit: int) -> list[Message]:
        """What the client wrote since our last answer, oldest first; the last `limit` of it."""
        ...

    async def edit(self, message: MessageId, text: str, now: datetime) -> None:
        """Keeps the earlier text as a version (P6)."""
        ...

    async def raise_state(
        self,
        message: MessageId,
        state: State,
        error_code: str | None = None,
        price: tuple[str, str | None] | None = None,
    ) -> bool:
        """Moves up the lattice of RANK; False when it already stood as high."""
        ...

    async def put_state(self, message: MessageId, state: State) -> None:
        """Sets a state outside the lattice (cancelled, queued again)."""
        ...

    async def mark_external(
        self, message: MessageId, provider: str, account: str, scope: str, external_id: str
    ) -> None: ...

    async def add_media(self, media: Sequence[Media]) -> None: ...

    async def media_of(self, messages: Iterable[MessageId]) -> dict[MessageId, list[Media]]: ...

    async def media(self, media: MediaId) -> Media | None: ...

    async def due_media(self, now: datetime, limit: int) -> list[Media]: ...

    async def save_media(self, media: Media) -> None: ...

    async def add_links(self, links: Sequence[Link]) -> None:
        """A known key is left as it stands."""
        ...

    async def link(
        self, provider: str, account: str, scope: str, external_id: str
    ) -> Link | None: ...

    async def links_of(self, message: MessageId, kind: str) -> list[Link]: ...

    async def thread_of(self, person: PersonId, client: ClientId, account: str) -> Thread | None:
        """The open one."""
        ...

    async def thread_at(self, account: str, chat: str, thread: str) -> Thread | None: ...

    async def save_thread(self, thread: Thread) -> None: ...

    async def last_price(self, channel: str, category: str) -> tuple[str, str | None] | None:
        """The last one paid: (amount, currency); None when none is known yet."""
        ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """A client without an answer: the first message of the stretch, and when it was written.

    `count`: messages of the stretch, on all channels; `newest_id`: the last of them.
    """

    client_id: ClientId
    conversation_id: ConversationId
    message_id: MessageId
    channel: str
    at: datetime
    owner_id: PersonId | None
    count: int
    newest_id: MessageId


WAITS = timedelta(days=30)
"""Who has written nothing for longer is no matter of today: of agenda and digests alike."""


@dataclass(frozen=True, slots=True)
class ConversationLine:
    """One row of the manager's list: "name · 2 new · 21 ч" (MENUS)."""

    conversation: Conversation
    client_name: str
    unanswered: int
    last_at: datetime


class Outbox(Protocol):
    async def add(self, rows: Sequence[OutboxRow], now: datetime) -> list[OutboxId]:
        """A row whose `dedupe_key` stands already is left out."""
        ...

    async def get(self, row: OutboxId) -> OutboxRow | None: ...

    async def claimable(
        self,
        provider: str,
        account: str,
        now: datetime,
        limit: int,
        busy_chats: Iterable[str] = (),
    ) -> list[OutboxRow]:
        """The first open row of each order key that is queued and due; urgent and old first."""
        ...

    async def next_due(
        self, provider: str, account: str, busy_chats: Iterable[str] = ()
    ) -> datetime | None: ...

    async def claim(self, rows: Iterable[OutboxId], now: datetime) -> None:
        """Queued → sending, one attempt more."""
        ...

    async def save(self, row: OutboxRow) -> None:
        """Writes state, attempts, not_before, payload, errors, repeat mark of one row."""
        ...

    async def interrupted(self, provider: str, account: str) -> list[OutboxRow]:
        """Left in "sending" by a process that died."""
        ...

    async def unlinked_to(self, account: str, chat: str, since: datetime) -> list[OutboxRow]:
        """Rows to that chat that may have arrived without our knowing the provider's id."""
        ...

    async def refused_by(self, account: str, chat: str) -> list[OutboxRow]:
        """Dead letters to a chat whose owner had blocked the bot or not opened it yet."""
        ...

    async def of_message(self, message: MessageId) -> list[OutboxRow]:
        """Rows that carry this message to the client."""
        ...

    async def held_of(self, conversation: ConversationId) -> list[OutboxRow]: ...

    async def holding(self, conversations: Sequence[ConversationId]) -> set[ConversationId]:
        """Which of these have answers held until the client writes."""
        ...

    async def open_in(self, order_key: str) -> list[OutboxRow]:
        """Rows of one order key still on their way, held ones included, oldest first."""
        ...

    async def provider_ids(self, conversation: ConversationId) -> list[str]:
        """Of everything sent to that conversation in the last days."""
        ...

    async def by_dedupe(self, key: str) -> OutboxRow | None: ...

    async def by_dedupes(self, keys: Iterable[str]) -> list[OutboxRow]:
        """Those of these that stand, oldest first; held until the end of a writing transaction."""
        ...

    async def by_provider_id(self, account: str, provider_id: str) -> OutboxRow | None: ...

    async def queued_to(self, order_key: str, code: str) -> OutboxRow | None:
        """The last one still waiting to leave, if nothing was queued behind it."""
        ...

    async def listing(self, states: Sequence[State], limit: int) -> list[OutboxRow]: ...

    async def pending(self) -> list[tuple[str, int, datetime | None]]:
        """(channel, rows on their way, the oldest's creation)."""
        ...


class Inbox(Protocol):
    async def next(
        self, providers: Sequence[str], now: datetime, limit: int, busy_keys: Iterable[str] = ()
    ) -> list[InboxItem]:
        """Due items in order of arrival; none whose order key has an earlier item waiting.

        `busy_keys` are left out, so that a flood in one chat does not hide the others.
        """
        ...

    async def next_due(self, now: datetime) -> datetime | None: ...

    async def done(self, items: Iterable[InboxId], now: datetime) -> None: ...

    async def postpone(
        self, item: InboxId, error: str, due_at: datetime, *, counted: bool = False
    ) -> None:
        """One attempt more, unless `counted` already; not before `due_at`."""
        ...

    async def set_aside(self, item: InboxId, error: str, now: datetime) -> None: ...

    async def mark_leftovers(self, providers: Sequence[str]) -> int:
        """At start: what an earlier process left unfinished; one of it may have killed that one."""
        ...

    async def count_try(self, items: Iterable[InboxId]) -> None:
        """One attempt more, written before the attempt: a crash is a failed try (fault 6)."""
        ...

    async def asides(self, limit: int) -> list[InboxItem]: ...

    async def put_back(self, items: Iterable[InboxId]) -> int:
        """Set-aside items among these are new again, with all their tries; the number of them."""
        ...


class Unit(Protocol):
    """One transaction over everything messaging touches. Never held open across network I/O."""

    people: People
    clients: Clients
    messages: Messages
    outbox: Outbox
    inbox: Inbox
    audit: Audit

    @property
    def hours(self) -> Hours: ...

    async def take_ids(self, table: str, count: int) -> Sequence[int]:
        """Ids for rows that refer to each other within one batch."""
        ...

    async def command(self, cause: str, n: int) -> dict[str, Any] | None:
        """What an earlier run of the same command answered (fault 17b)."""
        ...

    async def record_command(
        self, cause: str, n: int, result: Mapping[str, Any], now: datetime
    ) -> None: ...

    async def public_ids(
        self, person: PersonId, things: Iterable[tuple[str, int]]
    ) -> dict[tuple[str, int], str]:
        """Opaque names of things for one person's buttons; made when new (POLICY 5)."""
        ...

    async def names_for(
        self, wanted: Iterable[tuple[PersonId, str, int]]
    ) -> dict[tuple[PersonId, str, int], str]:
        """The same for many people with one statement: (person, kind, id) → name."""
        ...

    async def resolve_public(self, person: PersonId, public: str) -> tuple[str, int] | None: ...

    async def cursor(self, name: str) -> str | None: ...

    async def set_cursor(self, name: str, value: str) -> None: ...


class Units(Protocol):
    def begin(self) -> AbstractAsyncContextManager[Unit]:
        """A writing transaction: commits when left in peace. Raises StorageUnavailable."""
        ...

    def read(self) -> AbstractAsyncContextManager[Unit]:
        """A snapshot to read from; writes are refused."""
        ...

    async def run(self, work: Callable[[Unit], Awaitable[T]]) -> T: ...


class Intake(Protocol):
    """The durable way in for every source."""

    async def put(self, items: Sequence[RawItem]) -> list[bool]:
        """Returns after the commit: True for each new item, False for a known one (P1, P3).

        Raises StorageUnavailable: then nothing may be acknowledged.
        """
        ...


class Channel(Protocol):
    """One provider account."""

    provider: str
    account: str

    async def send(self, row: OutboxRow, ticket: Ticket) -> Sent:
        """Raises Temporary, Permanent or Unknown. A call without the gate's ticket is refused."""
        ...

    async def find_sent(self, row: OutboxRow, known: frozenset[str]) -> Sent | None:
        """Whether a send with unknown outcome has arrived after all.

        `known`: provider ids that belong to other rows. None: it has not, or the provider
        cannot tell. Raises Temporary when it cannot be asked now.
        """
        ...

    can_tell: bool
    """Whether `find_sent` knows; otherwise an unknown send is repeated and marked so (P2)."""


class Templates(Protocol):
    """Approved templates of a WhatsApp account."""

    async def approved(self) -> list["Template"]: ...


@dataclass(frozen=True, slots=True)
class Template:
    sid: str
    name: str
    language: str
    category: str
    body: str

    def preview(self, variables: Mapping[str, str]) -> str:
        """The text with {{1}} … filled in."""
        text = self.body
        for name, value in variables.items():
            text = text.replace("{{" + name + "}}", value)
        return text
