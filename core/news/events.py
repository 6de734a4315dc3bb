"""Facts, in the past tense: what follows from them is told by notices (B8)."""

from dataclasses import dataclass
from datetime import datetime

from core.ids import AnnouncementId, PersonId


@dataclass(frozen=True, slots=True)
class NewsSent:
    """A run has been queued for its readers; its author gets the card of results."""

    announcement_id: AnnouncementId
    run: int


@dataclass(frozen=True, slots=True)
class NewsCounted:
    """The figures or the buttons of the author's card have changed."""

    announcement_id: AnnouncementId
    run: int


@dataclass(frozen=True, slots=True)
class NewsRead:
    """Somebody has pressed "read" under a copy; `reminded_at`: of the last reminder of it."""

    announcement_id: AnnouncementId
    run: int
    person_id: PersonId
    read_at: datetime
    reminded_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewsExpired:
    """Somebody has pressed "read" under a copy after its term; the rest as in `NewsRead`."""

    announcement_id: AnnouncementId
    run: int
    person_id: PersonId
    reminded_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewsMissed:
    """Not sent: `due_at` passed without it, or nothing of it may be said any more."""

    announcement_id: AnnouncementId
    due_at: datetime
    why: str
    """"late", "author" (has no right any more), "over" (its term has ended), "nobody" was told."""


@dataclass(frozen=True, slots=True)
class RuleLifted:
    """Its readers learn that the price is no rule any more."""

    announcement_id: AnnouncementId
    run: int
    person_id: PersonId
