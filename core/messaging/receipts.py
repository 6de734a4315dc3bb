"""Receipts, in whatever order they come (fault 19), raise a message up the lattice of RANK."""

from collections.abc import Sequence
from dataclasses import replace

from core.ids import OutboxId
from core.messaging.events import Event, StateChanged
from core.messaging.model import Message, OutboxRow, Receipt, State
from core.messaging.ports import Unit
from core.messaging.receive import React
from core.ports import Clock


class ReceiptUnmatched(Exception):
    """No message of ours has that provider id yet: parked and tried again, never an error."""


class Receipts:
    def __init__(self, clock: Clock, react: React) -> None:
        self._clock = clock
        self._react = react

    async def apply(self, unit: Unit, receipts: Sequence[Receipt], strict: bool = True) -> None:
        """Raises ReceiptUnmatched when `strict` and one belongs to nothing we sent."""
        events: list[Event] = []
        for receipt in receipts:
            row = await self._row(unit, receipt)
            if row is None:
                if strict:
                    raise ReceiptUnmatched
                continue
            row = await self._link(unit, row, receipt)
            event = await self._raise(unit, row, receipt)
            if event is not None:
                events.append(event)
        await self._react(unit, events)

    @staticmethod
    async def _row(unit: Unit, receipt: Receipt) -> OutboxRow | None:
        """By the provider's id, else by our own id that the callback carries."""
        row = await unit.outbox.by_provider_id(receipt.account, receipt.external_id)
        if row is not None or receipt.outbox_id is None:
            return row
        named = await unit.outbox.get(OutboxId(receipt.outbox_id))
        fits = named is not None and named.account == receipt.account
        return named if fits else None

    async def _link(self, unit: Unit, row: OutboxRow, receipt: Receipt) -> OutboxRow:
        """A send whose answer was lost is still linked: the provider has it, no repeat is due."""
        if row.provider_id is not None:
            return row
        row = replace(
            row,
            provider_id=receipt.external_id,
            state=State.SENT,
            sent_at=row.sent_at or self._clock.now(),
        )
        await unit.outbox.save(row)
        if row.message_id is not None:
            await unit.messages.mark_external(
                row.message_id, row.provider, row.account, "", receipt.external_id
            )
        return row

    async def _raise(self, unit: Unit, row: OutboxRow, receipt: Receipt) -> StateChanged | None:
        price = (receipt.price, receipt.price_unit) if receipt.price is not None else None
        if row.message_id is None:
            return None
        code = receipt.error_code if receipt.state is State.FAILED else None
        changed = await unit.messages.raise_state(row.message_id, receipt.state, code, price)
        if not changed:
            return None
        await self._fail(unit, row, receipt)
        message: Message | None = await unit.messages.get(row.message_id)
        return StateChanged(message, row) if message is not None else None

    @staticmethod
    async def _fail(unit: Unit, row: OutboxRow, receipt: Receipt) -> None:
        if receipt.state is State.FAILED:
            await unit.outbox.save(
                replace(row, state=State.FAILED, error_code=receipt.error_code or "unknown")
            )
