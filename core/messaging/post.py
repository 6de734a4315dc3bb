"""Queueing: every row passes the gate on its way into the outbox, and once more on its way out."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Protocol, TypeVar

from core.errors import ConversationClosed
from core.messaging.gatekeeper import verdicts
from core.messaging.model import OutboxRow
from core.messaging.ports import Unit
from core.policy.gate import Verdict
from core.ports import Clock


class StoppedByPolicy(ConversationClosed):
    """The gate refused what a person has just asked for: nothing of the command stays."""

    code = "stopped-by-policy"

    def __init__(self, verdicts: Sequence[Verdict]) -> None:
        super().__init__(rule=verdicts[0].rule)
        self.verdicts = verdicts


U = TypeVar("U", bound=Unit)
U_co = TypeVar("U_co", bound=Unit, covariant=True)


class Beginning(Protocol[U_co]):
    """Each room sees its own part of the transaction."""

    def begin(self) -> AbstractAsyncContextManager[U_co]: ...


@asynccontextmanager
async def deciding(units: Beginning[U], clock: Clock) -> AsyncIterator[U]:
    """A transaction whose refusals by the gate are on record though it is undone (C7, P23)."""
    try:
        async with units.begin() as unit:
            yield unit
    except StoppedByPolicy as refusal:
        async with units.begin() as unit:
            await unit.audit.add(refusal.verdicts, clock.now())
        raise


async def enqueue(
    unit: Unit, rows: Sequence[OutboxRow], now: datetime
) -> list[tuple[OutboxRow, Verdict]]:
    """Adds what the gate allows; each refusal becomes an audit row (C7) and is returned."""
    if not rows:
        return []
    judged = list(zip(rows, await verdicts(unit, rows, "queue", now), strict=True))
    refused = [(row, verdict) for row, verdict in judged if not verdict.allowed]
    if refused:
        await unit.audit.add([verdict for _, verdict in refused], now)
    await unit.outbox.add([row for row, verdict in judged if verdict.allowed], now)
    return refused


async def enqueue_all(unit: Unit, rows: Sequence[OutboxRow], now: datetime) -> None:
    """All or nothing, for a command of a person. Raises StoppedByPolicy."""
    refused = await enqueue(unit, rows, now)
    if refused:
        raise StoppedByPolicy([verdict for _, verdict in refused])
