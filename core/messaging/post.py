"""Queueing: every row passes the gate on its way into the outbox, and once more on its way out."""

from collections.abc import Sequence
from datetime import datetime

from core.messaging.gatekeeper import verdicts
from core.messaging.model import OutboxRow
from core.messaging.ports import Unit
from core.policy.gate import Verdict


async def enqueue(
    unit: Unit, rows: Sequence[OutboxRow], now: datetime
) -> list[tuple[OutboxRow, Verdict]]:
    """Adds what the gate allows; each refusal becomes an audit row (C7) and is returned."""
    if not rows:
        return []
    judged = list(zip(rows, await verdicts(unit, rows, "queue"), strict=True))
    refused = [(row, verdict) for row, verdict in judged if not verdict.allowed]
    if refused:
        await unit.audit.add([verdict for _, verdict in refused], now)
    await unit.outbox.add([row for row, verdict in judged if verdict.allowed], now)
    return refused
