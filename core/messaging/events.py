"""Facts, in the past tense. What follows from each stands in reactions.py."""

from dataclasses import dataclass

from core.clients.model import Address, Client, Lane
from core.ids import ClientId, ConversationId, InboxId, LaneId, MessageId, PersonId
from core.messaging.model import Conversation, Endpoint, Media, Message, OutboxRow


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """A client's message is filed (A19, A21)."""

    message: Message
    client: Client
    conversation: Conversation
    lane: Lane
    media: tuple[Media, ...]
    cause: str
    quoted: str = ""
    """Beginning of the message it answers, if we know it."""
    new_lead: bool = False
    """The writer was unknown until this message (E11)."""


@dataclass(frozen=True, slots=True)
class MessageEdited:
    """The client changed an earlier message; the old text is kept as a version."""

    message: Message
    client: Client
    conversation: Conversation
    lane: Lane
    cause: str


@dataclass(frozen=True, slots=True)
class ConsentChanged:
    client: Client
    conversation: Conversation
    lane: Lane
    kind: str
    cause: str


@dataclass(frozen=True, slots=True)
class InsiderWrote:
    """Somebody with a place wrote to a client channel: never a lead (POLICY vii)."""

    person_id: PersonId
    endpoint: Endpoint
    address: Address
    cause: str


@dataclass(frozen=True, slots=True)
class WindowOpened:
    """A client wrote while answers were held for him (P9)."""

    conversation_id: ConversationId


@dataclass(frozen=True, slots=True)
class StateChanged:
    """A message of ours moved on: sent, delivered, read, failed, unknown."""

    message: Message
    row: OutboxRow | None = None


@dataclass(frozen=True, slots=True)
class MediaStored:
    media: Media


@dataclass(frozen=True, slots=True)
class ItemSetAside:
    """A poison item of the inbox, or a row that could not be delivered for long (P4)."""

    kind: str
    id: InboxId | int
    channel: str


@dataclass(frozen=True, slots=True)
class PersonUnreachable:
    """A client's message could not be shown to the one who answers for the client."""

    person_id: PersonId
    code: str


@dataclass(frozen=True, slots=True)
class MessageUnshown:
    """The gate stopped a client's message on its way to a reader who is no longer the one."""

    message_id: MessageId
    lane_id: LaneId | None


@dataclass(frozen=True, slots=True)
class LaneOpened:
    """A client has a new owner; between members of staff the history follows (POLICY xii)."""

    client_id: ClientId
    lane: Lane
    previous_owner: PersonId | None


@dataclass(frozen=True, slots=True)
class ClientsTaken:
    """One handing over as whoever answered until now meets it; `lanes`: the new ones.

    Whoever leaves meets none.
    """

    former: PersonId
    heir: PersonId
    lanes: tuple[Lane, ...]
    by: PersonId | None


Event = (
    MessageReceived
    | MessageEdited
    | ConsentChanged
    | InsiderWrote
    | WindowOpened
    | StateChanged
    | MediaStored
    | ItemSetAside
    | PersonUnreachable
    | MessageUnshown
    | LaneOpened
    | ClientsTaken
)
