"""Receipts, in whatever order they come (fault 19), raise a message up the lattice of RANK."""

from collections.abc import Sequence
from dataclasses import replace

from core.ids import OutboxId
from core.messaging.events import Event, StateChanged
from core.messaging.model import Message, OutboxRow, Receipt, State
from core.messaging.ports import Unit
from core.ports import Clock, React


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
        if named is None or named.account != receipt.account:
            return None
        # Of a row that was resent since, this is the first attempt's receipt: it proves nothing.
        tried = named.attempts > 0 and named.state is State.QUEUED
        return named if tried or named.state in {State.SENDING, State.UNKNOWN} else None

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
            await self._stand(unit, row, receipt)
            return None
        code = receipt.error_code if receipt.state is State.FAILED else None
        state, others = await self._among_pieces(unit, row, receipt)
        changed = await unit.messages.raise_state(row.message_id, state, code, price)
        if not changed and others and state is State.FAILED and row.state is not State.FAILED:
            await unit.messages.put_state(row.message_id, State.FAILED)
            changed = True
        if not changed:
            return None
        await self._stand(unit, row, receipt)
        message: Message | None = await unit.messages.get(row.message_id)
        if message is None:
            return None
        return StateChanged(replace(message, error_code=code or message.error_code), row)

    @staticmethod
    async def _among_pieces(unit: Unit, row: OutboxRow, receipt: Receipt) -> tuple[State, bool]:
        """A long answer is several rows: one that was read does not hide one that failed (P7)."""
        if row.message_id is None or receipt.state not in {State.READ, State.FAILED}:
            return receipt.state, False
        others = [r for r in await unit.outbox.of_message(row.message_id) if r.id != row.id]
        failed = any(other.state is State.FAILED for other in others)
        hidden = receipt.state is State.READ and failed
        return (State.DELIVERED if hidden else receipt.state), bool(others)

    @staticmethod
    async def _stand(unit: Unit, row: OutboxRow, receipt: Receipt) -> None:
        """The row is a dead letter as long as its message is a failed one."""
        if receipt.state is State.FAILED:
            await unit.outbox.save(
                replace(row, state=State.FAILED, error_code=receipt.error_code or "unknown")
            )
        elif receipt.state is State.READ and row.state is State.FAILED:
            await unit.outbox.save(replace(row, state=State.SENT, error_code=None))
