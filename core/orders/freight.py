"""A7, A8: what transport costs, with the carrier's invoice: both or neither."""

import re
from datetime import datetime
from decimal import Decimal

from core.amounts import booked
from core.approvals.service import Approvals
from core.errors import Stale
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
        since: datetime | None = None,
    ) -> Answer:
        """Roubles, whether VAT is inside, and the hash and name of the carrier's invoice.

        The logistician's only write, on orders; sellers may do it for their own deals (A7).
        Neither amount nor file takes it back. `version` None: it hangs on nothing else of the deal,
        only on the freight that was looked at, written down at `since`.
        Raises FreightNeedsFile, FreightNeedsAmount, InvalidInput, WrongStage, Stale, NotFound,
        NotAllowed.
        """

        async def work(opened: OpenDeal) -> Answer:
            opened.require(UNCONFIRMED | ORDERS)
            if version is None and opened.deal.freight_at != since:
                raise await _rewritten(opened)
            _both_or_neither(amount, blob, file)
            return _filled(opened, amount, vat, blob, file)

        return await self._desk.change(actor, deal, version, FILL, cause, work)


async def _rewritten(opened: OpenDeal) -> Stale:
    """Two fill it in at once: the second is told who was first (P18)."""
    by, at = opened.deal.freight_by, opened.deal.freight_at
    person = await opened.unit.people.get(by) if by is not None else None
    if person is None or at is None:
        return Stale()
    return Stale(by=person.name, at=at.isoformat())


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
