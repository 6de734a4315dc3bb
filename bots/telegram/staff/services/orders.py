"""Deals, what leaves for them, and what it costs to bring it, as the staff bot needs them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from core.amounts import Price
from core.ids import ClientId, DealId, LineId, ProductId, ReservationId, WarehouseId
from core.staff.model import Person

View = Mapping[str, Any]


class Deals(Protocol):
    async def open(self, actor: Person, client: ClientId, cause: str) -> DealId: ...

    async def add_line(
        self,
        actor: Person,
        deal: DealId,
        version: int,
        product: ProductId,
        warehouse: WarehouseId | None,
        grams: int,
        price: Price,
        expected_cost: Decimal | None = None,
        *,
        cause: str,
    ) -> View: ...

    async def change_line(
        self,
        actor: Person,
        deal: DealId,
        version: int,
        line: LineId,
        grams: int | None = None,
        price: Price | None = None,
        *,
        cause: str,
    ) -> View: ...

    async def remove_line(
        self, actor: Person, deal: DealId, version: int, line: LineId, *, cause: str
    ) -> View: ...

    async def set_warehouse(
        self,
        actor: Person,
        deal: DealId,
        version: int,
        line: LineId,
        warehouse: WarehouseId,
        *,
        cause: str,
    ) -> View: ...

    async def set_terms(
        self,
        actor: Person,
        deal: DealId,
        version: int,
        prepayment_percent: int,
        deferral_days: int,
        *,
        cause: str,
    ) -> str: ...

    async def set_delivery(
        self, actor: Person, deal: DealId, version: int, delivery: Mapping[str, Any], *, cause: str
    ) -> View: ...

    async def offer(
        self, actor: Person, deal: DealId, version: int, valid_until: date | None, *, cause: str
    ) -> View: ...

    async def invoice(
        self, actor: Person, deal: DealId, version: int, valid_until: date | None, *, cause: str
    ) -> View: ...

    async def confirm(self, actor: Person, deal: DealId, version: int, *, cause: str) -> View: ...

    async def lose(
        self, actor: Person, deal: DealId, version: int, reason: str, *, cause: str
    ) -> View: ...

    async def take_reservation(
        self, actor: Person, reservation: ReservationId, deal: DealId, price: Price, cause: str
    ) -> View: ...


class Shipping(Protocol):
    async def ship(
        self,
        actor: Person,
        deal: DealId,
        version: int,
        parts: Mapping[LineId, int],
        *,
        cause: str,
    ) -> View: ...

    async def ship_all(self, actor: Person, deal: DealId, version: int, *, cause: str) -> View: ...

    async def release_rest(
        self, actor: Person, deal: DealId, version: int, *, cause: str
    ) -> View: ...

    async def pay(
        self,
        actor: Person,
        deal: DealId,
        version: int,
        amount: Decimal,
        paid_on: date,
        *,
        cause: str,
    ) -> View: ...

    async def close(self, actor: Person, deal: DealId, version: int, *, cause: str) -> View: ...


class Freight(Protocol):
    async def fill(
        self,
        actor: Person,
        deal: DealId,
        version: int,
        amount: Decimal | None,
        vat: bool,
        blob: str | None,
        file: str | None,
        cause: str,
    ) -> Any: ...


class DealQueries(Protocol):
    async def card(self, actor: Person, deal: DealId) -> View: ...

    async def page(self, actor: Person, scope: str, page: int) -> Any: ...

    async def of_client(self, actor: Person, client: ClientId, page: int = 0) -> Any: ...

    async def papers_of(self, actor: Person, client: ClientId) -> Sequence[View]: ...

    async def deliveries(self, actor: Person, page: int) -> Any: ...

    async def absent(self, actor: Person, page: int) -> Any: ...

    async def note_absent(self, actor: Person, sale: int, cause: str) -> View: ...
