"""What the staff bot's screens work with: the core's own services, handed on in rooms.

Only what stands outside the core is told here by Protocols.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from core.agenda.service import Agenda
from core.approvals.service import Approvals
from core.board.service import Board
from core.clients.comments import Comments
from core.clients.merging import Merging
from core.clients.registry import Registry
from core.clients.samples import Samples
from core.clients.segments import Segments
from core.clients.statuses import Statuses
from core.digest.service import QuietHours, Subscriptions
from core.messaging.handover import Handover
from core.messaging.model import IncomingFile
from core.messaging.quoting import Quotes
from core.news.feed import NewsFeed
from core.news.publishing import Publishing
from core.orders.deals import Deals
from core.orders.freight import Freight
from core.orders.queries import DealQueries
from core.orders.shipping import Shipping
from core.ports import BlobStore
from core.pricing.service import Prices
from core.staff.colleagues import Colleagues
from core.stock.booking import Booking
from core.stock.catalog import Catalog
from core.stock.intake import Intake
from core.stock.ledger import Ledger
from core.stock.terms import Terms
from core.stock.writing_off import WriteOffs
from core.tasks.service import Tasks

View = Mapping[str, Any]
"""What a service answers with, cut to what the asker may see."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of ours: the hash of its content and what it was called."""

    blob: str
    name: str
    size: int
    content_type: str


class Files(Protocol):
    async def keep(self, file: IncomingFile, limit: int) -> Kept:
        """Fetches a file of the chat. Raises InvalidInput past `limit` bytes or when it is gone."""
        ...

    async def read(self, blob: str) -> bytes:
        """Raises InvalidInput."""
        ...


class Tables(Protocol):
    """A spreadsheet of rows that are cut to what the actor may see already (A13, P20)."""

    async def xlsx(self, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
        """Texts stay texts: no cell becomes a formula."""
        ...


@dataclass(frozen=True)
class Goods:
    catalog: Catalog
    ledger: Ledger
    write_offs: WriteOffs
    booking: Booking
    pinboard: Board
    terms: Terms
    intake: Intake
    prices: Prices
    clients: Registry


@dataclass(frozen=True)
class Duties:
    tasks: Tasks
    agenda: Agenda
    colleagues: Colleagues
    quotes: Quotes
    quiet: QuietHours
    subscriptions: Subscriptions


@dataclass(frozen=True)
class Trade:
    registry: Registry
    statuses: Statuses
    comments: Comments
    samples: Samples
    segments: Segments
    merging: Merging
    handing: Handover
    deals: Deals
    shipping: Shipping
    freight: Freight
    orders: DealQueries
    approvals: Approvals
    tables: Tables
    shelf: BlobStore


@dataclass(frozen=True)
class News:
    publishing: Publishing
    feed: NewsFeed
