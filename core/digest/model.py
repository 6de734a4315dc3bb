"""What somebody wants to be told every day, and when."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from core.errors import DomainError
from core.ids import PersonId, SubscriptionId


class Days(StrEnum):
    DAILY = "daily"
    WORKING = "working"


class SubscriptionGone(DomainError):
    """Ended meanwhile, by its owner or with the right to it."""

    code = "subscription-gone"


@dataclass(frozen=True, slots=True)
class Subscription:
    """`at` is wall time of the firm; the row stands when it has ended."""

    id: SubscriptionId
    person_id: PersonId
    kind: str
    at: time
    days: Days
    created_at: datetime
    ended_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order whose transport nobody has priced yet, as a logistician sees it (A8)."""

    id: int
    city: str | None
    ship_on: date | None
