"""The append-only record of every verdict of the gate (P23): ids and rules, never texts (P22)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.policy.gate import Verdict
from storage.tables import audit

_ALLOW, _DENY = "allow", "deny"


class SqlAudit:
    """Implements core.messaging.ports.Audit. Nothing here changes or removes an entry."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, verdicts: Sequence[Verdict], now: datetime) -> None:
        if verdicts:
            rows = [_row(verdict, now) for verdict in verdicts]
            await self._connection.execute(audit.insert(), rows)

    async def listing(
        self, limit: int, verdict: str | None = None, entry: int | None = None
    ) -> list[Mapping[str, Any]]:
        """Newest first; `verdict` is "allow" or "deny"."""
        statement = select(audit).order_by(audit.c.id.desc()).limit(limit)
        if verdict is not None:
            statement = statement.where(audit.c.verdict == verdict)
        if entry is not None:
            statement = statement.where(audit.c.id == entry)
        return [_entry(row) for row in await self._connection.execute(statement)]

    async def denials(self) -> dict[str, int]:
        statement = (
            select(audit.c.rule, func.count())
            .where(audit.c.verdict == _DENY)
            .group_by(audit.c.rule)
        )
        # Its rows: a result as it is has `keys`, so dict() would take it for a mapping.
        return dict((await self._connection.execute(statement)).tuples().all())


def _row(verdict: Verdict, now: datetime) -> dict[str, Any]:
    question = verdict.question
    return {
        "at": now,
        "stage": verdict.stage,
        "verdict": _ALLOW if verdict.allowed else _DENY,
        "rule": verdict.rule,
        "policy_version": verdict.policy_version,
        "verb": question.verb,
        "code": question.code,
        "author_kind": question.author.kind,
        "author_id": question.author.id,
        "author_group": question.author.group,
        "receiver_kind": question.receiver.kind,
        "receiver_id": question.receiver.id,
        "receiver_group": question.receiver.group,
        "object_kind": question.object_kind,
        "object_id": question.object_id,
        "payload_hash": question.payload_hash,
    }


def _entry(row: Row[Any]) -> dict[str, Any]:
    return dict(row._mapping) | {"at": row.at.isoformat()}  # noqa: SLF001 - SQLAlchemy's public name
