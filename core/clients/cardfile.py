"""What stands on a client's card beside the client itself; storage implements it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from core.clients.model import Change, Comment, Contact, Sample, Segment, Status
from core.ids import ClientId, CommentId, ContactId, LaneId, PersonId, ProductId, SampleId


class Facts(Protocol):
    async def facts(self, clients: Iterable[ClientId]) -> dict[ClientId, dict[str, Any]]:
        """Every column of each, by name; money as Decimal."""
        ...

    async def add_card(self, client: ClientId, facts: Mapping[str, Any], now: datetime) -> bool:
        """A new client; False when its numbers are another's in the same compartment."""
        ...

    async def set_facts(self, client: ClientId, facts: Mapping[str, Any]) -> None:
        """With the version one up.

        Raises DuplicateClient, nameless, when a race was lost; the transaction goes on.
        """
        ...

    async def holder(
        self, compartment: str, facts: Mapping[str, Any], but: ClientId | None = None
    ) -> ClientId | None:
        """Whose numbers these are, if anybody's.

        The same INN with the same KPP (or one of the two without), or the same country and
        register number.
        """
        ...

    async def materials_of(self, clients: Iterable[ClientId]) -> dict[ClientId, list[str]]: ...

    async def put_materials(self, client: ClientId, materials: Sequence[str]) -> None: ...

    async def changed(self, changes: Sequence[Change], now: datetime) -> None: ...

    async def last_change(self, client: ClientId) -> tuple[PersonId | None, datetime] | None:
        """(who, when)."""
        ...

    async def changes(self, client: ClientId, limit: int, offset: int) -> list[Mapping[str, Any]]:
        """Newest first: field, before, after, person_id, at."""
        ...

    async def history(self, client: ClientId, limit: int, offset: int) -> list[Mapping[str, Any]]:
        """INTERFACE's timeline, whole: messages, comments, samples, changes of the status."""
        ...


class Contacts(Protocol):
    async def contacts_of(self, client: ClientId) -> list[Contact]: ...

    async def contact(self, contact: ContactId) -> Contact | None: ...

    async def add_contact(self, contact: Contact, by: PersonId, now: datetime) -> ContactId: ...

    async def save_contact(self, contact: Contact) -> None: ...

    async def remove_contact(self, contact: ContactId, now: datetime) -> None: ...

    async def drop_phone(self, client: ClientId, phone: str) -> None:
        """The number is no more this client's, unless used in writing or another contact's."""
        ...


class Comments(Protocol):
    async def add_comment(
        self, client: ClientId, author: PersonId, text: str, now: datetime
    ) -> CommentId: ...

    async def comment(self, comment: CommentId) -> Comment | None: ...

    async def lock_comment(self, comment: CommentId) -> None: ...

    async def rewrite(self, comment: Comment, text: str, by: PersonId, now: datetime) -> None:
        """Keeps the earlier text as a version (A3)."""
        ...

    async def comments_of(
        self, client: ClientId, side: PersonId | str | None, limit: int, offset: int
    ) -> list[Comment]:
        """Newest first. `side`: whose words are seen: see `side_of` in comments.py."""
        ...

    async def count_comments(self, client: ClientId, side: PersonId | str | None) -> int: ...

    async def comment_versions(
        self, comment: CommentId, limit: int, offset: int
    ) -> list[Mapping[str, Any]]:
        """The earlier texts, newest first: text, by, at."""
        ...

    async def count_versions(self, comment: CommentId) -> int: ...


class Samples(Protocol):
    async def product_name(self, product: ProductId) -> str | None: ...

    async def add_sample(self, sample: Sample) -> SampleId: ...

    async def sample(self, sample: SampleId) -> Sample | None: ...

    async def lock_sample(self, sample: SampleId) -> None: ...

    async def conclude_sample(
        self, sample: SampleId, outcome: str, by: PersonId, now: datetime
    ) -> None: ...

    async def samples_of(self, client: ClientId, side: PersonId | str | None) -> list[Sample]: ...

    async def uncalled(self, until: datetime) -> list[Sample]:
        """Everybody's without an outcome to call about by then, the earliest first."""
        ...

    async def due_samples(
        self, owner: PersonId, now: datetime, side: PersonId | str | None
    ) -> list[Sample]:
        """Of the clients that `owner` answers for: to call about by now, without an outcome."""
        ...


class Statuses(Protocol):
    async def statuses(self) -> list[Status]:
        """In the order of the directory, archived ones included."""
        ...

    async def add_status(self, status: Status) -> bool: ...

    async def save_status(self, status: Status) -> bool: ...


class Segments(Protocol):
    async def segment_count(self, segment: Segment, owner: PersonId | None) -> int: ...

    async def segment_page(
        self, segment: Segment, owner: PersonId | None, limit: int, offset: int
    ) -> list[ClientId]:
        """By name. `owner`: only the clients that this person answers for."""
        ...

    async def segment_values(self, owner: PersonId | None) -> dict[str, list[tuple[Any, str, int]]]:
        """Dimension → (value, words, number of clients), the most frequent first."""
        ...


@dataclass(frozen=True, slots=True)
class Pair:
    """Two cards that may be one client, and why: "inn", "phone" or "name"."""

    kept: ClientId
    merged: ClientId
    reason: str


class Merges(Protocol):
    async def likely_pairs(self, limit: int, offset: int) -> list[Pair]:
        """Within one compartment; never those that somebody has parted again."""
        ...

    async def move(
        self, merged: ClientId, kept: ClientId, old_lane: LaneId, new_lane: LaneId | None
    ) -> dict[str, Any]:
        """Everything of the one becomes the other's; what exactly, fit for JSON.

        `new_lane`: where messages that are on their way in `old_lane` go on; None: nowhere.
        """
        ...

    async def move_back(
        self, merged: ClientId, kept: ClientId, lane: LaneId, moved: Mapping[str, Any]
    ) -> None:
        """`lane`: the one that `merged` has got anew."""
        ...

    async def join(self, merged: ClientId, kept: ClientId) -> None:
        """`merged` is shown as `kept` from now on."""
        ...

    async def part(self, merged: ClientId) -> bool:
        """A card of its own again; False when its numbers have become another's."""
        ...

    async def add_merge(
        self,
        kept: ClientId,
        merged: ClientId,
        moved: Mapping[str, Any],
        by: PersonId,
        now: datetime,
    ) -> int: ...

    async def merge(self, merge: int) -> Mapping[str, Any] | None: ...

    async def undone(self, merge: int, by: PersonId, now: datetime) -> None: ...

    async def merges(self, limit: int) -> list[Mapping[str, Any]]: ...

    async def last_epoch(self, client: ClientId) -> int:
        """Of the lanes that this client has had."""
        ...

    async def latest_merge(self, kept: ClientId) -> int | None:
        """The last one into or out of this card that stands."""
        ...


class Succession(Protocol):
    async def extent(self, owner: PersonId) -> Mapping[str, int]:
        """What would go on with the clients of `owner`: clients, open deals, open reservations."""
        ...

    async def pass_on(
        self, person: PersonId, heir: PersonId, clients: Collection[ClientId] | None = None
    ) -> dict[str, int]:
        """Open reservations and places in queues of `person`; for these clients, or all of them.

        The number of each.
        """
        ...


class CardFile(
    Facts, Contacts, Comments, Samples, Statuses, Segments, Merges, Succession, Protocol
):
    """All of it over one transaction."""
