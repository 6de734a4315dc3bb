"""Messages, the conversations they are filed in, and the rows that carry them in and out."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from core.clients.model import Address
from core.ids import (
    ClientId,
    ConversationId,
    InboxId,
    LaneId,
    MediaId,
    MessageId,
    OutboxId,
    PersonId,
)

WINDOW = timedelta(hours=24)
"""WhatsApp: free text only within 24 h of the client's last message (error 63016 outside)."""

UNDO = timedelta(seconds=5)
"""An answer waits this long before it leaves (MENUS: 5 s undo)."""


class State(StrEnum):
    """What a person is shown of a message (P7: none disappears silently)."""

    RECEIVED = "received"
    QUEUED = "queued"
    WAITING = "waiting"
    """Its file is still being fetched; later messages of the conversation wait behind it."""
    HELD = "held"
    """The 24-hour window is closed: leaves by itself when the client writes (P9)."""
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    DENIED = "denied"
    """Stopped by the policy gate; the audit row tells the rule (C7)."""


RANK = {
    State.QUEUED: 0,
    State.WAITING: 0,
    State.HELD: 0,
    State.SENDING: 1,
    State.UNKNOWN: 2,
    State.SENT: 3,
    State.DELIVERED: 4,
    State.FAILED: 5,
    State.READ: 6,
}
"""Receipts come in any order; the highest rank wins. Failed is final unless the client read it."""

OPEN_STATES = (State.QUEUED, State.WAITING, State.SENDING, State.UNKNOWN)
"""Rows that later ones of the same order key wait for; held ones let others pass."""

LEFT_STATES = (State.SENDING, State.UNKNOWN, State.SENT, State.DELIVERED, State.READ)
"""These have left or may have: only such an answer answers a client."""

ANSWERED = (State.QUEUED, State.WAITING, State.HELD, *LEFT_STATES)
"""Somebody has typed it: nobody is reminded to, even while it is held for the window (E11)."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The far end of a conversation at one of our provider accounts: (account, chat, thread)."""

    channel: str
    account: str
    chat: str
    thread: str = ""


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file announced by a provider; fetched afterwards by a retried job.

    `source` is what the channel's MediaSource understands: a URL, a file id.
    """

    source: str
    kind: str
    content_type: str = ""
    name: str = ""
    size: int | None = None


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """What a client wrote, in our terms, whatever channel it came through (A19, A23)."""

    inbox_id: InboxId
    provider: str
    scope: str
    external_id: str
    endpoint: Endpoint
    addresses: tuple[Address, ...]
    """The writer's addresses, the one that answers go to first."""
    occurred_at: datetime
    text: str = ""
    profile_name: str = ""
    files: tuple[IncomingFile, ...] = ()
    parts: tuple[dict[str, Any], ...] = ()
    """Everything that is neither text nor file: location, contact, button, unknown kinds."""
    reply_to: str | None = None
    edited: bool = False
    group: str | None = None
    """Album id of the provider, if it has one."""


@dataclass(frozen=True, slots=True)
class Conversation:
    id: ConversationId
    kind: str
    """"client" for a client's; rooms and others come with their issues."""
    client_id: ClientId | None
    endpoint: Endpoint
    last_inbound_at: datetime | None = None

    def window_open(self, now: datetime) -> bool:
        """Only WhatsApp closes; SMS and Telegram take free text at any time."""
        if self.endpoint.channel != "whatsapp":
            return True
        return self.last_inbound_at is not None and now - self.last_inbound_at < WINDOW


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a client's record. Filed under the client, never under a deal (A21)."""

    id: MessageId
    conversation_id: ConversationId
    client_id: ClientId
    lane_id: LaneId
    direction: str
    channel: str
    author_kind: str
    author_id: int | None
    origin: str
    """How it came to us: "webhook", "update", "answer", "template" …"""
    label: tuple[str, ...]
    """Compartments that the content comes from; it survives quoting and forwarding (POLICY)."""
    text: str
    occurred_at: datetime
    state: State
    parts: tuple[dict[str, Any], ...] = ()
    reply_to_id: MessageId | None = None
    provider: str = ""
    account: str = ""
    scope: str = ""
    external_id: str | None = None
    error_code: str | None = None
    category: str | None = None
    """The provider's price category of a template, if one is known."""
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Media:
    """A file of a message. `state`: pending, stored, refused (never will be fetched)."""

    id: MediaId
    message_id: MessageId
    position: int
    provider: str
    account: str
    source: str
    kind: str
    content_type: str = ""
    name: str = ""
    size: int | None = None
    blob: str | None = None
    state: str = "pending"
    error: str | None = None
    attempts: int = 0
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A message as it stands somewhere, so that replies, edits, reactions and receipts find home.

    `kind`: "shown" (a client's message shown to a person), "typed" (a person's own message that
    became an answer), "guard" (the card with the undo button), "sent" (ours, at the client's).
    """

    provider: str
    account: str
    scope: str
    external_id: str
    kind: str
    conversation_id: ConversationId | None
    message_id: MessageId | None = None
    person_id: PersonId | None = None
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """A person's topic for one client: the address is (account, chat, thread)."""

    person_id: PersonId
    client_id: ClientId
    account: str
    chat: str
    thread: str
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a message for the gate: kind is "person", "client" or "system"."""

    kind: str
    id: int | None = None


SYSTEM = Party("system")


NEW = OutboxId(0)
"""A row that the database has not numbered yet."""


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A message on its way out: the code with its fields, and exactly what will leave, with a hash.

    `payload` is channel-neutral: {"text", "entities", "buttons", "reply_to", "files", "client"
    (wants that client's topic), "template", "silent", "pin", "edit", "delete", "react", "unpin"}.
    `order_key`: rows of one key leave in the order of their ids, one at a time.
    """

    provider: str
    account: str
    channel: str
    chat: str
    order_key: str
    code: str
    payload: dict[str, Any]
    author: Party
    receiver: Party
    verb: str = "message"
    fields: dict[str, Any] = field(default_factory=dict)
    conversation_id: ConversationId | None = None
    client_id: ClientId | None = None
    lane_id: LaneId | None = None
    message_id: MessageId | None = None
    link: str | None = None
    """Kind of the `Link` written when it has left."""
    cause: str = ""
    dedupe_key: str | None = None
    priority: int = 5
    not_before: datetime | None = None
    state: State = State.QUEUED
    id: OutboxId = NEW
    payload_hash: str = ""
    attempts: int = 0
    provider_id: str | None = None
    error_code: str | None = None
    error_detail: str | None = None
    possible_repeat: bool = False
    receiver_epoch: int | None = None
    created_at: datetime | None = None
    claimed_at: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A provider's acceptance: its id for each message that the row became."""

    provider_ids: tuple[str, ...]
    state: State = State.SENT
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class RawItem:
    """An update or webhook as it came, kept before it is acknowledged (P1)."""

    provider: str
    account: str
    scope: str
    external_id: str
    channel: str
    kind: str
    order_key: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class InboxItem:
    id: InboxId
    raw: RawItem
    received_at: datetime
    attempts: int = 0
    leftover: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a message of ours, told by the provider, in any order (fault 19)."""

    provider: str
    account: str
    external_id: str
    state: State
    outbox_id: OutboxId | None = None
    error_code: str | None = None
    price: str | None = None
    price_unit: str | None = None
