"""Announcements: those who publish, those who read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Protocol

from core.ids import AnnouncementId
from core.news.model import Draft
from core.staff.model import Person

View = Mapping[str, Any]


class Publishing(Protocol):
    def next_at(self, clock: time) -> datetime: ...

    async def preview(self, actor: Person, draft: Draft, *, key: str) -> View: ...

    async def publish(self, actor: Person, draft: Draft, *, cause: str) -> View: ...

    async def change(
        self,
        actor: Person,
        announcement: AnnouncementId,
        version: int,
        draft: Draft,
        *,
        cause: str,
    ) -> View: ...

    async def cancel(
        self, actor: Person, announcement: AnnouncementId, version: int, *, cause: str
    ) -> str: ...


class NewsFeed(Protocol):
    async def page(
        self, actor: Person, page: int = 0, *, archive: bool = False
    ) -> Sequence[View]: ...

    async def scheduled(self, actor: Person, page: int = 0) -> Sequence[View]: ...

    async def results(self, actor: Person, page: int = 0) -> Sequence[View]: ...

    async def one(self, actor: Person, announcement: AnnouncementId) -> View: ...

    async def unread(self, actor: Person, announcement: AnnouncementId, page: int = 0) -> View: ...

    async def read(
        self, actor: Person, announcement: AnnouncementId, run: int, *, cause: str
    ) -> View: ...

    async def remind(
        self, actor: Person, announcement: AnnouncementId, version: int, *, cause: str
    ) -> int: ...


@dataclass(frozen=True)
class News:
    publishing: Publishing
    feed: NewsFeed
