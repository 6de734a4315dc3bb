"""A7, A8: what transport costs, with the carrier's invoice: both or neither."""

import re
from decimal import Decimal

from core.amounts import booked
from core.approvals.service import Approvals
from core.firm import Firm
from core.ids import DealId
from core.orders.desk import Answer, DealDesk, OpenDeal
from core.orders.errors import FreightNeedsAmount, FreightNeedsFile
from core.orders.events import FreightFilled
from core.orders.model import ORDERS, UNCONFIRMED
from core.orders.ports import Units
from core.ports import Clock, React
from core.staff.model import Person
from core.typed import storable

FILL = ("deal:freight", "deal:edit")
_BLOB = re.compile(r"[0-9a-f]{64}")
_LONGEST_NAME = 255


class Freight:
    def __init__(
        self, units: Units, clock: Clock, firm: Firm, react: React, approvals: Approvals
    ) -> None:
        self._desk = DealDesk(units, clock, firm, react, approvals)

    async def fill(
        self,
        actor: Person,
        deal: DealId,
        version: int | None,
        amount: Decimal | None,
        vat: bool,
        blob: str | None,
        file: str | None,
        cause: str,
    ) -> Answer:
        """Roubles, whether VAT is inside, and the hash and name of the carrier's invoice.

        The logistician's only write, on orders; sellers may do it for their own deals (A7).
        Neither amount nor file takes it back. `version` None: it hangs on nothing else of the deal.
        Raises FreightNeedsFile, FreightNeedsAmount, InvalidInput, WrongStage, Stale, NotFound,
        NotAllowed.
        """

        async def work(opened: OpenDeal) -> Answer:
            opened.require(UNCONFIRMED | ORDERS)
            _both_or_neither(amount, blob, file)
            return _filled(opened, amount, vat, blob, file)

        return await self._desk.change(actor, deal, version, FILL, cause, work)


def _filled(
    opened: OpenDeal,
    amount: Decimal | None,
    vat: bool,
    blob: str | None,
    file: str | None,
) -> Answer:
    known = amount is not None
    opened.change(
        freight=amount,
        freight_vat=vat if known else None,
        freight_blob=blob,
        freight_file=storable(file or "").strip()[:_LONGEST_NAME] if known else None,
        freight_by=opened.actor.id,
        freight_at=opened.now,
    )
    deal = opened.deal
    opened.events.append(
        FreightFilled(deal.id, deal.person_id, opened.actor.id, amount, vat and known)
    )
    return {}


def _both_or_neither(amount: Decimal | None, blob: str | None, file: str | None) -> None:
    """MUST-FAIL: amount without file (A8)."""
    if amount is None:
        if blob is not None or file is not None:
            raise FreightNeedsAmount
        return
    if blob is None or not _BLOB.fullmatch(blob) or not (file or "").strip():
        raise FreightNeedsFile
    booked(amount)
