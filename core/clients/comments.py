"""A3: remarks on a client; their author may change them for 24 hours, no earlier text is lost."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from core.clients.errors import CommentLocked
from core.clients.events import CommentWritten
from core.clients.model import EDITABLE, PAGE, Comment, Paged, pages_of
from core.clients.ports import Unit, Units
from core.clients.room import demand, locked, side_of, standing, tab
from core.errors import InvalidInput, NotAllowed, NotFound, Stale
from core.firm import Firm
from core.ids import ClientId, CommentId
from core.once import once, once_whole
from core.policy.actors import acting, looking
from core.policy.permissions import may
from core.ports import Clock, React
from core.staff.model import Person, compartment_of
from core.typed import prose

LONGEST = 4000
"""Characters; a longer remark is a document."""


class Comments:
    def __init__(self, units: Units, clock: Clock, firm: Firm, react: React) -> None:
        self._units = units
        self._clock = clock
        self._firm = firm
        self._react = react

    async def write(self, actor: Person, client: ClientId, text: str, cause: str) -> dict[str, Any]:
        """{"id", "editable_until"}: an ISO time, UTC. Raises InvalidInput, NotAllowed."""
        remark = _text(text)
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            work = partial(self._write, unit, actor, client, remark)
            return await once_whole(unit, cause, self._clock.now(), work)

    async def _write(
        self, unit: Unit, actor: Person, client: ClientId, text: str
    ) -> dict[str, Any]:
        now = self._clock.now()
        await locked(unit, actor, client, "comment:write")
        number = await unit.cards.add_comment(client, actor.id, text, now)
        await self._react(unit, [CommentWritten(client, number, actor.id)])
        return {"id": number, "editable_until": (now + EDITABLE).isoformat()}

    async def edit(
        self, actor: Person, comment: CommentId, version: int, text: str, cause: str
    ) -> str:
        """By the author within 24 h of writing, by administrators always (A3).

        24 h and a second is too late. The earlier text is kept. Raises CommentLocked, Stale,
        NotAllowed, InvalidInput.
        """
        remark = _text(text)
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            work = partial(self._edit, unit, actor, comment, version, remark)
            return await once(unit, cause, self._clock.now(), work)

    async def _edit(
        self, unit: Unit, actor: Person, number: CommentId, version: int, text: str
    ) -> str:
        await unit.cards.lock_comment(number)
        comment = await self._changeable(unit, actor, number, version)
        if comment.text != text:
            await unit.cards.rewrite(comment, text, actor.id, self._clock.now())
        return "changed"

    async def _changeable(
        self, unit: Unit, actor: Person, number: CommentId, version: int
    ) -> Comment:
        comment = await self._seen(unit, actor, number, "comment:write")
        if not may(actor, "comment:edit:any"):
            if comment.author_id != actor.id:
                raise NotAllowed(permission="comment:edit")
            if self._clock.now() > comment.open_until():
                raise CommentLocked(until=comment.open_until().isoformat())
        if comment.version != version:
            raise Stale(at=(comment.edited_at or comment.at).isoformat())
        return comment

    async def to_edit(self, actor: Person, comment: CommentId, version: int) -> dict[str, Any]:
        """The row, for whoever may change it now. Raises what `edit` would."""
        async with self._units.read() as unit:
            actor = await looking(unit.people, actor)
            found = await self._changeable(unit, actor, comment, version)
        return _view(found, actor, self._clock.now())

    async def one(self, actor: Person, comment: CommentId) -> dict[str, Any]:
        """A row of the list, with its whole text."""
        async with self._units.read() as unit:
            actor = await looking(unit.people, actor)
            found = await self._seen(unit, actor, comment, "client:read")
        return _view(found, actor, self._clock.now())

    async def listing(self, actor: Person, client: ClientId, page: int = 0) -> Paged:
        """Newest first: id, author, text, at, edited, version, editable, editable_until."""
        async with self._units.read() as unit:
            actor = await looking(unit.people, actor)
            found, _ = await tab(unit, actor, client, "comments")
            side = side_of(actor)
            total = await unit.cards.count_comments(found.id, side)
            page, pages = pages_of(total, page)
            rows = await unit.cards.comments_of(found.id, side, PAGE, page * PAGE)
        now = self._clock.now()
        return Paged([_view(row, actor, now) for row in rows], page, pages, total)

    async def versions(self, actor: Person, comment: CommentId, page: int = 0) -> Paged:
        """The earlier texts, newest first: number (1 is the first text), text, by, at."""
        async with self._units.read() as unit:
            actor = await looking(unit.people, actor)
            found = await self._seen(unit, actor, comment, "client:read")
            total = await unit.cards.count_versions(found.id)
            page, pages = pages_of(total, page)
            rows = await unit.cards.comment_versions(found.id, PAGE, page * PAGE)
        newest = total - page * PAGE
        kept = [dict(row) | {"number": newest - n} for n, row in enumerate(rows)]
        return Paged(kept, page, pages, total)

    async def version(self, actor: Person, comment: CommentId, number: int) -> Mapping[str, Any]:
        """One of them, whole; its number stays whatever is written later. Raises NotFound."""
        async with self._units.read() as unit:
            actor = await looking(unit.people, actor)
            found = await self._seen(unit, actor, comment, "client:read")
            total = await unit.cards.count_versions(found.id)
            if not 0 < number <= total:
                raise NotFound
            (row,) = await unit.cards.comment_versions(found.id, 1, total - number)
        return row

    @staticmethod
    async def _seen(unit: Unit, actor: Person, number: CommentId, resource_action: str) -> Comment:
        """A comment on a client of the actor's, and from the actor's side of the wall."""
        comment = await unit.cards.comment(number)
        if comment is None:
            raise NotFound
        _, lane = await standing(unit, actor, comment.client_id)
        demand(actor, resource_action, lane)
        author = await unit.people.get(comment.author_id)
        if side_of(actor) is not None and compartment_of(author) != compartment_of(actor):
            raise NotFound
        return comment


def _text(typed: str) -> str:
    text = prose(typed, LONGEST, "comment")
    if not text:
        raise InvalidInput("comment-empty")
    return text


def _view(comment: Comment, actor: Person, now: datetime) -> dict[str, Any]:
    until = comment.open_until()
    mine = comment.author_id == actor.id and now <= until
    return {
        "id": comment.id,
        "author": comment.author_name,
        "text": comment.text,
        "at": comment.at,
        "edited": comment.edited_at is not None,
        "version": comment.version,
        "editable": mine or may(actor, "comment:edit:any"),
        "editable_until": until,
    }
