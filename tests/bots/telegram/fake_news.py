"""A stand-in for announcements: nobody has said anything yet, or `standing` is scheduled."""

from datetime import datetime, timedelta
from typing import Any

from core.news.model import Draft
from tests.bots.telegram.fakes import NOW

FRIDAY = 4


class FakeNews:
    def __init__(self) -> None:
        self.standing: dict[str, Any] = {}
        self.drafts: list[Draft] = []
        """What was asked for: each change and each new one."""

    async def page(self, actor, page=0, *, archive=False):
        return []

    async def scheduled(self, actor, page=0):
        return []

    async def results(self, actor, page=0):
        return []

    async def one(self, actor, announcement):
        return self.standing

    async def unread(self, actor, announcement, page=0, run=None):
        return self.standing | {"run": run or self.standing["runs"]}

    async def preview(self, actor, draft, *, key):
        return {"readers": 1, "at": "2026-11-23T07:00:00+00:00"}

    def first_at(self, send_at, repeat):
        if send_at is None:
            return NOW
        comes = send_at.replace(tzinfo=NOW.tzinfo)
        while repeat and comes.weekday() > FRIDAY:
            comes += timedelta(days=1)
        return comes

    async def publish(self, actor, draft, *, cause):
        self.drafts.append(draft)
        return {"news": 5, "state": "scheduled", "at": "2026-11-23T07:00:00+00:00", "readers": 1}

    def next_at(self, clock):
        return datetime.combine(NOW.date() + timedelta(days=1), clock)

    async def change(self, actor, announcement, version, draft, *, cause):
        self.drafts.append(draft)
        return {"news": 5, "state": "scheduled", "at": "2026-11-23T07:00:00+00:00", "readers": 1}


class FakeColleagues:
    def __init__(self) -> None:
        self.people: list[Any] = []

    async def listing(self, actor):
        return self.people
