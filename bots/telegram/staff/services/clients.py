"""Clients and what stands on their cards, as the staff bot needs them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from core.clients.model import NewClient, Paged, Segment, Status
from core.clients.segments import Choice
from core.ids import ClientId, CommentId, ContactId, PersonId, ProductId, SampleId
from core.staff.model import Person

View = Mapping[str, Any]


class Registry(Protocol):
    async def create(self, actor: Person, new: NewClient, cause: str) -> View: ...

    async def convert(
        self, actor: Person, client: ClientId, version: int, new: NewClient, cause: str
    ) -> Any: ...

    async def search(self, actor: Person, text: str, limit: int = 16) -> Sequence[View]: ...

    async def card(self, actor: Person, client: ClientId) -> View: ...

    async def change(
        self,
        actor: Person,
        client: ClientId,
        version: int,
        typed: Mapping[str, Any],
        cause: str,
    ) -> str: ...

    async def set_status(
        self, actor: Person, client: ClientId, version: int, code: str, cause: str
    ) -> Any: ...

    async def describe(
        self,
        actor: Person,
        client: ClientId,
        version: int,
        typed: Mapping[str, Any],
        cause: str,
    ) -> Any: ...

    async def set_contract(
        self,
        actor: Person,
        client: ClientId,
        version: int,
        kind: str,
        number: str,
        day: date | None,
        blob: str | None,
        file: str | None,
        cause: str,
    ) -> Any: ...

    async def contract_file(self, actor: Person, client: ClientId) -> tuple[str, str]: ...

    async def mark_original(
        self, actor: Person, client: ClientId, version: int, cause: str
    ) -> Any: ...

    async def ask_terms(
        self,
        actor: Person,
        client: ClientId,
        version: int,
        typed: Mapping[str, Any],
        cause: str,
    ) -> str: ...

    async def ask_review(
        self, actor: Person, client: ClientId, version: int, cause: str
    ) -> str: ...

    async def ask_access(self, actor: Person, client: ClientId, cause: str) -> Any: ...

    async def add_contact(
        self,
        actor: Person,
        client: ClientId,
        name: str,
        position: str,
        phone: str,
        email: str,
        cause: str,
    ) -> Any: ...

    async def change_contact(
        self,
        actor: Person,
        client: ClientId,
        version: int,
        contact: ContactId,
        typed: Mapping[str, Any],
        cause: str,
    ) -> str: ...

    async def remove_contact(
        self, actor: Person, client: ClientId, version: int, contact: ContactId, cause: str
    ) -> str: ...


class Statuses(Protocol):
    async def listing(self, actor: Person) -> Sequence[Status]: ...

    async def add(self, actor: Person, name: str, in_progress: bool, cause: str) -> str: ...

    async def rename(self, actor: Person, code: str, name: str, cause: str) -> str: ...

    async def archive(self, actor: Person, code: str, cause: str) -> str: ...


class Comments(Protocol):
    async def write(self, actor: Person, client: ClientId, text: str, cause: str) -> View: ...

    async def edit(
        self, actor: Person, comment: CommentId, version: int, text: str, cause: str
    ) -> Any: ...

    async def listing(self, actor: Person, client: ClientId, page: int) -> Paged: ...

    async def versions(self, actor: Person, comment: CommentId) -> Sequence[View]: ...


class Samples(Protocol):
    async def send(
        self, actor: Person, client: ClientId, product: ProductId, grams: int, cause: str
    ) -> View: ...

    async def conclude(
        self, actor: Person, sample: SampleId, version: int, outcome: str, cause: str
    ) -> Any: ...

    async def of(self, actor: Person, client: ClientId) -> Sequence[View]: ...


class Segments(Protocol):
    async def values(self, actor: Person) -> Mapping[str, Sequence[Choice]]: ...

    async def count(self, actor: Person, segment: Segment) -> int: ...

    async def listing(self, actor: Person, segment: Segment, page: int) -> Paged: ...

    async def rows(self, actor: Person, segment: Segment) -> Sequence[View]: ...


class Merging(Protocol):
    async def suggestions(self, actor: Person, page: int) -> Sequence[View]: ...

    async def merge(self, actor: Person, kept: ClientId, merged: ClientId, cause: str) -> Any: ...

    async def undo(self, actor: Person, merge: int, cause: str) -> Any: ...

    async def recent(self, actor: Person) -> Sequence[View]: ...


class Handing(Protocol):
    async def reassign(self, actor: Person, client: ClientId, to: PersonId, cause: str) -> str: ...

    async def reassign_all(
        self, actor: Person, person: PersonId, to: PersonId, cause: str
    ) -> int: ...
