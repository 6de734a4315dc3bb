"""What stock refuses."""

from datetime import datetime

from core.amounts import KILOGRAM
from core.errors import DomainError


class OutOfStock(DomainError):
    """Fewer grams are free than were asked for (P11)."""

    code = "out-of-stock"

    def __init__(self, free: int) -> None:
        super().__init__(free=free, kg=free // KILOGRAM)
        self.free = free


class WarehouseEnded(DomainError):
    """A15: closed, or past its term: nothing is promised from it or brought to it any more."""

    code = "warehouse-ended"


class ReservationEnded(DomainError):
    """Lapsed, released or shipped: it cannot be extended, taken or released again (A4)."""

    code = "reservation-ended"


class ReservationBound(DomainError):
    """Taken into a confirmed order, which alone ships it or gives it up."""

    code = "reservation-bound"


class ExtensionsUsed(DomainError):
    """This role may not extend it once more (setting RESERVATION_EXTENSIONS)."""

    code = "extensions-used"


class ExtensionEarly(DomainError):
    """It would last hardly longer than it does anyway: refused, and not counted."""

    code = "extension-early"

    def __init__(self, lapses_at: datetime) -> None:
        super().__init__(at=lapses_at.isoformat())


class StillReserved(DomainError):
    """So many grams there are promised to clients: nothing has been written off (A16)."""

    code = "still-reserved"

    def __init__(self, grams: int) -> None:
        super().__init__(grams=grams, kg=grams // KILOGRAM)


class RateUnknown(DomainError):
    """No rate of that currency is known for the day, so the lot would have no cost."""

    code = "rate-unknown"
