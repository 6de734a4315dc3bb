"""The append-only record of every verdict of the gate (P23): ids and rules, never texts (P22)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import PersonId
from core.policy.gate import Verdict
from core.policy.ports import ALLOW, DENY, Entry
from storage.tables import audit

RULE_LIMIT, CODE_LIMIT = 100, 64
"""Characters that the columns hold."""
_last_denied = (
    select(audit)
    .where(
        audit.c.verdict == DENY,
        audit.c.author_kind == "person",
        audit.c.author_id == bindparam("person"),
    )
    .order_by(audit.c.id.desc())
    .limit(1)
)


class SqlAudit:
    """Implements core.policy.ports.Audit. Nothing here changes or removes an entry."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, verdicts: Sequence[Verdict], now: datetime) -> None:
        if verdicts:
            rows = [_row(verdict, now) for verdict in verdicts]
            await self._connection.execute(audit.insert(), rows)

    async def note(self, entry: Entry, now: datetime) -> int:
        made = await self._connection.execute(
            audit.insert().returning(audit.c.id), _noted(entry, now)
        )
        return int(made.scalar_one())

    async def last_denied(self, person: PersonId) -> Mapping[str, Any] | None:
        row = (await self._connection.execute(_last_denied, {"person": person})).one_or_none()
        return None if row is None else _entry(row)

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
            select(audit.c.rule, func.count()).where(audit.c.verdict == DENY).group_by(audit.c.rule)
        )
        return {rule: times for rule, times in await self._connection.execute(statement)}  # noqa: C416 - dict() takes a result, which has `keys`, for a mapping


def _noted(entry: Entry, now: datetime) -> dict[str, Any]:
    """The one who did it stands on both sides: it was between them and the core."""
    who = entry.who
    side = {"kind": "person" if who else "system", "id": who.id if who else None}
    side["group"] = who.role.value if who else "system"
    return {
        "at": now,
        "stage": entry.stage,
        "verdict": entry.verdict,
        "rule": entry.rule[:RULE_LIMIT],
        "policy_version": entry.policy_version,
        "verb": entry.stage,
        "code": entry.code[:CODE_LIMIT],
        **{f"author_{name}": value for name, value in side.items()},
        **{f"receiver_{name}": value for name, value in side.items()},
        "object_kind": entry.object_kind,
        "object_id": entry.object_id,
        "payload_hash": entry.payload_hash,
    }


def _row(verdict: Verdict, now: datetime) -> dict[str, Any]:
    question = verdict.question
    return {
        "at": now,
        "stage": verdict.stage,
        "verdict": ALLOW if verdict.allowed else DENY,
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
