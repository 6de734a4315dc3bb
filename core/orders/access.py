"""Whose a deal is: judged by the lane of its client, in the deciding transaction (A5, P18)."""

from core.errors import NotAllowed, NotFound
from core.ids import DealId
from core.orders.model import ORDERS, Deal
from core.orders.ports import Unit
from core.policy.permissions import Owned, may, may_with_client
from core.staff.model import Person

READ = "deal:read"


async def lane_of(unit: Unit, deal: Deal) -> Owned | None:
    return (await unit.clients.lanes_of([deal.client_id])).get(deal.client_id)


async def reachable(
    unit: Unit, person: Person, number: DealId, *actions: str, held: bool = False
) -> Deal:
    """The deal, for somebody who may do one of `actions` with it.

    `actions`: "deal:edit" by the client's lane, or a whole permission such as "deal:freight".
    Another manager's deal does not exist for whoever may not see it (A5): the NotFound of both
    names the missing permission, for the audit and `/why`. Raises NotAllowed for what one may
    see, but not do.

    `held`: the client changes hands after this transaction, not during it. Clients are locked
    before requests, requests before deals, deals before balances.
    """
    deal = await unit.deals.get(number)
    if deal is None:
        raise NotFound() if may(person, f"{READ}:any") else NotFound(permission=READ)
    lanes = unit.clients.lanes_held if held else unit.clients.lanes_of
    lane = (await lanes([deal.client_id])).get(deal.client_id)
    if any(_may(person, action, deal, lane) for action in actions):
        return deal
    if sees(person, deal, lane):
        raise NotAllowed(permission=actions[0])
    raise NotFound(permission=READ)


def _may(person: Person, action: str, deal: Deal, lane: Owned | None) -> bool:
    if may_with_client(person, action, lane):
        return True
    return may(person, action) and sees(person, deal, lane)


def sees(person: Person, deal: Deal, lane: Owned | None) -> bool:
    """The seller and those above him every deal; a logistician every order (A8)."""
    if may_with_client(person, READ, lane):
        return True
    return may(person, "deal:deliver") and deal.stage in ORDERS
