"""Changes of our own messages that were queued before those had their provider's id."""

from collections.abc import Sequence
from dataclasses import replace

from core.messaging.marks import with_payload
from core.messaging.model import OutboxRow, State
from core.messaging.ports import Unit


async def addressed(unit: Unit, rows: Sequence[OutboxRow]) -> list[OutboxRow]:
    """Such a row names the other one; it leaves behind it, since both are of one order.

    What never arrived needs no change: its row is cancelled and left out.
    """
    found = []
    for row in rows:
        earlier = (row.payload.get("edit") or {}).get("outbox")
        if earlier is None:
            found.append(row)
            continue
        shown = await unit.outbox.get(earlier)
        if shown is None or shown.provider_id is None:
            await unit.outbox.save(replace(row, state=State.CANCELLED))
            continue
        edit = {"edit": {"message_id": shown.provider_id}}
        found.append(with_payload(row, row.payload | edit))
        await unit.outbox.save(found[-1])
    return found
