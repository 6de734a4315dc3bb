"""Requests and what was decided."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.approvals.model import ACCESS, KINDS, Approval
from core.ids import ApprovalId, ClientId, PersonId
from storage.dialects import literals, padded
from storage.tables import approvals

_get = select(approvals).where(approvals.c.id == bindparam("approval"))
_locked = _get.with_for_update()
# Written out, word for word as in the partial index, or SQLite does not use it.
_is_waiting = approvals.c.state == literals("waiting")[0]
_HANDED = tuple(kind for kind in KINDS if kind != ACCESS)
"""Kinds of requests that go on with the client they are about."""

_filed_by, _client = (
    func.coalesce(approvals.c.fields[name].as_integer(), 0) for name in ("filed_by", "client_id")
)
_waiting = (
    select(approvals)
    .where(
        _is_waiting,
        approvals.c.kind.in_(bindparam("kinds", expanding=True)),
        # E5: nobody decides on what he asks for now, or once put down.
        approvals.c.person_id != bindparam("besides"),
        _filed_by != bindparam("besides"),
    )
    .order_by(approvals.c.id)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_waiting_about = (
    select(approvals)
    .where(
        _is_waiting,
        approvals.c.kind.in_(bindparam("kinds", expanding=True)),
        _client.in_(bindparam("clients", expanding=True)),
    )
    .order_by(approvals.c.id)
    .with_for_update()
)
_waiting_of = (
    select(approvals)
    .where(approvals.c.person_id == bindparam("person"), approvals.c.state == "waiting")
    .order_by(approvals.c.id)
    .with_for_update()
)
_waiting_on = (
    select(approvals)
    .where(
        approvals.c.object_kind == bindparam("object_kind"),
        approvals.c.object_id == bindparam("object_id"),
        approvals.c.kind == bindparam("kind"),
        approvals.c.state == "waiting",
    )
    .order_by(approvals.c.id)
    .with_for_update()
)
_last_on = (
    select(approvals)
    .where(
        approvals.c.object_kind == bindparam("object_kind"),
        approvals.c.object_id == bindparam("object_id"),
        approvals.c.kind == bindparam("kind"),
        approvals.c.state.in_(bindparam("states", expanding=True)),
    )
    .order_by(approvals.c.id.desc())
    .limit(1)
)
_of_person = (
    select(approvals)
    .where(approvals.c.person_id == bindparam("person"))
    .order_by(approvals.c.id.desc())
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_SAVED = ("person_id", "fields", "state", "decided_by", "decided_at", "reason", "version")
_save = (
    update(approvals)
    .where(approvals.c.id == bindparam("approval"))
    .values({name: bindparam(f"new_{name}") for name in _SAVED})
)


class SqlApprovals:
    """Implements core.approvals.ports.ApprovalBook."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, approval: Approval) -> Approval:
        statement = approvals.insert().returning(approvals)
        return _approval((await self._connection.execute(statement, _values(approval))).one())

    async def get(self, approval: ApprovalId) -> Approval | None:
        return await self._one(_get, approval)

    async def locked(self, approval: ApprovalId) -> Approval | None:
        return await self._one(_locked, approval)

    async def _one(self, statement: Any, approval: ApprovalId) -> Approval | None:
        row = (await self._connection.execute(statement, {"approval": approval})).one_or_none()
        return None if row is None else _approval(row)

    async def save(self, approval: Approval) -> None:
        values = _values(approval)
        saved = {f"new_{name}": values[name] for name in _SAVED}
        await self._connection.execute(_save, {"approval": approval.id} | saved)

    async def waiting(
        self, kinds: Iterable[str], limit: int, offset: int, besides: PersonId
    ) -> Sequence[Approval]:
        wanted = padded(kinds)
        if not wanted:
            return []
        values = {"kinds": wanted, "limit": limit, "offset": offset, "besides": besides}
        return [_approval(row) for row in await self._connection.execute(_waiting, values)]

    async def waiting_on(self, kind: str, object_kind: str, object_id: int) -> Sequence[Approval]:
        values = {"kind": kind, "object_kind": object_kind, "object_id": object_id}
        return [_approval(row) for row in await self._connection.execute(_waiting_on, values)]

    async def last_on(
        self, kind: str, object_kind: str, object_id: int, states: Iterable[str]
    ) -> Approval | None:
        values = {"kind": kind, "object_kind": object_kind, "object_id": object_id}
        values |= {"states": padded(states)}
        row = (await self._connection.execute(_last_on, values)).one_or_none()
        return None if row is None else _approval(row)

    async def of_person(self, person: PersonId, limit: int, offset: int) -> Sequence[Approval]:
        values = {"person": person, "limit": limit, "offset": offset}
        return [_approval(row) for row in await self._connection.execute(_of_person, values)]

    async def waiting_about(self, clients: Collection[ClientId]) -> Sequence[Approval]:
        wanted = padded(clients)
        if not wanted:
            return []
        values = {"kinds": padded(_HANDED), "clients": wanted}
        return [_approval(row) for row in await self._connection.execute(_waiting_about, values)]

    async def waiting_of(self, person: PersonId) -> Sequence[Approval]:
        values = {"person": person}
        return [_approval(row) for row in await self._connection.execute(_waiting_of, values)]


def _values(approval: Approval) -> dict[str, Any]:
    return {
        "kind": approval.kind,
        "person_id": approval.person_id,
        "object_kind": approval.object_kind,
        "object_id": approval.object_id,
        "fields": dict(approval.fields),
        "state": approval.state,
        "decided_by": approval.decided_by,
        "decided_at": approval.decided_at,
        "reason": approval.reason,
        "created_at": approval.created_at,
        "version": approval.version,
    }


def _approval(row: Row[Any]) -> Approval:
    return Approval(
        id=row.id,
        kind=row.kind,
        person_id=row.person_id,
        object_kind=row.object_kind,
        object_id=row.object_id,
        fields=row.fields or {},
        created_at=row.created_at,
        state=row.state,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        reason=row.reason,
        version=row.version,
    )
