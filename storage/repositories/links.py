"""Where our messages stand at the providers, and which topic is whose."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import ClientId, MessageId, PersonId
from core.messaging.model import Link, Thread
from storage.dialects import insert_new, insert_or_update
from storage.tables import links, threads

_link = select(links).where(
    links.c.provider == bindparam("provider"),
    links.c.account == bindparam("account"),
    links.c.scope == bindparam("scope"),
    links.c.external_id == bindparam("external"),
)
_links_of = (
    select(links)
    .where(links.c.message_id == bindparam("message"), links.c.kind == bindparam("kind"))
    .order_by(links.c.account, links.c.scope, links.c.external_id)
)
_thread_of = select(threads).where(
    threads.c.person_id == bindparam("person"),
    threads.c.client_id == bindparam("client"),
    threads.c.account == bindparam("account"),
    threads.c.closed == 0,
)
_thread_at = select(threads).where(
    threads.c.account == bindparam("account"),
    threads.c.chat == bindparam("chat"),
    threads.c.thread == bindparam("thread"),
)


class SqlLinks:
    """The links and topics of core.messaging.ports.Messages."""

    _connection: AsyncConnection

    async def add_links(self, links: Sequence[Link]) -> None:
        if links:
            statement = insert_new(self._connection.dialect.name, _table)
            await self._connection.execute(statement, [_row(link) for link in links])

    async def link(self, provider: str, account: str, scope: str, external_id: str) -> Link | None:
        values = {
            "provider": provider,
            "account": account,
            "scope": scope,
            "external": external_id,
        }
        row = (await self._connection.execute(_link, values)).one_or_none()
        return None if row is None else _found(row)

    async def links_of(self, message: MessageId, kind: str) -> list[Link]:
        rows = await self._connection.execute(_links_of, {"message": message, "kind": kind})
        return [_found(row) for row in rows]

    async def thread_of(self, person: PersonId, client: ClientId, account: str) -> Thread | None:
        values = {"person": person, "client": client, "account": account}
        row = (await self._connection.execute(_thread_of, values)).first()
        return None if row is None else _thread(row)

    async def thread_at(self, account: str, chat: str, thread: str) -> Thread | None:
        values = {"account": account, "chat": chat, "thread": thread}
        row = (await self._connection.execute(_thread_at, values)).one_or_none()
        return None if row is None else _thread(row)

    async def save_thread(self, thread: Thread) -> None:
        statement = insert_or_update(
            self._connection.dialect.name,
            threads,
            ("account", "chat", "thread"),
            ("person_id", "client_id", "closed"),
        )
        row = {
            "account": thread.account,
            "chat": thread.chat,
            "thread": thread.thread,
            "person_id": thread.person_id,
            "client_id": thread.client_id,
            "closed": int(thread.closed),
        }
        await self._connection.execute(statement, row)


_table = links


def _row(link: Link) -> dict[str, Any]:
    return {
        "provider": link.provider,
        "account": link.account,
        "scope": link.scope,
        "external_id": link.external_id,
        "kind": link.kind,
        "conversation_id": link.conversation_id,
        "message_id": link.message_id,
        "person_id": link.person_id,
        "thread": link.thread,
    }


def _found(row: Row[Any]) -> Link:
    return Link(
        provider=row.provider,
        account=row.account,
        scope=row.scope,
        external_id=row.external_id,
        kind=row.kind,
        conversation_id=row.conversation_id,
        message_id=row.message_id,
        person_id=row.person_id,
        thread=row.thread,
    )


def _thread(row: Row[Any]) -> Thread:
    return Thread(
        person_id=row.person_id,
        client_id=row.client_id,
        account=row.account,
        chat=row.chat,
        thread=row.thread,
        closed=bool(row.closed),
    )
