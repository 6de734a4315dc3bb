"""What a member of staff gets to see, cut to the viewer's rights (A5); screens only draw it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.messaging.model import IncomingFile


@dataclass(frozen=True, slots=True)
class Content:
    """What a person typed or attached, in our terms."""

    text: str = ""
    files: tuple[IncomingFile, ...] = ()
    parts: tuple[dict[str, Any], ...] = ()
    group: str | None = None
    """Album id of the provider."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where in Telegram it was typed, with all that a reply tells about what it replies to.

    `reply_data`: callback data of the keyboard under the replied-to message. It names the
    conversation even when the process died before recording that message's id.
    """

    account: str
    chat: str
    message_id: str
    thread: str = ""
    reply_to: str | None = None
    reply_text: str | None = None
    reply_data: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A conversation by its opaque name."""

    public: str
    name: str
    channel: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of what was typed. Guard card, delivery marks and the held card are pushed.

    `state`: "queued", "held" (window closed), "whom" (nobody was named: `choices` to ask with,
    `draft` to hand back), "repeat" (handled before).
    """

    state: str
    name: str = ""
    choices: tuple[Choice, ...] = ()
    draft: str = ""


@dataclass(frozen=True, slots=True)
class WaLine:
    """One row of the list "name · 2 new · ⏳ 21 ч"; `window_left` in seconds, None: no window.

    `address`: of the far end, which tells two conversations of one channel apart.
    """

    public: str
    name: str
    channel: str
    unanswered: int
    window_left: int | None
    address: str = ""


@dataclass(frozen=True, slots=True)
class WaPage:
    lines: tuple[WaLine, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A5: of somebody else's client the name, INN and responsible, nothing more."""

    public: str
    name: str
    inn: str | None
    responsible: str | None
    own: bool
    assigned: bool = False
    """Somebody answers for the client, named or not (POLICY i)."""


@dataclass(frozen=True, slots=True)
class ClientCard:
    """`own` False: only name, INN and responsible are filled."""

    public: str
    name: str
    inn: str | None
    responsible: str | None
    own: bool
    assigned: bool = False
    kind: str = ""
    status: str = ""
    peculiarities: str | None = None
    contract: str | None = None
    addresses: tuple[tuple[str, str], ...] = ()
    """(channel, address)."""
    conversations: tuple[WaLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ThreadLine:
    at: datetime
    direction: str
    author: str
    text: str
    state: str
    files: int
    edited: bool


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """A client's correspondence, newest page first, lines oldest first."""

    public: str
    name: str
    peculiarities: str | None
    lines: tuple[ThreadLine, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class DeadLine:
    """An undelivered message in the sysadmin's list: no text, no name of a client (P22)."""

    id: int
    code: str
    channel: str
    error_code: str | None
    state: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OfferedTemplate:
    """`preview` with the client's own values; `price` of the last one paid in its category."""

    sid: str
    name: str
    preview: str
    price: str | None = None
    """None: unknown, since Twilio tells a price only after it was paid (CHANNELS)."""


@dataclass(frozen=True, slots=True)
class TemplateOffer:
    """What may be sent to this client while the window is closed."""

    name: str
    templates: tuple[OfferedTemplate, ...]
