"""Clients, their addresses, and the one lane through which somebody speaks with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.ids import (
    ApprovalId,
    ClientId,
    CommentId,
    ContactId,
    IdentityId,
    LaneId,
    PersonId,
    ProductId,
    SampleId,
)
from core.staff.model import STAFF, Role

GLOBAL = "*"
"""Account of an identity that means the same at every account of its provider: a phone number,
a Telegram user. A WhatsApp user id without a phone belongs to one business account (CHANNELS)."""

OWNERS = frozenset({Role.MANAGER, Role.SALES_HEAD, Role.RETAILER})
"""Only these speak with clients of their own (POLICY, matrix)."""

PENDING = "pending"
"""D2: the status of a new or converted company."""
SCAN = "scan"
CONTRACTS = ("original", SCAN, "one-off")
"""A9: the paper is here, a scan only, or a contract for each deal."""

PAGE = 8
"""Rows of a page in every list (MENUS)."""

EDITABLE = timedelta(hours=24)
"""A3: how long the author of a comment may change it."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person is reached: the external key of an identity."""

    provider: str
    account: str
    external_id: str
    phone: str | None = None
    """E.164, when the provider tells it; a WhatsApp user may come without one."""


@dataclass(frozen=True, slots=True)
class Identity:
    id: IdentityId
    client_id: ClientId | None
    person_id: PersonId | None
    channel: str
    address: Address


@dataclass(frozen=True, slots=True)
class Client:
    """A company or a lead. `status` is "pending" until decided (D2)."""

    id: ClientId
    name: str
    kind: str = "lead"
    inn: str | None = None
    status: str = PENDING
    contract: str | None = None
    peculiarities: str | None = None
    created_at: datetime | None = None
    version: int = 1
    compartment: str = STAFF
    merged_into_id: ClientId | None = None
    """The card that stands for this one since they were merged (E10)."""


@dataclass(frozen=True, slots=True)
class Lane:
    """POLICY: a client has exactly one open lane with one owner; a new owner opens a new one.

    `owner_id` None: unassigned, the secretary answers.
    """

    id: LaneId
    client_id: ClientId
    owner_id: PersonId | None
    epoch: int
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewClient:
    """As typed; without any number of a register it is a lead.

    A foreign client has a register number of its own `country` (two letters) instead of the INN
    (DOMAIN).
    """

    name: str
    inn: str = ""
    kpp: str = ""
    ogrn: str = ""
    country: str = "RU"
    registration: str = ""
    region: str = ""
    address: str = ""
    phone: str = ""
    contact_name: str = ""
    position: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at the client. Locked once entered (A1)."""

    id: ContactId
    client_id: ClientId
    name: str
    position: str = ""
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """D1. A `name` equal to the code has its words in the locale files (`status-<code>`)."""

    code: str
    name: str
    position: int
    in_progress: bool = False
    archived_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a card that changed, and by whose word; appended, never changed."""

    client_id: ClientId
    field: str
    before: Any
    after: Any
    person_id: PersonId | None
    approval_id: ApprovalId | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    id: CommentId
    client_id: ClientId
    author_id: PersonId
    text: str
    at: datetime
    edited_at: datetime | None = None
    version: int = 1
    author_name: str = ""

    def open_until(self) -> datetime:
        return self.at + EDITABLE


@dataclass(frozen=True, slots=True)
class Sample:
    """A11: what was sent, when and by whom; without an outcome somebody has to call (A12)."""

    id: SampleId
    client_id: ClientId
    product_id: ProductId
    grams: int
    sent_at: datetime
    person_id: PersonId
    call_at: datetime | None = None
    outcome: str | None = None
    outcome_at: datetime | None = None
    outcome_by: PersonId | None = None
    version: int = 1
    product_name: str = ""
    person_name: str = ""
    client_name: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A13: any combination. Within one tuple any of the values, between the tuples all of them.

    `deferral`, `prepayment`: True who has it, False who has not, None whoever.
    """

    materials: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    deferral: bool | None = None
    prepayment: bool | None = None
    competitors: tuple[str, ...] = ()
    managers: tuple[PersonId, ...] = ()
    statuses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paged:
    """One page of a list; pages count from 0."""

    rows: Sequence[Any]
    page: int
    pages: int
    total: int


def pages_of(total: int, page: int) -> tuple[int, int]:
    """(page within the list, number of pages): a page beyond the end is the last one."""
    pages = max(1, -(-total // PAGE))
    return min(max(page, 0), pages - 1), pages
