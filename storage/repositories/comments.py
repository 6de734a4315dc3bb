"""Remarks on clients, with every earlier text."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.clients.model import Comment
from core.ids import ClientId, CommentId, PersonId
from core.staff.model import Role
from storage.tables import comment_versions, comments, people

_with_author = select(comments, people.c.name.label("author_name")).join(
    people, people.c.id == comments.c.author_id
)
_one = _with_author.where(comments.c.id == bindparam("comment"))
_of_client = _with_author.where(comments.c.client_id == bindparam("client"))
_count = (
    select(func.count())
    .select_from(comments)
    .join(people, people.c.id == comments.c.author_id)
    .where(comments.c.client_id == bindparam("client"))
)
_lock = select(comments.c.id).where(comments.c.id == bindparam("comment")).with_for_update()
_rewrite = (
    update(comments)
    .where(comments.c.id == bindparam("comment"))
    .values(text=bindparam("new"), edited_at=bindparam("moment"), version=comments.c.version + 1)
)
_versions = (
    select(comment_versions, people.c.name.label("by"))
    .join(people, people.c.id == comment_versions.c.replaced_by)
    .where(comment_versions.c.comment_id == bindparam("comment"))
    .order_by(comment_versions.c.id.desc())
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_count_versions = (
    select(func.count())
    .select_from(comment_versions)
    .where(comment_versions.c.comment_id == bindparam("comment"))
)


class SqlComments:
    """The comments of core.clients.cardfile.CardFile."""

    _connection: AsyncConnection

    async def add_comment(
        self, client: ClientId, author: PersonId, text: str, now: datetime
    ) -> CommentId:
        row = {"client_id": client, "author_id": author, "text": text, "at": now}
        made = await self._connection.execute(comments.insert().returning(comments.c.id), row)
        return CommentId(made.scalar_one())

    async def comment(self, comment: CommentId) -> Comment | None:
        row = (await self._connection.execute(_one, {"comment": comment})).one_or_none()
        return None if row is None else _comment(row)

    async def lock_comment(self, comment: CommentId) -> None:
        await self._connection.execute(_lock, {"comment": comment})

    async def rewrite(self, comment: Comment, text: str, by: PersonId, now: datetime) -> None:
        kept = {
            "comment_id": comment.id,
            "text": comment.text,
            "replaced_by": by,
            "replaced_at": now,
        }
        await self._connection.execute(comment_versions.insert(), kept)
        await self._connection.execute(
            _rewrite, {"comment": comment.id, "new": text, "moment": now}
        )

    async def comments_of(
        self, client: ClientId, side: PersonId | str | None, limit: int, offset: int
    ) -> list[Comment]:
        statement = (
            _of_client.where(*written_on(side))
            .order_by(comments.c.at.desc(), comments.c.id.desc())
            .limit(limit)
            .offset(offset)
        )
        rows = await self._connection.execute(statement, {"client": client})
        return [_comment(row) for row in rows]

    async def count_comments(self, client: ClientId, side: PersonId | str | None) -> int:
        statement = _count.where(*written_on(side))
        return int(await self._connection.scalar(statement, {"client": client}) or 0)

    async def comment_versions(
        self, comment: CommentId, limit: int, offset: int
    ) -> list[Mapping[str, Any]]:
        values = {"comment": comment, "limit": limit, "offset": offset}
        rows = await self._connection.execute(_versions, values)
        return [{"text": row.text, "by": row.by, "at": row.replaced_at} for row in rows]

    async def count_versions(self, comment: CommentId) -> int:
        return int(await self._connection.scalar(_count_versions, {"comment": comment}) or 0)


def written_on(side: PersonId | str | None) -> list[ColumnElement[bool]]:
    """By whose words are seen: everybody's, those of staff, or one retailer's own (POLICY xii)."""
    if side is None:
        return []
    if isinstance(side, str):
        return [people.c.role != Role.RETAILER.value]
    return [people.c.id == side]


def _comment(row: Row[Any]) -> Comment:
    return Comment(
        id=row.id,
        client_id=row.client_id,
        author_id=row.author_id,
        text=row.text,
        at=row.at,
        edited_at=row.edited_at,
        version=row.version,
        author_name=row.author_name,
    )
