"""The pinned board of one person, and when it is due to be drawn again (A14)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from core.amounts import Price
from core.ids import DealId, LineId, OutboxId, PersonId
from core.messaging.model import State

PAUSE = timedelta(seconds=3)
"""Between two edits of one board."""
REDRAW = timedelta(minutes=1)
"""Days pass and messages are counted without anybody having changed a reservation."""
LOOK = timedelta(minutes=15)
"""Without an edit for so long, one is made as it is: only its answer tells of a deletion."""
LATER = timedelta(hours=1)
"""Whoever cannot be written to is tried again."""
DELETED = frozenset({"message-not-found", "message-fixed"})
"""The message is gone, or Telegram takes no edits of it any more: another one is sent."""


@dataclass(frozen=True, slots=True)
class Pinboard:
    """`outbox_id`: the row that carried it last, `state` and `error` how that fared.

    `shown`: the hash of what it shows; "": a new message is wanted. `pinned` False: taken off by
    choice, and it stays off.
    """

    person_id: PersonId
    outbox_id: OutboxId | None = None
    shown: str = ""
    changed: bool = True
    pinned: bool = True
    drawn_at: datetime | None = None
    state: State | None = None
    error: str | None = None

    @property
    def deleted(self) -> bool:
        return self.state is State.FAILED and self.error in DELETED

    @property
    def lost(self) -> bool:
        return self.state in {State.FAILED, State.DENIED, State.CANCELLED}

    def due(self, now: datetime) -> bool:
        """A clock set back does not keep it from being drawn."""
        if not self.pinned:
            return False
        if self.drawn_at is None or self.drawn_at > now:
            return True
        return now - self.drawn_at >= self._patience

    @property
    def _patience(self) -> timedelta:
        if self.deleted:
            return PAUSE
        if self.lost and self.shown:
            return LATER
        return PAUSE if self.changed else REDRAW


@dataclass(frozen=True, slots=True)
class Sold:
    """What left in one shipment of one line. `cost`: ex VAT, for all of it; None: unknown.

    `freight`: the carrier's amount for the whole deal, which has `whole` grams.
    """

    shipment: int
    deal: DealId
    line: LineId
    grams: int
    price: Price
    percent: Decimal
    cost: Decimal | None
    freight: Decimal | None
    freight_vat: bool
    whole: int


Counts = Mapping[tuple[str, str], int]
"""(channel, "in" or "out") → messages."""
