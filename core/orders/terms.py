"""Prepayment, deferral, and where the goods are to go."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from core.approvals import model as approvals
from core.approvals.model import DEFERRAL, Approval, Outdated
from core.approvals.service import Approvals
from core.errors import InvalidInput
from core.ids import DealId
from core.orders.desk import Answer, OpenDeal
from core.orders.model import UNCONFIRMED, Buyer, Deal, Stage
from core.orders.money import NOTHING
from core.orders.ports import Scope, Unit
from core.orders.reckoning import figures
from core.staff.model import Person
from core.typed import storable

OBJECT = "deal"
LONGEST_DEFERRAL = 365
OWING = frozenset({Stage.ORDERED, Stage.SHIPPING, Stage.SHIPPED})
"""An order is closed when it is paid."""
LOOKED_AT = 500
_SHORT = {
    "address": "delivery_address",
    "contact": "unloading_contact",
    "hours": "unloading_hours",
}
_LONGEST = {
    "city": 100,
    "delivery_address": 2000,
    "unloading_contact": 300,
    "unloading_hours": 100,
}
"""Characters of each text."""


def delivered(delivery: Mapping[str, Any]) -> dict[str, Any]:
    """Fields and their values. Raises InvalidInput: an unknown field, a text too long."""
    values: dict[str, Any] = {}
    for given, value in delivery.items():
        name = _SHORT.get(given, given)
        if name == "ship_on" and (value is None or isinstance(value, date)):
            values[name] = value
        elif name in _LONGEST and (value is None or isinstance(value, str)):
            values[name] = _short(value, _LONGEST[name])
        else:
            raise InvalidInput("field-unknown", field=given[:30])
    return values


def _short(value: str | None, longest: int) -> str | None:
    text = storable(value or "").strip()
    if len(text) > longest:
        raise InvalidInput("text-too-long", limit=longest)
    return text or None


class Terms:
    def __init__(self, approvals: Approvals) -> None:
        self._approvals = approvals

    async def withdraw(self, unit: Unit, deal: Deal) -> None:
        """Other terms are asked for, or none: whatever waits is void."""
        await self._approvals.withdraw(unit, DEFERRAL, OBJECT, deal.id)

    async def set(self, opened: OpenDeal, prepayment: int, deferral: int) -> Answer:
        """More days than the client's card allows are asked for and stop the confirmation."""
        opened.require(UNCONFIRMED)
        if not 0 <= prepayment <= 100:  # noqa: PLR2004 - percent
            raise InvalidInput("percent-range")
        if not 0 <= deferral <= LONGEST_DEFERRAL:
            raise InvalidInput("deferral-range", limit=LONGEST_DEFERRAL)
        buyer = await opened.unit.deals.buyer(opened.deal.client_id)
        allowed = buyer.deferral_days if buyer is not None else 0
        if deferral > allowed:
            await self._ask(opened, prepayment, deferral, buyer, await _debt(opened))
            return {"terms": "asked"}
        opened.change(prepayment_percent=prepayment, deferral_days=deferral, terms_approval_id=None)
        return {"terms": "set"}

    async def ask_again(self, opened: OpenDeal, buyer: Buyer) -> bool:
        """Before the order the deferral is held against the client's card as it stands now (E5).

        What has been approved for this deal stands, up to the days and the debt it was given for.
        """
        deal = opened.deal
        if deal.deferral_days == 0:
            return False
        debt = await _debt(opened)
        over = _over(buyer, debt)
        if deal.deferral_days <= buyer.deferral_days and not over:
            return False
        granted = await opened.unit.approvals.approved_on(DEFERRAL, OBJECT, deal.id)
        if granted is not None and _covers(granted, deal, debt if over else NOTHING):
            return False
        await self._ask(opened, deal.prepayment_percent, deal.deferral_days, buyer, debt)
        return True

    async def _ask(
        self,
        opened: OpenDeal,
        prepayment: int,
        deferral: int,
        buyer: Buyer | None,
        debt: Decimal,
    ) -> None:
        client = opened.deal.client_id
        names = await opened.unit.deals.clients_of([client])
        allowed = buyer.deferral_days if buyer is not None else 0
        fields: dict[str, Any] = {
            "client_id": client,
            "deal_id": opened.deal.id,
            "prepayment_percent": prepayment,
            "deferral_days": deferral,
            "debt": str(debt),
            "facts": {
                "deal": {"number": str(opened.deal.id), "client": names.get(client, "")},
                "client": {
                    "deferral_days": approvals.change(str(allowed), str(deferral)),
                    "prepayment_percent": str(prepayment),
                },
            },
        }
        if buyer is not None and _over(buyer, debt):
            limit = approvals.change(approvals.money(buyer.deferral_limit), approvals.money(debt))
            fields["facts"]["client"]["deferral_limit"] = limit
        filed = await self._approvals.file(
            opened.unit, opened.actor, DEFERRAL, OBJECT, opened.deal.id, fields
        )
        opened.change(terms_approval_id=filed.id)


def _over(buyer: Buyer, debt: Decimal) -> bool:
    return buyer.deferral_limit is not None and debt > buyer.deferral_limit


def _covers(granted: Approval, deal: Deal, debt: Decimal) -> bool:
    fields = granted.fields
    return (
        int(fields["deferral_days"]) >= deal.deferral_days
        and Decimal(fields.get("debt", 0)) >= debt
    )


async def _debt(opened: OpenDeal) -> Decimal:
    """Roubles with VAT: this deal, and what the client's orders under a deferral still owe."""
    deals = opened.unit.deals
    scope = Scope(client=opened.deal.client_id, stages=OWING)
    others = await deals.page(scope, LOOKED_AT, 0)
    wanted = [opened.deal.id, *(one.id for one in others if one.deferral_days > 0)]
    known = await figures(opened.unit, wanted, opened.day)
    return sum((max(NOTHING, one.rest) for one in known.values()), NOTHING)


async def terms_decided(unit: Unit, approval: Approval, decider: Person) -> None:  # noqa: ARG001 - the shape of an outcome
    """The outcome of a deferral request: the terms that were asked for, or those before.

    Raises Outdated: other terms have been set since. A request about a client's own card is
    the clients' affair.
    """
    if approval.object_kind != OBJECT:
        return
    yes = approval.state == approvals.APPROVED
    asked = (int(approval.fields["prepayment_percent"]), int(approval.fields["deferral_days"]))
    deal = DealId(approval.object_id)
    if not await unit.deals.decide_terms(deal, approval.id, asked if yes else None):
        raise Outdated
