"""Prepayment, deferral, and where the goods are to go."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.approvals import model as approvals
from core.approvals.model import DEFERRAL, Approval, Outdated
from core.approvals.service import Approvals
from core.errors import DomainError, InvalidInput
from core.ids import DealId
from core.orders.credit import OBJECT, Credit, credit_of, refusal, stopping
from core.orders.desk import Answer, OpenDeal
from core.orders.errors import TermsAsked, TermsRejected
from core.orders.floors import shown
from core.orders.model import UNCONFIRMED, Buyer, Deal
from core.orders.ports import Unit
from core.staff.model import Person
from core.typed import storable

LONGEST_DEFERRAL = 365
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
        if deferral > (buyer.deferral_days if buyer is not None else 0):
            terms = (prepayment, deferral)
            wanted = await credit_of(opened.unit, opened.deal, buyer, opened.day, terms)
            await self._ask(opened, wanted)
            return {"terms": "asked"}
        opened.change(prepayment_percent=prepayment, deferral_days=deferral, terms_approval_id=None)
        return {"terms": "set"}

    async def stop(self, opened: OpenDeal, buyer: Buyer) -> DomainError | None:
        """Before the order the deferral is held against the client's card as it stands now (E5).

        Asks where nobody has answered yet; what was rejected is not asked a second time while
        terms, card and debt are what they were.
        """
        credit = await stopping(opened.unit, opened.deal, buyer, opened.day)
        if credit is None:
            return None
        told = _told(credit)
        rejected = await refusal(opened.unit, opened.deal.id, credit)
        if rejected is not None:
            return TermsRejected(**told, reason=rejected.reason)
        await self._ask(opened, credit)
        return TermsAsked(**told)

    async def _ask(self, opened: OpenDeal, wanted: Credit) -> None:
        client = opened.deal.client_id
        names = await opened.unit.deals.clients_of([client])
        card: dict[str, Any] = {
            "deferral_days": approvals.change(str(wanted.allowed), str(wanted.days)),
            "prepayment_percent": str(wanted.prepayment),
        }
        if wanted.over:
            limit, debt = approvals.money(wanted.limit), approvals.money(wanted.debt)
            card["deferral_limit"] = approvals.change(limit, debt)
        fields = wanted.fields() | {
            "client_id": client,
            "deal_id": opened.deal.id,
            "facts": {
                "deal": {"number": str(opened.deal.id), "client": names.get(client, "")},
                "client": card,
            },
        }
        filed = await self._approvals.file(
            opened.unit, opened.actor, DEFERRAL, OBJECT, opened.deal.id, fields
        )
        opened.change(terms_approval_id=filed.id)


def _told(credit: Credit) -> dict[str, Any]:
    return {
        "days": credit.days,
        "allowed": credit.allowed,
        "over": "yes" if credit.over else "no",
        "debt": shown(credit.debt),
        "limit": "—" if credit.limit is None else shown(credit.limit),
    }


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
