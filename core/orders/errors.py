"""Refusals of this room, named for the broken rule."""

from core.errors import DomainError, NotAllowed


class FloorBreach(DomainError):
    """B10: a line below its floor waits for director or head of sales, or was refused.

    `product`; `price` and `floor`, roubles a tonne with VAT; `state` "below" or "rejected".
    """

    code = "floor-breach"


class RuleBreach(FloorBreach):
    """B8: below the price that an announcement has set for a time.

    With its number `news`, and `until` (ISO), the moment that it ends.
    """

    code = "rule-breach"


class WrongStage(DomainError):
    """The deal has gone past it, or has not come to it; `stage` is where it stands."""

    code = "deal-stage"


class DealEmpty(DomainError):
    code = "deal-empty"


class BuyerUnnamed(DomainError):
    """E12: a lead becomes a company before it orders; `client` is its name."""

    code = "order-needs-company"


class GoodsPresent(DomainError):
    """B9: what lies on a warehouse in full is not sold as absent; `warehouse` names it."""

    code = "goods-present"


class GoodsAbsent(DomainError):
    """Absent goods leave from a warehouse that has to be named first; `product`."""

    code = "goods-absent"


class TermsWaiting(DomainError):
    """A deferral beyond the client's card, in days or in roubles, still waits for a decision."""

    code = "terms-waiting"


class TermsAsked(DomainError):
    """E5: the confirmation itself has just asked for it.

    `days` are wanted and the card gives `allowed`; `over` "yes": `debt` with this deal is above
    `limit`, roubles.
    """

    code = "terms-asked"


class TermsRejected(DomainError):
    """E5: this was rejected with `reason` and nothing has changed since; the rest likewise."""

    code = "terms-rejected"


class OverShipped(DomainError):
    """More than the line still owes: `open` grams."""

    code = "over-shipped"


class NothingShipped(DomainError):
    """An order of which nothing left is lost, not released."""

    code = "nothing-shipped"


class Unpaid(DomainError):
    """`amount` roubles have still to come."""

    code = "deal-unpaid"


class FreightNeedsFile(DomainError):
    """A8: the amount and the carrier's invoice, both or neither."""

    code = "freight-needs-file"


class FreightNeedsAmount(DomainError):
    """A8: the amount and the carrier's invoice, both or neither."""

    code = "freight-needs-amount"


class NotYours(NotAllowed):
    """The reservation is for another client."""

    code = "reservation-other-client"
