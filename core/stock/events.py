"""What has happened to goods."""

from dataclasses import dataclass
from datetime import datetime

from core.ids import PersonId, ProductId, WarehouseId
from core.stock.model import Kind, Reservation, Waiting, Warehouse


@dataclass(frozen=True, slots=True)
class StockChanged:
    """Grams on hand; `person` None: the firm's own machine."""

    product: ProductId
    warehouse: WarehouseId
    kind: Kind
    before: int
    after: int
    reason: str
    person: PersonId | None
    at: datetime


@dataclass(frozen=True, slots=True)
class RecountConflict:
    """Fewer grams were counted than are reserved: nothing has been changed (DOMAIN)."""

    product: ProductId
    warehouse: WarehouseId
    counted: int
    reserved: int
    person: PersonId
    at: datetime


@dataclass(frozen=True, slots=True)
class ReservationPlaced:
    reservation: Reservation
    person: PersonId


@dataclass(frozen=True, slots=True)
class ReservationExtended:
    """As it stands afterwards."""

    reservation: Reservation
    person: PersonId


@dataclass(frozen=True, slots=True)
class ReservationReleased:
    """`person` None: released by the firm's own machine."""

    reservation: Reservation
    person: PersonId | None


@dataclass(frozen=True, slots=True)
class ReservationLapsed:
    reservation: Reservation
    at: datetime


@dataclass(frozen=True, slots=True)
class ReservationShipped:
    """The whole of it has left, or a part: `reservation.grams` are still held."""

    reservation: Reservation
    grams: int
    person: PersonId


@dataclass(frozen=True, slots=True)
class ReservationMoved:
    """To another warehouse with its goods: as it stands there (A16)."""

    reservation: Reservation
    person: PersonId | None


@dataclass(frozen=True, slots=True)
class ReservationBound:
    """Into a deal, or with it into an order: then it does not lapse any more."""

    reservation: Reservation
    person: PersonId


@dataclass(frozen=True, slots=True)
class WarehouseSettled:
    """A16: somebody has seen to what lies in a warehouse whose term comes to its end.

    `warehouse` as the cards showed it; `action`: "moved" to `target`, "zeroed", or "extended"
    to `until` (None: for ever).
    """

    warehouse: Warehouse
    action: str
    person: PersonId
    at: datetime
    target: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class GoodsFreed:
    """`free` grams can be reserved there now."""

    product: ProductId
    warehouse: WarehouseId
    free: int
    at: datetime


@dataclass(frozen=True, slots=True)
class GoodsOffered:
    """To the next in the queue; an offer holds nothing."""

    waiting: Waiting
