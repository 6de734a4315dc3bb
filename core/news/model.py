"""Announcements: what is said to whom, when, until when, and the rule that may go with it (B6, B8).

The time is wall time of the firm, so that 10:00 stays 10:00 whatever the zone does (fault 27).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from core.amounts import Price
from core.errors import InvalidInput
from core.ids import AnnouncementId, PersonId, ProductId
from core.messaging.text import storable, utf16_length

LONGEST = 3500
"""UTF-16 units: with its head and its rule it has to fit into one message of Telegram."""
FILES = 10
LARGEST_FILE = 20 * 1024 * 1024
"""Bytes; a bot gets no larger file from Telegram."""
AHEAD = timedelta(days=366)
REMIND_EVERY = timedelta(hours=1)
SKIPPED_AFTER = timedelta(hours=6)
"""Later than this an announcement is not sent: by then it would mislead (P10)."""
LATE_AFTER = timedelta(minutes=1)
"""Later than this it says so, to its readers and to its author."""
KEPT_MARKS = frozenset(
    {"bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "blockquote",
     "expandable_blockquote"}
)  # fmt: skip
"""Entities that are kept; a link stays the text that it is (POLICY, content 2)."""


class State(StrEnum):
    SCHEDULED = "scheduled"
    SENT = "sent"
    """Also a repeated one after its last run."""
    CANCELLED = "cancelled"
    SKIPPED = "skipped"
    """Missed by more than SKIPPED_AFTER, or its author may not publish any more."""


class Kind(StrEnum):
    """Of an audience."""

    STAFF = "staff"
    ROLE = "role"
    GROUP = "group"
    PEOPLE = "people"
    RETAILERS = "retailers"


WORKING = "working"
"""Repeated at that hour of each working day."""


@dataclass(frozen=True, slots=True)
class Audience:
    """`names`: roles or named groups; `ids`: chosen people."""

    kind: Kind
    names: tuple[str, ...] = ()
    ids: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """B8: this product not below this price until then, from the moment it is sent."""

    product_id: ProductId
    floor: Price
    until: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to say.

    `entities` and `files` as in a payload of the outbox. `send_at`: naive, wall time of the firm;
    None: now. `repeat`: "" once or WORKING.
    """

    text: str
    audience: Audience
    entities: tuple[Mapping[str, Any], ...] = ()
    files: tuple[Mapping[str, Any], ...] = ()
    send_at: datetime | None = None
    repeat: str = ""
    expires_at: datetime | None = None
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Announcement:
    """`runs`: how often it has been sent. `ended_at`: cancelled, or its rule lifted."""

    id: AnnouncementId
    author_id: PersonId
    text: str
    entities: tuple[Mapping[str, Any], ...]
    files: tuple[Mapping[str, Any], ...]
    audience: Audience
    send_at: datetime
    repeat: str
    expires_at: datetime | None
    rule: Rule | None
    state: State
    created_at: datetime
    runs: int = 0
    last_sent_at: datetime | None = None
    ended_at: datetime | None = None
    price_id: int | None = None
    """The dated price that its rule stands as, once it has been sent."""
    version: int = 1

    @property
    def ends_at(self) -> datetime | None:
        """After it nothing of this is said any more: its own term, or that of its rule."""
        ends = [self.expires_at, self.rule.until if self.rule is not None else None]
        return min((one for one in ends if one is not None), default=None)

    def over(self, now: datetime) -> bool:
        return self.ends_at is not None and now >= self.ends_at

    def rules(self, now: datetime) -> bool:
        """Whether its rule is in force."""
        begun = self.last_sent_at is not None and self.ended_at is None
        return begun and self.rule is not None and now < self.rule.until


@dataclass(frozen=True, slots=True)
class Copy:
    """Who was told in which run."""

    announcement_id: AnnouncementId
    run: int
    person_id: PersonId
    told_at: datetime
    read_at: datetime | None = None
    reminded_at: datetime | None = None


def worded(text: str, *, files: bool) -> str:
    """As it was typed. Raises InvalidInput: nothing said, or more than one message takes."""
    said = storable(text)
    if not said.strip() and not files:
        raise InvalidInput("news-empty")
    if utf16_length(said) > LONGEST:
        raise InvalidInput("news-too-long", limit=LONGEST, length=utf16_length(said))
    return said


def unlinked(text: str, entities: Sequence[Mapping[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """A link behind words is written out after them: it stays, and nobody is lured by its name."""
    found = [dict(one) for one in entities]
    links = [one for one in found if one.get("type") == "text_link" and one.get("url")]
    end = utf16_length(text)
    links = [one for one in links if _inside(one.get("offset"), one.get("length"), end)]
    for link in sorted(links, key=lambda one: -one["offset"]):
        at = link["offset"] + link["length"]
        written = f" ({storable(str(link['url']))})"
        head = text.encode("utf-16-le")[: at * 2].decode("utf-16-le", "ignore")
        text = head + written + text[len(head) :]
        for one in found:
            if isinstance(one.get("offset"), int) and one["offset"] >= at:
                one["offset"] += utf16_length(written)
    return text, found


def marked(text: str, entities: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    """The marks that are kept, within the text."""
    end = utf16_length(text)
    return tuple(
        {"type": one["type"], "offset": one["offset"], "length": one["length"]}
        for one in entities
        if one.get("type") in KEPT_MARKS and _inside(one.get("offset"), one.get("length"), end)
    )


def _inside(start: object, length: object, end: int) -> bool:
    if not isinstance(start, int) or not isinstance(length, int):
        return False
    return start >= 0 and 0 < length <= end - start
