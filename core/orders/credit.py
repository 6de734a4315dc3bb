"""What a client owes under deferrals, held against the client's card of this moment (E5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.approvals.model import APPROVED, DEFERRAL, LATER, REJECTED, WAITING, Approval
from core.ids import DealId
from core.orders.model import UNCONFIRMED, Buyer, Deal, Stage
from core.orders.money import NOTHING
from core.orders.ports import Scope, Unit
from core.orders.reckoning import figures

OBJECT = "deal"
ASKS = "asks"
"""Of a view: nothing has been asked yet, the order itself will do it."""
OWING = frozenset({Stage.ORDERED, Stage.SHIPPING, Stage.SHIPPED})
"""An order is closed when it is paid."""
LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Credit:
    """So many `days` are wanted where the card gives `allowed`; and the `debt` that comes of it.

    Roubles with VAT; `limit` None: the card knows none.
    """

    prepayment: int
    days: int
    allowed: int
    debt: Decimal
    limit: Decimal | None

    @property
    def over(self) -> bool:
        return self.limit is not None and self.debt > self.limit

    @property
    def beyond(self) -> bool:
        """Somebody else has to agree."""
        return self.days > 0 and (self.days > self.allowed or self.over)

    def fields(self) -> dict[str, Any]:
        """What a request keeps of it."""
        return {
            "prepayment_percent": self.prepayment,
            "deferral_days": self.days,
            "allowed_days": self.allowed,
            "debt": str(self.debt),
            "limit": None if self.limit is None else str(self.limit),
        }

    def granted_by(self, approval: Approval) -> bool:
        """What has been approved stands, up to the days and the debt it was given for."""
        given = of_request(approval)
        return given.days >= self.days and given.debt >= (self.debt if self.over else NOTHING)

    def refused_by(self, approval: Approval) -> bool:
        """The very same, or more of a debt, against the same card: the answer is known."""
        given = of_request(approval)
        return _asked_for(given) == _asked_for(self) and self.debt >= given.debt

    def view(self, state: str, reason: str = "") -> dict[str, Any]:
        told = {"days": self.days, "allowed": self.allowed, "over": self.over}
        return told | {"debt": self.debt, "limit": self.limit, "state": state, "reason": reason}


def of_request(approval: Approval) -> Credit:
    fields: Mapping[str, Any] = approval.fields
    limit = fields.get("limit")
    return Credit(
        int(fields["prepayment_percent"]),
        int(fields["deferral_days"]),
        int(fields.get("allowed_days", 0)),
        Decimal(fields.get("debt", 0)),
        None if limit is None else Decimal(limit),
    )


def _asked_for(credit: Credit) -> tuple[object, ...]:
    return credit.prepayment, credit.days, credit.allowed, credit.limit


async def credit_of(
    unit: Unit, deal: Deal, buyer: Buyer | None, day: date, terms: tuple[int, int] | None = None
) -> Credit:
    """`terms`: (prepayment percent, days) that are to be, instead of the deal's own."""
    prepayment, days = terms or (deal.prepayment_percent, deal.deferral_days)
    allowed = buyer.deferral_days if buyer is not None else 0
    limit = buyer.deferral_limit if buyer is not None else None
    return Credit(prepayment, days, allowed, await _debt(unit, deal, day), limit)


async def _debt(unit: Unit, deal: Deal, day: date) -> Decimal:
    """This deal, and what the client's orders under a deferral still owe."""
    scope = Scope(client=deal.client_id, stages=OWING)
    others = await unit.deals.page(scope, LOOKED_AT, 0)
    wanted = [deal.id, *(one.id for one in others if one.deferral_days > 0)]
    known = await figures(unit, wanted, day)
    return sum((max(NOTHING, one.rest) for one in known.values()), NOTHING)


async def stopping(unit: Unit, deal: Deal, buyer: Buyer, day: date) -> Credit | None:
    """What the order would be stopped by as the card stands now; None: by nothing."""
    if deal.deferral_days == 0:
        return None
    credit = await credit_of(unit, deal, buyer, day)
    if not credit.beyond:
        return None
    granted = await unit.approvals.last_on(DEFERRAL, OBJECT, deal.id, [APPROVED])
    return None if granted is not None and credit.granted_by(granted) else credit


async def refusal(unit: Unit, deal: DealId, credit: Credit) -> Approval | None:
    """A request that was rejected and would be no other one if it were filed again.

    "Not now" may be asked again.
    """
    found = await unit.approvals.last_on(DEFERRAL, OBJECT, deal, [REJECTED])
    if found is None or found.reason == LATER:
        return None
    return found if credit.refused_by(found) else None


async def request_view(unit: Unit, deal: Deal) -> dict[str, Any] | None:
    """Of a deal without an order: the request that waits, or the one that was rejected last."""
    if deal.stage not in UNCONFIRMED:
        return None
    decided = [APPROVED, REJECTED]
    found = await unit.approvals.last_on(DEFERRAL, OBJECT, deal.id, [*decided, WAITING])
    if found is None or found.state == APPROVED:
        return None
    return of_request(found).view(found.state, found.reason)


async def outlook(unit: Unit, deal: Deal, day: date) -> dict[str, Any] | None:
    """What confirming the deal would meet: a request that waits or was rejected, or a new one."""
    buyer = await unit.deals.buyer(deal.client_id)
    known = await request_view(unit, deal)
    if known is not None and known["state"] == WAITING:
        return known
    if buyer is None or deal.stage not in UNCONFIRMED:
        return None
    credit = await stopping(unit, deal, buyer, day)
    if credit is None:
        return None
    rejected = await refusal(unit, deal.id, credit)
    return credit.view(ASKS) if rejected is None else credit.view(REJECTED, rejected.reason)
