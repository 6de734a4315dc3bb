"""Selling: clients, deals, and what waits for a decision, handed to the screens together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bots.telegram.staff.services.approvals import Approvals
from bots.telegram.staff.services.clients import (
    Comments,
    Handing,
    Merging,
    Registry,
    Samples,
    Segments,
    Statuses,
)
from bots.telegram.staff.services.orders import DealQueries, Deals, Freight, Shipping


class Tables(Protocol):
    """A spreadsheet of rows that are cut to what the actor may see already (A13, P20)."""

    async def xlsx(self, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
        """Texts stay texts: no cell becomes a formula."""
        ...


class Shelf(Protocol):
    """`core.ports.BlobStore`, as far as a stored file is shown to a person."""

    async def read(self, blob: str) -> bytes: ...


@dataclass(frozen=True)
class Trade:
    registry: Registry
    statuses: Statuses
    comments: Comments
    samples: Samples
    segments: Segments
    merging: Merging
    handing: Handing
    deals: Deals
    shipping: Shipping
    freight: Freight
    orders: DealQueries
    approvals: Approvals
    tables: Tables
    shelf: Shelf
