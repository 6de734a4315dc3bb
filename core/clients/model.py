"""Clients, their addresses, and the one lane through which somebody speaks with them."""

from dataclasses import dataclass
from datetime import datetime

from core.ids import ClientId, IdentityId, LaneId, PersonId

GLOBAL = "*"
"""Account of an identity that means the same at every account of its provider: a phone number,
a Telegram user. A WhatsApp user id without a phone belongs to one business account (CHANNELS)."""


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
    status: str = "pending"
    contract: str | None = None
    peculiarities: str | None = None
    created_at: datetime | None = None
    version: int = 1


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
